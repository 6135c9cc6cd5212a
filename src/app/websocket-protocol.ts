import { type ExecutionArgs, type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import { type Context, makeServer, type SubscribePayload } from 'graphql-ws';
import { Forbidden, IdentityProviderUnavailable } from '../access/api-token.errors';
import { type Caller } from '../access/caller';
import { type Clock } from '../platform/clock';
import { type Logger } from '../platform/logger';
import { Refusal } from '../platform/refusal';
import { DocumentCache } from './document-cache';
import { type ErrorFormatter, requestError } from './format-error';
import { inexactInteger, inexactIntegerError } from './inexact-integers';
import { type Metrics } from './metrics';
import { operationFacts } from './operation-facts';
import { type OperationRequest, type OperationRunner } from './operation-runner';
import { type RequestCallers } from './request-credentials';
import { type SocketOperation } from './socket-operations';
import { type ResultSource, SubscriptionExecution } from './subscription-execution';
import {
  CLOSE,
  type PumpObserver,
  ResultPump,
  type WebSocketConnection,
} from './websocket-connection';

/** Operations that one socket may have running. */
const MOST_OPERATIONS = 200;

export interface WebSocketProtocolParts {
  runner: OperationRunner;
  callers: RequestCallers;
  errors: ErrorFormatter;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

interface Extra {
  connection: WebSocketConnection;
}
type SocketContext = Context<Record<string, unknown>, Extra>;

/** What `onSubscribe` hands on: the pump does the rest. */
interface PumpedOperation extends ExecutionArgs {
  pump: ResultPump;
}

/** Speaks graphql-transport-ws on open sockets: lets callers in and begins their operations. */
export class WebSocketProtocol {
  readonly #executing = new Set<Promise<unknown>>();
  readonly #documents: DocumentCache;
  readonly #subscriptions: SubscriptionExecution;
  readonly #observer: PumpObserver;
  readonly #server;

  constructor(private readonly parts: WebSocketProtocolParts) {
    this.#documents = new DocumentCache(parts.runner.schema);
    this.#subscriptions = new SubscriptionExecution(parts.runner, parts.errors);
    this.#observer = observeBy(parts.metrics);
    this.#server = this.createServer();
  }

  /** Queries and mutations under way. */
  get executing(): readonly Promise<unknown>[] {
    return [...this.#executing];
  }

  /** Speaks on a socket until it is closed. */
  speakOn(connection: WebSocketConnection): void {
    const { socket } = connection;
    const closed = this.#server.opened(
      {
        protocol: socket.protocol,
        send: (text) => connection.send(text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (listener) => {
          socket.on('message', (data: Buffer) => {
            const text = data.toString();
            if (this.refuse(connection, text)) return;
            listener(text).catch((error: unknown) => this.fail(connection, error));
          });
        },
      },
      { connection },
    );
    socket.once('close', (code, reason) => {
      closed(code, reason.toString()).catch((error: unknown) => this.fail(connection, error));
    });
  }

  private createServer() {
    const { errors } = this.parts;
    const pumpOf = (args: ExecutionArgs) => (args as PumpedOperation).pump;
    return makeServer<Record<string, unknown>, Extra>({
      onConnect: (context) => this.connect(context),
      onSubscribe: (context, id, payload) => this.admit(context, id, payload),
      execute: pumpOf,
      subscribe: pumpOf,
      onError: (_context, _id, _payload, failures) =>
        failures.map((error) => errors.formatError(error)),
    });
  }

  /**
   * Refuses an operation with integers that reading its message would round. It is done here
   * because graphql-ws hands on what it has read.
   */
  private refuse(connection: WebSocketConnection, text: string): boolean {
    try {
      const found = inexactInteger(text);
      if (!found || !connection.caller) return false;
      const { type, id } = JSON.parse(text) as { type?: unknown; id?: unknown };
      if (type !== 'subscribe' || typeof id !== 'string') return false;
      const path = found.path.replace(/^\/payload/, '');
      const error = this.parts.errors.formatError(inexactIntegerError({ ...found, path }));
      connection.send(JSON.stringify({ id, type: 'error', payload: [error] }));
      return true;
    } catch {
      // not JSON: graphql-ws has an answer to that
      return false;
    }
  }

  private async connect({ extra, connectionParams }: SocketContext): Promise<boolean> {
    const { connection } = extra;
    try {
      const caller = await this.parts.callers.ofConnection(connectionParams);
      if (!caller) {
        connection.close(CLOSE.unauthorized);
        return false;
      }
      connection.admit(caller, this.parts.clock.now());
      return true;
    } catch (error) {
      if (error instanceof IdentityProviderUnavailable) {
        this.parts.logger.error({ err: error }, error.message);
        connection.close(CLOSE.tryAgainLater);
      } else if (error instanceof Refusal) {
        connection.close(error instanceof Forbidden ? CLOSE.forbidden : CLOSE.unauthorized);
      } else {
        this.fail(connection, error);
      }
      return false;
    }
  }

  /** Begins an operation, or says why not: refusals leave as a message of type `error`. */
  private async admit(
    { extra }: SocketContext,
    id: string,
    payload: SubscribePayload,
  ): Promise<PumpedOperation | readonly GraphQLError[]> {
    const operation = extra.connection.operations.add(id);
    const admitted = await this.begin(extra.connection, operation, payload);
    if ('pump' in admitted) operation.begun(admitted.pump);
    else operation.ended();
    // graphql-ws knows an operation by its id alone: what comes back to it now it would take for
    // an answer to whatever has the id since
    if (operation.isCancelled) return new Promise(() => undefined);
    return admitted;
  }

  /** Everything that may refuse an operation. */
  private async begin(
    connection: WebSocketConnection,
    socketOperation: SocketOperation,
    { query, operationName, variables }: SubscribePayload,
  ): Promise<PumpedOperation | readonly GraphQLError[]> {
    const caller = connection.caller!;
    const checked = this.#documents.check(query);
    if ('errors' in checked) return checked.errors;
    const request: OperationRequest = { document: checked.document, operationName, variables };
    try {
      // before the first await: of many that come at once only those beyond the limit are refused
      const isTooMany = connection.operations.size > MOST_OPERATIONS;
      await this.parts.callers.count(caller);
      if (isTooMany) throw tooManyOperations();
      this.parts.runner.admit(request, caller);
      const { schema } = this.parts.runner;
      const operation = operationFacts(schema, request.document, operationName)?.operation
        .operation;
      const isSubscription = operation === OperationTypeNode.SUBSCRIPTION;
      const source = isSubscription
        ? await this.#subscriptions.begin(request, caller)
        : this.single(request, caller);
      if ('errors' in source) return source.errors;
      const observer = isSubscription ? this.#observer : undefined;
      const pump = new ResultPump(connection, socketOperation, source, observer);
      return { schema, document: request.document, operationName, contextValue: {}, pump };
    } catch (error) {
      return [requestError(error)];
    }
  }

  /** A query or mutation: a stream of one result. */
  private single(request: OperationRequest, caller: Caller): ResultSource {
    const execute = (): Promise<ExecutionResult> => {
      const executing = this.parts.runner.execute(request, caller);
      this.#executing.add(executing);
      return executing.finally(() => this.#executing.delete(executing));
    };
    return {
      items: (async function* () {
        yield await execute();
      })(),
      payloadOf: async (result) => this.#subscriptions.payloadOf(result as ExecutionResult),
    };
  }

  private fail(connection: WebSocketConnection, error: unknown): void {
    this.parts.logger.error({ err: error }, 'a message over WebSocket failed');
    connection.close(CLOSE.fault);
  }
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(`One socket takes ${MOST_OPERATIONS} operations at a time.`, {
    extensions: { code: 'TOO_MANY_OPERATIONS', limit: MOST_OPERATIONS },
  });
}

function observeBy({ subscriptions, eventsSent, subscribersCutOff }: Metrics): PumpObserver {
  return {
    started: () => subscriptions.inc(),
    sent: () => eventsSent.inc(),
    cutOff: () => subscribersCutOff.inc(),
    ended: () => subscriptions.dec(),
  };
}
