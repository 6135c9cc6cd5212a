import type { Definition } from '../../../src/graph/definition';
import { randomIds } from '../../../src/platform/ids';
import { type AttemptCall, callNode } from '../../../src/run/call-node';
import { type RunState, stateOf, type WokenStep } from '../../../src/run/execution-state';
import { type StepResult } from '../../../src/run/execution/execute-node';
import { type NodeServices } from '../../../src/run/execution/node-function';
import { StepError } from '../../../src/run/execution/step-error';
import { type ExecutionParts, RunExecution, type Written } from '../../../src/run/run-execution';
import { FixedClock } from '../../support/fixed-clock';
import { edge, node } from './graph';

type Done = Extract<StepResult, { kind: 'DONE' }>;

const done = (taken: string[]): Done => ({ kind: 'DONE', output: null, variables: {}, taken });

/** A graph of edges, from the trigger `start`. */
function graphOf(edges: readonly (readonly [source: string, target: string])[]): Definition {
  return {
    nodes: [...new Set(edges.flat())].map((id) =>
      node(id, id === 'start' ? 'trigger.manual' : 'transform'),
    ),
    edges: edges.map(([source, target]) => edge(source, target)),
  };
}

function newState(definition: Definition): RunState {
  const run = { id: 'run', workflow: 'wf', version: 1 };
  return stateOf({ input: {}, payload: {}, triggerKey: 'start', run }, definition, [], {});
}

/** Writes nowhere; pauses before another attempt are over at once. */
function partsOf(make: (call: AttemptCall) => Promise<StepResult>): ExecutionParts {
  const woken: WokenStep[] = [];
  const write = async (progress: Parameters<ExecutionParts['write']>[0]): Promise<Written> => {
    if (progress.outcome === 'SUCCEEDED' || progress.outcome === 'FAILED')
      return { kind: 'FINISHED' };
    for (const { attempt } of progress.retries)
      woken.push({ nodeKey: attempt.node.id, wake: () => ({ kind: 'TIME' }) });
    return { kind: 'WRITTEN', waiting: [], refused: [], isWoken: woken.length > 0 };
  };
  return {
    ...{ write, make, woken: async () => woken.splice(0) },
    ...{ clock: new FixedClock(), ids: randomIds, pollInterval: 1 },
  };
}

test('a disabled node whose passing failed is passed over again, never started', async () => {
  const definition = graphOf([['start', 'off']]);
  Object.assign(definition.nodes[1]!, { disabled: true, retry: { attempts: 2, backoffMs: 0 } });
  const calls: string[] = [];
  const parts = partsOf(async ({ attempt: { node, attempt }, how }) => {
    calls.push(`${node.id} ${how} ${attempt}`);
    if (node.id === 'off' && attempt === 1)
      throw new StepError('NODE_FAILED', 'The realm of the conditions has ended.', {}, true);
    return done(node.id === 'start' ? ['start>off'] : []);
  });
  expect(await new RunExecution(newState(definition), parts).go()).toBe('FINISHED');
  expect(calls).toEqual(['start START 1', 'off PASS 1', 'off PASS 2']);
});

test('variables of a run that are too large together fail the step that sets one too many', async () => {
  const ids = Array.from({ length: 10 }, (_, at) => `n${at}`);
  const definition = graphOf(ids.map((id, at) => [at > 0 ? `n${at - 1}` : 'start', id]));
  const large = 'x'.repeat(1_000_000);
  const parts = partsOf(async ({ attempt: { node } }) => {
    const taken = definition.edges.filter(({ source }) => source === node.id).map(({ id }) => id);
    return { ...done(taken), variables: node.id === 'start' ? {} : { [node.id]: large } };
  });
  const state = newState(definition);
  const failed: unknown[] = [];
  const write: ExecutionParts['write'] = (progress) => {
    for (const { attempt, error } of progress.ended)
      if (error) failed.push([attempt.node.id, error.code]);
    return parts.write(progress);
  };
  expect(await new RunExecution(state, { ...parts, write }).go()).toBe('FINISHED');
  expect(failed).toEqual([['n8', 'OUTPUT_INVALID']]);
  expect(Object.keys(state.variables)).toEqual(ids.slice(0, 8));
});

test('while the process stops, no attempt begins that was waited for', async () => {
  const definition = graphOf([
    ['start', 'long'],
    ['start', 'failing'],
  ]);
  Object.assign(definition.nodes[2]!, { retry: { attempts: 2, backoffMs: 0 } });
  const calls: string[] = [];
  let end: (() => void) | undefined;
  const parts = partsOf(async ({ attempt: { node, attempt } }) => {
    calls.push(`${node.id} ${attempt}`);
    if (node.id === 'start') return done(['start>long', 'start>failing']);
    if (node.id === 'long') await new Promise<void>((resolve) => (end = resolve));
    else execution.stop();
    if (node.id === 'long') return done([]);
    throw new StepError('NODE_FAILED', 'It failed.', {}, true);
  });
  const write: ExecutionParts['write'] = (progress) => {
    // the pause before the next attempt is over from here on
    if (progress.retries.length > 0) setTimeout(() => end!(), 20);
    return parts.write(progress);
  };
  const execution = new RunExecution(newState(definition), { ...parts, write });
  expect(await execution.go()).toBe('STOPPED');
  expect(calls.sort()).toEqual(['failing 1', 'long 1', 'start 1']);
});

describe('the work of a run', () => {
  afterEach(() => jest.restoreAllMocks());

  type Countable = Record<string, (...given: unknown[]) => unknown>;
  const COUNTED = [
    [Map.prototype, ['get', 'set', 'has', 'delete']],
    [Set.prototype, ['add', 'has']],
    [Array.prototype, ['map', 'filter', 'find', 'some', 'every', 'sort', 'flatMap', 'reduce']],
    [Object, ['fromEntries', 'entries', 'keys', 'values']],
  ] as unknown as [Countable, string[]][];

  /** How often maps and sets are used, and how much of lists and objects, until a run has ended. */
  async function workOf(definition: Definition): Promise<number> {
    const state = newState(definition);
    const functions = new Map(
      ['trigger.manual', 'transform'].map((type) => [type, { start: () => done([]) }]),
    );
    const services = {} as NodeServices;
    const parts = partsOf((call) => callNode(state, call, { functions, services }));
    let work = 0;
    for (const [on, names] of COUNTED)
      for (const name of names) {
        const original = on[name]!;
        jest.spyOn(on, name).mockImplementation(function (this: unknown, ...given) {
          const [list] = on === (Object as unknown) ? given : [this];
          work += Array.isArray(list) ? list.length : 1;
          return original.apply(this, given);
        });
      }
    expect(await new RunExecution(state, parts).go()).toBe('FINISHED');
    jest.restoreAllMocks();
    return work;
  }

  const keys = (count: number): string[] => Array.from({ length: count }, (_, at) => `n${at}`);
  const SHAPES: [string, (nodes: number) => Definition][] = [
    [
      'a chain',
      (count) => graphOf(keys(count).map((id, at) => [at > 0 ? `n${at - 1}` : 'start', id])),
    ],
    ['a fan', (count) => graphOf(keys(count).map((id) => ['start', id]))],
    [
      'a fan that comes together',
      (count) =>
        graphOf([...keys(count).flatMap((id) => [['start', id] as const, [id, 'end'] as const])]),
    ],
    [
      'what is skipped',
      (count) =>
        graphOf([
          ['start', 'a'],
          ...keys(count).map((id, at) => [at > 0 ? `n${at - 1}` : 'lone', id] as const),
        ]),
    ],
  ];

  test.each(SHAPES)('grows as the graph does: %s', async (_shape, definition) => {
    const [small, large] = [await workOf(definition(400)), await workOf(definition(1600))];
    // of four times the nodes; a heap adds a little, and a look at all nodes for each step makes it 16
    expect(large / small).toBeLessThan(6);
  });
});
