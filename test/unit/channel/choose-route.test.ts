import * as fc from 'fast-check';
import { type Route } from '../../../src/channel/channel';
import { chooseRoute } from '../../../src/channel/choose-route';

const SALT = 'salt';

function route(versionId: string, weight: number, label: string | null = null): Route {
  return { versionId, revision: 1, digest: `sha256:${versionId}`, weight, label };
}

const callers = Array.from({ length: 2_000 }, (_, place) => `caller ${place}`);
const weights = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 6 });

describe('a million callers of a split of 80 to 20', () => {
  const CALLERS = 1_000_000;
  const split = (first: number): [Route, Route] => [route('a', first), route('b', 100 - first)];
  /** Whether each caller gets the first route of a split. */
  const draws = (routes: Route[]): Uint8Array =>
    Uint8Array.from({ length: CALLERS }, (_, caller) =>
      chooseRoute(routes, SALT, String(caller)) === routes[0] ? 1 : 0,
    );
  const sum = (flags: Uint8Array): number => flags.reduce((count, flag) => count + flag, 0);
  /** Five standard deviations of how many of a million there are, each with this chance. */
  const bound = (chance: number): number => 5 * Math.sqrt(CALLERS * chance * (1 - chance));
  let before: Uint8Array;
  beforeAll(() => {
    before = draws(split(80));
  }, 60_000);

  test('come to each route by its weight, within five deviations', () => {
    expect(Math.abs(sum(before) - CALLERS * 0.8)).toBeLessThan(bound(0.8));
  });

  test('each get the same route again', () => {
    expect(draws(split(80)).every((flag, caller) => flag === before[caller])).toBe(true);
  }, 60_000);

  test('move to 90 to 10 only as far as they must: from the second route to the first, half of it', () => {
    const after = draws(split(90));
    expect(Math.abs(sum(after) - CALLERS * 0.9)).toBeLessThan(bound(0.9));
    expect(after.every((flag, caller) => flag >= before[caller]!)).toBe(true);
    const moved = sum(after) - sum(before);
    expect(Math.abs(moved - CALLERS * 0.1)).toBeLessThan(bound(0.1));
  }, 60_000);
});

test('callers keep their routes from release to release of the server', () => {
  const routes = [route('a', 80), route('b', 20)];
  const chosen = callers.slice(0, 40).map((caller) => chooseRoute(routes, SALT, caller).versionId);
  expect(chosen.join('')).toBe('aaaaabaaaaaaaabaaaaaaaaaaaaaaaabaaaababa');
});

test('a caller gets the same route each time, whatever the order of routes', () => {
  fc.assert(
    fc.property(weights, fc.string(), (list, caller) => {
      const routes = list.map((weight, place) => route(`v${place}`, weight));
      const chosen = chooseRoute(routes, SALT, caller);
      expect(chooseRoute([...routes].reverse(), SALT, caller)).toBe(chosen);
    }),
  );
});

test('when a weight grows, callers move to that route only', () => {
  fc.assert(
    fc.property(weights, fc.nat(), fc.integer({ min: 1, max: 1_000 }), (list, pick, more) => {
      const grown = `v${pick % list.length}`;
      const before = list.map((weight, place) => route(`v${place}`, weight));
      const after = before.map((one) =>
        one.versionId === grown ? { ...one, weight: one.weight + more } : one,
      );
      for (const caller of callers.slice(0, 100)) {
        const was = chooseRoute(before, SALT, caller).versionId;
        const is = chooseRoute(after, SALT, caller).versionId;
        expect(is === was || is === grown).toBe(true);
      }
    }),
  );
});

test('when a route goes, the callers of the others stay', () => {
  const before = [route('a', 5), route('b', 3), route('c', 2)];
  const after = before.slice(0, 2);
  for (const caller of callers) {
    const was = chooseRoute(before, SALT, caller);
    if (was.versionId !== 'c') expect(chooseRoute(after, SALT, caller)).toBe(was);
  }
});

test('a labelled variant keeps its callers when it gets another version', () => {
  const before = [route('v1', 8, 'stable'), route('v2', 2, 'canary')];
  const after = [route('v1', 8, 'stable'), route('v3', 2, 'canary')];
  for (const caller of callers)
    expect(chooseRoute(after, SALT, caller).label).toBe(chooseRoute(before, SALT, caller).label);
});

test('another salt assigns anew', () => {
  const routes = [route('a', 1), route('b', 1)];
  const moved = callers.filter(
    (caller) => chooseRoute(routes, 'one', caller) !== chooseRoute(routes, 'two', caller),
  );
  expect(moved.length).toBeGreaterThan(callers.length / 3);
});
