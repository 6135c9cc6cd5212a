import * as fc from 'fast-check';
import type { Definition } from '../../../../src/graph/definition';
import { assessDiff } from '../../../../src/graph/diff/assess-diff';
import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import type { AssessedDiff, Severity } from '../../../../src/graph/diff/definition-diff';
import { SEVERITY_RULES, type SeverityRuleName } from '../../../../src/graph/diff/severity-rules';
import { builtInNodeTypes, NodeTypeRegistry } from '../../../../src/graph/node-types';
import { arbitraryDefinition } from '../arbitrary-definition';
import { FLOW_CASES } from './flow-severity-cases';
import { email, INPUT_CASES, inputs, object } from './input-severity-cases';
import { NODE_CASES } from './node-severity-cases';
import {
  base,
  edge,
  greet,
  hook,
  node,
  row,
  send,
  type SeverityCase,
  start,
} from './small-workflows';

const registry = new NodeTypeRegistry(builtInNodeTypes);

function assess(before: Definition, after: Definition): AssessedDiff {
  return assessDiff(compareDefinitions(before, after), before, after, registry);
}

function allOf(diff: AssessedDiff): { severity: Severity; reason: string }[] {
  return [diff.nodes, diff.edges, diff.inputs, diff.variables, diff.settings].flat();
}

/** A rule without a case does not compile. */
const CASES: Record<SeverityRuleName, SeverityCase[]> = {
  ...INPUT_CASES,
  ...NODE_CASES,
  ...FLOW_CASES,
};

const cases = Object.entries(CASES).flatMap(([rule, pairs]) =>
  pairs.map(([pair, reason]) => ({ rule: rule as SeverityRuleName, pair, reason })),
);

describe('a change', () => {
  test.each(cases)('by the rule $rule has the reason: $reason', ({ rule, pair, reason }) => {
    const { severity } = SEVERITY_RULES[rule];
    expect(allOf(assess(...pair))).toContainEqual(expect.objectContaining({ severity, reason }));
  });

  test('that several rules fit has the most severe one', () => {
    const after = { ...hook, config: { path: 'sales', channel: 'staging' } };
    expect(assess(row([hook]), row([after])).nodes[0]!.severity).toBe('BREAKING');
  });

  test('of a property whose name is like a keyword is understood', () => {
    const [before, after] = inputs(
      object({ required: { type: 'string' }, properties: object({ a: email }) }),
      object({ required: { type: 'number' }, properties: object({ a: {} }) }),
    );
    expect(assess(before, after).inputs.map(({ reason }) => reason)).toEqual([
      'properties.a takes more than before.',
      'required must be of type number now, not string.',
    ]);
  });

  test('of what refers to a node by the same name that another node has breaks nothing', () => {
    const caller = node('mail', 'n8n.mail', { text: "={{ $('Greet').item }}" });
    const before = row([start, greet, caller]);
    const after = row([start, { ...greet, name: 'Hello' }, caller, { ...send, name: 'Greet' }]);
    expect(assess(before, after).nodes.map(({ severity }) => severity)).not.toContain('BREAKING');
  });

  test('is named by the node, or by its id if it has no name, and shows no control characters', () => {
    const nameless = { ...greet, name: ' ' };
    const odd = { ...send, name: 'Se\u001b[31mnd\n\u202eit' };
    const { nodes: found } = assess(row([start]), row([start, nameless, odd]));
    expect(found.map(({ reason }) => reason)).toEqual([
      'greet was added.',
      'Se[31mnd it was added.',
    ]);
  });
});

describe('what refers to a node that went away', () => {
  const without = (user: Definition['nodes'][number]): string[] =>
    assess(row([start, greet, user]), {
      nodes: [start, user],
      edges: [edge('start', user.id)],
    }).nodes.map(({ severity }) => severity);
  const uses = (text: string): string[] =>
    without(node('user', 'http', { method: 'GET', url: 'https://example.com', body: text }));

  test.each([
    'steps.greet',
    '{ "a": steps.greet.b }',
    '$$.steps.greet',
    'steps.`greet`.ok',
    'steps."greet".ok',
    '{{#greet.text#}}',
    "={{ $('Greet').first() }}",
    '={{ $node["Greet"].json }}',
    '={{ $items("Greet") }}',
  ])('is found in %s', (text) => {
    expect(uses(text)).toEqual(['BREAKING']);
  });

  test.each([
    'greet',
    'steps.greeting',
    'mysteps.greet',
    'input.steps.greet',
    'steps.other.greet',
    "f('Greet')",
  ])('is not found in %s', (text) => {
    expect(uses(text)).toEqual(['RISKY']);
  });

  test('does not count in a disabled node', () => {
    expect(
      without(node('user', 'transform', { expression: 'steps.greet' }, { disabled: true })),
    ).toEqual(['RISKY']);
  });
});

describe('what uses a variable', () => {
  test.each(['vars.n', '{{#env.n#}}', '{{#conversation.n#}}'])('is found in %s', (text) => {
    const nodes = [start, node('user', 'transform', { expression: text })];
    const before = row(nodes, { variables: [{ name: 'n', type: 'text' }] });
    expect(assess(before, row(nodes)).variables[0]!.severity).toBe('BREAKING');
  });

  test('is found in the condition of a connection', () => {
    const edges = [edge('start', 'greet', { condition: 'vars.n > 1' })];
    const before = {
      nodes: [start, greet],
      edges,
      variables: [{ name: 'n', type: 'text' as const }],
    };
    expect(assess(before, { nodes: [start, greet], edges }).variables[0]!.reason).toBe(
      'The variable n was removed, but the condition between Start and Greet uses it.',
    );
  });
});

describe('a diff', () => {
  test('is as severe as its most severe change, and safe without any', () => {
    expect(assess(base, base).severity).toBe('SAFE');
    expect(assess(base, row([start, greet])).severity).toBe('RISKY');
    expect(assess(base, row([greet, send])).severity).toBe('BREAKING');
  });

  test('keeps every change, gives each a severity and a sentence, and changes nothing', () => {
    fc.assert(
      fc.property(arbitraryDefinition, arbitraryDefinition, (before, after) => {
        const texts = JSON.stringify([before, after]);
        const diff = compareDefinitions(before, after);
        const assessed = assessDiff(diff, before, after, registry);
        for (const part of ['nodes', 'edges', 'inputs', 'variables', 'settings'] as const) {
          expect(assessed[part]).toMatchObject(diff[part]);
          expect(assessed[part].length).toBe(diff[part].length);
        }
        for (const { severity, reason } of allOf(assessed)) {
          expect(['SAFE', 'RISKY', 'BREAKING']).toContain(severity);
          expect(reason).toMatch(/^\S.*\.$/u);
        }
        expect(JSON.stringify([before, after])).toBe(texts);
      }),
    );
  });

  test('has the names of the nodes that its edges connect', () => {
    const diff = assess(base, row([start, { ...send, name: 'Send it' }]));
    expect(Object.fromEntries(diff.nodeNames)).toEqual({
      start: 'Start',
      greet: 'Greet',
      send: 'Send it',
    });
  });
});
