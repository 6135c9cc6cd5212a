import { FORBIDDEN_TOKENS } from '../apply-patch';
import { canonicalJson } from '../canonical-json';
import type { JsonObject, JsonValue } from '../definition';
import { escapePointerToken } from '../json-pointer';
import { MAX_PATCH_OPERATIONS } from '../limits';
import { equalJson } from './equal-json';
import { matchItems } from './match-items';
import { type ListChange, patchByPosition, patchList, type WriteChange } from './patch-lists';
import type { PatchLimit, PatchMark, PatchWriter } from './patch-writer';

/**
 * Arrays in more arrays than this are compared item by item in order. Matching looks at all that is
 * in an array, so it would look at the innermost values once for each array around them.
 */
const MAX_MATCHED_NESTING = 8;

/** Two objects at a path, and how a change of a member that both have is written. */
export interface MembersChange {
  path: string;
  before: JsonObject;
  after: JsonObject;
  change: WriteChange;
}

/**
 * Writes what turns one value into another: what differs inside of them, or the whole where that is
 * shorter. `nesting` is the number of arrays around them.
 */
export function patchValue(
  writer: PatchWriter,
  path: string,
  before: JsonValue,
  after: JsonValue,
  nesting = 0,
): void {
  if (before === after) return;
  const mark = writer.mark();
  if (Array.isArray(before) && Array.isArray(after)) {
    patchArray(writer, path, before, after, nesting);
    replaceIfShorter(writer, mark, path, after);
  } else if (isJsonObject(before) && isJsonObject(after)) {
    const members: MembersChange = {
      ...{ path, before, after },
      change: (memberPath, former, later) => patchValue(writer, memberPath, former, later, nesting),
    };
    const isWritten = patchMembers(writer, members, writer.limitFor(path, after));
    if (isWritten) replaceIfShorter(writer, mark, path, after);
    else replaceInstead(writer, mark, path, after);
  } else writer.replace(path, after);
}

/** Replaces the value whole if what was written since the mark is longer, or more than may be applied. */
export function replaceIfShorter(
  writer: PatchWriter,
  mark: PatchMark,
  path: string,
  after: JsonValue,
): void {
  const size = writer.size - mark.size;
  if (size === 0) return;
  if (writer.isTooMuch || size > writer.sizeOfReplace(path, after)) {
    replaceInstead(writer, mark, path, after);
  }
}

function replaceInstead(
  writer: PatchWriter,
  mark: PatchMark,
  path: string,
  after: JsonValue,
): void {
  writer.rewind(mark);
  writer.replace(path, after);
}

function patchArray(
  writer: PatchWriter,
  path: string,
  before: JsonValue[],
  after: JsonValue[],
  nesting: number,
): void {
  const list: ListChange = {
    ...{ path, before, after },
    change: (itemPath, former, later) => patchValue(writer, itemPath, former, later, nesting + 1),
  };
  if (nesting >= MAX_MATCHED_NESTING) return patchByPosition(writer, list);
  if (equalJson(before, after)) return;
  if (!writer.mayMatch(before.length + after.length)) return patchByPosition(writer, list);
  patchList(writer, list, matchItems(before, after).pairs);
}

/**
 * Writes what turns the members of an object into those of another, and answers whether that can be
 * said: a member that a pointer may not name cannot be written by itself. A member that was given
 * another name moves. Stops at the limit.
 */
export function patchMembers(
  writer: PatchWriter,
  { path, before, after, change }: MembersChange,
  limit: PatchLimit,
): boolean {
  const removed: string[] = [];
  // Sorted, so that the patch does not depend on the order of members.
  for (const name of Object.keys(before).sort()) {
    if (limit.isPassed()) return true;
    const former = before[name] as JsonValue;
    if (!Object.hasOwn(after, name)) {
      if (FORBIDDEN_TOKENS.has(name)) return false;
      removed.push(name);
      continue;
    }
    const later = after[name] as JsonValue;
    if (former === later) continue;
    if (FORBIDDEN_TOKENS.has(name)) {
      if (!equalJson(former, later)) return false;
    } else change(memberPath(path, name), former, later);
  }
  const added = Object.keys(after)
    .filter((name) => !Object.hasOwn(before, name))
    .sort();
  if (added.some((name) => FORBIDDEN_TOKENS.has(name))) return false;
  const origins = renamedMembers(before, after, removed, added);
  const moving = new Set(origins.values());
  for (const name of removed) {
    if (limit.isPassed()) return true;
    if (!moving.has(name)) writer.remove(memberPath(path, name));
  }
  for (const name of added) {
    if (limit.isPassed()) return true;
    const origin = origins.get(name);
    if (origin === undefined) writer.add(memberPath(path, name), after[name] as JsonValue);
    else writer.move(memberPath(path, origin), memberPath(path, name));
  }
  return true;
}

/** By added name, the removed name under which the same value stood. */
function renamedMembers(
  before: JsonObject,
  after: JsonObject,
  removed: readonly string[],
  added: readonly string[],
): Map<string, string> {
  const origins = new Map<string, string>();
  if (removed.length === 0 || added.length === 0) return origins;
  if (Math.max(removed.length, added.length) > MAX_PATCH_OPERATIONS) return origins;
  const names = new Map(removed.map((name) => [canonicalJson(before[name]), name]));
  for (const name of added) {
    const text = canonicalJson(after[name]);
    const origin = names.get(text);
    if (origin === undefined) continue;
    origins.set(name, origin);
    names.delete(text);
  }
  return origins;
}

function memberPath(path: string, name: string): string {
  return `${path}/${escapePointerToken(name)}`;
}

/** Whether a JSON value is an object. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
