import { setTimeout as pause } from 'node:timers/promises';
import { type Database } from '../../src/platform/database/database';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { graph } from '../support/executed-run';
import { TestNodes } from '../support/node-types';
import { Seed, type SeededWorkflow } from '../support/seed';
import { range } from './invariants';
import { settled, until } from './tables';

jest.setTimeout(120_000);

/** Milliseconds before a run is tried again after its first fault. */
const FIRST_PAUSE = 500;
/** Faults in a row after which a run fails. */
const MOST_FAULTS = 8;
/** The look for runs that are due, which is nobody's work yet. */
const LOOK = /ORDER BY r\.claimable_at LIMIT/;
const STEPS =
  'error { message } output steps(first: 50) { edges { node { output error { message } } } }';
const START: [string, string] = ['start', 'trigger.manual'];

describe.each(databases)('faults while runs are executed, on $name', (kind) => {
  const nodes = new TestNodes();
  let app: TestApp;
  let seed: Seed;
  /** Reads without being seen. */
  let database: Database;
  let observe: (sql: string) => void = () => undefined;
  beforeAll(async () => {
    app = await createTestApp({
      kind,
      nodeTypes: nodes.types,
      pollInterval: 10,
      statementObserver: (sql) => observe(sql),
    });
    seed = new Seed(app.client);
    database = await app.database.open();
  });
  afterEach(() => {
    observe = () => undefined;
    app.log.length = 0;
  });
  afterAll(async () => {
    await database.close();
    await app.close();
  });

  const live = async (definition: ReturnType<typeof graph>): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow({ definition });
    await workflow.save();
    await workflow.activate(1);
    return workflow;
  };

  async function rowOf<Row>(sql: string, id: string): Promise<Row> {
    return (await database.query<Row>(sql, [id]))[0]!;
  }

  /** What a run is in the database. */
  const stored = (id: string): Promise<StoredRun> =>
    rowOf(
      `SELECT status AS "status", output AS "output", error AS "error", finished_at AS "finishedAt",
         claimable_at AS "claimableAt" FROM run WHERE id = ?`,
      id,
    );

  /** A run once it is finished; pauses and waits of it are over at once. */
  async function finished(id: string): Promise<StoredRun> {
    for (const end = Date.now() + 20_000; ;) {
      const run = await stored(id);
      if (run.finishedAt) return run;
      if (Date.now() > end) throw new Error(`It got no further than ${JSON.stringify(run)}`);
      const pauses = faults();
      if (run.status === 'WAITING' || pauses > 0) app.clock.advance(FIRST_PAUSE);
      await pause(5);
    }
  }

  /** How often the log tells of a fault of an execution. */
  const faults = (): number => app.log.filter((line) => line.includes('met a fault')).length;

  /** A parent that keeps a variable, waits for a time, calls another workflow, and ends. */
  async function world(): Promise<SeededWorkflow> {
    const child = await live(
      graph(
        [START, ['answer', 'transform', { expression: 'input.number * 2' }]],
        ['start -> answer'],
      ),
    );
    const { digest } = await child.version(1, 'digest');
    const call = { workflowId: child.id, digest, input: '{ "number": vars.runs }' };
    return live(
      graph(
        [
          START,
          ['keep', 'set-variable', { name: 'runs', value: 'vars.runs + 1' }],
          ['rest', 'delay', { ms: 100 }],
          ['call', 'workflow', call],
          ['off', 'transform', { expression: '1' }],
          ['last', 'transform', { expression: '[steps.call, vars.runs]' }],
        ],
        [
          'start -> keep',
          'start -> rest',
          ['start -> off', { condition: 'false' }],
          'keep -> call',
          'rest -> last',
          'off -> last',
          'call -> last',
        ],
        { variables: [{ name: 'runs', type: 'number', default: 0, lifetime: 'persist' }] },
      ),
    );
  }

  /** Starts a run whose creation no fault hits. Answers its id. */
  async function start(workflow: SeededWorkflow): Promise<string> {
    const { startRun } = app.services;
    const input = { workflowId: workflow.id, executor: 'BUILT_IN' as const, runs: [{}] };
    return (await startRun.start(app.caller, 'startRun', input))[0]!;
  }

  /**
   * Starts a run and fails one statement after the commit of its creation: the n-th, or the first with
   * a text. Answers the run, and what was failed, if it came to that.
   */
  async function injured(
    workflow: SeededWorkflow,
    place: number | string,
  ): Promise<{ id: string; hit: string | undefined; seen: string[] }> {
    // so that the next commit is that of the creation
    await settled(database);
    let isWritten = false;
    let isCreated = false;
    let hit: string | undefined;
    const seen: string[] = [];
    observe = (sql) => {
      if (/^INSERT INTO run\b/.test(sql)) isWritten = true;
      else if (!isCreated) isCreated = isWritten && sql === 'COMMIT';
      else if (!LOOK.test(sql)) {
        seen.push(sql);
        if (hit !== undefined || (place !== sql && place !== seen.length)) return;
        hit = sql;
        throw new Error('injected: a secret of the database');
      }
    };
    // where something else committed just then, the creation was hit itself
    const id = await start(workflow).catch(() => start(workflow));
    await finished(id);
    observe = () => undefined;
    return { id, hit, seen };
  }

  test('an error at any one statement changes nothing of what comes of a run', async () => {
    const workflow = await world();
    let runs = 0;
    const injure = async (place: number | string): Promise<{ hit?: string; seen: string[] }> => {
      runs++;
      app.log.length = 0;
      const { id, ...told } = await injured(workflow, place);
      const run = await stored(id);
      expect(run).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify([runs * 2, runs]) });
      await checkWhole(id);
      expect(JSON.stringify(await seed.run(id, STEPS))).not.toContain('injected');
      return told;
    };
    const { seen } = await injure(0);
    const hits = new Set<string | undefined>();
    // a statement there takes its time, so of each text one is enough
    const isEach = kind.name === 'sqlite';
    for (const [place, sql] of seen.entries())
      if (isEach || !hits.has(sql)) hits.add((await injure(place + 1)).hit);
    // what runs side by side comes in another order from time to time, or not at all
    const left = [...new Set(seen)].filter((sql) => !hits.has(sql));
    for (const sql of left) hits.add((await injure(sql)).hit);
    expect([...new Set(seen)].filter((sql) => !hits.has(sql)).length).toBeLessThan(3);
    expect(hits.size).toBeGreaterThan(20);
  });

  /** Checks that a run that succeeded has each thing once, and that nothing of it is left under way. */
  async function checkWhole(id: string): Promise<void> {
    const steps = await database.query<{ nodeKey: string; status: string }>(
      'SELECT node_key AS "nodeKey", status AS "status" FROM step WHERE run_id = ?',
      [id],
    );
    const ends = steps.filter(({ status }) => status !== 'INTERRUPTED');
    expect(ends.map(({ nodeKey, status }) => `${nodeKey} ${status}`).sort()).toEqual([
      'call SUCCEEDED',
      'keep SUCCEEDED',
      'last SUCCEEDED',
      'off SKIPPED',
      'rest SUCCEEDED',
      'start SUCCEEDED',
    ]);
    const progress = await database.query<{ sequence: number; kind: string }>(
      'SELECT sequence AS "sequence", kind AS "kind" FROM run_progress WHERE run_id = ? ORDER BY sequence',
      [id],
    );
    expect(progress.map(({ sequence }) => Number(sequence))).toEqual(range(1, progress.length));
    expect(progress.filter(({ kind: what }) => what === 'FINISHED')).toHaveLength(1);
    const children = await database.query<{ id: string; status: string }>(
      'SELECT id AS "id", status AS "status" FROM run WHERE parent_run = ?',
      [id],
    );
    expect(children.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    for (const run of [id, children[0]!.id]) {
      const events = await database.query<{ type: string }>(
        'SELECT type AS "type" FROM event WHERE facts LIKE ? ORDER BY sequence',
        [`%${run}%`],
      );
      expect(events.map(({ type }) => type)).toEqual(['RUN_STARTED', 'RUN_FINISHED']);
    }
  }

  test.each([
    ['its steps cannot be written', /^INSERT INTO step\b/],
    ['its input cannot be read', /^SELECT .* r\.input AS/],
  ])(
    'a fault that stays fails a run where %s, after pauses that grow',
    async (_what, statement) => {
      const workflow = await live(graph([START], []));
      observe = (sql) => {
        if (sql.startsWith('INSERT INTO event')) isInjured = true;
        if (isInjured && statement.test(sql)) throw new Error('injected: a secret of the database');
      };
      let isInjured = false;
      const id = await start(workflow);
      for (let count = 1; count < MOST_FAULTS; count++) {
        const expected = FIRST_PAUSE * 2 ** (count - 1);
        await until(async () => {
          const { claimableAt } = await stored(id);
          return (
            faults() === count &&
            Date.parse(claimableAt!) - Date.parse(app.clock.now()) === expected
          );
        });
        // not before the pause is over
        app.clock.advance(expected - 1);
        await pause(40);
        expect(faults()).toBe(count);
        app.clock.advance(1);
      }
      const run = await finished(id);
      observe = () => undefined;
      const error = JSON.parse(run.error!) as { code: string; message: string };
      expect([run.status, error.code]).toEqual(['FAILED', 'EXECUTION_FAULT']);
      const faultId = /fault_\w+/.exec(error.message)![0];
      expect(app.log.filter((line) => line.includes(faultId))).toHaveLength(1);
      expect(JSON.stringify(await seed.run(id, 'error { message }'))).not.toContain('injected');
    },
  );

  test.each([
    ['a statement of it fails', (sql: string) => /^UPDATE run SET status = 'RUNNING'/.test(sql)],
    ['nothing can be written', (sql: string) => sql === 'BEGIN'],
  ])(
    'a run that cannot be handed out since %s is tried with pauses, and goes on after',
    async (_what, isFailed) => {
      const workflow = await live(graph([START], []));
      const ids = await Promise.all([start(workflow), start(workflow)]);
      await Promise.all(ids.map(finished));
      let isCreated = false;
      observe = (sql) => {
        if (!isCreated) isCreated = sql === 'COMMIT';
        else if (isFailed(sql)) {
          throw new Error('injected: a disk that is full');
        }
      };
      const id = await start(workflow);
      await until(() => faults() > 0);
      await pause(300);
      // others are served meanwhile, and the log is not flooded
      expect(await seed.query('{ workflows { totalCount } }')).toBeDefined();
      expect(faults()).toBe(1);
      observe = () => undefined;
      expect((await finished(id)).status).toBe('SUCCEEDED');
    },
  );

  test('faults now and then never fail a run that gets on between them', async () => {
    const names = range(1, 2 * MOST_FAULTS).map((number) => `n${number}`);
    for (const name of names) nodes.work.set(name, () => name);
    const workflow = await live(
      graph(
        [START, ...names.map((name): [string, string] => [name, 'test.work'])],
        ['start', ...names].slice(0, -1).map((name, place) => `${name} -> ${names[place]!}`),
      ),
    );
    let ends = 0;
    // every second end of a step is lost
    observe = (sql) => {
      if (/^UPDATE step SET status = \?, finished_at = \?, error/.test(sql) && ends++ % 2 === 0)
        throw new Error('injected: a secret of the database');
    };
    const run = await finished(await start(workflow));
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify(names.at(-1)) });
    expect(faults()).toBeGreaterThan(MOST_FAULTS);
  });

  test('a node that is lost again and again fails the run, until somebody tries it again', async () => {
    nodes.calls.length = 0;
    const workflow = await live(graph([START, ['lost', 'test.work']], ['start -> lost']));
    let losses = 0;
    observe = (sql) => {
      if (nodes.calls.length > losses && /^UPDATE step SET status = \?, finished_at/.test(sql)) {
        losses++;
        throw new Error('injected: a secret of the database');
      }
    };
    const id = await start(workflow);
    expect(JSON.parse((await finished(id)).error!)).toMatchObject({ code: 'INTERRUPTED' });
    expect(nodes.calls).toHaveLength(5);
    observe = () => undefined;
    await seed.mutate('retryRun', { runId: id });
    expect((await finished(id)).status).toBe('SUCCEEDED');
    expect(nodes.calls).toHaveLength(6);
  });

  test('an answer that comes while nobody executes the run is taken at once, whatever else is under way', async () => {
    nodes.calls.length = 0;
    const [held, lost] = [nodes.hold('held'), nodes.hold('lost')];
    const workflow = await live(
      graph(
        [START, ['ask', 'approval'], ['held', 'test.work'], ['lost', 'test.work']],
        ['start -> ask', 'start -> held', 'start -> lost'],
      ),
    );
    const id = await start(workflow);
    const statusOf = async (nodeKey: string): Promise<string> => {
      const [step] = await database.query<{ status: string; waitingFor: string | null }>(
        `SELECT status AS "status", waiting_for AS "waitingFor" FROM step
         WHERE run_id = ? AND node_key = ? ORDER BY attempt DESC LIMIT 1`,
        [id, nodeKey],
      );
      return step?.status === 'RUNNING' && step.waitingFor ? 'WAITING' : (step?.status ?? 'none');
    };
    await until(async () => nodes.calls.length === 2 && (await statusOf('ask')) === 'WAITING');
    observe = (sql) => {
      if (sql.startsWith('UPDATE step SET status = ?')) throw new Error('injected');
    };
    lost.release();
    await until(() => faults() === 1);
    observe = () => undefined;
    await seed.mutate('signalRun', { runId: id, nodeKey: 'ask', data: { approved: true } });
    app.clock.advance(FIRST_PAUSE);
    await until(async () => (await statusOf('ask')) === 'SUCCEEDED');
    expect(await statusOf('held')).toBe('RUNNING');
    held.release();
    expect((await finished(id)).status).toBe('SUCCEEDED');
  });
});

interface StoredRun {
  status: string;
  /** JSON texts. */
  output: string | null;
  error: string | null;
  finishedAt: string | null;
  claimableAt: string | null;
}
