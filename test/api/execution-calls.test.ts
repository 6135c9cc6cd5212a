import { setTimeout as pause } from 'node:timers/promises';
import { createTestApp, type TestApp, type TestAppOptions } from '../support/create-test-app';
import { databases, type TestDatabase } from '../support/databases';
import { executed, finishedRun, graph, runWhen, startBuiltIn } from '../support/executed-run';
import { TestNodes } from '../support/node-types';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const START: [string, string] = ['start', 'trigger.manual'];
const CALLED = 'calledRun { id status mode executor digest parentRun { id } }';
const STEPS = `steps { edges { node { nodeKey attempt status error { code message } ${CALLED} } } }`;

const stepsOf = ({ steps }: Answer): Answer[] => steps.edges.map(({ node }) => node);
const calls = (run: Answer): Answer[] => stepsOf(run).filter((step) => step['nodeKey'] === 'call');
const calledRun = (step: Answer | undefined): Answer => step!['calledRun'] as Answer;

describe.each(databases)('runs that call other workflows on $name', (kind) => {
  const nodes = new TestNodes();
  let files: TestDatabase;
  let app: TestApp;
  let seed: Seed;
  /** Fails the statements that it matches. */
  let failed: RegExp | undefined;
  const open = async (options: TestAppOptions = {}): Promise<void> => {
    app = await createTestApp({
      database: files,
      nodeTypes: nodes.types,
      pollInterval: 20,
      statementObserver: (sql) => {
        if (failed?.test(sql)) throw new Error('injected');
      },
      ...options,
    });
    seed = new Seed(app.client);
  };
  beforeAll(async () => {
    files = await kind.create();
    await open();
  });
  afterAll(async () => {
    await app.close();
    await files.remove();
  });

  const live = async (definition: ReturnType<typeof graph>): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow({ definition });
    await workflow.save();
    await workflow.activate(1);
    return workflow;
  };

  /** A workflow of one node. */
  const working = (node: string): Promise<SeededWorkflow> =>
    live(graph([START, [node, 'test.work']], [`start -> ${node}`]));

  /** A workflow that calls version 1 of another, and ends with what that gave. */
  async function callerOf(child: SeededWorkflow, more: object = {}): Promise<SeededWorkflow> {
    const { digest } = await child.version(1, 'digest');
    const config = { workflowId: child.id, digest, input: 'input' };
    return live(
      graph(
        [
          START,
          ['call', 'workflow', config, more],
          ['end', 'transform', { expression: 'steps.call' }],
        ],
        ['start -> call', 'call -> end'],
      ),
    );
  }

  /** A run that waits for a run of another workflow, with that. */
  async function waiting(workflow: SeededWorkflow, input: object = {}): Promise<[Answer, Answer]> {
    const id = await startBuiltIn(workflow, input);
    const run = await runWhen(seed, id, ({ status }) => status === 'WAITING', STEPS);
    return [run, calledRun(calls(run).at(-1))];
  }

  test('run the digest that is pinned, whatever becomes of the other workflow meanwhile', async () => {
    const child = await live(
      graph(
        [START, ['ask', 'approval'], ['say', 'transform', { expression: '"one " & input.name' }]],
        ['start -> ask', 'ask -> say'],
      ),
    );
    const { digest } = await child.version(1, 'digest');
    const parent = await callerOf(child);
    const [before, called] = await waiting(parent, { input: { name: 'Ada' } });
    expect(called).toMatchObject({ digest, executor: 'BUILT_IN', parentRun: { id: before.id } });
    await child.save(
      graph([START, ['say', 'transform', { expression: '"two"' }]], ['start -> say']),
    );
    await child.activate(2);
    const approve = async (runId: string): Promise<void> => {
      await runWhen(seed, runId, ({ status }) => status === 'WAITING');
      await seed.mutate('signalRun', { runId, nodeKey: 'ask', data: { approved: true } });
    };
    await approve(called.id);
    expect(await finishedRun(seed, before.id)).toMatchObject({ output: 'one Ada' });
    const [after, again] = await waiting(parent, { input: { name: 'Bob' } });
    expect(again.digest).toBe(digest);
    await approve(again.id);
    expect(await finishedRun(seed, after.id)).toMatchObject({ output: 'one Bob' });
    expect((await seed.run(again.id, 'trigger createdBy { kind }'))['trigger']).toBe('WORKFLOW');
  });

  test('fail for what the other run failed of, though that is tried again before they read it', async () => {
    nodes.work.set('retried', () => {
      throw new Error('broken');
    });
    const parent = await callerOf(await working('retried'));
    // nobody reads what woke the caller, until the other run is under way again
    failed = /s\.wake AS "wake" FROM step s WHERE/;
    const id = await startBuiltIn(parent);
    const run = await runWhen(
      seed,
      id,
      (one) => (calls(one)[0]?.['calledRun'] as Answer | null)?.['status'] === 'FAILED',
      STEPS,
    );
    const held = nodes.hold('retried');
    await seed.mutate('retryRun', { runId: calledRun(calls(run)[0]).id });
    failed = undefined;
    app.clock.advance(60_000);
    const { error } = await finishedRun(seed, id);
    expect(error).toMatchObject({
      code: 'CHILD_FAILED',
      message: 'The run of the other workflow failed: The function of the node failed.',
    });
    held.release();
  });

  test('fail where the other run fails, after the tries of the node, each a run of its own', async () => {
    nodes.work.set('broken', () => {
      throw new Error('broken');
    });
    const parent = await callerOf(await working('broken'), {
      retry: { attempts: 2, backoffMs: 0 },
    });
    const run = await executed(parent, {}, STEPS);
    expect(run).toMatchObject({
      status: 'FAILED',
      error: { code: 'CHILD_FAILED', nodeKey: 'call' },
    });
    expect(calls(run).map(({ status }) => status)).toEqual(['FAILED', 'FAILED']);
    expect(new Set(calls(run).map((step) => calledRun(step).id)).size).toBe(2);
    nodes.work.set('broken', () => 'mended');
    await seed.mutate('retryRun', { runId: run.id });
    expect(await finishedRun(seed, run.id)).toMatchObject({
      status: 'SUCCEEDED',
      output: 'mended',
    });
  });

  test('fail where the other run is canceled, and say so', async () => {
    nodes.hold('canceled');
    const [run, called] = await waiting(await callerOf(await working('canceled')));
    await seed.mutate('cancelRun', { runId: called.id });
    const { error } = await finishedRun(seed, run.id);
    expect(error).toMatchObject({
      code: 'CHILD_FAILED',
      message: expect.stringMatching(/canceled/) as string,
    });
  });

  test('take those that they called with them when they are canceled, at any depth', async () => {
    nodes.hold('deep');
    const middle = await callerOf(await working('deep'));
    const [run, called] = await waiting(await callerOf(middle));
    const deeper = await runWhen(seed, called.id, ({ status }) => status === 'WAITING', STEPS);
    await seed.mutate('cancelRun', { runId: run.id });
    const deepest = calledRun(calls(deeper)[0]).id;
    for (const id of [called.id, deepest])
      expect((await finishedRun(seed, id)).status).toBe('CANCELED');
  });

  test('give up what a call gives at any depth', async () => {
    nodes.work.set('deepest', () => ({ depth: 3 }));
    const middle = await callerOf(await working('deepest'));
    expect((await executed(await callerOf(middle))).output).toEqual({ depth: 3 });
  });

  test('cancel more of them than are looked up at once', async () => {
    const child = await live(graph([START, ['ask', 'approval']], ['start -> ask']));
    const { digest } = await child.version(1, 'digest');
    const config = { workflowId: child.id, digest, input: '{}' };
    const names = Array.from({ length: 120 }, (_, place) => `call${place}`);
    const parent = await live(
      graph(
        [START, ...names.map((name): [string, string, object] => [name, 'workflow', config])],
        names.map((name) => `start -> ${name}`),
      ),
    );
    const run = await startBuiltIn(parent);
    await runWhen(seed, run, ({ status }) => status === 'WAITING');
    await seed.mutate('cancelRun', { runId: run });
    const open = `status: [QUEUED, RUNNING, WAITING], workflowId: "${child.id}"`;
    const left = async (): Promise<number> =>
      (await seed.query(`{ runs(filter: { ${open} }) { totalCount } }`)).runs.totalCount;
    for (let tries = 0; tries < 500 && (await left()) > 0; tries++) await pause(10);
    expect(await left()).toBe(0);
  });

  test('leave nothing running that nobody waits for, even if the process ends in between', async () => {
    const child = await live(graph([START, ['ask', 'approval']], ['start -> ask']));
    const [run, called] = await waiting(await callerOf(child));
    await runWhen(seed, called.id, ({ status }) => status === 'WAITING');
    failed = /LEFT JOIN step s ON s.id = r.parent_step/;
    await seed.mutate('cancelRun', { runId: run.id });
    await pause(50);
    expect((await seed.run(called.id, 'status')).status).toBe('WAITING');
    await app.close();
    failed = undefined;
    await open();
    expect((await finishedRun(seed, called.id)).status).toBe('CANCELED');
  });

  test('leave a run alone that somebody tries again after its caller failed', async () => {
    nodes.work.set('again', () => {
      throw new Error('not yet');
    });
    const run = await executed(await callerOf(await working('again')), {}, STEPS);
    const held = nodes.hold('again');
    const child = calledRun(calls(run)[0]).id;
    await seed.mutate('retryRun', { runId: child });
    await runWhen(seed, child, ({ status }) => status === 'RUNNING');
    await app.services.endRun.cancelOrphans();
    held.release('at last');
    expect(await finishedRun(seed, child)).toMatchObject({ output: 'at last' });
    expect((await seed.run(run.id, 'status')).status).toBe('FAILED');
  });

  test('call nothing any more once another step has failed', async () => {
    nodes.work.set('first', () => {
      throw new Error('first');
    });
    const child = await working('never');
    const { digest } = await child.version(1, 'digest');
    // what it is called with is evaluated by a thread, so the other step has failed by then
    const config = { workflowId: child.id, digest, input: 'input' };
    const parent = await live(
      graph(
        [START, ['call', 'workflow', config], ['first', 'test.work']],
        ['start -> call', 'start -> first'],
      ),
    );
    const run = await executed(parent, {}, STEPS);
    expect(run).toMatchObject({ status: 'FAILED', error: { nodeKey: 'first' } });
    expect(calls(run)).toMatchObject([{ status: 'CANCELED', calledRun: null }]);
    expect((await child.read('runs { totalCount }')).runs.totalCount).toBe(0);
  });

  test.each([
    ['archived', 'archiveWorkflow', {}, /archived/],
    ['paused', 'pauseWorkflow', { reason: 'Stocktaking.' }, /Stocktaking/],
  ])('fail with the reason where the other workflow is %s', async (_what, mutation, input, why) => {
    const child = await working('unstarted');
    const parent = await callerOf(child);
    await child.mutate(mutation, input);
    const { status, error } = await executed(parent);
    expect(status).toBe('FAILED');
    expect(error).toMatchObject({
      code: 'CHILD_FAILED',
      message: expect.stringMatching(why) as string,
    });
  });

  test('fail where the other workflow hits a limit, which pauses it for good', async () => {
    const child = await working('limited');
    nodes.work.set('limited', () => 'done');
    const parent = await callerOf(child);
    await child.mutate('updateWorkflow', { limits: { maxRunsPerDay: 1 } });
    expect((await executed(parent)).status).toBe('SUCCEEDED');
    const { error } = await executed(parent);
    expect(error).toMatchObject({
      code: 'CHILD_FAILED',
      message: expect.stringMatching(/per day/) as string,
    });
    expect((await child.read('status')).status).toBe('PAUSED');
    expect((await child.read('runs { totalCount }')).runs.totalCount).toBe(1);
  });

  test('that are tests call tests, also of a paused workflow', async () => {
    const child = await working('tested');
    nodes.work.set('tested', () => 'tested');
    const parent = await callerOf(child);
    await child.mutate('pauseWorkflow', { reason: 'Stocktaking.' });
    const run = await executed(parent, { mode: 'TEST' }, STEPS);
    expect(run.output).toBe('tested');
    expect(calledRun(calls(run)[0])['mode']).toBe('TEST');
  });

  test('fail where what they call with does not suit it, or it is not there', async () => {
    const inputs = { type: 'object', required: ['amount'] };
    const child = await live(
      graph([START, ['say', 'transform', { expression: '1' }]], ['start -> say'], { inputs }),
    );
    expect((await executed(await callerOf(child))).error).toMatchObject({ code: 'CHILD_FAILED' });
    const digest = `sha256:${'0'.repeat(64)}`;
    const config = { workflowId: child.id, digest, input: '{}' };
    const lost = graph([START, ['call', 'workflow', config]], ['start -> call']);
    const parent = await seed.workflow({ definition: lost });
    const test = await executed(parent, { version: 'draft', mode: 'TEST' });
    expect(test.error).toMatchObject({ code: 'CHILD_FAILED', nodeKey: 'call' });
  });
});
