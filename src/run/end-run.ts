import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { invalidInput, notFound, Refusal } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type RunFigures } from './figures/run-figures';
import { type Run } from './run';
import { runFinished } from './run.events';
import { type LeaseHolder, leaseLost } from './run-leases';
import { type RunLimits } from './run-limits';
import { type RunProgressLog } from './run-progress-log';
import { checkError, jsonText, metricsText } from './run.rules';
import { type RunEnd, type RunStore } from './run.store';
import { type StepStore } from './step.store';

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
      const run = await this.runs.finish(transaction, input.runId, end, input.leaseToken);
      if (!run) return this.finishedBefore(transaction, caller, input, end);
      // `metricsText` has seen that they are numbers by name
      const metrics = (input.metrics ?? {}) as Record<string, number>;
      await this.ended(transaction, caller, workflow, run, metrics);
      return run;
    });
  }

  /** Ends a run that is queued, under way or waiting. @throws Refusal RUN_FINISHED. */
  async cancel(caller: Caller, runId: string): Promise<Run> {
    return this.underLock(caller, runId, async (transaction, workflow, present) => {
      const run = await this.runs.finish(transaction, runId, {
        status: 'CANCELED',
        error: null,
        output: null,
        metrics: null,
        finishedAt: this.clock.now(),
      });
      if (!run) {
        const ended = present.finishedAt ? present.status.toLowerCase() : 'finished';
        throw new Refusal('RUN_FINISHED', `This run is ${ended} already.`, ['runId']);
      }
      await this.ended(transaction, caller, workflow, run, {});
      return run;
    });
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
    caller: Caller,
    workflow: Workflow,
    run: Run,
    metrics: Record<string, number>,
  ): Promise<void> {
    const open = await this.steps.endOpen(transaction, run.id, 'CANCELED', run.finishedAt!);
    run.lastSequence = await this.progress.append(transaction, run.id, [
      ...open.map(({ id }) => ({ kind: 'STEP_FINISHED' as const, stepId: id })),
      { kind: 'FINISHED', stepId: null },
    ]);
    await this.log.append(transaction, workflow, caller.actor, [runFinished(run)]);
    await this.limits.finish(transaction, workflow, run);
    await this.figures.finished(transaction, run, metrics);
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
