import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import { createTestApp } from '../support/create-test-app';
import { WebSocketClient } from '../support/websocket-client';

const VIEWER = '{ viewer { scopes } }';

describe('stopping', () => {
  test('lets an open request finish, closes sockets with 1001, and takes no more', async () => {
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const app = await createTestApp();
    const { feed } = app.services;
    const cursor = feed.cursor.bind(feed);
    let isReached: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => (isReached = resolve));
    feed.cursor = async (workspaceId) => {
      isReached!();
      await held;
      return cursor(workspaceId);
    };
    const socket = await app.connect();
    const open = app.client.send('{ viewer { eventCursor } }');
    await reached;
    const closing = app.close();
    expect(await socket.closed).toEqual({ code: 1001, reason: 'The server is stopping' });
    await expect(app.client.send(VIEWER)).rejects.toThrow();
    release!();
    expect(await open).toMatchObject({
      status: 200,
      data: { viewer: { eventCursor: expect.any(String) as string } },
    });
    await closing;
  });

  test('cuts a request that takes longer than it may', async () => {
    const app = await createTestApp({ shutdownTimeout: 100 });
    app.services.feed.cursor = () => new Promise(() => undefined);
    const open = expect(app.client.send('{ viewer { eventCursor } }')).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await app.close();
    await open;
  });
});

/** The program itself, as it is started by an operator. */
describe('the program', () => {
  const directory = mkdtempSync(join(tmpdir(), 'switchyard-main-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const start = (environment: NodeJS.ProcessEnv): ChildProcess =>
    spawn(
      process.execPath,
      [
        '--require',
        join(__dirname, '../support/run-typescript.cjs'),
        join(__dirname, '../../src/main.ts'),
      ],
      {
        env: { PATH: process.env['PATH'], DATA_DIR: directory, LOG_LEVEL: 'fatal', ...environment },
      },
    );
  const outputOf = (child: ChildProcess): { text: string } => {
    const output = { text: '' };
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
    return output;
  };
  const exitOf = (child: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => child.once('exit', (code) => resolve(code)));

  test('prints where it is and how to get in, and stops by SIGTERM with 0', async () => {
    const child = start({ PORT: '0' });
    const output = outputOf(child);
    const exited = exitOf(child);
    while (!output.text.includes('Data ')) await new Promise((resolve) => setTimeout(resolve, 20));
    const [, url, token] = /GraphiQL +(http:\/\/127\.0\.0\.1:\d+)\/graphql#token=(swy_[\w-]+)/.exec(
      output.text,
    )!;
    const socket = await WebSocketClient.connect(url!, token!);
    child.kill('SIGTERM');
    expect((await socket.closed).code).toBe(1001);
    expect(await exited).toBe(0);
  });

  test('stops the start with one line for each bad variable', async () => {
    const child = start({ PORT: 'many', LOG_LEVEL: 'loud' });
    const output = outputOf(child);
    expect(await exitOf(child)).toBe(1);
    expect(output.text.trim().split('\n')).toEqual([
      'PORT takes a whole number from 0 to 65535.',
      'LOG_LEVEL takes one of trace, debug, info, warn, error, fatal, silent.',
    ]);
  });

  test('says in one line that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const child = start({ PORT: String(port) });
    const output = outputOf(child);
    expect(await exitOf(child)).toBe(1);
    expect(output.text.trim()).toBe(
      `PORT ${port} is in use; stop what listens there, or set PORT to another.`,
    );
    other.close();
  });
});
