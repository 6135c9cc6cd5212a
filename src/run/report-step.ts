import { type Caller } from '../access/caller';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { invalidInput, notFound, Refusal } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { type Run, type RunError, type Step, type StepStatus } from './run';
import { type LeaseHolder, type RunLeases } from './run-leases';
import { type RunProgressLog } from './run-progress-log';
import { attemptMeant, checkError, jsonText } from './run.rules';
import { type StepStore } from './step.store';

/** What an executor may say of a step. */
export type ReportedStatus = Extract<StepStatus, 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED'>;

export interface StepReport extends LeaseHolder {
  nodeKey: string;
  /** Absent: see {@link attemptMeant}. */
  attempt?: number | null;
  status: ReportedStatus;
  input?: unknown;
  output?: unknown;
  error?: { code: string; message: string; nodeKey?: string | null } | null;
}

/** A report with its values as they are stored. */
interface ReadReport {
  nodeKey: string;
  status: ReportedStatus;
  attempt: number;
  input: string | null;
  output: string | null;
  error: RunError | null;
}

export interface ReportedStep {
  run: Run;
  step: Step;
  /** False where the same was reported before. */
  changed: boolean;
}

/** Records steps as external executors report them. A report that is repeated changes nothing. */
export class ReportStep {
  constructor(
    private readonly database: Database,
    private readonly definitions: DefinitionService,
    private readonly leases: RunLeases,
    private readonly steps: StepStore,
    private readonly progress: RunProgressLog,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws Refusal LEASE_LOST; STEP_FINISHED where another end was reported before. */
  async report(caller: Caller, report: StepReport): Promise<ReportedStep> {
    const read = readReport(report);
    return this.database.transaction(async (transaction) => {
      const run = await this.leases.hold(transaction, caller, report);
      const name = await this.nameOf(transaction, run, report.nodeKey);
      const latest = await this.steps.latest(transaction, run.id, report.nodeKey);
      const attempt = report.attempt ?? attemptMeant(latest, report.status);
      const present =
        latest?.attempt === attempt
          ? latest
          : await this.steps.byAttempt(transaction, run.id, report.nodeKey, attempt);
      return present
        ? this.change(transaction, run, present, { ...read, attempt })
        : this.add(transaction, run, name, { ...read, attempt });
    });
  }

  private async add(
    transaction: Transaction,
    run: Run,
    name: string,
    report: ReadReport,
  ): Promise<ReportedStep> {
    const now = this.clock.now();
    const { nodeKey, status, attempt, error, input, output } = report;
    const isRunning = status === 'RUNNING';
    const step: Step = {
      id: this.ids.next('step'),
      runId: run.id,
      nodeKey,
      name,
      attempt,
      position: (await this.steps.lastPosition(transaction, run.id)) + 1,
      status,
      error,
      waitingFor: null,
      startedAt: now,
      finishedAt: isRunning ? null : now,
    };
    await this.steps.create(transaction, step, { input, output });
    return this.changed(transaction, run, step, isRunning ? 'STEP_STARTED' : 'STEP_FINISHED');
  }

  private async change(
    transaction: Transaction,
    run: Run,
    present: Step,
    report: ReadReport,
  ): Promise<ReportedStep> {
    const { status, error, input, output } = report;
    // a late repetition of the start tells nothing new
    if (status === 'RUNNING') return { run, step: present, changed: false };
    if (present.status !== 'RUNNING') {
      if (await this.isSame(transaction, present, report))
        return { run, step: present, changed: false };
      throw new Refusal(
        'STEP_FINISHED',
        `Attempt ${present.attempt} at "${present.nodeKey}" is ${present.status.toLowerCase()} already; report another attempt.`,
        ['attempt'],
      );
    }
    const step: Step = { ...present, status, error, finishedAt: this.clock.now() };
    await this.steps.finish(transaction, step, { input, output });
    return this.changed(transaction, run, step, 'STEP_FINISHED');
  }

  private async isSame(
    transaction: Transaction,
    present: Step,
    { status, error, output }: ReadReport,
  ): Promise<boolean> {
    const [content] = await this.steps.contents([present.id], transaction);
    return (
      present.status === status &&
      JSON.stringify(present.error) === JSON.stringify(error) &&
      content!.output === output
    );
  }

  private async changed(
    transaction: Transaction,
    run: Run,
    step: Step,
    kind: 'STEP_STARTED' | 'STEP_FINISHED',
  ): Promise<ReportedStep> {
    const entries = [{ kind, stepId: step.id }];
    const lastSequence = await this.progress.append(transaction, run.id, entries);
    return { run: { ...run, lastSequence }, step, changed: true };
  }

  /** @throws Refusal NOT_FOUND for a node that the run's definition does not have. */
  private async nameOf(transaction: Transaction, run: Run, nodeKey: string): Promise<string> {
    const { nodes } = await this.definitions.parsed(run.workspaceId, run.digest, transaction);
    const node = nodes.find(({ id }) => id === nodeKey);
    if (!node) throw notFound(`A node "${nodeKey}" of this run`, ['nodeKey']);
    return node.name;
  }
}

function readReport(report: StepReport): Omit<ReadReport, 'attempt'> {
  const { nodeKey, status, attempt, input, output, error } = report;
  if (attempt != null && attempt < 1) throw invalidInput('attempt counts from 1.', ['attempt']);
  if ((status === 'FAILED') !== (error != null))
    throw invalidInput('A step that failed, and only that, has an error.', ['error']);
  if (status !== 'SUCCEEDED' && output != null)
    throw invalidInput('Only a step that succeeded has an output.', ['output']);
  return {
    nodeKey,
    status,
    input: jsonText(input, 'input'),
    output: jsonText(output, 'output'),
    error: error == null ? null : { ...checkError(error), nodeKey },
  };
}
