import * as fc from 'fast-check';
import type { Definition, DefinitionNode } from '../../../../src/graph/definition';
import { assessDiff } from '../../../../src/graph/diff/assess-diff';
import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import type { DiffSummary } from '../../../../src/graph/diff/definition-diff';
import { MAX_HEADLINE, NO_CHANGES, summarizeDiff } from '../../../../src/graph/diff/summarize-diff';
import { builtInNodeTypes, NodeTypeRegistry } from '../../../../src/graph/node-types';
import { arbitraryDefinition } from '../arbitrary-definition';
import { object } from './input-severity-cases';
import { base, edge, greet, hook, node, row, send, start } from './small-workflows';

const registry = new NodeTypeRegistry(builtInNodeTypes);

function summary(before: Definition, after: Definition): DiffSummary {
  return summarizeDiff(assessDiff(compareDefinitions(before, after), before, after, registry));
}

const headline = (before: Definition, after: Definition): string => summary(before, after).headline;

/** The headline of changing one node of a row of three. */
const ofGreet = (after: Partial<DefinitionNode>, before: Partial<DefinitionNode> = {}): string =>
  headline(row([start, { ...greet, ...before }, send]), row([start, { ...greet, ...after }, send]));

const steps = (count: number, config = {}): DefinitionNode[] =>
  Array.from({ length: count }, (_, at) =>
    node(`step${at}`, 'transform', { expression: `${at}`, ...config }),
  );

describe('a headline', () => {
  test('of no changes says so', () => {
    expect(headline(base, base)).toBe(NO_CHANGES);
  });

  test('names one node that came or went, and counts several', () => {
    expect(headline(base, { ...base, nodes: [...base.nodes, node('log', 'transform')] })).toBe(
      'Log added',
    );
    expect(headline({ ...base, nodes: [...base.nodes, hook] }, base)).toBe('Hook removed');
    const more = { ...base, nodes: [...base.nodes, ...steps(2)] };
    expect(headline(base, more)).toBe('Step0 and Step1 added');
    expect(headline(base, { ...base, nodes: [...base.nodes, ...steps(3)] })).toBe('3 nodes added');
  });

  test.each<[Partial<DefinitionNode>, string]>([
    [{ config: { expression: '"A much longer greeting"' } }, 'expression of Greet changed'],
    [{ config: { expression: '1' } }, 'expression of Greet changed from "Hello" to 1'],
    [{ config: { expression: '"Hello"', model: 'x' } }, 'model of Greet added'],
    [{ config: {} }, 'expression of Greet removed'],
    [{ config: { expression: '1', a: 1, b: 2 } }, '3 fields of Greet changed'],
    [{ config: { expression: '1', a: 1 } }, 'a and expression of Greet changed'],
    [{ timeoutMs: 5 }, 'timeout of Greet added'],
    [{ retry: { attempts: 3, backoffMs: 1 } }, 'retry of Greet added'],
    [{ name: 'Welcome' }, 'Greet renamed to Welcome'],
    [{ disabled: true }, 'Greet disabled'],
    [{ type: 'branch' }, 'type of Greet changed'],
    [
      { name: 'Welcome', config: { expression: '1' } },
      'expression of Welcome changed from "Hello" to 1',
    ],
  ])('tells what changed in a node: %j', (after, told) => {
    expect(ofGreet(after)).toBe(told);
  });

  test('tells a value as it is if it is short and a text, number or boolean', () => {
    expect(ofGreet({ config: { model: 'b' } }, { config: { model: 'a' } })).toBe(
      'model of Greet changed from a to b',
    );
    expect(ofGreet({ config: { on: false } }, { config: { on: true } })).toBe(
      'on of Greet changed from true to false',
    );
    expect(ofGreet({ config: { on: [2] } }, { config: { on: 1 } })).toBe('on of Greet changed');
  });

  test('says where a field is if its name alone says little', () => {
    const parameters = (value: string): DefinitionNode['config'] => ({
      parameters: { assignments: [{ value }], options: { systemMessage: value } },
    });
    expect(ofGreet({ config: parameters('b') }, { config: parameters('a') })).toBe(
      'assignments value and systemMessage of Greet changed',
    );
  });

  test('tells the same change of several nodes once', () => {
    const before = row([start, ...steps(3)]);
    const after = row([start, ...steps(3, { model: 'x' })]);
    expect(headline(before, after)).toBe('model of 3 nodes changed');
  });

  test('tells a node that another of the same name took the place of as replaced', () => {
    const other = node(
      'other',
      'http',
      { method: 'GET', url: 'https://example.org/' },
      { name: 'Greet' },
    );
    expect(headline(row([start, greet]), row([start, other]))).toBe(
      'Greet replaced, connection from Start to Greet added, connection from Start to Greet removed',
    );
  });

  test('tells ids apart from names', () => {
    const before = row([start, greet, send]);
    expect(headline(before, row([start, { ...greet, id: 'hello' }, send]))).toBe(
      'id of Greet changed',
    );
  });

  test('tells where a connection came to, and counts several', () => {
    const on = (sourceHandle: string): Definition => ({
      ...base,
      edges: [edge('start', 'greet', { sourceHandle })],
    });
    expect(headline(on('true'), on('false'))).toBe(
      'connection from Start moved from true to false',
    );
    const to = (target: string): Definition => ({
      ...base,
      edges: [{ id: 'e', source: 'start', target }],
    });
    expect(headline(to('greet'), to('send'))).toBe(
      'connection from Start moved from Greet to Send',
    );
    expect(headline(base, { ...base, edges: [] })).toBe('2 connections removed');
    expect(headline({ ...base, edges: [base.edges[0]!] }, base)).toBe(
      'connection from Greet to Send added',
    );
  });

  test('tells inputs, variables and settings by their names', () => {
    const inputs = (properties: object, required: string[] = []): Definition => ({
      ...base,
      inputs: object({ ...properties }, { required }),
    });
    const text = { type: 'string' };
    expect(headline(inputs({}), inputs({ email: text }))).toBe('input email added');
    expect(headline(inputs({}), inputs({ email: text }, ['email']))).toBe(
      'required input email added',
    );
    expect(headline(inputs({ email: text }), inputs({ email: text }, ['email']))).toBe(
      'input email is required now',
    );
    expect(headline(inputs({ a: text, b: text }), inputs({ a: {}, b: {} }))).toBe(
      'inputs a and b changed',
    );
    expect(headline(base, { ...base, variables: [{ name: 'n', type: 'number' }] })).toBe(
      'variable n added',
    );
    expect(headline(base, { ...base, settings: { a: 1, b: 1, c: 1, d: 1 } })).toBe(
      '4 settings added',
    );
  });

  test('has what breaks something first', () => {
    const before = row([start, greet]);
    const after = { ...row([{ ...greet, name: 'Welcome' }]), settings: { a: 1 } };
    expect(headline(before, after)).toBe(
      'Start removed, connection from Start to Welcome removed, setting a added, Greet renamed to Welcome',
    );
  });

  test('counts what does not fit, and goes on with what does', () => {
    const changed = steps(4).map((each, at) => ({ ...each, config: { [`field${at}`]: 1 } }));
    expect(headline(row([start, ...steps(4)]), row([start, ...changed]))).toBe(
      'expression and field0 of Step0 changed, expression and field1 of Step1 changed and 2 more changes',
    );
    const long = (config: object): DefinitionNode[] =>
      ['a', 'b'].map((id) =>
        node(id, 'http', { ...config }, { name: `${id} long name of a node, it is` }),
      );
    expect(
      headline(row([start, ...long({})]), {
        ...row([start, ...long({ url: 'x' })]),
        settings: { a: 1 },
      }),
    ).toBe('url of 2 nodes changed, setting a added');
    const [first, second] = long({});
    const after = row([
      start,
      { ...first!, config: { address: 'x' } },
      { ...second!, timeoutMs: 5 },
    ]);
    expect(headline(row([start, first!, second!]), { ...after, settings: { a: 1 } })).toBe(
      'address of a long name of a node, it is added, setting a added and 1 more change',
    );
  });

  test('cuts long names and shows nothing that a terminal would obey', () => {
    const name = `\u001b[31m${'Long name '.repeat(20)}\n\u202e`;
    const told = ofGreet({ name });
    expect(told).toBe('Greet renamed to [31mLong name Long name Long…');
  });

  test('is short, on one line and the same each time', () => {
    fc.assert(
      fc.property(arbitraryDefinition, arbitraryDefinition, (before, after) => {
        const told = headline(before, after);
        expect(told.length).toBeLessThanOrEqual(MAX_HEADLINE);
        expect(told).toMatch(/^[^\p{Cc}]+$/u);
        const turned = (definition: Definition): Definition => ({
          ...definition,
          nodes: [...definition.nodes].reverse(),
          edges: [...definition.edges].reverse(),
        });
        expect(headline(turned(before), turned(after))).toBe(told);
      }),
    );
  });
});

describe('the numbers of a summary', () => {
  test('count nodes and edges by what happened, variables by name, inputs and settings by field', () => {
    const before: Definition = {
      ...row([start, greet, send]),
      variables: [{ name: 'n', type: 'number', default: 1, description: 'a' }],
      inputs: object({ a: {}, b: {} }),
      settings: { a: { b: 1, c: 2 } },
    };
    const after: Definition = {
      nodes: [{ ...start, id: 'begin' }, { ...greet, disabled: true }, hook],
      edges: [edge('begin', 'greet', { id: 'start-greet', priority: 2 }), edge('hook', 'greet')],
      variables: [{ name: 'n', type: 'number', default: 2, description: 'b' }],
      inputs: object({ a: { title: 'A' }, c: {} }),
      settings: { a: { b: 2, c: 3 } },
    };
    expect(summary(before, after)).toMatchObject({
      ...{ nodesAdded: 1, nodesRemoved: 1, nodesChanged: 1, nodesRenamed: 1 },
      ...{ edgesAdded: 1, edgesRemoved: 1, edgesChanged: 1 },
      ...{ variablesChanged: 1, inputsChanged: 3, settingsChanged: 2, severity: 'RISKY' },
    });
  });
});
