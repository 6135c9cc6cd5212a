import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HistoryFile } from '../../../../src/bundle/history';
import { readHistory } from '../../../../src/bundle/history-files';
import { assessDiff } from '../../../../src/graph/diff/assess-diff';
import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import { compareLayouts } from '../../../../src/graph/diff/compare-layouts';
import type { AssessedDiff } from '../../../../src/graph/diff/definition-diff';
import { renderDiff, type RenderOptions } from '../../../../src/graph/diff/render-diff';
import { summarizeDiff } from '../../../../src/graph/diff/summarize-diff';
import { builtInNodeTypes, NodeTypeRegistry } from '../../../../src/graph/node-types';

/*
 * What diffs of real histories say, in files that a person can read and agree with. After a change that is
 * meant, UPDATE_FIXTURES=true writes them anew; then read what changed.
 */

const ROOT = join(__dirname, '../../../..');
const FIXTURES = join(ROOT, 'test/fixtures/diff');
const HEADLINES = [
  'assistant-quickstart',
  'email-triage',
  'linkedin-job-digest',
  'merge-request-reviewer',
  'smart-home-logic',
];
const RENDERED = ['assistant-quickstart', 'rate-limit-check'];

const registry = new NodeTypeRegistry(builtInNodeTypes);

const history = (name: string): Promise<HistoryFile[]> =>
  readHistory(join(ROOT, 'examples/histories', name));

/** Each file of a history with the one before it. */
function stepsOf(files: readonly HistoryFile[]): [before: HistoryFile, after: HistoryFile][] {
  return files.slice(1).map((after, at) => [files[at]!, after]);
}

function diffOf(before: HistoryFile, after: HistoryFile): AssessedDiff {
  const [former, later] = [before.definition, after.definition];
  return assessDiff(compareDefinitions(former, later), former, later, registry);
}

const numberOf = ({ name }: HistoryFile): string => name.replace(/\..*/, '');

function headlinesOf(files: readonly HistoryFile[]): string {
  const lines = stepsOf(files).map(([before, after]) => {
    const { severity, headline } = summarizeDiff(diffOf(before, after));
    return `${numberOf(before)} → ${numberOf(after)}  ${severity.padEnd(8)}  ${headline}\n`;
  });
  return lines.join('');
}

function renderingOf(files: readonly HistoryFile[], format: RenderOptions['format']): string {
  const steps = stepsOf(files).map(([before, after]) => {
    const diff = diffOf(before, after);
    return renderDiff(diff, {
      format,
      from: numberOf(before),
      to: numberOf(after),
      layout: compareLayouts(before.layout, after.layout, diff.renames),
      nodeNames: new Map(after.definition.nodes.map(({ id, name }) => [id, name])),
    });
  });
  return steps.join('\n');
}

function expectFixture(name: string, text: string): void {
  const path = join(FIXTURES, name);
  if (process.env['UPDATE_FIXTURES'] === 'true') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path)).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

test('headlines and severities of real histories are as they were read', async () => {
  const parts = await Promise.all(
    HEADLINES.map(async (name) => `${name}\n${headlinesOf(await history(name))}`),
  );
  expectFixture('headlines.txt', parts.join('\n'));
});

test.each(RENDERED)('%s is written as it was read', async (name) => {
  const files = await history(name);
  expectFixture(`${name}.txt`, renderingOf(files, 'PLAIN'));
  expectFixture(`${name}.md`, renderingOf(files, 'MARKDOWN'));
});
