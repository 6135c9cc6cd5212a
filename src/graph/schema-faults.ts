import type { ErrorObject } from 'ajv';
import { escapePointerToken } from './json-pointer';

/** Most values of an `enum` that a message is made of, and most characters of what it shows of a schema. */
const MOST_SHOWN = 100;
const MOST_CHARACTERS = 1_000;

/** A fault that a JSON Schema found in a value. */
export interface SchemaFault {
  /** JSON Pointer of the value at fault; of a missing or unknown property, the pointer it has or would have. */
  path: string;
  message: string;
  /** The JSON Schema keyword that was not met, such as `required`. */
  keyword: string;
}

/**
 * Ajv's errors in words that a person can act on. Errors inside the branches of a `oneOf` or `anyOf`
 * are left out: the error of the keyword itself names the choices. Needs Ajv's option `verbose`.
 */
export function schemaFaults(errors: readonly ErrorObject[]): SchemaFault[] {
  return errors
    .filter((error) => !/\/(oneOf|anyOf)\/\d+\//.test(error.schemaPath))
    .map((error) => ({
      path: faultPath(error),
      message: faultMessage(error),
      keyword: error.keyword,
    }));
}

function faultPath(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>;
  const name =
    params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (typeof name !== 'string') return error.instancePath;
  return `${error.instancePath}/${escapePointerToken(name)}`;
}

function faultMessage(error: ErrorObject): string {
  switch (error.keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not a known property';
    case 'enum':
      return `must be one of ${shortened((error.schema as unknown[]).slice(0, MOST_SHOWN).map(shown).join(', '))}`;
    case 'const':
      return `must be ${shortened(JSON.stringify(error.schema))}`;
    case 'uniqueItems':
      return 'must not hold the same item twice';
    case 'minLength':
      if (error.schema === 1) return 'must not be empty';
      break;
    case 'oneOf':
      return choiceMessage(error.schema, 'must have exactly one of');
    case 'anyOf':
      return choiceMessage(error.schema, 'must have at least one of');
  }
  return error.message ?? `does not meet the keyword ${error.keyword}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}

/** Names the properties to choose from, where every branch only requires some. */
function choiceMessage(branches: unknown, opening: string): string {
  const choices = (branches as { required?: string[] }[]).map((branch) =>
    branch.required?.join(' with '),
  );
  return choices.every((choice) => choice !== undefined)
    ? `${opening} ${choices.join(', ')}`
    : 'does not match what is allowed here';
}
