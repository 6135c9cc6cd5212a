import type { DefinitionEdge, DefinitionNode } from '../definition';
import { retryOf } from './compare-members';
import { equalObjects } from './equal-json';

/** The nodes or edges of two definitions, matched by id. What is the same on both sides is left out. */
export interface IdMatch<T> {
  /** Those that both have and that are not the same. */
  differing: [before: T, after: T][];
  removed: T[];
  added: T[];
}

/**
 * Matches nodes or edges by id. This is the hot path of a comparison: it allocates nothing for what is
 * the same as long as both sides are in the same order, which most are, and one map from where they
 * are not.
 */
export function matchById<T extends { id: string }>(
  before: readonly T[],
  after: readonly T[],
  isSame: (before: T, after: T) => boolean,
): IdMatch<T> {
  const match: IdMatch<T> = { differing: [], removed: [], added: [] };
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  for (; start < shorter; start++) {
    const former = before[start] as T;
    const later = after[start] as T;
    if (former === later) continue;
    if (former.id !== later.id) break;
    if (!isSame(former, later)) match.differing.push([former, later]);
  }
  if (start < before.length || start < after.length) {
    matchRest(before.slice(start), after.slice(start), isSame, match);
  }
  return match;
}

function matchRest<T extends { id: string }>(
  before: readonly T[],
  after: readonly T[],
  isSame: (before: T, after: T) => boolean,
  match: IdMatch<T>,
): void {
  const laterById = new Map<string, T>();
  for (const later of after) laterById.set(later.id, later);
  const removedBefore = match.removed.length;
  for (const former of before) {
    const later = laterById.get(former.id);
    if (later === undefined) match.removed.push(former);
    else if (former !== later && !isSame(former, later)) match.differing.push([former, later]);
  }
  const common = before.length - (match.removed.length - removedBefore);
  if (common === after.length) return;
  const formerIds = new Set(before.map((former) => former.id));
  for (const later of after) if (!formerIds.has(later.id)) match.added.push(later);
}

/**
 * Whether two nodes are the same but for their ids. Renames are not known here: a node whose parent or
 * mentions follow one is not the same, and is looked at again.
 */
export function isSameNode(before: DefinitionNode, after: DefinitionNode): boolean {
  return (
    before.type === after.type &&
    before.name === after.name &&
    before.parent === after.parent &&
    before.timeoutMs === after.timeoutMs &&
    (before.disabled === true) === (after.disabled === true) &&
    isSameRetry(before, after) &&
    (before.config === after.config || equalObjects(before.config, after.config))
  );
}

function isSameRetry(before: DefinitionNode, after: DefinitionNode): boolean {
  // Most nodes have none.
  if (before.retry === after.retry) return true;
  const [former, later] = [retryOf(before), retryOf(after)];
  if (former === undefined || later === undefined) return former === later;
  return equalObjects(former, later);
}

/** Whether two edges are the same but for their ids. */
export function isSameEdge(before: DefinitionEdge, after: DefinitionEdge): boolean {
  return (
    before.source === after.source &&
    before.target === after.target &&
    (before.sourceHandle ?? '') === (after.sourceHandle ?? '') &&
    (before.targetHandle ?? '') === (after.targetHandle ?? '') &&
    (before.condition ?? '') === (after.condition ?? '') &&
    (before.priority ?? 0) === (after.priority ?? 0)
  );
}
