import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readHistory } from '../../../../src/bundle/history-files';
import { canonicalDefinition } from '../../../../src/graph/canonical-form';
import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import { isEmpty, misplacedValues } from './diff-facts';

const HISTORIES = join(__dirname, '../../../../examples/histories');
const names = readdirSync(HISTORIES).filter((name) =>
  statSync(join(HISTORIES, name)).isDirectory(),
);

describe('real histories', () => {
  it('are there', () => {
    expect(names.length).toBeGreaterThan(20);
  });

  it.each(names)(
    '%s: changes are where they say, and what did not change has none',
    async (name) => {
      const versions = await readHistory(join(HISTORIES, name));
      for (const [place, { definition: after }] of versions.entries()) {
        const before = versions[place - 1]?.definition;
        if (before === undefined) continue;
        const diff = compareDefinitions(before, after);
        expect(isEmpty(diff)).toBe(canonicalDefinition(before) === canonicalDefinition(after));
        expect(misplacedValues(before, after, diff)).toEqual([]);
        const later = new Map(after.nodes.map((node) => [node.id, node]));
        const unchanged = before.nodes.filter((node) =>
          isDeepStrictEqual(node, later.get(node.id)),
        );
        const listed = new Set(
          diff.nodes.flatMap((change) => [change.before?.id, change.after?.id]),
        );
        expect(unchanged.filter((node) => listed.has(node.id))).toEqual([]);
      }
    },
  );
});

it('finds the nodes again whose ids n8n made anew', async () => {
  const versions = await readHistory(join(HISTORIES, 'drive-chat-assistant'));
  const { nodes } = compareDefinitions(versions[5]!.definition, versions[6]!.definition);
  const renamed = nodes.filter(({ kind }) => kind === 'RENAMED');
  expect(renamed.map(({ before, after }) => [before?.name, after?.name]).sort()).toEqual([
    ['AI Agent', 'AI Agent'],
    ['Chat input', 'Chat input'],
    ['Download file', 'Download new file'],
    ['File added', 'File added'],
    ['File updated', 'File updated'],
    ['OpenAI Chat Model', 'OpenAI Chat Model'],
  ]);
});
