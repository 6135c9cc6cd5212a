import { type Caller } from '../access/caller';
import { type NewEvent } from '../event/event';
import { type EventLog } from '../event/event-log';
import { type Definition } from '../graph/definition';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { invalidInput, notFound, Refusal } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { type Version } from '../version/version';
import { ValidationFailed } from '../version/version.errors';
import { type VersionRef } from '../version/version-ref';
import { type VersionService } from '../version/version.service';
import { idempotentRequest } from '../workflow/idempotent-request';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type Choice, type ChooseVersion, type WantedVersion } from './choose-version';
import { type Run, type RunExecutor, type RunMode } from './run';
import { runStarted } from './run.events';
import { type RunLimits } from './run-limits';
import { type RunProgressLog } from './run-progress-log';
import {
  checkRunInput,
  checkStartable,
  checkStickyKey,
  initialVariables,
  jsonText,
  MOST_STARTED,
} from './run.rules';
import { type RunStore } from './run.store';

/** What each of several runs has of its own. */
export interface RunSeed {
  input?: unknown;
  /** The same key gets the same route of a split. */
  stickyKey?: string | null;
}

export interface StartRuns extends WantedVersion {
  workflowId: string;
  mode?: RunMode | null;
  executor?: RunExecutor | null;
  runs: readonly RunSeed[];
  idempotencyKey?: string | null;
}

export interface ReplayRun {
  runId: string;
  version?: VersionRef | null;
  idempotencyKey?: string | null;
}

/** How runs of one request come to be. */
interface Start {
  workflow: Workflow;
  mode: RunMode;
  /** The run that is started again. */
  origin?: Run;
  /** Path of a run's input in what the caller sent. */
  inputField: (place: number) => string[];
}

/**
 * Starts runs. Owner of the rule that version, revision, digest and variables of a run are decided
 * once, in the transaction that creates it.
 */
export class StartRun {
  constructor(
    private readonly database: Database,
    private readonly versions: VersionService,
    private readonly definitions: DefinitionService,
    private readonly workflows: WorkflowService,
    private readonly choice: ChooseVersion,
    private readonly runs: RunStore,
    private readonly limits: RunLimits,
    private readonly progress: RunProgressLog,
    private readonly idempotency: IdempotencyKeys,
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Starts one run or several of one workflow, all or none; answers their ids. Where a limit of the
   * workflow is hit it is paused, which outlives the refusal, so the transaction commits before that
   * is thrown.
   * @param mutation whose idempotency keys are meant.
   */
  async start(
    caller: Caller,
    mutation: 'startRun' | 'startRuns',
    input: StartRuns,
  ): Promise<string[]> {
    if (input.executor === 'BUILT_IN')
      throw invalidInput('The built-in executor is not there yet; runs are EXTERNAL.', [
        'executor',
      ]);
    if (input.runs.length === 0 || input.runs.length > MOST_STARTED)
      throw invalidInput(`1 to ${MOST_STARTED} runs are started at once.`, ['runs']);
    for (const { stickyKey } of input.runs) checkStickyKey(stickyKey);
    const isSingle = mutation === 'startRun';
    // what is left out is the same as its default
    const runs = input.runs.map((run) => ({
      input: run.input ?? {},
      stickyKey: run.stickyKey ?? null,
    }));
    const request: StartRuns = { ...input, runs };
    return this.once(caller, mutation, request, async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, input.workflowId);
      const mode = input.mode ?? 'LIVE';
      checkStartable(workflow, mode);
      const stickyKeys = runs.map(({ stickyKey }) => stickyKey);
      const choices = await this.choice.choose(transaction, workflow, input, stickyKeys);
      const inputs = runs.map((run) => run.input);
      const inputField = (place: number) =>
        isSingle ? ['input'] : ['runs', String(place), 'input'];
      return this.create(transaction, caller, { workflow, mode, inputField }, choices, inputs);
    });
  }

  /** Starts a run's input again: on the digest that ran, or on another version's present one. */
  async replay(caller: Caller, input: ReplayRun): Promise<string> {
    const [id] = await this.once(caller, 'replayRun', input, async (transaction) => {
      const [origin] = await this.runs.byIds(caller.workspaceId, [input.runId], transaction);
      if (!origin) throw notFound('This run', ['runId']);
      const workflow = await this.workflows.lock(transaction, caller, origin.workflowId);
      checkStartable(workflow, origin.mode);
      const version =
        input.version == null
          ? await this.versionOf(transaction, origin)
          : await this.versions.resolve(transaction, workflow, input.version);
      const [content] = await this.runs.contents([origin.id], transaction);
      // deleted between the two reads
      if (!content) throw notFound('This run', ['runId']);
      const choice: Choice = { version, channel: null, variant: null, selectedBy: 'REPLAY' };
      const start: Start = { workflow, mode: origin.mode, origin, inputField: () => ['runId'] };
      return this.create(transaction, caller, start, [choice], [JSON.parse(content.input)]);
    });
    return id!;
  }

  private async versionOf(transaction: Transaction, origin: Run): Promise<Version> {
    const { workspaceId, versionId, revision, digest } = origin;
    const [version] = await this.versions.byIds(workspaceId, [versionId], transaction);
    return { ...version!, revision, digest };
  }

  private async create(
    transaction: Transaction,
    caller: Caller,
    start: Start,
    choices: readonly Choice[],
    inputs: readonly unknown[],
  ): Promise<string[] | Refusal> {
    const { workflow, mode } = start;
    if (mode === 'LIVE') await this.checkProblems(transaction, choices);
    const prepared = [];
    for (const [place, choice] of choices.entries()) {
      const { workspaceId, digest } = choice.version;
      const definition = await this.definitions.parsed(workspaceId, digest, transaction);
      const field = start.inputField(place);
      const input = jsonText(inputs[place], field.at(-1)!)!;
      checkRunInput(definition, inputs[place], field);
      prepared.push({ choice, definition, input });
    }
    const refusal = await this.limits.start(transaction, workflow, mode, choices.length);
    if (refusal) return refusal;
    const ids: string[] = [];
    const happened: NewEvent[] = [];
    for (const { choice, definition, input } of prepared) {
      const run = this.newRun(caller, start, choice, definition);
      const variables = JSON.stringify(initialVariables(definition));
      await this.runs.create(transaction, run, { input, variables }, this.typesOf(definition));
      await this.progress.append(transaction, run.id, [{ kind: 'QUEUED', stepId: null }]);
      ids.push(run.id);
      happened.push(runStarted(run, choice.channel?.key ?? null));
    }
    await this.log.append(transaction, workflow, caller.actor, happened);
    return ids;
  }

  /** @throws ValidationFailed for a version with errors. */
  private async checkProblems(transaction: Transaction, choices: readonly Choice[]): Promise<void> {
    const distinct = new Map(
      choices.map(({ version }) => [`${version.id} ${version.revision}`, version]),
    );
    for (const version of distinct.values()) {
      const problems = await this.versions.refusingProblems(version, transaction);
      if (problems.length > 0) throw new ValidationFailed(version.label, problems, 'version');
    }
  }

  private newRun(caller: Caller, start: Start, choice: Choice, definition: Definition): Run {
    const now = this.clock.now();
    const { version } = choice;
    const manual = definition.nodes.find(({ type }) => type === 'trigger.manual');
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
      mode: start.mode,
      trigger: start.origin ? 'REPLAY' : 'MANUAL',
      triggerKey: start.origin ? start.origin.triggerKey : (manual?.id ?? null),
      executor: 'EXTERNAL',
      status: 'QUEUED',
      error: null,
      replayOf: start.origin?.id ?? null,
      createdAt: now,
      createdBy: caller.actor,
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

  private async once(
    caller: Caller,
    mutation: string,
    input: { idempotencyKey?: string | null },
    work: (transaction: Transaction) => Promise<string[] | Refusal>,
  ): Promise<string[]> {
    const request = idempotentRequest(caller, mutation, input);
    const outcome = await this.database.transaction(async (transaction) => {
      const earlier =
        request && (await this.idempotency.find<{ ids: string[] }>(transaction, request));
      if (earlier) return earlier.ids;
      const ids = await work(transaction);
      if (request && !(ids instanceof Refusal))
        await this.idempotency.remember(transaction, request, { ids });
      return ids;
    });
    if (outcome instanceof Refusal) throw outcome;
    return outcome;
  }
}
