import { type ActivationStore } from '../channel/activation.store';
import { ChannelService } from '../channel/channel.service';
import { CreateChannel } from '../channel/create-channel';
import { CreateWorkflow } from '../channel/create-workflow';
import { ReleaseWriter, type RoutingObserver } from '../channel/release';
import { SaveAndActivate } from '../channel/save-and-activate';
import { type ChannelStore } from '../channel/channel.store';
import { type EventLog } from '../event/event-log';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { type DefinitionService } from '../version/definition.service';
import { type RunUsage } from '../version/run-usage';
import { type SaveVersion } from '../version/save-version';
import { type SealVersions } from '../version/seal-versions';
import { type VersionService } from '../version/version.service';
import { type WorkflowService } from '../workflow/workflow.service';

/** What the channel services stand on. */
export interface ChannelServicesOptions {
  database: Database;
  clock: Clock;
  ids: Ids;
  log: EventLog;
  idempotency: IdempotencyKeys;
  workflows: WorkflowService;
  versions: VersionService;
  saveVersion: SaveVersion;
  definitions: DefinitionService;
  sealing: SealVersions;
  runUsage: RunUsage;
  channelStore: ChannelStore;
  activationStore: ActivationStore;
  /** Told of each routing. */
  arming: RoutingObserver;
}

/** The services of channels and releases, lowest first. */
export function createChannelServices(options: ChannelServicesOptions) {
  const { database, clock, ids, log, idempotency, workflows, versions, saveVersion } = options;
  const { definitions, sealing, runUsage, channelStore, activationStore } = options;
  const releases = new ReleaseWriter(
    channelStore,
    activationStore,
    versions,
    sealing,
    clock,
    ids,
    options.arming,
  );
  const channels = new ChannelService(
    database,
    workflows,
    versions,
    activationStore,
    releases,
    log,
  );
  const createChannel = new CreateChannel(
    database,
    workflows,
    channelStore,
    idempotency,
    log,
    clock,
    ids,
  );
  const createWorkflow = new CreateWorkflow(
    database,
    workflows,
    versions,
    saveVersion,
    definitions,
    createChannel,
    channelStore,
    runUsage,
    idempotency,
    log,
  );
  const saveAndActivate = new SaveAndActivate(
    database,
    workflows,
    saveVersion,
    versions,
    releases,
    idempotency,
    log,
  );
  return { releases, channels, createChannel, createWorkflow, saveAndActivate };
}
