import { type DurationHistogram, EMPTY_HISTOGRAM } from '../execution/duration-histogram';
import { metricsFromText, type MetricTotals } from './metric-total';

/** How long the period of a rollup is. */
export type RollupGrain = 'HOUR' | 'DAY';

/** An hour, or a day, in UTC. */
export interface RollupPeriod {
  grain: RollupGrain;
  /** Its first moment. */
  startsAt: string;
}

/** Whose runs a rollup adds up. */
export interface RollupSubject {
  workspaceId: string;
  workflowId: string;
  versionId: string;
  /** '' for runs that came by no channel. */
  channelId: string;
  /** Label of the route that they came by; '' for none. */
  variant: string;
  /** Whether a split drew their version; one that was asked for says nothing of a split. */
  isDrawn: boolean;
}

/** How many runs ended how. */
export interface RunCounts {
  succeeded: number;
  failed: number;
  canceled: number;
}

/** What finished in one period, added up. */
export interface RollupTotals extends RunCounts {
  /** Sum of the durations of what succeeded or failed, in milliseconds. */
  durationMs: number;
  durations: DurationHistogram;
  metrics: MetricTotals;
}

export const EMPTY_TOTALS: RollupTotals = Object.freeze({
  succeeded: 0,
  failed: 0,
  canceled: 0,
  durationMs: 0,
  durations: EMPTY_HISTOGRAM,
  metrics: new Map(),
});

/** A rollup as a table has it. */
export interface RollupRow extends RunCounts {
  versionId: string;
  versionNumber: number;
  channelId: string;
  variant: string;
  /** 1 or 0. */
  isDrawn: number;
  startsAt: string;
  durationMs: number;
  /** JSON text. */
  durations: string;
  metrics: string;
}

/** A rollup that was read. Its texts are parsed when they are first asked for, and once. */
export class RunRollup implements RollupTotals {
  readonly versionId: string;
  readonly versionNumber: number;
  readonly channelId: string;
  readonly variant: string;
  readonly isDrawn: boolean;
  readonly startsAt: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly canceled: number;
  readonly durationMs: number;
  #durations: DurationHistogram | undefined;
  #metrics: MetricTotals | undefined;

  constructor(private readonly row: RollupRow) {
    this.versionId = row.versionId;
    this.versionNumber = row.versionNumber;
    this.channelId = row.channelId;
    this.variant = row.variant;
    this.isDrawn = row.isDrawn === 1;
    this.startsAt = row.startsAt;
    this.succeeded = row.succeeded;
    this.failed = row.failed;
    this.canceled = row.canceled;
    this.durationMs = row.durationMs;
  }

  get durations(): DurationHistogram {
    return (this.#durations ??= JSON.parse(this.row.durations) as DurationHistogram);
  }

  get metrics(): MetricTotals {
    return (this.#metrics ??= metricsFromText(this.row.metrics));
  }
}
