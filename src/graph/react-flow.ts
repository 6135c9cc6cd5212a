import type {
  Definition,
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
  JsonValue,
  Layout,
  Position,
  RetryPolicy,
  Variable,
  Viewport,
} from './definition';
import { placeNodes } from './place-nodes';

/** What reading does with a field of React Flow. */
export interface ReactFlowField {
  on: 'graph' | 'node' | 'edge';
  field: string;
  /** `content` is part of the definition, `layout` of the layout, `dropped` is not kept. */
  becomes: 'content' | 'layout' | 'dropped';
  /** The member of the definition or layout that it becomes; of a dropped field, why it is not kept. */
  detail: string;
}

type On = ReactFlowField['on'];

function content(on: On, field: string, detail: string): ReactFlowField {
  return { on, field, becomes: 'content', detail };
}

function layout(on: On, field: string, detail: string): ReactFlowField {
  return { on, field, becomes: 'layout', detail };
}

function dropped(on: On, detail: string, fields: string[]): ReactFlowField[] {
  return fields.map((field) => ({ on, field, becomes: 'dropped', detail }));
}

/**
 * Every field of the Node, Edge and exported graph of @xyflow/react 12, and those of version 11 that
 * stored canvases still hold. What is not here and not a member of a definition is refused by name.
 */
export const REACT_FLOW_FIELDS: readonly ReactFlowField[] = [
  content('graph', 'nodes', 'nodes'),
  content('graph', 'edges', 'edges'),
  layout('graph', 'viewport', 'viewport'),

  content('node', 'id', 'id'),
  content('node', 'type', 'type; React Flow’s own default, "default", where it is left out'),
  content('node', 'data', 'config, without label'),
  content('node', 'data.label', 'name; the id where there is no label'),
  content('node', 'parentId', 'parent'),
  content('node', 'parentNode', 'parent (version 11)'),
  layout('node', 'position', 'positions'),
  layout('node', 'width', 'sizes, where height is given too'),
  layout('node', 'height', 'sizes, where width is given too'),
  ...dropped('node', 'measured by the browser', [
    'measured',
    'initialWidth',
    'initialHeight',
    'positionAbsolute',
    'computed',
    'internals',
    'handles',
  ]),
  ...dropped('node', 'state of one person’s canvas', [
    'selected',
    'dragging',
    'resizing',
    'hidden',
  ]),
  layout(
    'node',
    'style',
    'sizes, where width and height are numbers only there; the rest is dropped',
  ),
  ...dropped('node', 'how it looks', [
    'className',
    'zIndex',
    'origin',
    'sourcePosition',
    'targetPosition',
    'ariaLabel',
    'ariaRole',
    'domAttributes',
  ]),
  ...dropped('node', 'how the canvas lets people handle it', [
    'draggable',
    'selectable',
    'connectable',
    'deletable',
    'focusable',
    'dragHandle',
    'extent',
    'expandParent',
  ]),

  content('edge', 'id', 'id'),
  content('edge', 'source', 'source'),
  content('edge', 'target', 'target'),
  content('edge', 'sourceHandle', 'sourceHandle'),
  content('edge', 'targetHandle', 'targetHandle'),
  content('edge', 'data', 'condition and priority; any other member is refused by name'),
  content('edge', 'data.condition', 'condition'),
  content('edge', 'data.priority', 'priority'),
  ...dropped('edge', 'how it looks', [
    'type',
    'data.label',
    'label',
    'labelStyle',
    'labelShowBg',
    'labelBgStyle',
    'labelBgPadding',
    'labelBgBorderRadius',
    'animated',
    'markerStart',
    'markerEnd',
    'pathOptions',
    'style',
    'className',
    'zIndex',
    'ariaLabel',
    'ariaRole',
    'domAttributes',
  ]),
  ...dropped('edge', 'state of one person’s canvas', ['selected', 'hidden']),
  ...dropped('edge', 'how the canvas lets people handle it', [
    'selectable',
    'deletable',
    'focusable',
    'reconnectable',
    'updatable',
    'interactionWidth',
  ]),
];

/** Names of the fields of a node, edge or graph, or of their part that starts with `prefix`. */
export function reactFlowFields(on: On, prefix = ''): string[] {
  return REACT_FLOW_FIELDS.filter((entry) => entry.on === on && entry.field.startsWith(prefix))
    .map((entry) => entry.field.slice(prefix.length))
    .filter((field) => !field.includes('.'));
}

/** A node as React Flow takes it. `disabled`, `retry` and `timeoutMs` stand beside React Flow's own fields. */
export interface ReactFlowNode {
  id: string;
  type: string;
  position: Position;
  data: JsonObject;
  parentId?: string;
  width?: number;
  height?: number;
  disabled?: boolean;
  retry?: RetryPolicy;
  timeoutMs?: number;
}

/** An edge as React Flow takes it. */
export interface ReactFlowEdge {
  id: string;
  source: string;
  target: string;
  sourceHandle?: string;
  targetHandle?: string;
  data?: { condition?: string; priority?: number };
}

/** A definition with its layout as React Flow takes it, and beside it what React Flow has no place for. */
export interface ReactFlowGraph {
  nodes: ReactFlowNode[];
  edges: ReactFlowEdge[];
  viewport?: Viewport;
  inputs?: JsonObject;
  variables?: Variable[];
  settings?: JsonObject;
  notes?: JsonValue[];
  groups?: JsonValue[];
}

// `label` of data is the node's name, so a config member of that name is written `$label`, and one
// that is written `$label` already gets one more `$`. Nothing else of a config changes.
const LABEL_IN_CONFIG = /^\$*label$/;
const LABEL_IN_DATA = /^\$+label$/;

/** `data` of a React Flow node: the config, with the node's name as `label`. */
export function dataOf(name: string, config: JsonObject): JsonObject {
  const members = Object.entries(config).map(
    ([key, value]) => [LABEL_IN_CONFIG.test(key) ? `$${key}` : key, value] as const,
  );
  return Object.fromEntries([['label', name], ...members]);
}

/** The config that `dataOf` put into `data`. */
export function configOf(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = Object.entries(data).filter(([key]) => key !== 'label');
  return Object.fromEntries(
    members.map(([key, value]) => [LABEL_IN_DATA.test(key) ? key.slice(1) : key, value]),
  );
}

/**
 * A definition and its layout in React Flow's shape. Nodes come after the container that holds them,
 * as React Flow requires, and otherwise in their order. A node without a position gets a computed one,
 * because React Flow cannot show it otherwise. `readDefinition` reads all of it back.
 */
export function toReactFlow(
  definition: Definition,
  layoutOfIt: Layout | undefined,
): ReactFlowGraph {
  const positions = { ...placeMissing(definition, layoutOfIt), ...layoutOfIt?.positions };
  const { inputs, variables, settings } = definition;
  const { viewport, notes, groups } = layoutOfIt ?? {};
  return {
    nodes: parentsFirst(definition.nodes).map((node) => {
      const size = layoutOfIt?.sizes?.[node.id];
      return nodeOf(node, positions[node.id] ?? { x: 0, y: 0 }, size);
    }),
    edges: definition.edges.map(edgeOf),
    ...(viewport && { viewport }),
    ...(inputs && { inputs }),
    ...(variables && { variables }),
    ...(settings && { settings }),
    ...(notes && { notes }),
    ...(groups && { groups }),
  };
}

function placeMissing(definition: Definition, given: Layout | undefined): Record<string, Position> {
  const isPlaced = definition.nodes.every((node) => given?.positions?.[node.id] !== undefined);
  return isPlaced ? {} : placeNodes(definition);
}

function nodeOf(
  node: DefinitionNode,
  position: Position,
  size: { width: number; height: number } | undefined,
): ReactFlowNode {
  const { id, type, name, config, parent, disabled, retry, timeoutMs } = node;
  return {
    id,
    type,
    position,
    data: dataOf(name, config),
    ...(parent !== undefined && { parentId: parent }),
    ...(size && { width: size.width, height: size.height }),
    ...(disabled !== undefined && { disabled }),
    ...(retry && { retry }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

function edgeOf(edge: DefinitionEdge): ReactFlowEdge {
  const { condition, priority, ...rest } = edge;
  if (condition === undefined && priority === undefined) return rest;
  const data = {
    ...(condition !== undefined && { condition }),
    ...(priority !== undefined && { priority }),
  };
  return { ...rest, data };
}

function parentsFirst(nodes: readonly DefinitionNode[]): DefinitionNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const placed = new Set<string>();
  const ordered: DefinitionNode[] = [];
  for (const node of nodes) {
    const chain: DefinitionNode[] = [];
    let next: DefinitionNode | undefined = node;
    while (next !== undefined && !placed.has(next.id)) {
      placed.add(next.id);
      chain.push(next);
      next = next.parent === undefined ? undefined : byId.get(next.parent);
    }
    ordered.push(...chain.reverse());
  }
  return ordered;
}
