import { type EventLog } from '../event/event-log';
import { systemActor } from '../platform/actor';
import { type Clock } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { Refusal } from '../platform/refusal';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type Run, type RunMode, type RunTally } from './run';
import { dayOf, limitHit } from './run.rules';
import { type RunStore } from './run.store';
import { type RunTallyStore } from './run-tally.store';

/**
 * Counts the runs of workflows and holds them to their limits: one that is hit pauses the workflow
 * with the reason. The workflow must be locked.
 */
export class RunLimits {
  constructor(
    private readonly workflows: WorkflowService,
    private readonly runs: RunStore,
    private readonly tallies: RunTallyStore,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts runs that are to start, test runs only as a sign that the workflow ever ran; or, where a
   * limit is hit, pauses the workflow and answers the refusal, which the pause must outlive.
   */
  async start(
    transaction: Transaction,
    workflow: Workflow,
    mode: RunMode,
    count: number,
  ): Promise<Refusal | undefined> {
    const now = this.clock.now();
    const known = await this.tallies.of(transaction, workflow.id);
    const tally = known ?? firstTally(now);
    if (mode === 'TEST') {
      if (!known) await this.tallies.keep(transaction, workflow.id, tally);
      return undefined;
    }
    const underWay =
      workflow.limits?.maxConcurrentRuns == null
        ? 0
        : await this.runs.underWay(transaction, workflow.id);
    const reason = limitHit(workflow, tally, underWay, count, now);
    if (reason !== undefined) {
      await this.pause(transaction, workflow, reason);
      return new Refusal('LIMIT_HIT', `${reason} The workflow is paused.`, ['workflowId']);
    }
    await this.tallies.keep(transaction, workflow.id, {
      ...tally,
      day: dayOf(now),
      startedOnDay: (tally.day === dayOf(now) ? tally.startedOnDay : 0) + count,
      lastStartedAt: now,
    });
    return undefined;
  }

  /** Counts failures in a row; so many as the workflow's limit says pause it. */
  async finish(transaction: Transaction, workflow: Workflow, run: Run): Promise<void> {
    if (run.mode === 'TEST' || run.status === 'CANCELED') return;
    const tally = (await this.tallies.of(transaction, workflow.id))!;
    const failures = run.status === 'FAILED' ? tally.failuresInARow + 1 : 0;
    const most = workflow.limits?.pauseAfterFailures;
    const isHit = most != null && failures >= most;
    // whoever resumes it gives it as many chances again
    const failuresInARow = isHit ? 0 : failures;
    if (failuresInARow !== tally.failuresInARow)
      await this.tallies.keep(transaction, workflow.id, { ...tally, failuresInARow });
    if (isHit)
      await this.pause(transaction, workflow, `Limit hit: ${failures} runs failed in a row.`);
  }

  /** One that is paused already keeps its reason. */
  private async pause(transaction: Transaction, workflow: Workflow, reason: string): Promise<void> {
    if (workflow.pausedAt) return;
    const { events } = await this.workflows.pauseWithin(transaction, workflow, systemActor, reason);
    await this.log.append(transaction, workflow, systemActor, events);
  }
}

function firstTally(now: string): RunTally {
  return { day: dayOf(now), startedOnDay: 0, lastStartedAt: null, failuresInARow: 0 };
}
