import * as fc from 'fast-check';
import type {
  Definition,
  DefinitionNode,
  JsonObject,
  JsonValue,
} from '../../../src/graph/definition';
import { NodeTypeRegistry } from '../../../src/graph/node-type-registry';
import { builtInNodeTypes } from '../../../src/graph/node-types';
import { ExpressionEvaluator } from '../../../src/run/execution/expression';
import { wiringOf } from '../../../src/run/execution/graph-wiring';
import type { NodeFunction } from '../../../src/run/execution/node-function';
import { builtInNodeFunctions } from '../../../src/run/execution/node-functions';
import type { StepState } from '../../../src/run/execution/plan-steps';
import { runOutput } from '../../../src/run/execution/run-output';
import { MAX_SIMULATION_CHARACTERS, type Mock } from '../../../src/run/simulation/simulation';
import {
  readState,
  type SimulationState,
  writeState,
} from '../../../src/run/simulation/simulation-state';
import { SimulationTurns } from '../../../src/run/simulation/simulation-turns';
import { SimulationWalk, type WalkOutcome } from '../../../src/run/simulation/simulation-walk';
import { acyclicDefinition, edge, node } from './graph';

const NOW = '2026-01-31T09:00:00.000Z';
const DIGEST = `sha256:${'0'.repeat(64)}`;

const expressions = new ExpressionEvaluator();
afterAll(() => expressions.close());

/** A function of an installation that forgot to say that it reaches outside. */
let forgotten: NodeFunction;
const registry = new NodeTypeRegistry([
  ...builtInNodeTypes,
  {
    ...builtInNodeTypes[0]!,
    ...{ type: 'forgotten', isTrigger: false, reachesOutside: false, example: 'example' },
  },
]);

interface Given {
  mocks?: Record<string, Mock>;
  recorded?: Record<string, JsonValue>;
  variables?: JsonObject;
  signal?: AbortSignal;
}

function stateOf({ nodes }: Definition, variables: JsonObject = {}): SimulationState {
  return {
    ...{ startedAt: NOW, triggerKey: nodes[0]!.id, input: { n: 1 }, payload: { from: 'trigger' } },
    ...{ steps: new Map(), outputs: new Map(), variables },
  };
}

function walk(
  definition: Definition,
  state: SimulationState,
  steps: number,
  { mocks = {}, recorded = {}, signal = new AbortController().signal }: Given = {},
): Promise<WalkOutcome> {
  const standIns = {
    registry,
    functions: new Map([...builtInNodeFunctions, ['forgotten', forgotten]]),
    mocks: new Map(Object.entries(mocks)),
    recorded: new Map(Object.entries(recorded)),
  };
  const run = { id: 'simulation' };
  return new SimulationWalk({ definition, standIns, expressions, run, signal }, state).advance(
    steps,
  );
}

/** A trigger, then a node. */
function following(one: DefinitionNode, more: Partial<Definition> = {}): Definition {
  return { nodes: [node('t', 'trigger.manual'), one], edges: [edge('t', one.id)], ...more };
}

async function stepOf(definition: Definition, given: Given = {}) {
  const { trace } = await walk(definition, stateOf(definition, given.variables), Infinity, given);
  return trace.find(({ nodeKey }) => nodeKey === definition.nodes[1]!.id)!;
}

const CONFIGS: Record<string, JsonObject> = {
  transform: { expression: '$count($keys(steps))' },
  delay: { ms: 1000 },
  http: { method: 'GET', url: 'https://example.test' },
};

/** Some nodes are of a type that nobody knows, some reach outside. */
const definitions = fc
  .tuple(acyclicDefinition, fc.array(fc.constantFrom('unknown', 'http', ''), { maxLength: 12 }))
  .map(([definition, types]): Definition => ({
    ...definition,
    nodes: definition.nodes.map((one, place) => {
      const type = (place > 0 && types[place]) || one.type;
      return { ...one, type, config: CONFIGS[type] ?? {} };
    }),
  }));

describe('a walk through a definition', () => {
  test('has the same trace step by step as at once, and ends in the same state', async () => {
    const someMocks = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(definitions, someMocks, async (definition, isMocked) => {
        const mocks = Object.fromEntries(
          definition.nodes
            .filter(({ type }, place) => isMocked[place] && type !== 'branch')
            .map(({ id }): [string, Mock] => [id, { output: { mocked: id } }]),
        );
        const whole = stateOf(definition);
        const atOnce = await walk(definition, whole, Infinity, { mocks });
        let state = stateOf(definition);
        const trace = [];
        let outcome: WalkOutcome;
        do {
          outcome = await walk(definition, state, 1, { mocks });
          trace.push(...outcome.trace);
          const kept = JSON.stringify(writeState(state, DIGEST));
          if (outcome.status === 'PAUSED') state = readState(JSON.parse(kept), definition, DIGEST);
        } while (outcome.status === 'PAUSED');
        expect(trace).toEqual(atOnce.trace);
        expect([outcome.status, outcome.error]).toEqual([atOnce.status, atOnce.error]);
        expect(state).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test('tells of every node once unless it fails, each after all that lead to it', async () => {
    await fc.assert(
      fc.asyncProperty(definitions, async (definition) => {
        const { status, trace } = await walk(definition, stateOf(definition), Infinity);
        const keys = trace.map(({ nodeKey }) => nodeKey);
        expect(new Set(keys).size).toBe(keys.length);
        const last = trace.at(-1)!;
        if (status === 'FAILED') expect(last.error?.code).toBe('NO_OUTPUT');
        else expect([...keys].sort()).toEqual(definition.nodes.map(({ id }) => id).sort());
        const { entering } = wiringOf(definition);
        for (const { nodeKey, status: became, output } of trace) {
          if (became === 'SKIPPED' && output === undefined) continue;
          for (const { source } of entering.get(nodeKey) ?? []) {
            expect(keys.indexOf(source)).toBeLessThan(keys.indexOf(nodeKey));
          }
        }
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  test('with 0 steps only tells what comes first', async () => {
    const definition = following(node('n', 'transform', { config: { expression: '1' } }));
    const outcome = await walk(definition, stateOf(definition), 0);
    expect(outcome).toEqual({ status: 'PAUSED', trace: [], next: ['t'] });
  });

  test('stops when the time is over, with the state of what was done', async () => {
    const definition = following(node('n', 'transform', { config: { expression: '1' } }));
    const state = stateOf(definition);
    await walk(definition, state, 1);
    const signal = AbortSignal.abort(new Error('over'));
    const outcome = await walk(definition, state, Infinity, { signal });
    expect(outcome).toMatchObject({ status: 'FAILED', trace: [], next: ['n'] });
    expect(outcome.error?.code).toBe('OUT_OF_TIME');
    expect(await walk(definition, state, Infinity)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('of more than a thousand nodes in a row is done well within its time', async () => {
    const nodes = Array.from({ length: 1500 }, (_, place) => node(`n${place}`, 'branch'));
    const definition = {
      nodes: [node('t', 'trigger.manual'), ...nodes],
      edges: [edge('t', 'n0'), ...nodes.slice(1).map(({ id }, place) => edge(`n${place}`, id))],
    };
    const { status, trace } = await walk(definition, stateOf(definition), Infinity);
    expect([status, trace.length]).toEqual(['SUCCEEDED', 1501]);
  }, 20_000);

  test('ends where all outputs together are too large', async () => {
    const text = 'x'.repeat(MAX_SIMULATION_CHARACTERS / 4);
    const nodes = Array.from({ length: 5 }, (_, place) => node(`n${place}`, 'http'));
    const definition = {
      nodes: [node('t', 'trigger.manual'), ...nodes],
      edges: nodes.map(({ id }) => edge('t', id)),
    };
    const mocks = Object.fromEntries(nodes.map(({ id }) => [id, { output: text }]));
    const { status, error } = await walk(definition, stateOf(definition), Infinity, { mocks });
    expect([status, error?.code, error?.nodeKey]).toEqual(['FAILED', 'OUTPUT_TOO_LARGE', 'n3']);
  });
});

describe('a simulated node', () => {
  test('that reaches outside gives its mock, else what was recorded, else the example of its type', async () => {
    const definition = following(
      node('n', 'approval', { config: { prompt: 'Ship {{ input.n }}?' } }),
    );
    const recorded = { n: { approved: false } };
    const mocks = { n: { output: null } };
    expect(await stepOf(definition, { mocks, recorded })).toMatchObject({
      ...{ source: 'MOCK', output: null, input: { prompt: 'Ship 1?' } },
    });
    expect(await stepOf(definition, { recorded })).toMatchObject({
      ...{ source: 'RECORDED', output: { approved: false } },
    });
    expect(await stepOf(definition)).toMatchObject({
      ...{ source: 'EXAMPLE', output: { approved: true, comment: 'Looks good.' } },
    });
  });

  test('of a type that nobody knows needs a mock, and goes on with one', async () => {
    const definition = following(node('n', 'acme.mail'));
    expect((await stepOf(definition)).error).toEqual({
      code: 'NO_OUTPUT',
      message: 'Nothing is known of what nodes of the type acme.mail give; give a mock for n.',
      nodeKey: 'n',
    });
    const state = stateOf(definition);
    await walk(definition, state, Infinity);
    const kept = readState(writeState(state, DIGEST), definition, DIGEST);
    const outcome = await walk(definition, kept, Infinity, { mocks: { n: { output: 7 } } });
    expect([outcome.status, outcome.trace.map(({ output }) => output)]).toEqual(['SUCCEEDED', [7]]);
  });

  test('that only computes is executed, also where an earlier run gave something else', async () => {
    const definition = following(node('n', 'transform', { config: { expression: 'input.n + 1' } }));
    expect(await stepOf(definition, { recorded: { n: 9 } })).toMatchObject({
      ...{ source: 'EXECUTED', output: 2, status: 'SUCCEEDED' },
    });
    expect(await stepOf(definition, { mocks: { n: { output: 9 } } })).toMatchObject({ output: 9 });
  });

  test('shows its request with references for secrets, and fails where the request cannot be made', async () => {
    const config = {
      ...{ method: 'POST', url: 'https://x.test/{{ input.n }}', body: { n: '{{ input.n }}' } },
      headers: { authorization: 'Bearer {{secrets.TOKEN}}' },
    };
    const step = await stepOf(following(node('n', 'http', { config })));
    expect(step).toMatchObject({
      source: 'EXAMPLE',
      input: {
        ...{ method: 'POST', url: 'https://x.test/1', body: { n: 1 } },
        headers: { authorization: 'Bearer {{secrets.TOKEN}}', 'idempotency-key': 'simulation/n' },
      },
    });
    const broken = following(node('n', 'http', { config: { ...config, url: '{{ 1 + }}' } }));
    expect((await stepOf(broken)).error).toMatchObject({
      code: 'EXPRESSION_INVALID',
      nodeKey: 'n',
    });
    const mocked = await stepOf(broken, { mocks: { n: { output: 1 } } });
    expect(mocked).toMatchObject({ status: 'SUCCEEDED', output: 1 });
    expect(mocked.notes[0]).toMatch(/^Without the mock it would fail: /);
    const odd = following(node('n', 'http', { config: { ...config, headers: { a: 1 } } }));
    expect((await stepOf(odd)).error?.code).toBe('CONFIG_INVALID');
  });

  test('tells what a sub-workflow would be given', async () => {
    const config = { workflowId: 'wf_1', input: '{ "n": input.n }' };
    const { input } = await stepOf(following(node('n', 'workflow', { config })));
    expect(input).toEqual({ workflowId: 'wf_1', digest: null, input: { n: 1 } });
  });

  test('that delays does not wait, and says until when a run would', async () => {
    const definition = following(node('n', 'delay', { config: { ms: 86_400_000 } }));
    expect(await stepOf(definition)).toMatchObject({
      ...{ source: 'EXECUTED', output: { resumedAt: '2026-02-01T09:00:00.000Z' } },
      resumedAt: '2026-02-01T09:00:00.000Z',
    });
  });

  test('fails as its mock says, once, whatever its policy', async () => {
    const definition = following(node('n', 'http', { retry: { attempts: 3, backoffMs: 60_000 } }));
    const error = { code: 'HTTP_STATUS', message: 'It was answered with 503.' };
    const step = await stepOf(definition, { mocks: { n: { error } } });
    expect(step).toMatchObject({
      status: 'FAILED',
      source: 'MOCK',
      error: { ...error, nodeKey: 'n' },
    });
    expect(step.notes).toContain('A run may try 3 times; a simulation tries once.');
  });

  test('that is a branch goes where its mock says, whatever the conditions', async () => {
    const nodes = ['a', 'b', 'c'].map((id) =>
      node(id, 'transform', { config: { expression: '1' } }),
    );
    const definition = {
      nodes: [node('t', 'trigger.manual'), node('n', 'branch'), ...nodes],
      edges: [
        edge('t', 'n'),
        edge('n', 'a', { sourceHandle: 'yes', condition: 'false' }),
        edge('n', 'b', { sourceHandle: 'yes' }),
        edge('n', 'c'),
      ],
    };
    const taken = async (given: Given) => {
      const { takenEdges, output } = await stepOf(definition, given);
      return [takenEdges, output];
    };
    const mocked = (branch: string | null) => ({ mocks: { n: { output: { branch } } } });
    expect(await taken(mocked('yes'))).toEqual([['n>a', 'n>b'], { branch: 'yes' }]);
    expect(await taken(mocked('else'))).toEqual([['n>c'], { branch: 'else' }]);
    expect(await taken(mocked(null))).toEqual([[], { branch: null }]);
    expect(await taken({})).toEqual([['n>c'], { branch: 'else' }]);
  });

  test('sets variables for those after it, and for nobody else', async () => {
    const variables = [{ name: 'count', type: 'number' as const, lifetime: 'persist' as const }];
    const config = { name: 'count', value: 'vars.count + 1' };
    const definition = following(node('n', 'set-variable', { config }), { variables });
    const state = stateOf(definition, { count: 4 });
    const { trace } = await walk(definition, state, Infinity);
    expect(trace[1]).toMatchObject({ variables: { count: 5 } });
    expect(state.variables).toEqual({ count: 5 });
  });

  test('that is disabled is passed over with a note, its mock unused', async () => {
    const definition = following(node('n', 'http', { disabled: true }));
    expect(await stepOf(definition, { mocks: { n: { output: 1 } } })).toMatchObject({
      ...{ status: 'SKIPPED', output: { from: 'trigger' } },
      notes: ['The node is disabled; it passes on what it is given.', 'Its mock was not used.'],
    });
  });

  test.each<[string, NodeFunction, object]>([
    [
      'sends',
      {
        start: async ({ services, signal }) => ({
          kind: 'DONE',
          output: { ...(await services.http({} as never, signal)) },
        }),
      },
      { status: 'FAILED', error: { code: 'NODE_FAILED' } },
    ],
    [
      'asks for secrets',
      {
        start: async ({ services }) => ({
          kind: 'DONE',
          output: (await services.secretOf('TOKEN')) ?? 'none',
        }),
      },
      { output: 'none' },
    ],
    [
      'waits for somebody',
      { start: () => ({ kind: 'WAIT', signal: 'APPROVAL', prompt: '' }) },
      { source: 'EXAMPLE', output: 'example' },
    ],
  ])(
    'whose type forgot to say that it %s reaches nothing',
    async (_what, nodeFunction, expected) => {
      forgotten = nodeFunction;
      expect(await stepOf(following(node('n', 'forgotten')))).toMatchObject(expected);
    },
  );
});

describe('what a run gives', () => {
  const definition = following(node('b'), {
    nodes: [node('t', 'trigger.manual'), node('b'), node('a')],
    edges: [edge('t', 'a'), edge('t', 'b')],
  });
  const done = (...taken: string[]) => ({ status: 'SUCCEEDED' as const, taken });
  const outputOf = (states: ReadonlyMap<string, StepState>, outputs: JsonObject) =>
    runOutput(
      definition,
      (nodeKey) => states.get(nodeKey),
      (nodeKey) => outputs[nodeKey],
    );

  test('is the output of the node at which it ended', () => {
    const states = new Map([
      ['t', done('t>a')],
      ['a', done()],
    ]);
    expect(outputOf(states, { t: 1, a: 2 })).toBe(2);
  });

  test('is an object of all of them in the order of their keys where there are several', () => {
    const states = new Map([
      ['t', done('t>a', 't>b')],
      ['b', done()],
      ['a', done()],
    ]);
    const output = outputOf(states, { a: 2, b: 3 }) as JsonObject;
    expect(Object.entries(output)).toEqual([
      ['a', 2],
      ['b', 3],
    ]);
  });

  test('is null where it ended nowhere, and counts neither what failed nor what was skipped', () => {
    const states = new Map<string, StepState>([
      ['t', done('t>a', 't>b')],
      ['a', { status: 'FAILED' as const }],
      ['b', { status: 'SKIPPED' as const }],
    ]);
    expect(outputOf(states, { t: 1 })).toBeNull();
    expect(outputOf(new Map([...states, ['b', done()]]), { b: 3 })).toBe(3);
  });
});

test('no more simulations than allowed are under way at once, and each gets its turn', async () => {
  const turns = new SimulationTurns(2);
  let underWay = 0;
  let most = 0;
  const work = async (place: number): Promise<number> => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 1));
    underWay--;
    if (place === 3) throw new Error('broken');
    return place;
  };
  const all = [1, 2, 3, 4, 5, 6].map((place) => turns.take(() => work(place)));
  const settled = await Promise.allSettled(all);
  expect(settled.map(({ status }) => status).filter((one) => one === 'rejected')).toHaveLength(1);
  expect([most, underWay]).toEqual([2, 0]);
});
