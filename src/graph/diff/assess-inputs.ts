import type { JsonObject, JsonValue } from '../definition';
import { pointerTokens } from '../json-pointer';
import { assessKeyword } from './assess-input-keywords';
import type { Assessment, FieldChange } from './definition-diff';
import { assessment, mostSevere } from './severity-rules';
import { displayName } from './change-wording';

/** A subschema of the run's input before and after, and what people call the part that it describes. */
export interface SchemaPlace {
  before: JsonObject;
  after: JsonObject;
  /** `customer.email`, `tags[]`, or `the input`. */
  label: string;
}

/** The name of the whole. */
const ROOT_LABEL = 'the input';

/**
 * How severe a change of the inputs' JSON Schema is for those who start runs. `properties`, `items` and
 * `additionalProperties` are walked into; what is below anything else is not understood, because it may be
 * negated or only one of several choices.
 */
export function assessInput(
  change: FieldChange,
  before: JsonObject = {},
  after: JsonObject = {},
): Assessment {
  const { severity, reason } = assessBelow(change, before, after);
  const isOfAll = reason.startsWith(ROOT_LABEL);
  return { severity, reason: isOfAll ? `T${reason.slice(1)}` : reason };
}

function assessBelow(change: FieldChange, before: JsonObject, after: JsonObject): Assessment {
  const tokens = pointerTokens(change.path) ?? [];
  let place: SchemaPlace = { before, after, label: ROOT_LABEL };
  for (let at = 0; at < tokens.length;) {
    const keyword = tokens[at]!;
    if (keyword === 'properties') {
      const name = tokens[at + 1];
      if (name === undefined) return assessProperties(change, place);
      if (at + 2 === tokens.length) return assessProperty(name, change.before, change.after, place);
      const below = schemasBelow(place, ['properties', name], propertyLabel(place, name));
      if (below === undefined) break;
      place = below;
      at += 2;
    } else if (keyword === 'items' || keyword === 'additionalProperties') {
      const suffix = keyword === 'items' ? '[]' : '.*';
      const below = schemasBelow(place, [keyword], `${place.label}${suffix}`);
      if (at + 1 === tokens.length || below === undefined) {
        return assessKeyword(keyword, change, place, at + 1 < tokens.length);
      }
      place = below;
      at += 1;
    } else return assessKeyword(keyword, change, place, at + 1 < tokens.length);
  }
  return assessment('inputUnclear', `The schema of ${place.label} changed.`);
}

function schemasBelow(
  place: SchemaPlace,
  path: readonly string[],
  label: string,
): SchemaPlace | undefined {
  const before = objectAt(place.before, path);
  const after = objectAt(place.after, path);
  return before && after && { before, after, label };
}

function objectAt(schema: JsonObject, path: readonly string[]): JsonObject | undefined {
  let value: JsonValue | undefined = schema;
  for (const name of path) value = isObject(value) ? ownMember(value, name) : undefined;
  return isObject(value) ? value : undefined;
}

function propertyLabel({ label }: SchemaPlace, name: string): string {
  const shown = displayName(name);
  return label === ROOT_LABEL ? shown : `${label}.${shown}`;
}

/** All properties at once: the schema had none before, or has none now. */
function assessProperties(change: FieldChange, place: SchemaPlace): Assessment {
  const [former, later] = [propertiesOf(change.before), propertiesOf(change.after)];
  const assessments = [...new Set([...Object.keys(former), ...Object.keys(later)])].map((name) =>
    assessProperty(name, ownMember(former, name), ownMember(later, name), place),
  );
  const none = assessment('inputDescribed', `No property of ${place.label} is described.`);
  return mostSevere(assessments) ?? none;
}

function assessProperty(
  name: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  place: SchemaPlace,
): Assessment {
  const label = propertyLabel(place, name);
  if (after === false) {
    return assessment('inputRefused', `Callers can no longer give ${label}.`);
  }
  if (before === undefined) return assessAdded(name, label, place);
  if (after === undefined) {
    const others = place.after['additionalProperties'];
    if (before === false) return assessment('inputWidened', `${label} is no longer refused.`);
    if (others === false) return assessment('inputRefused', `Callers can no longer give ${label}.`);
    return assessment(
      'inputUndescribed',
      `${label} is no longer described; callers may give it as anything.`,
    );
  }
  if (after === true || before === false) {
    return assessment('inputWidened', `${label} takes more than before.`);
  }
  return assessment('inputUnclear', `The schema of ${label} changed.`);
}

function assessAdded(name: string, label: string, place: SchemaPlace): Assessment {
  const required = place.after['required'];
  if (Array.isArray(required) && required.includes(name)) {
    return assessment('inputRequired', `Callers must give ${label} now.`);
  }
  // Until now it had to be what the schema says of all others.
  if (isObject(place.before['additionalProperties'])) {
    return assessment('inputUnclear', `${label} has a schema of its own now.`);
  }
  return assessment('inputAdded', `Callers may give ${label} now.`);
}

function propertiesOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
