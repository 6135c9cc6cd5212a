import { setTimeout as pause } from 'node:timers/promises';
import { type Database } from '../../src/platform/database/database';
import { databases, type TestDatabase } from '../support/databases';
import { finishedRun, graph, startBuiltIn } from '../support/executed-run';
import { RecordingServer } from '../support/recording-server';
import { Seed, SeededWorkflow } from '../support/seed';
import { range } from './invariants';
import { type KillPlace, ServerProcess } from './server-process';

jest.setTimeout(240_000);

const STEPS = 'steps(first: 100) { edges { node { nodeKey attempt status idempotencyKey } } }';
const NODES = ['start', 'size', 'big', 'small', 'call', 'rest', 'join', 'keep', 'last'];

/** Two branches of which one is taken, a call, a pause; they join, a variable counts, and the end. */
function everything(url: string): ReturnType<typeof graph> {
  return graph(
    [
      ['start', 'trigger.manual'],
      ['size', 'branch'],
      ['big', 'transform', { expression: '"big"' }],
      ['small', 'transform', { expression: '"small"' }],
      ['call', 'http', { method: 'POST', url: `${url}/{{ run.id }}`, body: '{{ input.amount }}' }],
      ['rest', 'delay', { ms: 20 }],
      ['join', 'transform', { expression: '[steps.big, steps.small, steps.call.status]' }],
      ['keep', 'set-variable', { name: 'runs', value: 'vars.runs + 1' }],
      ['last', 'transform', { expression: '{ "joined": steps.join, "runs": vars.runs }' }],
    ],
    [
      'start -> size',
      'start -> call',
      'start -> rest',
      ['size -> big', { condition: 'input.amount > 100', sourceHandle: 'big' }],
      ['size -> small', { sourceHandle: 'else' }],
      ...['big', 'small', 'call', 'rest'].map((node) => `${node} -> join`),
      'join -> keep',
      'keep -> last',
    ],
    { variables: [{ name: 'runs', type: 'number', default: 0, lifetime: 'persist' }] },
  );
}

// the queue of PostgreSQL hands out what a process had when that is missed, which takes its time
const sqlite = databases.filter(({ name }) => name === 'sqlite');

describe.each(sqlite)('kill -9 of the process that executes a run, on $name', (kind) => {
  let files: TestDatabase;
  let database: Database;
  let outside: RecordingServer;
  let server: ServerProcess;
  let workflow: SeededWorkflow;
  /** Runs that were started in this workflow, each of which counts the variable up. */
  let runs = 0;
  beforeAll(async () => {
    files = await kind.create();
    database = await files.open();
    outside = await RecordingServer.start();
    await restart();
    workflow = await new Seed(server.client).workflow({ definition: everything(outside.url) });
    await workflow.save();
    await workflow.activate(1);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await outside.close();
    await database.close();
    await files.remove();
  });

  async function restart(): Promise<void> {
    server = await ServerProcess.startMortal(files, { TEST_HTTP_ALLOW: '127.0.0.1' });
  }

  /** Starts a run on the process that runs now. */
  async function start(): Promise<string> {
    runs++;
    const now = new SeededWorkflow(new Seed(server.client), workflow.id, workflow.key);
    return startBuiltIn(now, { input: { amount: 7 } });
  }

  /** The run that was started last. */
  async function lastRun(): Promise<string> {
    const rows = await database.query<{ id: string }>(
      'SELECT id AS "id" FROM run ORDER BY created_at DESC, id DESC LIMIT 1',
      [],
    );
    return rows[0]!.id;
  }

  /**
   * Checks that a run has become what an undisturbed one becomes, whatever befell its process. Answers
   * how many of its steps were interrupted.
   */
  async function check(id: string): Promise<number> {
    const seed = new Seed(server.client);
    const run = await finishedRun(seed, id, `digest variables claims ${STEPS}`);
    const { digest } = await new SeededWorkflow(seed, workflow.id, workflow.key).version(
      1,
      'digest',
    );
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      digest,
      variables: { runs: runs - 1 },
      output: { joined: ['small', 200], runs },
    });
    const steps = run.steps.edges.map(({ node }) => node);
    for (const nodeKey of NODES) {
      const ofNode = steps.filter((step) => step['nodeKey'] === nodeKey);
      const last = nodeKey === 'big' ? 'SKIPPED' : 'SUCCEEDED';
      expect(ofNode.map(({ status }) => status)).toEqual([
        ...ofNode.slice(1).map(() => 'INTERRUPTED'),
        last,
      ]);
      expect(ofNode.map((step) => step['attempt'])).toEqual(range(1, ofNode.length));
    }
    await checkStored(id);
    const requests = outside.requests.filter(({ path }) => path === `/${id}`);
    expect(requests.length).toBeGreaterThan(0);
    const { idempotencyKey } = steps.find((step) => step['nodeKey'] === 'call')!;
    expect(new Set(requests.map((request) => request.idempotencyKey))).toEqual(
      new Set([idempotencyKey]),
    );
    return steps.length - NODES.length;
  }

  /** Checks the numbers of what happened, the events, and the variable that is kept. */
  async function checkStored(id: string): Promise<void> {
    const progress = await database.query<{ sequence: number; kind: string }>(
      'SELECT sequence AS "sequence", kind AS "kind" FROM run_progress WHERE run_id = ? ORDER BY sequence',
      [id],
    );
    expect(progress.map(({ sequence }) => sequence)).toEqual(range(1, progress.length));
    expect(progress.filter(({ kind: what }) => what === 'FINISHED')).toHaveLength(1);
    const events = await database.query<{ type: string }>(
      'SELECT type AS "type" FROM event WHERE facts LIKE ? ORDER BY sequence',
      [`%${id}%`],
    );
    expect(events.map(({ type }) => type)).toEqual(['RUN_STARTED', 'RUN_FINISHED']);
    const kept = await database.query<{ value: string }>(
      'SELECT value AS "value" FROM persistent_variable',
      [],
    );
    expect(kept).toEqual([{ value: String(runs) }]);
  }

  /**
   * Has the process kill itself at a place of a new run, and another one finish it. Answers how many
   * steps were interrupted; undefined where the run was over before.
   */
  async function killed(place: KillPlace): Promise<number | undefined> {
    await server.killAt(place);
    // the answer is lost where the process dies in the commit that creates the run
    const before = await lastRun().catch(() => undefined);
    const id = await start().catch(() => undefined);
    const until = Date.now() + 10_000;
    while (server.isRunning && Date.now() < until) {
      if (id && (await isFinished(id))) break;
      await pause(5);
    }
    // one that dies by the last commit is soon seen to be dead
    await pause(200);
    if (server.isRunning) {
      await check(id!);
      return undefined;
    }
    await restart();
    const run = await lastRun();
    if (run === before) {
      runs--;
      expect(place).toEqual({ commit: 1, when: 'BEFORE' });
      return 0;
    }
    return check(run);
  }

  async function isFinished(id: string): Promise<boolean> {
    const rows = await database.query(
      'SELECT 1 FROM run WHERE id = ? AND finished_at IS NOT NULL',
      [id],
    );
    return rows.length === 1;
  }

  test('an undisturbed run finishes, with nothing interrupted', async () => {
    expect(await check(await start())).toBe(0);
  });

  test('between any two of its commits leaves a run that goes on after its last finished step', async () => {
    let commits = 0;
    let interruptions = 0;
    for (; ; commits++) {
      // right after a commit nothing has begun yet of what it says; before the next all has been done
      const place: KillPlace =
        commits % 2 === 1
          ? { commit: commits, when: 'AFTER' }
          : { commit: commits + 1, when: 'BEFORE' };
      const interrupted = await killed(place);
      if (interrupted === undefined) break;
      interruptions += interrupted;
    }
    // its creation, its claim, a write after each step that is not waited for beside another, its end
    expect(commits).toBeGreaterThan(8);
    expect(interruptions).toBeGreaterThan(5);
  });

  test('again and again in one run, each time a little later, loses nothing either', async () => {
    await server.killAt({ commit: 3, when: 'AFTER' });
    const id = await start();
    let deaths = 0;
    while (!(await isFinished(id))) {
      if (server.isRunning) {
        await pause(5);
        continue;
      }
      deaths++;
      await restart();
      await server.killAt({ commit: 5, when: 'AFTER' });
    }
    expect(deaths).toBeGreaterThan(2);
    // it may be about to die of the commit that finished the run
    await pause(200);
    if (!server.isRunning) await restart();
    expect(await check(id)).toBeGreaterThan(2);
  });
});
