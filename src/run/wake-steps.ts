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
    const status = await this.leases.holdUnfinished(transaction, runId);
    if (status === undefined) return false;
    if (!(await this.execution.wake(transaction, stepId, JSON.stringify(wake)))) return false;
    // one that is under way stays with whoever has it
    if (status === 'WAITING') await this.leases.makeDue(transaction, runId, this.clock.now());
    await this.queue.enqueue(transaction, runId);
    this.progress.callAttention(transaction, runId);
    return true;
  }

  /** Wakes the step that called a run, if one did. */
  async wakeCaller(transaction: Transaction, run: Run): Promise<void> {
    const { id, parentRun, parentStep, status, error } = run;
    if (!parentRun || !parentStep) return;
    const failure = error?.message ?? `it was ${status.toLowerCase()}.`;
    const wake = { kind: 'RUN' as const, runId: id, ...(status !== 'SUCCEEDED' && { failure }) };
    await this.wake(transaction, parentRun, parentStep, wake);
  }
}
