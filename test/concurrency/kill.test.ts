import { type Database } from '../../src/platform/database/database';
import { type WebSocketClient } from '../support/websocket-client';
import { databases, type TestDatabase } from '../support/databases';
import { checkInvariants, range } from './invariants';
import { attempt, createWorkflow, definitionOf, succeed } from './operations';
import { ServerProcess } from './server-process';
import { until } from './tables';

const WRITERS = 8;
/** Acknowledged writes after which the process is killed. */
const STORM = 80;

jest.setTimeout(90_000);

const EVENTS = `subscription ($id: ID!, $after: String) {
  workflowEvents(workflowId: $id, after: $after) { sequence cursor type } }`;

interface EventRead {
  sequence: number;
  cursor: string;
  type: string;
}

/** Collects a socket's events in `events`; resolves when the socket is gone. */
async function follow(socket: WebSocketClient, events: EventRead[]): Promise<void> {
  const others: string[] = [];
  socket.socket.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString()) as {
      type: string;
      payload: { data: { workflowEvents: EventRead } };
    };
    if (type === 'next') events.push(payload.data.workflowEvents);
    else others.push(type);
  });
  await socket.closed;
  expect(others).toEqual([]);
}

describe.each(databases)('kill -9 in the middle of a write storm, on $name', (kind) => {
  let files: TestDatabase;
  let database: Database;
  const servers: ServerProcess[] = [];
  beforeAll(async () => {
    files = await kind.create();
    database = await files.open();
  });
  afterAll(async () => {
    for (const server of servers) await server.end('SIGKILL');
    await database.close();
    await files.remove();
  });

  async function start(): Promise<ServerProcess> {
    const server = await ServerProcess.start(files);
    servers.push(server);
    return server;
  }

  /** Versions that were acknowledged, and activations; ends when the server is gone. */
  async function storm(server: ServerProcess, workflowId: string): Promise<Acknowledged> {
    const acknowledged: Acknowledged = { versions: new Map(), activations: new Set() };
    let isKilled = false;
    const writer = async (name: number): Promise<void> => {
      for (let round = 0; ; round++) {
        const content = `${server.url} ${name}/${round}`;
        try {
          const { data } = await attempt(server.client, 'saveVersion', {
            workflowId,
            definition: definitionOf(content),
            name: content,
            activate: round % 2 === 0,
          });
          const { version, userErrors } = data!.saveVersion!;
          expect(userErrors).toEqual([]);
          acknowledged.versions.set(version!.number, content);
          const release = await attempt(server.client, 'activateVersion', {
            workflowId,
            version: version!.number,
          });
          const { activation } = release.data!.activateVersion!;
          acknowledged.activations.add(activation!.sequence);
        } catch (error) {
          // the connection breaks when the process is killed; anything else is a fault
          if (isKilled && (error as Error).name === 'TypeError') return;
          throw error;
        }
      }
    };
    const writers = range(1, WRITERS).map(writer);
    await until(() => acknowledged.versions.size >= STORM, 30_000);
    isKilled = true;
    await server.end('SIGKILL');
    await Promise.all(writers);
    return acknowledged;
  }

  test('every acknowledged write is there, and a subscriber that resumes misses and repeats nothing', async () => {
    let server = await start();
    const workflowId = await createWorkflow(server.client, 'Storm');
    const events: EventRead[] = [];
    for (let round = 0; round < 2; round++) {
      const socket = await server.connect();
      const followed = follow(socket, events);
      socket.subscribe(EVENTS, { id: workflowId, after: events.at(-1)?.cursor ?? '0' });
      const acknowledged = await storm(server, workflowId);
      await followed;

      server = await start();
      const stored = await checkInvariants(database, workflowId);
      const names = await database.query<{ number: number; name: string }>(
        'SELECT number AS "number", name AS "name" FROM version WHERE workflow_id = ? AND number > 0',
        [workflowId],
      );
      const byNumber = new Map(names.map(({ number, name }) => [number, name]));
      for (const [number, name] of acknowledged.versions) expect(byNumber.get(number)).toBe(name);
      const sequences = new Set(stored.activations.map(({ sequence }) => sequence));
      for (const sequence of acknowledged.activations) expect(sequences).toContain(sequence);
      // it goes on where it was: the next write is there at once, and so is its routing
      const { version } = await succeed(server.client, 'saveVersion', {
        workflowId,
        definition: definitionOf(`after ${round}`),
        activate: true,
      });
      expect(version!.number).toBe(stored.versions.length);
    }

    const socket = await server.connect();
    const followed = follow(socket, events);
    socket.subscribe(EVENTS, { id: workflowId, after: events.at(-1)!.cursor });
    const { events: stored } = await checkInvariants(database, workflowId);
    await until(() => events.length >= stored.length);
    await socket.close();
    await followed;
    expect(events.map(({ sequence }) => sequence)).toEqual(range(1, stored.length));
    expect(events.map(({ type }) => type)).toEqual(stored.map(({ type }) => type));
  });
});

interface Acknowledged {
  /** Names of the versions by number. */
  versions: Map<number, string>;
  activations: Set<number>;
}
