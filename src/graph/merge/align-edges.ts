import type { Definition, DefinitionEdge } from '../definition';
import { isSameEdge, matchById } from '../diff/match-by-id';
import { matchEdges } from '../diff/match-edges';
import type { IdMap } from './follow-renames';
import type { Side } from './merge-conflict';

type Definitions = Readonly<Record<'base' | Side, Definition>>;
type Edges = readonly DefinitionEdge[];

const NO_RENAMES: IdMap = new Map();

/**
 * Gives the same connection the same id in all three contents, whose nodes are aligned already. An edge
 * that was drawn anew, or whose id is made of the id of a renamed node, has the new id in the base and
 * on the other side too; of two new ids it has the smaller one (UTF-16 code units). So has a connection
 * that both sides added with the same ends, handles, condition and priority: nothing refers to the id of an
 * edge, and a connection that is there twice says no more than one. An id under which the other side
 * has another edge is not given.
 */
export function alignEdges(definitions: Definitions): Definitions {
  const { base, ours, theirs } = definitions;
  const [own, other] = [redrawn(base.edges, ours.edges), redrawn(base.edges, theirs.edges)];
  if (own.laterIds.size === 0 && other.laterIds.size === 0) {
    if (own.added.length === 0 || other.added.length === 0) return definitions;
  }
  const ids = { base: newIdMap(), ours: newIdMap(), theirs: newIdMap() };
  const [takenOurs, takenTheirs] = [idsOf(ours.edges), idsOf(theirs.edges)];
  for (const { id: former } of base.edges) {
    const [ownId, otherId] = [own.laterIds.get(former), other.laterIds.get(former)];
    const isOwn = ownId !== undefined && (!takenTheirs.has(ownId) || ownId === otherId);
    const isOther = otherId !== undefined && (!takenOurs.has(otherId) || ownId === otherId);
    const id =
      isOwn && isOther ? smaller(ownId, otherId) : isOwn ? ownId : isOther ? otherId : former;
    if (id === former) continue;
    ids.base.set(former, id);
    ids.ours.set(isOwn ? ownId : former, id);
    ids.theirs.set(isOther ? otherId : former, id);
  }
  const isNew = (taken: ReadonlySet<string>) => (edge: DefinitionEdge) => !taken.has(edge.id);
  addedTwice(own.added.filter(isNew(takenTheirs)), other.added.filter(isNew(takenOurs)), ids);
  return {
    base: withEdgeIds(base, ids.base),
    ours: withEdgeIds(ours, ids.ours),
    theirs: withEdgeIds(theirs, ids.theirs),
  };
}

/** Later ids, by former ids, of edges that one side has under another id; and those that it added. */
function redrawn(before: Edges, after: Edges): { laterIds: IdMap; added: Edges } {
  const { removed, added } = matchById(before, after, isSameEdge);
  const pairs = matchEdges(removed, added, NO_RENAMES);
  const paired = new Set(pairs.map(([, later]) => later));
  return {
    laterIds: new Map(pairs.map(([former, later]) => [former.id, later.id])),
    added: added.filter((edge) => !paired.has(edge)),
  };
}

function addedTwice(ours: Edges, theirs: Edges, ids: Record<Side, Map<string, string>>): void {
  const byContent = new Map<string, DefinitionEdge[]>();
  for (const edge of sortedById(ours)) {
    const same = byContent.get(contentOf(edge));
    if (same) same.push(edge);
    else byContent.set(contentOf(edge), [edge]);
  }
  for (const edge of sortedById(theirs)) {
    const twin = byContent.get(contentOf(edge))?.shift();
    if (twin === undefined) continue;
    const id = smaller(twin.id, edge.id);
    ids.ours.set(twin.id, id);
    ids.theirs.set(edge.id, id);
  }
}

function contentOf(edge: DefinitionEdge): string {
  const {
    source,
    target,
    sourceHandle = '',
    targetHandle = '',
    condition = '',
    priority = 0,
  } = edge;
  return JSON.stringify([source, target, sourceHandle, targetHandle, condition, priority]);
}

function withEdgeIds(definition: Definition, ids: IdMap): Definition {
  if (ids.size === 0) return definition;
  const edges = definition.edges.map((edge) => {
    const id = ids.get(edge.id);
    return id === undefined || id === edge.id ? edge : { ...edge, id };
  });
  return { ...definition, edges };
}

function idsOf(edges: Edges): Set<string> {
  return new Set(edges.map(({ id }) => id));
}

function newIdMap(): Map<string, string> {
  return new Map();
}

function sortedById(edges: Edges): DefinitionEdge[] {
  return [...edges].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function smaller(one: string, other: string): string {
  return one < other ? one : other;
}
