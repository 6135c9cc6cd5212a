import { type SqlValue } from '../../platform/database/database';
import { Store } from '../../platform/database/store';
import { type Transaction } from '../../platform/database/transaction';
import { type DurationHistogram } from '../execution/duration-histogram';
import { metricsFromText, metricsToText } from './metric-total';
import {
  type RollupGrain,
  type RollupPeriod,
  type RollupRow,
  type RollupSubject,
  type RollupTotals,
  RunRollup,
} from './run-rollup';

/** Whose rollups are read: of workflows, of versions or on channels. */
export type RollupOwner = 'workflow' | 'version' | 'channel';

const ROLLUP = `SELECT r.version_id AS "versionId", r.version_number AS "versionNumber",
  r.channel_id AS "channelId", r.variant AS "variant", r.is_drawn AS "isDrawn", r.starts_at AS "startsAt",
  r.succeeded AS "succeeded", r.failed AS "failed", r.canceled AS "canceled",
  r.duration_ms AS "durationMs", r.durations AS "durations", r.metrics AS "metrics"`;

const OWNER_COLUMN: Record<RollupOwner, string> = {
  workflow: 'r.workflow_id',
  version: 'r.version_id',
  channel: 'r.channel_id',
};

const COLUMNS = [
  'workspace_id',
  'workflow_id',
  'version_id',
  'channel_id',
  'variant',
  'is_drawn',
  'grain',
  'starts_at',
  'succeeded',
  'failed',
  'canceled',
  'duration_ms',
  'durations',
  'metrics',
];
const ROW = `(${COLUMNS.map(() => '?').join(', ')}, (SELECT v.number FROM version v WHERE v.id = ?))`;
const CHANGED = ['succeeded', 'failed', 'canceled', 'duration_ms', 'durations', 'metrics'];
const UPSERT = `ON CONFLICT (workflow_id, grain, starts_at, version_id, channel_id, variant, is_drawn)
  DO UPDATE SET ${CHANGED.map((column) => `${column} = excluded.${column}`).join(', ')}`;

/** Figures by hour and by day. The workflow must be locked by whoever writes them. */
export class RunRollupStore extends Store {
  /** The totals of `periods`; undefined where there are none yet. One statement. */
  async of(
    transaction: Transaction,
    subject: RollupSubject,
    periods: readonly RollupPeriod[],
  ): Promise<(RollupTotals | undefined)[]> {
    const isPeriod = periods.map(() => '(r.grain = ? AND r.starts_at = ?)').join(' OR ');
    const rows = await this.rows<RollupRow & { grain: RollupGrain }>(
      `${ROLLUP}, r.grain AS "grain" FROM run_rollup r
       WHERE r.workflow_id = ? AND r.version_id = ? AND r.channel_id = ? AND r.variant = ? AND r.is_drawn = ?
         AND (${isPeriod})`,
      [
        subject.workflowId,
        subject.versionId,
        subject.channelId,
        subject.variant,
        Number(subject.isDrawn),
        ...periods.flatMap(({ grain, startsAt }) => [grain, startsAt]),
      ],
      transaction,
    );
    return periods.map((period) => {
      const row = rows.find(
        ({ grain, startsAt }) => grain === period.grain && startsAt === period.startsAt,
      );
      return row && totalsOf(row);
    });
  }

  /** Writes the totals of periods, new or not. One statement. */
  async keep(
    transaction: Transaction,
    subject: RollupSubject,
    rollups: readonly (RollupPeriod & { totals: RollupTotals })[],
  ): Promise<void> {
    const values = rollups.flatMap(({ grain, startsAt, totals }): SqlValue[] => [
      subject.workspaceId,
      subject.workflowId,
      subject.versionId,
      subject.channelId,
      subject.variant,
      Number(subject.isDrawn),
      grain,
      startsAt,
      totals.succeeded,
      totals.failed,
      totals.canceled,
      totals.durationMs,
      JSON.stringify(totals.durations),
      metricsToText(totals.metrics),
      subject.versionId,
    ]);
    await this.rows(
      `INSERT INTO run_rollup (${COLUMNS.join(', ')}, version_number)
       VALUES ${rollups.map(() => ROW).join(', ')} ${UPSERT}`,
      values,
      transaction,
    );
  }

  /**
   * Rollups of the owners `ids` whose period starts at `from` or later and before `to`, by owner, oldest
   * first. One statement for them all.
   * @returns undefined where there are more than `most`.
   */
  async within(
    workspaceId: string,
    owner: RollupOwner,
    ids: readonly string[],
    window: { grain: RollupGrain; from: string; to: string },
    most: number,
  ): Promise<Map<string, RunRollup[]> | undefined> {
    const column = OWNER_COLUMN[owner];
    const rows = await this.rows<RollupRow & { ownerId: string }>(
      `${ROLLUP}, ${column} AS "ownerId" FROM run_rollup r
       WHERE ${this.database.checked('r.workspace_id')} = ? AND ${this.database.isIn(column)}
         AND r.grain = ? AND r.starts_at >= ? AND r.starts_at < ?
       ORDER BY r.starts_at, r.version_id, r.channel_id, r.variant, r.is_drawn LIMIT ?`,
      [workspaceId, this.database.list(ids), window.grain, window.from, window.to, most + 1],
    );
    if (rows.length > most) return undefined;
    const byOwner = new Map<string, RunRollup[]>(ids.map((id) => [id, []]));
    for (const row of rows) byOwner.get(row.ownerId)!.push(new RunRollup(row));
    return byOwner;
  }
}

function totalsOf(row: RollupRow): RollupTotals {
  const { succeeded, failed, canceled, durationMs } = row;
  return {
    succeeded,
    failed,
    canceled,
    durationMs,
    durations: JSON.parse(row.durations) as DurationHistogram,
    metrics: metricsFromText(row.metrics),
  };
}
