import { canonicalForm } from '../canonical-form';
import type { Definition, JsonObject, JsonValue } from '../definition';
import { equalJson } from './equal-json';
import { matchById } from './match-by-id';
import { matchEdges } from './match-edges';
import { equalPairs } from './match-items';
import { matchNodes } from './match-nodes';
import { type ListChange, patchByPosition, patchList } from './patch-lists';
import {
  isJsonObject,
  type MembersChange,
  patchMembers,
  patchValue,
  replaceIfShorter,
} from './patch-values';
import { type PatchOperation, PatchWriter } from './patch-writer';

/** How the items of a list of a definition are told apart. */
interface KeyedList {
  /** The member that no other item has the same of. */
  key: 'id' | 'name';
  /** Later key by former key. */
  renames: ReadonlyMap<string, string>;
}

/**
 * A short JSON Patch (RFC 6902) that turns the canonical JSON of one definition into that of another,
 * and that `applyDefinitionPatch` accepts. Nodes and edges are told apart by id and variables by name;
 * a node or edge that was given another id keeps its content. Values are shared with `after`, not copied.
 *
 * A value is replaced whole where that is shorter than what changed in it; the document itself only
 * where nothing else could be applied. Takes time linear in the size of both, but for finding what moved
 * in a list of n items, which takes n log n.
 *
 * @throws CanonicalJsonError if a config, schema, default or setting is not JSON.
 */
export function makePatch(before: Definition, after: Definition): PatchOperation[] {
  const former = canonicalForm(before);
  const later = canonicalForm(after);
  const renames = matchNodes(former, later);
  const lists = new Map<string, KeyedList>([
    ['/nodes', { key: 'id', renames }],
    ['/edges', { key: 'id', renames: renamedEdges(former, later, renames) }],
    ['/variables', { key: 'name', renames: new Map() }],
  ]);
  return patchOf(former, later, (writer, path, value, newValue) => {
    const list = lists.get(path);
    if (list === undefined) return patchValue(writer, path, value, newValue);
    patchKeyedList(writer, path, value as JsonObject[], newValue as JsonObject[], list);
  });
}

/**
 * A short JSON Patch (RFC 6902) that turns one JSON value into another. `applyJsonPatch` accepts it
 * unless `after` has a member `__proto__` where the two differ, or is nested too deeply.
 */
export function makeValuePatch(before: JsonValue, after: JsonValue): PatchOperation[] {
  return patchOf(before, after, patchValue);
}

function patchOf(
  before: JsonValue | Definition,
  after: JsonValue | Definition,
  change: (writer: PatchWriter, path: string, before: JsonValue, after: JsonValue) => void,
): PatchOperation[] {
  const writer = new PatchWriter();
  const start = writer.mark();
  const [former, later] = [before as JsonValue, after as JsonValue];
  if (!isJsonObject(former) || !isJsonObject(later)) change(writer, '', former, later);
  else {
    // However long: some appliers, rfc6902 among them, refuse to replace the whole document.
    const limit = { isPassed: () => writer.isTooMuch };
    const members: MembersChange = {
      ...{ path: '', before: former, after: later },
      change: (path, value, newValue) => change(writer, path, value, newValue),
    };
    const isWritten = patchMembers(writer, members, limit);
    if (!isWritten || writer.isTooMuch) {
      writer.rewind(start);
      writer.replace('', later);
    }
  }
  return writer.operations;
}

/** Later edge id by former edge id, of edges of which both have one under another id. */
function renamedEdges(
  before: Definition,
  after: Definition,
  renames: ReadonlyMap<string, string>,
): Map<string, string> {
  const { removed, added } = matchById(before.edges, after.edges, () => true);
  const pairs = matchEdges(removed, added, renames);
  return new Map(pairs.map(([former, later]) => [former.id, later.id]));
}

function patchKeyedList(
  writer: PatchWriter,
  path: string,
  before: JsonObject[],
  after: JsonObject[],
  { key, renames }: KeyedList,
): void {
  const mark = writer.mark();
  const list: ListChange = {
    ...{ path, before, after },
    change: (itemPath, item, newItem) => {
      // Most are unchanged, and comparing is cheaper than walking through them.
      if (!equalJson(item, newItem)) patchValue(writer, itemPath, item, newItem);
    },
  };
  const formerKeys = before.map(
    (item) => renames.get(item[key] as string) ?? (item[key] as string),
  );
  const laterKeys = after.map((item) => item[key] as string);
  if (equalJson(formerKeys, laterKeys)) patchByPosition(writer, list);
  else patchList(writer, list, equalPairs(formerKeys, laterKeys));
  replaceIfShorter(writer, mark, path, after);
}
