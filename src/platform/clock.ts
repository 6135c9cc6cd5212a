/** Tells the time. The only source of it: tests replace it by a clock that they move. */
export interface Clock {
  /** Now as RFC 3339 in UTC with milliseconds, e.g. `2026-01-31T09:00:00.000Z`; sorts as text. */
  now(): string;
}

export const systemClock: Clock = { now: () => new Date().toISOString() };

/** Longest time that a timer of Node.js waits, in milliseconds: about 24 days. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** `time` moved by `milliseconds`, in the form of {@link Clock.now}. */
export function plusMilliseconds(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}
