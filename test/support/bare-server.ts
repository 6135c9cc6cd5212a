import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { allMigrations } from '../../migrations/all-migrations';
import { AccessService } from '../../src/access/access.service';
import { ApiTokenStore } from '../../src/access/api-token.store';
import { WorkspaceStore } from '../../src/access/workspace.store';
import { createServer, type ServerOptions } from '../../src/app/create-server';
import { openDatabase } from '../../src/platform/database/data-source';
import { IdempotencyKeys } from '../../src/platform/idempotency';
import { randomIds } from '../../src/platform/ids';
import { LocalPubSub } from '../../src/platform/pubsub';
import { type Scope } from '../../src/access/caller';
import { FixedClock } from './fixed-clock';
import { GraphQLClient } from './graphql-client';

export interface BareServer {
  url: string;
  admin: GraphQLClient;
  access: AccessService;
  clock: FixedClock;
  /** What was logged, line by line. */
  log: string[];
  dataDirectory: string;
  /** A new token of the first workspace with these scopes. */
  token(...scopes: Scope[]): Promise<string>;
  close(): Promise<void>;
}

/** The network side of the server around any schema: for what holds whatever is served. */
export async function startBareServer(
  schema: GraphQLSchema,
  options: Partial<ServerOptions> & {
    definitionText?: (digest: string) => string | undefined;
  } = {},
): Promise<BareServer> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'switchyard-test-'));
  const clock = new FixedClock();
  const log: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) });
  const database = await openDatabase({ dataDirectory, migrations: allMigrations });
  const ids = randomIds;
  const access = new AccessService({
    database,
    workspaceStore: new WorkspaceStore(database),
    tokenStore: new ApiTokenStore(database),
    idempotency: new IdempotencyKeys(database, clock),
    clock,
    ids,
    pubSub: new LocalPubSub(),
    logger,
  });
  const first = await access.ensureFirstWorkspace({ dataDirectory });
  let position = 0;
  const server = await createServer(
    { port: 0, host: '127.0.0.1', ...options },
    {
      schema,
      access,
      createContext: (caller) => ({ caller }),
      eventCursor: async () => `cursor ${position++}`,
      definitionText: async (_workspaceId, digest) => options.definitionText?.(digest),
      checkReady: async () => undefined,
      deliverWebhook: undefined as never,
      bundleUploads: undefined as never,
      exportBundle: undefined as never,
      clock,
      ids,
      logger,
    },
  );
  const url = await server.listen();
  const admin = new GraphQLClient(url, first.adminToken);
  return {
    url,
    admin,
    access,
    clock,
    log,
    dataDirectory,
    token: async (...scopes) => {
      const caller = {
        workspaceId: first.workspace.id,
        actor: { kind: 'SYSTEM' as const, id: 'test', name: 'Test' },
        scopes: new Set<Scope>(['admin', 'act-as']),
      };
      return (await access.tokens.create(caller, { name: scopes.join(), scopes })).secret!;
    },
    close: async () => {
      await server.close();
      access.close();
      await database.close();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}
