import type { ErrorObject } from 'ajv';
import { escapePointerToken } from './json-pointer';

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
      return `must be one of ${(error.schema as unknown[]).map(String).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(error.schema)}`;
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

/** Names the properties to choose from, where every branch only requires some. */
function choiceMessage(branches: unknown, opening: string): string {
  const choices = (branches as { required?: string[] }[]).map((branch) =>
    branch.required?.join(' with '),
  );
  return choices.every((choice) => choice !== undefined)
    ? `${opening} ${choices.join(', ')}`
    : 'does not match what is allowed here';
}
