/** How many of some runs succeeded. */
export interface SuccessCount {
  succeeded: number;
  total: number;
}

/** How two success rates differ. Rates are shares between 0 and 1. */
export interface RateDifference {
  /** Rate of the first less that of the second. */
  difference: number;
  /** The 95 % confidence interval of the difference. */
  lower: number;
  upper: number;
  /** Whether the interval leaves out 0, so that chance alone hardly explains the difference. */
  isSignificant: boolean;
}

/** The normal distribution's quantile of 97.5 %, which leaves 5 % on both sides together. */
const Z = 1.959963984540054;

/**
 * The difference of two success rates with its 95 % confidence interval, by the hybrid score method:
 * R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison
 * of eleven methods", Statistics in Medicine 17:873–890, 1998, method 10. It holds for few runs and for
 * rates near 0 and 1, where the textbook's interval does not. Undefined if either has no runs.
 *
 * It is right for one look. Who looks again and again until it is significant finds what isn't there.
 */
export function rateDifference(
  first: SuccessCount,
  second: SuccessCount,
): RateDifference | undefined {
  if (first.total === 0 || second.total === 0) return undefined;
  const [p, q] = [first, second].map(({ succeeded, total }) => succeeded / total) as [
    number,
    number,
  ];
  const [one, other] = [wilsonInterval(first), wilsonInterval(second)];
  const difference = p - q;
  const lower = difference - Math.hypot(p - one.lower, other.upper - q);
  const upper = difference + Math.hypot(one.upper - p, q - other.lower);
  return { difference, lower, upper, isSignificant: lower > 0 || upper < 0 };
}

/**
 * The 95 % score interval of a success rate, without correction for continuity: E. B. Wilson, "Probable
 * inference, the law of succession, and statistical inference", JASA 22:209–212, 1927.
 *
 * @param count of at least one run.
 */
export function wilsonInterval({ succeeded, total }: SuccessCount): {
  lower: number;
  upper: number;
} {
  const rate = succeeded / total;
  const square = Z * Z;
  const centre = 2 * succeeded + square;
  const spread = Z * Math.sqrt(square + 4 * succeeded * (1 - rate));
  const scale = 2 * (total + square);
  return {
    lower: Math.max(0, (centre - spread) / scale),
    upper: Math.min(1, (centre + spread) / scale),
  };
}
