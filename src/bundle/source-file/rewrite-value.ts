import { isPlainObject } from '../../graph/canonical-json';
import type { JsonValue } from '../../graph/definition';
import { equalJson } from '../../graph/diff/equal-json';

/** Whether two values that may be absent are the same JSON. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return one === other;
  return equalJson(one as JsonValue, other as JsonValue);
}

/**
 * A value of a file with the change that was made of what was read of it: `read` became `now`. What
 * did not change stays as the file has it, with the order of its members and with what reading left out.
 */
export function rewriteValue(inFile: unknown, read: unknown, now: unknown): unknown {
  if (isSame(read, now)) return inFile;
  if (isPlainObject(inFile) && isPlainObject(read) && isPlainObject(now)) {
    return rewriteObject(inFile, read, now);
  }
  if (Array.isArray(inFile) && Array.isArray(read) && Array.isArray(now)) {
    return rewriteList(inFile as unknown[], read as unknown[], now as unknown[]);
  }
  return now;
}

function rewriteObject(
  inFile: Record<string, unknown>,
  read: Record<string, unknown>,
  now: Record<string, unknown>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(inFile)) {
    const wasRead = Object.hasOwn(read, name);
    // What reading leaves out of an object shows what the rest of it meant, which it does no more.
    if (!wasRead && !Object.hasOwn(now, name)) {
      if (!isDisplayOfRest(name)) result[name] = value;
    } else if (Object.hasOwn(now, name)) {
      result[name] = wasRead ? rewriteValue(value, read[name], now[name]) : now[name];
    }
  }
  for (const [name, value] of Object.entries(now)) {
    if (!Object.hasOwn(inFile, name)) result[name] = value;
  }
  return result;
}

/** n8n keeps beside a chosen value what it was called. */
function isDisplayOfRest(name: string): boolean {
  return name.startsWith('cachedResult');
}

/** Items that stayed the same are found again wherever they are now; of equal length, the others by place. */
function rewriteList(inFile: unknown[], read: unknown[], now: unknown[]): unknown[] {
  if (inFile.length !== read.length) return now;
  const left = new Set(read.keys());
  const places = now.map((item, index) => {
    const sameHere = left.has(index) && isSame(read[index], item);
    const found = sameHere ? index : [...left].find((place) => isSame(read[place], item));
    if (found !== undefined) left.delete(found);
    return found;
  });
  return now.map((item, index) => {
    const same = places[index];
    if (same !== undefined) return inFile[same];
    if (read.length === now.length && left.has(index)) {
      return rewriteValue(inFile[index], read[index], item);
    }
    return item;
  });
}

/** Sets a member, or takes it away where the value is `undefined`. Where it stood, it stays. */
export function setMember(members: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) delete members[name];
  else members[name] = value;
}
