import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionNode, JsonObject, JsonValue } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import type { FileLayout } from '../graph-file/file-layout';
import { type NodeMemberFate, unknownMembers, withRest } from '../graph-file/file-members';
import { type FileNode, identifyFileNodes, type NodeLook } from '../graph-file/file-nodes';
import { resolveParents } from '../graph-file/file-parents';
import { membersOf } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import { readFileNodes } from '../graph-file/read-file-nodes';

const NOTE_TYPES = new Set(['noteNode', 'note']);
const STEP_TYPES = new Set(['genericNode', 'groupNode']);

const NODE_MEMBERS: Readonly<Record<string, NodeMemberFate>> = {
  id: 'read',
  type: 'read',
  data: 'read',
  parentId: 'read',
  position: 'read',
  width: 'read',
  height: 'read',
  measured: 'read',
  style: 'noise',
  className: 'noise',
  selected: 'noise',
  dragging: 'noise',
  resizing: 'noise',
  positionAbsolute: 'noise',
  zIndex: 'noise',
  extent: 'noise',
};
const IDENTITY = new Set(['id', 'type', 'data', 'parentId']);
/** Members of `data` beside the component: how a node is shown, or what is said elsewhere. */
const DATA_NOISE = new Set(['showNode', 'selected', 'viewport']);
/** Members of the component that its author sets, not the release it comes from. */
const AUTHORS = new Set(['tool_mode', 'frozen', 'flow']);
const COMPONENT_NOISE = new Set(['last_updated', 'minimized']);

/** The nodes of a Langflow graph with their identities. */
export function identifyLangflowNodes(
  list: readonly unknown[],
  graphPointer: string,
  context: ImportContext,
): FileNode[] {
  const format = {
    pointer: `${graphPointer}/nodes`,
    look: lookOf,
    layoutMembers: Object.keys(NODE_MEMBERS).filter((name) => !IDENTITY.has(name)),
    isNameExpected: false,
  };
  return identifyFileNodes(list, format, context);
}

function lookOf(members: Record<string, unknown>): NodeLook {
  const data = membersOf(members['data']);
  const component = membersOf(data['node']);
  const outer = members['type'];
  return {
    type: data['type'] ?? (STEP_TYPES.has(outer as string) ? undefined : outer),
    name: component['display_name'] ?? data['display_name'],
    isNote: NOTE_TYPES.has(outer as string) || NOTE_TYPES.has(data['type'] as string),
  };
}

/** The components of the graph; their places, and the notes, go to the layout. */
export function readLangflowNodes(
  nodes: readonly FileNode[],
  layout: FileLayout,
  context: ImportContext,
): DefinitionNode[] {
  const parentOf = ({ members }: FileNode) =>
    typeof members['parentId'] === 'string' && members['parentId'] !== ''
      ? { id: members['parentId'], member: 'parentId' }
      : undefined;
  const parents = resolveParents(nodes, parentOf, context);
  return readFileNodes(nodes, parents, layout, context, { readNote, readConfig });
}

/** What the author set as `values`, `flow` and the like; the definition of the component apart from it. */
function readConfig(node: FileNode, hasParent: boolean, context: ImportContext): JsonObject {
  const { members, pointer } = node;
  const { values, report } = context;
  const data = members['data'];
  const config: JsonObject = {};
  if (data !== undefined && data !== null && !isPlainObject(data)) {
    const message = "data has a value of another type than Langflow's; kept in the config";
    report.add('NODE_MEMBER_ODD', `${pointer}/data`, message, { node });
    config['$data'] = values.copy(data, { pointer: `${pointer}/data`, node });
  }
  const ofData = membersOf(data);
  for (const name of Object.keys(ofData).sort()) {
    const value = ofData[name];
    const at = { pointer: `${pointer}/data/${escapePointerToken(name)}`, node };
    if (name === 'type' && value === node.type) continue;
    if (name === 'id' && value === node.fileId) continue;
    if (name === 'value' && value === null) continue;
    if (name === 'display_name' && value === node.name) continue;
    if (DATA_NOISE.has(name)) report.countNoise(name);
    else if (name === 'node' && isPlainObject(value)) {
      Object.assign(config, readComponent(value, node, context));
    } else config[values.text(name, at)] = values.copy(value, at, name);
  }
  return withRest(config, restOf(node, hasParent, context));
}

function readComponent(
  component: Record<string, unknown>,
  node: FileNode,
  context: ImportContext,
): JsonObject {
  const { values, report } = context;
  const pointer = `${node.pointer}/data/node`;
  const authors: JsonObject = {};
  const definition: JsonObject = {};
  for (const name of Object.keys(component).sort()) {
    const value = component[name];
    const at = { pointer: `${pointer}/${escapePointerToken(name)}`, node };
    if (name === 'display_name' && value === node.name) continue;
    if (name === 'template' && isPlainObject(value)) continue;
    if (COMPONENT_NOISE.has(name)) report.countNoise(name);
    else if (AUTHORS.has(name)) authors[name] = values.copy(value, at, name);
    else definition[values.text(name, at)] = values.copy(value, at, name);
  }
  const isOwnCode = component['edited'] === true || node.type === 'CustomComponent';
  const template = readTemplate(component['template'], isOwnCode, node, context);
  return {
    ...authors,
    ...(Object.keys(template.values).length > 0 && { values: template.values }),
    ...(template.fromStore.length > 0 && { load_from_db: template.fromStore }),
    component: {
      ...definition,
      ...(template.code !== undefined && { code: template.code }),
      ...(template.fields && { template: template.fields }),
    },
  };
}

interface Template {
  /** By field, what stands in it. */
  values: JsonObject;
  /** Fields whose value names an entry of Langflow's own store. */
  fromStore: string[];
  /** The source of a component that its author did not write. */
  code?: JsonValue;
  /** By field, everything else: the definition of the component. */
  fields?: JsonObject;
}

function readTemplate(
  template: unknown,
  isOwnCode: boolean,
  node: FileNode,
  { values }: ImportContext,
): Template {
  const read: Template = { values: {}, fromStore: [] };
  if (!isPlainObject(template)) return read;
  const fields: JsonObject = {};
  for (const name of Object.keys(template).sort()) {
    const pointer = `${node.pointer}/data/node/template/${escapePointerToken(name)}`;
    const field = template[name];
    const key = values.text(name, { pointer, node });
    if (!isPlainObject(field)) {
      fields[key] = values.copy(field, { pointer, node }, name);
      continue;
    }
    const {
      value,
      load_from_db: isFromStore,
      ...definition
    } = values.copyObject(field, { pointer, node }, name);
    if (isFromStore === true) read.fromStore.push(key);
    fields[key] = definition;
    if (value === undefined) continue;
    if (name === 'code' && field['type'] === 'code' && !isOwnCode) read.code = value;
    else read.values[key] = value;
  }
  read.fields = fields;
  return read;
}

/** What stands beside `data` and is neither layout nor said by the rest. */
function restOf(node: FileNode, hasParent: boolean, context: ImportContext): JsonObject {
  const { members, pointer } = node;
  const rest = unknownMembers(node, members, NODE_MEMBERS, { pointer, node }, context);
  for (const [name, isTold] of [
    ['type', members['type'] === 'genericNode' || members['type'] === node.type],
    ['parentId', hasParent || members['parentId'] === ''],
  ] as const) {
    const value = members[name] ?? undefined;
    if (isTold || value === undefined) continue;
    rest[name] = context.values.copy(value, { pointer: `${pointer}/${name}`, node });
  }
  return rest;
}

function readNote(node: FileNode, layout: FileLayout, context: ImportContext): void {
  const { members, pointer } = node;
  const at = { pointer: `${pointer}/data`, node };
  const data = membersOf(context.values.copy(members['data'] ?? {}, at)) as JsonObject;
  const component = membersOf(data['node']) as JsonObject;
  const { description = '', ...others } = component;
  const rest: JsonObject = {
    data: { ...data, node: others },
    ...unknownMembers(node, members, NODE_MEMBERS, { pointer, node }, context),
  };
  layout.note(node, description, rest);
}
