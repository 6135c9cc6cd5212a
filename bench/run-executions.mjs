/** How many runs a process starts and completes in a second, and how soon an activation has its first run. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { median, table } from './statistics.mjs';

const require = createRequire(import.meta.url);

/** Requests that are under way at once. */
const CONCURRENCY = 16;
const RUNS = 400;
const ACTIVATIONS = 25;

/** A trigger, and a node that computes. */
const greets = (greeting) => ({
  nodes: [
    { id: 'start', type: 'trigger.manual', name: 'Start', config: {} },
    {
      id: 'greet',
      type: 'transform',
      name: 'Greet',
      config: { expression: `"${greeting} " & input.name` },
    },
  ],
  edges: [{ id: 'start-greet', source: 'start', target: 'greet' }],
});

export async function measureExecutions({ build, directory, rounds }) {
  const { createApp } = require(join(build, 'src/app/create-app.js'));
  const options = { port: 0, host: '127.0.0.1', logLevel: 'warn' };
  const idle = await open(createApp, {
    ...options,
    dataDirectory: join(directory, 'idle'),
    runConcurrency: 0,
  });
  const busy = await open(createApp, { ...options, dataDirectory: join(directory, 'busy') });
  const floor = new Floor(join(directory, 'floor.sqlite'));
  const figures = { started: [], startFloor: [], completed: [], completeFloor: [] };
  for (let round = 0; round <= rounds; round++) {
    const taken = {
      started: await perSecond(() => startMany(idle)),
      startFloor: await perSecond(() => floor.start(RUNS)),
      completed: await perSecond(() => completeMany(busy)),
      completeFloor: await perSecond(() => floor.complete(RUNS)),
    };
    // the first round warms up
    if (round > 0) for (const [name, value] of Object.entries(taken)) figures[name].push(value);
  }
  const latencies = await firstRuns(busy);
  floor.close();
  await idle.app.close();
  await busy.app.close();
  const share = (ours, of) =>
    median(figures[ours].map((value, round) => value / figures[of][round])).toFixed(2);
  const rate = (name) => Math.round(median(figures[name]));
  const [plain, activated] = [median(latencies.plain), median(latencies.activated)];
  return [
    table([
      ['runs of two nodes', 'per second', 'bare rows', 'share'],
      ['started', rate('started'), rate('startFloor'), share('started', 'startFloor')],
      ['completed', rate('completed'), rate('completeFloor'), share('completed', 'completeFloor')],
    ]),
    table([
      ['from request to the end of the run', 'ms, median', 'ratio'],
      ['start', plain.toFixed(1), ''],
      [
        'activate, then start on the new version',
        activated.toFixed(1),
        (activated / plain).toFixed(2),
      ],
    ]),
  ].join('\n\n');
}

async function open(createApp, options) {
  const app = await createApp(options);
  const url = await app.listen();
  const send = async (query, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${app.first.adminToken}`,
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    assert.equal(errors, undefined);
    const [payload] = Object.values(data);
    assert.deepEqual(payload?.userErrors ?? [], []);
    return payload;
  };
  const { workflow } = await send(
    'mutation($input: CreateWorkflowInput!) { createWorkflow(input: $input) { workflow { id } userErrors { message } } }',
    { input: { name: 'Greets', definition: greets('Hello') } },
  );
  const save = (greeting) =>
    send(
      'mutation($input: SaveVersionInput!) { saveVersion(input: $input) { version { number } userErrors { message } } }',
      { input: { workflowId: workflow.id, definition: greets(greeting) } },
    );
  for (const greeting of ['Hello', 'Hi']) await save(greeting);
  const activate = (version) =>
    send(
      'mutation($input: ActivateVersionInput!) { activateVersion(input: $input) { changed userErrors { message } } }',
      { input: { workflowId: workflow.id, version } },
    );
  await activate(1);
  const start = () =>
    send(
      'mutation($input: StartRunInput!) { startRun(input: $input) { run { id } userErrors { message } } }',
      { input: { workflowId: workflow.id, input: { name: 'Ada' } } },
    );
  const statusOf = async (id) =>
    (await send('query($id: ID!) { run(id: $id) { status version { number } } }', { id })) ?? {};
  const underWay = async () =>
    (
      await send(
        'query($id: ID!) { workflow(id: $id) { runs(first: 1, filter: { status: [QUEUED, RUNNING] }) { totalCount } } }',
        { id: workflow.id },
      )
    ).runs.totalCount;
  return { app, start, activate, statusOf, underWay };
}

async function perSecond(work) {
  const began = performance.now();
  await work();
  return (RUNS * 1000) / (performance.now() - began);
}

async function startMany({ start }) {
  let left = RUNS;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (left-- > 0) await start();
    }),
  );
}

async function completeMany(server) {
  await startMany(server);
  while ((await server.underWay()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Times from a request to the end of a run, with an activation in front and without. */
async function firstRuns({ start, activate, statusOf }) {
  const finished = async (number) => {
    const { run } = await start();
    for (;;) {
      const { status, version } = await statusOf(run.id);
      if (status === 'SUCCEEDED') return assert.equal(version.number, number);
      assert.notEqual(status, 'FAILED');
    }
  };
  const timeOf = async (work) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  const latencies = { activated: [], plain: [] };
  for (let place = 0; place < ACTIVATIONS; place++) {
    const number = 2 - (place % 2);
    const activated = async () => {
      await activate(number);
      await finished(number);
    };
    latencies.activated.push(await timeOf(activated));
    latencies.plain.push(await timeOf(() => finished(number)));
  }
  return latencies;
}

/**
 * The same rows without anything around them, by prepared statements: a start is one transaction with a
 * run, its progress, an event and the tally; a whole run four more with two steps and six entries.
 */
class Floor {
  #database;
  #place = 0;

  constructor(file) {
    this.#database = new Sqlite(file);
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = NORMAL');
    this.#database.exec(`
      CREATE TABLE run (id TEXT PRIMARY KEY, workflow TEXT, status TEXT, created_at TEXT, content TEXT);
      CREATE INDEX run_by_workflow ON run (workflow, created_at, id);
      CREATE INDEX run_by_status ON run (workflow, status, created_at, id);
      CREATE TABLE step (id TEXT PRIMARY KEY, run_id TEXT, status TEXT, content TEXT);
      CREATE TABLE progress (run_id TEXT, sequence INTEGER, kind TEXT, PRIMARY KEY (run_id, sequence));
      CREATE TABLE event (id INTEGER PRIMARY KEY, content TEXT);
      CREATE TABLE tally (workflow TEXT PRIMARY KEY, started INTEGER);`);
    const prepare = (sql) => this.#database.prepare(sql);
    this.insertRun = prepare('INSERT INTO run VALUES (?, ?, ?, ?, ?)');
    this.updateRun = prepare('UPDATE run SET status = ? WHERE id = ?');
    this.insertStep = prepare('INSERT INTO step VALUES (?, ?, ?, ?)');
    this.updateStep = prepare('UPDATE step SET status = ?, content = ? WHERE id = ?');
    this.insertProgress = prepare('INSERT INTO progress VALUES (?, ?, ?)');
    this.insertEvent = prepare('INSERT INTO event (content) VALUES (?)');
    this.count = prepare(
      'INSERT INTO tally VALUES (?, 1) ON CONFLICT (workflow) DO UPDATE SET started = started + 1',
    );
  }

  start(count) {
    for (let place = 0; place < count; place++) this.#create();
  }

  complete(count) {
    for (let place = 0; place < count; place++) {
      const id = this.#create();
      let sequence = 1;
      const progress = (kind) => this.insertProgress.run(id, ++sequence, kind);
      const within = (work) => this.#database.transaction(work)();
      within(() => {
        this.updateRun.run('RUNNING', id);
        progress('CLAIMED');
      });
      for (const node of ['start', 'greet']) {
        within(() => {
          if (node === 'greet') this.updateStep.run('SUCCEEDED', CONTENT, `${id} start`);
          this.insertStep.run(`${id} ${node}`, id, 'RUNNING', null);
          progress('STEP_STARTED');
        });
      }
      within(() => {
        this.updateStep.run('SUCCEEDED', CONTENT, `${id} greet`);
        progress('STEP_FINISHED');
        this.updateRun.run('SUCCEEDED', id);
        progress('FINISHED');
        this.insertEvent.run(CONTENT);
      });
    }
  }

  close() {
    this.#database.close();
  }

  #create() {
    const id = `run_${String(++this.#place).padStart(32, '0')}`;
    this.#database.transaction(() => {
      this.insertRun.run(id, 'wf', 'QUEUED', new Date().toISOString(), CONTENT);
      this.insertProgress.run(id, 1, 'QUEUED');
      this.insertEvent.run(CONTENT);
      this.count.run('wf');
    })();
    return id;
  }
}

const CONTENT = JSON.stringify({ name: 'Ada', greeting: 'Hello Ada', more: 'x'.repeat(200) });
