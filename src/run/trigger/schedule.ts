import { Cron } from 'croner';

/** Times by a cron expression in a time zone of the IANA database. */
export interface Schedule {
  cron: string;
  timeZone: string;
}

/**
 * The first tick after a moment, in the form of `Clock.now`; null where there is none ever again,
 * such as for 30 February.
 *
 * Where clocks are put forward, a tick at one fixed time of day that falls into the gap comes at its
 * end, and one of several times of day is left out; where they are put back, the former comes the
 * first time only, the latter both times. These are the rules of croner, which follow Vixie cron.
 *
 * @throws Error for what is no cron expression or no time zone.
 */
export function nextTick(schedule: Schedule, after: string): string | null {
  return cronOf(schedule).nextRun(new Date(after))?.toISOString() ?? null;
}

/**
 * The last tick of a schedule from `first`, which is one, until `until`, both included.
 *
 * @throws Error for what is no cron expression or no time zone.
 */
export function latestTick(schedule: Schedule, first: string, until: string): string {
  const justAfter = new Date(Date.parse(until) + 1);
  const latest = cronOf(schedule).previousRuns(1, justAfter)[0]?.toISOString();
  return latest === undefined || latest < first ? first : latest;
}

/** Whether ticks of the schedule can be told. */
export function isSchedule({ cron, timeZone }: Schedule): boolean {
  try {
    cronOf({ cron, timeZone }).nextRun(new Date(0));
    return true;
  } catch {
    return false;
  }
}

/** Without a function croner computes only, and sets no timers. */
function cronOf({ cron, timeZone }: Schedule): Cron {
  return new Cron(cron, { timezone: timeZone });
}
