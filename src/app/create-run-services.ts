import { type ReleaseWriter } from '../channel/release';
import { type EventLog } from '../event/event-log';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { type PubSub } from '../platform/pubsub';
import { ChooseVersion } from '../run/choose-version';
import { EndRun } from '../run/end-run';
import { ReportStep } from '../run/report-step';
import { RunLeases } from '../run/run-leases';
import { RunLimits } from '../run/run-limits';
import { RunListStore } from '../run/run-list.store';
import { RunProgressFeed } from '../run/run-progress-feed';
import { RunProgressLog } from '../run/run-progress-log';
import { RunProgressStore } from '../run/run-progress.store';
import { type RunTallyStore } from '../run/run-tally.store';
import { type RunStore } from '../run/run.store';
import { StartRun } from '../run/start-run';
import { StepStore } from '../run/step.store';
import { StartTriggeredRuns } from '../run/trigger/start-triggered-runs';
import { type DefinitionService } from '../version/definition.service';
import { type VersionService } from '../version/version.service';
import { type WorkflowService } from '../workflow/workflow.service';

/** What the run services stand on. */
export interface RunServicesOptions {
  database: Database;
  clock: Clock;
  ids: Ids;
  pubSub: PubSub;
  log: EventLog;
  idempotency: IdempotencyKeys;
  workflows: WorkflowService;
  versions: VersionService;
  definitions: DefinitionService;
  releases: ReleaseWriter;
  runStore: RunStore;
  runTallyStore: RunTallyStore;
  /** Milliseconds between looks for progress whose notice was lost. */
  pollInterval: number;
}

/** The services of runs, lowest first. */
export function createRunServices(options: RunServicesOptions) {
  const { database, clock, ids, pubSub, log, workflows, versions, definitions } = options;
  const { runStore, runTallyStore } = options;
  const stepStore = new StepStore(database);
  const runListStore = new RunListStore(database);
  const progressStore = new RunProgressStore(database);
  const progress = new RunProgressLog(progressStore, pubSub, clock);
  const limits = new RunLimits(workflows, runStore, runTallyStore, log, clock);
  const startRun = new StartRun(
    database,
    versions,
    definitions,
    workflows,
    new ChooseVersion(versions, options.releases, ids),
    runStore,
    limits,
    progress,
    options.idempotency,
    log,
    clock,
    ids,
  );
  const triggeredRuns = new StartTriggeredRuns({
    ...options,
    runs: runStore,
    limits,
    progress,
  });
  const runLeases = new RunLeases(database, runStore, stepStore, progress, clock, ids);
  const reportStep = new ReportStep(
    database,
    definitions,
    runLeases,
    stepStore,
    progress,
    clock,
    ids,
  );
  const endRun = new EndRun(
    database,
    workflows,
    definitions,
    runStore,
    stepStore,
    limits,
    progress,
    log,
    clock,
  );
  const runProgress = new RunProgressFeed(runStore, progressStore, pubSub, options.pollInterval);
  return {
    startRun,
    triggeredRuns,
    runLeases,
    reportStep,
    endRun,
    runProgress,
    stepStore,
    runListStore,
  };
}
