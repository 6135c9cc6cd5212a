import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionNode } from '../../graph/definition';
import { ImportReportList } from '../import-report';
import { SecretFreeValues } from '../secret-free-values';
import { fileLoss, type FileContent, type FileLoss, nodesById } from '../source-file/file-content';
import { isSame, rewriteValue, setMember } from '../source-file/rewrite-value';
import { findWorkflows, type N8nSource } from './n8n-file';
import { identifyNodes, type N8nNode } from './n8n-nodes';
import { namesOf } from './read-n8n';
import { writeN8nConnections } from './write-n8n-connections';
import { writeN8nNode } from './write-n8n-node';
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
  const inFile = identifyNodes(list, new SecretFreeValues(report, namesOf(source)), report);
  writeN8nConnections(members, inFile, read.definition, now.definition);
  const changed = changedEntries(list, inFile, read, now, losses);
  members['nodes'] = writeN8nNotes(changed, list, inFile, read.layout, now.layout);
  renamePinnedData(members, inFile, now);
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

/** Entries of nodes as they are now, notes and unreadable ones as they stand; new nodes at the end. */
function changedEntries(
  list: readonly unknown[],
  inFile: readonly N8nNode[],
  read: FileContent,
  now: FileContent,
  losses: FileLoss[],
): unknown[] {
  const before = nodesById(read.definition);
  const after = nodesById(now.definition);
  const byIndex = new Map(inFile.map((node) => [node.index, node]));
  const known = credentialsInFile(inFile, before);
  const twins = doubledNames(inFile);
  const entries: unknown[] = [];
  for (const [index, entry] of list.entries()) {
    const node = byIndex.get(index);
    if (node === undefined || node.isStickyNote) entries.push(entry);
    else {
      const current = after.get(node.id);
      if (current === undefined) continue;
      const places = {
        read: read.layout.positions?.[node.id],
        now: now.layout.positions?.[node.id],
      };
      const former = before.get(node.id);
      entries.push(
        writeN8nNode(node.members, former, current, {
          hasTwin: twins.has(node.sourceName),
          places,
          known,
          losses,
        }),
      );
    }
  }
  for (const node of now.definition.nodes) {
    if (before.has(node.id)) continue;
    const places = { read: undefined, now: now.layout.positions?.[node.id] ?? { x: 0, y: 0 } };
    entries.push(writeN8nNode({}, undefined, node, { hasTwin: false, places, known, losses }));
  }
  return entries;
}

function doubledNames(inFile: readonly N8nNode[]): Set<string> {
  const names = inFile.map(({ sourceName }) => sourceName);
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
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

/** Test data belongs to a node by its name. */
function renamePinnedData(
  members: Record<string, unknown>,
  inFile: readonly N8nNode[],
  now: FileContent,
): void {
  const { pinData } = members;
  if (!isPlainObject(pinData)) return;
  const after = nodesById(now.definition);
  const names = new Map<string, string | undefined>();
  for (const { id, name, sourceName, isStickyNote } of inFile) {
    if (isStickyNote || names.has(sourceName)) continue;
    const current = after.get(id);
    names.set(sourceName, current?.name === name ? sourceName : current?.name);
  }
  members['pinData'] = Object.fromEntries(
    Object.entries(pinData).flatMap(([name, items]) => {
      const current = names.has(name) ? names.get(name) : name;
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
