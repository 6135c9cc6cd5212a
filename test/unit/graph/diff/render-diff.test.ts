import * as fc from 'fast-check';
import type { Definition, DefinitionNode, JsonObject } from '../../../../src/graph/definition';
import { assessDiff } from '../../../../src/graph/diff/assess-diff';
import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import type { LayoutChange } from '../../../../src/graph/diff/definition-diff';
import {
  MAX_RENDERING,
  renderDiff,
  type RenderOptions,
} from '../../../../src/graph/diff/render-diff';
import { builtInNodeTypes, NodeTypeRegistry } from '../../../../src/graph/node-types';
import { arbitraryDefinition } from '../arbitrary-definition';
import { object } from './input-severity-cases';
import { base, counter, edge, greet, node, row, send, start } from './small-workflows';

const registry = new NodeTypeRegistry(builtInNodeTypes);

function render(
  before: Definition,
  after: Definition,
  format: RenderOptions['format'],
  more: Partial<RenderOptions> = {},
): string {
  const diff = assessDiff(compareDefinitions(before, after), before, after, registry);
  return renderDiff(diff, { format, from: 'v1', to: 'v2', ...more });
}

const plain = (before: Definition, after: Definition, more?: Partial<RenderOptions>): string =>
  render(before, after, 'PLAIN', more);
const markdown = (before: Definition, after: Definition, more?: Partial<RenderOptions>): string =>
  render(before, after, 'MARKDOWN', more);

const greeting = (text: string, more: JsonObject = {}): DefinitionNode => ({
  ...greet,
  config: { expression: text, ...more },
});
const story = Array.from({ length: 12 }, (_, at) => `line ${at + 1}`);
const storyBefore = story.join('\n');
const storyAfter = storyBefore.replace('line 6', 'line six');

const former: Definition = {
  ...row([start, greeting(storyBefore, { model: 'a' }), send]),
  inputs: object({ age: { minimum: 0 } }),
  variables: [counter],
  settings: { retries: 1 },
};
const later: Definition = {
  nodes: [
    start,
    greeting(storyAfter, { model: 'b' }),
    node('log', 'http', { method: 'GET', more: {} }),
  ],
  edges: [edge('start', 'greet', { condition: 'input.age > 1' }), edge('greet', 'log')],
  inputs: object({ age: { minimum: 18 } }),
  variables: [],
  settings: { retries: 2 },
};
const layout: LayoutChange[] = [
  { key: 'start', before: { x: 0, y: 0 }, after: { x: 1, y: 0 } },
  { key: 'greet', before: { x: 0, y: 0 }, after: { x: 1, y: 0 } },
];
const nodeNames = new Map([['start', 'Start']]);

const PLAIN = `v1 → v2  BREAKING
input age changed, Log added, Send removed, expression and model of Greet changed and 5 more changes

Nodes
  + Log (http)  RISKY: Log was added.
      + method: "GET"
  − Send (http)  RISKY: Send was removed.
  ~ Greet  RISKY: The expression and model of Greet changed.
      ~ expression:
          @@ -3,7 +3,7 @@
           line 3
           line 4
           line 5
          -line 6
          +line six
           line 7
           line 8
           line 9
      ~ model: "a" → "b"

Connections
  + Greet leads to Log now  RISKY
  − Greet no longer leads to Send  RISKY
  ~ The condition between Start and Greet is "input.age > 1" now  RISKY
      + condition: "input.age > 1"

Inputs
  ~ properties.age.minimum: 0 → 18  BREAKING: minimum of age is 18 now, not 0.

Variables
  − n: {"name":"n","type":"number","default":0}  SAFE: Nothing uses the variable n.

Settings
  ~ retries: 1 → 2  RISKY: The setting retries changed.

Layout
  ~ 2 nodes moved: Start, Greet
`;

const MARKDOWN = `## v1 → v2: BREAKING

**input age changed, Log added, Send removed, expression and model of Greet changed and 5 more changes.**

### Nodes

- \`+\` **Log** \`http\` · RISKY: Log was added.
  - \`+\` \`method\`: \`"GET"\`
- \`−\` **Send** \`http\` · RISKY: Send was removed.
- \`~\` **Greet** · RISKY: The expression and model of Greet changed.
  - \`expression\`

    \`\`\`diff
    @@ -3,7 +3,7 @@
     line 3
     line 4
     line 5
    -line 6
    +line six
     line 7
     line 8
     line 9
    \`\`\`

  - \`model\`: \`"a"\` → \`"b"\`

### Connections

- \`+\` Greet leads to Log now · RISKY
- \`−\` Greet no longer leads to Send · RISKY
- \`~\` The condition between Start and Greet is "input.age \\> 1" now · RISKY
  - \`+\` \`condition\`: \`"input.age > 1"\`

### Inputs

- \`~\` **properties.age.minimum**: \`0\` → \`18\` · BREAKING: minimum of age is 18 now, not 0.

### Variables

- \`−\` **n**: \`{"name":"n","type":"number","default":0}\` · SAFE: Nothing uses the variable n.

### Settings

- \`~\` **retries**: \`1\` → \`2\` · RISKY: The setting retries changed.

### Layout

- \`~\` 2 nodes moved: Start, Greet
`;

/** Texts that do harm, or vanish, where they are shown without care. */
const NASTY = [
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  'a\rb',
  '\u009b2J',
  '\u202egnp.exe',
  'zero\u200bwidth',
  '<script>alert(1)</script>',
  '&lt;b&gt;',
  '@octocat',
  'mail a@example.com',
  '#12 GH-12',
  '![x](https://example.com/x.png)',
  'https://example.com www.example.com',
  '**bold** _em_ ~~gone~~ $x$',
  '`` `code` ```',
  '```\n</details>\n```',
  '| a | b |',
  '1. one',
  '- item',
  '\\',
  ' ',
];
const nasty = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.array(fc.constantFrom(...NASTY), { maxLength: 3 }).map((parts) => parts.join('\n')),
);

/** Two definitions in which everything that users write is one of the nasty texts. */
const nastyPair = fc
  .array(nasty, { minLength: 12, maxLength: 12 })
  .map((texts): [Definition, Definition] => {
    const of = ([name, type, value, handle, setting, key]: string[]): Definition => ({
      nodes: [
        start,
        { id: 'greet', type: type!, name: name!, config: { text: value!, [key!]: 1 } },
      ],
      edges: [edge('start', 'greet', { sourceHandle: handle!, condition: value! })],
      settings: { [key!]: setting!, same: value! },
      variables: [{ name: `${name}x`, type: 'text', default: value! }],
      inputs: { properties: { [name!]: { const: value! } } },
    });
    return [of(texts.slice(0, 6)), of(texts.slice(6))];
  });

const COLOR = /\u001b\[\d+m/g;

describe('a diff in plain text', () => {
  test('has the changes by kind, the most severe first, with values and hunks', () => {
    expect(plain(former, later, { layout, nodeNames })).toBe(PLAIN);
  });

  test('says so if nothing changed, or nothing but the layout', () => {
    expect(plain(base, base)).toBe('v1 → v2\nNo changes\n');
    expect(plain(base, base, { layout, nodeNames })).toBe(
      'v1 → v2\nNo changes\n\nLayout\n  ~ 2 nodes moved: Start, greet\n',
    );
  });

  test('tells ids that alone changed together', () => {
    expect(plain(base, row([{ ...start, id: 'begin' }, { ...greet, id: 'hello' }, send]))).toBe(
      `v1 → v2  SAFE
ids of Start and Greet changed

Nodes
  → 2 nodes  SAFE: Only ids changed, and what refers to them follows.
      → Start: "start" → "begin"
      → Greet: "greet" → "hello"
`,
    );
  });

  test('tells a renamed node with what else changed', () => {
    const lines = plain(base, row([start, { ...greet, id: 'hello', timeoutMs: 5 }, send])).split(
      '\n',
    );
    expect(lines.slice(3)).toEqual([
      'Nodes',
      '  → Greet  RISKY: The timeout of Greet changed.',
      '      → id: "greet" → "hello"',
      '      + timeoutMs: 5',
      '',
    ]);
  });

  test('tells items that moved by their places', () => {
    const withList = (...items: string[]): Definition =>
      row([start, { ...greet, config: { list: items.map((id) => ({ id })) } }]);
    expect(plain(withList('a', 'b', 'c'), withList('c', 'a', 'b'))).toContain(
      '      ~ list[2] moved to list[0]\n',
    );
  });

  test('has colours if they are asked for, and marks changed words in lines that others stay in', () => {
    const told = plain(former, later, { color: true, layout, nodeNames });
    expect(told.replace(COLOR, '')).toBe(PLAIN);
    expect(told).toContain('\u001b[31m-line \u001b[7m6\u001b[27m\u001b[39m');
    expect(told).toContain('\u001b[32m+line \u001b[7msix\u001b[27m\u001b[39m');
  });

  test('has no character of a user that a terminal obeys', () => {
    fc.assert(
      fc.property(nastyPair, fc.boolean(), ([before, after], color) => {
        const told = plain(before, after, { color, from: before.nodes[1]!.name });

        expect(told.replace(COLOR, '')).not.toMatch(/[^\n\t\P{Cc}]|[\u202a-\u202e\u200b]/u);
        if (color)
          expect(told.replace(COLOR, '')).toBe(
            plain(before, after, { from: before.nodes[1]!.name }),
          );
      }),
    );
  });
});

describe('a diff in Markdown', () => {
  test('has the changes by kind, the most severe first, with values and hunks', () => {
    expect(markdown(former, later, { layout, nodeNames })).toBe(MARKDOWN);
  });

  test('shows what users wrote as text, whatever it is', () => {
    fc.assert(
      fc.property(nastyPair, ([before, after]) => {
        const told = markdown(before, after, { from: before.nodes[1]!.name });
        // Whatever is in fences and in code spans is shown as it is.
        const prose = told
          .replace(/^ *(`{3,})diff\n[^]*?\n *\1\n/gm, '')
          .replace(/(?<![`\\])(`+)(?!`)[^]*?[^`]\1(?!`)/g, '');
        expect(prose).not.toMatch(
          /(?<!\\)[<[\]`|~]|@\w|(?<!\\)&\w|#\d|GH-\d|(?<!\\):\/\/|www\.|[^\n\P{Cc}]/u,
        );
        expect(prose.replace(/\*\*/g, '')).not.toMatch(/(?<!\\)\*/);
      }),
    );
  });

  test('has fences that no text closes', () => {
    const told = markdown(
      row([start, greeting('a\n```\n</details>\n````\nb')]),
      row([start, greeting('c\n```\n</details>\n````\nb')]),
    );
    expect(told).toMatch(/\n {4}`{5}diff\n {4}-a\n/);
    expect(told).toMatch(/\n {4}`{5}\n/);
  });
});

describe('a rendering', () => {
  const FORMATS = ['PLAIN', 'MARKDOWN'] as const;

  test.each(FORMATS)('in %s is bounded, and says how many changes it left out', (format) => {
    const many = (value: string): Definition =>
      row([start, ...Array.from({ length: 3000 }, (_, at) => node(`n${at}`, 'http', { value }))]);
    const told = render(many('a'), many('b'), format);
    expect(told.length).toBeLessThanOrEqual(MAX_RENDERING);
    expect(told.length).toBeGreaterThan(MAX_RENDERING * 0.95);
    const shown = told.match(/The value of/g)!.length;
    const left = Number(/(\d+) changes not shown/.exec(told)![1]);
    expect([3000 - shown, 3001 - shown]).toContain(left);
  });

  test.each(FORMATS)('in %s cuts long texts, lines and values', (format) => {
    const lines = Array.from({ length: 200 }, (_, at) => `${at} ${'x'.repeat(at)}`).join('\n');
    const words = 'word '.repeat(1e5);
    const values = Array.from({ length: 1000 }, (_, at) => at);
    const after = row([
      start,
      greeting(lines, { long: `${words}end`, values, emoji: '😀'.repeat(500) }),
    ]);
    const told = render(row([start, greeting('', { long: `${words}fin` })]), after, format);
    expect(told.length).toBeLessThan(15_000);
    expect(told).toContain('160 more lines');
    expect(told).toContain('…word word word word word word end');
    expect(told).toContain('[0,1,2,3');
    expect(told).not.toMatch(/\\ud83d/);
  });

  test.each(FORMATS)('in %s is the same each time, and of any two definitions', (format) => {
    fc.assert(
      fc.property(arbitraryDefinition, arbitraryDefinition, (before, after) => {
        const told = render(before, after, format);
        expect(told).toBe(render(before, after, format));
        expect(told).toMatch(/[^\n]\n$/);
      }),
    );
  });
});
