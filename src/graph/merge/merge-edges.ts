import type { DefinitionEdge } from '../definition';
import { isSameEdge } from '../diff/match-by-id';
import { canonicalEdge } from './canonical-parts';
import { readEdgeValue } from './check-values';
import type { EntityKind, InAll, Merged } from './merge-entities';
import { mapAll, mergeText, mergeWhole, present, settledPart } from './merge-parts';
import type { MergeContext } from './merge-context';

/**
 * How edges are merged. An end is a node together with a handle of it; where both sides put the same end
 * elsewhere, the edge is a conflict as a whole. Edges that both sides added under one id must be the same.
 */
export const EDGES: EntityKind<DefinitionEdge> = {
  list: 'edges',
  isSame: isSameEdge,
  merge: mergeEdge,
  join: () => undefined,
  read: readEdgeValue,
};

function mergeEdge(
  edges: InAll<DefinitionEdge>,
  path: string,
  context: MergeContext,
): Merged<DefinitionEdge> {
  const all = mapAll(edges, canonicalEdge);
  const source = settledPart<End>(mapAll(all, (edge) => [edge.source, edge.sourceHandle ?? '']));
  const target = settledPart<End>(mapAll(all, (edge) => [edge.target, edge.targetHandle ?? '']));
  if (source === undefined || target === undefined) {
    return { clash: `both connected its ${source === undefined ? 'source' : 'target'} elsewhere` };
  }
  const [conditions, priorities] = [
    mapAll(all, ({ condition }) => condition),
    mapAll(all, ({ priority }) => priority),
  ];
  return {
    item: present({
      id: all.base.id,
      source: source[0],
      target: target[0],
      sourceHandle: source[1] || undefined,
      targetHandle: target[1] || undefined,
      condition: mergeText(conditions, `${path}/condition`, context),
      priority: mergeWhole(priorities, `${path}/priority`, context),
    }),
  };
}

/** A node and its handle. */
type End = [string, string];
