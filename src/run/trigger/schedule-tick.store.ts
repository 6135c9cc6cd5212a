import { Store } from '../../platform/database/store';
import { type Transaction } from '../../platform/database/transaction';
import { Refusal } from '../../platform/refusal';
import { type ScheduleTick } from './armed-trigger';

/** A moment of a schedule. */
export type TickKey = Pick<ScheduleTick, 'workflowId' | 'nodeKey' | 'tickAt'>;

export class ScheduleTickStore extends Store {
  /** Takes a tick, which is but once to be had. @returns false where it was taken before. */
  async take(transaction: Transaction, tick: TickKey): Promise<boolean> {
    const rows = await this.rows(
      `INSERT INTO schedule_tick (workflow_id, node_key, tick_at, outcome) VALUES (?, ?, ?, 'FIRED')
       ON CONFLICT (workflow_id, node_key, tick_at) DO NOTHING RETURNING tick_at`,
      [tick.workflowId, tick.nodeKey, tick.tickAt],
      transaction,
    );
    return rows.length === 1;
  }

  /** Says what came of a tick: the id of the run that it started, or why it was refused. */
  async settle(transaction: Transaction, tick: TickKey, outcome: string | Refusal): Promise<void> {
    const refusal = outcome instanceof Refusal ? outcome : undefined;
    await this.rows(
      `UPDATE schedule_tick SET outcome = ?, run_id = ?, refusal_code = ?, refusal_message = ?
       WHERE workflow_id = ? AND node_key = ? AND tick_at = ?`,
      [
        refusal ? 'REFUSED' : 'FIRED',
        outcome instanceof Refusal ? null : outcome,
        refusal?.code ?? null,
        refusal?.message ?? null,
        tick.workflowId,
        tick.nodeKey,
        tick.tickAt,
      ],
      transaction,
    );
  }

  /** The last tick of each armed trigger of workflows. */
  latest(workflowIds: readonly string[]): Promise<ScheduleTick[]> {
    return this.rows<ScheduleTick>(
      `SELECT k.workflow_id AS "workflowId", k.node_key AS "nodeKey", k.tick_at AS "tickAt",
       k.outcome AS "outcome", k.run_id AS "runId", k.refusal_code AS "refusalCode", k.refusal_message AS "refusalMessage"
       FROM armed_trigger t JOIN schedule_tick k ON k.workflow_id = t.workflow_id AND k.node_key = t.node_key
       AND k.tick_at = (SELECT MAX(l.tick_at) FROM schedule_tick l
         WHERE l.workflow_id = t.workflow_id AND l.node_key = t.node_key)
       WHERE ${this.database.isIn('t.workflow_id')}`,
      [this.database.list(workflowIds)],
    );
  }

  /** Forgets the ticks before a moment. */
  async expire(transaction: Transaction, before: string): Promise<void> {
    await this.rows('DELETE FROM schedule_tick WHERE tick_at < ?', [before], transaction);
  }
}
