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
  const choices = new Set(
    errors.filter(({ keyword }) => CHOICES.includes(keyword)).map(({ schemaPath }) => schemaPath),
  );
  return errors
    .filter(({ schemaPath }) => !isOfBranch(schemaPath, choices))
    .map((error) => ({
      path: faultPath(error),
      message: faultMessage(error),
      keyword: error.keyword,
    }));
}

const CHOICES = ['oneOf', 'anyOf'];
const CHOICE_OF_BRANCH = /\/(?:oneOf|anyOf)(?=\/\d+\/)/g;

/** Whether an error is of a branch of a choice that failed: a `$ref` can lead to a branch without it. */
function isOfBranch(schemaPath: string, failed: ReadonlySet<string>): boolean {
  return [...schemaPath.matchAll(CHOICE_OF_BRANCH)].some(({ 0: choice, index }) =>
    failed.has(schemaPath.slice(0, index + choice.length)),
  );
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
      return `must be one of ${shortened(choicesText(error.schema as unknown[]))}`;
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

function choicesText(values: readonly unknown[]): string {
  const texts = values.slice(0, MOST_SHOWN).map(shown);
  return [...texts, ...(values.length > MOST_SHOWN ? ['…'] : [])].join(', ');
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
