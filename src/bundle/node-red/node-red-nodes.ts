import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionNode, JsonObject } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import {
  type FileNode,
  fileIdOf,
  identifyFileNodes,
  type NodeLook,
} from '../graph-file/file-nodes';
import { resolveParents } from '../graph-file/file-parents';
import type { ImportContext } from '../graph-file/import-context';
import { readCredentials, readEnvironment } from './node-red-secrets';

/** Members that are layout wherever they stand. */
export const LAYOUT_MEMBERS = ['x', 'y', 'w', 'h'] as const;
/** Types whose `order` is the place in a dashboard. */
const DASHBOARD = /^ui[-_]/;

/** What an object is in the file. */
export type NodeRedKind = 'step' | 'container' | 'group' | 'note';

/** What an object of the file is, by its type. */
export function kindOf(node: Pick<FileNode, 'members'>): NodeRedKind {
  switch (node.members['type']) {
    case 'tab':
    case 'subflow':
      return 'container';
    case 'group':
      return 'group';
    case 'comment':
      return 'note';
    default:
      return 'step';
  }
}

/** The objects of the file with their identities: groups and comments are for the eye. */
export function identifyNodeRedObjects(
  list: readonly unknown[],
  pointer: string,
  context: ImportContext,
): FileNode[] {
  const format = {
    ...{ pointer, look: lookOf, layoutMembers: LAYOUT_MEMBERS, isNameExpected: false },
  };
  return identifyFileNodes(list, format, context);
}

function lookOf(members: Record<string, unknown>): NodeLook {
  const kind = kindOf({ members });
  const name = members['name'];
  const label = kind === 'container' ? members['label'] : undefined;
  return {
    type: members['type'],
    name: typeof label === 'string' && label !== '' ? label : name,
    isNote: kind === 'group' || kind === 'note',
  };
}

/** The steps, configuration nodes, tabs and subflows of the file. */
export function readNodeRedNodes(
  objects: readonly FileNode[],
  context: ImportContext,
): DefinitionNode[] {
  const parents = resolveParents(
    objects,
    ({ members }) => (isSaid(members['z']) ? { id: members['z'], member: 'z' } : undefined),
    context,
  );
  const groups = groupMembers(objects);
  return objects
    .filter((node) => !node.isNote)
    .map((node) => {
      const parent = parents.get(node.id);
      const { members } = node;
      return {
        ...{ id: node.id, type: node.type, name: node.name },
        config: readConfig(node, { parent, groups }, context),
        ...(parent !== undefined && { parent }),
        ...((members['d'] === true || isDisabledTab(node)) && { disabled: true }),
      };
    });
}

/** The ids of each group's members. */
function groupMembers(objects: readonly FileNode[]): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const node of objects) {
    const list = node.members['nodes'];
    if (kindOf(node) !== 'group' || node.fileId === undefined || !Array.isArray(list)) continue;
    groups.set(node.fileId, new Set((list as unknown[]).flatMap((id) => fileIdOf(id) ?? [])));
  }
  return groups;
}

interface Surroundings {
  parent: string | undefined;
  groups: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Everything that a node has beside identity, wires and layout. */
function readConfig(node: FileNode, around: Surroundings, context: ImportContext): JsonObject {
  const { members, pointer } = node;
  const { values } = context;
  const config: JsonObject = {};
  for (const name of Object.keys(members).sort()) {
    if (isSaidElsewhere(name, node, around)) continue;
    const at = { pointer: `${pointer}/${escapePointerToken(name)}`, node };
    const value = members[name];
    if (name === 'credentials') config[name] = readCredentials(node, context);
    else if (name === 'env') config[name] = readEnvironment(node, context);
    else if (node.members['type'] === 'subflow' && ['in', 'out', 'status'].includes(name)) {
      config[name] = values.copy(withoutPlaces(value), at);
    } else config[values.text(name, at)] = values.copy(value, at, name);
  }
  return config;
}

function isSaidElsewhere(name: string, node: FileNode, { parent, groups }: Surroundings): boolean {
  const { members, fileId } = node;
  const kind = kindOf(node);
  const value = members[name];
  switch (name) {
    case 'id':
      return true;
    case 'type':
      return value === node.type;
    case 'name':
      return value === node.name || value === '' || value === null;
    case 'label':
      return kind === 'container' && value === node.name;
    case 'wires':
      return Array.isArray(value);
    case 'z':
      return parent !== undefined || !isSaid(value);
    case 'd':
      return typeof value === 'boolean';
    case 'disabled':
      return members['type'] === 'tab' && typeof value === 'boolean';
    case 'x':
    case 'y':
      return typeof value === 'number' || value === null;
    case 'w':
    case 'h':
      return typeof value === 'number';
    case 'g':
      return fileId !== undefined && groups.get(fileIdOf(value) ?? '')?.has(fileId) === true;
    case 'order':
      return DASHBOARD.test(node.type) && typeof value === 'number';
    case 'links':
      return isLink(node) && Array.isArray(value);
    default:
      return false;
  }
}

/** Whether an object is one end of a link, whose `links` are edges. */
export function isLink({ members }: Pick<FileNode, 'members'>): boolean {
  return ['link in', 'link out', 'link call'].includes(members['type'] as string);
}

/** `order` of the objects of a dashboard, which is where they are shown. */
export function dashboardOrder(objects: readonly FileNode[]): JsonObject {
  const order: JsonObject = {};
  for (const { id, type, members } of objects) {
    if (DASHBOARD.test(type) && typeof members['order'] === 'number') order[id] = members['order'];
  }
  return order;
}

function isDisabledTab({ members }: FileNode): boolean {
  return members['type'] === 'tab' && members['disabled'] === true;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Inputs and outputs of a subflow are edges with places; what is left counts and describes them. */
function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(withoutPlaces);
  if (!isPlainObject(value)) return value;
  const isWired = Array.isArray(value['wires']);
  return Object.fromEntries(
    Object.entries(value).filter(
      ([name]) => name !== 'x' && name !== 'y' && !(name === 'wires' && isWired),
    ),
  );
}
