import { type Caller, systemCaller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type Actor } from '../platform/actor';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { invalidInput, notFound, Refusal } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type Run } from './run';
import { runFinished } from './run.events';
import { type ExecutionLeaseStore } from './execution-lease.store';
import { type RunFigures } from './figures/run-figures';
import { type LeaseHolder, leaseLost } from './run-leases';
import { type RunLimits } from './run-limits';
import { type RunProgressLog } from './run-progress-log';
import { checkError, jsonText, metricsText } from './run.rules';
import { type RunEnd, type RunStore } from './run.store';
import { type StepStore } from './step.store';
import { type WakeSteps } from './wake-steps';

export interface FinishRun extends LeaseHolder {
  output?: unknown;
  error?: { code: string; message: string; nodeKey?: string | null } | null;
  metrics?: unknown;
}

/** Runs end: finished by their executor, canceled, and at last deleted. */
export class EndRun {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly definitions: DefinitionService,
    private readonly runs: RunStore,
    private readonly steps: StepStore,
    private readonly leases: ExecutionLeaseStore,
    private readonly wakeSteps: WakeSteps,
    private readonly limits: RunLimits,
    private readonly figures: RunFigures,
    private readonly progress: RunProgressLog,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends a run with an output, or with an error. To repeat it is harmless.
   * @throws Refusal LEASE_LOST.
   */
  async finish(caller: Caller, input: FinishRun): Promise<Run> {
    if (input.error != null && input.output != null)
      throw invalidInput('Give either an output or an error.', ['error']);
    const end: RunEnd = {
      status: input.error == null ? 'SUCCEEDED' : 'FAILED',
      error: input.error == null ? null : checkError(input.error),
      output: jsonText(input.output, 'output'),
      metrics: metricsText(input.metrics),
      finishedAt: this.clock.now(),
    };
    return this.underLock(caller, input.runId, async (transaction, workflow) => {
      const run = await this.end(transaction, workflow, input, end, caller.actor);
      return run ?? this.finishedBefore(transaction, caller, input, end);
    });
  }

  /**
   * Ends a run of a locked workflow for whoever has its lease.
   * @returns undefined where the lease was lost.
   */
  async end(
    transaction: Transaction,
    workflow: Workflow,
    { runId, leaseToken }: LeaseHolder,
    end: RunEnd,
    actor: Actor,
  ): Promise<Run | undefined> {
    const run = await this.runs.finish(transaction, runId, end, leaseToken);
    if (run) await this.ended(transaction, workflow, run, end, actor);
    return run;
  }

  /**
   * Ends a run that is queued, under way or waiting, and the runs that it called.
   * @throws Refusal RUN_FINISHED.
   */
  async cancel(caller: Caller, runId: string): Promise<Run> {
    return this.underLock(caller, runId, async (transaction, workflow, present) => {
      const end: RunEnd = { ...CANCELED, finishedAt: this.clock.now() };
      const run = await this.runs.finish(transaction, runId, end);
      if (!run) {
        const ended = present.finishedAt ? present.status.toLowerCase() : 'finished';
        throw new Refusal('RUN_FINISHED', `This run is ${ended} already.`, ['runId']);
      }
      await this.ended(transaction, workflow, run, end, caller.actor);
      this.progress.callAttention(transaction, runId);
      return run;
    });
  }

  /**
   * Ends runs that nobody waits for any more, since the step that called them is over: those that
   * `parentRun` called, or all that a crash or a failure has left.
   */
  async cancelOrphans(parentRun?: string): Promise<void> {
    for (let after = ''; ;) {
      const orphans = await this.leases.orphans(after, parentRun);
      for (const { id, workspaceId } of orphans) {
        await this.cancel(systemCaller(workspaceId), id).catch((error: unknown) => {
          // it ended meanwhile
          if (!(error instanceof Refusal)) throw error;
        });
      }
      const last = orphans.at(-1);
      if (!last) return;
      after = last.id;
    }
  }

  /** Removes a finished run with its steps; the log keeps that it was. @throws Refusal RUN_NOT_FINISHED. */
  async delete(caller: Caller, runId: string): Promise<Run> {
    return this.underLock(caller, runId, async (transaction, _workflow, run) => {
      if (!(await this.runs.delete(transaction, runId))) {
        throw new Refusal('RUN_NOT_FINISHED', 'This run is under way; cancel it first.', ['runId']);
      }
      await this.definitions.dropUnheld(transaction, [run]);
      return run;
    });
  }

  /** What finishing means when it changed nothing: the same again, or a lost lease. */
  private async finishedBefore(
    transaction: Transaction,
    caller: Caller,
    { runId, leaseToken }: FinishRun,
    end: RunEnd,
  ): Promise<Run> {
    const [run] = await this.runs.byIds(caller.workspaceId, [runId], transaction);
    if (!run) throw notFound('This run', ['runId']);
    const [content] = await this.runs.contents([runId], transaction);
    const isSame =
      run.status === end.status &&
      JSON.stringify(run.error) === JSON.stringify(end.error) &&
      content!.output === end.output &&
      content!.metrics === end.metrics;
    if (isSame && (await this.runs.hadLease(transaction, runId, leaseToken))) return run;
    throw leaseLost(run);
  }

  private async ended(
    transaction: Transaction,
    workflow: Workflow,
    run: Run,
    { metrics }: RunEnd,
    actor: Actor,
  ): Promise<void> {
    const open = await this.steps.endOpen(transaction, run.id, 'CANCELED', run.finishedAt!);
    run.lastSequence = await this.progress.append(transaction, run.id, [
      ...open.map(({ id }) => ({ kind: 'STEP_FINISHED' as const, stepId: id })),
      { kind: 'FINISHED', stepId: null },
    ]);
    await this.log.append(transaction, workflow, actor, [runFinished(run)]);
    await this.limits.finish(transaction, workflow, run);
    const measured = metrics === null ? {} : (JSON.parse(metrics) as Record<string, number>);
    await this.figures.finished(transaction, run, measured);
    await this.wakeSteps.wakeCaller(transaction, run);
    // each under the lock of its own workflow, so not in this transaction
    if (open.some(({ waitingFor }) => waitingFor?.kind === 'RUN'))
      transaction.afterCommit(() => void this.cancelOrphans(run.id).catch(() => undefined));
  }

  /** Locks the workflow before the run, as all who write both do, so that none waits for the other. */
  private async underLock(
    caller: Caller,
    runId: string,
    work: (transaction: Transaction, workflow: Workflow, run: Run) => Promise<Run>,
  ): Promise<Run> {
    return this.database.transaction(async (transaction) => {
      const [run] = await this.runs.byIds(caller.workspaceId, [runId], transaction);
      if (!run) throw notFound('This run', ['runId']);
      const workflow = await this.workflows.lock(transaction, caller, run.workflowId);
      return work(transaction, workflow, run);
    });
  }
}

const CANCELED = { status: 'CANCELED', error: null, output: null, metrics: null } as const;
