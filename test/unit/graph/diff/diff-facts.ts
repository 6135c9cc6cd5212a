import { canonicalJson } from '../../../../src/graph/canonical-json';
import type { Definition, JsonValue } from '../../../../src/graph/definition';
import type { DefinitionDiff, FieldChange } from '../../../../src/graph/diff/definition-diff';
import { pointerTokens } from '../../../../src/graph/json-pointer';

/** Whether a diff lists nothing. */
export function isEmpty(diff: DefinitionDiff): boolean {
  return countChanges(diff) === 0;
}

/** How many things a diff lists: fields, and nodes and edges without fields. */
export function countChanges({
  nodes,
  edges,
  inputs,
  variables,
  settings,
}: DefinitionDiff): number {
  const parts = [...nodes, ...edges].map(({ fields }) => Math.max(1, fields.length));
  return [...parts, inputs.length, variables.length, settings.length].reduce((a, b) => a + b, 0);
}

/** The changes whose `before` or `after` is not what stands at their pointers. */
export function misplacedValues(
  before: Definition,
  after: Definition,
  diff: DefinitionDiff,
): FieldChange[] {
  const byName = ({ variables = [] }: Definition): unknown =>
    Object.fromEntries(variables.map((variable) => [variable.name, variable]));
  const places: [FieldChange[], unknown, unknown][] = [
    ...[...diff.nodes, ...diff.edges].map((change): [FieldChange[], unknown, unknown] => [
      change.fields,
      change.before,
      change.after,
    ]),
    [diff.inputs, before.inputs ?? {}, after.inputs ?? {}],
    [diff.settings, before.settings ?? {}, after.settings ?? {}],
    [diff.variables, byName(before), byName(after)],
  ];
  return places.flatMap(([fields, former, later]) =>
    fields.filter((field) => !isInPlace(field, former, later)),
  );
}

function isInPlace(change: FieldChange, former: unknown, later: unknown): boolean {
  const { kind, path, from = path } = change;
  const isBeforeThere = kind === 'ADDED' || isSame(valueAt(former, from), change.before);
  const isAfterThere = kind === 'REMOVED' || isSame(valueAt(later, path), change.after);
  const hasBefore = 'before' in change === (kind !== 'ADDED');
  const hasAfter = 'after' in change === (kind !== 'REMOVED');
  return isBeforeThere && isAfterThere && hasBefore && hasAfter;
}

function isSame(value: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return (
    value !== undefined && other !== undefined && canonicalJson(value) === canonicalJson(other)
  );
}

/** What a JSON Pointer leads to; `undefined` if there is nothing. */
function valueAt(value: unknown, pointer: string): JsonValue | undefined {
  let place = value;
  for (const token of pointerTokens(pointer) ?? ['not a pointer']) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, token))
      return undefined;
    place = (place as Record<string, unknown>)[token];
  }
  return place as JsonValue;
}
