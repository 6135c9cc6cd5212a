import { Client } from 'pg';
import { type Database } from '../../src/platform/database/database';
import { openDatabase } from '../../src/platform/database/data-source';
import { databases, postgresOnly, type TestDatabase } from '../support/databases';
import { runOn } from '../support/postgres-server';
import { type WebSocketClient } from '../support/websocket-client';
import { describeEach } from '../support/describe-each';
import { range } from './invariants';
import { createWorkflow, definitionOf, succeed } from './operations';
import { ServerProcess } from './server-process';
import { settled, until } from './tables';

jest.setTimeout(60_000);

const ACTIVATIONS = `subscription ($id: ID!, $after: String) {
  activationChanged(workflowId: $id, after: $after) { sequence activation { sequence version { number } } } }`;
const VIEWERS = `subscription ($id: ID!, $clientId: String) {
  viewersChanged(workflowId: $id, clientId: $clientId) { clientId selection } }`;

interface ActivationRead {
  data: { activationChanged: { activation: { sequence: number; version: { number: number } } } };
}

describeEach(postgresOnly, 'two server processes on one PostgreSQL', (kind) => {
  let files: TestDatabase;
  let directory: TestDatabase;
  let database: Database;
  let one: ServerProcess;
  let two: ServerProcess;
  const sockets: WebSocketClient[] = [];
  beforeAll(async () => {
    files = await kind.create();
    // another directory, as on another machine
    directory = await databases[0]!.create();
    const { dataDirectory } = directory.options;
    const other = { ...files, options: { ...files.options, dataDirectory } };
    database = await files.open();
    [one, two] = await Promise.all([ServerProcess.start(files), ServerProcess.start(other)]);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.socket.terminate();
    await Promise.all([one.end(), two.end()]);
    await database.close();
    await files.remove();
    await directory.remove();
  });

  async function open(server: ServerProcess, token?: string): Promise<WebSocketClient> {
    const socket = await server.connect(token);
    sockets.push(socket);
    return socket;
  }

  /** A workflow with versions 1 and 2. */
  async function workflowWithTwo(name: string): Promise<string> {
    const workflowId = await createWorkflow(one.client, name);
    for (const content of [1, 2])
      await succeed(one.client, 'saveVersion', { workflowId, definition: definitionOf(content) });
    return workflowId;
  }

  async function nextActivation(socket: WebSocketClient): Promise<number> {
    const { data } = await socket.nextPayload<ActivationRead>();
    return data.activationChanged.activation.sequence;
  }

  /** Cuts the connections on which servers listen for notices; answers how many there were. */
  async function cutListeners(): Promise<number> {
    const rows = await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query IN ('LISTEN switchyard', 'SELECT pg_notify($1, $2)')`,
      [],
    );
    return rows.length;
  }

  async function listeners(): Promise<number> {
    const rows = await database.query(
      `SELECT 1 FROM pg_stat_activity
       WHERE datname = current_database() AND query IN ('LISTEN switchyard', 'SELECT pg_notify($1, $2)')`,
      [],
    );
    return rows.length;
  }

  test('an activation on one reaches the subscribers of the other sooner than any poll', async () => {
    const id = await workflowWithTwo('Across');
    const socket = await open(two);
    socket.subscribe(ACTIVATIONS, { id, after: '0' });
    const took: number[] = [];
    for (let round = 1; round <= 10; round++) {
      const began = performance.now();
      await succeed(one.client, 'activateVersion', { workflowId: id, version: 1 + (round % 2) });
      expect(await nextActivation(socket)).toBe(round);
      took.push(performance.now() - began);
    }
    // the poll looks once a second: ten in a row would not all be that lucky
    expect(took.sort((a, b) => a - b)[5]).toBeLessThan(500);
  });

  test('with the listening connections cut, subscribers still get each event once, and notices come again', async () => {
    const id = await workflowWithTwo('Cut');
    const socket = await open(two);
    socket.subscribe(ACTIVATIONS, { id, after: '0' });
    await succeed(one.client, 'activateVersion', { workflowId: id, version: 1 });
    expect(await nextActivation(socket)).toBe(1);
    expect(await cutListeners()).toBe(2);
    for (let round = 2; round <= 6; round++) {
      await succeed(one.client, 'activateVersion', { workflowId: id, version: 2 - (round % 2) });
      if (round === 4) await cutListeners();
    }
    for (let round = 2; round <= 6; round++) expect(await nextActivation(socket)).toBe(round);
    await until(async () => (await listeners()) === 2);
    expect([one.isRunning, two.isRunning]).toEqual([true, true]);
    await succeed(one.client, 'activateVersion', { workflowId: id, version: 1 });
    expect(await nextActivation(socket)).toBe(7);
  });

  test('a token that is revoked on one loses its sockets on the other', async () => {
    const { createApiToken } = await one.client.request<{
      createApiToken: { apiToken: { id: string }; secret: string };
    }>(
      `mutation { createApiToken(input: { name: "short-lived", scopes: [WORKFLOWS_READ] }) {
        apiToken { id } secret } }`,
    );
    const socket = await open(two, createApiToken.secret);
    await one.client.request(
      'mutation ($id: ID!) { revokeApiToken(input: { id: $id }) { apiToken { revokedAt } } }',
      { id: createApiToken.apiToken.id },
    );
    expect(await socket.closed).toMatchObject({ code: 4403 });
    const { status } = await two.client.as(createApiToken.secret).send('{ viewer { scopes } }');
    expect(status).toBe(401);
  });

  test('the list of viewers shows those of both', async () => {
    const id = await createWorkflow(one.client, 'Watched');
    const watched = async (socket: WebSocketClient): Promise<string[]> => {
      const { data } = await socket.nextPayload<{
        data: { viewersChanged: { clientId: string }[] };
      }>();
      return data.viewersChanged.map(({ clientId }) => clientId).sort();
    };
    const both = async (socket: WebSocketClient, expected: string[]): Promise<void> => {
      while ((await watched(socket)).join() !== expected.join());
    };
    const [first, second] = [await open(one), await open(two)];
    first.subscribe(VIEWERS, { id, clientId: 'first' });
    await both(first, ['first']);
    second.subscribe(VIEWERS, { id, clientId: 'second' });
    await Promise.all([both(first, ['first', 'second']), both(second, ['first', 'second'])]);
    const listed = await two.client.request<{ workflow: { viewers: unknown[] } }>(
      'query ($id: ID!) { workflow(id: $id) { viewers { clientId } } }',
      { id },
    );
    expect(listed.workflow.viewers).toHaveLength(2);
    await first.close();
    await both(second, ['second']);
  });

  test('selections that are together larger than a notice reach the other all the same', async () => {
    const id = await createWorkflow(one.client, 'Selected');
    const selection = range(1, 20).map((place) => `${place}-`.padEnd(150, 'x'));
    for (const clientId of ['a', 'b', 'c', 'd']) {
      const socket = await open(one);
      socket.subscribe(VIEWERS, { id, clientId });
      await socket.nextPayload();
      const { setSelection } = await one.client.request<{
        setSelection: { userErrors: unknown[] };
      }>(
        'mutation ($input: SetSelectionInput!) { setSelection(input: $input) { userErrors { code } } }',
        { input: { workflowId: id, clientId, selection } },
      );
      expect(setSelection.userErrors).toEqual([]);
    }
    await until(async () => {
      const { workflow } = await two.client.request<{
        workflow: { viewers: { selection: string[] }[] };
      }>('query ($id: ID!) { workflow(id: $id) { viewers { selection } } }', { id });
      const selected = workflow.viewers.filter((viewer) => viewer.selection.length === 20);
      return selected.length === 4;
    });
    expect([one.isRunning, two.isRunning]).toEqual([true, true]);
  });
});

describeEach(postgresOnly, 'on PostgreSQL', (kind) => {
  test('a reader following a global sequence skipped rows whose transaction committed late: here it does not', async () => {
    const files = await kind.create();
    const database = await files.open();
    const server = await ServerProcess.start(files);
    try {
      const early = await createWorkflow(server.client, 'Takes its sequence early');
      const late = await createWorkflow(server.client, 'Commits in between');
      for (const workflowId of [early, late])
        await succeed(server.client, 'saveVersion', { workflowId });
      await settled(database);
      const { viewer } = await server.client.request<{ viewer: { eventCursor: string } }>(
        '{ viewer { eventCursor } }',
      );
      const socket = await server.connect();
      socket.subscribe(
        'subscription ($after: String) { activationChanged(after: $after) { cursor workflow { id } sequence } }',
        { after: viewer.eventCursor },
      );

      // by hand what a slow process does: the event has its sequence, the commit does not come yet
      const slow = new Client({ connectionString: files.options.databaseUrl });
      await slow.connect();
      await slow.query('BEGIN');
      const { rows } = await slow.query<{ sequence: number }>(
        `UPDATE event_counter SET last_sequence = last_sequence + 1 WHERE workflow_id = $1
         RETURNING last_sequence AS "sequence"`,
        [early],
      );
      await slow.query(
        `INSERT INTO event (workflow_id, sequence, workspace_id, type, occurred_at, actor, facts, position)
         SELECT workflow_id, $2, workspace_id, 'VERSION_ACTIVATED', occurred_at, actor, '{}', NULL
         FROM event WHERE workflow_id = $1 AND sequence = 1`,
        [early, rows[0]!.sequence],
      );
      await succeed(server.client, 'activateVersion', { workflowId: late, version: 1 });
      const seen = async (): Promise<{ id: string; cursor: string; sequence: number }> => {
        const { data, errors } = await socket.nextPayload<{
          data: {
            activationChanged: { cursor: string; sequence: number; workflow: { id: string } };
          };
          errors?: unknown;
        }>();
        expect(errors).toBeUndefined();
        const { workflow, ...event } = data.activationChanged;
        return { id: workflow.id, ...event };
      };
      const first = await seen();
      expect(first.id).toBe(late);
      await slow.query('COMMIT');
      await slow.end();
      expect(await seen()).toMatchObject({ id: early, sequence: rows[0]!.sequence });

      // and who resumes after what it saw before the late commit gets it as well
      const resumed = await server.connect();
      resumed.subscribe(
        'subscription ($after: String) { activationChanged(after: $after) { workflow { id } } }',
        { after: first.cursor },
      );
      expect(await resumed.nextPayload()).toEqual({
        data: { activationChanged: { workflow: { id: early } } },
      });
    } finally {
      await server.end();
      await database.close();
      await files.remove();
    }
  });

  test('two processes that start at once on an empty database migrate it once', async () => {
    const url = process.env['TEST_POSTGRES_URL']!;
    const name = `empty_${process.pid}_${Date.now()}`;
    await runOn(url, 'postgres', `CREATE DATABASE ${name}`);
    const directories = await Promise.all([databases[0]!.create(), databases[0]!.create()]);
    const files = directories.map((directory) => ({
      ...directory,
      options: {
        dataDirectory: directory.options.dataDirectory,
        databaseUrl: `${url}/${name}`,
      },
    }));
    const servers = files.map((of) => ServerProcess.spawn(of));
    try {
      await Promise.all(servers.map((server) => server.listening()));
      const database = await openDatabase({
        url: `${url}/${name}`,
        dataDirectory: '',
        migrations: [],
      });
      const migrations = await database.query<{ name: string }>('SELECT name FROM migration', []);
      expect(new Set(migrations.map((migration) => migration.name)).size).toBe(migrations.length);
      expect(await database.query('SELECT 1 FROM installation', [])).toHaveLength(1);
      expect(await database.query('SELECT 1 FROM workspace', [])).toHaveLength(1);
      await database.close();
      const workflowId = await createWorkflow(servers[0]!.client, 'Shared');
      const { workflow } = await servers[1]!.client.request<{ workflow: { id: string } }>(
        'query ($id: ID!) { workflow(id: $id) { id } }',
        { id: workflowId },
      );
      expect(workflow.id).toBe(workflowId);
    } finally {
      await Promise.all(servers.map((server) => server.end()));
      await Promise.all(directories.map((directory) => directory.remove()));
      await runOn(url, 'postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }
  });
});

describe('on SQLite', () => {
  test('a second process on the same directory is refused with one line, and the first goes on', async () => {
    const files = await databases[0]!.create();
    const first = await ServerProcess.start(files);
    try {
      const second = ServerProcess.spawn(files);
      expect(await second.exited()).toBe(1);
      expect(second.output.trim().split('\n')).toEqual([
        `DATA_DIR ${files.options.dataDirectory} is in use by another Switchyard process; ` +
          'stop it, choose another directory, or use PostgreSQL by DATABASE_URL.',
      ]);
      await createWorkflow(first.client, 'Still here');
      await first.end('SIGKILL');
      const third = await ServerProcess.start(files);
      expect(await third.end()).toBe(0);
    } finally {
      await first.end('SIGKILL');
      await files.remove();
    }
  });
});
