import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { readHistory } from '../../../../src/bundle/history-files';
import { ImportError } from '../../../../src/bundle/import-error';
import {
  readVersionYaml,
  versionYaml,
  type VersionHeading,
} from '../../../../src/bundle/archive/version-yaml';
import { parseContent } from '../../../../src/cli/content-file';
import { canonicalDefinition } from '../../../../src/graph/canonical-form';
import { type Definition, type JsonValue } from '../../../../src/graph/definition';
import { DefinitionError } from '../../../../src/graph/definition-error';
import { digestOf } from '../../../../src/graph/digest';
import { readDefinition } from '../../../../src/graph/read-definition';
import { arbitraryDefinition } from '../../graph/arbitrary-definition';
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
const readBack = (definition: Definition): string =>
  readVersionYaml(versionYaml(heading, definition)).digest;

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
      expect(readBack(definition)).toBe(digest(definition));
      count++;
    }
  }
  expect(count).toBeGreaterThan(250);
}, 120_000);

test('any definition reads back with its digest', () => {
  fc.assert(
    fc.property(arbitraryDefinition, (drawn) => {
      const { definition } = readDefinition(drawn);
      expect(readBack(definition)).toBe(digest(definition));
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

test('any text reads back as it is, as a value and as a name', () => {
  fc.assert(
    fc.property(arbitraryText(), (text) => {
      const definition = holding({ value: text, [text]: [text, { [text]: text }] });
      expect(readBack(definition)).toBe(digest(definition));
    }),
    { numRuns: 1000 },
  );
});

test('readers of YAML 1.1 and the command line read the same', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryText(), fc.double({ noNaN: true }), async (text, number) => {
      const finite = Number.isFinite(number) ? number : 0;
      const definition = holding({ number: finite, [text]: [text, { [text]: text }] });
      const yaml = versionYaml(heading, definition);
      for (const read of [parse(yaml, { version: '1.1' }), await parseContent(yaml, 'v1.yaml')])
        expect(canonicalDefinition(read as Definition)).toBe(canonicalDefinition(definition));
    }),
    { numRuns: 1000 },
  );
});

test('any number reads back as it is', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -(2 ** 31) }),
    fc.maxSafeInteger(),
    fc.constantFrom(2 ** 53, 2 ** 63, 1e21, -1e300, 5e-324, 1.5e-7, 1e-7, 0, -0),
  );
  fc.assert(
    fc.property(number, (value) => {
      expect(readBack(holding(value))).toBe(digest(holding(value)));
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
])('%s reads back', (_what, value) => {
  expect(readBack(holding(value as JsonValue))).toBe(digest(holding(value as JsonValue)));
});

const NODES = 'nodes: []\nedges: []\n';
const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
for (let level = 1; level < 30; level++)
  bomb.push(
    `a${level}: &a${level} [${Array(10)
      .fill(`*a${level - 1}`)
      .join(', ')}]`,
  );

test.each([
  ['anchors that multiply', `${bomb.join('\n')}\n${NODES}`, ImportError, 'repeats anchors'],
  ['a name twice', `${NODES}nodes: []`, ImportError, 'twice'],
  ['a custom tag', `${NODES}settings: !!js/function x`, ImportError, 'tag'],
  ['an integer beyond 2^53', `${NODES}settings: {n: 9007199254740993}`, ImportError, '2^53'],
  ['two documents', `${NODES}---\n${NODES}`, ImportError, 'multiple documents'],
  ['a deep nesting', `settings: ${'['.repeat(50_000)}`, ImportError, 'deep'],
  ['more than 16 MB', `# ${'x'.repeat(17_000_000)}`, ImportError, 'longer than'],
  ['no definition', 'nodes: 1', DefinitionError, 'edges is required'],
  [
    'a hundred thousand names',
    `${Array.from({ length: 100_000 }, (_, i) => `k${i}: 1`).join('\n')}\nk7: 2`,
    ImportError,
    'twice',
  ],
])('a text with %s is refused, soon', (_what, text, type, message) => {
  const began = performance.now();
  let error: unknown;
  try {
    readVersionYaml(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(type);
  expect((error as Error).message).toContain(message);
  expect(performance.now() - began).toBeLessThan(10_000);
});
