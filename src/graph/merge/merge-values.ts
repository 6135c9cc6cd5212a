import type { JsonObject, JsonValue } from '../definition';
import { escapePointerToken } from '../json-pointer';
import { mergeArrays } from './merge-arrays';
import type { Sides } from './merge-conflict';
import type { MergeContext } from './merge-context';
import { mergeLines } from './merge-text';
import { reasonOf } from './reasons';
import { isObject, joinValues, settledValue } from './settled-values';

type Value = JsonValue | undefined;

/**
 * Merges a free value; `undefined` is one that is absent. What only one side changed is as that side
 * has it. Objects are merged by member, arrays by `mergeArrays`, texts of several lines by line. What
 * both added is joined as long as nothing in it disagrees. All else that both changed is a conflict.
 */
export function mergeValue(sides: Sides<JsonValue>, path: string, context: MergeContext): Value {
  const { base, ours, theirs } = sides;
  if (isObject(base) && isObject(ours) && isObject(theirs)) {
    return mergeMembers({ base, ours, theirs }, path, context);
  }
  const settled = settledValue(sides);
  if (settled !== undefined) return settled.value;
  if (base === undefined && ours !== undefined && theirs !== undefined) {
    const joined = joinValues(ours, theirs);
    if (joined !== undefined) return joined;
  }
  if (Array.isArray(base) && Array.isArray(ours) && Array.isArray(theirs)) {
    return mergeArrays({ base, ours, theirs }, path, context, mergeValue);
  }
  if (typeof base === 'string' && typeof ours === 'string' && typeof theirs === 'string') {
    const merged = mergeLines({ base, ours, theirs }, context.allowance);
    if (merged !== undefined) return merged;
    const isLong = base.includes('\n');
    const reason = isLong ? 'both changed the same lines' : reasonOf(sides);
    return context.decisions.decide(path, sides, reason).value;
  }
  return context.decisions.decide(path, sides, reasonOf(sides)).value;
}

/** {@link mergeValue} of objects; an absent one counts as empty. */
export function mergeMembers(
  { base = {}, ours = {}, theirs = {} }: Partial<Sides<JsonObject>>,
  path: string,
  context: MergeContext,
): JsonObject {
  const members: [string, JsonValue][] = [];
  for (const name of new Set([base, ours, theirs].flatMap((side) => Object.keys(side)))) {
    const sides = { base: own(base, name), ours: own(ours, name), theirs: own(theirs, name) };
    const merged = mergeValue(sides, `${path}/${escapePointerToken(name)}`, context);
    if (merged !== undefined) members.push([name, merged]);
  }
  return Object.fromEntries(members);
}

function own(object: JsonObject, name: string): Value {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
