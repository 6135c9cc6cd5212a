import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type RunTally } from './run';

/** One row for each workflow that ever ran. The workflow must be locked by whoever writes it. */
export class RunTallyStore extends Store {
  async of(transaction: Transaction, workflowId: string): Promise<RunTally | undefined> {
    return this.row<RunTally>(
      `SELECT t.day AS "day", t.started_on_day AS "startedOnDay", t.last_started_at AS "lastStartedAt",
         t.failures_in_a_row AS "failuresInARow" FROM run_tally t WHERE t.workflow_id = ?`,
      [workflowId],
      transaction,
    );
  }

  /** When live runs of workflows were last started, by workflow id. */
  async lastStarted(
    workspaceId: string,
    workflowIds: readonly string[],
  ): Promise<Map<string, string>> {
    const rows = await this.rows<{ id: string; at: string }>(
      `SELECT t.workflow_id AS "id", t.last_started_at AS "at" FROM run_tally t
       JOIN workflow w ON w.id = t.workflow_id
       WHERE ${this.database.checked('w.workspace_id')} = ? AND t.last_started_at IS NOT NULL
         AND ${this.database.isIn('t.workflow_id')}`,
      [workspaceId, this.database.list(workflowIds)],
    );
    return new Map(rows.map(({ id, at }) => [id, at]));
  }

  async keep(transaction: Transaction, workflowId: string, tally: RunTally): Promise<void> {
    await this.insert(
      transaction,
      'run_tally',
      {
        workflow_id: workflowId,
        day: tally.day,
        started_on_day: tally.startedOnDay,
        last_started_at: tally.lastStartedAt,
        failures_in_a_row: tally.failuresInARow,
      },
      `ON CONFLICT (workflow_id) DO UPDATE SET day = excluded.day, started_on_day = excluded.started_on_day,
       last_started_at = excluded.last_started_at, failures_in_a_row = excluded.failures_in_a_row`,
    );
  }
}
