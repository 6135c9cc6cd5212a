import { isPlainObject } from '../../graph/canonical-json';
import type { JsonObject } from '../../graph/definition';
import type { FileLayout } from '../graph-file/file-layout';
import type { FileNode } from '../graph-file/file-nodes';
import type { ImportContext } from '../graph-file/import-context';
import { dashboardOrder, kindOf } from './node-red-nodes';
import { readCredentials, readEnvironment } from './node-red-secrets';

const NOTE_MEMBERS = new Set(['id', 'type', 'name', 'info', 'x', 'y']);

/**
 * What only the eye sees: places of steps, comments as notes, and groups whole. Beside the groups one
 * entry of the type `file` holds what a file written from the definition needs to be the one that was
 * read: the order of its objects, how many outputs each lists, where a subflow shows its ends, and
 * the order of a dashboard.
 */
export function readNodeRedCanvas(
  objects: readonly FileNode[],
  layout: FileLayout,
  context: ImportContext,
): void {
  const inFileOrder = [...objects].sort((a, b) => a.index - b.index);
  for (const node of inFileOrder) {
    const kind = kindOf(node);
    if (kind === 'note') readComment(node, layout, context);
    else if (kind === 'group') readGroup(node, layout, context);
    else if (hasPlace(node)) layout.place(withPosition(node));
  }
  const file = fileEntry(inFileOrder, context);
  if (objects.length > 0) layout.groups.push(file);
}

/** The variables of groups, by id: they decide behaviour though a group itself is only looked at. */
export function groupVariables(objects: readonly FileNode[], context: ImportContext): JsonObject {
  const variables: JsonObject = {};
  for (const node of objects) {
    const { env, nodes, name } = node.members;
    if (kindOf(node) !== 'group' || !Array.isArray(env) || env.length === 0) continue;
    const at = { pointer: `${node.pointer}/env`, node };
    const ids: unknown[] = Array.isArray(nodes) ? (nodes as unknown[]) : [];
    variables[node.id] = {
      ...(typeof name === 'string' && { name: context.values.text(name, at) }),
      env: readEnvironment(node, context),
      nodes: ids.filter((id): id is string => typeof id === 'string').sort(),
    };
  }
  return variables;
}

function hasPlace({ members }: FileNode): boolean {
  return members['x'] !== undefined || members['y'] !== undefined;
}

function withPosition(node: FileNode): FileNode {
  const { x, y, w, h } = node.members;
  // Nothing else may pass for its size: `width` and `height` are content of a dashboard.
  return { ...node, members: { position: { x, y }, width: w, height: h } };
}

function readComment(node: FileNode, layout: FileLayout, context: ImportContext): void {
  const { members, pointer } = node;
  const { info = '', ...others } = copied(node, ['info', ...otherMembers(members)], context);
  layout.note({ ...withPosition(node), pointer }, info, others);
}

function otherMembers(members: Record<string, unknown>): string[] {
  return Object.keys(members).filter((name) => !NOTE_MEMBERS.has(name));
}

function readGroup(node: FileNode, layout: FileLayout, context: ImportContext): void {
  layout.groups.push({ ...copied(node, Object.keys(node.members), context), id: node.id });
}

/** Members of something that is only looked at, still without its secrets. */
function copied(node: FileNode, names: string[], context: ImportContext): JsonObject {
  const { members, pointer } = node;
  const isSecret = (name: string): boolean => name === 'credentials' || name === 'env';
  const plain = names.filter((name) => Object.hasOwn(members, name) && !isSecret(name));
  const copy = context.values.copyObject(
    Object.fromEntries(plain.map((name) => [name, members[name]])),
    { pointer, node },
  );
  if (members['env'] !== undefined) copy['env'] = readEnvironment(node, context);
  if (members['credentials'] !== undefined) copy['credentials'] = readCredentials(node, context);
  return copy;
}

function fileEntry(objects: readonly FileNode[], { values }: ImportContext): JsonObject {
  const outputs: JsonObject = {};
  const ends: JsonObject = {};
  for (const { id, members, pointer } of objects) {
    if (Array.isArray(members['wires'])) outputs[id] = members['wires'].length;
    if (members['type'] !== 'subflow') continue;
    const places: JsonObject = {};
    for (const name of ['in', 'out', 'status']) {
      const place = placesOf(members[name]);
      if (place !== undefined) places[name] = values.copy(place, { pointer });
    }
    ends[id] = places;
  }
  const order = dashboardOrder(objects);
  return {
    type: 'file',
    objects: objects.map(({ id }) => id),
    outputs,
    ...(Object.keys(ends).length > 0 && { subflowEnds: ends }),
    ...(Object.keys(order).length > 0 && { dashboardOrder: order }),
  };
}

function placesOf(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((item) => placesOf(item) ?? null);
  return isPlainObject(value) ? { x: value['x'] ?? null, y: value['y'] ?? null } : undefined;
}
