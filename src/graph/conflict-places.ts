import { canonicalJson } from './canonical-json';
import { type Definition } from './definition';
import { pointerOf } from './json-pointer';

/** A place that one side changed, with what stood there before and what each side has there; absent is null. */
export interface ConflictPlace {
  /** JSON Pointer with nodes, edges and variables by their key: `/nodes/greet`. */
  path: string;
  base: unknown;
  ours: unknown;
  theirs: unknown;
}

/**
 * The places where `ours`, put in the place of `theirs`, would change it: nodes, edges and variables
 * by their key, inputs and settings whole. `base` says what stood there before the two parted.
 */
export function conflictPlaces(
  base: Definition | undefined,
  ours: Definition,
  theirs: Definition,
): ConflictPlace[] {
  const [before, mine, other] = [base && placesOf(base), placesOf(ours), placesOf(theirs)];
  const paths = new Set([...(before?.keys() ?? []), ...mine.keys(), ...other.keys()]);
  const conflicts: ConflictPlace[] = [];
  for (const path of [...paths].sort()) {
    const [was, own, their] = [before?.get(path), mine.get(path), other.get(path)];
    if (isSame(own, their)) continue;
    conflicts.push({ path, base: was ?? null, ours: own ?? null, theirs: their ?? null });
  }
  return conflicts;
}

function placesOf(definition: Definition): Map<string, unknown> {
  const places = new Map<string, unknown>();
  for (const node of definition.nodes) places.set(pointerOf(['nodes', node.id]), node);
  for (const edge of definition.edges) places.set(pointerOf(['edges', edge.id]), edge);
  for (const variable of definition.variables ?? [])
    places.set(pointerOf(['variables', variable.name]), variable);
  if (definition.inputs) places.set('/inputs', definition.inputs);
  if (definition.settings) places.set('/settings', definition.settings);
  return places;
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}
