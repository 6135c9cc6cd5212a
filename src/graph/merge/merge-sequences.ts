import { diff3Merge } from 'node-diff3';
import { movedPairs } from '../diff/match-items';

/** Steps that all sequences of a merge together may take: some tenths of a second. */
const MAX_STEPS = 50_000_000;

/** Steps that it takes to find out which items are unique, for each. */
const STEPS_PER_ITEM = 250;

/** Longest piece between two anchors that is looked into. */
const MAX_PIECE = 5_000;

/** Bounds the time that a merge spends on looking for common parts of what repeats itself. */
export class MergeAllowance {
  #left = MAX_STEPS;

  /** Whether there was as much left. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return this.#left >= 0;
  }
}

type Sequence = readonly string[];

/** The sequences of base, ours and theirs, or a piece of each. */
type Three = readonly [base: Sequence, ours: Sequence, theirs: Sequence];

/** A place in each of the three. */
type Places = readonly [base: number, ours: number, theirs: number];

/**
 * Merges two changes of one sequence by diff3 (Khanna, Kunal and Pierce, A Formal Investigation of
 * Diff3, 2007). Answers `undefined` where both changed the same items, or items side by side, in
 * different ways, or where the search would take too long.
 *
 * Items that all three have at the beginning and at the end are common, and so are those of the others
 * that all three have once and in the same order. Only what lies between them is searched, so that it takes
 * n log n where most items are unique.
 */
export function mergeSequences(
  base: Sequence,
  ours: Sequence,
  theirs: Sequence,
  allowance: MergeAllowance,
): string[] | undefined {
  const shortest = Math.min(base.length, ours.length, theirs.length);
  let start = 0;
  while (start < shortest && base[start] === ours[start] && base[start] === theirs[start]) start++;
  let ends: Places = [base.length, ours.length, theirs.length];
  while (Math.min(...ends) > start) {
    const [last, lastOurs, lastTheirs] = before(ends);
    if (base[last] !== ours[lastOurs] || base[last] !== theirs[lastTheirs]) break;
    ends = [last, lastOurs, lastTheirs];
  }
  const middle = pieceOf([base, ours, theirs], [start, start, start], ends);
  const merged = mergeMiddle(middle, allowance);
  return merged && base.slice(0, start).concat(merged, base.slice(ends[0]));
}

function before([base, ours, theirs]: Places): Places {
  return [base - 1, ours - 1, theirs - 1];
}

function mergeMiddle(middle: Three, allowance: MergeAllowance): Sequence | undefined {
  const settled = settledPiece(middle);
  if (settled !== undefined) return settled;
  const [base, ours, theirs] = middle;
  const items = base.length + ours.length + theirs.length;
  if (!allowance.spend(items * STEPS_PER_ITEM)) return undefined;
  const merged: string[] = [];
  let from: Places = [0, 0, 0];
  const ends: Places = [base.length, ours.length, theirs.length];
  for (const anchor of [...uniqueAnchors(middle), ends]) {
    const piece = mergePiece(pieceOf(middle, from, anchor), allowance);
    if (piece === undefined) return undefined;
    for (const item of piece) merged.push(item);
    const common = base[anchor[0]];
    if (common !== undefined) merged.push(common);
    from = [anchor[0] + 1, anchor[1] + 1, anchor[2] + 1];
  }
  return merged;
}

/** Places at which all three have the same item, which each of them has once; ascending in each. */
function uniqueAnchors([base, ours, theirs]: Three): Places[] {
  const [placeInOurs, placeInTheirs] = [uniquePlaces(ours), uniquePlaces(theirs)];
  const shared: Places[] = [];
  for (const [item, place] of uniquePlaces(base)) {
    const [oursPlace, theirsPlace] = [placeInOurs.get(item), placeInTheirs.get(item)];
    if (oursPlace === undefined || theirsPlace === undefined) continue;
    shared.push([place, oursPlace, theirsPlace]);
  }
  return inOrderOf(inOrderOf(shared, 1), 2);
}

/** Where the items stand that are there once, in their order. */
function uniquePlaces(items: Sequence): Map<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  items.forEach((item, place) => {
    if (places.has(item)) repeated.add(item);
    places.set(item, place);
  });
  for (const item of repeated) places.delete(item);
  return places;
}

/** The most of the anchors that are in the same order in the base and on one side. */
function inOrderOf(anchors: readonly Places[], side: 1 | 2): Places[] {
  const moved = movedPairs(anchors.map((anchor) => [anchor[0], anchor[side]]));
  return anchors.filter((_, index) => !moved.has(index));
}

function pieceOf([base, ours, theirs]: Three, from: Places, to: Places): Three {
  return [base.slice(from[0], to[0]), ours.slice(from[1], to[1]), theirs.slice(from[2], to[2])];
}

function mergePiece(piece: Three, allowance: MergeAllowance): Sequence | undefined {
  const settled = settledPiece(piece);
  if (settled !== undefined) return settled;
  const [base, ours, theirs] = piece;
  if (Math.max(base.length, ours.length, theirs.length) > MAX_PIECE) return undefined;
  if (!allowance.spend(searchSteps(base, ours) + searchSteps(base, theirs))) return undefined;
  const merged: string[] = [];
  for (const region of diff3Merge<string>([...ours], [...base], [...theirs])) {
    if (region.ok === undefined) return undefined;
    for (const item of region.ok) merged.push(item);
  }
  return merged;
}

/** The piece where at most one side changed it, or both alike. */
function settledPiece([base, ours, theirs]: Three): Sequence | undefined {
  if (isSame(base, ours) || isSame(ours, theirs)) return theirs;
  return isSame(base, theirs) ? ours : undefined;
}

/** An upper bound of the steps that the longest common subsequence takes by the library's algorithm. */
function searchSteps(before: Sequence, after: Sequence): number {
  const counts = new Map<string, number>();
  for (const item of after) counts.set(item, (counts.get(item) ?? 0) + 1);
  let matches = 0;
  for (const item of before) matches += counts.get(item) ?? 0;
  return before.length + after.length + matches * Math.min(before.length, after.length);
}

function isSame(one: Sequence, other: Sequence): boolean {
  return one.length === other.length && one.every((item, place) => item === other[place]);
}
