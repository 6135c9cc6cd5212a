import type { JsonObject, JsonValue } from '../definition';

/**
 * Whether two JSON values are the same, whatever the order of members. It is the hot path of a
 * comparison, where most of what it sees is equal: it allocates nothing, and members are walked by
 * `for … in`, which engines answer from the shape of the object.
 */
export function equalJson(before: JsonValue, after: JsonValue): boolean {
  if (before === after) return true;
  if (typeof before !== 'object' || typeof after !== 'object') return false;
  if (before === null || after === null) return false;
  if (Array.isArray(before)) return Array.isArray(after) && equalArrays(before, after);
  return !Array.isArray(after) && equalObjects(before, after);
}

function equalArrays(before: readonly JsonValue[], after: readonly JsonValue[]): boolean {
  const length = before.length;
  if (length !== after.length) return false;
  for (let index = 0; index < length; index++) {
    const item = before[index] as JsonValue;
    const other = after[index] as JsonValue;
    if (item !== other && !equalJson(item, other)) return false;
  }
  return true;
}

/** {@link equalJson} of two objects that are known to be objects. */
export function equalObjects(before: JsonObject, after: JsonObject): boolean {
  let surplus = 0;
  for (const name in before) {
    const value = before[name] as JsonValue;
    // May be inherited. No function and no `undefined` equals a JSON value, which leaves one name.
    const other = after[name] as JsonValue;
    if (value !== other) {
      if (typeof value !== 'object') return false;
      if (name === '__proto__' && !Object.hasOwn(after, name)) return false;
      if (!equalJson(value, other)) return false;
    }
    surplus--;
  }
  // Every member of the former is one of the latter; so they are the same if there are as many.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- counts without making a list
  for (const _ in after) surplus++;
  return surplus === 0;
}
