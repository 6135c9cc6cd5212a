import { AccessService } from '../access/access.service';
import { ApiTokenStore } from '../access/api-token.store';
import { type JwtOptions } from '../access/jwt';
import { SecretKey } from '../access/secret-key';
import { SecretService } from '../access/secret.service';
import { SecretStore } from '../access/secret.store';
import { WorkspaceStore } from '../access/workspace.store';
import { ActivationStore } from '../channel/activation.store';
import { ChannelStore } from '../channel/channel.store';
import { ChannelVersionUsage } from '../channel/channel-version-usage';
import { EventCursor } from '../event/event-cursor';
import { EventFeed } from '../event/event-feed';
import { EventLog } from '../event/event-log';
import { EventStore } from '../event/event.store';
import { Sequencer } from '../event/sequencer';
import { builtInNodeTypes } from '../graph/node-types';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { type PubSub } from '../platform/pubsub';
import { ExpressionEvaluator } from '../run/execution/expression';
import { AddressGuard } from '../run/execution/http-guard';
import { sendHttp } from '../run/execution/http-request';
import { functionsOf, type InstalledNodeType } from '../run/execution/installed-node-type';
import { RunTallyStore } from '../run/run-tally.store';
import { RunStore } from '../run/run.store';
import { StoredRunUsage } from '../run/stored-run-usage';
import { RevisionStore } from '../version/revision.store';
import { SealVersions } from '../version/seal-versions';
import { VersionStore } from '../version/version.store';
import { Presence } from '../workflow/presence';
import { WorkflowService } from '../workflow/workflow.service';
import { WorkflowStore } from '../workflow/workflow.store';
import { createBundleServices } from './create-bundle-services';
import { createChannelServices } from './create-channel-services';
import { createRunServices } from './create-run-services';
import { createArming, createTriggerServices } from './create-trigger-services';
import { createVersionServices } from './create-version-services';
import { Housekeeping } from './housekeeping';

export interface ServicesOptions {
  database: Database;
  /** Absent on SQLite. */
  databaseUrl?: string;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  pubSub: PubSub;
  jwt?: JwtOptions;
  dataDirectory: string;
  /** What secrets are encrypted with; unset, SQLite makes a key and keeps it in the data directory. */
  secretsKey?: string;
  /** Values of secrets of the first workspace, by name. */
  secrets?: Readonly<Record<string, string>>;
  /** Undelivered events that one subscriber may pile up. */
  subscriberBuffer?: number;
  /** Days after which events are forgotten; undefined for never. */
  eventRetentionDays?: number;
  /** Milliseconds between looks for events whose notice was lost. */
  pollInterval?: number;
  /** Node types of the installation, beside the built-in ones. */
  nodeTypes?: readonly InstalledNodeType[];
  /** Runs that this process executes at once; 0 leaves them to other processes. */
  runConcurrency?: number;
  /** What `http` nodes may reach although it is private, see `AddressGuard`. */
  httpAllow?: readonly string[];
}

const SUBSCRIBER_BUFFER = 1_000;
const POLL_INTERVAL = 1_000;
const RUN_CONCURRENCY = 20;

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Calls the constructors, lowest first. The only place that knows who needs whom. */
export async function createServices(options: ServicesOptions) {
  const { database, clock, ids, logger, pubSub } = options;
  const events = new EventStore(database);
  const sequencer = new Sequencer(database, events, pubSub, logger);
  const log = new EventLog(events, sequencer, clock);
  const cursors = new EventCursor(await events.storeId());
  const feed = new EventFeed(events, cursors, sequencer, pubSub, logger, {
    bufferSize: options.subscriberBuffer ?? SUBSCRIBER_BUFFER,
    pollInterval: options.pollInterval ?? POLL_INTERVAL,
  });
  const idempotency = new IdempotencyKeys(database, clock);
  const access = new AccessService({
    ...options,
    idempotency,
    tokenStore: new ApiTokenStore(database),
    workspaceStore: new WorkspaceStore(database),
  });
  const secrets = new SecretService({
    database,
    clock,
    logger,
    workspaces: access.workspaces,
    store: new SecretStore(database),
    key: new SecretKey({
      ids,
      logger,
      given: options.secretsKey,
      // other processes on one PostgreSQL could not read a key that one of them makes
      directory: database.dialect === 'sqlite' ? options.dataDirectory : undefined,
    }),
    environment: options.secrets,
  });

  const workflowStore = new WorkflowStore(database);
  const versionStore = new VersionStore(database);
  const revisionStore = new RevisionStore(database);
  const channelStore = new ChannelStore(database);
  const activationStore = new ActivationStore(database);

  const runStore = new RunStore(database);
  const runTallyStore = new RunTallyStore(database);

  const usage = new ChannelVersionUsage(channelStore);
  const runUsage = new StoredRunUsage(runStore, runTallyStore);
  const sealing = new SealVersions(versionStore, usage, clock);
  const { triggerStores, armedTriggers, armTriggersOf } = createArming(database, clock);
  const workflows = new WorkflowService(
    database,
    workflowStore,
    log,
    clock,
    ids,
    sealing,
    armedTriggers,
  );
  const nodeTypes = options.nodeTypes ?? [];
  const expressions = new ExpressionEvaluator();
  const guard = new AddressGuard(options.httpAllow);
  const presence = new Presence(ids.next('process'), pubSub, clock, logger);

  const {
    versions,
    saveVersion,
    importVersions,
    definitions,
    retention,
    lineageStore,
    blameStore,
    diffs,
    ...versionUseCases
  } = createVersionServices({
    ...options,
    nodeTypes: [...builtInNodeTypes, ...nodeTypes.map(({ type }) => type)],
    log,
    idempotency,
    workflows,
    usage,
    runUsage,
    versionStore,
    revisionStore,
  });

  const { releases, ...channelUseCases } = createChannelServices({
    ...options,
    log,
    idempotency,
    workflows,
    versions,
    saveVersion,
    definitions,
    sealing,
    runUsage,
    channelStore,
    activationStore,
    arming: armTriggersOf(definitions),
  });

  const {
    stepStore,
    runListStore,
    activationImpactStore,
    runRollupStore,
    startExecutor,
    closeRuns,
    ...runUseCases
  } = createRunServices({
    ...options,
    log,
    idempotency,
    workflows,
    versions,
    definitions,
    diffs,
    releases,
    runStore,
    runTallyStore,
    webhookPaths: triggerStores.armedTriggerStore,
    nodeFunctions: functionsOf(nodeTypes),
    executionServices: {
      clock,
      expressions,
      http: (request, signal) => sendHttp(request, { guard }, signal),
      secretOf: (workspaceId, name) => secrets.valueOf(workspaceId, name),
    },
    runConcurrency: options.runConcurrency ?? RUN_CONCURRENCY,
    pollInterval: options.pollInterval ?? POLL_INTERVAL,
  });

  const triggerUseCases = createTriggerServices({
    ...options,
    idempotency,
    workflows,
    ...triggerStores,
    runs: runUseCases.startRun,
    secrets: (workspaceId, name) => secrets.valueOf(workspaceId, name),
    pollInterval: options.pollInterval ?? POLL_INTERVAL,
  });

  const { bundleLinks, sourceFileStore, ...bundleUseCases } = createBundleServices({
    ...options,
    log,
    idempotency,
    secrets,
    workflows,
    versions,
    definitions,
    importVersions,
    saveVersion,
    restoreDraft: versionUseCases.restoreDraft,
    createChannel: channelUseCases.createChannel,
    workflowStore,
    channelStore,
    activationStore,
    webhookPaths: triggerStores.armedTriggerStore,
  });
  const housekeeping = new Housekeeping(
    database,
    retention,
    [idempotency, triggerUseCases.schedules, bundleLinks, bundleUseCases.bundleUploads],
    events,
    clock,
    logger,
    options.eventRetentionDays,
  );
  housekeeping.start();

  return {
    access,
    secrets,
    feed,
    events,
    workflows,
    presence,
    definitions,
    versions,
    ...versionUseCases,
    ...channelUseCases,
    diffs,
    retention,
    ...runUseCases,
    ...triggerUseCases,
    ...bundleUseCases,
    housekeeping,
    /** What loaders read from. */
    stores: {
      workflowStore,
      versionStore,
      revisionStore,
      lineageStore,
      blameStore,
      channelStore,
      activationStore,
      runStore,
      runTallyStore,
      runListStore,
      stepStore,
      activationImpactStore,
      runRollupStore,
      sourceFileStore,
      ...triggerStores,
    },
    clock,
    /** Executes runs in this process from now on. */
    startExecutor,
    close: async () => {
      housekeeping.stop();
      await triggerUseCases.schedules.close();
      presence.close();
      await closeRuns();
      await expressions.close();
      await feed.close();
    },
  };
}
