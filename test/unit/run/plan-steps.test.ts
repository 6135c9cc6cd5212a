import * as fc from 'fast-check';
import type { Definition, DefinitionNode } from '../../../src/graph/definition';
import { decideEdges } from '../../../src/run/execution/decide-edges';
import { executorRefusals } from '../../../src/run/execution/graph-wiring';
import {
  type PlanOutcome,
  startingTrigger,
  StepPlan,
  type StepState,
} from '../../../src/run/execution/plan-steps';
import { acyclicDefinition, edge, node } from './graph';
import { nextOf, planned, type Planned } from './planned';

/** What is left undecided where steps of a status begin anew: after a crash, or when a run is tried again. */
const without = (status: string) => (steps: ReadonlyMap<string, StepState>) =>
  new Map([...steps].filter(([, state]) => state.status !== status));
const withoutInterrupted = without('RUNNING');
const withoutFailed = without('FAILED');

type States = Map<string, StepState>;

const trigger = (id = 't') => node(id, 'trigger.manual');
const done = (...taken: string[]): StepState => ({ status: 'SUCCEEDED', taken });
const ids = (nodes: readonly DefinitionNode[]) => nodes.map(({ id }) => id);

/** What a plan says, by ids. */
function told({ start, pass, skip, outcome }: Planned) {
  return { start: ids(start), pass: ids(pass), skip, outcome };
}

/** The edges that are taken where the text `true` is the only condition that holds. */
async function takenAfter(definition: Definition, one: DefinitionNode): Promise<string[]> {
  return (await decideEdges(definition, one, async (_edge, condition) => condition === 'true'))
    .taken;
}

interface Walk {
  states: States;
  outcome: PlanOutcome;
  /** Ids as they were started, passed or skipped, once per time. */
  touched: string[];
}

/**
 * Runs a definition to its end. `pick` chooses which of the running steps finishes next; a step named
 * in `failing` fails. `between` may replace the states after each step, as a crash does.
 */
async function walk(
  definition: Definition,
  pick: (running: string[]) => string,
  {
    failing = new Set<string>(),
    between = (states: States) => states,
  }: { failing?: ReadonlySet<string>; between?: (states: States) => States } = {},
): Promise<Walk> {
  let states: States = new Map();
  const touched: string[] = [];
  const byId = new Map(definition.nodes.map((one) => [one.id, one]));
  const triggerKey = definition.nodes[0]!.id;
  let steps = new StepPlan(definition, triggerKey);
  const set = (id: string, state: StepState): void => {
    states.set(id, state);
    steps.set(id, state);
  };
  for (let turn = 0; turn < 1_000; turn++) {
    const anew = planned(definition, states, triggerKey);
    const plan = nextOf(steps);
    // a plan that went along says what one says that is made of the states
    expect(told(plan)).toEqual(told(anew));
    touched.push(...ids(plan.start), ...ids(plan.pass), ...plan.skip);
    for (const id of plan.skip) states.set(id, { status: 'SKIPPED' });
    expect(new Set(ids(steps.start(Infinity)))).toEqual(
      new Set(ids([...plan.start, ...plan.pass])),
    );
    for (const one of plan.start) states.set(one.id, { status: 'RUNNING' });
    for (const one of plan.pass) {
      set(one.id, { status: 'PASSED', taken: await takenAfter(definition, one) });
    }
    if (plan.outcome !== undefined) return { states, outcome: plan.outcome, touched };
    const running = [...states].filter(([, { status }]) => status === 'RUNNING').map(([id]) => id);
    if (running.length > 0) {
      const id = pick(running);
      const taken = await takenAfter(definition, byId.get(id)!);
      set(id, failing.has(id) ? { status: 'FAILED' } : { status: 'SUCCEEDED', taken });
    }
    const before = states;
    states = between(before);
    // what a crash left
    if (states !== before) steps = new StepPlan(definition, triggerKey, states);
  }
  throw new Error('The run did not finish.');
}

const first = (running: string[]) => running[0]!;

/** Chooses by a list of numbers, over and over. */
function pickBy(numbers: readonly number[]): (running: string[]) => string {
  let place = 0;
  return (running) => running[(numbers[place++ % numbers.length] ?? 0) % running.length]!;
}

const orders = fc.array(fc.nat(20), { minLength: 1, maxLength: 20 });
const sorted = (states: States) => [...states].sort(([a], [b]) => (a < b ? -1 : 1));

test('every graph without cycles finishes, and each node is started, passed or skipped exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(acyclicDefinition, orders, async (definition, order) => {
      const { outcome, touched, states } = await walk(definition, pickBy(order));
      expect(outcome).toBe('SUCCEEDED');
      expect([...touched].sort()).toEqual(ids(definition.nodes).sort());
      expect(states.size).toBe(definition.nodes.length);
    }),
  );
});

test('the order in which steps finish changes nothing of what is done', async () => {
  await fc.assert(
    fc.asyncProperty(acyclicDefinition, orders, orders, async (definition, one, other) => {
      expect(sorted((await walk(definition, pickBy(one))).states)).toEqual(
        sorted((await walk(definition, pickBy(other))).states),
      );
    }),
  );
});

test('a crash after any step, read back from stored states, changes nothing of what is done', async () => {
  await fc.assert(
    fc.asyncProperty(
      acyclicDefinition,
      orders,
      fc.array(fc.boolean(), { minLength: 1 }),
      async (definition, order, crashes) => {
        let turn = 0;
        const { states, outcome } = await walk(definition, pickBy(order), {
          between: (before) => {
            if (crashes[turn++ % crashes.length] !== true) return before;
            const stored = JSON.parse(JSON.stringify([...before])) as [string, StepState][];
            // What was decided last may not have been written down yet: it is decided again.
            const isWritten = ([, { status }]: [string, StepState]) => status !== 'SKIPPED';
            return withoutInterrupted(new Map(stored.filter(isWritten)));
          },
        });
        expect(outcome).toBe('SUCCEEDED');
        expect(sorted(states)).toEqual(sorted((await walk(definition, first)).states));
      },
    ),
  );
});

test('a run in which a step fails has failed, and once that is tried again it does what it would have done', async () => {
  await fc.assert(
    fc.asyncProperty(acyclicDefinition, orders, fc.nat(), async (definition, order, which) => {
      const whole = await walk(definition, first);
      const worked = [...whole.states].filter(([, { status }]) => status === 'SUCCEEDED');
      const [failing] = worked[which % worked.length]!;
      const failed = await walk(definition, pickBy(order), { failing: new Set([failing]) });
      expect(failed.outcome).toBe('FAILED');
      expect(failed.states.get(failing)).toEqual({ status: 'FAILED' });

      let isRetried = false;
      const retried = await walk(definition, pickBy(order), {
        between: (states) => {
          if (isRetried) return states;
          isRetried = true;
          return withoutFailed(failed.states);
        },
      });
      expect(sorted(retried.states)).toEqual(sorted(whole.states));
    }),
  );
});

test('a node starts when all edges into it are settled and at least one was taken', () => {
  const definition: Definition = {
    nodes: [trigger(), node('a'), node('b'), node('join')],
    edges: [edge('t', 'a'), edge('t', 'b'), edge('a', 'join'), edge('b', 'join')],
  };
  const states: States = new Map([['t', done('t>a', 't>b')]]);
  expect(told(planned(definition, states, 't')).start).toEqual(['a', 'b']);
  states.set('a', done('a>join')).set('b', { status: 'RUNNING' });
  expect(told(planned(definition, states, 't')).start).toEqual([]);
  states.set('b', done());
  expect(told(planned(definition, states, 't')).start).toEqual(['join']);
  states.set('a', done());
  expect(told(planned(definition, states, 't'))).toEqual({
    start: [],
    pass: [],
    skip: ['join'],
    outcome: 'SUCCEEDED',
  });
});

test('what lies behind a skipped node is skipped in the same plan', () => {
  const definition: Definition = {
    nodes: [trigger(), node('z'), node('y'), node('x')],
    edges: [edge('t', 'z'), edge('z', 'y'), edge('y', 'x')],
  };
  const plan = planned(definition, new Map([['t', done()]]), 't');
  expect(told(plan)).toEqual({ start: [], pass: [], skip: ['z', 'y', 'x'], outcome: 'SUCCEEDED' });
});

test('of several triggers only the one that fired counts, and nodes that nothing leads to are skipped', () => {
  const definition: Definition = {
    nodes: [trigger('t'), node('u', 'trigger.webhook'), node('a'), node('b'), node('lone')],
    edges: [edge('t', 'a'), edge('u', 'a'), edge('u', 'b'), edge('t', 'u')],
  };
  expect(told(planned(definition, new Map(), 't'))).toMatchObject({
    start: ['t'],
    skip: ['lone', 'u', 'b'],
  });
  expect(told(planned(definition, new Map(), 'u'))).toMatchObject({
    start: ['u'],
    skip: ['lone', 't'],
  });
  expect(() => planned(definition, new Map(), 'gone')).toThrow('gone is not a node');
});

test('a disabled node is passed over: the run goes on along its edges, with the output from before it', () => {
  const definition: Definition = {
    nodes: [trigger(), node('off', 'http', { disabled: true }), node('a')],
    edges: [edge('t', 'off'), edge('off', 'a')],
  };
  const states: States = new Map([['t', done('t>off')]]);
  expect(told(planned(definition, states, 't'))).toMatchObject({
    start: [],
    pass: ['off'],
    outcome: undefined,
  });
  expect(new StepPlan(definition, 't', states).passedOnFrom('off')).toBe('t');
  states.set('off', { status: 'PASSED', taken: ['off>a'] });
  expect(told(planned(definition, states, 't')).start).toEqual(['a']);
  expect(told(planned(definition, new Map([['t', done()]]), 't')).skip).toEqual(['off', 'a']);
});

test('a failure keeps steps from starting, and the run has failed once none is under way', () => {
  const definition: Definition = {
    nodes: [trigger(), node('a'), node('b'), node('c'), node('wait', 'delay')],
    edges: [edge('t', 'a'), edge('t', 'b'), edge('b', 'c'), edge('t', 'wait')],
  };
  const states: States = new Map<string, StepState>([
    ['t', done('t>a', 't>b', 't>wait')],
    ['a', { status: 'FAILED' }],
    ['b', { status: 'RUNNING' }],
    ['wait', { status: 'WAITING' }],
  ]);
  expect(told(planned(definition, states, 't'))).toEqual({
    start: [],
    pass: [],
    skip: [],
    outcome: undefined,
  });
  states.set('b', done('b>c'));
  expect(told(planned(definition, states, 't')).outcome).toBe('FAILED');
  expect(told(planned(definition, withoutFailed(states), 't')).start).toEqual(['a', 'c']);
});

test('after a crash steps under way start once more, and waits go on', () => {
  const definition: Definition = {
    nodes: [trigger(), node('a'), node('w', 'delay')],
    edges: [edge('t', 'a'), edge('t', 'w')],
  };
  const states: States = new Map<string, StepState>([
    ['t', done('t>a', 't>w')],
    ['a', { status: 'RUNNING' }],
    ['w', { status: 'WAITING' }],
  ]);
  expect(told(planned(definition, states, 't')).start).toEqual([]);
  expect(told(planned(definition, withoutInterrupted(states), 't')).start).toEqual(['a']);
});

test('a run that only waits says so', () => {
  const definition: Definition = {
    nodes: [trigger(), node('w', 'delay')],
    edges: [edge('t', 'w')],
  };
  const states: States = new Map<string, StepState>([
    ['t', done('t>w')],
    ['w', { status: 'WAITING' }],
  ]);
  expect(told(planned(definition, states, 't')).outcome).toBe('WAITING');
});

describe('edges', () => {
  const decide = (nodes: DefinitionNode[], edges: Definition['edges']) =>
    decideEdges({ nodes, edges }, nodes[0]!, async (_edge, condition) => condition === 'true');
  const nodes = (type: string) => [node('n', type), node('a'), node('b'), node('c')];

  test('of most nodes each is taken whose condition holds or is missing', async () => {
    const decision = await decide(nodes('transform'), [
      edge('n', 'a', { condition: 'true' }),
      edge('n', 'b', { condition: 'false' }),
      edge('n', 'c'),
    ]);
    expect(decision).toEqual({ taken: ['n>a', 'n>c'] });
  });

  test('of a branch the first that holds is taken, by ascending priority and then by id', async () => {
    const all = [
      edge('n', 'a', { condition: 'true', priority: 2 }),
      edge('n', 'c', { condition: 'true', priority: 1 }),
      edge('n', 'b', { condition: 'true', priority: 1 }),
    ];
    expect(await decide(nodes('branch'), all)).toEqual({ taken: ['n>b'], branch: 'n>b' });
    expect(
      await decide(nodes('branch'), [
        ...all,
        edge('n', 'c', { id: 'z', condition: 'true', priority: -1 }),
      ]),
    ).toEqual({ taken: ['z'], branch: 'z' });
  });

  test('of a branch the else is taken only if nothing holds, whatever its priority', async () => {
    const withElse = (condition: string) =>
      decide(nodes('branch'), [edge('n', 'a', { condition }), edge('n', 'b', { priority: -5 })]);
    expect(await withElse('true')).toEqual({ taken: ['n>a'], branch: 'n>a' });
    expect(await withElse('false')).toEqual({ taken: ['n>b'], branch: 'else' });
    expect(await decide(nodes('branch'), [edge('n', 'a', { condition: 'false' })])).toEqual({
      taken: [],
      branch: null,
    });
  });

  test('edges of one handle are one branch', async () => {
    const decision = (yes: string) =>
      decide(nodes('branch'), [
        edge('n', 'a', { sourceHandle: 'yes', condition: yes }),
        edge('n', 'b', { sourceHandle: 'yes' }),
        edge('n', 'c', { sourceHandle: 'no' }),
        edge('n', 'b', { id: 'also', sourceHandle: 'no' }),
      ]);
    expect(await decision('true')).toEqual({ taken: ['n>a', 'n>b'], branch: 'yes' });
    expect(await decision('false')).toEqual({ taken: ['also', 'n>c'], branch: 'no' });
    // Without a condition, but of the branch whose condition does not hold: not the else.
    const edges = [
      edge('n', 'a', { sourceHandle: 'yes', condition: 'false' }),
      edge('n', 'b', { sourceHandle: 'yes' }),
    ];
    expect(await decide(nodes('branch'), edges)).toEqual({ taken: [], branch: null });
  });

  test('no condition is asked behind the first that holds', async () => {
    const asked: string[] = [];
    const edges = ['a', 'b', 'c'].map((target) => edge('n', target, { condition: target }));
    await decideEdges(
      { nodes: nodes('branch'), edges },
      nodes('branch')[0]!,
      async (one, condition) => {
        asked.push(condition);
        return one.target === 'b';
      },
    );
    expect(asked).toEqual(['a', 'b']);
  });
});

test('the built-in executor refuses cycles, containers and unknown types of enabled nodes, each by name', () => {
  const definition: Definition = {
    nodes: [
      trigger(),
      node('a'),
      node('b', 'acme.loop'),
      node('c', 'transform', { parent: 'b' }),
      node('off', 'acme.other', { disabled: true }),
    ],
    edges: [edge('t', 'a'), edge('a', 'c'), edge('c', 'a')],
  };
  const refusals = executorRefusals(definition, (type) => !type.startsWith('acme.'));
  expect(refusals.map(({ code, nodeKey, edgeKey }) => [code, nodeKey ?? edgeKey])).toEqual([
    ['NODE_TYPE_UNKNOWN', 'b'],
    ['CONTAINER', 'c'],
    ['GRAPH_CYCLIC', 'c>a'],
  ]);
  expect(() => planned(definition, new Map(), 't')).toThrow('cyclic');
});

test('a run that no trigger fired starts on the first manual trigger, else on the first of any', () => {
  const webhook = node('a', 'trigger.webhook');
  const manual = [node('z', 'trigger.manual'), node('y', 'trigger.manual', { disabled: true })];
  expect(startingTrigger({ nodes: [webhook, ...manual], edges: [] })).toBe('z');
  expect(startingTrigger({ nodes: [node('b', 'trigger.schedule'), webhook], edges: [] })).toBe('a');
  expect(startingTrigger({ nodes: [node('n')], edges: [] })).toBeUndefined();
});

test('a plan of five thousand nodes takes milliseconds', () => {
  const nodes = [trigger(), ...Array.from({ length: 4_999 }, (_, place) => node(`n${place}`))];
  const edges = nodes.slice(1).map((one, place) => edge(nodes[place]!.id, one.id));
  const definition = { nodes, edges };
  planned(definition, new Map(), 't');
  const states: States = new Map(
    nodes.slice(0, 2_500).map((one, place) => [one.id, done(edges[place]!.id)]),
  );
  const before = performance.now();
  for (let turn = 0; turn < 20; turn++) planned(definition, states, 't');
  // Far above what is needed, far below what a quadratic plan would take.
  expect((performance.now() - before) / 20).toBeLessThan(100);
});
