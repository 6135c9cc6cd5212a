import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, SeededWorkflow } from '../support/seed';
import { schedule, triggeredBy, webhook } from '../support/triggers';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

interface Armed {
  nodeKey: string;
  nextTickAt: string | null;
  path: string | null;
  lastTick: { tickAt: string; run: Answer | null; refusal: { code: string } | null } | null;
}

describe.each(databases)('triggers on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  const seen: string[] = [];
  beforeAll(async () => {
    const statementObserver = (sql: string): void => void seen.push(sql);
    app = await createTestApp({
      kind,
      pollInterval: NEVER,
      runConcurrency: 0,
      statementObserver,
    });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  /** A workflow with a version for each list of triggers; the first is live. */
  const live = async (...versions: Record<string, unknown>[][]): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow();
    for (const triggers of versions) await workflow.save(triggeredBy(...triggers));
    await workflow.activate(1);
    return workflow;
  };
  const armed = async (workflow: SeededWorkflow): Promise<Armed[]> => {
    const fields =
      'armedTriggers { nodeKey nextTickAt path lastTick { tickAt run { id } refusal { code } } }';
    return (await workflow.read(fields))['armedTriggers'] as Armed[];
  };
  const keys = async (workflow: SeededWorkflow): Promise<string[]> =>
    (await armed(workflow)).map(({ nodeKey }) => nodeKey);
  /** When a trigger fired, newest first, by the payloads' ticks. */
  const runs = async (workflow: SeededWorkflow): Promise<string[]> => {
    const { edges } = (await workflow.read('runs { edges { node { triggerKey } } }')).runs;
    return edges.map(({ node }) => node['triggerKey'] as string);
  };
  const tick = async (milliseconds = MINUTE): Promise<void> => {
    app.clock.advance(milliseconds);
    await app.services.schedules.look();
  };

  describe('arming', () => {
    test('goes with every routing of live: activate, roll back, deactivate', async () => {
      const workflow = await live([schedule('one')], [schedule('two'), webhook('hook', 'goes')]);
      expect(await keys(workflow)).toEqual(['one']);
      await workflow.activate(2);
      expect(await keys(workflow)).toEqual(['hook', 'two']);
      await workflow.mutate('rollback');
      expect(await keys(workflow)).toEqual(['one']);
      await workflow.mutate('deactivate');
      expect(await keys(workflow)).toEqual([]);
    });

    test('goes with saving and activating at once', async () => {
      const workflow = await seed.workflow({ definition: triggeredBy(schedule('at-once')) });
      await workflow.mutate('saveVersion', { activate: true });
      expect(await keys(workflow)).toEqual(['at-once']);
    });

    test('takes the first route of a split', async () => {
      const workflow = await live([schedule('one')], [schedule('two')]);
      const routes = [{ version: 2 }, { version: 1, weight: 99 }];
      await workflow.mutate('routeChannel', { routes });
      expect(await keys(workflow)).toEqual(['two']);
    });

    test('takes the draft as it is when it is routed, without what is incomplete', async () => {
      const incomplete = schedule('later', 'not yet a cron');
      const definition = triggeredBy(schedule('one'), incomplete);
      const workflow = await seed.workflow({ definition });
      await workflow.mutate('routeChannel', { routes: [{ draft: true }] });
      await workflow.edit(triggeredBy(schedule('two')));
      expect(await keys(workflow)).toEqual(['one']);
    });

    test('leaves out disabled triggers, and is not for other channels', async () => {
      const off = { ...schedule('off'), disabled: true };
      const workflow = await live([off, schedule('on')], [schedule('staged')]);
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.mutate('activateVersion', { channel: 'staging', version: 2 });
      expect(await keys(workflow)).toEqual(['on']);
    });

    test('is not lost where a release comes between a tick and its look', async () => {
      const workflow = await live(
        [schedule('same')],
        [schedule('same'), webhook('new', 'between')],
      );
      app.clock.advance(MINUTE);
      await workflow.activate(2);
      await tick(0);
      expect(await runs(workflow)).toEqual(['same']);
    });

    test('tells what is armed, with its address', async () => {
      const workflow = await live([
        webhook('hook', 'told', { secret: '{{secrets.SIGN}}', channel: 'live' }),
        schedule('daily', '0 9 * * *', { timeZone: 'Europe/Berlin' }),
      ]);
      const fields = `armedTriggers { nodeKey kind cron timeZone nextTickAt path address isSigned digest
        channelKey channel { key } lastTick { tickAt } }`;
      const { digest } = await workflow.version(1, 'digest');
      const common = { digest, channelKey: 'live', channel: { key: 'live' }, lastTick: null };
      expect((await workflow.read(fields))['armedTriggers']).toEqual([
        {
          ...{ nodeKey: 'daily', kind: 'SCHEDULE', cron: '0 9 * * *', timeZone: 'Europe/Berlin' },
          nextTickAt: expect.stringMatching(/T08:00:00.000Z$/) as string,
          ...{ path: null, address: null, isSigned: false },
          ...common,
        },
        {
          ...{ nodeKey: 'hook', kind: 'WEBHOOK', cron: null, timeZone: null, nextTickAt: null },
          ...{ path: 'told', address: '/hooks/default/told', isSigned: true },
          ...common,
        },
      ]);
    });

    test('is read for many workflows in as many statements as for one', async () => {
      const ids = [await live([schedule('a')]), await live([schedule('b')])].map(({ id }) => id);
      await tick();
      const fields = 'armedTriggers { channel { key } lastTick { run { id } } }';
      const count = async (some: string[]): Promise<number> => {
        const query = `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Workflow { ${fields} } } }`;
        const counts: number[] = [];
        // the reader of events may look for new ones meanwhile
        while (counts.length < 3) {
          seen.length = 0;
          await seed.query(query, { ids: some });
          counts.push(seen.length);
        }
        return Math.min(...counts);
      };
      const one = await count(ids.slice(0, 1));
      const both = await count(ids);
      expect(both).toBe(one);
    });
  });

  describe('a schedule', () => {
    test('starts a run at its tick, once, on what is live', async () => {
      const workflow = await live([schedule('minutely')]);
      await tick();
      await tick(0);
      expect(await runs(workflow)).toEqual(['minutely']);
      const fields = 'runs { edges { node { id trigger createdBy { kind } version { number } } } }';
      const { runs: started } = await workflow.read(fields);
      expect(started.edges[0]!.node).toMatchObject({
        trigger: 'SCHEDULE',
        createdBy: { kind: 'SYSTEM' },
        version: { number: 1 },
      });
      const [{ lastTick, nextTickAt }] = (await armed(workflow)) as [Armed];
      const { id } = started.edges[0]!.node;
      expect(lastTick).toEqual({ tickAt: app.clock.now(), run: { id }, refusal: null });
      expect(Date.parse(nextTickAt!) - Date.parse(app.clock.now())).toBe(MINUTE);
    });

    test('fires the latest missed tick only after a downtime', async () => {
      const workflow = await live([schedule('minutely')]);
      await tick(10 * MINUTE + 30_000);
      expect(await runs(workflow)).toHaveLength(1);
      const [{ lastTick, nextTickAt }] = (await armed(workflow)) as [Armed];
      const now = Date.parse(app.clock.now());
      expect(Date.parse(lastTick!.tickAt)).toBe(now - 30_000);
      expect(Date.parse(nextTickAt!)).toBe(now + 30_000);
      await tick(30_000);
      expect(await runs(workflow)).toHaveLength(2);
    });

    test('of the old version never fires beside that of the new one', async () => {
      const workflow = await live([schedule('old')], [schedule('new')]);
      app.clock.advance(MINUTE);
      await workflow.activate(2);
      await tick(0);
      expect(await runs(workflow)).toEqual([]);
      await tick();
      expect(await runs(workflow)).toEqual(['new']);
      await workflow.mutate('rollback');
      await tick();
      expect(await runs(workflow)).toEqual(['old', 'new']);
    });

    test('is silent while the workflow is paused, and goes on from now when it is resumed', async () => {
      const workflow = await live([schedule('minutely')]);
      await workflow.mutate('pauseWorkflow', { reason: 'audit' });
      await tick(5 * MINUTE);
      expect(await armed(workflow)).toMatchObject([{ nextTickAt: null, lastTick: null }]);
      await workflow.mutate('resumeWorkflow');
      await tick(0);
      expect(await runs(workflow)).toEqual([]);
      await tick();
      expect(await runs(workflow)).toHaveLength(1);
    });

    test('is silent while the workflow is archived, also where it is activated or resumed meanwhile', async () => {
      const workflow = await live([schedule('one')], [schedule('two')]);
      await workflow.mutate('pauseWorkflow');
      await workflow.mutate('archiveWorkflow');
      await workflow.mutate('resumeWorkflow');
      await workflow.activate(2);
      await tick();
      expect(await keys(workflow)).toEqual([]);
      await workflow.mutate('unarchiveWorkflow');
      await tick();
      expect(await runs(workflow)).toEqual(['two']);
    });

    test('records a refused tick with its reason and does not try it again', async () => {
      const workflow = await seed.workflow();
      const inputs = { type: 'object', required: ['name'] };
      await workflow.save({ ...triggeredBy(schedule('minutely')), inputs });
      await workflow.activate(1);
      await tick();
      const refused = {
        tickAt: app.clock.now(),
        run: null,
        refusal: { code: 'RUN_INPUT_INVALID' },
      };
      expect(await armed(workflow)).toMatchObject([{ lastTick: refused }]);
      await tick(MINUTE - 1);
      expect(await armed(workflow)).toMatchObject([{ lastTick: refused }]);
      expect(await runs(workflow)).toEqual([]);
    });

    test('that hits a limit pauses the workflow, which silences it', async () => {
      const workflow = await live([schedule('minutely')]);
      await workflow.mutate('updateWorkflow', { limits: { maxRunsPerDay: 1 } });
      await tick();
      await tick();
      expect(await armed(workflow)).toMatchObject([
        { nextTickAt: null, lastTick: { refusal: { code: 'LIMIT_HIT' } } },
      ]);
      expect(await workflow.read('status pausedReason')).toMatchObject({ status: 'PAUSED' });
      expect(await runs(workflow)).toHaveLength(1);
    });

    test('starts on the channel that it names, and says so where there is none', async () => {
      const staged = schedule('staged', '* * * * *', { channel: 'staging' });
      const workflow = await live([staged], [staged, schedule('more')], []);
      await tick();
      expect(await armed(workflow)).toMatchObject([
        { lastTick: { refusal: { code: 'NOT_FOUND' } } },
      ]);
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.mutate('activateVersion', { channel: 'staging', version: 2 });
      await tick();
      const fields = 'runs { edges { node { channel { key } version { number } } } }';
      expect((await workflow.read(fields)).runs.edges).toMatchObject([
        { node: { channel: { key: 'staging' }, version: { number: 2 } } },
      ]);
      await workflow.mutate('activateVersion', { channel: 'staging', version: 3 });
      await tick();
      expect(await armed(workflow)).toMatchObject([
        { lastTick: { refusal: { code: 'TRIGGER_MISSING' } } },
      ]);
    });

    test('takes six fields with seconds', async () => {
      const workflow = await live([schedule('often', '*/10 * * * * *')]);
      await tick(10_000);
      await tick(10_000);
      expect(await runs(workflow)).toHaveLength(2);
    });

    test.each([
      ['cron', '61 * * * *', 'UTC', 'CRON_INVALID'],
      ['time zone', '* * * * *', 'Europe/Atlantis', 'TIME_ZONE_INVALID'],
    ])(
      'of no %s is a problem that bars it from going live',
      async (_what, cron, timeZone, code) => {
        const workflow = await seed.workflow();
        await workflow.save(triggeredBy(schedule('bad', cron, { timeZone })));
        expect(await workflow.refusal('activateVersion', { version: 1 })).toMatchObject({
          code: 'VALIDATION_FAILED',
          problems: [{ severity: 'ERROR', code, nodeKey: 'bad' }],
        });
      },
    );

    test('is forgotten tick by tick after thirty days', async () => {
      const workflow = await live([schedule('yearly', '0 0 1 2 *')]);
      await tick(DAY);
      const [{ lastTick }] = (await armed(workflow)) as [Armed];
      const age = Date.parse(app.clock.now()) - Date.parse(lastTick!.tickAt);
      app.clock.advance(30 * DAY - age);
      await app.services.housekeeping.run();
      expect(await armed(workflow)).toMatchObject([{ lastTick }]);
      app.clock.advance(1);
      await app.services.housekeeping.run();
      expect(await armed(workflow)).toMatchObject([{ lastTick: null }]);
    });
  });

  describe('a path', () => {
    test('belongs to one workflow: activating another with it is refused, and its routing stays', async () => {
      const owner = await live([webhook('hook', 'owned')]);
      const { name } = await owner.read('name');
      const other = await live([schedule('mine')], [webhook('hook', 'owned')]);
      expect(await other.refusal('activateVersion', { version: 2 })).toMatchObject({
        code: 'WEBHOOK_PATH_TAKEN',
        field: ['version'],
        message: `The webhook path "owned" belongs to the workflow "${String(name)}".`,
      });
      expect(await other.live()).toBe('v1');
      expect(await keys(other)).toEqual(['mine']);
      expect(await armed(owner)).toMatchObject([{ path: 'owned' }]);
    });

    test('is not taken over by a fork or a definition that comes from elsewhere', async () => {
      const owner = await live([webhook('hook', 'copied')]);
      const { workflow } = await owner.mutate(
        'forkWorkflow',
        { name: 'Fork' },
        'workflow { id key }',
      );
      const fork = new SeededWorkflow(seed, workflow.id, workflow.key);
      expect((await fork.refusal('activateVersion', { version: 1 })).code).toBe(
        'WEBHOOK_PATH_TAKEN',
      );
      expect(await keys(owner)).toEqual(['hook']);
    });

    test('belongs to its workspace alone', async () => {
      await live([webhook('hook', 'everywhere')]);
      const other = new Seed(await app.createWorkspace('elsewhere'));
      const workflow = await other.workflow({
        definition: triggeredBy(webhook('h', 'everywhere')),
      });
      await workflow.mutate('saveVersion', { activate: true });
      expect(await keys(workflow)).toEqual(['h']);
    });

    test('that stands twice in a draft is refused when it is routed', async () => {
      const definition = triggeredBy(webhook('one', 'twice'), webhook('two', 'twice'));
      const workflow = await seed.workflow({ definition });
      expect(await workflow.refusal('routeChannel', { routes: [{ draft: true }] })).toMatchObject({
        code: 'WEBHOOK_PATH_TAKEN',
        field: ['routes'],
      });
      expect(await workflow.live()).toBe('none');
    });

    test('may change its node within a workflow', async () => {
      const workflow = await live(
        [webhook('one', 'x'), webhook('two', 'y')],
        [webhook('one', 'y'), webhook('two', 'x')],
      );
      await workflow.activate(2);
      expect(await armed(workflow)).toMatchObject([{ path: 'y' }, { path: 'x' }]);
    });

    test('is kept through a pause', async () => {
      const owner = await live([webhook('hook', 'paused-path')]);
      await owner.mutate('pauseWorkflow');
      const other = await seed.workflow();
      await other.save(triggeredBy(webhook('hook', 'paused-path')));
      expect((await other.refusal('activateVersion', { version: 1 })).code).toBe(
        'WEBHOOK_PATH_TAKEN',
      );
    });

    test('is free once its workflow is archived, which can then not come back with it', async () => {
      const owner = await live([webhook('hook', 'released')]);
      await owner.mutate('archiveWorkflow');
      const other = await live([webhook('hook', 'released')]);
      expect(await owner.refusal('unarchiveWorkflow')).toMatchObject({
        code: 'WEBHOOK_PATH_TAKEN',
        field: ['workflowId'],
      });
      expect((await owner.read('status')).status).toBe('ARCHIVED');
      await other.mutate('deactivate');
      await owner.mutate('unarchiveWorkflow');
      expect(await armed(owner)).toMatchObject([{ path: 'released' }]);
    });

    test('that was given up is not taken back by a rollback', async () => {
      const owner = await live([webhook('hook', 'given-up')], [schedule('instead')]);
      await owner.activate(2);
      const other = await live([webhook('hook', 'given-up')]);
      expect(await owner.refusal('rollback')).toMatchObject({
        code: 'WEBHOOK_PATH_TAKEN',
        field: ['channel'],
      });
      expect([await owner.live(), await other.live()]).toEqual(['v2', 'v1']);
    });
  });

  test('a workflow that was never activated is deleted with nothing left', async () => {
    const workflow = await seed.workflow({ definition: triggeredBy(webhook('hook', 'deleted')) });
    await workflow.save();
    await workflow.mutate('deleteWorkflow');
    const other = await live([webhook('hook', 'deleted')]);
    expect(await keys(other)).toEqual(['hook']);
  });
});
