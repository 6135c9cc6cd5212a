import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { Client } from 'pg';
import { type Database } from '../../src/platform/database/database';
import { ExecutionLeaseStore } from '../../src/run/execution-lease.store';
import { type RunExecutorFunction } from '../../src/run/run-queue';
import { WorkerJobStore } from '../../src/run/worker-job.store';
import { WorkerRunQueue } from '../../src/run/worker-run-queue';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { postgresOnly, type TestDatabase } from '../support/databases';
import { describeEach } from '../support/describe-each';
import { graph, runWhen, startBuiltIn } from '../support/executed-run';
import { FixedClock } from '../support/fixed-clock';
import { Seed, type SeededWorkflow } from '../support/seed';
import { range } from './invariants';
import { until } from './tables';

jest.setTimeout(60_000);

const START: [string, string] = ['start', 'trigger.manual'];

interface Job {
  key: string | null;
  lockedBy: string | null;
  attempts: number;
  /** Seconds from now. */
  wait: number;
}

describeEach(postgresOnly, 'the queue of runs on PostgreSQL', (kind) => {
  let files: TestDatabase;
  let database: Database;
  const clock = new FixedClock();
  const log: string[] = [];
  const queues: WorkerRunQueue[] = [];
  const apps: TestApp[] = [];
  beforeEach(async () => {
    files = await kind.create();
    database = await files.open();
  });
  afterEach(async () => {
    for (const queue of queues.splice(0)) await queue.close();
    for (const app of apps.splice(0)) await app.close();
    await database.close();
    await files.remove();
    log.length = 0;
  });

  function createQueue(mostAtOnce = 2): WorkerRunQueue {
    const queue = new WorkerRunQueue({
      database,
      databaseUrl: files.options.databaseUrl!,
      jobs: new WorkerJobStore(database),
      leases: new ExecutionLeaseStore(database),
      clock,
      logger: pino({ level: 'warn' }, { write: (line: string) => void log.push(line) }),
      mostAtOnce,
      pollInterval: NEVER,
    });
    queues.push(queue);
    return queue;
  }

  async function createApp(options: object = {}): Promise<TestApp> {
    const app = await createTestApp({ database: files, clock, pollInterval: NEVER, ...options });
    apps.push(app);
    return app;
  }

  async function live(app: TestApp, definition: object): Promise<SeededWorkflow> {
    const workflow = await new Seed(app.client).workflow({ definition });
    await workflow.save();
    await workflow.activate(1);
    return workflow;
  }

  const enqueue = (queue: WorkerRunQueue, id: string, at?: string): Promise<void> =>
    database.transaction((transaction) => queue.enqueue(transaction, id, at));

  const jobs = (): Promise<Job[]> =>
    database.query<Job>(
      `SELECT key AS "key", locked_by AS "lockedBy", attempts AS "attempts",
         EXTRACT(EPOCH FROM run_at - now())::float8 AS "wait" FROM graphile_worker.jobs ORDER BY key`,
      [],
    );

  test('has the job of a run from its commit on, and none where the start is rolled back', async () => {
    let isFailing = false;
    const statementObserver = (sql: string): void => {
      if (isFailing && sql === 'COMMIT') throw new Error('the disk is full');
    };
    const app = await createApp({ runConcurrency: 0, statementObserver });
    const workflow = await live(app, graph([START], []));
    isFailing = true;
    await expect(startBuiltIn(workflow)).rejects.toThrow();
    isFailing = false;
    expect(await jobs()).toEqual([]);
    const id = await startBuiltIn(workflow);
    expect(await jobs()).toEqual([
      { key: id, lockedBy: null, attempts: 0, wait: expect.any(Number) as number },
    ]);
    // nobody here executes; another process does
    await pause(300);
    expect(await new Seed(app.client).run(id, 'status')).toEqual({ status: 'QUEUED' });
    const executing = await createApp();
    await runWhen(new Seed(executing.client), id, ({ status }) => status === 'SUCCEEDED');
    await until(async () => (await jobs()).length === 0);
  });

  test('keeps one job of a run, with the time of the last that enqueued it', async () => {
    const queue = createQueue();
    await enqueue(queue, 'run_a', '2026-01-31T10:00:00.000Z');
    expect((await jobs())[0]!.wait).toBeCloseTo(3600, -1);
    await enqueue(queue, 'run_a');
    const [job, ...more] = await jobs();
    expect(more).toEqual([]);
    expect(job!.wait).toBeLessThan(1);
  });

  test('loses no wake, however those of one run meet', async () => {
    const [one, two] = [await createApp(), await createApp()];
    const places = range(1, 6).map((place) => `ask${place}`);
    const workflow = await live(
      one,
      graph(
        [START, ...places.map((id): [string, string] => [id, 'approval'])],
        places.map((id) => `start -> ${id}`),
      ),
    );
    const seeds = [new Seed(one.client), new Seed(two.client)];
    const ids = await Promise.all(range(1, 25).map(() => startBuiltIn(workflow)));
    const waits = '{ edges { node { status } } }';
    for (const runId of ids)
      await runWhen(
        seeds[0]!,
        runId,
        ({ steps }) => steps.edges.filter(({ node }) => node.status === 'WAITING').length === 6,
        `steps(first: 20) ${waits}`,
      );
    const data = { approved: true };
    const signal = async (runId: string, nodeKey: string, place: number): Promise<void> => {
      await pause(Math.random() * 40);
      await seeds[place % 2]!.mutate('signalRun', { runId, nodeKey, data });
    };
    const signals = ids.flatMap((id) => places.map((nodeKey, place) => signal(id, nodeKey, place)));
    await Promise.all(signals);
    for (const id of ids) await runWhen(seeds[0]!, id, ({ status }) => status === 'SUCCEEDED');
    const attempts = await database.query('SELECT 1 FROM step WHERE attempt > 1', []);
    expect(attempts).toEqual([]);
  });

  test('leaves a job of its own to a wake that meets a worker just taking the old one', async () => {
    const queue = createQueue();
    await enqueue(queue, 'run_a');
    const worker = new Client({ connectionString: files.options.databaseUrl });
    await worker.connect();
    await worker.query('BEGIN');
    await worker.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'worker-x', locked_at = now(), attempts = 1`,
    );
    const woken = enqueue(queue, 'run_a');
    await until(async () => {
      const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return (await database.query(waiting, [])).length === 1;
    });
    await worker.query('COMMIT');
    await worker.end();
    await woken;
    expect(await jobs()).toMatchObject([
      { key: 'run_a', lockedBy: null, attempts: 0 },
      { key: null, lockedBy: 'worker-x' },
    ]);
  });

  test('brings a run that was brought too early again when it is due, without hurry', async () => {
    const app = await createApp({ runConcurrency: 0 });
    const id = await startBuiltIn(await live(app, graph([START], [])));
    const due = '2026-01-31T09:00:02.000Z';
    await database.query('UPDATE run SET claimable_at = ? WHERE id = ?', [due, id]);
    let calls = 0;
    const queue = createQueue();
    await queue.start(async () => {
      calls++;
      return clock.now() >= due;
    });
    await until(() => calls === 1);
    await until(async () => {
      const [job] = await jobs();
      return job?.lockedBy === null && job.wait > 1;
    });
    expect(calls).toBe(1);
    expect((await jobs())[0]!.wait).toBeLessThan(2.1);
    clock.advance(2_000);
  });

  test('goes on with new workers where one died, since it could not say that its job is done', async () => {
    const [blocker, spare] = [0, 1].map(
      () => new Client({ connectionString: files.options.databaseUrl }),
    );
    await Promise.all([blocker!.connect(), spare!.connect()]);
    // graphile-worker traces it there, past its logger
    const trace = jest.spyOn(console, 'trace').mockImplementation();
    const executed: string[] = [];
    const execute: RunExecutorFunction = async (runId) => {
      executed.push(runId);
      if (runId !== 'run_a') return true;
      await blocker!.query('BEGIN');
      await blocker!.query('LOCK TABLE graphile_worker._private_jobs IN EXCLUSIVE MODE');
      return true;
    };
    const queue = createQueue(1);
    await queue.start(execute);
    await enqueue(queue, 'run_a');
    await until(async () => {
      const { rows } = await spare!.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
           AND wait_event_type = 'Lock' AND query LIKE '%delete from%_private_jobs%'`,
      );
      return rows.length === 1;
    });
    await blocker!.query('ROLLBACK');
    await enqueue(queue, 'run_b');
    await until(() => executed.includes('run_b'));
    expect(log.join()).toContain('workers have ended; they are replaced');
    await Promise.all([blocker!.end(), spare!.end()]);
    expect(trace).toHaveBeenCalledTimes(1);
    trace.mockRestore();
  });

  describe('recovers', () => {
    let ids: string[];
    const taken = (age: string, id: string, changes = ''): Promise<unknown> =>
      database.query(
        `UPDATE graphile_worker._private_jobs SET locked_by = 'worker-' || key, attempts = 1,
           locked_at = now() - ?::interval ${changes} WHERE key = ?`,
        [age, id],
      );
    beforeEach(async () => {
      const app = await createApp({ runConcurrency: 0 });
      const workflow = await live(app, graph([START], []));
      ids = await Promise.all(range(1, 3).map(() => startBuiltIn(workflow)));
    });
    const available = async (): Promise<(string | null)[]> =>
      (await jobs())
        .filter(({ lockedBy, wait }) => lockedBy === null && wait <= 0)
        .map(({ key }) => key);

    test('runs that are due and have no job, or one that a worker took and did not begin', async () => {
      const queue = createQueue();
      const [none, gone, fresh] = ids as [string, string, string];
      await database.query('DELETE FROM graphile_worker._private_jobs WHERE key = ?', [none]);
      await taken('11 seconds', gone);
      await taken('5 seconds', fresh);
      await queue.recover();
      expect((await available()).sort()).toEqual([none, gone].sort());
      await queue.recover();
      expect(await jobs()).toHaveLength(3);
    });

    test('runs whose lease has ended, and no other', async () => {
      const queue = createQueue();
      const [ended, held, resting] = ids as [string, string, string];
      for (const id of ids) await taken('1 hour', id);
      const set = (id: string, at: string | null): Promise<unknown> =>
        database.query(
          `UPDATE run SET status = 'RUNNING', lease_token = 'x', claimable_at = ? WHERE id = ?`,
          [at, id],
        );
      await set(ended, clock.now());
      await set(held, '2027-01-01T00:00:00.000Z');
      await set(resting, null);
      await queue.recover();
      expect(await available()).toEqual([ended]);
    });

    test('runs whose job has failed for good, or would come too late', async () => {
      const queue = createQueue();
      const [failed, late, waiting] = ids as [string, string, string];
      const set = (changes: string, id: string): Promise<unknown> =>
        database.query(`UPDATE graphile_worker._private_jobs SET ${changes} WHERE key = ?`, [id]);
      await set('attempts = max_attempts', failed);
      await set(`run_at = now() + interval '1 day'`, late);
      await queue.recover();
      expect((await available()).sort()).toEqual([...ids].sort());
      expect((await jobs()).find(({ key }) => key === waiting)!.attempts).toBe(0);
      expect(await jobs()).toHaveLength(3);
    });

    test('what dead workers had and was set aside: it is removed', async () => {
      const queue = createQueue();
      const [old, recent] = ids as [string, string];
      await taken('11 minutes', old, ', key = NULL');
      await taken('9 minutes', recent, ', key = NULL');
      await database.query('UPDATE run SET claimable_at = NULL', []);
      await queue.recover();
      const left = (await jobs()).map(({ lockedBy }) => lockedBy);
      expect(left).toEqual(expect.arrayContaining([`worker-${recent}`, null]));
      expect(left).toHaveLength(2);
    });
  });
});
