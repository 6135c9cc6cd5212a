import * as fc from 'fast-check';
import type {
  Definition,
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
  Variable,
} from '../../../../src/graph/definition';
import { arbitraryDefinition, arbitraryJson } from '../arbitrary-definition';

/** One thing that somebody did to a definition, and what a diff should call it. */
export interface Edit {
  what: string;
  before: Definition;
  after: Definition;
  /** The kind of the only change that is listed. */
  kind: string;
  /** In which part of the diff. */
  part: 'nodes' | 'edges' | 'inputs' | 'variables' | 'settings';
  /** The path of the only field, if it is about a field. */
  path?: string;
}

/** Not among the ids and names that definitions are generated with. */
const FRESH = 'fresh-0';

/** A definition that has a node with a list, two edges and a variable, whatever else. */
const arbitraryBase: fc.Arbitrary<Definition> = fc
  .tuple(arbitraryDefinition, fc.array(arbitraryJson, { minLength: 1, maxLength: 6 }))
  .map(([{ nodes, edges, variables = [], ...rest }, list]) => ({
    ...rest,
    nodes: [
      { id: 'first-0', type: 'agent', name: 'First', config: { list, model: 'large' } },
      { id: 'second-0', type: 'trigger.manual', name: 'Second', config: {} },
      ...nodes,
    ],
    edges: [
      { id: 'edge-0', source: 'first-0', target: 'second-0', sourceHandle: 'true' },
      { id: 'edge-1', source: 'second-0', target: 'first-0', condition: 'x', priority: 1 },
      ...edges,
    ],
    variables: [{ name: 'variable-0', type: 'number', default: 1 }, ...variables],
  }));

type Make = (base: Definition, place: number, value: JsonObject[string]) => Edit;

const makers: Make[] = [
  (base, place) => {
    const id = base.nodes[place % base.nodes.length]!.id;
    return edit('renames a node', base, renamed(base, id), 'RENAMED', 'nodes');
  },
  (base, place) => {
    const flipped = onNode(base, place, (node) => ({ ...node, disabled: !node.disabled }));
    const kind = base.nodes[place % base.nodes.length]!.disabled ? 'REMOVED' : 'ADDED';
    return edit('disables or enables a node', base, flipped, kind, 'nodes', '/disabled');
  },
  (base, place) => {
    const after = onNode(base, place, (node) => ({ ...node, name: `${node.name}!` }));
    return edit('gives a node another name', base, after, 'CHANGED', 'nodes', '/name');
  },
  (base, place) => {
    const after = onNode(base, place, (node) => ({ ...node, type: `${node.type}.2` }));
    return edit('gives a node another type', base, after, 'CHANGED', 'nodes', '/type');
  },
  (base, place, value) => {
    const after = onNode(base, place, (node) => ({
      ...node,
      config: { ...node.config, [FRESH]: value },
    }));
    return edit('adds a field', base, after, 'ADDED', 'nodes', `/config/${FRESH}`);
  },
  (base) => {
    const after = onNode(base, 0, (node) => ({ ...node, config: { list: node.config['list']! } }));
    return edit('removes a field', base, after, 'REMOVED', 'nodes', '/config/model');
  },
  (base, place, value) => {
    const list = base.nodes[0]!.config['list'] as JsonObject[string][];
    const index = place % (list.length + 1);
    const after = withList(base, [...list.slice(0, index), value, ...list.slice(index)]);
    return edit('puts an item into a list', base, after, 'ADDED', 'nodes');
  },
  (base, place) => {
    const list = base.nodes[0]!.config['list'] as JsonObject[string][];
    const after = withList(base, list.toSpliced(place % list.length, 1));
    return edit('takes an item out of a list', base, after, 'REMOVED', 'nodes');
  },
  (base, _place, value) => {
    const node = { id: FRESH, type: 'trigger.webhook', name: 'New', config: { value } };
    const after = { ...base, nodes: [node, ...base.nodes] };
    return edit('adds a trigger', base, after, 'ADDED', 'nodes');
  },
  (base, place) => {
    const after = onEdge(base, 0, (edge) => ({ ...edge, sourceHandle: `false${place}` }));
    return edit('moves a connection', base, after, 'CHANGED', 'edges', '/sourceHandle');
  },
  (base) => {
    const after = onEdge(base, 0, (edge) => ({ ...edge, id: FRESH, sourceHandle: 'false' }));
    return edit(
      'connects anew from another exit',
      base,
      after,
      'CHANGED',
      'edges',
      '/sourceHandle',
    );
  },
  (base, place) => {
    const after = onEdge(base, place, (edge) => ({ ...edge, id: FRESH }));
    return edit('gives an edge another id', base, after, 'RENAMED', 'edges');
  },
  (base, place) => {
    const after = onEdge(base, place, (edge) => ({ ...edge, priority: (edge.priority ?? 0) + 10 }));
    const kind = base.edges[place % base.edges.length]!.priority ? 'CHANGED' : 'ADDED';
    return edit('gives an edge another priority', base, after, kind, 'edges', '/priority');
  },
  (base, place) => {
    const after = { ...base, edges: base.edges.toSpliced(place % base.edges.length, 1) };
    return edit('removes an edge', base, after, 'REMOVED', 'edges');
  },
  (base, _place, value) => {
    const settings = { ...base.settings, [FRESH]: value };
    return edit('adds a setting', base, { ...base, settings }, 'ADDED', 'settings', `/${FRESH}`);
  },
  (base) => {
    const inputs = { ...base.inputs, required: ['name'] };
    return edit('requires an input', base, { ...base, inputs }, 'ADDED', 'inputs', '/required');
  },
  (base) => {
    const [first, ...others] = base.variables as [Variable];
    const variables = [...others, { ...first, default: 2 }];
    const path = '/variable-0/default';
    return edit('changes a default', base, { ...base, variables }, 'CHANGED', 'variables', path);
  },
  (base) => {
    const variables = base.variables!.slice(1);
    const path = '/variable-0';
    return edit('removes a variable', base, { ...base, variables }, 'REMOVED', 'variables', path);
  },
];

/** A definition and the same after one edit. */
export const arbitraryEdit: fc.Arbitrary<Edit> = fc
  .tuple(arbitraryBase, fc.constantFrom(...makers), fc.nat(99), arbitraryJson)
  .map(([base, make, place, value]) => make(base, place, value));

function edit(
  what: string,
  before: Definition,
  after: Definition,
  kind: string,
  part: Edit['part'],
  path?: string,
): Edit {
  return { what, before, after, kind, part, path };
}

function onNode(
  base: Definition,
  place: number,
  change: (node: DefinitionNode) => DefinitionNode,
): Definition {
  const index = place % base.nodes.length;
  return { ...base, nodes: base.nodes.with(index, change(base.nodes[index]!)) };
}

function onEdge(
  base: Definition,
  place: number,
  change: (edge: DefinitionEdge) => DefinitionEdge,
): Definition {
  const index = place % base.edges.length;
  return { ...base, edges: base.edges.with(index, change(base.edges[index]!)) };
}

function withList(base: Definition, list: JsonObject[string][]): Definition {
  return onNode(base, 0, (node) => ({ ...node, config: { ...node.config, list } }));
}

/** The node under a fresh id, and whatever refers to it. */
function renamed(base: Definition, id: string): Definition {
  const later = (other: string): string => (other === id ? FRESH : other);
  return {
    ...base,
    nodes: base.nodes.map((node) => ({
      ...node,
      id: later(node.id),
      ...(node.parent !== undefined && { parent: later(node.parent) }),
    })),
    edges: base.edges.map((edge) => ({
      ...edge,
      source: later(edge.source),
      target: later(edge.target),
    })),
  };
}
