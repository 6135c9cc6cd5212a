import { type SecretService } from '../access/secret.service';
import { ZipArchive } from '../bundle/archive/zip-archive';
import { type BundleArchive } from '../bundle/bundle-archive';
import { BundleLinkStore } from '../bundle/bundle-link.store';
import { BundleLinks } from '../bundle/bundle-links';
import { BundleUploadStore } from '../bundle/bundle-upload.store';
import { BundleUploads } from '../bundle/bundle-uploads';
import { CalledDefinitions } from '../bundle/called-definitions';
import { ExportBundle } from '../bundle/export-bundle';
import { GatherExport } from '../bundle/gather-export';
import { ImportBundle } from '../bundle/import-bundle';
import { ImportWorkflowFiles } from '../bundle/import-workflow-files';
import { OncePerKey } from '../bundle/once-per-key';
import { PlanImport } from '../bundle/plan-import';
import { PromoteBundle } from '../bundle/promote-bundle';
import { ReadBundle } from '../bundle/read-bundle';
import { SourceFileStore } from '../bundle/source-file/source-file.store';
import { WriteBundle } from '../bundle/write-bundle';
import { type ActivationStore } from '../channel/activation.store';
import { ChannelHistory } from '../channel/channel-history';
import { type ChannelStore } from '../channel/channel.store';
import { type CreateChannel } from '../channel/create-channel';
import { type EventLog } from '../event/event-log';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { type WebhookPaths } from '../run/trigger/webhook-paths';
import { type DefinitionService } from '../version/definition.service';
import { type ImportVersions } from '../version/import-versions';
import { type RestoreDraft } from '../version/restore-draft';
import { type SaveVersion } from '../version/save-version';
import { type VersionService } from '../version/version.service';
import { WorkflowDirectory } from '../workflow/workflow-directory';
import { type WorkflowService } from '../workflow/workflow.service';
import { type WorkflowStore } from '../workflow/workflow.store';

/** What the bundle services stand on. */
export interface BundleServicesOptions {
  database: Database;
  clock: Clock;
  ids: Ids;
  log: EventLog;
  idempotency: IdempotencyKeys;
  secrets: SecretService;
  workflows: WorkflowService;
  versions: VersionService;
  definitions: DefinitionService;
  importVersions: ImportVersions;
  saveVersion: SaveVersion;
  restoreDraft: RestoreDraft;
  createChannel: CreateChannel;
  workflowStore: WorkflowStore;
  channelStore: ChannelStore;
  activationStore: ActivationStore;
  webhookPaths: WebhookPaths;
}

/** Packs bundles as ZIP. */
const archive: BundleArchive = new ZipArchive();

/** The services of bundles, lowest first. */
export function createBundleServices(options: BundleServicesOptions) {
  const { database, clock, ids, versions, definitions } = options;
  const reader = new ReadBundle(definitions);
  const directory = new WorkflowDirectory(options.workflowStore);
  const channels = new ChannelHistory(options.channelStore, options.activationStore);
  const links = new BundleLinks(new BundleLinkStore(database), clock, ids);
  const uploadStore = new BundleUploadStore(database);
  const uploads = new BundleUploads(database, uploadStore, reader, archive, clock, ids);
  const exportBundle = new ExportBundle({
    ...options,
    gathering: new GatherExport(versions, channels),
    writing: new WriteBundle(definitions),
    links,
    called: new CalledDefinitions(definitions),
    archive,
  });
  const planning = new PlanImport(
    directory,
    definitions,
    versions,
    options.secrets,
    options.webhookPaths,
  );
  const once = new OncePerKey(database, uploads, options.idempotency);
  const parts = { ...options, uploads, once, directory, planning };
  const sourceFileStore = new SourceFileStore(database);
  const importWorkflowFiles = new ImportWorkflowFiles(
    database,
    options.workflows,
    versions,
    options.saveVersion,
    options.restoreDraft,
    definitions,
    options.createChannel,
    sourceFileStore,
    options.idempotency,
    options.log,
  );
  return {
    sourceFileStore,
    importWorkflowFiles,
    bundleLinks: links,
    bundleUploads: uploads,
    exportBundle,
    importBundle: new ImportBundle(parts),
    promoteBundle: new PromoteBundle(parts),
  };
}
