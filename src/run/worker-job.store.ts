import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';

/** Name of the jobs of graphile-worker that execute runs. */
export const RUN_TASK = 'run';
/**
 * Tries of a job whose execution rejects, each later than the one before. It does so only while the
 * database is away; that a node failed is no failure of the job.
 */
const MOST_ATTEMPTS = 10;
/** Due runs that one look checks for their jobs, longest due first. */
const MOST_CHECKED = 1000;
const MOST_RECOVERED = 100;

/**
 * Jobs of graphile-worker: at most one that can be taken for each run, whose id is its key. Only the
 * functions and the view that graphile-worker documents are used. PostgreSQL only.
 */
export class WorkerJobStore extends Store {
  /**
   * Puts the job of a run into the place of the one that waits, if one does; it can be taken `pause`
   * milliseconds from now, by the clock of the database. Whoever calls this holds the row of the run. The
   * job that it leaves is taken after the commit only: a new row is not seen, a changed one is locked.
   */
  async put(transaction: Transaction, runId: string, pause: number): Promise<void> {
    // one that a worker takes at this very moment can neither be replaced nor is it set aside yet, and
    // nothing is added; the next statement sees it taken, sets it aside, and adds another
    while (!(await this.add(transaction, runId, pause)));
  }

  private async add(transaction: Transaction, runId: string, pause: number): Promise<boolean> {
    const row = await this.row<{ id: string | null }>(
      `SELECT j.id AS "id" FROM graphile_worker.add_job('${RUN_TASK}', json_build_object('runId', ?::text),
         run_at => clock_timestamp() + ?::double precision * interval '1 millisecond',
         max_attempts => ${MOST_ATTEMPTS}, job_key => ?, job_key_mode => 'replace') j`,
      [runId, pause, runId],
      transaction,
    );
    return row!.id !== null;
  }

  /**
   * Holds runs that are due but have no job that could be taken now, nor one that was taken just now by a
   * worker that has yet to claim the run. Those that somebody holds are left to them.
   */
  async holdLost(transaction: Transaction, now: string): Promise<string[]> {
    const rows = await this.rows<{ id: string }>(
      `SELECT r.id AS "id" FROM run r
       WHERE r.id IN (SELECT d.id FROM run d WHERE d.finished_at IS NULL AND d.executor = 'BUILT_IN'
           AND d.claimable_at <= ? ORDER BY d.claimable_at LIMIT ${MOST_CHECKED})
         AND r.finished_at IS NULL AND r.claimable_at <= ?
         AND NOT EXISTS (SELECT 1 FROM graphile_worker.jobs j WHERE j.key = r.id
           AND (j.locked_at > clock_timestamp() - interval '10 seconds'
             OR (j.locked_at IS NULL AND j.attempts < j.max_attempts AND j.run_at <= clock_timestamp())))
       ORDER BY r.claimable_at LIMIT ${MOST_RECOVERED} FOR NO KEY UPDATE OF r SKIP LOCKED`,
      [now, now],
      transaction,
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Frees the jobs of runs from workers that took them and are gone; graphile-worker would wait four hours
   * (graphile/worker#222). Should a worker be there and at another job by now, that one may be taken
   * twice, which the lease of its run makes harmless.
   */
  async unlock(transaction: Transaction, runIds: readonly string[]): Promise<void> {
    await this.rows(
      `SELECT graphile_worker.force_unlock_workers(ARRAY(SELECT j.locked_by FROM graphile_worker.jobs j
         WHERE ${this.database.isIn('j.key')} AND j.locked_by IS NOT NULL))`,
      [this.database.list(runIds)],
      transaction,
    );
  }

  /**
   * Removes jobs that were set aside for newer ones and that no worker has ended: its process died.
   * Should it live, it ends them without finding them.
   */
  async removeSetAside(transaction: Transaction): Promise<void> {
    const jobs = await this.rows<{ id: string; lockedBy: string | null }>(
      `SELECT j.id::text AS "id", j.locked_by AS "lockedBy" FROM graphile_worker.jobs j
       WHERE j.key IS NULL AND j.task_identifier = '${RUN_TASK}'
         AND (j.locked_at IS NULL OR j.locked_at < clock_timestamp() - interval '10 minutes') LIMIT 100`,
      [],
      transaction,
    );
    if (jobs.length === 0) return;
    const workers = this.database.list(jobs.flatMap(({ lockedBy }) => lockedBy ?? []));
    await this.rows(
      `SELECT graphile_worker.force_unlock_workers(ARRAY(SELECT jsonb_array_elements_text(?::jsonb)))`,
      [workers],
      transaction,
    );
    await this.rows(
      `SELECT graphile_worker.complete_jobs(ARRAY(SELECT jsonb_array_elements_text(?::jsonb)::bigint))`,
      [this.database.list(jobs.map(({ id }) => id))],
      transaction,
    );
  }
}
