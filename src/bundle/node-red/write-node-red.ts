import type { DefinitionNode, JsonObject, JsonValue, Layout } from '../../graph/definition';
import { isPlainObject } from '../../graph/canonical-json';
import type { FileNode } from '../graph-file/file-nodes';
import type { ImportContext } from '../graph-file/import-context';
import { ImportReportList } from '../import-report';
import { SecretFreeValues } from '../secret-free-values';
import { SecretNames } from '../secret-names';
import { type FileContent, type FileLoss, nodesById } from '../source-file/file-content';
import { isSame, rewriteValue } from '../source-file/rewrite-value';
import { findNodeRedObjects } from './node-red-file';
import { identifyNodeRedObjects, kindOf } from './node-red-nodes';
import { arrangeNodeRed, completeNewStep } from './write-node-red-canvas';
import { writeNodeRedNode } from './write-node-red-node';
import { writeNodeRedWires } from './write-node-red-wires';

type Members = Record<string, unknown>;

/**
 * Changes the parsed file of Node-RED, from which `read` was read, so that it says `now`. See
 * `writeN8n`: what did not change stays as it stands.
 */
export function writeNodeRed(
  file: unknown,
  read: FileContent,
  now: FileContent,
  losses: FileLoss[],
): void {
  const { objects, pointer } = findNodeRedObjects(file);
  const report = new ImportReportList('');
  const names = new SecretNames([]);
  const values = new SecretFreeValues(report, names);
  const context: ImportContext = { system: 'node-red', values, names, report };
  const inFile = identifyNodeRedObjects(objects, pointer, context);
  const steps = new Map<string, Members>();
  const entries = writeObjects(objects, inFile, steps, read, now, losses);
  writeNodeRedWires(steps, inFile, read.definition, now.definition);
  const isNew = objects.length === 0;
  if (!isNew) completeNewSteps(steps, read, now);
  const arranged = isNew ? arrangeNodeRed(entries as Members[], now.layout) : entries;
  objects.splice(0, objects.length, ...arranged);
}

function completeNewSteps(
  steps: ReadonlyMap<string, Members>,
  read: FileContent,
  now: FileContent,
): void {
  const before = nodesById(read.definition);
  const wired = new Set(now.definition.edges.flatMap(({ source, target }) => [source, target]));
  for (const [id, entry] of steps) if (!before.has(id)) completeNewStep(entry, wired.has(id));
}

/** @param steps is given the entry of each step by the id of its node. */
function writeObjects(
  objects: readonly unknown[],
  inFile: readonly FileNode[],
  steps: Map<string, Members>,
  read: FileContent,
  now: FileContent,
  losses: FileLoss[],
): unknown[] {
  const byIndex = new Map(inFile.map((node) => [node.index, node]));
  const before = nodesById(read.definition);
  const after = nodesById(now.definition);
  const written = (entry: Members, node: DefinitionNode): Members => {
    const places = {
      read: read.layout.positions?.[node.id],
      now: now.layout.positions?.[node.id],
    };
    const result = writeNodeRedNode(entry, before.get(node.id), node, places, losses);
    steps.set(node.id, result);
    return result;
  };
  const entries = objects.flatMap((object, index) => {
    const node = byIndex.get(index);
    if (node === undefined) return [object];
    if (kindOf(node) === 'note') return writeCanvasItem(node, 'notes', read.layout, now.layout);
    if (kindOf(node) === 'group') return writeCanvasItem(node, 'groups', read.layout, now.layout);
    const current = after.get(node.id);
    return current === undefined ? [] : [written(node.members, current)];
  });
  for (const node of now.definition.nodes) {
    if (!before.has(node.id)) entries.push(written({ id: node.id }, node));
  }
  return [
    ...entries,
    ...newItems('notes', read.layout, now.layout),
    ...newItems('groups', read.layout, now.layout),
  ];
}

/** A comment or group as it is now; nothing where it is gone. */
function writeCanvasItem(
  { id, members }: FileNode,
  list: 'notes' | 'groups',
  read: Layout,
  now: Layout,
): Members[] {
  const former = itemOf(read[list], id);
  const current = itemOf(now[list], id);
  if (current === undefined) return former === undefined ? [members] : [];
  if (isSame(former, current)) return [members];
  const [was, is] = list === 'notes' ? [commentOf(former), commentOf(current)] : [former, current];
  return [rewriteValue(members, was, is) as Members];
}

function newItems(list: 'notes' | 'groups', read: Layout, now: Layout): Members[] {
  return ((now[list] ?? []).filter(isPlainObject) as JsonObject[]).flatMap((item): Members[] => {
    const { id } = item;
    if (typeof id !== 'string' || itemOf(read[list], id) !== undefined) return [];
    const isComment = list === 'notes';
    return [isComment ? { id, type: 'comment', ...commentOf(item) } : item];
  });
}

function itemOf(list: readonly JsonValue[] | undefined, id: string): JsonObject | undefined {
  const found = list?.find((item) => isPlainObject(item) && item['id'] === id);
  return found as JsonObject | undefined;
}

/** A note as members of a comment. */
function commentOf(note: JsonObject | undefined): Members {
  if (note === undefined) return {};
  const { name, content, position, 'node-red': others } = note;
  return {
    ...(isPlainObject(others) && others),
    ...(name !== undefined && { name }),
    ...(content !== undefined && { info: content }),
    ...(isPlainObject(position) && { x: position['x'], y: position['y'] }),
  };
}
