import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';

/** When runs of the built-in executor are due, and who has them until when. */
export class ExecutionLeaseStore extends Store {
  /**
   * Makes a run that waits due; one that is under way stays with whoever has it.
   * @returns false where it is finished.
   */
  async wake(transaction: Transaction, id: string, now: string): Promise<boolean> {
    const rows = await this.rows(
      `UPDATE run SET claimable_at = CASE WHEN status = 'WAITING' THEN ? ELSE claimable_at END
       WHERE id = ? AND finished_at IS NULL RETURNING id`,
      [now, id],
      transaction,
    );
    return rows.length === 1;
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

  /** Whether a lease still holds. */
  async holds(runId: string, leaseToken: string): Promise<boolean> {
    const row = await this.row(
      'SELECT 1 FROM run r WHERE r.id = ? AND r.lease_token = ? AND r.finished_at IS NULL',
      [runId, leaseToken],
    );
    return row !== undefined;
  }

  /** Moves the ends of the leases of runs; answers the tokens of those that still hold. */
  async extend(
    transaction: Transaction,
    runIds: readonly string[],
    leaseTokens: readonly string[],
    expiresAt: string,
  ): Promise<string[]> {
    const rows = await this.rows<{ token: string }>(
      `UPDATE run SET claimable_at = ? WHERE ${this.database.isIn('id')}
         AND ${this.database.isIn('lease_token')} AND finished_at IS NULL RETURNING lease_token AS "token"`,
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

  async setVariables(transaction: Transaction, id: string, variables: string): Promise<void> {
    await this.rows(
      'UPDATE run SET current_variables = ? WHERE id = ?',
      [variables, id],
      transaction,
    );
  }

  /**
   * Runs under way whose parent is finished: those of `parentRun`, or some of all. One that was tried
   * again is none of them: whoever did that wants it for its own sake, as its parent had its end before.
   */
  async orphans(parentRun?: string): Promise<{ id: string; workspaceId: string }[]> {
    const of = parentRun === undefined ? 'r.parent_run IS NOT NULL' : 'r.parent_run = ?';
    return this.rows(
      `SELECT r.id AS "id", r.workspace_id AS "workspaceId" FROM run r
       JOIN run p ON p.id = r.parent_run
       WHERE ${of} AND r.finished_at IS NULL AND p.finished_at IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM run_progress x WHERE x.run_id = r.id AND x.kind = 'RETRIED')
       LIMIT 100`,
      parentRun === undefined ? [] : [parentRun],
    );
  }
}
