import {
  type NodeContext,
  type NodeResult,
  type Wake,
} from '../../src/run/execution/node-function';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { executed, finishedRun, graph, runWhen, startBuiltIn } from '../support/executed-run';
import {
  AnswerApprovalDocument,
  RunWithStepsDocument,
  StartRunDocument,
  WorkflowRunsDocument,
} from '../support/generated/documents';
import { nodeType, TestNodes } from '../support/node-types';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const STEPS =
  'steps(first: 50) { edges { node { nodeKey attempt status output error { code } } } }';
const START: [string, string] = ['start', 'trigger.manual'];

/** Asks until somebody says no. */
const ask = (): NodeResult => ({ kind: 'WAIT', signal: 'APPROVAL', prompt: 'More?' });
const asking = {
  ...nodeType('test.asking', ask),
  function: {
    start: ask,
    resume: (_: NodeContext, wake: Wake): NodeResult => {
      const output = wake.kind === 'SIGNAL' ? wake.data : null;
      return (output as { approved?: boolean })?.approved ? ask() : { kind: 'DONE', output };
    },
  },
};

const stepsOf = ({ steps }: Answer): Answer[] => steps.edges.map(({ node }) => node);
/** Steps as `node status`, with the attempt where it is not the first. */
const told = (run: Answer): string[] =>
  stepsOf(run).map(({ nodeKey, status, attempt }) =>
    [nodeKey, status, ...(attempt === 1 ? [] : [attempt])].join(' '),
  );

describe.each(databases)('the built-in executor on $name', (kind) => {
  const nodes = new TestNodes();
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind, nodeTypes: [...nodes.types, asking], pollInterval: 20 });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const live = async (definition: object, input: object = {}): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow({ definition, ...input });
    await workflow.save();
    await workflow.activate(1);
    return workflow;
  };

  test('walks from the trigger to the end, whose output is the output of the run', async () => {
    const greet = { expression: '"Hello " & input.name & " from v" & $string(run.version)' };
    const workflow = await live(graph([START, ['greet', 'transform', greet]], ['start -> greet']));
    const run = await executed(
      workflow,
      { input: { name: 'Ada' } },
      `executor claims startedAt finishedAt ${STEPS}`,
    );
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      executor: 'BUILT_IN',
      output: 'Hello Ada from v1',
      claims: 1,
    });
    expect(told(run)).toEqual(['start SUCCEEDED', 'greet SUCCEEDED']);
    expect(stepsOf(run).map(({ output }) => output)).toEqual([
      { name: 'Ada' },
      'Hello Ada from v1',
    ]);
  });

  test('is used by typed documents: start, answer an approval, read the run with its steps', async () => {
    const workflow = await live(
      graph([START, ['ask', 'approval', { prompt: 'Go?' }]], ['start -> ask']),
    );
    const input = { workflowId: workflow.id, input: { amount: 5 } };
    const { startRun } = await app.client.request(StartRunDocument, { input });
    const { id } = startRun.run!;
    await runWhen(seed, id, ({ status }) => status === 'WAITING');
    const { run: waiting } = await app.client.request(RunWithStepsDocument, { id });
    expect(waiting!.waitingFor).toEqual([
      { nodeKey: 'ask', waitingFor: { kind: 'APPROVAL', prompt: 'Go?', resumesAt: null } },
    ]);
    const answer = { runId: id, nodeKey: 'ask', data: { approved: true } };
    await app.client.request(AnswerApprovalDocument, { input: answer });
    await finishedRun(seed, id);
    const filter = { status: ['SUCCEEDED' as const] };
    const { workflow: read } = await app.client.request(WorkflowRunsDocument, {
      workflowId: workflow.id,
      filter,
    });
    expect(read!.runs.edges.map(({ node }) => [node.id, node.status])).toEqual([[id, 'SUCCEEDED']]);
  });

  test('takes the branch that holds, skips the other, and joins what was taken', async () => {
    const workflow = await live(
      graph(
        [
          START,
          ['size', 'branch'],
          ['big', 'transform', { expression: '"big"' }],
          ['small', 'transform', { expression: '"small"' }],
          ['after', 'transform', { expression: '[steps.big, steps.small]' }],
        ],
        [
          'start -> size',
          ['size -> big', { condition: 'input.amount > 100', sourceHandle: 'big' }],
          ['size -> small', { sourceHandle: 'else' }],
          'big -> after',
          'small -> after',
        ],
      ),
    );
    const big = await executed(workflow, { input: { amount: 101 } }, STEPS);
    expect(big.output).toEqual(['big']);
    expect(told(big)).toContain('small SKIPPED');
    const small = await executed(workflow, { input: { amount: 1 } }, STEPS);
    expect(small.output).toEqual(['small']);
    expect(told(small)).toContain('big SKIPPED');
  });

  test('runs independent nodes side by side, and a join waits for both', async () => {
    const [one, two] = [nodes.hold('one'), nodes.hold('two')];
    const workflow = await live(
      graph(
        [
          START,
          ['one', 'test.work'],
          ['two', 'test.work'],
          ['both', 'transform', { expression: 'steps.one + steps.two' }],
        ],
        ['start -> one', 'start -> two', 'one -> both', 'two -> both'],
      ),
    );
    const id = await startBuiltIn(workflow);
    const under = await runWhen(seed, id, (run) => told(run).length === 3, STEPS);
    expect(told(under)).toEqual(['start SUCCEEDED', 'one RUNNING', 'two RUNNING']);
    two.release(2);
    await runWhen(seed, id, (run) => told(run).includes('two SUCCEEDED'), STEPS);
    one.release(1);
    expect((await finishedRun(seed, id)).output).toBe(3);
  });

  test('tries a failed node again as its policy says, with the same key, then fails', async () => {
    nodes.work.set('flaky', () => {
      throw new Error('the secret of the installation');
    });
    nodes.calls.length = 0;
    const retry = { retry: { attempts: 3, backoffMs: 60_000 } };
    const workflow = await live(
      graph([START, ['flaky', 'test.work', {}, retry]], ['start -> flaky']),
    );
    const id = await startBuiltIn(workflow);
    for (const attempt of [2, 3]) {
      const waiting = await runWhen(seed, id, ({ status }) => status === 'WAITING', STEPS);
      expect(told(waiting)).toContain(`flaky WAITING ${attempt}`);
      app.clock.advance(60_000);
      await runWhen(seed, id, () => nodes.calls.length === attempt);
    }
    const run = await finishedRun(seed, id, STEPS);
    expect(run).toMatchObject({
      status: 'FAILED',
      error: { code: 'NODE_FAILED', nodeKey: 'flaky' },
    });
    expect(told(run)).toEqual([
      'start SUCCEEDED',
      'flaky FAILED',
      'flaky FAILED 2',
      'flaky FAILED 3',
    ]);
    expect(new Set(nodes.calls.map(({ stepKey }) => stepKey)).size).toBe(1);
    expect(JSON.stringify(run)).not.toContain('secret');
  });

  test('goes on from the failed step when it is told to, and repeats nothing that succeeded', async () => {
    const fail = (): never => {
      throw new Error('not today');
    };
    nodes.work.set('before', () => 'once');
    nodes.work.set('fails', fail);
    nodes.calls.length = 0;
    const workflow = await live(
      graph(
        [START, ['before', 'test.work'], ['fails', 'test.work'], ['gone', 'test.work']],
        ['start -> before', 'before -> fails', 'before -> gone'],
      ),
    );
    const failed = await executed(workflow);
    expect(failed.status).toBe('FAILED');
    await workflow.edit(graph([START], []));
    nodes.work.set('fails', () => 'at last');
    const { run } = await seed.mutate(
      'retryRun',
      { runId: failed.id },
      'run { status error { code } }',
    );
    expect(run).toMatchObject({ error: null });
    const done = await finishedRun(seed, failed.id, STEPS);
    expect(done.status).toBe('SUCCEEDED');
    expect(told(done)).toContain('fails SUCCEEDED 2');
    expect(nodes.calls.filter(({ nodeKey }) => nodeKey === 'before')).toHaveLength(1);
    expect((await seed.refusal('retryRun', { runId: failed.id })).code).toBe('RUN_NOT_FAILED');
  });

  test('waits for a time without holding anything, and goes on then', async () => {
    const workflow = await live(
      graph([START, ['rest', 'delay', { ms: 3_600_000 }]], ['start -> rest']),
    );
    const id = await startBuiltIn(workflow);
    const waiting = await runWhen(
      seed,
      id,
      ({ status }) => status === 'WAITING',
      'steps { edges { node { status waitingFor { kind resumesAt prompt } } } }',
    );
    expect(stepsOf(waiting)[1]).toMatchObject({
      status: 'WAITING',
      waitingFor: { kind: 'TIME', resumesAt: expect.any(String) as unknown, prompt: null },
    });
    app.clock.advance(3_599_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await seed.run(id, 'status')).status).toBe('WAITING');
    app.clock.advance(1_000);
    expect((await finishedRun(seed, id)).status).toBe('SUCCEEDED');
  });

  test('waits for an approval, once, and says who answered', async () => {
    const workflow = await live(
      graph(
        [
          START,
          ['ask', 'approval', { prompt: 'Pay {{ input.amount }}?' }],
          ['pay', 'transform', { expression: '"paid"' }],
        ],
        ['start -> ask', ['ask -> pay', { condition: 'steps.ask.approved' }]],
      ),
    );
    const ask = async (approved: boolean): Promise<Answer> => {
      const runId = await startBuiltIn(workflow, { input: { amount: 5 } });
      const WAIT = 'steps { edges { node { waitingFor { kind prompt } } } }';
      const waiting = await runWhen(seed, runId, ({ status }) => status === 'WAITING', WAIT);
      expect(stepsOf(waiting)[1]!['waitingFor']).toEqual({ kind: 'APPROVAL', prompt: 'Pay 5?' });
      const data = { approved, comment: 'ok' };
      for (const wrong of [
        { nodeKey: 'pay', data },
        { nodeKey: 'none', data },
      ])
        expect((await seed.refusal('signalRun', { runId, ...wrong })).code).toBe('NOT_WAITING');
      const unclear = { runId, nodeKey: 'ask', data: { approved: 'yes' } };
      expect((await seed.refusal('signalRun', unclear)).code).toBe('INVALID_INPUT');
      const answers = [1, 2].map(() =>
        seed.attempt('signalRun', { runId, nodeKey: 'ask', data }, 'run { id }'),
      );
      const taken = (await Promise.all(answers)).filter(
        ({ userErrors }) => userErrors.length === 0,
      );
      expect(taken).toHaveLength(1);
      return finishedRun(seed, runId, STEPS);
    };
    const approved = await ask(true);
    expect(approved.output).toBe('paid');
    expect(stepsOf(approved)[1]!['output']).toMatchObject({
      approved: true,
      comment: 'ok',
      by: { kind: 'TOKEN', name: expect.any(String) as unknown },
    });
    expect(told(await ask(false))).toContain('pay SKIPPED');
  });

  test('has a node that waits again wait for an answer of its own', async () => {
    const id = await startBuiltIn(
      await live(graph([START, ['ask', 'test.asking']], ['start -> ask'])),
    );
    const isWaiting = ({ status }: Answer): boolean => status === 'WAITING';
    await runWhen(seed, id, isWaiting);
    await seed.mutate('signalRun', { runId: id, nodeKey: 'ask', data: { approved: true } });
    await runWhen(seed, id, (run) => isWaiting(run) && Number(run['claims']) > 1, 'claims');
    await seed.mutate('signalRun', { runId: id, nodeKey: 'ask', data: { approved: false } });
    expect((await finishedRun(seed, id)).output).toEqual({ approved: false });
  });

  test('ends what is under way when it is canceled, and tells the function', async () => {
    nodes.hold('endless');
    nodes.calls.length = 0;
    const workflow = await live(graph([START, ['endless', 'test.work']], ['start -> endless']));
    const id = await startBuiltIn(workflow);
    await runWhen(seed, id, () => nodes.calls.length === 1);
    await seed.mutate('cancelRun', { runId: id });
    const run = await finishedRun(seed, id, STEPS);
    expect(told(run)).toEqual(['start SUCCEEDED', 'endless CANCELED']);
    for (let tries = 0; tries < 200 && !nodes.calls[0]!.signal.aborted; tries++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(nodes.calls[0]!.signal.aborted).toBe(true);
  });

  test('passes over a disabled node, with what it was given', async () => {
    const workflow = await live(
      graph(
        [
          START,
          ['off', 'test.work', {}, { disabled: true }],
          ['after', 'transform', { expression: 'steps.off.name' }],
        ],
        ['start -> off', 'off -> after'],
      ),
    );
    const run = await executed(workflow, { input: { name: 'Ada' } }, STEPS);
    expect([run.output, told(run)[1]]).toEqual(['Ada', 'off SKIPPED']);
  });

  test('refuses what it cannot run, in words, and leaves that to others unless asked', async () => {
    const cyclic = graph(
      [START, ['a', 'transform', { expression: '1' }], ['b', 'transform', { expression: '1' }]],
      ['start -> a', 'a -> b', 'b -> a'],
    );
    const workflow = await seed.workflow({ definition: cyclic });
    const asked = { version: 'draft', mode: 'TEST', executor: 'BUILT_IN' };
    expect(await workflow.refusal('startRun', asked)).toMatchObject({
      code: 'EXECUTOR_UNSUITABLE',
      message: expect.stringContaining('closes a cycle') as unknown,
      field: ['executor'],
    });
    const free = { version: 'draft', mode: 'TEST', executor: null };
    const { run } = await workflow.mutate('startRun', free, 'run { executor status }');
    expect(run).toEqual({ executor: 'EXTERNAL', status: 'QUEUED' });
  });

  test('stores no output that is not JSON or too large, but says so', async () => {
    const workflow = await live(graph([START, ['large', 'test.work']], ['start -> large']));
    for (const output of ['x'.repeat(1_048_576), () => 1] as never[]) {
      nodes.work.set('large', () => output);
      expect(await executed(workflow)).toMatchObject({
        status: 'FAILED',
        error: { code: 'OUTPUT_INVALID', nodeKey: 'large' },
      });
    }
  });

  test('bounds what steps say and hold: messages of errors, texts that are filled in, all outputs together', async () => {
    const failing = async (...config: [string, string, object]): Promise<Answer> =>
      executed(await live(graph([START, config], [`start -> ${config[0]}`])), {
        input: { text: 'x'.repeat(500_000) },
      });
    const told = await failing('a', 'transform', { expression: '$error($pad("x", 100000))' });
    expect((told['error'] as Answer).message.length).toBeLessThanOrEqual(10_000);
    const prompt = '{{ input.text }}'.repeat(5);
    expect(await failing('b', 'approval', { prompt })).toMatchObject({
      error: { code: 'OUTPUT_INVALID', nodeKey: 'b' },
    });
    const copies = Array.from({ length: 70 }, (_, place) => `c${place}`);
    const chain = await live(
      graph(
        [START, ...copies.map((id) => [id, 'branch', {}, { disabled: true }] as const)].map(
          (node) => [...node] as [string, string, object, object],
        ),
        copies.map((id, place) => `${place === 0 ? 'start' : copies[place - 1]!} -> ${id}`),
      ),
    );
    expect(await executed(chain, { input: { text: 'x'.repeat(500_000) } })).toMatchObject({
      status: 'FAILED',
      error: { code: 'OUTPUT_INVALID' },
    });
  });

  test('lets at most twenty waits of a run go on at once', async () => {
    let [busy, most] = [0, 0];
    const ids = Array.from({ length: 60 }, (_, place) => `again${place}`);
    for (const id of ids) {
      let tries = 0;
      nodes.work.set(id, async () => {
        most = Math.max(most, ++busy);
        await new Promise((resolve) => setTimeout(resolve, 5));
        busy--;
        if (tries++ === 0) throw new Error('once');
        return null;
      });
    }
    const retry = { retry: { attempts: 2, backoffMs: 60_000 } };
    const workflow = await live(
      graph(
        [START, ...ids.map((id): [string, string, object, object] => [id, 'test.work', {}, retry])],
        ids.map((id) => `start -> ${id}`),
      ),
    );
    const id = await startBuiltIn(workflow);
    await runWhen(seed, id, ({ status }) => status === 'WAITING');
    most = 0;
    app.clock.advance(60_000);
    expect((await finishedRun(seed, id)).status).toBe('SUCCEEDED');
    expect(most).toBe(20);
  });

  test('starts an input again at the same trigger only, not at another node of its id', async () => {
    const one = graph(
      [
        ['a', 'trigger.manual'],
        ['b', 'transform', { expression: '"one"' }],
      ],
      ['a -> b'],
    );
    const workflow = await live(one);
    const first = await executed(workflow, { input: { n: 1 } });
    nodes.calls.length = 0;
    nodes.work.delete('a');
    await workflow.save(
      graph(
        [
          ['b', 'trigger.manual'],
          ['a', 'test.work'],
        ],
        ['b -> a'],
      ),
    );
    const { run } = await seed.mutate(
      'replayRun',
      { runId: first.id, version: 2 },
      'run { id triggerKey }',
    );
    expect(run).toMatchObject({ triggerKey: 'b' });
    expect(told(await finishedRun(seed, run.id, STEPS))).toEqual(['b SUCCEEDED', 'a SUCCEEDED']);
  });
});
