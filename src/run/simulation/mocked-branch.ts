import type { Definition, DefinitionEdge } from '../../graph/definition';
import { wiringOf } from '../execution/graph-wiring';

/**
 * The edges on which a run goes on after a `branch` that was told which way to go, whatever their
 * conditions: those of the handle of that name, or where edges carry no handle the edge of that id, or
 * the else. Undefined if the branch has no such way.
 *
 * @param way what the output of the branch names; null for none.
 */
export function edgesOfWay(
  definition: Definition,
  nodeKey: string,
  way: string | null,
): string[] | undefined {
  if (way === null) return [];
  const edges = wiringOf(definition).leaving.get(nodeKey) ?? [];
  const wanted = edges.filter((edge) => wayOf(edge) === way);
  if (wanted.length === 0) return undefined;
  // edges with a handle go together, of several that are the else only the first is taken
  const together = wanted.every(({ sourceHandle }) => sourceHandle !== undefined)
    ? wanted
    : [wanted.reduce(earlier)];
  return together.map(({ id }) => id).sort();
}

/** What the output of a branch calls the way of an edge. */
function wayOf({ id, sourceHandle, condition }: DefinitionEdge): string {
  return sourceHandle ?? (condition ? id : 'else');
}

/** By priority; edges come sorted by id. */
function earlier(first: DefinitionEdge, second: DefinitionEdge): DefinitionEdge {
  return (second.priority ?? 0) < (first.priority ?? 0) ? second : first;
}
