import type { JsonObject, JsonValue } from '../definition';
import { escapePointerToken } from '../json-pointer';
import { differByRenamesOnly } from './compare-mentions';
import type { FieldChange } from './definition-diff';
import { equalJson } from './equal-json';
import { matchItems, movedPairs } from './match-items';

/** The nodes that were renamed, for texts that mention them. */
export interface Mentions {
  /** Later id by former id. */
  renames: ReadonlyMap<string, string>;
  /** Former id of the node whose config it is: a text that is just this names something else. */
  ownId?: string;
}

/**
 * Collects what differs between two values at the same place. Objects are compared by member, arrays by
 * the items that `matchItems` finds, and all else as a whole; so are values of different JSON types.
 */
export class FieldComparison {
  readonly #changes: FieldChange[] = [];

  /** The changes, sorted by path (UTF-16 code units); what was removed there comes first. */
  sorted(): FieldChange[] {
    // Sorting is stable, and of an array what was removed is collected first.
    return this.#changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  /**
   * Compares two values; `undefined` is one that is absent. `path` is where the later one stands, `from`
   * where the former one stands. Without `mentions` a text that differs is a change whatever it
   * mentions.
   */
  compare(
    before: JsonValue | undefined,
    after: JsonValue | undefined,
    path: string,
    from: string = path,
    mentions?: Mentions,
  ): void {
    if (before === after) return;
    if (before === undefined) this.#changes.push({ path, kind: 'ADDED', after });
    else if (after === undefined) this.#changes.push({ path: from, kind: 'REMOVED', before });
    else if (isObject(before) && isObject(after))
      this.#compareObjects(before, after, path, from, mentions);
    else if (Array.isArray(before) && Array.isArray(after)) {
      this.#compareArrays(before, after, path, from, mentions);
    } else if (!isMentionOnly(before, after, mentions)) {
      this.#add('CHANGED', before, after, path, from);
    }
  }

  #compareObjects(
    before: JsonObject,
    after: JsonObject,
    path: string,
    from: string,
    mentions?: Mentions,
  ): void {
    for (const name of Object.keys(before)) {
      const value = before[name];
      const other = ownMember(after, name);
      // Most members are the same, and need no path.
      if (value === other) continue;
      const token = '/' + escapePointerToken(name);
      const next = path + token;
      this.compare(value, other, next, from === path ? next : from + token, mentions);
    }
    for (const name of Object.keys(after)) {
      if (Object.hasOwn(before, name)) continue;
      this.compare(undefined, after[name], `${path}/${escapePointerToken(name)}`);
    }
  }

  #compareArrays(
    before: JsonValue[],
    after: JsonValue[],
    path: string,
    from: string,
    mentions?: Mentions,
  ): void {
    if (equalJson(before, after)) return;
    const { pairs, removed, added } = matchItems(before, after);
    for (const index of removed) this.compare(before[index], undefined, path, `${from}/${index}`);
    for (const index of added) this.compare(undefined, after[index], `${path}/${index}`);
    const moved = movedPairs(pairs);
    pairs.forEach(([former, later], place) => {
      const [item, other] = [before[former] as JsonValue, after[later] as JsonValue];
      const [itemPath, itemFrom] = [`${path}/${later}`, `${from}/${former}`];
      if (moved.has(place)) this.#add('MOVED', item, other, itemPath, itemFrom);
      this.compare(item, other, itemPath, itemFrom, mentions);
    });
  }

  #add(
    kind: 'CHANGED' | 'MOVED',
    before: JsonValue,
    after: JsonValue,
    path: string,
    from: string,
  ): void {
    if (from === path) this.#changes.push({ path, kind, before, after });
    else this.#changes.push({ path, kind, from, before, after });
  }
}

function isMentionOnly(before: JsonValue, after: JsonValue, mentions?: Mentions): boolean {
  if (mentions === undefined || mentions.renames.size === 0) return false;
  if (typeof before !== 'string' || typeof after !== 'string') return false;
  return before !== mentions.ownId && differByRenamesOnly(before, after, mentions.renames);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
