import fc from 'fast-check';
import { isSchedule, latestTick, nextTick } from '../../../../src/run/trigger/schedule';

/** The ticks after a moment, one after another. */
function ticks(cron: string, timeZone: string, after: string, count: number): (string | null)[] {
  const found: (string | null)[] = [];
  let last: string | null = after;
  while (found.length < count && last !== null) {
    last = nextTick({ cron, timeZone }, last);
    found.push(last && last.replace(':00.000Z', 'Z'));
  }
  return found;
}

describe('ticks of a schedule', () => {
  test('follow the wall clock of the time zone through the year', () => {
    const nine = (day: string) =>
      nextTick({ cron: '0 9 * * *', timeZone: 'Europe/Berlin' }, `${day}T00:00:00.000Z`);
    expect(nine('2026-01-15')).toBe('2026-01-15T08:00:00.000Z');
    expect(nine('2026-07-15')).toBe('2026-07-15T07:00:00.000Z');
  });

  test('come after the moment, not at it', () => {
    const minutely = { cron: '* * * * *', timeZone: 'UTC' };
    expect(nextTick(minutely, '2026-01-31T09:00:00.000Z')).toBe('2026-01-31T09:01:00.000Z');
    expect(nextTick(minutely, '2026-01-31T08:59:59.999Z')).toBe('2026-01-31T09:00:00.000Z');
  });

  test('are none where the day never comes', () => {
    const never = { cron: '0 0 30 2 *', timeZone: 'UTC' };
    expect(nextTick(never, '2026-01-31T09:00:00.000Z')).toBeNull();
  });

  // Berlin leaves out 02:00 to 03:00 of 29 March 2026, New York that of 8 March
  test.each([
    ['Europe/Berlin', '2026-03-28T12:00:00.000Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ['America/New_York', '2026-03-07T12:00:00.000Z', '2026-03-08T07:00Z', '2026-03-09T06:30Z'],
  ])('at a time that %s leaves out come at the end of the gap', (zone, after, first, second) => {
    expect(ticks('30 2 * * *', zone, after, 2)).toEqual([first, second]);
  });

  test.each([
    ['Europe/Berlin', '2026-03-29T00:00:00.000Z', '2026-03-29T00:30Z', '2026-03-29T01:00Z'],
    ['America/New_York', '2026-03-08T06:00:00.000Z', '2026-03-08T06:30Z', '2026-03-08T07:00Z'],
  ])('of many times of day go on evenly through the gap of %s', (zone, after, first, second) => {
    expect(ticks('*/30 * * * *', zone, after, 2)).toEqual([first, second]);
  });

  // Berlin has 02:00 to 03:00 of 25 October 2026 twice, New York 01:00 to 02:00 of 1 November
  test.each([
    [
      'Europe/Berlin',
      '30 2 * * *',
      '2026-10-24T12:00:00.000Z',
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ],
    [
      'America/New_York',
      '30 1 * * *',
      '2026-10-31T12:00:00.000Z',
      '2026-11-01T05:30Z',
      '2026-11-02T06:30Z',
    ],
  ])('at a time that %s has twice come the first time', (zone, cron, after, first, second) => {
    expect(ticks(cron, zone, after, 2)).toEqual([first, second]);
  });

  test.each([
    [
      'Europe/Berlin',
      '*/30 2 * * *',
      '2026-10-24T12:00:00.000Z',
      '2026-10-25',
      ['00:00', '00:30', '01:00', '01:30'],
    ],
    [
      'America/New_York',
      '*/30 1 * * *',
      '2026-10-31T12:00:00.000Z',
      '2026-11-01',
      ['05:00', '05:30', '06:00', '06:30'],
    ],
  ])('of many times of day come both times that %s has twice', (zone, cron, after, day, times) => {
    expect(ticks(cron, zone, after, 4)).toEqual(times.map((time) => `${day}T${time}Z`));
  });

  test('that were missed are told by their latest', () => {
    const schedules = fc.record({
      cron: fc.constantFrom(
        '*/7 * * * *',
        '30 2 * * *',
        '15 1,2 * * *',
        '0 9 * * 1-5',
        '*/20 * * * * *',
      ),
      timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC'),
    });
    // around the changes of clocks of 2026
    const starts = fc
      .tuple(
        fc.constantFrom('2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01'),
        fc.nat(86_400_000),
      )
      .map(([day, offset]) =>
        new Date(Date.parse(`${day}T00:00:00Z`) - 43_200_000 + offset).toISOString(),
      );
    fc.assert(
      fc.property(schedules, starts, fc.nat(5_000_000), (schedule, start, wait) => {
        const first = nextTick(schedule, start)!;
        const until = new Date(Date.parse(first) + wait).toISOString();
        let latest = first;
        for (let next = first; next <= until; next = nextTick(schedule, next)!) latest = next;
        expect(latestTick(schedule, first, until)).toBe(latest);
      }),
      { numRuns: 300 },
    );
  });

  test('cannot be told of what is no cron expression or no time zone', () => {
    expect(isSchedule({ cron: '0 9 * * *', timeZone: 'Europe/Berlin' })).toBe(true);
    expect(isSchedule({ cron: '61 * * * *', timeZone: 'UTC' })).toBe(false);
    expect(isSchedule({ cron: '0 9 * * *', timeZone: 'Europe/Atlantis' })).toBe(false);
  });
});
