import { matchById } from '../diff/match-by-id';
import { escapePointerToken } from '../json-pointer';
import type { Decision } from './decisions';
import type { IdMap } from './follow-renames';
import type { ResolutionChoice, Side, Sides } from './merge-conflict';
import type { MergeContext } from './merge-context';
import { reasonOf } from './reasons';

/** The same thing in all three contents. */
export type InAll<T> = Readonly<Record<'base' | Side, T>>;

/** What is merged, or why the thing is a conflict as a whole. */
export type Merged<T> = { item: T } | { clash: string };

/** How things of one kind are merged: nodes, edges or variables. */
export interface EntityKind<T extends { id: string }> {
  /** The member of the definition in which they stand. */
  list: string;
  isSame: (before: T, after: T) => boolean;
  /** Merges what both sides changed. */
  merge(sides: InAll<T>, path: string, context: MergeContext): Merged<T>;
  /** Joins what both sides added; `undefined` where they disagree. */
  join(ours: T, theirs: T): T | undefined;
  /** @throws DefinitionError if a resolution's value is no such thing, or has another id. */
  read(value: unknown, path: string, id: string): T;
}

/** Something that one side removed and the other left as it was. */
export interface Removal<T> {
  item: T;
  by: Side;
}

/** What the things of one kind became. */
export interface EntityMerge<T> {
  items: Map<string, T>;
  /** What one side removed and the other left as it was, by id. */
  removals: Map<string, Removal<T>>;
  /** What was a conflict as a whole, by id, and what was taken; `undefined` where nobody decided. */
  decided: Map<string, ResolutionChoice | undefined>;
}

/** What is known of some things before they are compared. */
export interface Foreknowledge<T> {
  /** Former ids of things that a side renamed, by their present id. That is a change. */
  renamedBy: Readonly<Record<Side, IdMap>>;
  decided: ReadonlyMap<string, Decision<T>>;
}

/**
 * Merges things by id. What only one side added, changed or removed is as that side has it. What one
 * removed and the other changed or renamed is a conflict as a whole, and so is what both added with
 * contents that disagree.
 */
export function mergeEntities<T extends { id: string }>(
  kind: EntityKind<T>,
  lists: InAll<readonly T[]>,
  context: MergeContext,
  known: Foreknowledge<T> = NOTHING_KNOWN,
): EntityMerge<T> {
  const items = new Map(lists.base.map((item) => [item.id, item]));
  const merge: EntityMerge<T> = { items, removals: new Map(), decided: new Map() };
  const [own, other] = [
    changesOf(kind, lists.base, lists.ours, known.renamedBy.ours),
    changesOf(kind, lists.base, lists.theirs, known.renamedBy.theirs),
  ];
  for (const id of [...new Set([...own.keys(), ...other.keys()])].sort()) {
    const base = items.get(id);
    const sides: Sides<T> = {
      base,
      ours: own.has(id) ? own.get(id) : base,
      theirs: other.has(id) ? other.get(id) : base,
    };
    const decision = known.decided.get(id);
    if (decision !== undefined) {
      merge.decided.set(id, decision.take);
      put(items, id, decision.value);
    } else if (!own.has(id)) takeChange(merge, id, sides, 'theirs');
    else if (!other.has(id)) takeChange(merge, id, sides, 'ours');
    else put(items, id, mergeBoth(kind, id, sides, context, merge, known));
  }
  return merge;
}

const NOTHING_KNOWN = {
  renamedBy: { ours: new Map<string, string>(), theirs: new Map<string, string>() },
  decided: new Map<string, never>(),
};

/** By id, what one side made of the things that it changed; `undefined` of those that it removed. */
function changesOf<T extends { id: string }>(
  kind: EntityKind<T>,
  base: readonly T[],
  side: readonly T[],
  renamed: IdMap,
): Map<string, T | undefined> {
  const { differing, removed, added } = matchById(base, side, kind.isSame);
  const changes = new Map<string, T | undefined>(differing.map(([, after]) => [after.id, after]));
  for (const { id } of removed) changes.set(id, undefined);
  for (const item of added) changes.set(item.id, item);
  if (renamed.size > 0) {
    for (const item of side) {
      if (renamed.has(item.id) && !changes.has(item.id)) changes.set(item.id, item);
    }
  }
  return changes;
}

/** Takes what only one side changed. */
function takeChange<T>(merge: EntityMerge<T>, id: string, sides: Sides<T>, by: Side): void {
  const item = sides[by];
  if (item === undefined && sides.base !== undefined) {
    merge.removals.set(id, { item: sides.base, by });
  }
  put(merge.items, id, item);
}

function mergeBoth<T extends { id: string }>(
  kind: EntityKind<T>,
  id: string,
  sides: Sides<T>,
  context: MergeContext,
  merge: EntityMerge<T>,
  known: Foreknowledge<T>,
): T | undefined {
  const { base, ours, theirs } = sides;
  if (ours === undefined && theirs === undefined) return undefined;
  const path = `/${kind.list}/${escapePointerToken(id)}`;
  let clash = clashReason(id, sides, known);
  if (ours !== undefined && theirs !== undefined) {
    if (kind.isSame(ours, theirs)) return ours;
    if (base === undefined) {
      const joined = kind.join(ours, theirs);
      if (joined !== undefined) return joined;
    } else {
      const merged = kind.merge({ base, ours, theirs }, path, context);
      if ('item' in merged) return merged.item;
      clash = merged.clash;
    }
  }
  const { value, take } = context.decisions.decide(path, sides, clash);
  merge.decided.set(id, take);
  return take === 'VALUE' && value !== undefined ? kind.read(value, path, id) : value;
}

function clashReason<T>(id: string, sides: Sides<T>, { renamedBy }: Foreknowledge<T>): string {
  for (const [by, remover] of [['ours', 'theirs'] as const, ['theirs', 'ours'] as const]) {
    const former = renamedBy[by].get(id);
    if (former !== undefined && sides[remover] === undefined) {
      return `${by} renamed it from ${former}, ${remover} removed it`;
    }
  }
  return reasonOf(sides);
}

function put<T>(items: Map<string, T>, id: string, item: T | undefined): void {
  if (item === undefined) items.delete(id);
  else items.set(id, item);
}
