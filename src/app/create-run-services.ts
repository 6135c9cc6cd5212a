import { type ReleaseWriter } from '../channel/release';
import { type EventLog } from '../event/event-log';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { type PubSub } from '../platform/pubsub';
import { ChooseExecutor } from '../run/choose-executor';
import { ForeseeActivation } from '../run/activation-impact';
import { ActivationImpactStore } from '../run/activation-impact.store';
import { ChooseVersion } from '../run/choose-version';
import { ControlRun } from '../run/control-run';
import { CreateRuns } from '../run/create-runs';
import { EndRun } from '../run/end-run';
import { type NodeFunction } from '../run/execution/node-function';
import { ExecutionLeaseStore } from '../run/execution-lease.store';
import { ExecutionStore } from '../run/execution.store';
import { RunFigures } from '../run/figures/run-figures';
import { type ExecutionServices } from '../run/make-attempt';
import { PersistentVariableStore } from '../run/persistent-variable.store';
import { RunRollupStore } from '../run/figures/run-rollup.store';
import { ReportStep } from '../run/report-step';
import { RunLeases } from '../run/run-leases';
import { RunLimits } from '../run/run-limits';
import { RunListStore } from '../run/run-list.store';
import { RunProgressFeed } from '../run/run-progress-feed';
import { RunProgressLog } from '../run/run-progress-log';
import { RunProgressStore } from '../run/run-progress.store';
import { RunSweep } from '../run/run-sweep';
import { type RunTallyStore } from '../run/run-tally.store';
import { type RunStore } from '../run/run.store';
import { RecordedOutputsStore } from '../run/simulation/recorded-outputs.store';
import { SimulateRun } from '../run/simulation/simulate-run';
import { StartRun } from '../run/start-run';
import { StepStore } from '../run/step.store';
import { type WebhookPaths } from '../run/trigger/webhook-paths';
import { WakeSteps } from '../run/wake-steps';
import { type DefinitionService } from '../version/definition.service';
import { type DiffService } from '../version/diff.service';
import { type VersionService } from '../version/version.service';
import { type WorkflowService } from '../workflow/workflow.service';
import { createExecutor } from './create-executor';
import { createRunQueue } from './create-run-queue';

/** What the run services stand on. */
export interface RunServicesOptions {
  database: Database;
  /** Absent on SQLite. */
  databaseUrl?: string;
  clock: Clock;
  ids: Ids;
  logger: Logger;
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
  /** Which workflows have which webhook paths. */
  webhookPaths: WebhookPaths;
  /** Functions of the node types that the built-in executor knows, by type. */
  nodeFunctions: ReadonlyMap<string, NodeFunction>;
  executionServices: ExecutionServices;
  /** Runs that this process executes at once; 0 leaves them to others. */
  runConcurrency: number;
  /** Milliseconds between looks for progress whose notice was lost, and for runs that are due. */
  pollInterval: number;
}

/** Looks for runs that are due, after which what crashes have left is looked for once. */
const POLLS_PER_SWEEP = 5;

/** The services of runs, lowest first. */
export function createRunServices(options: RunServicesOptions) {
  const { database, clock, ids, pubSub, log, workflows, versions, definitions } = options;
  const { runStore, runTallyStore, idempotency } = options;
  const stepStore = new StepStore(database);
  const runListStore = new RunListStore(database);
  const leaseStore = new ExecutionLeaseStore(database);
  const executionStore = new ExecutionStore(database);
  const variableStore = new PersistentVariableStore(database);
  const progressStore = new RunProgressStore(database);
  const progress = new RunProgressLog(progressStore, pubSub, clock);
  const limits = new RunLimits(workflows, runStore, runTallyStore, log, clock);
  const queue = createRunQueue({ ...options, leases: leaseStore });
  const wakeSteps = new WakeSteps(leaseStore, executionStore, progress, queue, clock);
  const createRuns = new CreateRuns(
    versions,
    definitions,
    new ChooseExecutor(options.nodeFunctions),
    runStore,
    variableStore,
    limits,
    progress,
    queue,
    log,
    clock,
    ids,
  );
  const startRun = new StartRun(
    database,
    versions,
    definitions,
    workflows,
    new ChooseVersion(versions, options.releases, ids),
    createRuns,
    runStore,
    idempotency,
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
  const runRollupStore = new RunRollupStore(database);
  const runFigures = new RunFigures(runRollupStore);
  const endRun = new EndRun(
    database,
    workflows,
    definitions,
    runStore,
    stepStore,
    leaseStore,
    wakeSteps,
    limits,
    runFigures,
    progress,
    log,
    clock,
  );
  const controlRun = new ControlRun(
    database,
    workflows,
    runStore,
    stepStore,
    executionStore,
    wakeSteps,
    runFigures,
    progress,
    queue,
    log,
    clock,
  );
  const executor = createExecutor({
    ...options,
    stepStore,
    leaseStore,
    executionStore,
    variableStore,
    progress,
    queue,
    createRuns,
    endRun,
  });
  const sweep = new RunSweep(queue, endRun, options.logger, options.pollInterval * POLLS_PER_SWEEP);
  const runProgress = new RunProgressFeed(runStore, progressStore, pubSub, options.pollInterval);
  const simulateRun = new SimulateRun(
    versions,
    definitions,
    new RecordedOutputsStore(database),
    variableStore,
    options.nodeFunctions,
    options.executionServices.expressions,
    clock,
  );
  const activationImpactStore = new ActivationImpactStore(database);
  const activationImpact = new ForeseeActivation(
    database,
    definitions,
    options.diffs,
    options.releases,
    activationImpactStore,
    options.webhookPaths,
  );
  return {
    startRun,
    runLeases,
    reportStep,
    endRun,
    controlRun,
    runProgress,
    executor,
    stepStore,
    runListStore,
    /** Executes runs in this process from now on. */
    startExecutor: async () => {
      if (options.runConcurrency === 0) return;
      await queue.start((runId) => executor.execute(runId));
      sweep.start();
    },
    closeRuns: async () => {
      // the queue waits for its runs, and they stop when the executor is told to
      await Promise.all([sweep.close(), queue.close(), executor.close()]);
      runProgress.close();
    },
    simulateRun,
    activationImpact,
    activationImpactStore,
    runFigures,
    runRollupStore,
  };
}
