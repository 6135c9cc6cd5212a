import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readHistory } from '../../../../src/bundle/history-files';
import { parseWorkflowText, readWorkflowFile } from '../../../../src/bundle/read-workflow-file';
import { canonicalDefinition } from '../../../../src/graph/canonical-form';
import type { Definition } from '../../../../src/graph/definition';
import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import { mergeDefinitions } from '../../../../src/graph/merge/merge-definitions';
import { readDefinition } from '../../../../src/graph/read-definition';

const MERGES = join(__dirname, '../../../fixtures/merges');
const HISTORIES = join(__dirname, '../../../../examples/histories');

function directoriesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => statSync(join(directory, name)).isDirectory())
    .sort();
}

function readCase(name: string, file: string): Definition {
  const text = readFileSync(join(MERGES, name, file), 'utf8');
  return readWorkflowFile(parseWorkflowText(text)).definition;
}

function mergeCase(name: string) {
  const [base, ours, theirs] = ['base.json', 'ours.json', 'theirs.json'].map((file) =>
    readCase(name, file),
  ) as [Definition, Definition, Definition];
  return { base, ours, theirs, ...mergeDefinitions(base, ours, theirs) };
}

// In `flowise-react-agent` both sides changed the same node, so that a merge by node cannot do it.
test.each(directoriesIn(MERGES).filter((name) => name !== 'n8n-insights-chat'))(
  '%s: merges to exactly what its people committed',
  (name) => {
    const { definition, conflicts } = mergeCase(name);
    expect(conflicts).toEqual([]);
    expect(canonicalDefinition(definition)).toBe(
      canonicalDefinition(readCase(name, 'result.json')),
    );
  },
);

test('two forks that changed one node in different members merge with all of both', () => {
  const { base, ours, theirs, definition, conflicts } = mergeCase('n8n-insights-chat');
  expect(conflicts).toEqual([]);
  const memory = '979c2e58-502d-4ede-9c3d-4cdc3d73eec6';
  const changes = compareDefinitions(ours, definition);
  expect(changes.edges).toEqual([]);
  expect(changes.nodes.map(({ before, fields }) => [before?.id, fields])).toEqual([
    [memory, compareDefinitions(base, theirs).nodes[0]?.fields],
  ]);
  const config = definition.nodes.find(({ id }) => id === memory)?.config;
  expect(config).toMatchObject({
    credentials: { postgres: '{{secrets.POSTGRES_POSTGRES_ACCOUNT_9}}' },
    parameters: { sessionKey: expect.stringContaining('user_id') as string },
  });
});

/** What becomes of versions merged three by three. */
interface Tally {
  merges: number;
  withConflicts: number;
  conflicts: number;
}

function tally(triples: readonly (readonly [Definition, Definition, Definition])[]): Tally {
  const counts: Tally = { merges: 0, withConflicts: 0, conflicts: 0 };
  for (const [base, ours, theirs] of triples) {
    const { definition, conflicts } = mergeDefinitions(base, ours, theirs);
    expect(readDefinition(definition).canonical).toBe(canonicalDefinition(definition));
    counts.merges++;
    counts.conflicts += conflicts.length;
    if (conflicts.length > 0) counts.withConflicts++;
  }
  return counts;
}

test('three versions in a row of every real history merge, or say where they clash', async () => {
  const rows: string[] = [];
  for (const name of directoriesIn(HISTORIES)) {
    const versions = (await readHistory(join(HISTORIES, name))).map((it) => it.definition);
    const triples = versions
      .slice(2)
      .map((third, place) => [versions[place]!, versions[place + 1]!, third] as const);
    // A version and the one after the next: theirs has all of ours, and went on.
    const onward = tally(triples.map(([first, second, third]) => [first, second, third]));
    // The version before and the one after: ours takes back what theirs builds on.
    const back = tally(triples.map(([first, second, third]) => [second, first, third]));
    const cells = [onward, back].flatMap((it) => [it.withConflicts, it.conflicts]);
    rows.push([name.padEnd(30), onward.merges, ...cells].join('\t'));
  }
  const head = [
    'history'.padEnd(30),
    'merges',
    'onward: with conflicts',
    'conflicts',
    'back: with conflicts',
    'conflicts',
  ];
  expect('\n' + [head.join('\t'), ...rows].join('\n')).toMatchSnapshot();
});
