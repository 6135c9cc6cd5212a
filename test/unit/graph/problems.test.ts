import * as fc from 'fast-check';
import type {
  Definition,
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
} from '../../../src/graph/definition';
import { builtInNodeTypes, NodeTypeRegistry } from '../../../src/graph/node-types';
import { findProblems } from '../../../src/graph/problems';
import { arbitraryDefinition } from './arbitrary-definition';

const registry = new NodeTypeRegistry(builtInNodeTypes);

function node(
  id: string,
  type: string,
  config: JsonObject = {},
  more: Partial<DefinitionNode> = {},
): DefinitionNode {
  return { id, type, name: id, config, ...more };
}

function edge(source: string, target: string, more: Partial<DefinitionEdge> = {}): DefinitionEdge {
  return { id: `${source}-${target}`, source, target, ...more };
}

const start = node('start', 'trigger.manual');

function transform(id: string, more: Partial<DefinitionNode> = {}): DefinitionNode {
  return node(id, 'transform', { expression: '1' }, more);
}

/** Problems as short lines, so that a test reads at a glance. */
function lines(definition: Definition, workflowId?: string): string[] {
  return findProblems(definition, registry, { workflowId }).map(
    ({ severity, code, nodeKey, edgeKey, path }) =>
      [severity, code, nodeKey ?? edgeKey ?? '-', path ?? ''].join(' ').trim(),
  );
}

describe('findProblems', () => {
  it('finds none in a complete definition', () => {
    const nodes = [
      start,
      node('timer', 'trigger.schedule', { cron: '0 9 * * 1-5', timeZone: 'Europe/Berlin' }),
      node('count', 'set-variable', { name: 'n', value: 'vars.n + 1' }),
      node('ask', 'branch'),
      transform('yes'),
      transform('no'),
    ];
    const edges = [
      edge('start', 'count'),
      edge('timer', 'count'),
      edge('count', 'ask'),
      edge('ask', 'yes', { condition: 'vars.n > 1', sourceHandle: 'true' }),
      edge('ask', 'no'),
    ];
    expect(lines({ nodes, edges, variables: [{ name: 'n', type: 'number' }] })).toEqual([]);
  });

  it('finds no trigger in an empty definition, and does not call every node unreachable for it', () => {
    expect(lines({ nodes: [], edges: [] })).toEqual(['ERROR TRIGGER_MISSING -']);
    expect(lines({ nodes: [transform('a')], edges: [] })).toEqual(['ERROR TRIGGER_MISSING -']);
  });

  it('does not count a disabled trigger', () => {
    expect(lines({ nodes: [{ ...start, disabled: true }], edges: [] })).toEqual([
      'ERROR TRIGGER_MISSING -',
    ]);
  });

  it('finds incomplete and unknown configuration of known types', () => {
    const nodes = [start, node('h', 'http', { url: 'x', color: 'red' }), node('d', 'delay')];
    expect(lines({ nodes, edges: [edge('start', 'h'), edge('h', 'd')] })).toEqual([
      'ERROR CONFIG_INVALID d /config',
      'ERROR CONFIG_INVALID h /config/method',
      'WARNING CONFIG_PROPERTY_UNKNOWN h /config/color',
    ]);
  });

  it('does not look at the configuration of disabled nodes', () => {
    const nodes = [start, node('h', 'http', {}, { disabled: true })];
    expect(lines({ nodes, edges: [] })).toEqual([]);
  });

  it.each(['* * * *', '61 * * * *', 'every day', '0 0 32 * *'])(
    'finds the bad cron expression %s',
    (cron) => {
      const timer = node('timer', 'trigger.schedule', { cron, timeZone: 'UTC' });
      expect(lines({ nodes: [timer], edges: [] })).toEqual([
        'ERROR CRON_INVALID timer /config/cron',
      ]);
    },
  );

  it.each(['*/5 * * * *', '0 0 12 * * MON', '@daily', '0 9 L * *'])(
    'takes the cron expression %s',
    (cron) => {
      const timer = node('timer', 'trigger.schedule', { cron, timeZone: 'America/New_York' });
      expect(lines({ nodes: [timer], edges: [] })).toEqual([]);
    },
  );

  it.each(['Berlin', 'Europe/Atlantis', '+25:00'])('finds the bad time zone %s', (timeZone) => {
    const timer = node('timer', 'trigger.schedule', { cron: '0 0 * * *', timeZone });
    expect(lines({ nodes: [timer], edges: [] })).toEqual([
      'ERROR TIME_ZONE_INVALID timer /config/timeZone',
    ]);
  });

  it('finds nodes that no trigger leads to', () => {
    const nodes = [start, transform('a'), transform('b'), transform('c'), transform('d')];
    const edges = [edge('start', 'a'), edge('b', 'c'), edge('d', 'a')];
    expect(lines({ nodes, edges })).toEqual([
      'WARNING NODE_UNREACHABLE b',
      'WARNING NODE_UNREACHABLE c',
      'WARNING NODE_UNREACHABLE d',
    ]);
  });

  it('finds what a disabled trigger alone leads to', () => {
    const timer = node('timer', 'trigger.schedule', {}, { disabled: true });
    const nodes = [start, timer, transform('a')];
    expect(lines({ nodes, edges: [edge('timer', 'a')] })).toEqual(['WARNING NODE_UNREACHABLE a']);
  });

  it('passes through disabled nodes and into containers', () => {
    const nodes = [
      start,
      transform('off', { disabled: true }),
      transform('box'),
      transform('inside', { parent: 'box' }),
      transform('deeper', { parent: 'inside' }),
      transform('after'),
    ];
    const edges = [edge('start', 'off'), edge('off', 'box'), edge('inside', 'after')];
    expect(lines({ nodes, edges })).toEqual([]);
  });

  it('warns of node types that it does not know, and waives triggers, reachability and cycles', () => {
    const nodes = [node('x', 'agent', { anything: true }), transform('a'), transform('b')];
    expect(lines({ nodes, edges: [edge('a', 'b'), edge('b', 'a')] })).toEqual([
      'WARNING NODE_TYPE_UNKNOWN x /type',
    ]);
    expect(lines({ nodes: [start, ...nodes], edges: [edge('start', 'a')] })).toEqual([
      'WARNING NODE_TYPE_UNKNOWN x /type',
    ]);
    expect(lines({ nodes: [node('x', 'agent', {}, { disabled: true })], edges: [] })).toEqual([
      'ERROR TRIGGER_MISSING -',
    ]);
  });

  it('finds variables that are not declared', () => {
    const nodes = [
      start,
      node('s', 'set-variable', { name: 'n', value: 'vars.m + vars.ok + input.vars.x' }),
      node('h', 'http', {
        method: 'GET',
        url: 'https://x/{{ vars.`a b` }}',
        body: { deep: ['{{vars.m}}'] },
      }),
    ];
    const edges = [edge('start', 's', { condition: 'vars.z' }), edge('s', 'h')];
    expect(lines({ nodes, edges, variables: [{ name: 'ok', type: 'text' }] })).toEqual([
      'WARNING VARIABLE_UNDECLARED h /config/url',
      'WARNING VARIABLE_UNDECLARED h /config/body',
      'ERROR VARIABLE_UNDECLARED s /config/name',
      'WARNING VARIABLE_UNDECLARED s /config/value',
      'WARNING VARIABLE_UNDECLARED start-s /condition',
    ]);
  });

  it('finds the edge that closes a cycle', () => {
    const nodes = [start, transform('a'), transform('b'), transform('c')];
    const edges = [
      edge('start', 'a'),
      edge('a', 'b'),
      edge('b', 'c'),
      edge('c', 'a'),
      edge('a', 'c'),
    ];
    expect(lines({ nodes, edges })).toEqual(['WARNING GRAPH_CYCLIC c-a']);
    expect(lines({ nodes: [start], edges: [edge('start', 'start')] })).toEqual([
      'WARNING GRAPH_CYCLIC start-start',
    ]);
  });

  it('finds no cycle where two ways meet again', () => {
    const nodes = [start, transform('a'), transform('b'), transform('c')];
    const edges = [edge('start', 'a'), edge('start', 'b'), edge('a', 'c'), edge('b', 'c')];
    expect(lines({ nodes, edges })).toEqual([]);
  });

  it('finds branches that lead nowhere or have more than one else', () => {
    const nodes = [
      start,
      node('none', 'branch'),
      node('two', 'branch'),
      node('one', 'branch'),
      transform('a'),
      transform('b'),
    ];
    const edges = [
      edge('start', 'none'),
      edge('start', 'two'),
      edge('start', 'one'),
      edge('two', 'a'),
      edge('two', 'b', { condition: '' }),
      edge('one', 'a', { sourceHandle: 'else' }),
      edge('one', 'b', { sourceHandle: 'else' }),
    ];
    expect(lines({ nodes, edges })).toEqual([
      'WARNING BRANCH_WITHOUT_EDGES none',
      'WARNING BRANCH_ELSE_AMBIGUOUS two',
    ]);
  });

  it('finds webhook paths that two enabled triggers have', () => {
    const hook = (id: string, more = {}) => node(id, 'trigger.webhook', { path: 'orders' }, more);
    const nodes = [
      hook('c'),
      hook('a'),
      hook('b', { disabled: true }),
      node('d', 'trigger.webhook', { path: 'x' }),
    ];
    expect(lines({ nodes, edges: [] })).toEqual(['ERROR WEBHOOK_PATH_DUPLICATE c /config/path']);
  });

  it('finds a workflow that runs itself, where it is told which it is', () => {
    const nodes = [start, node('w', 'workflow', { workflowId: 'W1', input: '{}' })];
    const definition = { nodes, edges: [edge('start', 'w')] };
    expect(lines(definition, 'W1')).toEqual(['ERROR SUBWORKFLOW_RECURSIVE w /config/workflowId']);
    expect(lines(definition, 'W2')).toEqual([]);
    expect(lines(definition)).toEqual([]);
  });

  it('gives the same list for nodes and edges in any order', () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const reversed = {
          ...definition,
          nodes: [...definition.nodes].reverse(),
          edges: [...definition.edges].reverse(),
        };
        expect(findProblems(reversed, registry)).toEqual(findProblems(definition, registry));
      }),
    );
  });

  it('says in every message what is wrong, in a sentence', () => {
    const nodes = [
      node('h', 'http', { colour: 1 }),
      node('t', 'trigger.schedule', { cron: 'x', timeZone: 'y' }),
    ];
    for (const { message } of findProblems({ nodes, edges: [] }, registry)) {
      expect(message).toMatch(/^\S.{10,}/);
    }
  });

  it('walks each edge once where ways part and meet again and again', () => {
    const nodes = [start, ...Array.from({ length: 200 }, (_, index) => transform(`n${index}`))];
    const edges = nodes.slice(1).flatMap((each, index) => {
      const from = (nodes[index] as DefinitionNode).id;
      return [edge(from, each.id), edge(from, each.id, { id: `${from}-again` })];
    });
    expect(lines({ nodes, edges })).toEqual([]);
  });

  it('takes linear time, also for deep graphs', () => {
    const nodes = [start, ...Array.from({ length: 4_999 }, (_, index) => transform(`n${index}`))];
    const edges = nodes
      .slice(1)
      .map((each, index) => edge((nodes[index] as DefinitionNode).id, each.id));
    const begin = process.hrtime.bigint();
    expect(lines({ nodes, edges })).toEqual([]);
    expect(Number(process.hrtime.bigint() - begin) / 1e6).toBeLessThan(2000);
  });
});
