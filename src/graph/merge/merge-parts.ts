import type { JsonValue } from '../definition';
import type { InAll } from './merge-entities';
import type { MergeContext } from './merge-context';
import { mergeValue } from './merge-values';
import { isSame, settledValue } from './settled-values';
import { reasonOf } from './reasons';

/** The same part of the same thing in all three contents; it may be absent in some. */
export type PartInAll<T> = InAll<T | undefined>;

export function mapAll<From, To>(
  { base, ours, theirs }: InAll<From>,
  map: (from: From) => To,
): InAll<To> {
  return { base: map(base), ours: map(ours), theirs: map(theirs) };
}

/** Merges a part that is one side's or the other's, never something of both. */
export function mergeWhole<T extends JsonValue>(
  part: PartInAll<T>,
  path: string,
  { decisions }: MergeContext,
): T | undefined {
  const settled = settledValue<T>(part);
  return settled === undefined
    ? decisions.decide<T>(path, part, reasonOf(part)).value
    : settled.value;
}

/** Merges a text that may have several lines. */
export function mergeText(
  part: PartInAll<string>,
  path: string,
  context: MergeContext,
): string | undefined {
  return mergeValue(part, path, context) as string | undefined;
}

/** What a part is that all three have, `undefined` where both changed it differently. */
export function settledPart<T extends JsonValue>(part: InAll<T>): T | undefined {
  return settledValue<T>(part)?.value;
}

export function isUnchanged(part: PartInAll<JsonValue>): boolean {
  return isSame(part.base, part.ours) && isSame(part.base, part.theirs);
}

/** The same object without members that are `undefined`. */
export function present<T extends object>(members: T): T {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as T;
}
