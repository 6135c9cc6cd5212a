import { type Clock } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { type Run } from './run';
import { type RunProgressLog } from './run-progress-log';
import { type RunQueue } from './run-queue';
import { type ExecutionLeaseStore } from './execution-lease.store';
import { type ExecutionStore } from './execution.store';
import { type StoredWake } from './execution-state';

/** Tells steps that wait that what they wait for has come. */
export class WakeSteps {
  constructor(
    private readonly leases: ExecutionLeaseStore,
    private readonly execution: ExecutionStore,
    private readonly progress: RunProgressLog,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
  ) {}

  /** @returns false where the step does not wait, or was woken already. */
  async wake(
    transaction: Transaction,
    runId: string,
    stepId: string,
    wake: StoredWake,
  ): Promise<boolean> {
    // the row of the run first: whoever lets it rest looks for woken steps while holding that
    if (!(await this.leases.wake(transaction, runId, this.clock.now()))) return false;
    if (!(await this.execution.wake(transaction, stepId, JSON.stringify(wake)))) return false;
    await this.queue.enqueue(transaction, runId);
    this.progress.callAttention(transaction, runId);
    return true;
  }

  /** Wakes the step that called a run, if one did. */
  async wakeCaller(transaction: Transaction, { id, parentRun, parentStep }: Run): Promise<void> {
    if (parentRun && parentStep)
      await this.wake(transaction, parentRun, parentStep, { kind: 'RUN', runId: id });
  }
}
