import { type NewEvent } from '../event/event';
import { type EventLog } from '../event/event-log';
import { type Definition } from '../graph/definition';
import { type Actor } from '../platform/actor';
import { type Clock } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { type Refusal } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { ValidationFailed } from '../version/version.errors';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type Choice } from './choose-version';
import { type ChooseExecutor } from './choose-executor';
import { startingTrigger } from './execution/plan-steps';
import { type PersistentVariableStore } from './persistent-variable.store';
import { type Run, type RunExecutor, type RunMode, type RunTrigger } from './run';
import { runStarted } from './run.events';
import { type RunLimits } from './run-limits';
import { type RunProgressLog } from './run-progress-log';
import { type RunQueue } from './run-queue';
import {
  checkRunInput,
  checkStartable,
  initialVariables,
  jsonText,
  keepsVariables,
} from './run.rules';
import { type RunStore } from './run.store';

/** A run that is to be. */
export interface NewRun {
  choice: Choice;
  input: unknown;
  /** Path of the input in what the caller sent. */
  inputField: string[];
}

/** How runs of one workflow come to be. */
export interface RunOrigin {
  /** Locked. */
  workflow: Workflow;
  actor: Actor;
  mode: RunMode;
  trigger: RunTrigger;
  /** The trigger that fired; absent: that on which a manual start begins. */
  triggerKey?: string | null;
  /** What the trigger was given, if that is not the input. */
  triggerPayload?: unknown;
  /** Absent: the built-in one where it can. */
  executor?: RunExecutor | null;
  /** The run that is started again. */
  replayOf?: string;
  /** The step that waits for the run, and its run. */
  parent?: { runId: string; stepId: string };
}

/**
 * Writes runs into an open transaction. Owner of the rule that version, revision, digest and variables
 * of a run are decided once, in the transaction that creates it.
 */
export class CreateRuns {
  constructor(
    private readonly versions: VersionService,
    private readonly definitions: DefinitionService,
    private readonly executors: ChooseExecutor,
    private readonly runs: RunStore,
    private readonly variables: PersistentVariableStore,
    private readonly limits: RunLimits,
    private readonly progress: RunProgressLog,
    private readonly queue: RunQueue,
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Creates runs of one workflow, all or none; answers their ids. Nothing is written before all is
   * checked, but for a limit that is hit: that pauses the workflow, and the refusal is answered, not
   * thrown, since the pause must be committed.
   * @throws Refusal WORKFLOW_ARCHIVED, WORKFLOW_PAUSED, RUN_INPUT_INVALID, EXECUTOR_UNSUITABLE;
   * ValidationFailed for a version with errors.
   */
  async create(
    transaction: Transaction,
    origin: RunOrigin,
    runs: readonly NewRun[],
  ): Promise<string[] | Refusal> {
    const { workflow, mode } = origin;
    checkStartable(workflow, mode);
    if (mode === 'LIVE') await this.checkProblems(transaction, runs);
    const prepared: PreparedRun[] = [];
    for (const run of runs) prepared.push(await this.prepare(transaction, origin, run));
    const refusal = await this.limits.start(transaction, workflow, mode, runs.length);
    if (refusal) return refusal;
    const ids: string[] = [];
    const happened: NewEvent[] = [];
    const kept = await this.keptVariables(transaction, workflow, prepared);
    for (const one of prepared) {
      const run = this.newRun(origin, one);
      await this.write(transaction, run, one, kept);
      ids.push(run.id);
      happened.push(runStarted(run, one.choice.channel?.key ?? null));
    }
    await this.log.append(transaction, workflow, origin.actor, happened);
    return ids;
  }

  private async prepare(
    transaction: Transaction,
    origin: RunOrigin,
    { choice, input, inputField }: NewRun,
  ): Promise<PreparedRun> {
    const { workspaceId, digest } = choice.version;
    const definition = await this.definitions.parsed(workspaceId, digest, transaction);
    const text = jsonText(input, inputField.at(-1)!)!;
    checkRunInput(definition, input, inputField);
    const executor = this.executors.choose(definition, origin.executor);
    const payload = jsonText(origin.triggerPayload, 'payload');
    return { choice, definition, input: text, payload, executor };
  }

  private async write(
    transaction: Transaction,
    run: Run,
    { definition, input, payload }: PreparedRun,
    kept: ReadonlyMap<string, string>,
  ): Promise<void> {
    const variables = JSON.stringify(initialVariables(definition, kept));
    const content = { input, variables, triggerPayload: payload };
    await this.runs.create(transaction, run, content, this.typesOf(definition));
    await this.progress.append(transaction, run.id, [{ kind: 'QUEUED', stepId: null }]);
    if (run.executor === 'BUILT_IN') await this.queue.enqueue(transaction, run.id);
  }

  /** What earlier runs left, asked for only where a definition keeps variables. */
  private async keptVariables(
    transaction: Transaction,
    workflow: Workflow,
    runs: readonly PreparedRun[],
  ): Promise<ReadonlyMap<string, string>> {
    const keeps = runs.some(({ definition }) => keepsVariables(definition));
    return keeps ? this.variables.of(transaction, workflow.id) : new Map();
  }

  /** @throws ValidationFailed for a version with errors. */
  private async checkProblems(transaction: Transaction, runs: readonly NewRun[]): Promise<void> {
    const distinct = new Map(
      runs.map(({ choice: { version } }) => [`${version.id} ${version.revision}`, version]),
    );
    for (const version of distinct.values()) {
      const problems = await this.versions.refusingProblems(version, transaction);
      if (problems.length > 0) throw new ValidationFailed(version.label, problems, 'version');
    }
  }

  private newRun(origin: RunOrigin, { choice, definition, executor }: PreparedRun): Run {
    const now = this.clock.now();
    const { version } = choice;
    return {
      id: this.ids.next('run'),
      workspaceId: version.workspaceId,
      workflowId: version.workflowId,
      versionId: version.id,
      revision: version.revision,
      digest: version.digest,
      channelId: choice.channel?.id ?? null,
      variant: choice.variant,
      selectedBy: choice.selectedBy,
      mode: origin.mode,
      trigger: origin.trigger,
      triggerKey: origin.triggerKey ?? startingTrigger(definition) ?? null,
      executor,
      status: 'QUEUED',
      error: null,
      replayOf: origin.replayOf ?? null,
      parentRun: origin.parent?.runId ?? null,
      parentStep: origin.parent?.stepId ?? null,
      createdAt: now,
      createdBy: origin.actor,
      startedAt: null,
      finishedAt: null,
      claims: 0,
      claimableAt: now,
      lastSequence: 0,
    };
  }

  /** Types of the nodes that an executor has to know: triggers and disabled nodes it never executes. */
  private typesOf(definition: Definition): string[] {
    const { registry } = this.definitions;
    const executed = definition.nodes.filter(
      ({ type, disabled }) => !disabled && !registry.get(type)?.isTrigger,
    );
    return [...new Set(executed.map(({ type }) => type))].sort();
  }
}

/** A run that was checked. */
interface PreparedRun {
  choice: Choice;
  definition: Definition;
  /** JSON texts. */
  input: string;
  payload: string | null;
  executor: RunExecutor;
}
