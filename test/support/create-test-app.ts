import { pino } from 'pino';
import { type App, type AppOptions, createApp } from '../../src/app/create-app';
import { type Caller, type Scope } from '../../src/access/caller';
import { LONGEST_TIMER } from '../../src/platform/clock';
import { databases, type DatabaseKind, type TestDatabase } from './databases';
import { FixedClock } from './fixed-clock';
import { GraphQLClient } from './graphql-client';
import { WebSocketClient } from './websocket-client';

/** A `pollInterval` that no test waits for: nothing is looked for but what is told. */
export const NEVER = LONGEST_TIMER;

/** Secrets are encrypted with it unless a test gives another, or none. */
const SECRETS_KEY = 'a-key-of-tests-0123456789-0123456789';

export interface TestAppOptions extends Partial<AppOptions> {
  /** SQLite, unless a test runs on every kind. */
  kind?: DatabaseKind;
  /** A database that stays when the app is closed: for restarts and for several processes on one. */
  database?: TestDatabase;
}

/** A whole server on a database of its own, listening on a free port. */
export interface TestApp extends App {
  database: TestDatabase;
  clock: FixedClock;
  /** What was logged from warnings on, line by line. */
  log: string[];
  /** Signed in with the first admin token. */
  client: GraphQLClient;
  /** Who that is. */
  caller: Caller;
  /** A new token of the first workspace; `admin` if no scopes are named. */
  token(...scopes: Scope[]): Promise<string>;
  /** A socket that is signed in; closed with the app. */
  connect(token?: string, payload?: Record<string, unknown>): Promise<WebSocketClient>;
  /** A new workspace with a client for it. */
  createWorkspace(key: string): Promise<GraphQLClient>;
}

/** Starts an app as `createApp` makes it, with a fixed clock and everything else real. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { kind = databases[0]!, database: given, ...settings } = options;
  const database = given ?? (await kind.create());
  const clock = (settings.clock as FixedClock | undefined) ?? new FixedClock();
  const log: string[] = [];
  const logger = pino(
    { level: 'warn', serializers: { error: pino.stdSerializers.err } },
    { write: (line: string) => void log.push(line) },
  );
  const app = await createApp({
    port: 0,
    host: '127.0.0.1',
    logger,
    shutdownTimeout: 2000,
    secretsKey: SECRETS_KEY,
    ...database.options,
    ...settings,
    clock,
  });
  const url = await app.listen();
  const { access } = app.services;
  const caller: Caller = {
    workspaceId: app.first.workspace.id,
    actor: { kind: 'SYSTEM', id: 'test', name: 'Test' },
    scopes: new Set<Scope>(['admin', 'act-as']),
  };
  const token = async (...scopes: Scope[]): Promise<string> => {
    const request = {
      name: scopes.join(),
      scopes: scopes.length > 0 ? scopes : ['admin' as const],
    };
    return (await access.tokens.create(caller, request)).secret!;
  };
  // a directory that has lost its token file, as another process on the same PostgreSQL has none
  const adminToken = app.first.adminToken ?? (await token('admin', 'act-as'));
  const client = new GraphQLClient(url, adminToken);
  return {
    ...app,
    url,
    database,
    clock,
    log,
    client,
    caller,
    token,
    connect: (secret = adminToken, payload) => WebSocketClient.connect(url, secret, payload),
    createWorkspace: async (key) => {
      const { secret } = await access.workspaces.create(caller, { key, name: key });
      return client.as(secret);
    },
    close: async () => {
      await app.close();
      if (!given) await database.remove();
    },
  };
}
