import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type RunProgress } from './run';

/** What happened to runs, numbered without gaps per run. */
export class RunProgressStore extends Store {
  /** Appends to a run's progress; its row counts, so that two writers never take one number. */
  async append(
    transaction: Transaction,
    runId: string,
    occurredAt: string,
    entries: readonly Pick<RunProgress, 'kind' | 'stepId'>[],
  ): Promise<number> {
    const row = await this.row<{ last: number }>(
      'UPDATE run SET last_sequence = last_sequence + ? WHERE id = ? RETURNING last_sequence AS "last"',
      [entries.length, runId],
      transaction,
    );
    const first = row!.last - entries.length + 1;
    for (const [place, { kind, stepId }] of entries.entries()) {
      await this.insert(transaction, 'run_progress', {
        run_id: runId,
        sequence: first + place,
        kind,
        step_id: stepId,
        occurred_at: occurredAt,
      });
    }
    return row!.last;
  }

  /** Progress of a run behind `sequence`, in order. */
  async after(runId: string, sequence: number, limit: number): Promise<RunProgress[]> {
    return this.rows<RunProgress>(
      `SELECT p.run_id AS "runId", p.sequence AS "sequence", p.kind AS "kind", p.step_id AS "stepId",
         p.occurred_at AS "occurredAt" FROM run_progress p
       WHERE p.run_id = ? AND p.sequence > ? ORDER BY p.sequence LIMIT ?`,
      [runId, sequence, limit],
    );
  }
}
