import { isPlainObject } from '../../graph/canonical-json';
import type { JsonObject, JsonValue, Layout } from '../../graph/definition';
import { isSame, rewriteValue } from '../source-file/rewrite-value';
import type { N8nNode } from './n8n-nodes';

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
const PARAMETERS = ['content', 'width', 'height', 'color'] as const;

/**
 * The list of nodes with its notes as they are now. Notes are known by id and name; the rest of the
 * list stays.
 */
export function writeN8nNotes(
  entries: readonly unknown[],
  list: readonly unknown[],
  inFile: readonly N8nNode[],
  read: Layout,
  now: Layout,
): unknown[] {
  const before = read.notes ?? [];
  const after = now.notes ?? [];
  if (isSame(before, after)) return [...entries];
  const notes = inFile.filter(({ isStickyNote }) => isStickyNote).sort((a, b) => a.index - b.index);
  const left = new Set(after);
  const written = new Map<unknown, unknown>();
  for (const [place, { index }] of notes.entries()) {
    const former = before[place];
    const same = former === undefined ? undefined : find(former, left);
    if (same !== undefined) left.delete(same);
    written.set(list[index], same && writeNote(list[index] as JsonObject, former, same));
  }
  const kept = entries.flatMap((entry) => {
    if (!written.has(entry)) return [entry];
    const note = written.get(entry);
    return note === undefined ? [] : [note];
  });
  const added = [...left]
    .filter(isPlainObject)
    .map((note) => writeNote({}, undefined, note as JsonObject));
  return [...kept, ...added];
}

function find(former: JsonValue, notes: ReadonlySet<JsonValue>): JsonValue | undefined {
  const all = [...notes];
  const key = keyOf(former);
  return all.find((note) => isSame(note, former)) ?? all.find((note) => keyOf(note) === key);
}

function keyOf(note: JsonValue): string | undefined {
  if (!isPlainObject(note)) return undefined;
  return JSON.stringify([note['id'] ?? null, note['id'] === undefined ? note['name'] : null]);
}

function writeNote(
  inFile: JsonObject,
  read: JsonValue | undefined,
  now: JsonValue,
): Record<string, unknown> {
  if (!isPlainObject(now)) return inFile;
  if (isSame(read, now)) return inFile;
  const former = isPlainObject(read) ? read : {};
  const entry: Record<string, unknown> = { parameters: {}, ...inFile };
  const parameters: Record<string, unknown> = isPlainObject(entry['parameters'])
    ? { ...entry['parameters'] }
    : {};
  for (const name of PARAMETERS) {
    if (isSame(former[name], now[name])) continue;
    if (now[name] === undefined) delete parameters[name];
    else parameters[name] = now[name];
  }
  entry['parameters'] = parameters;
  entry['type'] ??= STICKY_NOTE;
  entry['typeVersion'] ??= 1;
  const { position } = now;
  if (!isSame(former['position'], position) && isPlainObject(position)) {
    entry['position'] = [position['x'], position['y']];
  }
  entry['position'] ??= [0, 0];
  for (const name of ['id', 'name']) {
    if (!isSame(former[name], now[name]) && now[name] !== undefined) entry[name] = now[name];
  }
  const [restBefore, rest] = [former['n8n'], now['n8n']];
  if (isPlainObject(rest) && !isSame(restBefore, rest)) {
    const { parameters: further, ...beside } = rest;
    Object.assign(entry, beside);
    Object.assign(parameters, rewriteValue(undefined, undefined, further ?? {}));
  }
  return entry;
}
