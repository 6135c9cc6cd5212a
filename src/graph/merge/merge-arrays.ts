import { canonicalJson } from '../canonical-json';
import type { JsonObject, JsonValue } from '../definition';
import { escapePointerToken } from '../json-pointer';
import type { Sides } from './merge-conflict';
import type { MergeContext } from './merge-context';
import { mergeOrder } from './merge-order';
import { type MergeAllowance, mergeSequences } from './merge-sequences';
import { isObject, settledValue } from './settled-values';

interface Three<T> {
  base: T;
  ours: T;
  theirs: T;
}

/** Members that tell the items of an array apart, the first that fits is taken. */
const KEY_MEMBERS = ['id', 'name', 'key'];

/**
 * Merges an array that both sides changed. If all items of all three are objects with an `id`, or else
 * a `name`, or else a `key`, that is unique in each, items are merged one by one, and added ones all
 * go in. Else the items are a sequence of which different parts may change. Where that does not work
 * the array is a conflict as a whole. The names in a schema's `required` are a set. `mergeItem` merges what stands under one key.
 */
export function mergeArrays(
  sides: Three<JsonValue[]>,
  path: string,
  context: MergeContext,
  mergeItem: (
    sides: Sides<JsonValue>,
    path: string,
    context: MergeContext,
  ) => JsonValue | undefined,
): JsonValue | undefined {
  const keyed = keyedItems(sides);
  if (keyed !== undefined) {
    const candidates = keysOf(keyed).filter((key) => !isRemoved(sidesAt(keyed, key)));
    const order = mergeOrder(
      {
        base: [...keyed.base.keys()],
        ours: [...keyed.ours.keys()],
        theirs: [...keyed.theirs.keys()],
      },
      new Set(candidates),
    );
    if (order === undefined) {
      return context.decisions.decide(path, sides, 'both changed the order of the items').value;
    }
    return order.flatMap((key) => {
      const item = mergeItem(sidesAt(keyed, key), `${path}/${escapePointerToken(key)}`, context);
      return item === undefined ? [] : [item];
    });
  }
  const merged = isSetOfNames(path, sides)
    ? mergeSets(sides)
    : mergeItems(sides, context.allowance);
  if (merged !== undefined) return merged;
  return context.decisions.decide(path, sides, 'both changed the same items').value;
}

function mergeItems(
  { base, ours, theirs }: Three<JsonValue[]>,
  allowance: MergeAllowance,
): JsonValue[] | undefined {
  const texts = {
    base: base.map(canonicalJson),
    ours: ours.map(canonicalJson),
    theirs: theirs.map(canonicalJson),
  };
  const merged = mergeSequences(texts.base, texts.ours, texts.theirs, allowance);
  if (merged === undefined) return undefined;
  // What both moved to different places would be there twice.
  const most = countsOf(merged);
  const [own, other] = [countsOf(texts.ours), countsOf(texts.theirs)];
  for (const [text, count] of most) {
    if (count > Math.max(own.get(text) ?? 0, other.get(text) ?? 0)) return undefined;
  }
  const values = new Map<string, JsonValue>();
  texts.base.forEach((text, index) => values.set(text, base[index]!));
  texts.ours.forEach((text, index) => values.set(text, ours[index]!));
  texts.theirs.forEach((text, index) => values.set(text, theirs[index]!));
  return merged.map((text) => values.get(text)!);
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** Whether these are the names of required members in a JSON Schema, whose order says nothing. */
function isSetOfNames(path: string, { base, ours, theirs }: Three<JsonValue[]>): boolean {
  if (!path.startsWith('/inputs/') || !path.endsWith('/required')) return false;
  return [base, ours, theirs].every((items) => items.every((item) => typeof item === 'string'));
}

function mergeSets({ base, ours, theirs }: Three<JsonValue[]>): JsonValue[] {
  const all = [...new Set([...base, ...ours, ...theirs])].sort();
  const isIn = (items: JsonValue[], item: JsonValue): boolean => items.includes(item);
  return all.filter((item) => (isIn(base, item) ? isIn(ours, item) && isIn(theirs, item) : true));
}

type Items = ReadonlyMap<string, JsonObject>;

function keyedItems({ base, ours, theirs }: Three<JsonValue[]>): Three<Items> | undefined {
  for (const member of KEY_MEMBERS) {
    const former = itemsBy(base, member);
    const own = former && itemsBy(ours, member);
    const other = own && itemsBy(theirs, member);
    if (former && own && other) return { base: former, ours: own, theirs: other };
  }
  return undefined;
}

/** The items by key, or `undefined` if some item has none or shares it. */
function itemsBy(items: readonly JsonValue[], member: string): Items | undefined {
  const byKey = new Map<string, JsonObject>();
  for (const item of items) {
    if (!isObject(item) || !Object.hasOwn(item, member)) return undefined;
    const key = item[member];
    if (typeof key !== 'string' && typeof key !== 'number') return undefined;
    byKey.set(String(key), item);
  }
  return byKey.size === items.length ? byKey : undefined;
}

function keysOf({ base, ours, theirs }: Three<Items>): string[] {
  return [...new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])];
}

function sidesAt({ base, ours, theirs }: Three<Items>, key: string): Sides<JsonValue> {
  return { base: base.get(key), ours: ours.get(key), theirs: theirs.get(key) };
}

function isRemoved(sides: Sides<JsonValue>): boolean {
  const settled = settledValue(sides);
  return settled !== undefined && settled.value === undefined;
}
