import { isPlainObject } from '../../graph/canonical-json';
import type { Layout } from '../../graph/definition';

import { kindOf } from './node-red-nodes';

type Members = Record<string, unknown>;

/** Highest number of outputs that is written. */
const MAX_OUTPUTS = 1000;

/**
 * The objects of a file that is written without one behind it, with what reading keeps in the layout: their
 * order, how many outputs each has, its group, its place in a dashboard, and the ends of a subflow.
 */
export function arrangeNodeRed(entries: readonly Members[], layout: Layout): Members[] {
  const file = fileEntryOf(layout);
  const [outputs, ends, order] = ['outputs', 'subflowEnds', 'dashboardOrder'].map((name) =>
    membersOf(file?.[name]),
  ) as [Members, Members, Members];
  const groups = groupsOf(entries);
  for (const entry of entries) {
    const id = entry['id'] as string;
    const count = ownOf(outputs, id);
    if (typeof count === 'number') entry['wires'] = padded(entry['wires'], count);
    // without a word of Node-RED anything may be a step, and a step without wires is none there
    if (file === undefined && kindOf({ members: entry }) === 'step') entry['wires'] ??= [];
    if (groups.has(id)) entry['g'] ??= groups.get(id);
    if (Object.hasOwn(order, id)) entry['order'] ??= order[id];
    if (entry['type'] === 'tab') entry['disabled'] ??= false;
    if (entry['type'] === 'subflow') placeEnds(entry, membersOf(ownOf(ends, id)));
  }
  const list: unknown = file?.['objects'];
  const places = new Map(
    Array.isArray(list) ? list.map((id, place) => [id as unknown, place]) : [],
  );
  const placeOf = ({ id }: Members): number => places.get(id) ?? places.size;
  return [...entries].sort((a, b) => placeOf(a) - placeOf(b));
}

/**
 * Completes a new step of a file: an object without wires and a place is configuration to Node-RED, which it
 * cannot be if something is wired to it.
 */
export function completeNewStep(entry: Members, isWired: boolean): void {
  if (kindOf({ members: entry }) !== 'step') return;
  entry['wires'] ??= [];
  if (!isWired) return;
  entry['x'] ??= 0;
  entry['y'] ??= 0;
}

function fileEntryOf({ groups = [] }: Layout): Members | undefined {
  return (groups as unknown[])
    .filter(isPlainObject)
    .find((item) => item['type'] === 'file' && Array.isArray(item['objects']));
}

function groupsOf(entries: readonly Members[]): Map<unknown, unknown> {
  const groups = entries.filter(({ type }) => type === 'group');
  return new Map(
    groups.flatMap(({ id, nodes }) =>
      Array.isArray(nodes) ? nodes.map((member): [unknown, unknown] => [member, id]) : [],
    ),
  );
}

function padded(wires: unknown, count: number): unknown[] {
  const list: unknown[] = Array.isArray(wires) ? [...(wires as unknown[])] : [];
  while (list.length < Math.min(count, MAX_OUTPUTS)) list.push([]);
  return list;
}

/** Where a subflow shows its ends; each lists its wires, also when there are none. */
function placeEnds(entry: Members, places: Members): void {
  for (const name of ['in', 'out', 'status']) {
    const [ports, where] = [entry[name], places[name]];
    if (Array.isArray(ports)) {
      entry[name] = ports.map((port, index) =>
        placed(port, Array.isArray(where) ? (where as unknown[])[index] : undefined),
      );
    } else if (ports !== undefined) entry[name] = placed(ports, where);
  }
}

function placed(port: unknown, where: unknown): unknown {
  if (!isPlainObject(port)) return port;
  const { wires = [], ...others } = port;
  return { ...membersOf(where), wires, ...others };
}

function membersOf(value: unknown): Members {
  return isPlainObject(value) ? value : {};
}

function ownOf(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
