import { type ReleaseWriter } from '../channel/release';
import { type EventLog } from '../event/event-log';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { type PubSub } from '../platform/pubsub';
import { ForeseeActivation } from '../run/activation-impact';
import { ActivationImpactStore } from '../run/activation-impact.store';
import { ChooseVersion } from '../run/choose-version';
import { EndRun } from '../run/end-run';
import { ExpressionEvaluator } from '../run/execution/expression';
import { builtInNodeFunctions } from '../run/execution/node-functions';
import { ReportStep } from '../run/report-step';
import { RunLeases } from '../run/run-leases';
import { RunLimits } from '../run/run-limits';
import { RunListStore } from '../run/run-list.store';
import { RunProgressFeed } from '../run/run-progress-feed';
import { RunProgressLog } from '../run/run-progress-log';
import { RunProgressStore } from '../run/run-progress.store';
import { type RunTallyStore } from '../run/run-tally.store';
import { type RunStore } from '../run/run.store';
import { RecordedOutputsStore } from '../run/simulation/recorded-outputs.store';
import { SimulateRun } from '../run/simulation/simulate-run';
import { StartRun } from '../run/start-run';
import { StepStore } from '../run/step.store';
import { type DefinitionService } from '../version/definition.service';
import { type DiffService } from '../version/diff.service';
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
  diffs: DiffService;
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
  const expressions = new ExpressionEvaluator();
  const simulateRun = new SimulateRun(
    versions,
    definitions,
    new RecordedOutputsStore(database),
    builtInNodeFunctions,
    expressions,
    clock,
  );
  const activationImpactStore = new ActivationImpactStore(database);
  const activationImpact = new ForeseeActivation(
    database,
    definitions,
    options.diffs,
    options.releases,
    activationImpactStore,
  );
  return {
    startRun,
    runLeases,
    reportStep,
    endRun,
    runProgress,
    expressions,
    simulateRun,
    activationImpact,
    activationImpactStore,
    stepStore,
    runListStore,
  };
}
