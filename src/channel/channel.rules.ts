import { invalidInput } from '../platform/refusal';
import { type Version } from '../version/version';
import { VersionConflict } from '../version/version.errors';
import { type Activation, type Route } from './channel';

const MAX_ROUTES = 20;
const MAX_WEIGHT = 1_000_000;
const MAX_TEXT = 2_000;
const MAX_LABEL = 200;

/** What a caller believes of a channel before it changes it. */
export interface Expectation {
  /** Number of the version that the channel routes wholly to; never matches a split. */
  expectedCurrentVersion?: number | null;
  /** Sequence of the channel's last activation, 0 for none. */
  expectedActivation?: number | null;
}

export function hasExpectation(expectation: Expectation): boolean {
  return expectation.expectedCurrentVersion != null || expectation.expectedActivation != null;
}

/** @throws VersionConflict that says what was expected and what is. */
export function checkExpectation(
  expectation: Expectation,
  sequence: number,
  routed: readonly Version[],
): void {
  const { expectedActivation, expectedCurrentVersion } = expectation;
  if (expectedActivation != null && expectedActivation !== sequence) {
    throw new VersionConflict('expectedActivation', String(expectedActivation), String(sequence));
  }
  if (
    expectedCurrentVersion != null &&
    !(routed.length === 1 && routed[0]!.number === expectedCurrentVersion)
  ) {
    const actual =
      routed.length === 0 ? 'none' : routed.map((version) => version.label).join(' and ');
    throw new VersionConflict('expectedCurrentVersion', String(expectedCurrentVersion), actual);
  }
}

/**
 * Whether `wanted` would send every run as `present` does. A version that is wanted alone and
 * without a label may have any.
 */
export function isSameRouting(present: readonly Route[], wanted: readonly Route[]): boolean {
  return (
    present.length === wanted.length &&
    present.every((route, place) => {
      const other = wanted[place]!;
      return (
        route.versionId === other.versionId &&
        route.digest === other.digest &&
        (present.length === 1 || route.weight === other.weight) &&
        (route.label === other.label || (present.length === 1 && other.label === null))
      );
    })
  );
}

/** @throws Refusal INVALID_INPUT unless there are 1 to 20 routes of distinct versions with good weights. */
export function checkRoutes(routes: readonly Route[]): void {
  if (routes.length === 0 || routes.length > MAX_ROUTES) {
    throw invalidInput(
      `A channel takes 1 to ${MAX_ROUTES} routes; to route nowhere, deactivate it.`,
      ['routes'],
    );
  }
  const seen = new Set<string>();
  routes.forEach((route, place) => {
    if (!Number.isSafeInteger(route.weight) || route.weight < 1 || route.weight > MAX_WEIGHT) {
      throw invalidInput(`A weight is a whole number from 1 to ${MAX_WEIGHT}.`, [
        'routes',
        String(place),
        'weight',
      ]);
    }
    if (route.label && route.label.length > MAX_LABEL) {
      throw invalidInput(`A label has at most ${MAX_LABEL} characters.`, [
        'routes',
        String(place),
        'label',
      ]);
    }
    if (seen.has(route.versionId)) {
      throw invalidInput('A version stands in one route of a channel only.', [
        'routes',
        String(place),
        'version',
      ]);
    }
    seen.add(route.versionId);
  });
}

export function checkNote(note: string | null | undefined): string | null {
  if (note && note.length > MAX_TEXT)
    throw invalidInput(`A note has at most ${MAX_TEXT} characters.`, ['note']);
  return note ?? null;
}

/** An activation with the routes that it set. */
export interface PastRouting {
  activation: Activation;
  routes: readonly Route[];
}

export type RollbackChoice =
  | { kind: 'RESTORE'; routing: PastRouting }
  | { kind: 'NOTHING' }
  /** The present routing is itself a rollback: what it left, and what came before what it restored. */
  | { kind: 'AMBIGUOUS'; candidates: PastRouting[] };

/**
 * What a rollback without target restores: the routing before the present one, deactivations and
 * what equals the present one excepted. After a rollback that is not clear: two operators in a hurry must not restore the fault.
 *
 * @param history all activations of the channel, newest first.
 */
export function chooseRollback(
  history: readonly PastRouting[],
  expectationGiven: boolean,
): RollbackChoice {
  const [present, ...earlier] = history;
  if (!present) return { kind: 'NOTHING' };
  // to what is live already there is nothing to go back: a deactivation may stand between
  const routed = earlier.filter(
    ({ routes }) => routes.length > 0 && !isSameRouting(routes, present.routes),
  );
  const previous = routed[0];
  if (!previous) return { kind: 'NOTHING' };
  if (present.activation.kind !== 'ROLLBACK' || expectationGiven)
    return { kind: 'RESTORE', routing: previous };
  const restored = present.activation.restoredSequence ?? sequenceOf(present, earlier);
  const older = routed.find(({ activation }) => activation.sequence < restored);
  return {
    kind: 'AMBIGUOUS',
    candidates: older && older !== previous ? [previous, older] : [previous],
  };
}

/** When the present routing was last set before it was restored. */
function sequenceOf(present: PastRouting, earlier: readonly PastRouting[]): number {
  const same = earlier.find(({ routes }) => isSameRouting(routes, present.routes));
  return same?.activation.sequence ?? present.activation.sequence;
}
