import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHistoryMeta, type HistoryMeta } from '../../../src/bundle/history';
import type { ImportedWorkflow } from '../../../src/bundle/imported-workflow';
import { parseWorkflowText, readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import type { DefinitionNode } from '../../../src/graph/definition';
import { digestOf } from '../../../src/graph/digest';

const ROOT = join(__dirname, '../../..');
const DIFY_SINGLES = join(ROOT, 'test/fixtures/dify-singles');

/** Where the histories are. */
export const HISTORIES = join(ROOT, 'examples/histories');

/** A file with what was counted in it by other means. */
export interface WorkflowSample {
  title: string;
  format: string;
  text: string;
  nodes: number;
  edges: number;
}

/** The histories of other systems than n8n, which has tests of its own. */
export function otherHistories(): { key: string; meta: HistoryMeta }[] {
  return readdirSync(HISTORIES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ key: name, meta: metaOf(name) }))
    .filter(({ meta }) => meta.format !== undefined)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** All files of these histories, and the single files of Dify. */
export function workflowSamples(): WorkflowSample[] {
  const histories = otherHistories().flatMap(({ key, meta }) =>
    meta.history.map(({ file, nodes, edges }) => ({
      ...{ title: `${key}/${file}`, format: meta.format ?? 'n8n', nodes, edges },
      text: readFileSync(join(HISTORIES, key, file), 'utf8'),
    })),
  );
  const manifest = JSON.parse(readFileSync(join(DIFY_SINGLES, 'manifest.json'), 'utf8')) as {
    files: { file: string; nodes: number; edges: number }[];
  };
  const singles = manifest.files.map(({ file, nodes, edges }) => ({
    ...{ title: file, format: 'dify', nodes, edges },
    text: readFileSync(join(DIFY_SINGLES, file), 'utf8'),
  }));
  return [...histories, ...singles];
}

/** The digest of what a file becomes. */
export function digestOfFile(file: unknown): string {
  return digestOf(canonicalDefinition(readWorkflowFile(file).definition));
}

/** The codes of a report, sorted, but for the one item about noise. */
export function codesOf(workflow: ImportedWorkflow): string[] {
  return workflow.report.items
    .map(({ code }) => code)
    .filter((code) => code !== 'NOISE')
    .sort();
}

/** The node of an id. */
export function nodeOf({ definition }: ImportedWorkflow, id: string): DefinitionNode {
  const node = definition.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`There is no node ${id}.`);
  return node;
}

/** Source, output, target and input of each edge. */
export function endsOf({ definition }: ImportedWorkflow): (string | undefined)[][] {
  return definition.edges.map(({ source, sourceHandle, target, targetHandle }) => [
    ...[source, sourceHandle, target, targetHandle],
  ]);
}

/** A value with the members of its objects in the opposite order. */
export function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  );
}

/** The lists of nodes and edges in a parsed file, whichever system wrote it. */
export function listsOf(file: unknown): unknown[][] {
  if (Array.isArray(file)) return [file];
  const { workflow, data, ...rest } = file as Record<string, Record<string, unknown>>;
  const graph = (workflow?.['graph'] ?? data ?? rest) as Record<string, unknown[]>;
  return [graph['nodes'] ?? [], graph['edges'] ?? []];
}

/** A file's text, parsed. */
export function parsed({ text }: WorkflowSample): unknown {
  return parseWorkflowText(text);
}

function metaOf(key: string): HistoryMeta {
  return readHistoryMeta(JSON.parse(readFileSync(join(HISTORIES, key, 'meta.json'), 'utf8')));
}
