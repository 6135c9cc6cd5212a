import { diffArrays } from 'diff';
import { canonicalJson } from '../canonical-json';
import type { JsonObject, JsonValue } from '../definition';
import { equalJson } from './equal-json';

/** Which items of two arrays are taken for the same item. */
export interface ItemMatch {
  /** Index before and index after of each item that both have, by the former. */
  pairs: [before: number, after: number][];
  /** Indexes before of items that the later array lacks, ascending. */
  removed: number[];
  /** Indexes after of items that the former array lacks, ascending. */
  added: number[];
}

/** Members that tell the items of an array apart, the first that fits is taken. */
const KEY_MEMBERS = ['id', 'name', 'key'];

/**
 * Most insertions and removals that are looked for in an array whose items repeat; the search takes
 * time by the square of it. An array with more is compared by position.
 */
const MAX_EDITS = 100;

/**
 * Finds the items that two arrays have in common. If all items are objects with an `id`, or else a
 * `name`, or else a `key`, that is unique on each side, and at least one of these is on both sides, it
 * tells which are the same. Else equal items are; of what lies between the same neighbours on both
 * sides, items of the same JSON type pair up by position.
 *
 * Takes linear time, but for arrays with equal items among themselves: there the longest common
 * subsequence is looked for up to `MAX_EDITS`, and beyond it items pair up by position.
 */
export function matchItems(before: readonly JsonValue[], after: readonly JsonValue[]): ItemMatch {
  if (before.length === 0 || after.length === 0) return matchOf([], before.length, after.length);
  const keys = sharedKeys(before, after);
  const pairs = keys ? equalPairs(keys.before, keys.after) : pairsByContent(before, after);
  return matchOf(pairs, before.length, after.length);
}

/**
 * The fewest of the pairs that must have moved for the others to be in the same order on both sides:
 * those outside a longest increasing subsequence. `pairs` are sorted by the former index. Takes n log n.
 */
export function movedPairs(pairs: readonly (readonly [number, number])[]): Set<number> {
  // `tails[k]` is the place in `pairs` of the smallest end of an increasing run of k + 1 pairs.
  const tails: number[] = [];
  const previous: number[] = [];
  pairs.forEach(([, after], place) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tails[middle]!]![1] < after) low = middle + 1;
      else high = middle;
    }
    previous.push(low > 0 ? tails[low - 1]! : -1);
    tails[low] = place;
  });
  const moved = new Set(pairs.keys());
  for (let place = tails.at(-1) ?? -1; place >= 0; place = previous[place]!) moved.delete(place);
  return moved;
}

function matchOf(pairs: [number, number][], beforeLength: number, afterLength: number): ItemMatch {
  const pairedBefore = new Set(pairs.map(([index]) => index));
  const pairedAfter = new Set(pairs.map(([, index]) => index));
  return {
    pairs: pairs.sort(([a], [b]) => a - b),
    removed: indexes(beforeLength).filter((index) => !pairedBefore.has(index)),
    added: indexes(afterLength).filter((index) => !pairedAfter.has(index)),
  };
}

function indexes(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

interface KeysOfBoth {
  before: JsonValue[];
  after: JsonValue[];
}

function sharedKeys(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): KeysOfBoth | undefined {
  for (const member of KEY_MEMBERS) {
    const formerKeys = uniqueKeys(before, member);
    const laterKeys = formerKeys && uniqueKeys(after, member);
    if (!formerKeys || !laterKeys) continue;
    for (const key of formerKeys) {
      if (laterKeys.has(key)) return { before: [...formerKeys], after: [...laterKeys] };
    }
  }
  return undefined;
}

/** The keys of all items in order, or `undefined` if some item has none or shares it. */
function uniqueKeys(items: readonly JsonValue[], member: string): Set<JsonValue> | undefined {
  const keys = new Set<JsonValue>();
  for (const item of items) {
    if (!isObject(item) || !Object.hasOwn(item, member)) return undefined;
    const key = item[member] as JsonValue;
    if (typeof key !== 'string' && typeof key !== 'number') return undefined;
    if (keys.has(key)) return undefined;
    keys.add(key);
  }
  return keys;
}

/** Indexes before and after of equal keys, by the former; each key is there once on each side. */
export function equalPairs<Key>(before: readonly Key[], after: readonly Key[]): [number, number][] {
  const places = new Map(after.map((key, index) => [key, index]));
  const pairs: [number, number][] = [];
  before.forEach((key, index) => {
    const place = places.get(key);
    if (place !== undefined) pairs.push([index, place]);
  });
  return pairs;
}

function pairsByContent(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): [number, number][] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && equalJson(before[start]!, after[start]!)) start++;
  let same = 0;
  while (same < shorter - start && equalJson(before.at(-1 - same)!, after.at(-1 - same)!)) same++;
  const formerEnd = before.length - same;
  const laterEnd = after.length - same;
  const pairs: [number, number][] = indexes(start).map((index) => [index, index]);
  for (const [former, later] of middlePairs(
    before.slice(start, formerEnd),
    after.slice(start, laterEnd),
  )) {
    pairs.push([start + former, start + later]);
  }
  for (let index = 0; index < same; index++) pairs.push([formerEnd + index, laterEnd + index]);
  return pairs;
}

function middlePairs(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): [number, number][] {
  // Texts compare as fast as numbers once they are made, and are made once per item.
  const formerTexts = before.map(canonicalJson);
  const laterTexts = after.map(canonicalJson);
  const equal =
    isUnique(formerTexts) && isUnique(laterTexts)
      ? equalPairs(formerTexts, laterTexts)
      : subsequencePairs(formerTexts, laterTexts);
  if (equal === undefined) return positionPairs(before, after);
  return [...equal, ...pairsBetween(equal, before, after)];
}

function isUnique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

function positionPairs(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): [number, number][] {
  return indexes(Math.min(before.length, after.length)).map((index) => [index, index]);
}

/**
 * The pairs of a longest common subsequence, and of equal items that it leaves over: these moved.
 * `undefined` if it takes too many edits.
 */
function subsequencePairs(before: string[], after: string[]): [number, number][] | undefined {
  const parts = diffArrays(before, after, { maxEditLength: MAX_EDITS });
  if (parts === undefined) return undefined;
  const pairs: [number, number][] = [];
  const removed = new Map<string, number[]>();
  const added: number[] = [];
  let [former, later] = [0, 0];
  for (const part of parts) {
    for (const text of part.value) {
      if (part.added) added.push(later++);
      else if (!part.removed) pairs.push([former++, later++]);
      else if (removed.has(text)) removed.get(text)!.push(former++);
      else removed.set(text, [former++]);
    }
  }
  for (const place of added) {
    const origin = removed.get(after[place]!)?.shift();
    if (origin !== undefined) pairs.push([origin, place]);
  }
  return pairs;
}

/**
 * Pairs of items that lie between the same neighbours on both sides, by position. Items that moved
 * are no neighbours.
 */
function pairsBetween(
  equal: [number, number][],
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): [number, number][] {
  const sorted = [...equal].sort(([a], [b]) => a - b);
  const moved = movedPairs(sorted);
  const movedBefore = new Set([...moved].map((place) => sorted[place]![0]));
  const movedAfter = new Set([...moved].map((place) => sorted[place]![1]));
  const anchors = sorted.filter((_, place) => !moved.has(place));
  const pairs: [number, number][] = [];
  let [former, later] = [0, 0];
  for (const [formerEnd, laterEnd] of [...anchors, [before.length, after.length] as const]) {
    while (former < formerEnd && later < laterEnd) {
      if (movedBefore.has(former)) former++;
      else if (movedAfter.has(later)) later++;
      else {
        if (jsonType(before[former]!) === jsonType(after[later]!)) pairs.push([former, later]);
        former++;
        later++;
      }
    }
    [former, later] = [formerEnd + 1, laterEnd + 1];
  }
  return pairs;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonType(value: JsonValue): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
