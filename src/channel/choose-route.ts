import { hash } from 'node:crypto';
import { type Route } from './channel';

/** As many hexadecimal digits of a hash are read for one draw: 48 bits. */
const DRAW_DIGITS = 12;
const DRAW_RANGE = 16 ** DRAW_DIGITS;

/**
 * The route that a caller gets: each with the chance of its weight, and the same caller the same one.
 * Weighted rendezvous hashing (C. Schindelhauer, G. Schomaker, "Weighted Distributed Hash Tables",
 * SPAA 2005, logarithmic method): each route draws `-ln(u) / weight`, with `u` uniform by hash of salt,
 * route and caller, and the smallest wins. A weight that grows or shrinks changes the draws of that
 * route alone, so only callers who must move do, and a route that goes leaves the others' callers.
 *
 * @param routes at least one.
 * @param salt the channel's; another one reassigns everybody.
 * @param stickyKey names the caller; who has none gives a random one.
 */
export function chooseRoute(routes: readonly Route[], salt: string, stickyKey: string): Route {
  let [chosen] = routes;
  let smallest = Infinity;
  const nameOf = routeNames(routes);
  for (const route of routes) {
    const draw = -Math.log(uniform(`${salt}\0${nameOf(route)}\0${stickyKey}`)) / route.weight;
    if (draw >= smallest) continue;
    smallest = draw;
    chosen = route;
  }
  return chosen!;
}

/**
 * What stays the same of a route when its channel is routed anew: its label, so that a variant keeps
 * its callers when it gets another version. Where labels don't tell all routes apart, its version.
 */
function routeNames(routes: readonly Route[]): (route: Route) => string {
  const labels = new Set(routes.map(({ label }) => label));
  const areLabelled = !labels.has(null) && labels.size === routes.length;
  return areLabelled ? ({ label }) => `label ${label}` : ({ versionId }) => `version ${versionId}`;
}

/** A number above 0 and below 1. */
function uniform(text: string): number {
  const bits = parseInt(hash('sha256', text, 'hex').slice(0, DRAW_DIGITS), 16);
  return (bits + 0.5) / DRAW_RANGE;
}
