import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { systemActor } from '../platform/actor';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type Attempt, type RunState } from './execution-state';
import { type AttemptEnd, type Progress } from './decide-progress';
import { type EndRun } from './end-run';
import { type ExecutionLeaseStore } from './execution-lease.store';
import { type ExecutionStore } from './execution.store';
import { type PersistentVariableStore } from './persistent-variable.store';
import { type Run, type RunProgress, type StepWait } from './run';
import { type RunProgressLog } from './run-progress-log';
import { type RunQueue } from './run-queue';
import { type Written } from './run-execution';
import { outcomeOf, runErrorOf } from './run-outcome';
import { type RunStore } from './run.store';
import { type StartChildRun } from './start-child-run';

/** Under which lease an executor writes. */
export interface ExecutionLease {
  runId: string;
  leaseToken: string;
}

type ProgressEntry = Pick<RunProgress, 'kind' | 'stepId'>;

/**
 * Writes the progress of a run under a lease, each time in one transaction. Owner of the rule that a
 * step's end, the edges that were taken from it and whatever begins by it are written together.
 */
export class WriteProgress {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly runs: RunStore,
    private readonly leases: ExecutionLeaseStore,
    private readonly execution: ExecutionStore,
    private readonly variables: PersistentVariableStore,
    private readonly endRun: EndRun,
    private readonly children: StartChildRun,
    private readonly progressLog: RunProgressLog,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
  ) {}

  /** @param expiresAt until when the lease is good from now on. */
  async write(
    run: Run,
    state: RunState,
    lease: ExecutionLease,
    progress: Progress,
    expiresAt: string,
  ): Promise<Written> {
    const isFinal = progress.outcome === 'SUCCEEDED' || progress.outcome === 'FAILED';
    return this.database.transaction(async (transaction): Promise<Written> => {
      const workflows = await this.lock(transaction, run, progress, isFinal);
      const { runId, leaseToken } = lease;
      const { workspaceId } = run;
      if (!(await this.runs.hold(transaction, workspaceId, runId, leaseToken, expiresAt)))
        return { kind: 'LOST' };
      const entries = await this.writeSteps(transaction, run.id, state, progress);
      const { waiting, refused } = await this.call(transaction, run, progress, workflows);
      for (const { attempt } of waiting)
        entries.push({ kind: 'STEP_WAITING', stepId: attempt.stepId });
      if (entries.length > 0) await this.progressLog.append(transaction, runId, entries);
      await this.keepVariables(transaction, run, state, progress);
      if (isFinal) {
        const workflow = workflows.get(run.workflowId)!;
        const finishedAt = this.clock.now();
        const end = { ...outcomeOf(state, progress), metrics: null, finishedAt };
        await this.endRun.end(transaction, workflow, lease, end, systemActor);
        return { kind: 'FINISHED' };
      }
      const mayRest = progress.outcome === 'WAITING' && refused.length === 0;
      if (mayRest && (await this.rest(transaction, lease))) return { kind: 'RESTING' };
      return { kind: 'WRITTEN', waiting, refused, isWoken: mayRest };
    });
  }

  /** Gives a run back before it is done, to be executed from `at` on. */
  async release(lease: ExecutionLease, at: string): Promise<void> {
    await this.database.transaction(async (transaction) => {
      if (await this.leases.release(transaction, lease.runId, lease.leaseToken, at))
        await this.queue.enqueue(transaction, lease.runId, at);
    });
  }

  /** Locks what comes before the row of the run, in the order in which all do. */
  private async lock(
    transaction: Transaction,
    { workspaceId, workflowId }: Run,
    { calls }: Progress,
    isFinal: boolean,
  ): Promise<Map<string, Workflow>> {
    const ids = new Set(calls.map((call) => call.workflowId));
    if (isFinal) ids.add(workflowId);
    const locked = new Map<string, Workflow>();
    for (const id of [...ids].sort()) {
      const workflow = await this.workflows.lockIfPresent(transaction, workspaceId, id);
      if (workflow) locked.set(id, workflow);
    }
    return locked;
  }

  private async writeSteps(
    transaction: Transaction,
    runId: string,
    { lastPosition }: RunState,
    progress: Progress,
  ): Promise<ProgressEntry[]> {
    const now = this.clock.now();
    const entries: ProgressEntry[] = [];
    const tell = (kind: ProgressEntry['kind'], { stepId }: Attempt): void =>
      void entries.push({ kind, stepId });
    for (const { attempt, status, error, output, input, taken } of progress.ended) {
      const end = { id: attempt.stepId, status, error: error && runErrorOf(error), output };
      await this.execution.finish(transaction, { ...end, input, taken }, now);
      tell('STEP_FINISHED', attempt);
    }
    for (const attempt of progress.begun) {
      await this.execution.begin(transaction, attempt.stepId, now);
      tell('STEP_STARTED', attempt);
    }
    let position = lastPosition;
    const create = async (
      { stepId, node, attempt, tries }: Attempt,
      status: 'RUNNING' | 'SKIPPED',
      wait: { waitingFor: StepWait | null; wakeAt: string | null } = NO_WAIT,
    ): Promise<void> => {
      const step = { id: stepId, runId, nodeKey: node.id, name: node.name, attempt, tries };
      position++;
      await this.execution.create(transaction, { ...step, position, status, ...wait }, now);
    };
    for (const attempt of progress.skipped) {
      await create(attempt, 'SKIPPED');
      tell('STEP_FINISHED', attempt);
    }
    for (const { attempt, waitingFor, wakeAt } of progress.retries) {
      await create(attempt, 'RUNNING', { waitingFor, wakeAt });
      tell('STEP_WAITING', attempt);
    }
    for (const attempt of progress.started) {
      await create(attempt, 'RUNNING');
      tell('STEP_STARTED', attempt);
    }
    return entries;
  }

  /** Has steps wait, those that call another workflow for a run of it. */
  private async call(
    transaction: Transaction,
    run: Run,
    { calls, waits }: Progress,
    workflows: ReadonlyMap<string, Workflow>,
  ): Promise<Pick<Extract<Written, { kind: 'WRITTEN' }>, 'waiting' | 'refused'>> {
    const waiting = [...waits];
    const refused: AttemptEnd[] = [];
    for (const call of calls) {
      const { attempt, workflowId, input } = call;
      const child = await this.children.start(transaction, run, workflows.get(workflowId), call);
      if (typeof child === 'string') {
        const waitingFor: StepWait = { kind: 'RUN', runId: child };
        waiting.push({ attempt, waitingFor, wakeAt: null, input: JSON.stringify(input) });
      } else refused.push({ kind: 'ERROR', attempt, error: child, input });
    }
    for (const { attempt, waitingFor, wakeAt, input } of waiting)
      await this.execution.wait(transaction, attempt.stepId, waitingFor, wakeAt, input);
    return { waiting, refused };
  }

  private async keepVariables(
    transaction: Transaction,
    run: Run,
    { definition, variables }: RunState,
    progress: Progress,
  ): Promise<void> {
    if (!progress.variables) return;
    const current = JSON.stringify({ ...variables, ...progress.variables });
    await this.leases.setVariables(transaction, run.id, current);
    if (run.mode !== 'LIVE') return;
    // in one order, so that two runs never wait for each other
    for (const name of Object.keys(progress.variables).sort()) {
      const variable = definition.variables?.find((one) => one.name === name);
      if (variable?.lifetime !== 'persist') continue;
      const value = JSON.stringify(progress.variables[name]);
      const kept = { name, type: variable.type, value };
      await this.variables.keep(transaction, run.workflowId, kept, this.clock.now());
    }
  }

  /** Lets a run rest until one of its waits is over; false where one is over already. */
  private async rest(
    transaction: Transaction,
    { runId, leaseToken }: ExecutionLease,
  ): Promise<boolean> {
    if (await this.execution.isWoken(transaction, runId, this.clock.now())) return false;
    const wakeAt = await this.execution.nextWake(transaction, runId);
    await this.leases.rest(transaction, runId, leaseToken, wakeAt);
    if (wakeAt !== null) await this.queue.enqueue(transaction, runId, wakeAt);
    return true;
  }
}

const NO_WAIT = { waitingFor: null, wakeAt: null };
