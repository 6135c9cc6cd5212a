import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { type Caller } from '../access/caller';
import { FeedEnd } from '../event/feed-end';
import { stringifyWithRawJson } from '../platform/graphql/raw-json';
import { withInputCode } from './compiled-executor';
import { type ErrorFormatter, requestError } from './format-error';
import { operationFacts } from './operation-facts';
import { type OperationRequest, type OperationRunner } from './operation-runner';

/** What an operation over WebSocket answers, item by item. */
export interface ResultSource {
  /** Events of a subscription, or the one result of another operation. */
  items: AsyncIterator<unknown>;
  /** What is sent of an item, as the bytes of JSON text. */
  payloadOf: (item: unknown) => Promise<Buffer>;
}

/** Selections of one event that are kept while the event is; beyond that they are not shared. */
const MOST_SHARED = 500;

/**
 * Executes subscriptions. All subscribers who see the same of an event, by workspace, scopes,
 * document and variables, share one execution and one serialisation of it: the feed hands each of
 * them the same event object.
 */
export class SubscriptionExecution {
  readonly #shared = new WeakMap<object, Map<string, Promise<Buffer>>>();
  readonly #documentIds = new WeakMap<DocumentNode, number>();
  #lastDocumentId = 0;

  constructor(
    private readonly runner: OperationRunner,
    private readonly errors: ErrorFormatter,
  ) {}

  /** Begins an admitted subscription; its errors are those of the arguments and of the first position. */
  async begin(
    request: OperationRequest,
    caller: Caller,
  ): Promise<ResultSource | { errors: readonly GraphQLError[] }> {
    const stream = await createSourceEventStream({
      schema: this.runner.schema,
      document: request.document,
      operationName: request.operationName,
      variableValues: request.variables,
      contextValue: await this.runner.contextOf(request, caller),
    });
    if (!(Symbol.asyncIterator in stream))
      return { errors: (stream.errors ?? []).map(withInputCode) };
    const key = this.keyOf(request, caller);
    return {
      items: stream[Symbol.asyncIterator](),
      payloadOf: (event) => this.shared(event, key, request, caller),
    };
  }

  private shared(
    event: unknown,
    key: string,
    request: OperationRequest,
    caller: Caller,
  ): Promise<Buffer> {
    if (event instanceof FeedEnd)
      return Promise.resolve(this.payloadOf({ errors: [requestError(event)] }));
    if (typeof event !== 'object' || event === null) return this.execute(event, request, caller);
    let byKey = this.#shared.get(event);
    if (!byKey) this.#shared.set(event, (byKey = new Map<string, Promise<Buffer>>()));
    let payload = byKey.get(key);
    if (!payload) {
      payload = this.execute(event, request, caller);
      if (byKey.size < MOST_SHARED) byKey.set(key, payload);
    }
    return payload;
  }

  private async execute(
    event: unknown,
    request: OperationRequest,
    caller: Caller,
  ): Promise<Buffer> {
    return this.payloadOf(await this.runner.execute(request, caller, event));
  }

  /** A result as the payload of a message. */
  payloadOf({ data, errors }: ExecutionResult): Buffer {
    const formatted = errors && { errors: errors.map((error) => this.errors.formatError(error)) };
    return Buffer.from(stringifyWithRawJson({ ...formatted, data }));
  }

  /** Equal for subscribers who see the same: whatever a resolver may ask of the caller is in it. */
  private keyOf({ document, operationName, variables }: OperationRequest, caller: Caller): string {
    let documentId = this.#documentIds.get(document);
    if (documentId === undefined)
      this.#documentIds.set(document, (documentId = ++this.#lastDocumentId));
    const facts = operationFacts(this.runner.schema, document, operationName)!;
    const others = { ...variables };
    delete others[positionVariable(document, facts.operation) ?? ''];
    return JSON.stringify([
      caller.workspaceId,
      [...caller.scopes].sort(),
      documentId,
      operationName,
      others,
    ]);
  }
}

/** The variable that says where a subscription begins, if it says nothing else: no event looks different by it. */
function positionVariable(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): string | undefined {
  const [field] = operation.selectionSet.selections;
  if (field?.kind !== Kind.FIELD) return undefined;
  const value = field.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (value?.kind !== Kind.VARIABLE) return undefined;
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => {
      if (node.name.value === value.name.value) uses++;
    },
  });
  return uses === 1 ? value.name.value : undefined;
}
