import * as fc from 'fast-check';
import {
  countOf,
  EMPTY_HISTOGRAM,
  mergeHistograms,
  QUANTILE_ERROR,
  quantileOf,
  withDuration,
  withoutDuration,
  type DurationHistogram,
} from '../../../src/run/execution/duration-histogram';
import { rateDifference, wilsonInterval } from '../../../src/run/execution/rate-difference';

function histogramOf(durations: readonly number[]): DurationHistogram {
  return durations.reduce(withDuration, EMPTY_HISTOGRAM);
}

const duration = fc.oneof(
  fc.nat(100),
  fc.nat(10_000_000),
  fc.double({ min: 0, max: 2 ** 53, noNaN: true }),
  fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER),
);
const durations = fc.array(duration, { minLength: 1, maxLength: 200 });

test('each quantile is within the stated error of the sorted durations', () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const sorted = list.map((one) => (one < 1 ? 0 : one)).sort((a, b) => a - b);
      const exact = sorted[Math.floor(share * (sorted.length - 1))]!;
      const found = quantileOf(histogramOf(list), share)!;
      // A billionth more for the rounding of logarithms.
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * (QUANTILE_ERROR + 1e-9));
    }),
    { numRuns: 1_000 },
  );
});

test('merged histograms are the histogram of all, in any order and after they were stored', () => {
  fc.assert(
    fc.property(durations, durations, durations, (a, b, c) => {
      const parts = [a, b, c]
        .map(histogramOf)
        .map((one) => JSON.parse(JSON.stringify(one)) as DurationHistogram);
      const merged = mergeHistograms(parts);
      expect(merged).toEqual(histogramOf([...a, ...b, ...c]));
      expect(mergeHistograms([parts[2]!, mergeHistograms([parts[1]!, parts[0]!])])).toEqual(merged);
      expect(countOf(merged)).toBe(a.length + b.length + c.length);
    }),
  );
});

test('what is taken back leaves the histogram of the others, in any order', () => {
  fc.assert(
    fc.property(durations, durations, (kept, taken) => {
      const all = histogramOf([...taken, ...kept]);
      expect(taken.reduceRight(withoutDuration, all)).toEqual(histogramOf(kept));
    }),
  );
  expect(withoutDuration(EMPTY_HISTOGRAM, 0)).toEqual(EMPTY_HISTOGRAM);
  expect(withoutDuration(EMPTY_HISTOGRAM, 5)).toEqual(EMPTY_HISTOGRAM);
});

test('nothing recorded has no quantile, and a clock that was set back counts as zero', () => {
  expect(quantileOf(EMPTY_HISTOGRAM, 0.5)).toBeUndefined();
  expect(quantileOf(histogramOf([-5, 0, NaN]), 1)).toBe(0);
  expect(EMPTY_HISTOGRAM).toEqual({ zeros: 0, buckets: {} });
});

test('a histogram of anything stays small', () => {
  const all = Array.from({ length: 54_000 }, (_, place) => 2 ** (place / 1_000));
  const buckets: Record<string, number> = {};
  for (const one of all) Object.assign(buckets, withDuration(EMPTY_HISTOGRAM, one).buckets);
  expect(Object.keys(buckets).length).toBeLessThan(1_900);
});

// The examples of the paper's table II, method 10.
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [0, 10, 0, 10, -0.2775, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
  [10, 10, 0, 10, 0.6075, 1],
])('%d of %d less %d of %d is within %d and %d, as published', (a, m, b, n, lower, upper) => {
  const found = rateDifference({ succeeded: a, total: m }, { succeeded: b, total: n })!;
  expect(found.difference).toBeCloseTo(a / m - b / n, 12);
  expect(found.lower).toBeCloseTo(lower, 4);
  expect(found.upper).toBeCloseTo(upper, 4);
  expect(found.isSignificant).toBe(lower > 0);
});

const count = fc
  .tuple(fc.integer({ min: 1, max: 10_000 }), fc.nat(10_000))
  .map(([total, some]) => ({ total, succeeded: some % (total + 1) }));

test('an interval holds its difference, stays within -1 and 1, and turns round with its sides', () => {
  fc.assert(
    fc.property(count, count, (first, second) => {
      const one = rateDifference(first, second)!;
      const other = rateDifference(second, first)!;
      expect(one.lower).toBeLessThanOrEqual(one.difference);
      expect(one.upper).toBeGreaterThanOrEqual(one.difference);
      expect(one.lower).toBeGreaterThanOrEqual(-1 - 1e-12);
      expect(one.upper).toBeLessThanOrEqual(1 + 1e-12);
      expect(other.lower).toBeCloseTo(-one.upper, 12);
      expect(other.isSignificant).toBe(one.isSignificant);
    }),
  );
});

test('without runs there is no difference to tell', () => {
  expect(rateDifference({ succeeded: 0, total: 0 }, { succeeded: 1, total: 1 })).toBeUndefined();
  expect(rateDifference({ succeeded: 1, total: 1 }, { succeeded: 0, total: 0 })).toBeUndefined();
});

test('the interval of one rate is that of a proportion: 81 of 263 lies within 0.2553 and 0.3662', () => {
  const { lower, upper } = wilsonInterval({ succeeded: 81, total: 263 });
  expect(lower).toBeCloseTo(0.2553, 4);
  expect(upper).toBeCloseTo(0.3662, 4);
});

/** Uniform numbers of a fixed sequence: xorshift32, G. Marsaglia, JSS 8(14), 2003. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

test.each([
  [0.9, 200, 0.9, 50],
  [0.98, 100, 0.9, 100],
  [0.5, 40, 0.6, 400],
  [0.99, 30, 0.97, 60],
])(
  'of rates %d (%d runs) and %d (%d runs) about 95 %% of intervals hold the true difference',
  (p, m, q, n) => {
    const next = numbersFrom(20_260_101);
    const draw = (rate: number, total: number) => {
      let succeeded = 0;
      for (let run = 0; run < total; run++) if (next() < rate) succeeded++;
      return { succeeded, total };
    };
    const rounds = 10_000;
    let covered = 0;
    for (let round = 0; round < rounds; round++) {
      const { lower, upper } = rateDifference(draw(p, m), draw(q, n))!;
      if (lower <= p - q && p - q <= upper) covered++;
    }
    // Counts are whole, so coverage is uneven; of few runs near a rate of 1 it errs on the safe side.
    expect(covered / rounds).toBeGreaterThan(0.93);
    expect(covered / rounds).toBeLessThan(0.995);
  },
);
