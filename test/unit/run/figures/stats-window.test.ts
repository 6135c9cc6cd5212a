import * as fc from 'fast-check';
import { statsWindow, type WantedWindow } from '../../../../src/run/figures/stats-window';

const NOW = '2026-01-31T09:12:00.000Z';
const HOUR = 60 * 60 * 1000;

const at = (time: string): Date => new Date(time);
/** Hours that each day of a window has. */
const lengths = (wanted: WantedWindow): number[] => {
  const { periods, to } = statsWindow(wanted, NOW);
  return periods.map(
    (start, place) => (Date.parse(periods[place + 1] ?? to) - Date.parse(start)) / HOUR,
  );
};

test('the usual window is the last thirty days of UTC, today among them', () => {
  const { periods, ...window } = statsWindow({}, NOW);
  expect(window).toEqual({
    from: '2026-01-02T00:00:00.000Z',
    to: '2026-02-01T00:00:00.000Z',
    interval: 'DAY',
    timeZone: 'UTC',
    grain: 'DAY',
  });
  expect([periods.length, periods[0], periods[29]]).toEqual([
    30,
    window.from,
    '2026-01-31T00:00:00.000Z',
  ]);
});

test('the usual window by hour is the last 24 hours, the present one among them', () => {
  const { from, to, periods, grain } = statsWindow({ interval: 'HOUR' }, NOW);
  expect([from, to, periods.length, grain]).toEqual([
    '2026-01-30T10:00:00.000Z',
    '2026-01-31T10:00:00.000Z',
    24,
    'HOUR',
  ]);
});

test('a moment at midnight is in the day that begins', () => {
  const midnight = '2026-01-31T00:00:00.000Z';
  expect(statsWindow({}, midnight).to).toBe('2026-02-01T00:00:00.000Z');
  expect(statsWindow({ to: at(midnight) }, NOW).to).toBe(midnight);
});

test('a window is widened to whole hours, or to whole days of the time zone', () => {
  const wanted = { from: at('2026-01-10T12:34:00Z'), to: at('2026-01-11T23:30:00Z') };
  expect(statsWindow({ ...wanted, interval: 'HOUR' }, NOW)).toMatchObject({
    from: '2026-01-10T12:00:00.000Z',
    to: '2026-01-12T00:00:00.000Z',
  });
  expect(statsWindow(wanted, NOW)).toMatchObject({
    from: '2026-01-10T00:00:00.000Z',
    to: '2026-01-12T00:00:00.000Z',
  });
  expect(statsWindow({ ...wanted, timeZone: 'Europe/Berlin' }, NOW)).toMatchObject({
    from: '2026-01-09T23:00:00.000Z',
    to: '2026-01-12T23:00:00.000Z',
    grain: 'HOUR',
  });
});

test('a day is as long as the clocks make it: 23 hours in spring, 25 in autumn', () => {
  const berlin = { timeZone: 'Europe/Berlin' };
  const spring = { from: at('2026-03-28T12:00Z'), to: at('2026-03-30T12:00Z') };
  const autumn = { from: at('2026-10-24T12:00Z'), to: at('2026-10-26T12:00Z') };
  expect(lengths({ ...berlin, ...spring })).toEqual([24, 23, 24]);
  expect(lengths({ ...berlin, ...autumn })).toEqual([24, 25, 24]);
  expect(lengths(spring)).toEqual([24, 24, 24]);
});

test('where clocks were put forward by three hours there is a day of 21', () => {
  // Casey, Antarctica, went from UTC+8 to UTC+11 on 18 October 2009
  const wanted = { from: at('2009-10-16T12:00Z'), to: at('2009-10-19T12:00Z') };
  expect(lengths({ ...wanted, timeZone: 'Antarctica/Casey' })).toContain(21);
});

test('in a time zone of half hours a day begins with its first whole hour of UTC', () => {
  const wanted = { from: at('2026-01-10T12:00Z'), to: at('2026-01-10T13:00Z') };
  expect(statsWindow({ ...wanted, timeZone: 'Asia/Kolkata' }, NOW)).toMatchObject({
    from: '2026-01-09T19:00:00.000Z',
    to: '2026-01-10T19:00:00.000Z',
  });
});

test('days of London are those of UTC in winter, and read as such', () => {
  expect(statsWindow({ timeZone: 'Europe/London' }, NOW).grain).toBe('DAY');
  expect(statsWindow({ timeZone: 'Europe/London' }, '2026-07-31T09:00:00.000Z').grain).toBe('HOUR');
});

test.each<[string, WantedWindow]>([
  ['The end comes before', { from: at('2026-01-02T00:00Z'), to: at('2026-01-01T00:00Z') }],
  ['It is empty', { from: at('2026-01-02T00:00Z'), to: at('2026-01-02T00:00Z') }],
  ['It begins tomorrow', { from: at('2026-02-01T00:00Z') }],
  ['401 days', { from: at('2024-12-27T00:00Z'), to: at('2026-02-01T00:00Z') }],
  ['All time', { from: at('0001-01-01T00:00Z') }],
  ['745 hours', { from: at('2025-12-31T09:00Z'), interval: 'HOUR' }],
  ['No time zone', { timeZone: 'Europe/Nowhere' }],
])('%s: refused', (_, wanted) => {
  expect(() => statsWindow(wanted, NOW)).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT' }) as Error,
  );
});

test('400 days and 744 hours are taken', () => {
  const days = { from: at('2024-12-28T00:00Z'), to: at('2026-02-01T00:00Z') };
  expect(statsWindow(days, NOW).periods).toHaveLength(400);
  const hours = { from: at('2025-12-31T10:00Z'), interval: 'HOUR' as const };
  expect(statsWindow(hours, NOW).periods).toHaveLength(744);
});

test('days follow each other without gap, each of another date, and hold the whole window', () => {
  const zones = [...Intl.supportedValuesOf('timeZone')];
  const moment = fc.integer({ min: Date.parse('2000-01-01'), max: Date.parse('2030-01-01') });
  fc.assert(
    fc.property(fc.constantFrom(...zones), moment, fc.nat(60 * 24), (timeZone, start, hours) => {
      const from = new Date(start);
      const to = new Date(start + 1 + hours * HOUR);
      const window = statsWindow({ from, to, timeZone }, NOW);
      const date = (time: string) => new Date(time).toLocaleDateString('en-CA', { timeZone });
      const dates = window.periods.map(date);
      expect(new Set(dates).size).toBe(dates.length);
      expect(dates).not.toContain(date(window.to));
      for (const [place, startsAt] of window.periods.entries()) {
        const end = window.periods[place + 1] ?? window.to;
        // the last hour of a day still has its date
        expect(date(new Date(Date.parse(end) - HOUR).toISOString())).toBe(date(startsAt));
      }
      expect(window.from <= from.toISOString()).toBe(true);
      expect(window.to >= to.toISOString()).toBe(true);
    }),
    { numRuns: 200 },
  );
});
