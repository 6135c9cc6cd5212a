import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assessDiff } from '../../../src/graph/diff/assess-diff';
import { compareDefinitions } from '../../../src/graph/diff/compare-definitions';
import { MAX_RENDERING, renderDiff } from '../../../src/graph/diff/render-diff';
import { SEVERITY_RULES } from '../../../src/graph/diff/severity-rules';
import { MAX_HEADLINE } from '../../../src/graph/diff/summarize-diff';
import { MAX_SHORT_TEXT } from '../../../src/graph/diff/text-hunks';
import { builtInNodeTypes, NodeTypeRegistry } from '../../../src/graph/node-types';
import { readDefinition } from '../../../src/graph/read-definition';

const document = readFileSync(join(__dirname, '../../../docs/diff.md'), 'utf8');

/** The rows of the first table below a heading, without its head. */
function rowsBelow(heading: string): string[][] {
  const lines = document.slice(document.indexOf(`\n${heading}\n`)).split('\n');
  const table = lines.slice(lines.findIndex((line) => line.startsWith('|')));
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The contents of the fenced blocks of a language. */
function blocks(language: string): string[] {
  const pattern = new RegExp(`^(\`{3,})${language}\\n(.*?)^\\1$`, 'gms');
  return [...document.matchAll(pattern)].map(([, , content]) => content!);
}

describe('docs/diff.md', () => {
  test('has every rule of severity in the order of the code, and no other', () => {
    expect(rowsBelow('## Severity')).toEqual(
      Object.values(SEVERITY_RULES).map(({ on, change, severity }) => [
        on,
        change,
        `\`${severity}\``,
      ]),
    );
  });

  test('has an example whose texts come out as it shows', () => {
    const registry = new NodeTypeRegistry(builtInNodeTypes);
    const [before, after] = blocks('json').map(
      (block) => readDefinition(JSON.parse(block)).definition,
    );
    const diff = assessDiff(compareDefinitions(before!, after!), before!, after!, registry);
    const names = { from: 'v1', to: 'v2' };
    expect(blocks('text')).toEqual([renderDiff(diff, { format: 'PLAIN', ...names })]);
    expect(blocks('markdown')).toEqual([renderDiff(diff, { format: 'MARKDOWN', ...names })]);
  });

  test('states the limits of the code', () => {
    const text = document.replace(/\s+/g, ' ');
    expect(text).toContain(`more than ${MAX_SHORT_TEXT} characters has hunks`);
    expect(text).toContain(`at most ${MAX_HEADLINE} characters`);
    expect(text).toContain(`the whole at ${MAX_RENDERING.toLocaleString('en')} characters`);
  });
});
