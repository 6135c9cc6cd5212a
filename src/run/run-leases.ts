import { type Caller } from '../access/caller';
import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { invalidInput, notFound, Refusal } from '../platform/refusal';
import { type Run } from './run';
import { type RunProgressLog } from './run-progress-log';
import { checkLease, MOST_CLAIMED } from './run.rules';
import { type ClaimSelection, type RunStore } from './run.store';
import { type StepStore } from './step.store';

export interface ClaimRuns {
  workflowId?: string | null;
  nodeTypes?: readonly string[] | null;
  limit?: number | null;
  leaseMs?: number | null;
}

/** Names the lease under which an executor works on a run. */
export interface LeaseHolder {
  runId: string;
  leaseToken: string;
}

/** A run that was handed out. */
export interface Claim {
  run: Run;
  leaseToken: string;
  leaseExpiresAt: string;
}

/**
 * Hands out runs to external executors. Owner of the rule that at most one of them has a run: a
 * lease that ended is handed out again, and whoever had it can write no more from then on.
 */
export class RunLeases {
  constructor(
    private readonly database: Database,
    private readonly runs: RunStore,
    private readonly steps: StepStore,
    private readonly progress: RunProgressLog,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Runs that were queued or whose lease ended, longest first. */
  async claim(caller: Caller, input: ClaimRuns): Promise<Claim[]> {
    const limit = input.limit ?? 1;
    if (limit < 1 || limit > MOST_CLAIMED)
      throw invalidInput(`1 to ${MOST_CLAIMED} runs are claimed at once.`, ['limit']);
    const leaseMs = checkLease(input.leaseMs);
    const { workflowId, nodeTypes } = input;
    const wanted = { workspaceId: caller.workspaceId, workflowId, nodeTypes, limit };
    // most looks find nothing, and need no transaction to see it
    if ((await this.runs.claimable({ ...wanted, limit: 1 }, this.clock.now())).length === 0)
      return [];
    return this.database.transaction((transaction) => this.handOut(transaction, wanted, leaseMs));
  }

  /** Moves the end of a lease; answers when it ends. */
  async heartbeat(
    caller: Caller,
    holder: LeaseHolder,
    leaseMs: number | null | undefined,
  ): Promise<Claim> {
    const expiresAt = plusMilliseconds(this.clock.now(), checkLease(leaseMs));
    return this.database.transaction(async (transaction) => {
      const run = await this.hold(transaction, caller, holder, expiresAt);
      return { run, leaseToken: holder.leaseToken, leaseExpiresAt: expiresAt };
    });
  }

  /**
   * Holds a run until the commit for whoever has its lease.
   * @throws Refusal NOT_FOUND or LEASE_LOST.
   */
  async hold(
    transaction: Transaction,
    caller: Caller,
    { runId, leaseToken }: LeaseHolder,
    expiresAt?: string,
  ): Promise<Run> {
    const { workspaceId } = caller;
    const run = await this.runs.hold(transaction, workspaceId, runId, leaseToken, expiresAt);
    if (run) return run;
    const [present] = await this.runs.byIds(workspaceId, [runId], transaction);
    if (!present) throw notFound('This run', ['runId']);
    throw leaseLost(present);
  }

  private async handOut(
    transaction: Transaction,
    wanted: ClaimSelection,
    leaseMs: number,
  ): Promise<Claim[]> {
    const now = this.clock.now();
    const token = this.ids.secret(24);
    const expiresAt = plusMilliseconds(now, leaseMs);
    const ids = await this.runs.claimable(wanted, now, transaction);
    const claimed = await this.runs.claim(transaction, ids, { token, now, expiresAt });
    const place = new Map(ids.map((id, index) => [id, index]));
    claimed.sort((a, b) => place.get(a.id)! - place.get(b.id)!);
    for (const run of claimed) {
      // what the last one had begun may or may not have happened
      const interrupted =
        run.claims > 1 ? await this.steps.endOpen(transaction, run.id, 'INTERRUPTED', now) : [];
      run.lastSequence = await this.progress.append(transaction, run.id, [
        ...interrupted.map(({ id }) => ({ kind: 'STEP_FINISHED' as const, stepId: id })),
        { kind: 'CLAIMED', stepId: null },
      ]);
    }
    return claimed.map((run) => ({ run, leaseToken: token, leaseExpiresAt: expiresAt }));
  }
}

/** Why whoever had a lease can write no more. */
export function leaseLost(run: Run): Refusal {
  const why = run.finishedAt
    ? `the run is ${run.status.toLowerCase()} since ${run.finishedAt}`
    : 'the run was handed out to another executor';
  return new Refusal('LEASE_LOST', `This lease is lost: ${why}. Stop working on it.`, [
    'leaseToken',
  ]);
}
