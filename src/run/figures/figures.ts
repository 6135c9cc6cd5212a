import {
  countOf,
  type DurationHistogram,
  mergeHistograms,
  quantileOf,
} from '../execution/duration-histogram';
import { mergeMetrics, type MetricTotal, type MetricTotals } from './metric-total';
import { type RollupTotals } from './run-rollup';

/** How long runs took, in milliseconds. Quantiles are within one per cent of a run's duration. */
export interface DurationSummary {
  p50: number;
  p95: number;
  p99: number;
  mean: number;
}

/** What runs measured under one name. */
export interface MeasureFigures extends MetricTotal {
  mean: number;
}

/**
 * Figures of the runs of some rollups, or of parts that have figures themselves. Counts are there at
 * once; histograms and measures are added up when they are first asked for, and once.
 */
export class Figures implements RollupTotals {
  readonly succeeded: number;
  readonly failed: number;
  readonly canceled: number;
  readonly durationMs: number;
  /** All that ended. */
  readonly runs: number;
  /** Share of `succeeded` in what succeeded or failed; null where nothing did. */
  readonly successRate: number | null;
  #durations: DurationHistogram | undefined;
  #metrics: MetricTotals | undefined;

  constructor(private readonly parts: readonly RollupTotals[]) {
    const sum = (count: (part: RollupTotals) => number): number =>
      parts.reduce((total, part) => total + count(part), 0);
    this.succeeded = sum(({ succeeded }) => succeeded);
    this.failed = sum(({ failed }) => failed);
    this.canceled = sum(({ canceled }) => canceled);
    this.durationMs = sum(({ durationMs }) => durationMs);
    const decided = this.succeeded + this.failed;
    this.runs = decided + this.canceled;
    this.successRate = decided === 0 ? null : this.succeeded / decided;
  }

  get durations(): DurationHistogram {
    return (this.#durations ??= mergeHistograms(this.parts.map(({ durations }) => durations)));
  }

  get metrics(): MetricTotals {
    return (this.#metrics ??= mergeMetrics(this.parts.map(({ metrics }) => metrics)));
  }

  /** Of what succeeded or failed after it was handed out; null where nothing did. */
  durationSummary(): DurationSummary | null {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantileOf(this.durations, share));
    if (p50 === undefined || p95 === undefined || p99 === undefined) return null;
    return { p50, p95, p99, mean: this.durationMs / countOf(this.durations) };
  }

  /** By name, those of `names` where given. */
  measures(names?: readonly string[] | null): MeasureFigures[] {
    const wanted = names && new Set(names);
    return [...this.metrics.values()]
      .filter(({ name }) => !wanted || wanted.has(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((total) => ({ ...total, mean: total.sum / total.count }));
  }
}
