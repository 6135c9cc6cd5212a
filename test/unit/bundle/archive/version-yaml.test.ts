import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { readHistory } from '../../../../src/bundle/history-files';
import { versionYaml, type VersionHeading } from '../../../../src/bundle/archive/version-yaml';
import { canonicalDefinition } from '../../../../src/graph/canonical-form';
import { type Definition, type JsonValue } from '../../../../src/graph/definition';
import { digestOf } from '../../../../src/graph/digest';
import { readDefinition } from '../../../../src/graph/read-definition';
import { arbitraryDefinition } from '../../graph/arbitrary-definition';
import { digestOfYaml } from './bundle-fixtures';
import { HISTORIES } from '../workflow-files-fixtures';

const heading: VersionHeading = {
  workflow: 'Orders',
  number: 3,
  name: 'Retries',
  author: 'Ada',
  createdAt: '2026-01-05T08:00:00.000Z',
  digest: 'sha256:0',
};
const holding = (value: JsonValue): Definition => ({
  nodes: [{ id: 'a', type: 'agent', name: 'A', config: { value } }],
  edges: [],
});
const digest = (definition: Definition): string => digestOf(canonicalDefinition(definition));
const readBack = (definition: Definition): Promise<string> =>
  digestOfYaml(versionYaml(heading, definition));

test('a version is told in a comment, then its definition from its beginning on', () => {
  const text = 'First line\nsecond: line # no comment\n  indented\n';
  const { definition } = readDefinition({
    variables: [{ default: 0, name: 'count', type: 'number' }],
    nodes: [
      { id: 'end', type: 'transform', name: 'End', config: { expression: 'steps.z' } },
      { id: 'z', type: 'agent', name: 'Z', config: { prompt: text }, timeoutMs: 5000 },
      { id: 'start', type: 'trigger.manual', name: 'Start', config: {} },
    ],
    edges: [
      { id: '1', source: 'z', target: 'end', sourceHandle: 'out' },
      { id: '2', source: 'start', target: 'z' },
    ],
  });
  expect(versionYaml(heading, definition)).toBe(`# Orders, version 3: Retries
# Saved 2026-01-05T08:00:00.000Z by Ada
# sha256:0

variables:
  - name: count
    type: number
    default: 0
nodes:
  - id: start
    type: trigger.manual
    name: Start
    config: {}
  - id: z
    type: agent
    name: Z
    timeoutMs: 5000
    config:
      prompt: |
        First line
        second: line # no comment
          indented
  - id: end
    type: transform
    name: End
    config:
      expression: steps.z
edges:
  - id: "2"
    source: start
    target: z
  - id: "1"
    source: z
    sourceHandle: out
    target: end
`);
});

test('a name cannot leave the comment', () => {
  const text = versionYaml({ ...heading, workflow: 'A\nnodes: []\r\u2028x' }, holding(1));
  expect(text.split('\n')[0]).toBe('# A nodes: [] x, version 3: Retries');
});

test('every definition of the example histories reads back with its digest', async () => {
  const directories = readdirSync(HISTORIES, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  let count = 0;
  for (const { name } of directories) {
    for (const { definition } of await readHistory(join(HISTORIES, name))) {
      expect(await readBack(definition)).toBe(digest(definition));
      count++;
    }
  }
  expect(count).toBeGreaterThan(250);
}, 120_000);

test('any definition reads back with its digest', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryDefinition, async (drawn) => {
      const { definition } = readDefinition(drawn);
      expect(await readBack(definition)).toBe(digest(definition));
    }),
    { numRuns: 150 },
  );
});

/** Texts that a careless writer of YAML leaves without quotes. */
const arbitraryText = (): fc.Arbitrary<string> => {
  const character = fc.oneof(
    fc.constantFrom(...' \t\n\r:#-?|>&*!%@`\'"[]{},\\~<=.0123456789eEnN'),
    fc.constantFrom('\u0085', '\u2028', '\ufeff', '\u00a0', '\u0000', '\u001b', '\uffff', '😀'),
  );
  const word = fc.constantFrom(
    ...[
      'yes',
      'No',
      'ON',
      'off',
      'y',
      'N',
      'null',
      '~',
      'True',
      '=',
      '<<',
      '.5',
      '5.',
      '.inf',
      '.NaN',
    ],
    ...[
      '1e5',
      '0x1F',
      '0o17',
      '017',
      '0b11',
      '1_000',
      '12:30:45',
      '190:20:30.15',
      '-0',
      '+1',
      '+.5',
    ],
    ...[
      '2026-01-01',
      '2001-12-14t21:59:43.10-05:00',
      '2001-12-14 21:59:43.10 Z',
      '- a',
      '? a',
      '...',
    ],
  );
  const text = fc.string({ unit: character, maxLength: 30 });
  return fc.oneof(
    { weight: 5, arbitrary: text },
    word,
    fc.tuple(word, text).map((parts) => parts.join('')),
  );
};

test('any text reads back as it is, as a value and as a name', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryText(), async (text) => {
      const definition = holding({ value: text, [text]: [text, { [text]: text }] });
      expect(await readBack(definition)).toBe(digest(definition));
    }),
    { numRuns: 1000 },
  );
});

test('readers of YAML 1.1 read the same', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(arbitraryText(), number, (text, value) => {
      const definition = holding({ number: value, [text]: [text, { [text]: text }] });
      const read = parse(versionYaml(heading, definition), { version: '1.1' }) as Definition;
      expect(canonicalDefinition(read)).toBe(canonicalDefinition(definition));
    }),
    { numRuns: 1000 },
  );
});

test('any number reads back as it is', async () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -(2 ** 31) }),
    fc.maxSafeInteger(),
    fc.constantFrom(2 ** 53, 2 ** 63, 1e21, -1e300, 5e-324, 1.5e-7, 1e-7, 0, -0),
  );
  await fc.assert(
    fc.asyncProperty(number, async (value) => {
      expect(await readBack(holding(value))).toBe(digest(holding(value)));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['a long name', { ['n'.repeat(3000)]: 1 }],
  ['a merge key', { '<<': { a: 1 }, '? x': null }],
  ['words that YAML 1.1 takes for others', ['yes', 'no', 'null', '1e5', '12:30', '0o7', '1_000']],
  ['a marker of documents', ['---\n...\n---', '%YAML 1.1\nx', '--- x']],
  ['lines of spaces alone', ['a\n   \nb', 'a\n   ', '\n\n', '  a\n b', 'x \ny', 'a\n\t\n']],
])('%s reads back', async (_what, value) => {
  expect(await readBack(holding(value as JsonValue))).toBe(digest(holding(value as JsonValue)));
});
