import {
  mergeMetrics,
  type MetricTotal,
  type MetricTotals,
  metricsFromText,
  metricsToText,
  MOST_METRIC_NAMES,
  withMetrics,
  withoutMetrics,
} from '../../../../src/run/figures/metric-total';

const NONE: MetricTotals = new Map();

function merged(...all: MetricTotals[]): MetricTotal[] {
  return [...mergeMetrics(all).values()];
}

test('measures are added up by name', () => {
  const totals = withMetrics(withMetrics(NONE, { tokens: 3, cost: -1 }), { tokens: 5 });
  expect(merged(totals, withMetrics(NONE, { tokens: 1 }))).toEqual([
    { name: 'tokens', count: 3, sum: 9, min: 1, max: 5 },
    { name: 'cost', count: 1, sum: -1, min: -1, max: -1 },
  ]);
});

test('any text is a name, also after it was stored', () => {
  const metrics = JSON.parse('{"__proto__": 1, "constructor": 2, "": 3}') as Record<string, number>;
  const stored = metricsFromText(metricsToText(withMetrics(NONE, metrics)));
  expect(merged(stored).map(({ name, sum }) => [name, sum])).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
    ['', 3],
  ]);
});

test('what was taken back is gone, but the extremes of what stays are kept', () => {
  const totals = withMetrics(withMetrics(NONE, { tokens: 3 }), { tokens: 50, cost: 0.1 });
  const rest = withoutMetrics(totals, { tokens: 50, cost: 0.1 });
  expect(merged(rest)).toEqual([{ name: 'tokens', count: 1, sum: 3, min: 3, max: 50 }]);
  expect(merged(withMetrics(rest, { cost: 7 }))).toContainEqual(
    expect.objectContaining({ name: 'cost', sum: 7, min: 7, max: 7 }),
  );
});

test('a name that had no place is not taken back, also when others are gone', () => {
  const names = Array.from({ length: MOST_METRIC_NAMES }, (_, place) => [`name ${place}`, 1]);
  const many = Object.fromEntries(names) as Record<string, number>;
  const full = withMetrics(withMetrics(NONE, many), { late: 5 });
  expect(full.size).toBe(MOST_METRIC_NAMES);
  const emptied = withMetrics(withoutMetrics(full, many), { late: 6 });
  expect(merged(withoutMetrics(emptied, { late: 5 }))).toEqual([]);
});

test('what is not finite is no measure, and sums end at the largest number', () => {
  expect(withMetrics(NONE, { a: NaN, b: Infinity }).size).toBe(0);
  const huge = withMetrics(withMetrics(NONE, { a: 1e308 }), { a: 1e308 });
  expect(metricsFromText(metricsToText(huge)).get('a')!.sum).toBe(Number.MAX_VALUE);
});
