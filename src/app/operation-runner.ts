import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { type Caller } from '../access/caller';
import { type CompiledExecutor } from './compiled-executor';
import { requestError } from './format-error';
import { operationFacts } from './operation-facts';
import { limitFault } from './request-limits';
import { checkScopes } from './required-scopes';

/** What every execution has for a context; resolvers see the whole of it. */
export interface OperationContext {
  caller: Caller;
  eventCursor?: string;
}

export interface OperationRequest {
  document: DocumentNode;
  operationName?: string | null;
  variables?: Readonly<Record<string, unknown>> | null;
}

export interface OperationRunnerParts {
  schema: GraphQLSchema;
  executor: CompiledExecutor;
  /** A context with loaders of its own, so that no request sees what another has read. */
  createContext: (caller: Caller) => OperationContext;
  /** Cursor of a workspace's newest event. */
  eventCursor: (workspaceId: string) => Promise<string>;
}

/** The one way to execute an operation, whatever it came by: admission first, then the work. */
export class OperationRunner {
  constructor(private readonly parts: OperationRunnerParts) {}

  get schema(): GraphQLSchema {
    return this.parts.schema;
  }

  /**
   * Whether `caller` may have this operation executed, and whether it is small enough.
   * @throws GraphQLError with the code and HTTP status of the refusal.
   */
  admit(
    { document, operationName, variables }: OperationRequest,
    caller: Caller | undefined,
  ): void {
    const facts = operationFacts(this.schema, document, operationName);
    // an operation that is not there is reported by its execution
    if (!facts) return;
    try {
      checkScopes(facts, caller);
    } catch (error) {
      throw requestError(error);
    }
    const fault = limitFault(this.schema, document, facts, variables ?? {});
    if (fault) throw fault;
  }

  /** Executes an admitted operation; `root` is the event of a subscription. */
  async execute(
    request: OperationRequest,
    caller: Caller | undefined,
    root?: unknown,
  ): Promise<ExecutionResult> {
    const facts = operationFacts(this.schema, request.document, request.operationName);
    if (facts?.operation.operation === OperationTypeNode.SUBSCRIPTION && root === undefined) {
      return { errors: [subscriptionsNeedSocket()] };
    }
    return this.parts.executor.execute({
      ...request,
      root,
      context: await this.contextOf(request, caller),
    });
  }

  /** A context for one execution. The cursor is read before anything else, so that nothing falls between. */
  async contextOf(
    request: OperationRequest,
    caller: Caller | undefined,
  ): Promise<OperationContext | object> {
    if (!caller) return {};
    const context = this.parts.createContext(caller);
    if (operationFacts(this.schema, request.document, request.operationName)?.selectsEventCursor) {
      context.eventCursor = await this.parts.eventCursor(caller.workspaceId);
    }
    return context;
  }
}

function subscriptionsNeedSocket(): GraphQLError {
  return new GraphQLError(
    'Subscriptions are served over WebSocket, by the protocol graphql-transport-ws.',
    {
      extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
    },
  );
}
