import { type JsonObject, type JsonValue } from '../graph/definition';
import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { type PubSub } from '../platform/pubsub';
import { type DefinitionService } from '../version/definition.service';
import { type VersionService } from '../version/version.service';
import { type ExecutionLeaseStore } from './execution-lease.store';
import { type RunState, stateOf } from './execution-state';
import { type ExecutionStore } from './execution.store';
import { type ClaimedRun, type ExecutionFaults } from './execution-faults';
import { type AttemptMaker } from './make-attempt';
import { type ExecutionParts, RunExecution } from './run-execution';
import { ATTENTION_TOPIC, type RunProgressLog } from './run-progress-log';
import { type RunStore } from './run.store';
import { type StepStore } from './step.store';
import { type ExecutionLease, type WriteProgress } from './write-progress';

/** How long a process has a run without a sign of life, in milliseconds. */
const LEASE_MS = 30_000;
const HEARTBEAT_MS = LEASE_MS / 3;
/** How long functions under way may take when the process stops, in milliseconds. */
const STOP_MS = 5_000;

export interface ExecuteRunParts {
  database: Database;
  definitions: DefinitionService;
  versions: VersionService;
  runs: RunStore;
  steps: StepStore;
  leases: ExecutionLeaseStore;
  execution: ExecutionStore;
  writer: WriteProgress;
  attempts: AttemptMaker;
  faults: ExecutionFaults;
  progress: RunProgressLog;
  pubSub: PubSub;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  pollInterval: number;
}

/**
 * The built-in executor of one process: executes runs under leases that it renews while it lives. A run
 * whose process died is claimed by another one, or by the same after its restart.
 */
export class ExecuteRun {
  readonly #executions = new Map<string, { execution: RunExecution; lease: ExecutionLease }>();
  readonly #underWay = new Set<Promise<boolean>>();
  /** Runs that were to be executed while this process was about to let go of them. */
  readonly #again = new Set<string>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #isStopping = false;

  constructor(private readonly parts: ExecuteRunParts) {
    this.#heartbeat = setInterval(() => void this.renew(), HEARTBEAT_MS).unref();
    this.#unsubscribe = parts.pubSub.subscribe(ATTENTION_TOPIC, (runId) => void this.attend(runId));
  }

  /**
   * Executes a run as far as it goes now, if it is due and nobody has it. A fault of ours is logged, and
   * the run is tried again later. Rejects only where not even that could be written.
   * @returns false where it was not taken.
   */
  async execute(runId: string): Promise<boolean> {
    if (this.#isStopping) return false;
    if (this.#executions.has(runId)) {
      // it may have been let go of in the database, but not here yet: then nobody else would look
      this.#again.add(runId);
      return true;
    }
    const work = this.executeDue(runId);
    this.#underWay.add(work);
    const wasTaken = await work.finally(() => this.#underWay.delete(work));
    if (this.#again.delete(runId)) await this.execute(runId);
    return wasTaken;
  }

  /** Lets go of all runs: what is under way may end within some seconds, the rest is done elsewhere. */
  async close(): Promise<void> {
    this.#isStopping = true;
    this.#unsubscribe();
    for (const { execution } of this.#executions.values()) execution.stop();
    const lose = setTimeout(() => {
      for (const { execution } of this.#executions.values()) execution.lose();
    }, STOP_MS);
    await Promise.allSettled(this.#underWay);
    clearTimeout(lose);
    clearInterval(this.#heartbeat);
  }

  private async executeDue(runId: string): Promise<boolean> {
    let claimed: ClaimedRun | undefined;
    let execution: RunExecution | undefined;
    try {
      claimed = await this.claim(runId);
      if (!claimed) return false;
      const { lease } = claimed;
      const state = await this.stateOf(claimed);
      execution = new RunExecution(state, this.executionParts(claimed, state));
      this.#executions.set(runId, { execution, lease });
      // what woke a step before this process listened
      if (state.waiting.size > 0) execution.attend();
      if (this.#isStopping) execution.stop();
      const end = await execution.go();
      this.parts.faults.forget(runId);
      if (end === 'STOPPED') await this.release(lease);
      // stopped while a function would not end
      if (end === 'LOST' && this.#isStopping) await this.release(lease);
    } catch (error) {
      // faults that only now and then are in the way never fail a long run
      if (execution?.hasProgressed) this.parts.faults.forget(runId);
      await this.parts.faults.met(error, runId, claimed);
    } finally {
      this.#executions.delete(runId);
    }
    return claimed !== undefined;
  }

  private executionParts({ run, lease }: ClaimedRun, state: RunState): ExecutionParts {
    const { writer, attempts, execution, clock, ids, pollInterval } = this.parts;
    const expiresAt = (): string => plusMilliseconds(clock.now(), LEASE_MS);
    return {
      write: (progress) => writer.write(run, state, lease, progress, expiresAt()),
      make: (call) => attempts.make(run.workspaceId, state, call),
      woken: async () =>
        (await execution.woken(run.id, clock.now())).map(({ nodeKey, wake }) => ({
          nodeKey,
          wake: () => attempts.wakeOf(run.workspaceId, wake),
        })),
      ...{ clock, ids, pollInterval },
    };
  }

  private release(lease: ClaimedRun['lease']): Promise<void> {
    return this.parts.writer.release(lease, this.parts.clock.now());
  }

  /** Takes a run that is due; what had begun is interrupted. */
  private async claim(runId: string): Promise<ClaimedRun | undefined> {
    const { database, runs, steps, progress, clock, ids } = this.parts;
    const leaseToken = ids.secret(24);
    return database.transaction(async (transaction) => {
      const now = clock.now();
      const expiresAt = plusMilliseconds(now, LEASE_MS);
      const [run] = await runs.claim(transaction, [runId], { token: leaseToken, now, expiresAt });
      if (!run) return undefined;
      const interrupted = await steps.endOpen(transaction, runId, 'INTERRUPTED', now);
      run.lastSequence = await progress.append(transaction, runId, [
        ...interrupted.map(({ id }) => ({ kind: 'STEP_FINISHED' as const, stepId: id })),
        { kind: 'CLAIMED', stepId: null },
      ]);
      return { run, lease: { runId, leaseToken } };
    });
  }

  /** All that is known of a run. Nobody else writes it now, so it is read without a transaction. */
  private async stateOf({ run }: ClaimedRun): Promise<RunState> {
    const { runs, versions, definitions, execution } = this.parts;
    const { id, workspaceId, workflowId, versionId, digest } = run;
    const known = run.claims > 1 ? await execution.known(id) : [];
    const [content] = await runs.contents([id]);
    const [version] = await versions.byIds(workspaceId, [versionId]);
    const definition = await definitions.parsed(workspaceId, digest);
    const input = JSON.parse(content!.input) as JsonValue;
    const payload = content!.triggerPayload;
    const facts = {
      input,
      payload: payload === null ? input : (JSON.parse(payload) as JsonValue),
      triggerKey: run.triggerKey!,
      run: { id, workflow: workflowId, version: version!.number },
    };
    const variables = JSON.parse(content!.currentVariables ?? content!.variables) as JsonObject;
    return stateOf(facts, definition, known, variables);
  }

  /** Moves the ends of the leases, and lets go of runs that somebody else has by now. */
  private async renew(): Promise<void> {
    const executions = [...this.#executions.values()];
    if (executions.length === 0) return;
    const { database, leases, clock, logger } = this.parts;
    try {
      const expiresAt = plusMilliseconds(clock.now(), LEASE_MS);
      const runIds = executions.map(({ lease }) => lease.runId);
      const tokens = executions.map(({ lease }) => lease.leaseToken);
      const held = await database.transaction((transaction) =>
        leases.extend(transaction, runIds, tokens, expiresAt),
      );
      const isHeld = new Set(held);
      for (const { lease } of executions)
        if (!isHeld.has(lease.leaseToken)) await this.attend(lease.runId);
    } catch (error) {
      logger.error({ error }, 'leases of runs were not renewed; it is tried again');
    }
  }

  /** Something happened to a run that is executed here: a wait is over, or it was ended. */
  private async attend(runId: string): Promise<void> {
    const held = this.#executions.get(runId);
    if (!held) return;
    const { execution, lease } = held;
    try {
      if (await this.parts.leases.holds(runId, lease.leaseToken)) execution.attend();
      else execution.lose();
    } catch (error) {
      this.parts.logger.error({ error, runId }, 'a run was not looked at; its lease tells later');
    }
  }
}
