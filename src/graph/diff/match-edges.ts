import type { DefinitionEdge } from '../definition';
import { replaceMentions } from './compare-mentions';

/** Edges of which both definitions have one under another id. */
export type EdgePair = readonly [before: DefinitionEdge, after: DefinitionEdge];

/**
 * Pairs edges that only one side has by id: first those that are the same but for the id, then those
 * with the same ends, in the order of ids where there are several. Ends are the same where the later
 * one is the renamed former one. Takes linear time but for sorting.
 */
export function matchEdges(
  removed: readonly DefinitionEdge[],
  added: readonly DefinitionEdge[],
  renames: ReadonlyMap<string, string>,
): EdgePair[] {
  if (removed.length === 0 || added.length === 0) return [];
  const pairs: EdgePair[] = [];
  const none: ReadonlyMap<string, string> = new Map();
  let [left, leftAfter] = [sortedById(removed), sortedById(added)];
  for (const keyOf of [contentKey, exitKey, endsKey]) {
    const byKey = new Map<string, DefinitionEdge[]>();
    for (const edge of leftAfter) {
      const key = keyOf(edge, none);
      const same = byKey.get(key);
      if (same) same.push(edge);
      else byKey.set(key, [edge]);
    }
    const found = new Set<DefinitionEdge>();
    for (const edge of left) {
      const other = byKey.get(keyOf(edge, renames))?.shift();
      if (other === undefined) continue;
      pairs.push([edge, other]);
      found.add(edge).add(other);
    }
    left = left.filter((edge) => !found.has(edge));
    leftAfter = leftAfter.filter((edge) => !found.has(edge));
  }
  return pairs;
}

/**
 * Whether the id of an edge differs for no other reason than that it is made of the ids of its ends, of
 * which one or both were renamed: the former id becomes the later one by replacing the ids of ends in it.
 */
export function followsRename(
  before: DefinitionEdge,
  after: DefinitionEdge,
  renames: ReadonlyMap<string, string>,
): boolean {
  const ends = [before.source, before.target].flatMap((id): [string, string][] => {
    const later = renames.get(id);
    return later === undefined ? [] : [[id, later]];
  });
  // Where the search was already, so that ids that repeat a pattern do not make it take for ever.
  const seen = new Set<number>();
  const reaches = (former: number, later: number): boolean => {
    const [id, other] = [before.id, after.id];
    if (former === id.length && later === other.length) return true;
    const state = former * (other.length + 1) + later;
    if (seen.has(state)) return false;
    seen.add(state);
    for (const [end, renamed] of ends) {
      if (!id.startsWith(end, former) || !other.startsWith(renamed, later)) continue;
      if (reaches(former + end.length, later + renamed.length)) return true;
    }
    return former < id.length && id[former] === other[later] && reaches(former + 1, later + 1);
  };
  return ends.length > 0 && reaches(0, 0);
}

type Renames = ReadonlyMap<string, string>;

function contentKey(edge: DefinitionEdge, renames: Renames): string {
  const condition = replaceMentions(edge.condition ?? '', (id) => renames.get(id));
  return JSON.stringify([exitKey(edge, renames), condition, edge.priority ?? 0]);
}

function exitKey(edge: DefinitionEdge, renames: Renames): string {
  const { sourceHandle = '', targetHandle = '' } = edge;
  return JSON.stringify([endsKey(edge, renames), sourceHandle, targetHandle]);
}

function endsKey({ source, target }: DefinitionEdge, renames: Renames): string {
  return JSON.stringify([renames.get(source) ?? source, renames.get(target) ?? target]);
}

function sortedById(edges: readonly DefinitionEdge[]): DefinitionEdge[] {
  return [...edges].sort((a, b) => (a.id < b.id ? -1 : 1));
}
