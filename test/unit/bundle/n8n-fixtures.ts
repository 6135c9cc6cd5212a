import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHistoryMeta, type HistoryMeta } from '../../../src/bundle/history';
import type { ImportedWorkflow } from '../../../src/bundle/imported-workflow';
import { readN8n } from '../../../src/bundle/n8n/read-n8n';
import { parseJsonText } from '../../../src/graph/json-text';

const ROOT = join(__dirname, '../../..');

/** Where the histories are. */
export const HISTORIES = join(ROOT, 'examples/histories');
const SINGLES = join(ROOT, 'test/fixtures/n8n-singles');

/** A file of n8n with what was counted in it by other means. */
export interface Sample {
  title: string;
  file: unknown;
  nodes: number;
  edges: number;
  flags: string[];
}

/** The directories of all histories of n8n. */
export function historyKeys(): string[] {
  return readdirSync(HISTORIES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => (metaOf(name).format ?? 'n8n') === 'n8n')
    .sort();
}

/** What is known of a history. */
export function metaOf(key: string): HistoryMeta {
  return readHistoryMeta(json(join(HISTORIES, key, 'meta.json')));
}

/** A file of a history, parsed. */
export function historyFile(key: string, file: string): unknown {
  return json(join(HISTORIES, key, file));
}

/** All files of all histories. */
export function historySamples(): Sample[] {
  return historyKeys().flatMap((key) =>
    metaOf(key).history.map(({ file, nodes, edges }) => ({
      ...{ title: `${key}/${file}`, file: historyFile(key, file), nodes, edges, flags: [] },
    })),
  );
}

/** All single files, each odd in its own way. */
export function singleSamples(): Sample[] {
  const manifest = json(join(SINGLES, 'manifest.json')) as {
    files: { file: string; nodes: number; edges: number; flags: string[] }[];
  };
  return manifest.files.map(({ file, nodes, edges, flags }) => ({
    ...{ title: file, file: json(join(SINGLES, file)), nodes, edges, flags },
  }));
}

/** A workflow of n8n as small as it can be, with the given members. */
export function workflowFile(members: object = {}): Record<string, unknown> {
  return { name: 'Test', nodes: [], connections: {}, ...members };
}

/** A node of n8n as small as it can be, with the given members. */
export function nodeFile(name: string, members: object = {}): Record<string, unknown> {
  return {
    ...{ id: `id-${name}`, name, type: 'n8n-nodes-base.set', typeVersion: 1 },
    ...{ position: [0, 0], parameters: {}, ...members },
  };
}

/** What became of a workflow that has this one node. */
export function readOne(members: object): {
  node: ImportedWorkflow['definition']['nodes'][number];
  workflow: ImportedWorkflow;
} {
  const workflow = readN8n(workflowFile({ nodes: [nodeFile('Step', members)] }));
  const [node] = workflow.definition.nodes;
  if (node === undefined) throw new Error('The node was not read.');
  return { node, workflow };
}

/** The codes of a report, sorted. */
export function codesOf(workflow: ImportedWorkflow): string[] {
  return workflow.report.items.map(({ code }) => code).sort();
}

function json(path: string): unknown {
  return parseJsonText(readFileSync(path, 'utf8'));
}
