import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionNode, JsonObject } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import type { FileLayout } from '../graph-file/file-layout';
import { type NodeMemberFate, unknownMembers, withRest } from '../graph-file/file-members';
import { type FileNode, identifyFileNodes, type NodeLook } from '../graph-file/file-nodes';
import { resolveParents } from '../graph-file/file-parents';
import { membersOf } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import { readFileNodes } from '../graph-file/read-file-nodes';
import { credentialKind, credentialName } from './flowise-secrets';

const NOTE_NAMES = new Set(['stickyNote', 'stickyNoteAgentflow']);
/** React Flow's types of steps; Flowise's own kind is in `data.name`. */
const STEP_TYPES = new Set(['customNode', 'agentFlow', 'iteration']);

const NODE_MEMBERS: Readonly<Record<string, NodeMemberFate>> = {
  id: 'read',
  type: 'read',
  data: 'read',
  parentNode: 'read',
  parentId: 'read',
  position: 'read',
  width: 'read',
  height: 'read',
  measured: 'read',
  style: 'noise',
  positionAbsolute: 'noise',
  selected: 'noise',
  dragging: 'noise',
  resizing: 'noise',
  zIndex: 'noise',
  extent: 'noise',
};
const IDENTITY = new Set(['id', 'type', 'data', 'parentNode', 'parentId']);
const PARENTS = ['parentNode', 'parentId'] as const;

/** What becomes of a member of `data`; those that are not here are kept and reported. */
const DATA_MEMBERS: Readonly<Record<string, 'author' | 'component' | 'noise'>> = {
  inputs: 'author',
  outputs: 'author',
  selected: 'noise',
  status: 'noise',
  error: 'noise',
  version: 'component',
  type: 'component',
  baseClasses: 'component',
  category: 'component',
  description: 'component',
  inputParams: 'component',
  inputAnchors: 'component',
  outputAnchors: 'component',
  tags: 'component',
  icon: 'component',
  color: 'component',
  badge: 'component',
  author: 'component',
  filePath: 'component',
  documentation: 'component',
  loadMethods: 'component',
  hideInput: 'component',
  hideOutput: 'component',
  hint: 'component',
  warning: 'component',
  deprecateMessage: 'component',
};

/** The nodes of a Flowise graph with their identities. */
export function identifyFlowiseNodes(
  list: readonly unknown[],
  graphPointer: string,
  context: ImportContext,
): FileNode[] {
  const format = {
    pointer: `${graphPointer}/nodes`,
    look: lookOf,
    layoutMembers: Object.keys(NODE_MEMBERS).filter((name) => !IDENTITY.has(name)),
    isNameExpected: true,
  };
  return identifyFileNodes(list, format, context);
}

function lookOf(members: Record<string, unknown>): NodeLook {
  const data = membersOf(members['data']);
  const outer = members['type'];
  const name = data['name'];
  return {
    type: name ?? (STEP_TYPES.has(outer as string) ? undefined : outer),
    name: data['label'],
    isNote: outer === 'stickyNote' || NOTE_NAMES.has(name as string),
  };
}

/** The components of the graph; their places, and the notes, go to the layout. */
export function readFlowiseNodes(
  nodes: readonly FileNode[],
  layout: FileLayout,
  context: ImportContext,
): DefinitionNode[] {
  const parents = resolveParents(nodes, parentOf, context);
  return readFileNodes(nodes, parents, layout, context, { readNote, readConfig });
}

function parentOf({ members }: FileNode): { id: unknown; member: string } | undefined {
  const member = PARENTS.find((name) => isSaid(members[name]));
  return member === undefined ? undefined : { id: members[member], member };
}

/** What the author set as `inputs`, `outputs` and `credential`; the component's definition apart from it. */
function readConfig(node: FileNode, hasParent: boolean, context: ImportContext): JsonObject {
  const { members, pointer } = node;
  const { values, report } = context;
  const given = members['data'];
  const config: JsonObject = {};
  const component: JsonObject = {};
  if (given !== undefined && given !== null && !isPlainObject(given)) {
    const message = "data has a value of another type than Flowise's; kept in the config";
    report.add('NODE_MEMBER_ODD', `${pointer}/data`, message, { node });
    config['$data'] = values.copy(given, { pointer: `${pointer}/data`, node });
  }
  const data = membersOf(given);
  for (const name of Object.keys(data).sort()) {
    const value = data[name];
    const at = { pointer: `${pointer}/data/${escapePointerToken(name)}`, node };
    if (isIdentity(name, value, node)) continue;
    const fate = Object.hasOwn(DATA_MEMBERS, name) ? DATA_MEMBERS[name] : undefined;
    if (name === 'credential') {
      const kind = credentialKind(data);
      config[name] = values.secret(value, 'reference', credentialName(kind, value), at);
    } else if (fate === 'noise') report.countNoise(name);
    else if (fate === 'component') component[name] = values.copy(value, at, name);
    else {
      config[values.text(name, at)] = values.copy(value, at, name);
      if (fate === 'author') continue;
      const message = `${name} is not a member that its system documents; kept in the config`;
      report.add('NODE_MEMBER_UNKNOWN', at.pointer, message, { node });
    }
  }
  if (Object.keys(component).length > 0) config['component'] = component;
  return withRest(config, restOf(node, hasParent, context));
}

function isIdentity(name: string, value: unknown, node: FileNode): boolean {
  switch (name) {
    case 'id':
      return value === node.fileId;
    case 'name':
      return value === node.type;
    case 'label':
      return value === node.name;
    default:
      return false;
  }
}

/** What stands beside `data` and is neither layout nor said by the rest. */
function restOf(node: FileNode, hasParent: boolean, context: ImportContext): JsonObject {
  const { members, pointer } = node;
  const rest = unknownMembers(node, members, NODE_MEMBERS, { pointer, node }, context);
  for (const name of ['type', ...PARENTS]) {
    const value = members[name];
    const isTold = name === 'type' ? value === 'customNode' || value === node.type : hasParent;
    if (isTold || !isSaid(value)) continue;
    rest[name] = context.values.copy(value, { pointer: `${pointer}/${name}`, node });
  }
  return rest;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function readNote(node: FileNode, layout: FileLayout, context: ImportContext): void {
  const { members, pointer } = node;
  const at = { pointer: `${pointer}/data`, node };
  const data = membersOf(context.values.copy(members['data'] ?? {}, at)) as JsonObject;
  const inputs = membersOf(data['inputs']) as JsonObject;
  const { note = '', ...others } = inputs;
  const rest: JsonObject = {
    data: { ...data, inputs: others },
    ...unknownMembers(node, members, NODE_MEMBERS, { pointer, node }, context),
  };
  layout.note(node, note, rest);
}
