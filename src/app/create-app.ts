import { allMigrations } from '../../migrations/all-migrations';
import { type FirstWorkspace } from '../access/first-workspace';
import { type Clock, systemClock } from '../platform/clock';
import { openDatabase } from '../platform/database/data-source';
import { type StatementObserver } from '../platform/database/database';
import { lockDirectory } from '../platform/database/directory-lock';
import { type Ids, randomIds } from '../platform/ids';
import { createLogger, type Logger } from '../platform/logger';
import { PostgresPubSub } from '../platform/postgres-pubsub';
import { LocalPubSub, type PubSub } from '../platform/pubsub';
import { type InstalledNodeType } from '../run/execution/installed-node-type';
import { createSchema } from './create-schema';
import { createServer, type ServerOptions } from './create-server';
import { createServices, type Services } from './create-services';
import { loadSample } from './load-sample';
import { RequestContext } from './request-context';

/** What an app is made of: settings of the environment, and what tests put in the world's place. */
export interface AppOptions extends ServerOptions {
  dataDirectory: string;
  databaseUrl?: string;
  adminToken?: string;
  /** What secrets are encrypted with, and values of secrets of the first workspace. */
  secretsKey?: string;
  secrets?: Readonly<Record<string, string>>;
  subscriberBuffer?: number;
  eventRetentionDays?: number;
  /** Whether an empty database starts with the sample workspace. */
  sampleData?: boolean;
  /** Milliseconds between looks for events whose notice was lost. */
  pollInterval?: number;
  /** Node types of the installation, beside the built-in ones. */
  nodeTypes?: readonly InstalledNodeType[];
  /** Runs that this process executes at once; 0 leaves them to other processes. */
  runConcurrency?: number;
  /** What `http` nodes may reach although it is private: host names, addresses, blocks. */
  httpAllow?: readonly string[];
  logLevel?: string;
  logger?: Logger;
  clock?: Clock;
  ids?: Ids;
  /** Sees each statement, and may fail it. */
  statementObserver?: StatementObserver;
}

/** A whole server, not yet listening. */
export interface App {
  readonly services: Services;
  /** The first workspace, and the admin token where this process knows it. */
  readonly first: FirstWorkspace;
  /** Address without a slash at its end; empty before it listens. */
  readonly url: string;
  /** Takes requests from now on; answers the address. */
  listen(): Promise<string>;
  /** Stops cleanly: open requests finish, sockets are closed with 1001, then the database. */
  close(): Promise<void>;
}

/** Opens the database, brings it up to date, and puts the parts together. */
export async function createApp(options: AppOptions): Promise<App> {
  const { clock = systemClock, ids = randomIds, dataDirectory, databaseUrl } = options;
  const { logger = createLogger(options.logLevel ?? 'info') } = options;
  // how to undo the opening, in the order of the opening
  const closers: (() => unknown)[] = [];
  const closeAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    // one part that cannot be closed must not keep the others open
    for (const close of closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    // one process per directory: the queue of SQLite's writers and the wake-ups are in its memory
    if (!databaseUrl) closers.push(lockDirectory(dataDirectory));
    const database = await openDatabase({
      url: databaseUrl,
      dataDirectory,
      migrations: allMigrations,
    });
    closers.push(() => database.close());
    database.observer = options.statementObserver;
    const pubSub = await openPubSub(databaseUrl, logger);
    closers.push(() => pubSub.close());
    const services = await createServices({ ...options, database, clock, ids, logger, pubSub });
    closers.push(() => services.close());
    closers.push(() => services.access.close());
    const first = await services.access.ensureFirstWorkspace(options);
    // of several processes on one database only the one that made the workspace may load it
    if (options.sampleData && (first.created || !databaseUrl))
      await loadSample(services, first.workspace.id);
    const server = await createServer(options, {
      schema: await createSchema(),
      access: services.access,
      createContext: (caller) => new RequestContext(services, caller),
      eventCursor: (workspaceId) => services.feed.cursor(workspaceId),
      definitionText: (workspaceId, digest) => services.definitions.text(workspaceId, digest),
      deliverWebhook: services.deliverWebhook,
      bundleUploads: services.bundleUploads,
      exportBundle: services.exportBundle,
      checkReady: async () => void (await database.query('SELECT 1', [])),
      clock,
      ids,
      logger,
    });
    closers.push(() => server.close());
    let url = '';
    let closing: Promise<void> | undefined;
    return {
      services,
      first,
      get url() {
        return url;
      },
      listen: async () => {
        url = await server.listen();
        await services.startExecutor();
        return url;
      },
      close: () => (closing ??= closeAll()),
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function openPubSub(databaseUrl: string | undefined, logger: Logger): Promise<PubSub> {
  if (!databaseUrl) return new LocalPubSub();
  const pubSub = new PostgresPubSub(databaseUrl, logger);
  await pubSub.connect();
  return pubSub;
}
