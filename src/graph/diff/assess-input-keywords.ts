import type { JsonObject, JsonValue } from '../definition';
import type { SchemaPlace } from './assess-inputs';
import { displayName, displayValue, listOf } from './change-wording';
import type { Assessment, FieldChange } from './definition-diff';
import { equalJson } from './equal-json';
import { assessment } from './severity-rules';

/** Keywords that only tell people something; so do all that begin with `x-`. */
const ANNOTATIONS = new Set([
  ...['title', 'description', 'examples', 'default', '$comment'],
  ...['deprecated', 'readOnly', 'writeOnly'],
]);

/** Bounds: whether a larger number takes less. */
const BOUNDS: Readonly<Record<string, 'lower' | 'upper'>> = {
  minimum: 'lower',
  exclusiveMinimum: 'lower',
  minLength: 'lower',
  minItems: 'lower',
  minProperties: 'lower',
  maximum: 'upper',
  exclusiveMaximum: 'upper',
  maxLength: 'upper',
  maxItems: 'upper',
  maxProperties: 'upper',
};

/**
 * How severe a change of one keyword of a schema is for callers. `isBelow` says that the change is
 * below the keyword's value: an item of `required` or `enum`, or something deeper.
 */
export function assessKeyword(
  keyword: string,
  change: FieldChange,
  place: SchemaPlace,
  isBelow: boolean,
): Assessment {
  const { label } = place;
  if (ANNOTATIONS.has(keyword) || keyword.startsWith('x-')) {
    return assessment('inputDescribed', `Only what is said about ${label} changed.`);
  }
  if (keyword === 'required') return assessRequired(change, place);
  if (keyword === 'type') return assessType(place);
  if (keyword === 'enum' || keyword === 'const') return assessValues(change, place, isBelow);
  if (Object.hasOwn(BOUNDS, keyword)) return assessBound(keyword, place);
  if (keyword === 'additionalProperties' && !isBelow) return assessOthers(place);
  if (keyword === 'uniqueItems') {
    return place.after['uniqueItems'] === true
      ? narrowed(`The items of ${label} must differ now.`)
      : widened(label);
  }
  if (keyword === 'multipleOf') return assessMultiple(place);
  if (keyword === 'pattern' || keyword === 'format') return assessForm(keyword, change, label);
  return unclear(keyword, label);
}

function widened(label: string): Assessment {
  return assessment('inputWidened', `${label} takes more than before.`);
}

function narrowed(reason: string): Assessment {
  return assessment('inputNarrowed', reason);
}

function unclear(keyword: string, label: string): Assessment {
  return assessment('inputUnclear', `${displayName(keyword)} of ${label} changed.`);
}

function assessRequired(change: FieldChange, { before, label }: SchemaPlace): Assessment {
  const former = listAt(before, 'required');
  const given = Array.isArray(change.after) ? change.after : [change.after];
  const names = given.filter((name) => typeof name === 'string' && !former.includes(name));
  if (names.length > 0) {
    const shown = listOf(names.map((name) => displayName(name as string)));
    const of = label === 'the input' ? '' : ` of ${label}`;
    return assessment('inputRequired', `Callers must give ${shown}${of} now.`);
  }
  return assessment('inputWidened', `Callers must give no more of ${label} than before.`);
}

const TYPES = ['null', 'boolean', 'number', 'string', 'array', 'object'];

function assessType({ before, after, label }: SchemaPlace): Assessment {
  const [former, later] = [typesOf(before), typesOf(after)];
  const isTaken = (type: string): boolean =>
    later.includes(type) || (type === 'integer' && later.includes('number'));
  if (former.every(isTaken)) return widened(label);
  const instead = before['type'] === undefined ? '' : `, not ${listOf(former)}`;
  return narrowed(`${label} must be of type ${listOf(later)} now${instead}.`);
}

function typesOf(schema: JsonObject): string[] {
  const type = schema['type'];
  if (type === undefined) return TYPES;
  return (Array.isArray(type) ? type : [type]).map(String);
}

/** `enum` and `const` together say which values are allowed. */
function assessValues(change: FieldChange, place: SchemaPlace, isBelow: boolean): Assessment {
  const [former, later] = [valuesOf(place.before), valuesOf(place.after)];
  if (later === undefined) return widened(place.label);
  const concerned = isBelow ? [change.before] : former;
  if (concerned === undefined) {
    return narrowed(
      `${place.label} can only be ${listOf(later.map((value) => displayValue(value)))} now.`,
    );
  }
  const dropped = concerned.filter(
    (value) => value !== undefined && !later.some((other) => equalJson(value, other)),
  ) as JsonValue[];
  if (dropped.length === 0) return widened(place.label);
  return narrowed(
    `${place.label} can no longer be ${listOf(dropped.map((value) => displayValue(value)))}.`,
  );
}

/** The allowed values; `undefined` if any is. */
function valuesOf(schema: JsonObject): JsonValue[] | undefined {
  if (Object.hasOwn(schema, 'const')) return [schema['const'] as JsonValue];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

function assessBound(keyword: string, { before, after, label }: SchemaPlace): Assessment {
  const [former, later] = [before[keyword], after[keyword]];
  if (later === undefined) return widened(label);
  if (typeof later !== 'number') return unclear(keyword, label);
  const isTighter =
    typeof former !== 'number' || (BOUNDS[keyword] === 'lower' ? later > former : later < former);
  if (!isTighter) return widened(label);
  const instead = typeof former === 'number' ? `, not ${former}` : '';
  return narrowed(`${keyword} of ${label} is ${later} now${instead}.`);
}

function assessMultiple({ before, after, label }: SchemaPlace): Assessment {
  const [former, later] = [before['multipleOf'], after['multipleOf']];
  if (later === undefined) return widened(label);
  const isIncluded =
    typeof former === 'number' && typeof later === 'number' && Number.isInteger(former / later);
  if (isIncluded) return widened(label);
  return narrowed(`${label} must be a multiple of ${displayValue(later)} now.`);
}

function assessForm(keyword: string, change: FieldChange, label: string): Assessment {
  if (change.kind === 'REMOVED') return widened(label);
  if (change.kind !== 'ADDED') return unclear(keyword, label);
  return narrowed(`${label} must have the ${keyword} ${displayValue(change.after ?? null)} now.`);
}

/** What the schema says of properties that it does not name; by default anything is allowed. */
function assessOthers({ before, after, label }: SchemaPlace): Assessment {
  const former = before['additionalProperties'] ?? true;
  const later = after['additionalProperties'] ?? true;
  if (later === true || former === false) return widened(label);
  if (later === false) {
    return assessment(
      'inputRefused',
      `Callers can no longer give what the schema of ${label} does not name.`,
    );
  }
  return narrowed(`What the schema of ${label} does not name must fit a schema now.`);
}

function listAt(schema: JsonObject, keyword: string): JsonValue[] {
  const value = schema[keyword];
  return Array.isArray(value) ? value : [];
}
