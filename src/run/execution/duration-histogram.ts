/**
 * Relative error of a quantile: what is reported is within one per cent of a duration that was
 * recorded. Part of what is stored: histograms of another error cannot be merged with these.
 */
export const QUANTILE_ERROR = 0.01;

const GAMMA = (1 + QUANTILE_ERROR) / (1 - QUANTILE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);

/**
 * How long runs took, by buckets that grow by a constant factor. A plain value: stored with a rollup,
 * and rollups are added up. A quantile needs no run to be looked at. At most some 1,800 buckets hold
 * any durations up to 2^53 milliseconds.
 */
export interface DurationHistogram {
  /** Durations of 0 milliseconds. */
  zeros: number;
  /** By bucket i, how many durations are above γ^(i-1) and at most γ^i milliseconds. */
  buckets: Readonly<Record<string, number>>;
}

export const EMPTY_HISTOGRAM: DurationHistogram = Object.freeze({
  zeros: 0,
  buckets: Object.freeze({}),
});

/**
 * The histogram with another duration, in milliseconds. Fractions below one count as zero, and so does
 * what a clock that was set back makes negative.
 *
 * C. Masson, J. E. Rim, H. K. Lee, "DDSketch: a fast and fully-mergeable quantile sketch with
 * relative-error guarantees", PVLDB 12(12), 2019, section 2.
 */
export function withDuration(histogram: DurationHistogram, durationMs: number): DurationHistogram {
  if (!(durationMs >= 1)) return { ...histogram, zeros: histogram.zeros + 1 };
  const bucket = bucketOf(durationMs);
  const count = histogram.buckets[bucket] ?? 0;
  return { ...histogram, buckets: { ...histogram.buckets, [bucket]: count + 1 } };
}

/**
 * The histogram without a duration that it was given before, in milliseconds: what {@link withDuration}
 * was given. One that it does not hold takes nothing away.
 */
export function withoutDuration(
  histogram: DurationHistogram,
  durationMs: number,
): DurationHistogram {
  if (!(durationMs >= 1)) return { ...histogram, zeros: Math.max(0, histogram.zeros - 1) };
  const bucket = bucketOf(durationMs);
  const { [bucket]: count = 0, ...others } = histogram.buckets;
  return { ...histogram, buckets: count > 1 ? { ...others, [bucket]: count - 1 } : others };
}

/** The histogram of the durations of all. In whatever order they are merged, the same comes of it. */
export function mergeHistograms(histograms: Iterable<DurationHistogram>): DurationHistogram {
  let zeros = 0;
  const buckets: Record<string, number> = {};
  for (const histogram of histograms) {
    zeros += histogram.zeros;
    // a hot path; twice as fast as by Object.entries
    for (const bucket in histogram.buckets)
      buckets[bucket] = (buckets[bucket] ?? 0) + histogram.buckets[bucket]!;
  }
  return { zeros, buckets };
}

/** How many durations a histogram holds. */
export function countOf({ zeros, buckets }: DurationHistogram): number {
  return Object.values(buckets).reduce((sum, count) => sum + count, zeros);
}

/**
 * A quantile in milliseconds, within {@link QUANTILE_ERROR} of the recorded duration of rank
 * `floor(share × (count - 1))`, counted from 0 in ascending order. Undefined if none was recorded.
 *
 * @param share 0.5 for the median, 0.95, 0.99.
 */
export function quantileOf(histogram: DurationHistogram, share: number): number | undefined {
  const count = countOf(histogram);
  if (count === 0) return undefined;
  const rank = Math.floor(share * (count - 1));
  let seen = histogram.zeros;
  if (rank < seen) return 0;
  // Buckets are numbers, whose order as texts is another.
  const inOrder = Object.entries(histogram.buckets).sort(([a], [b]) => Number(a) - Number(b));
  let value = 0;
  for (const [bucket, size] of inOrder) {
    value = (2 * GAMMA ** Number(bucket)) / (GAMMA + 1);
    seen += size;
    if (rank < seen) break;
  }
  return value;
}

/** @param durationMs of at least one. */
function bucketOf(durationMs: number): number {
  return Math.ceil(Math.log(durationMs) / LOG_GAMMA);
}
