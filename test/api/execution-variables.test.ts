import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { executed, finishedRun, graph, runWhen, startBuiltIn } from '../support/executed-run';
import { TestNodes } from '../support/node-types';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const START: [string, string] = ['start', 'trigger.manual'];
const PERSIST = { name: 'total', type: 'number', default: 0, lifetime: 'persist' };
const RESET = { name: 'total', type: 'number', default: 0 };

/** Adds `input.add` to the variable `total` after a node that may be held, and ends with the total. */
function adds(variable: object, hold: 'held' | 'free' = 'free'): ReturnType<typeof graph> {
  const first: [string, string, object] =
    hold === 'held' ? ['held', 'test.work', {}] : ['held', 'transform', { expression: '1' }];
  return graph(
    [
      START,
      first,
      ['add', 'set-variable', { name: 'total', value: 'vars.total + input.add' }],
      ['end', 'transform', { expression: 'vars.total' }],
    ],
    ['start -> held', 'held -> add', 'add -> end'],
    { variables: [variable] },
  );
}

describe.each(databases)('variables of runs on $name', (kind) => {
  const nodes = new TestNodes();
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind, nodeTypes: nodes.types, pollInterval: 20 });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const live = async (definition: ReturnType<typeof graph>): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow({ definition });
    await workflow.save();
    await workflow.activate(1);
    return workflow;
  };
  const add = (workflow: SeededWorkflow, number: number, input: object = {}): Promise<Answer> =>
    executed(workflow, { input: { add: number }, ...input }, 'variables');

  test('that persist begin with what the last run left, those that reset with their default', async () => {
    const kept = await live(adds(PERSIST));
    expect(await add(kept, 2)).toMatchObject({ variables: { total: 0 }, output: 2 });
    expect(await add(kept, 3)).toMatchObject({ variables: { total: 2 }, output: 5 });
    const reset = await live(adds(RESET));
    await add(reset, 2);
    expect(await add(reset, 3)).toMatchObject({ variables: { total: 0 }, output: 3 });
  });

  test('are those of the start: what another run writes meanwhile is not seen, and the last writer wins', async () => {
    const workflow = await live(adds(PERSIST, 'held'));
    const first = nodes.hold('held');
    nodes.calls.length = 0;
    const early = await startBuiltIn(workflow, { input: { add: 1 } });
    await runWhen(seed, early, () => nodes.calls.length === 1);
    nodes.work.set('held', () => null);
    expect((await add(workflow, 10)).output).toBe(10);
    first.release();
    expect((await finishedRun(seed, early)).output).toBe(1);
    expect(await add(workflow, 100)).toMatchObject({ variables: { total: 1 }, output: 101 });
  });

  test('are kept as the run goes on, whatever becomes of it', async () => {
    const workflow = await live(
      graph(
        [START, ['add', 'set-variable', { name: 'total', value: '7' }], ['fail', 'test.work']],
        ['start -> add', 'add -> fail'],
        { variables: [PERSIST] },
      ),
    );
    nodes.work.set('fail', () => {
      throw new Error('no');
    });
    expect((await executed(workflow)).status).toBe('FAILED');
    nodes.work.set('fail', () => null);
    expect((await executed(workflow, {}, 'variables'))['variables']).toEqual({ total: 7 });
  });

  test('stay as they are where a run is a test, which begins with them all the same', async () => {
    const workflow = await live(adds(PERSIST));
    await add(workflow, 4);
    const test = await add(workflow, 5, { mode: 'TEST' });
    expect(test).toMatchObject({ variables: { total: 4 }, output: 9 });
    expect((await add(workflow, 0)).output).toBe(4);
  });

  test('of another type are others: the default counts, and what was kept is there when it returns', async () => {
    const workflow = await live(adds(PERSIST));
    await add(workflow, 6);
    const text = { ...PERSIST, type: 'text', default: 'none' };
    const says = graph(
      [START, ['end', 'transform', { expression: 'vars.total' }]],
      ['start -> end'],
    );
    await workflow.save({ ...says, variables: [text] });
    await workflow.activate(2);
    expect((await executed(workflow)).output).toBe('none');
    await workflow.activate(1);
    expect((await add(workflow, 1)).output).toBe(7);
  });

  test('are kept per workflow', async () => {
    await add(await live(adds(PERSIST)), 8);
    expect((await add(await live(adds(PERSIST)), 1)).output).toBe(1);
  });

  test('of runs side by side are one of the values that were written, never torn', async () => {
    const names = ['a', 'b', 'c'];
    const sets = names.map((name): [string, string, object] => [
      `set ${name}`,
      'set-variable',
      { name, value: 'input.value' },
    ]);
    const workflow = await live(
      graph(
        [START, ...sets],
        names.map((name) => `start -> set ${name}`),
        {
          variables: names.map((name) => ({ ...PERSIST, name })),
        },
      ),
    );
    const ids = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((value) => startBuiltIn(workflow, { input: { value } })),
    );
    for (const id of ids) expect((await finishedRun(seed, id)).status).toBe('SUCCEEDED');
    const { variables } = await executed(workflow, { input: { value: 0 } }, 'variables');
    for (const name of names)
      expect([1, 2, 3, 4, 5, 6]).toContain((variables as Record<string, number>)[name]);
  });

  test('take no value of another type: that fails the step, and nothing is written', async () => {
    const set = { name: 'total', value: '"seven"' };
    const workflow = await live(
      graph([START, ['set', 'set-variable', set]], ['start -> set'], { variables: [PERSIST] }),
    );
    const run = await executed(workflow, {}, 'variables');
    expect(run.status).toBe('FAILED');
    expect(run['error']).toMatchObject({ code: 'VARIABLE_TYPE', nodeKey: 'set' });
    expect((await executed(workflow, {}, 'variables'))['variables']).toEqual({ total: 0 });
  });

  test('of a failed run that is tried again go on as they were', async () => {
    const workflow = await live(
      graph(
        [
          START,
          ['add', 'set-variable', { name: 'total', value: 'vars.total + 1' }],
          ['fails', 'test.work'],
          ['end', 'transform', { expression: 'vars.total' }],
        ],
        ['start -> add', 'add -> fails', 'fails -> end'],
        { variables: [RESET] },
      ),
    );
    nodes.work.set('fails', () => {
      throw new Error('no');
    });
    const failed = await executed(workflow);
    nodes.work.set('fails', () => null);
    await seed.mutate('retryRun', { runId: failed.id });
    expect((await finishedRun(seed, failed.id)).output).toBe(1);
  });
});
