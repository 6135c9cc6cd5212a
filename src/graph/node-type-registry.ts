import { Ajv2020 } from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { JsonObject, JsonValue } from './definition';
import { schemaFaults, type SchemaFault } from './schema-faults';
import { isSecretReference } from './secret-reference';

/** What Switchyard knows of a type of node. */
export interface NodeTypeDefinition {
  /** Unique in a registry; what `node.type` says. */
  type: string;
  title: string;
  description: string;
  /** Heading under which an editor lists it. */
  category: string;
  /** Whether a run can start at it. */
  isTrigger: boolean;
  /** Whether it affects or asks something beyond the run, so that a simulation must not execute it. */
  reachesOutside: boolean;
  /**
   * JSON Schema (2020-12) of `config`. A property marked `"x-secret": true` may only hold one
   * `{{secrets.NAME}}`; anything else there is never stored.
   */
  configSchema: JsonObject;
  /** An output that it could have; simulations take it where nothing better is known. */
  example: JsonValue;
}

/** The keyword that marks a property of a config schema as secret. */
const SECRET_KEYWORD = 'x-secret';

/** The node types that an installation knows. */
export class NodeTypeRegistry {
  private readonly types = new Map<string, NodeTypeDefinition>();
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly withSecrets = new Set<string>();
  private readonly ajv = configAjv();

  /** @throws Error if two types have the same name. */
  constructor(types: readonly NodeTypeDefinition[]) {
    for (const definition of types) {
      if (this.types.has(definition.type)) {
        throw new Error(`The node type ${definition.type} is defined twice.`);
      }
      this.types.set(definition.type, definition);
      if (JSON.stringify(definition.configSchema).includes(`"${SECRET_KEYWORD}":true`)) {
        this.withSecrets.add(definition.type);
      }
    }
  }

  get(type: string): NodeTypeDefinition | undefined {
    return this.types.get(type);
  }

  /** In the order in which they were given. */
  all(): NodeTypeDefinition[] {
    return [...this.types.values()];
  }

  /**
   * What a config lacks or has wrong by its type's schema; paths start at the config. Empty for a
   * type that the registry does not know.
   *
   * @throws Error if the schema of the type is not a JSON Schema.
   */
  validateConfig(type: string, config: JsonObject): SchemaFault[] {
    const validate = this.validatorOf(type);
    if (validate === undefined || validate(config)) return [];
    return schemaFaults(validate.errors ?? []);
  }

  /** JSON Pointers, from the config, to values that the type declares secret and that are not a reference. */
  inlineSecrets(type: string, config: JsonObject): string[] {
    if (!this.withSecrets.has(type)) return [];
    const validate = this.validatorOf(type);
    if (validate === undefined || validate(config)) return [];
    const secrets = (validate.errors ?? []).filter((error) => error.keyword === SECRET_KEYWORD);
    return [...new Set(secrets.map((error) => error.instancePath))];
  }

  /** Compiles on first use: an installation can know many more types than its workflows use. */
  private validatorOf(type: string): ValidateFunction | undefined {
    const known = this.validators.get(type);
    if (known !== undefined) return known;
    const definition = this.types.get(type);
    if (definition === undefined) return undefined;
    const validate = this.ajv.compile(definition.configSchema);
    this.validators.set(type, validate);
    return validate;
  }
}

function configAjv(): Ajv2020 {
  // Not strict, because schemas of installations carry keywords for their editors.
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true });
  addFormats(ajv);
  ajv.addKeyword({
    keyword: SECRET_KEYWORD,
    schemaType: 'boolean',
    validate: (isSecret: boolean, value: unknown) => !isSecret || isSecretReference(value),
    error: { message: 'must be exactly one secret reference, such as {{secrets.NAME}}' },
  });
  return ajv;
}
