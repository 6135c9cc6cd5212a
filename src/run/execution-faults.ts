import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { systemActor } from '../platform/actor';
import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { type WorkflowService } from '../workflow/workflow.service';
import { type EndRun } from './end-run';
import { type ExecutionLeaseStore } from './execution-lease.store';
import { StepError } from './execution/step-error';
import { type Run } from './run';
import { type ExecutionLease, type WriteProgress } from './write-progress';
import { runErrorOf } from './run-outcome';

/** Faults of one run in a row after which it fails. */
const MOST_FAULTS = 8;
/** Milliseconds before it is tried again after the first; each further one waits twice as long. */
const FIRST_PAUSE = 500;

/** A run that this process has. */
export interface ClaimedRun {
  run: Run;
  lease: ExecutionLease;
}

/**
 * What becomes of runs whose execution met a fault of ours, such as a database that is away: they are
 * tried again after a pause that grows, and fail when that does not help.
 */
export class ExecutionFaults {
  readonly #counts = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly writer: WriteProgress,
    private readonly endRun: EndRun,
    private readonly leases: ExecutionLeaseStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly logger: Logger,
  ) {}

  /** A run went on without a fault. */
  forget(runId: string): void {
    this.#counts.delete(runId);
  }

  /**
   * Logs a fault and gives the run back for later.
   *
   * @param claimed absent where the fault kept it from being claimed.
   * @throws whatever keeps a run that was not claimed from being put off: it stays due. One that was
   * claimed is claimed again when its lease ends.
   */
  async met(error: unknown, runId: string, claimed: ClaimedRun | undefined): Promise<void> {
    const faultId = this.ids.next('fault');
    const faults = (this.#counts.get(runId) ?? 0) + 1;
    this.logger.error({ error, faultId, runId, faults }, 'the execution of a run met a fault');
    this.#counts.set(runId, faults);
    const pause = FIRST_PAUSE * 2 ** (Math.min(faults, MOST_FAULTS) - 1);
    const now = this.clock.now();
    const until = plusMilliseconds(now, pause);
    if (!claimed) {
      return this.database.transaction((transaction) =>
        this.leases.putOff(transaction, runId, now, until),
      );
    }
    const { run, lease } = claimed;
    try {
      if (faults >= MOST_FAULTS) await this.giveUp(run, lease, faultId);
      else await this.writer.release(lease, until);
    } catch (failure) {
      this.logger.error({ error: failure, faultId, runId }, 'the run waits for its lease to end');
    }
  }

  private async giveUp(run: Run, lease: ExecutionLease, faultId: string): Promise<void> {
    this.#counts.delete(run.id);
    await this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lockIfPresent(
        transaction,
        run.workspaceId,
        run.workflowId,
      );
      const message = `The server failed to execute this run; its log tells why by ${faultId}.`;
      const end = {
        status: 'FAILED' as const,
        error: runErrorOf(new StepError('EXECUTION_FAULT', message)),
        output: null,
        metrics: null,
        finishedAt: this.clock.now(),
      };
      await this.endRun.end(transaction, workflow!, lease, end, systemActor);
    });
  }
}
