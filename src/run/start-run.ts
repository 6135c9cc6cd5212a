import { type Caller } from '../access/caller';
import { systemActor } from '../platform/actor';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type IdempotencyKeys } from '../platform/idempotency';
import { invalidInput, notFound, Refusal } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { type Version } from '../version/version';
import { type VersionRef } from '../version/version-ref';
import { type VersionService } from '../version/version.service';
import { idempotentRequest } from '../workflow/idempotent-request';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type Choice, type ChooseVersion, type WantedVersion } from './choose-version';
import { type CreateRuns } from './create-runs';
import { type Run, type RunExecutor, type RunMode } from './run';
import { checkStartable, checkStickyKey, MOST_STARTED } from './run.rules';
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

/** A trigger that fired. */
export interface FiredTrigger {
  kind: 'SCHEDULE' | 'WEBHOOK';
  /** Key of its node. */
  triggerKey: string;
  /** What it was given: a tick, a request. */
  payload: unknown;
  input: unknown;
  /** Key of the channel to start on. */
  channel: string;
  stickyKey?: string;
}

/** Node types of triggers. */
const TRIGGER_TYPES = { SCHEDULE: 'trigger.schedule', WEBHOOK: 'trigger.webhook' } as const;

/** Starts runs: for who asks, as a repetition, and where a trigger fired. */
export class StartRun {
  constructor(
    private readonly database: Database,
    private readonly versions: VersionService,
    private readonly definitions: DefinitionService,
    private readonly workflows: WorkflowService,
    private readonly choice: ChooseVersion,
    private readonly createRuns: CreateRuns,
    private readonly runs: RunStore,
    private readonly idempotency: IdempotencyKeys,
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
    if (input.runs.length === 0 || input.runs.length > MOST_STARTED)
      throw invalidInput(`1 to ${MOST_STARTED} runs are started at once.`, ['runs']);
    for (const { stickyKey } of input.runs) checkStickyKey(stickyKey);
    const isSingle = mutation === 'startRun';
    // what is left out is the same as its default
    const seeds = input.runs.map((run) => ({
      input: run.input ?? {},
      stickyKey: run.stickyKey ?? null,
    }));
    const request: StartRuns = { ...input, runs: seeds };
    return this.once(caller, mutation, request, async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, input.workflowId);
      const mode = input.mode ?? 'LIVE';
      // before the channel is asked, which an archived workflow may have routed nowhere
      checkStartable(workflow, mode);
      const stickyKeys = seeds.map(({ stickyKey }) => stickyKey);
      const choices = await this.choice.choose(transaction, workflow, input, stickyKeys);
      const runs = seeds.map((seed, place) => ({
        choice: choices[place]!,
        input: seed.input,
        inputField: isSingle ? ['input'] : ['runs', String(place), 'input'],
      }));
      const { executor } = input;
      const origin = { workflow, actor: caller.actor, mode, trigger: 'MANUAL' as const, executor };
      return this.createRuns.create(transaction, origin, runs);
    });
  }

  /**
   * Starts a run's input again, on the executor that had it: on the digest that ran, or on another
   * version's present one, at the same trigger if that has it.
   */
  async replay(caller: Caller, input: ReplayRun): Promise<string> {
    const [id] = await this.once(caller, 'replayRun', input, async (transaction) => {
      const [origin] = await this.runs.byIds(caller.workspaceId, [input.runId], transaction);
      if (!origin) throw notFound('This run', ['runId']);
      const workflow = await this.workflows.lock(transaction, caller, origin.workflowId);
      const version =
        input.version == null
          ? await this.versionOf(transaction, origin)
          : await this.versions.resolve(transaction, workflow, input.version);
      const [content] = await this.runs.contents([origin.id], transaction);
      // deleted between the two reads
      if (!content) throw notFound('This run', ['runId']);
      const { mode, executor, triggerKey } = origin;
      const typeIn = async (digest: string): Promise<string | undefined> => {
        const { nodes } = await this.definitions.parsed(origin.workspaceId, digest, transaction);
        return nodes.find((node) => node.id === triggerKey && !node.disabled)?.type;
      };
      const type = await typeIn(version.digest);
      // what has the same id may be another kind of node there
      const hasTrigger = type !== undefined && type === (await typeIn(origin.digest));
      const payload = hasTrigger ? content.triggerPayload : null;
      const choice: Choice = { version, channel: null, variant: null, selectedBy: 'REPLAY' };
      return this.createRuns.create(
        transaction,
        {
          workflow,
          actor: caller.actor,
          mode,
          executor,
          trigger: 'REPLAY',
          triggerKey: hasTrigger ? triggerKey : null,
          triggerPayload: payload === null ? undefined : JSON.parse(payload),
          replayOf: origin.id,
        },
        [{ choice, input: JSON.parse(content.input), inputField: ['runId'] }],
      );
    });
    return id!;
  }

  /**
   * Starts the run of a trigger that fired, in the transaction that holds the lock of the workflow. The
   * draw picks the version; where that lacks the trigger the first route is taken.
   * @returns its id; or why there is none, where that paused the workflow, which is to be committed.
   * @throws Refusal that says why there is none.
   */
  async fire(
    transaction: Transaction,
    workflow: Workflow,
    fired: FiredTrigger,
  ): Promise<string | Refusal> {
    checkStartable(workflow, 'LIVE');
    const choice = await this.choice.chooseFor(transaction, workflow, fired, (version) =>
      this.hasTrigger(transaction, version, fired),
    );
    const { kind, triggerKey, payload, input } = fired;
    if (!(await this.hasTrigger(transaction, choice.version, fired))) {
      throw new Refusal(
        'TRIGGER_MISSING',
        `${choice.version.label}, to which "${fired.channel}" routes, has no such trigger.`,
        ['channel'],
      );
    }
    const origin = {
      workflow,
      actor: systemActor,
      mode: 'LIVE' as const,
      trigger: kind,
      triggerKey,
      triggerPayload: payload,
    };
    const run = { choice, input, inputField: ['input'] };
    const outcome = await this.createRuns.create(transaction, origin, [run]);
    return outcome instanceof Refusal ? outcome : outcome[0]!;
  }

  private async hasTrigger(
    transaction: Transaction,
    { workspaceId, digest }: Version,
    { kind, triggerKey }: FiredTrigger,
  ): Promise<boolean> {
    const { nodes } = await this.definitions.parsed(workspaceId, digest, transaction);
    return nodes.some(
      ({ id, type, disabled }) => id === triggerKey && type === TRIGGER_TYPES[kind] && !disabled,
    );
  }

  private async versionOf(transaction: Transaction, origin: Run): Promise<Version> {
    const { workspaceId, versionId, revision, digest } = origin;
    const [version] = await this.versions.byIds(workspaceId, [versionId], transaction);
    return { ...version!, revision, digest };
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
