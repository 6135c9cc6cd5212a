import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import { canonicalJson } from './canonical-json';
import type { JsonObject } from './definition';
import { IssueList } from './definition-error';
import { JsonCheck } from './json-check';
import { schemaFaults, type SchemaFault } from './schema-faults';

/** Largest schema of a run's input, in characters of its canonical text. Compiling is not linear. */
export const MAX_INPUT_SCHEMA_CHARACTERS = 256 * 1024;

const OPTIONS = { allErrors: true, strict: false, verbose: true, logger: false } as const;

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
const metaAjv = new Ajv2020(OPTIONS);

type Compiled = { validate: ValidateFunction } | { fault: string };

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
 * What is wrong with a run's input by its definition's `inputs`; paths start at the input.
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
  return compiled.validate(input) ? [] : schemaFaults(compiled.validate.errors ?? []);
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
    // A new instance for each, so that one schema's $id is not known to another's $ref.
    const ajv = new Ajv2020({
      ...OPTIONS,
      meta: false,
      validateSchema: false,
      code: { regExp: linearRegExp },
    });
    addFormats(ajv);
    return { validate: ajv.compile(schema) };
  } catch (error) {
    return { fault: `is not a JSON Schema that can be used: ${(error as Error).message}` };
  }
}
