import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type JsonValue } from '../graph/definition';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { invalidInput, notFound, Refusal } from '../platform/refusal';
import { type WorkflowService } from '../workflow/workflow.service';
import { type ExecutionStore } from './execution.store';
import { type RunFigures } from './figures/run-figures';
import { type Run } from './run';
import { runRetried } from './run.events';
import { type RunProgressLog } from './run-progress-log';
import { type RunQueue } from './run-queue';
import { checkStartable, jsonText } from './run.rules';
import { type RunStore } from './run.store';
import { type StepStore } from './step.store';
import { type WakeSteps } from './wake-steps';

export interface SignalRun {
  runId: string;
  /** Key of the node that waits. */
  nodeKey: string;
  data: unknown;
}

/** Acts on runs from outside: answers what they wait for, and tries failed ones again. */
export class ControlRun {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly runs: RunStore,
    private readonly steps: StepStore,
    private readonly execution: ExecutionStore,
    private readonly wakeSteps: WakeSteps,
    private readonly figures: RunFigures,
    private readonly progress: RunProgressLog,
    private readonly queue: RunQueue,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers a step that waits for an approval.
   * @throws Refusal RUN_FINISHED; NOT_WAITING where the node does not wait for an answer, or has one.
   */
  async signal(caller: Caller, { runId, nodeKey, data }: SignalRun): Promise<Run> {
    const answer = readApproval(data);
    return this.database.transaction(async (transaction) => {
      const run = await this.find(transaction, caller, runId);
      if (run.finishedAt) throw finished(run);
      const step = await this.steps.latest(transaction, runId, nodeKey);
      const waits = step?.waitingFor?.kind === 'APPROVAL';
      const wake = { kind: 'SIGNAL' as const, data: answer, by: caller.actor };
      if (!waits || !(await this.wakeSteps.wake(transaction, runId, step.id, wake)))
        throw notWaiting(nodeKey);
      return run;
    });
  }

  /**
   * Has a failed run go on from the steps that failed, on the digest that ran.
   * @throws Refusal RUN_NOT_FAILED; WORKFLOW_ARCHIVED, WORKFLOW_PAUSED.
   */
  async retry(caller: Caller, runId: string): Promise<Run> {
    return this.database.transaction(async (transaction) => {
      const found = await this.find(transaction, caller, runId);
      const workflow = await this.workflows.lock(transaction, caller, found.workflowId);
      checkStartable(workflow, found.mode);
      const [before] = await this.runs.byIds(caller.workspaceId, [runId], transaction);
      const [content] = await this.runs.contents([runId], transaction);
      const run = await this.runs.reopen(transaction, runId, this.clock.now());
      if (!run || !before) {
        const status = (before ?? found).status.toLowerCase();
        throw new Refusal('RUN_NOT_FAILED', `This run is ${status}; a failed one is tried again.`, [
          'runId',
        ]);
      }
      await this.execution.retry(transaction, runId);
      const entries = [{ kind: 'RETRIED' as const, stepId: null }];
      run.lastSequence = await this.progress.append(transaction, runId, entries);
      const metrics = JSON.parse(content?.metrics ?? '{}') as Record<string, number>;
      await this.figures.reopened(transaction, before, metrics);
      await this.log.append(transaction, workflow, caller.actor, [runRetried(run)]);
      if (run.executor === 'BUILT_IN') await this.queue.enqueue(transaction, runId);
      return run;
    });
  }

  private async find(transaction: Transaction, caller: Caller, runId: string): Promise<Run> {
    const [run] = await this.runs.byIds(caller.workspaceId, [runId], transaction);
    if (!run) throw notFound('This run', ['runId']);
    return run;
  }
}

/** @throws Refusal INVALID_INPUT for what says neither yes nor no. */
function readApproval(data: unknown): JsonValue {
  const isAnswer =
    typeof data === 'object' &&
    data !== null &&
    typeof (data as Record<string, unknown>)['approved'] === 'boolean';
  if (!isAnswer) {
    throw invalidInput('data is an object with approved: true or false; more may be in it.', [
      'data',
    ]);
  }
  return JSON.parse(jsonText(data, 'data')!) as JsonValue;
}

function finished(run: Run): Refusal {
  return new Refusal('RUN_FINISHED', `This run is ${run.status.toLowerCase()} already.`, ['runId']);
}

function notWaiting(nodeKey: string): Refusal {
  return new Refusal('NOT_WAITING', `No answer is waited for at the node "${nodeKey}".`, [
    'nodeKey',
  ]);
}
