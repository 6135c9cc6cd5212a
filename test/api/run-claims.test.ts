import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const STEPS =
  'steps { edges { node { nodeKey name attempt status input output error { code message nodeKey } } } }';

describe.each(databases)('external executors on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let workflow: SeededWorkflow;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    workflow = await seed.workflowWith(['hello']);
    await workflow.activate(1);
  });

  const claims = async (input: object = {}): Promise<Answer[]> =>
    (await workflow.mutate('claimRun', input, 'claims { leaseToken run { id } }')).claims;
  const stepsOf = async (runId: string): Promise<Answer[]> =>
    (await seed.run(runId, STEPS)).steps.edges.map(({ node }) => node);

  test('claim a run with its definition, work on it and finish it', async () => {
    const runId = await workflow.start({ input: { a: 1 } });
    const { claims } = await workflow.mutate(
      'claimRun',
      { leaseMs: 5000 },
      'claims { leaseToken leaseExpiresAt run { id status claims definition input startedAt } }',
    );
    const { definition } = await workflow.version(1, 'definition');
    const leaseExpiresAt = new Date(Date.parse(app.clock.now()) + 5000).toISOString();
    const run = { id: runId, status: 'RUNNING', claims: 1, definition, input: { a: 1 } };
    expect(claims).toMatchObject([{ leaseExpiresAt, run: { ...run, startedAt: app.clock.now() } }]);
    const lease = { runId, leaseToken: claims[0]!.leaseToken };
    const report = { ...lease, nodeKey: 'greet' };
    await seed.mutate('reportStep', { ...report, status: 'RUNNING', input: { b: 2 } });
    app.clock.advance(20);
    await seed.mutate('reportStep', { ...report, status: 'SUCCEEDED', output: 'hello' });
    await seed.mutate('finishRun', { ...lease, output: ['hello'], metrics: { tokens: 7 } });
    const { steps, ...ended } = await seed.run(runId, `status output metrics durationMs ${STEPS}`);
    expect(ended).toEqual({
      status: 'SUCCEEDED',
      output: ['hello'],
      metrics: { tokens: 7 },
      durationMs: 20,
    });
    expect(steps.edges).toEqual([
      {
        node: {
          nodeKey: 'greet',
          name: 'Greet',
          attempt: 1,
          status: 'SUCCEEDED',
          input: { b: 2 },
          output: 'hello',
          error: null,
        },
      },
    ]);
  });

  test('never get one run twice, eight at once', async () => {
    const runs = Array.from({ length: 40 }, () => ({}));
    const started = (await workflow.mutate('startRuns', { runs }, 'runs { id }'))
      .runs as unknown as Answer[];
    const taken: string[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (;;) {
          const some = await claims({ limit: 3 });
          // PostgreSQL skips what others hold, so a look that finds nothing may come too early
          if (some.length === 0 && taken.length >= runs.length) return;
          taken.push(...some.map(({ run }) => run.id));
        }
      }),
    );
    expect(taken.sort()).toEqual(started.map(({ id }) => id).sort());
  });

  test('get those that wait longest first, of their workflow and node types only', async () => {
    const first = await workflow.start();
    app.clock.advance(1);
    await workflow.start();
    const other = await seed.workflowWith(['other']);
    await other.start({ version: 1 });
    expect(await claims({ nodeTypes: ['http'] })).toEqual([]);
    const some = await claims({ nodeTypes: ['http', 'transform'], limit: 1 });
    expect(some.map(({ run }) => run.id)).toEqual([first]);
    expect(await claims({ limit: 100 })).toHaveLength(1);
    expect(await claims({ limit: 100 })).toHaveLength(0);
  });

  test.each([
    ['claimRun', { limit: 0 }],
    ['claimRun', { limit: 101 }],
    ['claimRun', { leaseMs: 999 }],
    ['claimRun', { leaseMs: 3_600_001 }],
  ])('are refused %s with %j', async (mutation, input) => {
    expect(await workflow.refusal(mutation, input)).toMatchObject({
      code: 'INVALID_INPUT',
      field: Object.keys(input),
    });
  });

  describe('a lease', () => {
    test('that ends hands the run out again; whoever had it can write no more', async () => {
      const runId = await workflow.start();
      const lost = await workflow.claim({ leaseMs: 1000 });
      await seed.mutate('reportStep', { ...lost, nodeKey: 'greet', status: 'RUNNING' });
      app.clock.advance(999);
      expect(await claims()).toEqual([]);
      app.clock.advance(1);
      const lease = await workflow.claim();
      const attempts: [string, object][] = [
        ['heartbeatRun', {}],
        ['reportStep', { nodeKey: 'greet', status: 'SUCCEEDED' }],
        ['finishRun', { output: 'late' }],
      ];
      for (const [mutation, input] of attempts)
        expect(await seed.refusal(mutation, { ...lost, ...input })).toMatchObject({
          code: 'LEASE_LOST',
          field: ['leaseToken'],
        });
      await seed.mutate('reportStep', { ...lease, nodeKey: 'greet', status: 'SUCCEEDED' });
      expect(await stepsOf(runId)).toMatchObject([
        { attempt: 1, status: 'INTERRUPTED' },
        { attempt: 2, status: 'SUCCEEDED' },
      ]);
      await seed.mutate('finishRun', lease);
      expect(await seed.run(runId, 'status claims')).toEqual({ status: 'SUCCEEDED', claims: 2 });
    });

    test('is kept by heartbeats', async () => {
      await workflow.start();
      const lease = await workflow.claim({ leaseMs: 1000 });
      for (let beat = 0; beat < 3; beat++) {
        app.clock.advance(900);
        await seed.mutate('heartbeatRun', { ...lease, leaseMs: 1000 }, 'leaseExpiresAt');
        expect(await claims()).toEqual([]);
      }
    });

    test('of a run that was canceled is lost, and the heartbeat says so', async () => {
      await workflow.start();
      const lease = await workflow.claim();
      await seed.mutate('cancelRun', { runId: lease.runId });
      const { code, message } = await seed.refusal('heartbeatRun', lease);
      expect([code, message]).toEqual(['LEASE_LOST', expect.stringContaining('canceled')]);
      expect(await claims()).toEqual([]);
    });
  });

  describe('a report', () => {
    const failure = { code: 'TIMEOUT', message: 'No answer.' };

    test('that is repeated changes nothing, of a step and of the end', async () => {
      const runId = await workflow.start();
      const lease = await workflow.claim();
      const step = { ...lease, nodeKey: 'greet' };
      const reports = [
        { ...step, status: 'RUNNING' },
        { ...step, status: 'SUCCEEDED', output: { a: [1] } },
      ];
      for (const report of reports)
        expect(await seed.mutate('reportStep', report, 'changed')).toMatchObject({ changed: true });
      for (const report of [{ ...reports[0], attempt: 1 }, reports[1]!])
        expect(await seed.mutate('reportStep', report, 'changed')).toMatchObject({
          changed: false,
        });
      const end = { ...lease, output: 1, metrics: { a: 1 } };
      const fields = 'run { finishedAt lastSequence }';
      const first = await seed.mutate('finishRun', end, fields);
      app.clock.advance(1);
      expect(await seed.mutate('finishRun', end, fields)).toEqual(first);
      expect((await seed.refusal('finishRun', { ...end, output: 2 })).code).toBe('LEASE_LOST');
      expect(await stepsOf(runId)).toHaveLength(1);
    });

    test('of another end of a finished attempt is refused; another attempt is taken', async () => {
      const runId = await workflow.start();
      const step = { ...(await workflow.claim()), nodeKey: 'greet' };
      await seed.mutate('reportStep', { ...step, status: 'FAILED', error: failure });
      expect(await seed.refusal('reportStep', { ...step, status: 'SUCCEEDED' })).toMatchObject({
        code: 'STEP_FINISHED',
        field: ['attempt'],
      });
      await seed.mutate('reportStep', { ...step, status: 'RUNNING' });
      await seed.mutate('reportStep', { ...step, status: 'SUCCEEDED' });
      expect(await stepsOf(runId)).toMatchObject([
        { attempt: 1, status: 'FAILED', error: { ...failure, nodeKey: 'greet' } },
        { attempt: 2, status: 'SUCCEEDED', error: null },
      ]);
    });

    test.each([
      ['a node that is not there', { nodeKey: 'none', status: 'RUNNING' }, 'NOT_FOUND'],
      ['a failure without an error', { status: 'FAILED' }, 'INVALID_INPUT'],
      ['an output of a start', { status: 'RUNNING', output: 1 }, 'INVALID_INPUT'],
      ['an attempt below 1', { status: 'RUNNING', attempt: 0 }, 'INVALID_INPUT'],
    ])('of %s is refused', async (_what, report, code) => {
      await workflow.start();
      const lease = await workflow.claim();
      const input = { ...lease, nodeKey: 'greet', ...report };
      expect((await seed.refusal('reportStep', input)).code).toBe(code);
    });

    test.each([
      [{ output: 1, error: { code: 'A', message: '' } }, 'error'],
      [{ metrics: [1] }, 'metrics'],
      [{ metrics: { a: 'b' } }, 'metrics'],
    ])('of an end with %j is refused', async (end, field) => {
      await workflow.start();
      const lease = await workflow.claim();
      expect(await seed.refusal('finishRun', { ...lease, ...end })).toMatchObject({
        code: 'INVALID_INPUT',
        field: [field],
      });
    });
  });

  describe('lists of runs', () => {
    test('are newest first, page by page, filtered by whatever a run has', async () => {
      await workflow.save(greets('two'));
      await workflow.mutate('createChannel', { key: 'staging' });
      const routes = [{ version: 2, label: 'new' }];
      await workflow.mutate('routeChannel', { channel: 'staging', routes });
      const since = app.clock.now();
      const ids: string[] = [];
      for (const input of [{}, { mode: 'TEST' }, { channel: 'staging' }, { version: 1 }]) {
        app.clock.advance(1000);
        ids.push(await workflow.start(input));
      }
      await seed.mutate('cancelRun', { runId: ids[0] });
      const [live, test, staging, explicit] = ids;
      const list = async (filter: object): Promise<(string | undefined)[]> => {
        const document = `query($filter: RunFilter) { runs(first: 100, filter: $filter) { totalCount edges { node { id } } } }`;
        const { runs } = await seed.query(document, {
          filter: { workflowId: workflow.id, ...filter },
        });
        expect(runs.totalCount).toBe(runs.edges.length);
        return runs.edges.map(({ node }) => node.id);
      };
      const after = (seconds: number) => new Date(Date.parse(since) + seconds * 1000).toISOString();
      expect(await list({})).toEqual([explicit, staging, test, live]);
      expect(await list({ version: 1 })).toEqual([explicit, test, live]);
      expect(await list({ status: ['CANCELED'] })).toEqual([live]);
      expect(await list({ status: ['CANCELED', 'QUEUED'] })).toHaveLength(4);
      expect(await list({ channel: 'staging' })).toEqual([staging]);
      expect(await list({ variant: 'new' })).toEqual([staging]);
      expect(await list({ mode: 'TEST' })).toEqual([test]);
      expect(await list({ trigger: 'REPLAY' })).toEqual([]);
      expect(await list({ replayOf: live })).toEqual([]);
      expect(await list({ createdAfter: after(1), createdBefore: after(4) })).toEqual([
        staging,
        test,
      ]);

      const page = (args: string) =>
        workflow.read(`runs(${args}) { edges { cursor node { id } } pageInfo { hasNextPage } }`);
      const first = (await page('first: 3')).runs;
      expect(first.edges.map(({ node }) => node.id)).toEqual([explicit, staging, test]);
      const rest = (await page(`first: 3, after: "${first.edges[2]!.cursor}"`)).runs;
      expect(rest.edges.map(({ node }) => node.id)).toEqual([live]);
      const { runs } = await workflow.version(2, 'runs { totalCount edges { node { id } } }');
      expect(runs).toEqual({ totalCount: 1, edges: [{ node: { id: staging } }] });
    });
  });
});
