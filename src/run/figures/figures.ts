import { countOf, mergeHistograms, quantileOf } from '../execution/duration-histogram';
import { mergeMetrics, type MetricTotal } from './metric-total';
import { type RollupTotals, type RunCounts } from './run-rollup';

/** How long runs took, in milliseconds. Quantiles are within one per cent of a run's duration. */
export interface Durations {
  p50: number;
  p95: number;
  p99: number;
  mean: number;
}

/** What runs measured under one name. */
export interface MeasureFigures extends MetricTotal {
  mean: number;
}

/** Figures of the runs of some rollups. Counts are there at once, the others are found when asked for. */
export class Figures implements RunCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly canceled: number;
  /** All that ended. */
  readonly runs: number;
  /** Share of `succeeded` in what succeeded or failed; null where nothing did. */
  readonly successRate: number | null;

  constructor(private readonly rollups: readonly RollupTotals[]) {
    const sum = (count: (rollup: RollupTotals) => number): number =>
      rollups.reduce((total, rollup) => total + count(rollup), 0);
    this.succeeded = sum(({ succeeded }) => succeeded);
    this.failed = sum(({ failed }) => failed);
    this.canceled = sum(({ canceled }) => canceled);
    const decided = this.succeeded + this.failed;
    this.runs = decided + this.canceled;
    this.successRate = decided === 0 ? null : this.succeeded / decided;
  }

  /** Of what succeeded or failed after it was handed out; null where nothing did. */
  durations(): Durations | null {
    const histogram = mergeHistograms(this.rollups.map(({ durations }) => durations));
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantileOf(histogram, share));
    if (p50 === undefined || p95 === undefined || p99 === undefined) return null;
    const sum = this.rollups.reduce((total, { durationMs }) => total + durationMs, 0);
    return { p50, p95, p99, mean: sum / countOf(histogram) };
  }

  /** By name, those of `names` where given. */
  measures(names?: readonly string[] | null): MeasureFigures[] {
    const wanted = names && new Set(names);
    return mergeMetrics(this.rollups.map(({ metrics }) => metrics))
      .filter(({ name }) => !wanted || wanted.has(name))
      .map((total) => ({ ...total, mean: total.sum / total.count }));
  }
}
