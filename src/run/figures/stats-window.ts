import { invalidInput } from '../../platform/refusal';
import { type RollupGrain } from './run-rollup';

export type StatsInterval = 'HOUR' | 'DAY';

/** Most periods of a window: 31 days by hour, 400 days by day. */
export const MOST_HOURS = 31 * 24;
export const MOST_DAYS = 400;

const HOUR = 60 * 60 * 1000;
const USUAL_HOURS = 24;
const USUAL_DAYS = 30;
/** No day of any time zone is shorter: where clocks were put forward by most, by three hours, it had 21. */
const SHORTEST_DAY = 20 * HOUR;

/** What a caller says of the time to look at. */
export interface WantedWindow {
  from?: Date | null;
  to?: Date | null;
  interval?: StatsInterval | null;
  timeZone?: string | null;
}

/** Time that figures are asked of, in whole periods. */
export interface StatsWindow {
  /** First moment of the first period. */
  from: string;
  /** First moment behind the last period. */
  to: string;
  interval: StatsInterval;
  timeZone: string;
  /** First moments of all periods, in order. */
  periods: readonly string[];
  /** Which rollups to read: those of days where all periods are days of UTC. */
  grain: RollupGrain;
}

/**
 * The window that is meant, widened to whole hours, or to whole days of its time zone; without `from`
 * the last 24 hours, or 30 days, until `to`; without `to` until now.
 *
 * An hour of UTC is the smallest that is kept, and belongs to the day in which it begins. So in time
 * zones that are not whole hours from UTC days begin up to an hour late.
 *
 * @throws Refusal INVALID_INPUT for no time zone, and for windows that are empty or too long.
 */
export function statsWindow(wanted: WantedWindow, now: string): StatsWindow {
  const interval = wanted.interval ?? 'DAY';
  const timeZone = wanted.timeZone ?? 'UTC';
  const calendar = new Calendar(interval, timeZone);
  const end = wanted.to?.getTime() ?? Date.parse(now) + 1;
  const last = calendar.startOf(end - 1);
  const from = wanted.from?.getTime() ?? calendar.usualStart(last);
  if (from >= end) throw invalidInput('from must be before to.', ['window', 'from']);
  const most = interval === 'DAY' ? MOST_DAYS : MOST_HOURS;
  const tooLong = `A window has at most ${most} ${interval === 'DAY' ? 'days' : 'hours'}; give a later from.`;
  // told at once, before its periods are looked for; a day more for one that was put forward
  if (end - from > (interval === 'DAY' ? (most + 1) * 24 * HOUR : (most + 1) * HOUR))
    throw invalidInput(tooLong, ['window', 'from']);
  const starts = [calendar.startOf(from)];
  while (starts.at(-1)! < last) starts.push(calendar.next(starts.at(-1)!));
  if (starts.length > most) throw invalidInput(tooLong, ['window', 'from']);
  const to = calendar.next(last);
  const isOfUtcDays =
    interval === 'DAY' && [...starts, to].every((start) => start % (24 * HOUR) === 0);
  return {
    from: isoTime(starts[0]!),
    to: isoTime(to),
    interval,
    timeZone,
    periods: starts.map(isoTime),
    grain: isOfUtcDays ? 'DAY' : 'HOUR',
  };
}

/** Where hours and days begin; moments are milliseconds since 1970. */
class Calendar {
  readonly #date: Intl.DateTimeFormat;

  constructor(
    private readonly interval: StatsInterval,
    timeZone: string,
  ) {
    try {
      this.#date = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short' });
    } catch {
      throw invalidInput(`${timeZone} is not a time zone.`, ['window', 'timeZone']);
    }
  }

  /** The start of the period that a moment lies in. */
  startOf(moment: number): number {
    let start = Math.floor(moment / HOUR) * HOUR;
    if (this.interval === 'HOUR') return start;
    const day = this.dayOf(start);
    while (this.dayOf(start - HOUR) === day) start -= HOUR;
    return start;
  }

  /** The start of the period behind the one that starts at `start`. */
  next(start: number): number {
    if (this.interval === 'HOUR') return start + HOUR;
    const day = this.dayOf(start);
    let next = start + SHORTEST_DAY;
    while (this.dayOf(next) === day) next += HOUR;
    return next;
  }

  /** The start of a usual window whose last period starts at `last`. */
  usualStart(last: number): number {
    if (this.interval === 'HOUR') return last - (USUAL_HOURS - 1) * HOUR;
    // days are longer and shorter than 24 hours, but half a day off is never another day
    return this.startOf(last + 12 * HOUR - (USUAL_DAYS - 1) * 24 * HOUR);
  }

  private dayOf(moment: number): string {
    return this.#date.format(moment);
  }
}

function isoTime(moment: number): string {
  return new Date(moment).toISOString();
}
