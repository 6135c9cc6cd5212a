/** Names of measures that one rollup keeps. Further ones are left out of it, so that it stays small. */
export const MOST_METRIC_NAMES = 100;

/** What runs measured under one name, added up. */
export interface MetricTotal {
  name: string;
  /** How many runs measured it. */
  count: number;
  sum: number;
  /** Smallest and largest that was ever counted, also where that run was taken back since. */
  min: number;
  max: number;
}

/** Totals by name. */
export type MetricTotals = ReadonlyMap<string, MetricTotal>;

/**
 * The totals with the measures of one more run. What is not finite is no measure. Of more names than
 * {@link MOST_METRIC_NAMES} the first are kept.
 */
export function withMetrics(
  totals: MetricTotals,
  metrics: Readonly<Record<string, number>>,
): MetricTotals {
  const changed = new Map(totals);
  for (const [name, value] of Object.entries(metrics)) {
    const total = changed.get(name);
    if (!Number.isFinite(value) || (!total && changed.size >= MOST_METRIC_NAMES)) continue;
    changed.set(name, add(total, { name, count: 1, sum: value, min: value, max: value }));
  }
  return changed;
}

/**
 * The totals without the measures of a run that was counted. Sums are exact but for the rounding of
 * fractions. Smallest and largest stay, because what they were before is not known. A name that
 * nothing is left of stays too: so one that was once left out is never taken back either.
 */
export function withoutMetrics(
  totals: MetricTotals,
  metrics: Readonly<Record<string, number>>,
): MetricTotals {
  const changed = new Map(totals);
  for (const [name, value] of Object.entries(metrics)) {
    const total = changed.get(name);
    if (!Number.isFinite(value) || !total || total.count === 0) continue;
    const count = total.count - 1;
    const sum = count === 0 ? 0 : finite(total.sum - value);
    changed.set(name, { ...total, count, sum });
  }
  return changed;
}

/** Totals of all; names of which nothing is left are not among them. */
export function mergeMetrics(all: Iterable<MetricTotals>): MetricTotals {
  const merged = new Map<string, MetricTotal>();
  for (const totals of all)
    for (const total of totals.values())
      if (total.count > 0) merged.set(total.name, add(merged.get(total.name), total));
  return merged;
}

/** Totals as the JSON text that is stored. A list, because a name may be any text. */
export function metricsToText(totals: MetricTotals): string {
  return JSON.stringify([...totals.values()]);
}

export function metricsFromText(text: string): MetricTotals {
  return new Map((JSON.parse(text) as MetricTotal[]).map((total) => [total.name, total]));
}

function add(total: MetricTotal | undefined, more: MetricTotal): MetricTotal {
  if (!total || total.count === 0) return more;
  return {
    name: more.name,
    count: total.count + more.count,
    sum: finite(total.sum + more.sum),
    min: Math.min(total.min, more.min),
    max: Math.max(total.max, more.max),
  };
}

/** JSON has no infinity, so a sum ends at the largest number. */
function finite(sum: number): number {
  return Math.min(Math.max(sum, -Number.MAX_VALUE), Number.MAX_VALUE);
}
