import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type RunStatus } from './run';

/** Runs that are looked up at once. */
const MOST_ORPHANS = 100;

/** When runs of the built-in executor are due, and who has them until when. */
export class ExecutionLeaseStore extends Store {
  /** Holds a run until the commit, and answers its status; undefined where it is finished. */
  async holdUnfinished(transaction: Transaction, id: string): Promise<RunStatus | undefined> {
    const row = await this.row<{ status: RunStatus }>(
      `SELECT r.status AS "status" FROM run r WHERE r.id = ? AND r.finished_at IS NULL${this.database.forUpdate}`,
      [id],
      transaction,
    );
    return row?.status;
  }

  async makeDue(transaction: Transaction, id: string, now: string): Promise<void> {
    await this.rows('UPDATE run SET claimable_at = ? WHERE id = ?', [now, id], transaction);
  }

  /** Lets a run wait, without a lease, until `at`; until it is woken where that is null. */
  async rest(
    transaction: Transaction,
    id: string,
    leaseToken: string,
    at: string | null,
  ): Promise<void> {
    await this.rows(
      `UPDATE run SET status = 'WAITING', claimable_at = ?, lease_token = NULL WHERE id = ? AND lease_token = ?`,
      [at, id, leaseToken],
      transaction,
    );
  }

  /** Gives a run back, to be claimed from `at` on; false where the lease was lost. */
  async release(
    transaction: Transaction,
    id: string,
    leaseToken: string,
    at: string,
  ): Promise<boolean> {
    const rows = await this.rows(
      `UPDATE run SET claimable_at = ?, lease_token = NULL
       WHERE id = ? AND lease_token = ? AND finished_at IS NULL RETURNING id`,
      [at, id, leaseToken],
      transaction,
    );
    return rows.length === 1;
  }

  /** Has a run that is due, and that nobody could claim, claimed from `until` on. */
  async putOff(transaction: Transaction, id: string, now: string, until: string): Promise<void> {
    await this.rows(
      'UPDATE run SET claimable_at = ? WHERE id = ? AND finished_at IS NULL AND claimable_at <= ?',
      [until, id, now],
      transaction,
    );
  }

  /** Whether a lease still holds. */
  async holds(runId: string, leaseToken: string): Promise<boolean> {
    const row = await this.row(
      'SELECT 1 FROM run r WHERE r.id = ? AND r.lease_token = ? AND r.finished_at IS NULL',
      [runId, leaseToken],
    );
    return row !== undefined;
  }

  /**
   * Moves the ends of the leases of runs; answers the tokens of those that it moved. Rows that somebody
   * writes now are left out: one writer must not keep all other leases from being renewed.
   */
  async extend(
    transaction: Transaction,
    runIds: readonly string[],
    leaseTokens: readonly string[],
    expiresAt: string,
  ): Promise<string[]> {
    const lock = this.database.forUpdate;
    const skip = lock && `${lock} SKIP LOCKED`;
    const rows = await this.rows<{ token: string }>(
      `UPDATE run SET claimable_at = ? WHERE id IN (
         SELECT r.id FROM run r WHERE ${this.database.isIn('r.id')}
           AND ${this.database.isIn('r.lease_token')} AND r.finished_at IS NULL ${skip})
       RETURNING lease_token AS "token"`,
      [expiresAt, this.database.list(runIds), this.database.list(leaseTokens)],
      transaction,
    );
    return rows.map(({ token }) => token);
  }

  /** Runs of the built-in executor that may be claimed now, longest first. */
  async due(now: string, limit: number): Promise<string[]> {
    const rows = await this.rows<{ id: string }>(
      `SELECT r.id AS "id" FROM run r WHERE r.finished_at IS NULL AND r.executor = 'BUILT_IN'
         AND r.claimable_at <= ? ORDER BY r.claimable_at LIMIT ?`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Holds a run until the commit that waits for a time and has no lease; answers that time. */
  async holdUnclaimed(transaction: Transaction, id: string): Promise<string | undefined> {
    const row = await this.row<{ at: string }>(
      `SELECT r.claimable_at AS "at" FROM run r WHERE r.id = ? AND r.finished_at IS NULL
         AND r.executor = 'BUILT_IN' AND r.lease_token IS NULL AND r.claimable_at IS NOT NULL${this.database.forUpdate}`,
      [id],
      transaction,
    );
    return row?.at;
  }

  /** Ends the leases of the built-in executor, for where no process can have one. */
  async endAll(transaction: Transaction, now: string): Promise<void> {
    await this.rows(
      `UPDATE run SET claimable_at = ? WHERE finished_at IS NULL AND executor = 'BUILT_IN' AND status = 'RUNNING'`,
      [now],
      transaction,
    );
  }

  /** How many runs called each other on the way to a run, it included; no further than `most`. */
  async depthOf(transaction: Transaction, runId: string, most: number): Promise<number> {
    const row = await this.row<{ depth: number }>(
      `WITH RECURSIVE callers (id, depth) AS (
         SELECT r.parent_run, 1 FROM run r WHERE r.id = ?
         UNION ALL
         SELECT r.parent_run, c.depth + 1 FROM callers c JOIN run r ON r.id = c.id WHERE c.depth < ?
       ) SELECT MAX(c.depth) AS "depth" FROM callers c`,
      [runId, most],
      transaction,
    );
    return row!.depth;
  }

  async setVariables(transaction: Transaction, id: string, variables: string): Promise<void> {
    await this.rows(
      'UPDATE run SET current_variables = ? WHERE id = ?',
      [variables, id],
      transaction,
    );
  }

  /**
   * Some of the runs under way that nobody waits for any more, by id behind `after`: those that
   * `parentRun` called, or that anybody did. One that somebody has tried again by hand is wanted.
   */
  async orphans(after: string, parentRun?: string): Promise<{ id: string; workspaceId: string }[]> {
    const of = parentRun === undefined ? 'r.parent_run IS NOT NULL' : 'r.parent_run = ?';
    return this.rows(
      `SELECT r.id AS "id", r.workspace_id AS "workspaceId" FROM run r
       LEFT JOIN step s ON s.id = r.parent_step
       WHERE ${of} AND r.id > ? AND r.finished_at IS NULL AND (s.id IS NULL OR s.finished_at IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM run_progress p WHERE p.run_id = r.id AND p.kind = 'RETRIED')
       ORDER BY r.id LIMIT ?`,
      [...(parentRun === undefined ? [] : [parentRun]), after, MOST_ORPHANS],
    );
  }
}
