import { type EventLog } from '../event/event-log';
import { type NodeTypeDefinition, NodeTypeRegistry } from '../graph/node-type-registry';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { BlameStore } from '../version/blame.store';
import { ChangeRecorder } from '../version/change-recorder';
import { DefinitionService } from '../version/definition.service';
import { DefinitionStore } from '../version/definition.store';
import { DiffSummaryStore } from '../version/diff-summary.store';
import { DiffService } from '../version/diff.service';
import { EditVersion } from '../version/edit-version';
import { ImportVersions } from '../version/import-versions';
import { LineageStore } from '../version/lineage.store';
import { MergeVersions } from '../version/merge-versions';
import { MoveSubworkflowPins } from '../version/move-subworkflow-pins';
import { RestoreDraft } from '../version/restore-draft';
import { Retention } from '../version/retention';
import { RevisionHistory } from '../version/revision-history';
import { type RevisionStore } from '../version/revision.store';
import { type RunUsage } from '../version/run-usage';
import { SaveVersion } from '../version/save-version';
import { StaleSave } from '../version/stale-save';
import { SubworkflowPins } from '../version/subworkflow-pins';
import { SubworkflowProblems } from '../version/subworkflow-problems';
import { SubworkflowTargets } from '../version/subworkflow-targets';
import { SubworkflowStore } from '../version/subworkflow.store';
import { type VersionUsage } from '../version/version-usage';
import { VersionService } from '../version/version.service';
import { type VersionStore } from '../version/version.store';
import { type WorkflowService } from '../workflow/workflow.service';

/** What the version services stand on. */
export interface VersionServicesOptions {
  database: Database;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  log: EventLog;
  idempotency: IdempotencyKeys;
  workflows: WorkflowService;
  usage: VersionUsage;
  runUsage: RunUsage;
  versionStore: VersionStore;
  revisionStore: RevisionStore;
  /** The node types that this installation knows. */
  nodeTypes: readonly NodeTypeDefinition[];
}

/** The services of versions and their content, lowest first. */
export function createVersionServices(options: VersionServicesOptions) {
  const { database, clock, ids, logger, log, workflows, usage, runUsage } = options;
  const { versionStore, revisionStore } = options;
  const lineageStore = new LineageStore(database);
  const blameStore = new BlameStore(database);
  const definitions = new DefinitionService(
    new DefinitionStore(database),
    new NodeTypeRegistry(options.nodeTypes),
  );
  const diffs = new DiffService(definitions, new DiffSummaryStore(database));
  const changes = new ChangeRecorder(diffs, blameStore);
  const history = new RevisionHistory(
    versionStore,
    revisionStore,
    definitions,
    changes,
    lineageStore,
    clock,
    ids,
  );
  const subworkflowStore = new SubworkflowStore(database);
  const targets = new SubworkflowTargets(subworkflowStore, usage);
  const subworkflows = new SubworkflowProblems(subworkflowStore, targets, definitions);
  const pins = new SubworkflowPins(subworkflowStore, targets, subworkflows, definitions);
  const versions = new VersionService(
    database,
    workflows,
    versionStore,
    revisionStore,
    lineageStore,
    usage,
    runUsage,
    definitions,
    subworkflows,
    subworkflowStore,
    log,
    clock,
  );
  const editVersion = new EditVersion(
    database,
    workflows,
    versions,
    new StaleSave(revisionStore, definitions, diffs, history),
    definitions,
    history,
    pins,
    log,
  );
  const moveSubworkflowPins = new MoveSubworkflowPins(
    database,
    workflows,
    versions,
    history,
    pins,
    log,
  );
  const restoreDraft = new RestoreDraft(
    database,
    workflows,
    versions,
    revisionStore,
    definitions,
    history,
    lineageStore,
    log,
  );
  const saveVersion = new SaveVersion(
    workflows,
    versions,
    versionStore,
    definitions,
    history,
    lineageStore,
    pins,
    subworkflows,
    clock,
    ids,
  );
  const importVersions = new ImportVersions(
    definitions,
    history,
    lineageStore,
    subworkflows,
    clock,
    ids,
  );
  const mergeVersions = new MergeVersions(
    database,
    workflows,
    versions,
    lineageStore,
    definitions,
    diffs,
    history,
    pins,
    saveVersion,
    options.idempotency,
    log,
  );
  const retention = new Retention(
    database,
    workflows,
    revisionStore,
    definitions,
    changes,
    usage,
    runUsage,
    subworkflowStore,
    log,
    clock,
    logger,
  );
  return {
    definitions,
    diffs,
    versions,
    editVersion,
    moveSubworkflowPins,
    restoreDraft,
    saveVersion,
    importVersions,
    mergeVersions,
    retention,
    lineageStore,
    blameStore,
  };
}
