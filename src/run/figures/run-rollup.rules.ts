import { withDuration, withoutDuration } from '../execution/duration-histogram';
import { type Run } from '../run';
import { withMetrics, withoutMetrics } from './metric-total';
import { type RollupPeriod, type RollupSubject, type RollupTotals } from './run-rollup';

/** What of the end of a run is counted. */
export interface CountedEnd {
  status: 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  /** Milliseconds from when it was first handed out; null where it never was. */
  durationMs: number | null;
  metrics: Readonly<Record<string, number>>;
}

/** Whose figures a run is among. */
export function subjectOf(run: Run): RollupSubject {
  return {
    workspaceId: run.workspaceId,
    workflowId: run.workflowId,
    versionId: run.versionId,
    channelId: run.channelId ?? '',
    variant: run.variant ?? '',
    isDrawn: run.selectedBy === 'SPLIT',
  };
}

/** The periods that a moment lies in. */
export function periodsOf(moment: string): RollupPeriod[] {
  return [
    { grain: 'HOUR', startsAt: `${moment.slice(0, 13)}:00:00.000Z` },
    { grain: 'DAY', startsAt: `${moment.slice(0, 10)}T00:00:00.000Z` },
  ];
}

/**
 * How a finished run counts; undefined for a test run and for one that goes on. A clock that was set
 * back makes no negative duration.
 */
export function countedEnd(
  run: Run,
  metrics: Readonly<Record<string, number>>,
): CountedEnd | undefined {
  const { mode, status, startedAt, finishedAt } = run;
  if (mode === 'TEST' || finishedAt === null) return undefined;
  if (status !== 'SUCCEEDED' && status !== 'FAILED' && status !== 'CANCELED') return undefined;
  const durationMs =
    startedAt === null ? null : Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
  return { status, durationMs, metrics };
}

/** The totals with another run. Of a canceled one only that it was is counted. */
export function withEnd(totals: RollupTotals, end: CountedEnd): RollupTotals {
  if (end.status === 'CANCELED') return { ...totals, canceled: totals.canceled + 1 };
  const changed = {
    ...countsOf(totals, end.status, 1),
    metrics: withMetrics(totals.metrics, end.metrics),
  };
  if (end.durationMs === null) return changed;
  return {
    ...changed,
    durationMs: totals.durationMs + end.durationMs,
    durations: withDuration(totals.durations, end.durationMs),
  };
}

/** The totals without a run that {@link withEnd} counted: equal to those before, but for the extremes of measures. */
export function withoutEnd(totals: RollupTotals, end: CountedEnd): RollupTotals {
  if (end.status === 'CANCELED') return { ...totals, canceled: Math.max(0, totals.canceled - 1) };
  const changed = {
    ...countsOf(totals, end.status, -1),
    metrics: withoutMetrics(totals.metrics, end.metrics),
  };
  if (end.durationMs === null) return changed;
  return {
    ...changed,
    durationMs: Math.max(0, totals.durationMs - end.durationMs),
    durations: withoutDuration(totals.durations, end.durationMs),
  };
}

function countsOf(
  totals: RollupTotals,
  status: 'SUCCEEDED' | 'FAILED',
  change: 1 | -1,
): RollupTotals {
  const name = status === 'SUCCEEDED' ? 'succeeded' : 'failed';
  return { ...totals, [name]: Math.max(0, totals[name] + change) };
}
