import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getNamedType,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { type Logger } from '../platform/logger';
import { fieldOf, fragmentsOf, operationFacts } from './operation-facts';

/** Fields that compiled code may come to; an abstract type's selection is compiled for each of its types. */
const MOST_COMPILED_FIELDS = 5000;
/** Code of the errors of variables. */
const BAD_INPUT = 'BAD_USER_INPUT';

/** An operation to execute; its document is validated. */
export interface Execution {
  document: DocumentNode;
  operationName?: string | null;
  variables?: Readonly<Record<string, unknown>> | null;
  context: unknown;
  /** For a subscription, the event. */
  root?: unknown;
}

/** A compiled operation, `undefined` before its second use, `null` where it cannot be compiled. */
type Compiled = CompiledQuery | null | undefined;

/**
 * Executes operations by code that graphql-jit made of them. Compiling takes milliseconds, so a
 * document is compiled when it is used a second time; what cannot be compiled, and first uses, go
 * through graphql-js.
 */
export class CompiledExecutor {
  readonly #compiled = new WeakMap<DocumentNode, Map<string, Compiled>>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly logger: Logger,
  ) {}

  execute(execution: Execution): ExecutionResult | Promise<ExecutionResult> {
    const { document, operationName, variables, context, root } = execution;
    const compiled = this.compiledOf(document, operationName ?? undefined);
    const finished = (result: ExecutionResult): ExecutionResult =>
      this.withInputCodes(compiled ? repaired(result) : result, execution);
    const result = compiled
      ? compiled.query(root, context, variables ?? {})
      : execute({
          schema: this.schema,
          document,
          operationName,
          variableValues: variables,
          contextValue: context,
          rootValue: root,
        });
    return result instanceof Promise ? result.then(finished) : finished(result);
  }

  /** Errors of variables come without a code; a result without data can have no other errors. */
  private withInputCodes(
    result: ExecutionResult,
    { document, operationName }: Execution,
  ): ExecutionResult {
    if (result.data !== undefined || !result.errors) return result;
    const errors = result.errors.map(withInputCode);
    const facts = operationFacts(this.schema, document, operationName);
    return { errors: facts?.takesSecrets ? errors.map(withoutValue) : errors };
  }

  private compiledOf(document: DocumentNode, operationName: string | undefined): Compiled {
    let byName = this.#compiled.get(document);
    if (!byName) this.#compiled.set(document, (byName = new Map<string, Compiled>()));
    const name = operationName ?? '';
    if (!byName.has(name)) {
      byName.set(name, undefined);
      return undefined;
    }
    let compiled = byName.get(name);
    if (compiled === undefined)
      byName.set(name, (compiled = this.compile(document, operationName)));
    return compiled;
  }

  private compile(document: DocumentNode, operationName: string | undefined): CompiledQuery | null {
    const facts = operationFacts(this.schema, document, operationName);
    if (
      !facts ||
      facts.operation.variableDefinitions?.some(isRequiredWithDefault) ||
      !new CodeEstimate(this.schema, document).isCompilable(
        facts.operation.selectionSet,
        this.schema.getRootType(facts.operation.operation)!,
      )
    ) {
      return null;
    }
    try {
      const compiled = compileQuery(this.schema, document, operationName);
      if (isCompiledQuery(compiled)) return compiled;
      this.logger.debug({ errors: compiled.errors }, 'an operation could not be compiled');
    } catch (error) {
      this.logger.warn({ err: error }, 'an operation could not be compiled');
    }
    return null;
  }
}

/** graphql-jit's errors lack what graphql-js promises of every error: that it has extensions. */
function repaired(result: ExecutionResult): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map(({ message, locations, path, originalError }) => {
    const error = new GraphQLError(message, { path, originalError });
    return Object.assign(error, { locations });
  });
  return { ...result, errors };
}

/** An error of a variable without the value, which graphql-js and graphql-jit repeat; any other as it is. */
function withoutValue(error: GraphQLError): GraphQLError {
  const { message, nodes, extensions, locations } = error;
  if (extensions['code'] !== BAD_INPUT) return error;
  const [variable = 'A variable'] = /^Variable "\$\w+"/.exec(message) ?? [];
  const told = `${variable} does not fit its type; what was sent is not repeated, since it may be a secret.`;
  return Object.assign(new GraphQLError(told, { nodes, extensions }), { locations });
}

/** The error of a value that a client gave for a variable, with its code. */
export function withInputCode(error: GraphQLError): GraphQLError {
  const { message, locations, nodes, originalError, path } = error;
  // a scalar refuses a value by a GraphQLError; whatever else it throws is a fault of the scalar
  let cause = originalError;
  while (cause instanceof GraphQLError) cause = cause.originalError;
  if (path || cause || error.extensions['code']) return error;
  const coded = new GraphQLError(message, { nodes, extensions: { code: BAD_INPUT } });
  return Object.assign(coded, { locations });
}

/** Looks at an operation before code is made of it: whether it would be right, and not too much. */
class CodeEstimate {
  readonly #fragments: ReturnType<typeof fragmentsOf>;
  #fields = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
  ) {
    this.#fragments = fragmentsOf(document);
  }

  isCompilable(selections: SelectionSetNode, parent: GraphQLCompositeType): boolean {
    if (isAbstractType(parent)) {
      // compiled code does not wait for a type's name
      if (resolvesLater(parent.resolveType)) return false;
      return this.schema
        .getPossibleTypes(parent)
        .every((type) => this.isCompilable(selections, type));
    }
    return selections.selections.every((selection) => {
      if (selection.kind === Kind.FIELD) {
        if (++this.#fields > MOST_COMPILED_FIELDS) return false;
        const field = fieldOf(parent, selection);
        const type = field && getNamedType(field.type);
        if (!selection.selectionSet || !isCompositeType(type)) return true;
        return this.isCompilable(selection.selectionSet, type);
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : this.#fragments.get(selection.name.value)!;
      if (!this.applies(fragment.typeCondition?.name.value, parent)) return true;
      return this.isCompilable(fragment.selectionSet, parent);
    });
  }

  private applies(condition: string | undefined, parent: GraphQLCompositeType): boolean {
    if (condition === undefined || condition === parent.name) return true;
    const type = this.schema.getType(condition);
    return isAbstractType(type) && !isAbstractType(parent) && this.schema.isSubType(type, parent);
  }
}

/** `$first: Int! = 20` may be left out, which compiled code refuses. */
function isRequiredWithDefault({ type, defaultValue }: VariableDefinitionNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE && defaultValue !== undefined;
}

function resolvesLater(resolveType: unknown): boolean {
  return Object.prototype.toString.call(resolveType) === '[object AsyncFunction]';
}
