import type { JsonObject, JsonValue } from '../definition';
import { equalJson } from '../diff/equal-json';
import type { Sides } from './merge-conflict';

type Value = JsonValue | undefined;

/** What a value is on which the sides do not clash, `undefined` where both changed it differently. */
export function settledValue<T extends Value>({
  base,
  ours,
  theirs,
}: Sides<T>): { value: T | undefined } | undefined {
  if (isSame(ours, theirs) || isSame(base, ours)) return { value: theirs };
  if (isSame(base, theirs)) return { value: ours };
  return undefined;
}

/**
 * Two values that were added at the same place, joined: objects by member, all else only if it is the
 * same. `undefined` where they disagree.
 */
export function joinValues(ours: JsonValue, theirs: JsonValue): Value {
  if (!isObject(ours) || !isObject(theirs)) return equalJson(ours, theirs) ? ours : undefined;
  const members = new Map(Object.entries(ours));
  for (const [name, member] of Object.entries(theirs)) {
    const other = members.get(name);
    const joined = other === undefined ? member : joinValues(other, member);
    if (joined === undefined) return undefined;
    members.set(name, joined);
  }
  return Object.fromEntries(members);
}

/** Whether two values are the same; `undefined` is one that is absent. */
export function isSame(one: Value, other: Value): boolean {
  if (one === undefined || other === undefined) return one === other;
  return equalJson(one, other);
}

export function isObject(value: Value): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
