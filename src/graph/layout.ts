import type { Definition, JsonValue, Layout, Position, Size, Viewport } from './definition';
import { IssueList } from './definition-error';
import { JsonCheck } from './json-check';
import { MAX_ID_LENGTH, MAX_LAYOUT_CHARACTERS, MAX_NODES } from './limits';
import { Members } from './members';

const LAYOUT_MEMBERS = new Set(['positions', 'sizes', 'notes', 'groups', 'viewport']);
const POSITION_MEMBERS = new Set(['x', 'y']);
const SIZE_MEMBERS = new Set(['width', 'height']);
const VIEWPORT_MEMBERS = new Set(['x', 'y', 'zoom']);

/**
 * Reads a layout. Node ids are not looked up: a layout may come before or after its definition.
 *
 * @throws DefinitionError naming everything in it that is not a layout.
 */
export function readLayout(input: unknown): Layout {
  const issues = new IssueList();
  const members = Members.of(input, '', issues);
  members?.refuseUnknown(LAYOUT_MEMBERS);
  const layout: Layout = members === undefined ? {} : readLayoutMembers(members, issues);
  issues.throwIfAny();
  return layout;
}

function readLayoutMembers(members: Members, issues: IssueList): Layout {
  const positions = readByNode(members, 'positions', issues, readPosition);
  const sizes = readByNode(members, 'sizes', issues, readSize);
  return {
    ...(positions && { positions }),
    ...(sizes && { sizes }),
    ...readCanvas(members, issues),
  };
}

/** Reads the parts of a layout that belong to no node: notes, groups and viewport. */
export function readCanvas(members: Members, issues: IssueList): Layout {
  const check = new JsonCheck(issues, MAX_LAYOUT_CHARACTERS);
  const notes = readFreeList(members, 'notes', check);
  const groups = readFreeList(members, 'groups', check);
  const viewport = readViewport(members.members('viewport'));
  return { ...(notes && { notes }), ...(groups && { groups }), ...(viewport && { viewport }) };
}

/** Reads a position from its members; `undefined`, with issues, if it is not whole. */
export function readPosition(members: Members): Position | undefined {
  members.refuseUnknown(POSITION_MEMBERS);
  const x = members.requiredNumber('x');
  const y = members.requiredNumber('y');
  return x === undefined || y === undefined ? undefined : { x, y };
}

function readSize(members: Members): Size | undefined {
  members.refuseUnknown(SIZE_MEMBERS);
  const width = members.requiredNumber('width', { min: 0 });
  const height = members.requiredNumber('height', { min: 0 });
  return width === undefined || height === undefined ? undefined : { width, height };
}

function readViewport(members: Members | undefined): Viewport | undefined {
  if (members === undefined) return undefined;
  members.refuseUnknown(VIEWPORT_MEMBERS);
  const x = members.requiredNumber('x');
  const y = members.requiredNumber('y');
  const zoom = members.requiredNumber('zoom', { min: 0 });
  return x === undefined || y === undefined || zoom === undefined ? undefined : { x, y, zoom };
}

function readFreeList(members: Members, name: string, check: JsonCheck): JsonValue[] | undefined {
  const list = members.list(name, MAX_NODES);
  if (list !== undefined) check.check(list, members.pathOf(name));
  return list as JsonValue[] | undefined;
}

function readByNode<T>(
  members: Members,
  name: string,
  issues: IssueList,
  read: (members: Members) => T | undefined,
): Record<string, T> | undefined {
  const byNode = members.members(name);
  if (byNode === undefined) return undefined;
  const ids = byNode.names();
  if (ids.length > MAX_NODES) {
    issues.add(byNode.path, `has ${ids.length} nodes; at most ${MAX_NODES} are allowed`);
    return undefined;
  }
  const result: Record<string, T> = {};
  for (const id of ids) {
    // Also keeps `__proto__` from being assigned below.
    if (id === '' || id.length > MAX_ID_LENGTH || id in Object.prototype) {
      issues.add(byNode.pathOf(id), 'is not a possible node id');
      continue;
    }
    const entry = byNode.members(id);
    const value = entry === undefined ? undefined : read(entry);
    if (value !== undefined) result[id] = value;
  }
  return result;
}

/**
 * A layout after a change: positions and sizes are replaced node by node, notes, groups and viewport
 * whole, and what the change does not mention stays.
 */
export function mergeLayout(base: Layout | undefined, patch: Layout): Layout {
  const positions = mergeByNode(base?.positions, patch.positions);
  const sizes = mergeByNode(base?.sizes, patch.sizes);
  const notes = patch.notes ?? base?.notes;
  const groups = patch.groups ?? base?.groups;
  const viewport = patch.viewport ?? base?.viewport;
  return {
    ...(positions && { positions }),
    ...(sizes && { sizes }),
    ...(notes && { notes }),
    ...(groups && { groups }),
    ...(viewport && { viewport }),
  };
}

function mergeByNode<T>(
  base: Record<string, T> | undefined,
  patch: Record<string, T> | undefined,
): Record<string, T> | undefined {
  return base && patch ? { ...base, ...patch } : (patch ?? base);
}

/** A layout without the positions and sizes of nodes that the definition does not have. */
export function layoutFor(definition: Definition, layout: Layout | undefined): Layout {
  if (layout === undefined) return {};
  const ids = new Set(definition.nodes.map((node) => node.id));
  const result: Layout = { ...layout };
  if (layout.positions) result.positions = entriesOf(layout.positions, ids);
  if (layout.sizes) result.sizes = entriesOf(layout.sizes, ids);
  return result;
}

function entriesOf<T>(byNode: Record<string, T>, ids: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(byNode).filter(([id]) => ids.has(id)));
}
