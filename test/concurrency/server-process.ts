import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { GraphQLClient } from '../support/graphql-client';
import { type TestDatabase } from '../support/databases';
import { WebSocketClient } from '../support/websocket-client';

const ROOT = join(__dirname, '..', '..');
export const ADMIN_TOKEN = 'the-admin-token-of-these-tests-0123456789';

/** Where a process kills itself. */
export interface KillPlace {
  /** Which commit that writes of a run, from 1 on. */
  commit: number;
  when: 'BEFORE' | 'AFTER';
}

/** A server in a process of its own, as `npm start` runs it. */
export class ServerProcess {
  #output = '';
  readonly #ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout!.on('data', (data: Buffer) => (this.#output += data.toString()));
    child.stderr!.on('data', (data: Buffer) => (this.#output += data.toString()));
    this.#ended = once(child, 'exit');
  }

  /** Begins a process; it may still fail to start. */
  static spawn(
    { options: { dataDirectory, databaseUrl } }: TestDatabase,
    environment: Record<string, string> = {},
    isMortal = false,
  ): ServerProcess {
    const entry = isMortal ? join(__dirname, 'mortal-process.ts') : join(ROOT, 'src', 'main.ts');
    const arguments_ = ['-r', join(__dirname, 'register-swc.cjs'), entry];
    const child = spawn(process.execPath, arguments_, {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        DATA_DIR: dataDirectory,
        ...(databaseUrl && { DATABASE_URL: databaseUrl }),
        ADMIN_TOKEN,
        LOG_LEVEL: 'warn',
        NODE_NO_WARNINGS: '1',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', ...(isMortal ? (['ipc'] as const) : [])],
    });
    return new ServerProcess(child);
  }

  /** A server that takes requests. */
  static async start(
    database: TestDatabase,
    environment?: Record<string, string>,
  ): Promise<ServerProcess> {
    const server = ServerProcess.spawn(database, environment);
    await server.listening();
    return server;
  }

  /** A server that can be told to kill itself, see {@link killAt}. */
  static async startMortal(
    database: TestDatabase,
    environment?: Record<string, string>,
  ): Promise<ServerProcess> {
    const server = ServerProcess.spawn(database, environment, true);
    await server.listening();
    return server;
  }

  /** Tells a mortal server where to kill itself, counted from now on. */
  async killAt(place: KillPlace): Promise<void> {
    const armed = once(this.child, 'message');
    this.child.send(place);
    await armed;
  }

  /** What it has printed and logged. */
  get output(): string {
    return this.#output;
  }

  get url(): string {
    return /GraphQL +(http:\S+)\/graphql/.exec(this.#output)![1]!;
  }

  get client(): GraphQLClient {
    return new GraphQLClient(this.url, ADMIN_TOKEN);
  }

  connect(token = ADMIN_TOKEN): Promise<WebSocketClient> {
    return WebSocketClient.connect(this.url, token);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async listening(): Promise<void> {
    const { stdout } = this.child;
    while (!/GraphQL +http/.test(this.#output)) {
      await Promise.race([once(stdout!, 'data'), this.#ended]);
      if (!this.isRunning) throw new Error(`The server did not start: ${this.#output}`);
    }
  }

  /** Ends it with a signal; answers its exit code, null where the signal killed it. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.isRunning) this.child.kill(signal);
    return this.exited();
  }

  async exited(): Promise<number | null> {
    await this.#ended;
    return this.child.exitCode;
  }
}
