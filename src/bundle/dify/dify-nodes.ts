import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionNode, JsonObject } from '../../graph/definition';
import type { FileLayout } from '../graph-file/file-layout';
import { type NodeMemberFate, unknownMembers, withRest } from '../graph-file/file-members';
import {
  type FileNode,
  fileIdOf,
  identifyFileNodes,
  type NodeLook,
} from '../graph-file/file-nodes';
import { type NamedParent, resolveParents } from '../graph-file/file-parents';
import { membersOf } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import { readFileNodes } from '../graph-file/read-file-nodes';
import { withoutSecretHeaders } from './secret-headers';

/** React Flow's type of every step; Dify's own kind is in `data.type`. */
const STEP = 'custom';
const NOTE = 'custom-note';

const NODE_MEMBERS: Readonly<Record<string, NodeMemberFate>> = {
  id: 'read',
  type: 'read',
  data: 'read',
  parentId: 'read',
  position: 'read',
  width: 'read',
  height: 'read',
  style: 'noise',
  measured: 'noise',
  positionAbsolute: 'noise',
  sourcePosition: 'noise',
  targetPosition: 'noise',
  selected: 'noise',
  selectable: 'noise',
  draggable: 'noise',
  dragging: 'noise',
  resizing: 'noise',
  zIndex: 'noise',
  extent: 'noise',
};
/** Members of `data` that tell how the editor shows a node, or its container once more. */
const DATA_NOISE = new Set(['selected', 'width', 'height']);
const CONTAINER_IDS = ['iteration_id', 'loop_id'] as const;
const CONTAINER_FLAGS = ['isInIteration', 'isInLoop'] as const;
/** Texts with a header or parameter in each line. */
const LINES = new Set(['headers', 'params']);

/** The nodes of a Dify graph with their identities. */
export function identifyDifyNodes(
  list: readonly unknown[],
  graphPointer: string,
  context: ImportContext,
): FileNode[] {
  const format = {
    pointer: `${graphPointer}/nodes`,
    look: lookOf,
    layoutMembers: Object.keys(NODE_MEMBERS).filter(
      (name) => !/^(?:id|type|data|parentId)$/.test(name),
    ),
    isNameExpected: true,
  };
  return identifyFileNodes(list, format, context);
}

/** Files by hand put the kind in `type`, with or without `data`. */
function lookOf(members: Record<string, unknown>): NodeLook {
  const data = membersOf(members['data']);
  const outer = members['type'];
  return {
    type: data['type'] ?? (outer === STEP ? undefined : outer),
    name: data['title'] ?? data['label'] ?? members['title'],
    isNote: outer === NOTE,
  };
}

/** The steps of the graph; their places, and the notes, go to the layout. */
export function readDifyNodes(
  nodes: readonly FileNode[],
  layout: FileLayout,
  context: ImportContext,
): DefinitionNode[] {
  const parents = resolveParents(nodes, (node) => parentOf(node, nodes, context), context);
  return readFileNodes(nodes, parents, layout, context, { readNote, readConfig });
}

/**
 * `parentId`, and by hand only the id of the iteration or loop in `data`. The editor leaves that id
 * behind when it copies a node out of its container, and only the editor writes an absolute position.
 */
function parentOf(
  node: FileNode,
  nodes: readonly FileNode[],
  { report }: ImportContext,
): NamedParent | undefined {
  const parentId = node.members['parentId'] ?? undefined;
  if (parentId !== undefined) return { id: parentId, member: 'parentId' };
  const { data: given, positionAbsolute } = node.members;
  if (positionAbsolute !== undefined) return undefined;
  const data = membersOf(given);
  for (const name of CONTAINER_IDS) {
    const id = fileIdOf(data[name]);
    if (id === undefined || !nodes.some(({ fileId }) => fileId === id)) continue;
    const message = `has no parentId; its container is told by ${name}`;
    report.add('PARENT_DERIVED', `${node.pointer}/data/${name}`, message, { node });
    return { id, member: `data/${name}` };
  }
  return undefined;
}

function readConfig(node: FileNode, hasParent: boolean, context: ImportContext): JsonObject {
  const { members, pointer } = node;
  const { values, report } = context;
  const data = members['data'];
  const config: JsonObject = {};
  if (isPlainObject(data)) {
    for (const name of Object.keys(data).sort()) {
      if (name === 'type' && data['type'] === node.type) continue;
      if (name === 'title' && data['title'] === node.name) continue;
      if (DATA_NOISE.has(name) || isContainerTwice(name, data[name], node, hasParent)) {
        report.countNoise(name);
        continue;
      }
      const at = {
        pointer: `${pointer}/data/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`,
        node,
      };
      const value = LINES.has(name) ? withoutSecretHeaders(data[name], at, values) : data[name];
      config[values.text(name, at)] = values.copy(value, at, name);
    }
  } else if (data !== undefined && data !== null) {
    const message = "data has a value of another type than Dify's; kept in the config";
    report.add('NODE_MEMBER_ODD', `${pointer}/data`, message, { node });
    config['$data'] = values.copy(data, { pointer: `${pointer}/data`, node });
  }
  return withRest(config, restOf(node, hasParent, context));
}

/** What stands beside `data` and is neither layout nor said by the rest. */
function restOf(node: FileNode, hasParent: boolean, context: ImportContext): JsonObject {
  const { members, pointer } = node;
  const rest = unknownMembers(node, members, NODE_MEMBERS, { pointer, node }, context);
  const outer = members['type'];
  const isTold = outer === STEP || outer === undefined || outer === node.type;
  if (!isTold && outer !== `${STEP}-${node.type}`) {
    rest['type'] = context.values.copy(outer, { pointer: `${pointer}/type`, node });
  }
  const parentId = members['parentId'] ?? undefined;
  if (parentId !== undefined && !hasParent) {
    rest['parentId'] = context.values.copy(parentId, { pointer: `${pointer}/parentId`, node });
  }
  return rest;
}

/** `data` tells the container once more; where it tells another, it is kept. */
function isContainerTwice(
  name: string,
  value: unknown,
  node: FileNode,
  hasParent: boolean,
): boolean {
  if (CONTAINER_FLAGS.some((flag) => flag === name)) return value === false || hasParent;
  if (!CONTAINER_IDS.some((id) => id === name)) return false;
  const parentId = node.members['parentId'] ?? undefined;
  return hasParent && (parentId === undefined || fileIdOf(value) === fileIdOf(parentId));
}

function readNote(node: FileNode, layout: FileLayout, context: ImportContext): void {
  const { members, pointer } = node;
  const at = { pointer: `${pointer}/data`, node };
  const data = membersOf(members['data']);
  const { text = '', ...others } = membersOf(context.values.copy(data, at)) as JsonObject;
  const rest: JsonObject = {
    ...(Object.keys(others).length > 0 && { data: others }),
    ...unknownMembers(node, members, NODE_MEMBERS, { pointer, node }, context),
  };
  layout.note(node, text, rest);
}
