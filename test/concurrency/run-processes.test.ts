import { type Database } from '../../src/platform/database/database';
import { postgresOnly, type TestDatabase } from '../support/databases';
import { describeEach } from '../support/describe-each';
import { graph, startBuiltIn } from '../support/executed-run';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';
import { HeldServer } from './held-server';
import { range } from './invariants';
import { ServerProcess } from './server-process';
import { until } from './tables';

jest.setTimeout(240_000);

const START: [string, string] = ['start', 'trigger.manual'];
const DETAILS =
  'id status claims finishedAt steps(first: 20) { edges { node { nodeKey status attempt } } }';
/** Milliseconds within which what a killed process had goes on elsewhere. */
const TAKEN_OVER_WITHIN = 60_000;

/** Steps as `node status attempt`, in the order in which they began. */
const told = (run: Answer): string[] =>
  run.steps.edges.map(({ node }) => [node['nodeKey'], node.status, node['attempt']].join(' '));

describeEach(postgresOnly, 'runs of two server processes on one PostgreSQL', (kind) => {
  let files: TestDatabase;
  let database: Database;
  let server: HeldServer;
  const processes = new Map<string, ServerProcess>();
  beforeAll(async () => {
    files = await kind.create();
    database = await files.open();
    server = await HeldServer.start();
    await Promise.all(['one', 'two'].map(start));
  });
  afterAll(async () => {
    await Promise.all([...processes.values()].map((process) => process.end('SIGKILL')));
    await server.close();
    await database.close();
    await files.remove();
  });

  async function start(name: string): Promise<void> {
    const environment = { HTTP_ALLOW: '127.0.0.1', RUN_CONCURRENCY: '8', SECRETS_PROCESS: name };
    processes.set(name, await ServerProcess.start(files, environment));
  }
  const seedOf = (name: string): Seed => new Seed(processes.get(name)!.client);
  const other = (name: string): string => (name === 'one' ? 'two' : 'one');

  /** A live workflow of nodes behind a trigger. */
  async function live(
    nodes: [string, string, object][],
    edges: (string | [string, object])[],
  ): Promise<SeededWorkflow> {
    const workflow = await seedOf('two').workflow({ definition: graph([START, ...nodes], edges) });
    await workflow.save();
    await workflow.activate(1);
    return workflow;
  }

  async function when(
    id: string,
    isReached: (run: Answer) => boolean,
    patience = 30_000,
  ): Promise<Answer> {
    let run!: Answer;
    const look = async (): Promise<boolean> =>
      isReached((run = await seedOf('two').run(id, DETAILS)));
    await until(look, patience).catch(() => {
      throw new Error(`The run got no further than ${JSON.stringify(run)}`);
    });
    return run;
  }
  const succeeded = ({ status }: Answer): boolean => status === 'SUCCEEDED';

  test('share the work, and each run is executed once', async () => {
    const workflow = await live(
      [
        ['call', 'http', server.config('/at-once')],
        ['after', 'transform', { expression: 'steps.call.body' }],
      ],
      ['start -> call', 'call -> after'],
    );
    const runs = range(1, 50).map(() => ({}));
    const given = { workflowId: workflow.id, executor: 'BUILT_IN', runs };
    await Promise.all(
      ['one', 'two', 'one', 'two'].map((name) => seedOf(name).mutate('startRuns', given)),
    );
    const left = async (): Promise<number> => {
      const open = `{ runs(filter: { workflowId: "${workflow.id}", status: [QUEUED, RUNNING, WAITING] }) { totalCount } }`;
      return (await seedOf('two').query(open)).runs.totalCount;
    };
    await until(async () => (await left()) === 0, 120_000);
    const steps = await database.query(
      `SELECT 1 FROM step s JOIN run r ON r.id = s.run_id WHERE r.workflow_id = ? AND r.status = 'SUCCEEDED'
         AND r.claims = 1 AND s.attempt = 1 AND s.status = 'SUCCEEDED'`,
      [workflow.id],
    );
    expect(steps).toHaveLength(600);
    expect(await database.query('SELECT 1 FROM step', [])).toHaveLength(600);
    const requests = server.requests.filter(({ path }) => path === '/at-once');
    expect(requests).toHaveLength(200);
    expect(new Set(requests.map(({ runId }) => runId)).size).toBe(200);
    for (const name of ['one', 'two'])
      expect(requests.filter(({ process }) => process === name).length).toBeGreaterThan(20);
    await until(async () => (await jobs()).length === 0);
  });

  /** What is left in the queue. */
  async function jobs(): Promise<unknown[]> {
    return database.query('SELECT key, locked_by FROM graphile_worker.jobs', []);
  }

  test('hear of signals and cancellations that reach the other one', async () => {
    const workflow = await live(
      [
        ['slow', 'http', server.config('/held')],
        ['ask', 'approval', {}],
        ['next', 'http', server.config('/next')],
      ],
      ['start -> slow', 'start -> ask', 'ask -> next'],
    );
    const ids = await Promise.all(range(1, 4).map(() => startBuiltIn(workflow)));
    for (const runId of ids) {
      await when(runId, (run) => told(run).includes('ask WAITING 1'));
      await until(() => server.of(runId).length === 1);
      const [request] = server.of(runId);
      const elsewhere = seedOf(other(request!.process));
      // who has the run goes on beside what is under way
      await elsewhere.mutate('signalRun', { runId, nodeKey: 'ask', data: { approved: true } });
      await until(() => server.of(runId).length === 2);
      expect(server.of(runId)[1]).toMatchObject({ path: '/next', process: request!.process });
      await when(runId, (run) => told(run).includes('next SUCCEEDED 1'));
      // and its function ends
      expect(request!.isAborted).toBe(false);
      await elsewhere.mutate('cancelRun', { runId });
      await until(() => request!.isAborted);
      expect(told(await seedOf('two').run(runId, DETAILS))).toContain('slow CANCELED 1');
    }
  });

  test('take over what a killed one had, within a minute, and what waited goes on at its time', async () => {
    const slow = await live(
      [
        ['before', 'transform', { expression: '1' }],
        ['slow', 'http', server.config('/held')],
      ],
      ['start -> before', 'before -> slow'],
    );
    const delayed = await live([['rest', 'delay', { ms: 6_000 }]], ['start -> rest']);
    const asked = await live([['ask', 'approval', {}]], ['start -> ask']);
    const slowIds = await Promise.all(range(1, 8).map(() => startBuiltIn(slow)));
    await until(() => slowIds.every((id) => server.of(id).length === 1), 30_000);
    const ofOne = slowIds.filter((id) => server.of(id)[0]!.process === 'one');
    expect([ofOne.length > 0, ofOne.length < 8]).toEqual([true, true]);
    const resting = await startBuiltIn(delayed);
    const asking = await startBuiltIn(asked);
    for (const id of [resting, asking]) await when(id, ({ status }) => status === 'WAITING');

    const killedAt = Date.now();
    await processes.get('one')!.end('SIGKILL');
    const rested = await when(resting, succeeded);
    expect(told(rested)).toEqual(['start SUCCEEDED 1', 'rest SUCCEEDED 1']);
    await seedOf('two').mutate('signalRun', {
      runId: asking,
      nodeKey: 'ask',
      data: { approved: true },
    });
    expect(told(await when(asking, succeeded))).toContain('ask SUCCEEDED 1');

    await until(() => ofOne.every((id) => server.of(id).length === 2), TAKEN_OVER_WITHIN);
    expect(Date.now() - killedAt).toBeLessThan(TAKEN_OVER_WITHIN);
    for (const { path, answer } of server.requests) if (path === '/held') answer();
    for (const id of slowIds) {
      const run = await when(id, succeeded);
      const isTakenOver = ofOne.includes(id);
      const ends = isTakenOver ? ['slow INTERRUPTED 1', 'slow SUCCEEDED 2'] : ['slow SUCCEEDED 1'];
      expect(told(run)).toEqual(['start SUCCEEDED 1', 'before SUCCEEDED 1', ...ends]);
      expect([run.claims, server.of(id).length]).toEqual(isTakenOver ? [2, 2] : [1, 1]);
    }
    // the jobs of the dead one are gone too, as those of the living are
    await until(async () => (await jobs()).length === 0);
  });

  test('hand over what they have when they are told to stop, at once', async () => {
    await start('one');
    const workflow = await live([['slow', 'http', server.config('/held')]], ['start -> slow']);
    const ids = await Promise.all(range(1, 8).map(() => startBuiltIn(workflow)));
    await until(() => ids.every((id) => server.of(id).length === 1), 30_000);
    const ofOne = ids.filter((id) => server.of(id)[0]!.process === 'one');
    expect(ofOne).not.toEqual([]);
    const toldAt = Date.now();
    expect(await processes.get('one')!.end('SIGTERM')).toBe(0);
    expect(Date.now() - toldAt).toBeLessThan(12_000);
    await until(() => ofOne.every((id) => server.of(id).length === 2), 10_000);
    for (const { path, answer } of server.requests) if (path === '/held') answer();
    for (const id of ids) await when(id, succeeded);
    expect(processes.get('two')!.output).not.toMatch(/"level":(40|50)/);
  });
});
