import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionNode } from '../../graph/definition';
import { ImportReportList } from '../import-report';
import { SecretFreeValues } from '../secret-free-values';
import { fileLoss, type FileContent, type FileLoss, nodesById } from '../source-file/file-content';
import { isSame, rewriteValue, setMember } from '../source-file/rewrite-value';
import { findWorkflows, type N8nSource } from './n8n-file';
import { identifyNodes, type N8nNode } from './n8n-nodes';
import { namesOf } from './read-n8n';
import { settleN8nNodes } from './settle-n8n-nodes';
import { writeN8nConnections } from './write-n8n-connections';
import { N8nNames } from './write-n8n-names';
import { type N8nWriting, writeN8nNode } from './write-n8n-node';
import { writeN8nNotes } from './write-n8n-notes';

/** An n8n file without anything in it. */
export function emptyN8nFile(name: string): unknown {
  return { name, nodes: [], connections: {}, active: false, settings: {} };
}

/**
 * Changes the parsed file of n8n, from which `read` was read, so that it says `now`: nodes that
 * changed are written anew, what did not change and what no definition holds stays as it stands.
 */
export function writeN8n(
  file: unknown,
  read: FileContent,
  now: FileContent,
  losses: FileLoss[],
): void {
  const [source] = findWorkflows(file) as [N8nSource];
  const { members } = source;
  const list = members['nodes'] as unknown[];
  const report = new ImportReportList('');
  const values = new SecretFreeValues(report, namesOf(source));
  const inFile = identifyNodes(list, values, report);
  const names = new N8nNames(inFile, now, losses);
  const written = new Map<unknown, DefinitionNode>();
  const entries = changedEntries(list, inFile, read, now, { names, written, losses });
  settleN8nNodes(entries, written, values);
  writeN8nConnections(members, inFile, read.definition, now.definition, names);
  members['nodes'] = writeN8nNotes(entries, list, inFile, read.layout, now.layout);
  renamePinnedData(members, inFile, names);
  reportOldNames(file, inFile, now, losses);
  if (!isSame(read.definition.settings ?? {}, now.definition.settings ?? {})) {
    const { settings } = now.definition;
    members['settings'] = rewriteValue(
      members['settings'] ?? {},
      read.definition.settings ?? {},
      settings ?? {},
    );
  }
  if (!isSame(read.layout.groups ?? [], now.layout.groups ?? [])) {
    const { groups = [] } = now.layout;
    setMember(
      members,
      'nodeGroups',
      rewriteValue(members['nodeGroups'], read.layout.groups, groups),
    );
  }
}

interface N8nEntries {
  names: N8nNames;
  /** Is given the node of each entry. */
  written: Map<unknown, DefinitionNode>;
  losses: FileLoss[];
}

/** Entries of nodes as they are now, notes and unreadable ones as they stand; new nodes at the end. */
function changedEntries(
  list: readonly unknown[],
  inFile: readonly N8nNode[],
  read: FileContent,
  now: FileContent,
  { names, written, losses }: N8nEntries,
): unknown[] {
  const before = nodesById(read.definition);
  const after = nodesById(now.definition);
  const byIndex = new Map(inFile.map((node) => [node.index, node]));
  const known = credentialsInFile(inFile, before);
  const write = (
    members: Record<string, unknown>,
    node: DefinitionNode,
    places: N8nWriting['places'],
  ): unknown => {
    const name = names.of(node.id) ?? node.name;
    const writing = { name, places, known, losses };
    const entry = writeN8nNode(members, before.get(node.id), node, writing);
    written.set(entry, node);
    return entry;
  };
  const entries = list.flatMap((entry, index) => {
    const node = byIndex.get(index);
    if (node === undefined || node.isStickyNote) return [entry];
    const { id, members } = node;
    const current = after.get(id);
    const places = { read: read.layout.positions?.[id], now: now.layout.positions?.[id] };
    return current === undefined ? [] : [write(members, current, places)];
  });
  for (const node of now.definition.nodes) {
    if (before.has(node.id)) continue;
    const position = now.layout.positions?.[node.id] ?? { x: 0, y: 0 };
    entries.push(write({}, node, { read: undefined, now: position }));
  }
  return entries;
}

/** Credentials of the file by type and the reference that was read of them. */
function credentialsInFile(
  inFile: readonly N8nNode[],
  before: ReadonlyMap<string, DefinitionNode>,
): Map<string, unknown> {
  const known = new Map<string, unknown>();
  for (const { id, members } of inFile) {
    const references = before.get(id)?.config['credentials'];
    const credentials = members['credentials'];
    if (!isPlainObject(references) || !isPlainObject(credentials)) continue;
    for (const [type, reference] of Object.entries(references)) {
      known.set(JSON.stringify([type, reference]), credentials[type]);
    }
  }
  return known;
}

/** Test data belongs to a node by its name; of what is no node it must not become a node's. */
function renamePinnedData(
  members: Record<string, unknown>,
  inFile: readonly N8nNode[],
  names: N8nNames,
): void {
  const { pinData } = members;
  if (!isPlainObject(pinData)) return;
  const steps = inFile.filter(({ isStickyNote }) => !isStickyNote).reverse();
  // Of several with one name the first is meant.
  const ids = new Map(steps.map(({ id, sourceName }) => [sourceName, id]));
  members['pinData'] = Object.fromEntries(
    Object.entries(pinData).flatMap(([name, items]) => {
      const id = ids.get(name);
      const current = id === undefined ? (names.has(name) ? undefined : name) : names.of(id);
      return current === undefined ? [] : [[current, items]];
    }),
  );
}

/** n8n rewrites expressions when a node is renamed in its editor; nothing here knows its language. */
function reportOldNames(
  file: unknown,
  inFile: readonly N8nNode[],
  now: FileContent,
  losses: FileLoss[],
): void {
  const after = nodesById(now.definition);
  const renamed = inFile.filter(
    ({ id, name, isStickyNote }) => !isStickyNote && (after.get(id)?.name ?? name) !== name,
  );
  if (renamed.length === 0) return;
  const text = JSON.stringify(file);
  for (const { id, name } of renamed) {
    const quoted = [`'${name}'`, `\\"${name}\\"`, `\`${name}\``];
    if (!quoted.some((form) => text.includes(form))) continue;
    const node = { id, name: after.get(id)?.name ?? name };
    const message = `was called ${name}, which a text of the file still says`;
    losses.push(fileLoss('NAME_IN_TEXT', message, node));
  }
}
