import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import { canonicalJson } from './canonical-json';
import type { JsonObject, JsonValue } from './definition';
import { IssueList } from './definition-error';
import { JsonCheck } from './json-check';
import { schemaFaults, type SchemaFault } from './schema-faults';

/** Largest schema of a run's input, in characters of its canonical text. Compiling is not linear. */
const MAX_INPUT_SCHEMA_CHARACTERS = 256 * 1024;

const OPTIONS = { strict: false, verbose: true, logger: false } as const;
/**
 * Largest product of the characters of a schema and of an input of which all faults are told; beyond it
 * only the first is. There can be as many faults as that product, and each of them takes memory.
 */
const MOST_COMPARED = 4_000_000;
/** Most faults of an input that are told. */
const MOST_FAULTS = 100;

/**
 * Patterns of users' schemas, in time that grows with the text alone: those of JavaScript can take
 * for ever (`^(a+)+$`), and one input would stop the process. What RE2 cannot do, look around and
 * refer back, is refused with the schema.
 */
const linearRegExp = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    return { test: (text: string) => compiled.matcher(text).find() };
  },
  { code: 'linearRegExp' },
);

/** Only checks schemas against the meta-schema: it never keeps a user's schema, whose `$id` could clash. */
const metaAjv = new Ajv2020({ ...OPTIONS, allErrors: true });

type Compiled =
  /** `explain` tells all faults, where `validate` stops at the first; made when it is needed. */
  { validate: ValidateFunction; explain?: ValidateFunction } | { fault: string };

// Every save checks the schema, and it seldom changes. The key is the schema itself, so an entry is
// never stale.
const compiledSchemas = new LRUCache<string, Compiled>({
  max: 500,
  maxSize: 8 * 1024 * 1024,
  sizeCalculation: (_compiled, key) => key.length + 1,
});

/** What keeps a value from being the JSON Schema (2020-12) of a run's input, or `undefined`. */
export function inputSchemaFault(schema: JsonObject): string | undefined {
  const compiled = compiledOf(schema);
  return 'fault' in compiled ? compiled.fault : undefined;
}

/**
 * What is wrong with a run's input by its definition's `inputs`; paths start at the input. Not all of it
 * where that is much.
 *
 * @throws Error if the schema is not one that `inputSchemaFault` lets pass.
 * @throws DefinitionError if the input is nested too deeply to be validated, or not JSON.
 */
export function inputFaults(schema: JsonObject, input: unknown): SchemaFault[] {
  const compiled = compiledOf(schema);
  if ('fault' in compiled) throw new Error(`inputs ${compiled.fault}`);
  const issues = new IssueList();
  new JsonCheck(issues, Infinity).check(input, '');
  issues.throwIfAny();
  const { validate } = compiled;
  if (validate(input)) return [];
  const size = canonicalJson(schema).length * JSON.stringify(input).length;
  if (size > MOST_COMPARED) return schemaFaults(validate.errors ?? []);
  compiled.explain ??= compileWith(schema, true);
  compiled.explain(input);
  return schemaFaults(compiled.explain.errors ?? []).slice(0, MOST_FAULTS);
}

function compiledOf(schema: JsonObject): Compiled {
  const key = canonicalJson(schema);
  const known = compiledSchemas.get(key);
  if (known !== undefined) return known;
  if (key.length > MAX_INPUT_SCHEMA_CHARACTERS) {
    return { fault: `is larger than ${MAX_INPUT_SCHEMA_CHARACTERS} characters` };
  }
  const compiled = compile(schema);
  compiledSchemas.set(key, compiled);
  return compiled;
}

function compile(schema: JsonObject): Compiled {
  if (schema['$async'] !== undefined) return { fault: 'uses $async, which is not JSON Schema' };
  try {
    if (metaAjv.validateSchema(schema) !== true) {
      return { fault: `is not a JSON Schema: ${metaAjv.errorsText(metaAjv.errors)}` };
    }
    return { validate: compileWith(schema, false) };
  } catch (error) {
    return { fault: `is not a JSON Schema that can be used: ${(error as Error).message}` };
  }
}

function compileWith(schema: JsonObject, allErrors: boolean): ValidateFunction {
  // A new instance for each, so that one schema's $id is not known to another's $ref.
  const ajv = new Ajv2020({
    ...{ ...OPTIONS, allErrors, meta: false, validateSchema: false },
    code: { regExp: linearRegExp },
  });
  addFormats(ajv);
  // those of Ajv compare each value with each, in time that grows with the square
  for (const keyword of ['enum', 'uniqueItems']) ajv.removeKeyword(keyword);
  ajv.addKeyword({ keyword: 'enum', schemaType: 'array', compile: isAmong });
  ajv.addKeyword({ keyword: 'uniqueItems', type: 'array', compile: hasNoTwo });
  return ajv.compile(schema);
}

function isAmong(values: readonly JsonValue[]): (value: JsonValue) => boolean {
  const known = new Set(values.map(comparable));
  return (value) => known.has(comparable(value));
}

function hasNoTwo(isWanted: boolean): (items: readonly JsonValue[]) => boolean {
  return (items) => !isWanted || new Set(items.map(comparable)).size === items.length;
}

/** What is equal for equal values alone: a text stands in quotes, so none is taken for a list or object. */
function comparable(value: JsonValue): JsonValue {
  const isNested = typeof value === 'object' && value !== null;
  return isNested || typeof value === 'string' ? canonicalJson(value) : value;
}
