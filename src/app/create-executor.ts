import { type CreateRuns } from '../run/create-runs';
import { type EndRun } from '../run/end-run';
import { ExecuteRun } from '../run/execute-run';
import { ExecutionFaults } from '../run/execution-faults';
import { type ExecutionLeaseStore } from '../run/execution-lease.store';
import { type ExecutionStore } from '../run/execution.store';
import { AttemptMaker } from '../run/make-attempt';
import { type PersistentVariableStore } from '../run/persistent-variable.store';
import { type RunProgressLog } from '../run/run-progress-log';
import { type RunQueue } from '../run/run-queue';
import { StartChildRun } from '../run/start-child-run';
import { type StepStore } from '../run/step.store';
import { WriteProgress } from '../run/write-progress';
import { type RunServicesOptions } from './create-run-services';

/** What the built-in executor uses of the other run services. */
interface ExecutorOptions extends RunServicesOptions {
  stepStore: StepStore;
  leaseStore: ExecutionLeaseStore;
  executionStore: ExecutionStore;
  variableStore: PersistentVariableStore;
  progress: RunProgressLog;
  queue: RunQueue;
  createRuns: CreateRuns;
  endRun: EndRun;
}

/** The built-in executor of this process. */
export function createExecutor(options: ExecutorOptions): ExecuteRun {
  const { database, workflows, runStore: runs, endRun, clock, ids, logger } = options;
  const { leaseStore: leases, executionStore: execution } = options;
  const writer = new WriteProgress(
    database,
    workflows,
    runs,
    leases,
    execution,
    options.variableStore,
    endRun,
    new StartChildRun(options.versions, options.createRuns, leases),
    options.progress,
    options.queue,
    clock,
  );
  return new ExecuteRun({
    ...options,
    runs,
    steps: options.stepStore,
    leases,
    execution,
    writer,
    attempts: new AttemptMaker(options.nodeFunctions, options.executionServices, runs, logger),
    faults: new ExecutionFaults(database, workflows, writer, endRun, leases, clock, ids, logger),
  });
}
