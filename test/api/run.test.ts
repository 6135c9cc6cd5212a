import { greets, incomplete } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const PINNED = 'version { number } revision digest selectedBy variant channel { key }';
const INPUTS = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
const DAY = 24 * 60 * 60 * 1000;

describe.each(databases)('runs on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const live = async (...greetings: string[]): Promise<SeededWorkflow> => {
    const workflow = await seed.workflowWith(greetings);
    await workflow.activate(greetings.length);
    return workflow;
  };
  const started = async (workflow: SeededWorkflow, input: object, fields = PINNED) =>
    (await workflow.mutate('startRun', input, `run { ${fields} }`)).run;
  const digestOf = async (workflow: SeededWorkflow, ref: string | number): Promise<string> =>
    (await workflow.version(ref, 'digest')).digest;

  describe('which digest a run gets', () => {
    test('is that of the live route, with who chose it', async () => {
      const workflow = await live('one', 'two');
      expect(await started(workflow, {})).toEqual({
        version: { number: 2 },
        revision: 1,
        digest: await digestOf(workflow, 2),
        selectedBy: 'CHANNEL',
        variant: null,
        channel: { key: 'live' },
      });
    });

    test.each([1, 'v1', 'draft', 'latest', 'active'])(
      'is that of the version %s if asked for',
      async (version) => {
        const workflow = await live('one', 'two');
        expect(await started(workflow, { version })).toMatchObject({
          digest: await digestOf(workflow, version),
          selectedBy: 'EXPLICIT',
          channel: null,
        });
      },
    );

    test('may be a past one of the workflow, but not one that it never had', async () => {
      const workflow = await seed.workflow();
      const digest = await digestOf(workflow, 'draft');
      await workflow.edit(greets('two'));
      expect(await started(workflow, { digest })).toMatchObject({
        version: { number: 0 },
        revision: 1,
        digest,
      });
      const other = await digestOf(await seed.workflow({ definition: greets('other') }), 'draft');
      for (const input of [{ digest: other }, { digest, version: 1 }])
        expect((await workflow.refusal('startRun', input)).code).toBe('NOT_FOUND');
    });

    test('is what the routed version held when it was routed, not what it holds now', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      const digest = await digestOf(workflow, 1);
      await workflow.activate(1);
      const edit = { version: 1, expectedRevision: 1, definition: greets('edited') };
      await workflow.mutate('updateVersion', edit);
      expect(await started(workflow, {})).toMatchObject({ revision: 1, digest });
    });

    test('is the draft of that instant on a route to the draft', async () => {
      const workflow = await seed.workflow();
      await workflow.mutate('routeChannel', { routes: [{ draft: true }] });
      for (const greeting of ['two', 'three']) {
        const revision = await workflow.edit(greets(greeting));
        const digest = await digestOf(workflow, 'draft');
        expect(await started(workflow, {})).toMatchObject({ revision, digest });
      }
    });

    test('is of one route of a split, the same for a sticky key, with its label', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      const routes = [
        { version: 1, label: 'control' },
        { version: 2, label: 'new' },
      ];
      await workflow.mutate('routeChannel', { routes });
      const keys = Array.from({ length: 40 }, (_, place) => ({ stickyKey: `caller ${place}` }));
      const start = async () =>
        (await workflow.mutate('startRuns', { runs: keys }, `runs { ${PINNED} }`))
          .runs as unknown as Answer[];
      const runs = await start();
      expect(await start()).toEqual(runs);
      expect(new Set(runs.map(({ variant }) => variant))).toEqual(new Set(['control', 'new']));
      for (const { variant, version, selectedBy } of runs)
        expect([variant, version.number, selectedBy]).toEqual(
          variant === 'control' ? ['control', 1, 'SPLIT'] : ['new', 2, 'SPLIT'],
        );
    });

    test('is not to be had where the channel routes nowhere, or is not there', async () => {
      const workflow = await seed.workflow();
      expect(await workflow.refusal('startRun')).toMatchObject({
        code: 'NO_ROUTE',
        field: ['channel'],
      });
      expect((await workflow.refusal('startRun', { channel: 'none' })).code).toBe('NOT_FOUND');
    });

    test('of an archived version is to be had if asked for', async () => {
      const workflow = await live('one', 'two');
      await workflow.mutate('archiveVersion', { version: 1 });
      expect(await started(workflow, { version: 1 })).toMatchObject({ version: { number: 1 } });
    });
  });

  test('a run under way keeps digest, version and variables whatever happens; one started after each has the new one', async () => {
    const variables = (value: string) => [{ name: 'mood', type: 'text', default: value }];
    const content = (value: string) => ({ ...greets(value), variables: variables(value) });
    const workflow = await seed.workflow({ sealing: 'NEVER', definition: content('0') });
    await workflow.save();
    await workflow.activate(1);
    const fields = 'version { number } revision digest variables definition status';
    const first = await workflow.start();
    const lease = await workflow.claim();
    const before = await seed.run(first, fields);
    expect(before).toMatchObject({ variables: { mood: '0' }, status: 'RUNNING' });
    const check = async (mood: string): Promise<void> => {
      expect((await started(workflow, {}, fields))['variables']).toEqual({ mood });
      expect(await seed.run(first, fields)).toEqual(before);
    };
    for (let turn = 1; turn <= 10; turn++) {
      await workflow.save(content(String(turn)));
      await workflow.activate(turn + 1);
      await check(String(turn));
    }
    for (const version of [1, 11]) {
      const edit = { version, expectedRevision: 1, definition: content(`edited ${version}`) };
      await workflow.mutate('updateVersion', edit);
      await check('10');
    }
    await workflow.activate(11);
    await check('edited 11');
    await workflow.mutate('rollback', { targetVersion: 5 });
    await check('4');
    await workflow.mutate('archiveVersion', { version: 1 });
    await workflow.mutate('archiveWorkflow');
    expect(await seed.run(first, fields)).toEqual(before);
    await seed.mutate('reportStep', { ...lease, nodeKey: 'greet', status: 'SUCCEEDED' });
    await seed.mutate('finishRun', { ...lease, output: '0' });
    expect(await seed.run(first, fields)).toEqual({ ...before, status: 'SUCCEEDED' });
  });

  test('runs that start while channels are routed anew have version and digest of one routing', async () => {
    const workflow = await live('one', 'two');
    const digests = new Map([
      [1, await digestOf(workflow, 1)],
      [2, await digestOf(workflow, 2)],
    ]);
    const route = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn++) await workflow.activate((turn % 2) + 1);
    };
    const runs: Answer[] = [];
    const start = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn++) runs.push(await started(workflow, {}));
    };
    await Promise.all([route(), start(), start(), start()]);
    expect(runs).toHaveLength(30);
    for (const { version, digest } of runs) expect(digest).toBe(digests.get(version.number));
  });

  describe('a start', () => {
    test('is refused before there is a run if the input does not fit its schema', async () => {
      const workflow = await seed.workflow({ definition: { ...greets('x'), inputs: INPUTS } });
      const start = { version: 'draft', input: { name: 1 } };
      expect(await workflow.refusal('startRun', start)).toEqual({
        __typename: 'BasicUserError',
        code: 'RUN_INPUT_INVALID',
        field: ['input'],
        message: '/name must be string.',
      });
      const several = { version: 'draft', runs: [{ input: { name: 'Ada' } }, {}] };
      expect(await workflow.refusal('startRuns', several)).toMatchObject({
        code: 'RUN_INPUT_INVALID',
        field: ['runs', '1', 'input'],
      });
      expect((await workflow.read('runs { totalCount }')).runs.totalCount).toBe(0);
    });

    test.each([
      ['an input of more than 1 MB', { input: 'x'.repeat(1024 * 1024) }, 'input'],
      ['a sticky key without a character', { stickyKey: '' }, 'stickyKey'],
    ])('with %s is INVALID_INPUT', async (_what, input, field) => {
      const workflow = await live('one');
      expect(await workflow.refusal('startRun', input)).toMatchObject({
        code: 'INVALID_INPUT',
        field: [field],
      });
    });

    test.each([0, 101])('of %s runs at once is refused', async (length) => {
      const workflow = await live('one');
      const runs = Array.from({ length }, () => ({}));
      expect(await workflow.refusal('startRuns', { runs })).toMatchObject({ field: ['runs'] });
    });

    test('while paused is refused with the reason, test runs excepted; once archived those too', async () => {
      const workflow = await live('one');
      await workflow.mutate('pauseWorkflow', { reason: 'Stocktaking' });
      expect(await workflow.refusal('startRun')).toMatchObject({
        code: 'WORKFLOW_PAUSED',
        message: 'This workflow is paused: Stocktaking',
      });
      await workflow.start({ mode: 'TEST' });
      await workflow.mutate('archiveWorkflow');
      for (const mode of ['LIVE', 'TEST'])
        expect((await workflow.refusal('startRun', { mode })).code).toBe('WORKFLOW_ARCHIVED');
    });

    test('of content with errors is refused, of a test run not', async () => {
      const workflow = await seed.workflow({ definition: incomplete() });
      const refusal = await workflow.refusal('startRun', { version: 'draft' });
      expect(refusal).toMatchObject({ __typename: 'ValidationFailed', field: ['version'] });
      await workflow.start({ version: 'draft', mode: 'TEST' });
    });

    test('that is repeated with its idempotency key is one run, also at once', async () => {
      const workflow = await live('one');
      const input = { idempotencyKey: `once-${kind.name}`, input: { a: 1 } };
      const ids = await Promise.all(Array.from({ length: 8 }, () => workflow.start(input)));
      expect(new Set(ids).size).toBe(1);
      expect((await workflow.read('runs { totalCount }')).runs.totalCount).toBe(1);
      const other = await workflow.refusal('startRun', { ...input, input: { a: 2 } });
      expect(other.code).toBe('IDEMPOTENCY_KEY_REUSED');
    });
  });

  describe('a limit', () => {
    test.each([
      ['runs at once', { maxConcurrentRuns: 2 }, 'at most 2 runs may be under way at once'],
      ['runs per day', { maxRunsPerDay: 2 }, 'at most 2 runs may start per day'],
    ])('of %s pauses the workflow when it is hit, and says why', async (_what, limits, why) => {
      const workflow = await live('one');
      await workflow.mutate('updateWorkflow', { limits });
      await workflow.start();
      await workflow.start();
      await workflow.start({ mode: 'TEST' });
      const { code, message } = await workflow.refusal('startRun');
      expect([code, message]).toEqual(['LIMIT_HIT', expect.stringContaining(why)]);
      const { pausedReason } = await workflow.read('pausedReason');
      expect(pausedReason).toContain(why);
      expect((await workflow.events()).at(-1)).toBe('WORKFLOW_PAUSED');
      expect((await workflow.refusal('startRun')).code).toBe('WORKFLOW_PAUSED');
    });

    test('of runs at once counts those that are not finished, of runs per day those of the day', async () => {
      const workflow = await live('one');
      await workflow.mutate('updateWorkflow', {
        limits: { maxConcurrentRuns: 1, maxRunsPerDay: 2 },
      });
      await workflow.finish();
      await workflow.finish();
      app.clock.advance(DAY);
      await workflow.finish();
    });

    test('of time between starts lets one through when it has passed', async () => {
      const workflow = await live('one');
      await workflow.mutate('updateWorkflow', { limits: { coolDownMs: 1000 } });
      await workflow.start();
      app.clock.advance(1000);
      await workflow.start();
      app.clock.advance(999);
      expect((await workflow.refusal('startRun')).code).toBe('LIMIT_HIT');
    });

    test('of failures pauses when so many failed in a row, successes and test runs between', async () => {
      const workflow = await live('one');
      await workflow.mutate('updateWorkflow', { limits: { pauseAfterFailures: 2 } });
      const error = { code: 'BROKEN', message: 'It broke.' };
      await workflow.finish({ error });
      await workflow.finish();
      await workflow.finish({ error });
      await workflow.finish({ error }, { mode: 'TEST' });
      expect(await workflow.read('status')).toEqual({ status: 'ACTIVE' });
      await workflow.finish({ error });
      expect(await workflow.read('status pausedReason')).toEqual({
        status: 'PAUSED',
        pausedReason: 'Limit hit: 2 runs failed in a row.',
      });
    });
  });

  describe('a run', () => {
    test('is canceled while queued and while running, once, and its steps with it', async () => {
      const workflow = await live('one');
      const run = await workflow.start();
      const lease = await workflow.claim();
      await seed.mutate('reportStep', { ...lease, nodeKey: 'greet', status: 'RUNNING' });
      await seed.mutate('cancelRun', { runId: run });
      expect(await seed.run(run, 'status steps { edges { node { nodeKey status } } }')).toEqual({
        status: 'CANCELED',
        steps: { edges: [{ node: { nodeKey: 'greet', status: 'CANCELED' } }] },
      });
      expect((await seed.refusal('cancelRun', { runId: run })).code).toBe('RUN_FINISHED');
      expect((await seed.refusal('finishRun', lease)).code).toBe('LEASE_LOST');
    });

    test('is replayed on what it ran, or on another version as it is now', async () => {
      const workflow = await seed.workflowWith(['one', 'two'], { sealing: 'NEVER' });
      await workflow.activate(1);
      const run = await workflow.finish({}, { input: { a: 1 } });
      const digest = await digestOf(workflow, 1);
      const edit = { version: 1, expectedRevision: 1, definition: greets('edited') };
      await workflow.mutate('updateVersion', edit);
      const fields = `run { ${PINNED} input trigger status replayOf { id } }`;
      const replayed = {
        input: { a: 1 },
        trigger: 'REPLAY',
        selectedBy: 'REPLAY',
        status: 'QUEUED',
      };
      const same = await seed.mutate('replayRun', { runId: run }, fields);
      expect(same.run).toMatchObject({ ...replayed, digest, revision: 1, replayOf: { id: run } });
      const other = await seed.mutate('replayRun', { runId: run, version: 2 }, fields);
      expect(other.run).toMatchObject({ ...replayed, digest: await digestOf(workflow, 2) });
    });

    test('is deleted once it is finished, with its steps; what repeats it stays', async () => {
      const workflow = await live('one');
      const runId = await workflow.start();
      expect((await seed.refusal('deleteRun', { runId })).code).toBe('RUN_NOT_FINISHED');
      const lease = await workflow.claim();
      const { step } = await seed.mutate(
        'reportStep',
        { ...lease, nodeKey: 'greet', status: 'SUCCEEDED' },
        'step { id }',
      );
      await seed.mutate('finishRun', lease);
      const { run } = await seed.mutate('replayRun', { runId }, 'run { id }');
      await seed.mutate('deleteRun', { runId }, 'deletedRunId');
      expect(
        await seed.query(`{ run(id: "${runId}") { id } node(id: "${step.id}") { id } }`),
      ).toEqual({ run: null, node: null });
      expect(await seed.run(run.id, 'replayOf { id }')).toEqual({ replayOf: null });
    });

    test('keeps its version and its workflow from being deleted, the workflow also once it is gone', async () => {
      const workflow = await seed.workflowWith(['one']);
      for (const greeting of ['two', 'three'])
        await workflow.save(undefined, { definition: greets(greeting), parent: 1 });
      const runId = await workflow.finish({}, { version: 2, mode: 'TEST' });
      expect(await workflow.refusal('deleteVersion', { version: 2 })).toMatchObject({
        code: 'VERSION_IN_USE',
        message: expect.stringContaining('runs are pinned to it') as string,
      });
      expect((await workflow.refusal('deleteWorkflow')).code).toBe('WORKFLOW_IN_USE');
      await seed.mutate('deleteRun', { runId });
      await workflow.mutate('deleteVersion', { version: 2 });
      expect((await workflow.refusal('deleteWorkflow')).code).toBe('WORKFLOW_IN_USE');
    });

    test('keeps its revision and its content from retention, until it is deleted', async () => {
      const workflow = await seed.workflow();
      await workflow.edit(greets('what ran'));
      const runId = await workflow.finish({}, { version: 'draft' });
      const { digest } = await seed.run(runId, 'digest');
      await workflow.edit(greets('what is there'));
      await workflow.mutate('updateWorkflow', { retention: { keepRevisions: 1 } });
      const prune = async () =>
        (await workflow.mutate('pruneRevisions', {}, 'kept { reason revision { number } }'))[
          'kept'
        ];
      const kept = { reason: 'A run is pinned to its definition.', revision: { number: 2 } };
      expect(await prune()).toContainEqual(kept);
      expect((await seed.run(runId, 'definition'))['definition']).toMatchObject({
        nodes: [{ config: { expression: '"what ran"' } }, {}],
      });
      await seed.mutate('deleteRun', { runId });
      expect(await prune()).not.toContainEqual(kept);
      expect((await workflow.refusal('startRun', { digest })).code).toBe('NOT_FOUND');
    });

    test('of no workflow, of none of yours, and without the scopes is not started', async () => {
      const refusal = await seed.refusal('startRun', { workflowId: 'wf_none' });
      expect(refusal).toMatchObject({ code: 'NOT_FOUND', field: ['workflowId'] });
      const reader = seed.client.as(await app.token('runs:read'));
      expect(
        await new Seed(reader).errorCode(
          'mutation { startRun(input: { workflowId: "wf_none" }) { run { id } } }',
        ),
      ).toBe('FORBIDDEN');
    });
  });
});
