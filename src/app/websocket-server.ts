import { type IncomingMessage, type Server } from 'node:http';
import { type Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError, OperationTypeNode } from 'graphql';
import { type Context, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer as Sockets } from 'ws';
import { type ApiTokenService } from '../access/api-token.service';
import { Forbidden, IdentityProviderUnavailable } from '../access/api-token.errors';
import { type Caller } from '../access/caller';
import { type Clock } from '../platform/clock';
import { type Logger } from '../platform/logger';
import { Refusal } from '../platform/refusal';
import { within } from '../platform/within';
import { DocumentCache } from './document-cache';
import { type ErrorFormatter, requestError } from './format-error';
import { type Metrics } from './metrics';
import { operationFacts } from './operation-facts';
import { type OperationRequest, type OperationRunner } from './operation-runner';
import { addressOf } from './request-address';
import { type RequestCallers } from './request-credentials';
import { REQUEST_LIMITS } from './request-limits';
import { type SocketOperation } from './socket-operations';
import { type ResultSource, SubscriptionExecution } from './subscription-execution';
import { CLOSE, type PumpObserver, ResultPump, WebSocketConnection } from './websocket-connection';

/** Milliseconds between pings; a socket that has not answered by the next one is gone. */
const PING_INTERVAL = 20_000;
/** Milliseconds between looks for revoked tokens whose notice was lost. */
const REVOCATION_INTERVAL = 5000;
/** Operations that one socket may have running. */
const MOST_OPERATIONS = 200;

export interface WebSocketServerParts {
  runner: OperationRunner;
  callers: RequestCallers;
  tokens: ApiTokenService;
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

/** Serves GraphQL over WebSocket, by the protocol graphql-transport-ws. */
export class WebSocketServer {
  readonly #sockets = new Sockets({
    noServer: true,
    maxPayload: REQUEST_LIMITS.bodyBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  readonly #connections = new Set<WebSocketConnection>();
  readonly #executing = new Set<Promise<unknown>>();
  readonly #documents: DocumentCache;
  readonly #subscriptions: SubscriptionExecution;
  readonly #observer: PumpObserver;
  readonly #protocol;
  readonly #stop: (() => void)[];

  constructor(private readonly parts: WebSocketServerParts) {
    this.#documents = new DocumentCache(parts.runner.schema);
    this.#subscriptions = new SubscriptionExecution(parts.runner, parts.errors);
    this.#observer = observeBy(parts.metrics);
    this.#protocol = this.createProtocol();
    const pings = setInterval(() => this.ping(), PING_INTERVAL).unref();
    const revocations = setInterval(() => void this.closeRevoked(), REVOCATION_INTERVAL).unref();
    this.#stop = [
      () => clearInterval(pings),
      () => clearInterval(revocations),
      parts.tokens.onRevoked((tokenId) => this.closeOfTokens([tokenId])),
    ];
  }

  /** Takes the upgrades of an HTTP server. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Node's own listeners are off by now: without this one a reset would end the process
      socket.on('error', () => socket.destroy());
      const refusal = refusalOf(request);
      if (refusal) {
        socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (opened) => {
        this.open(new WebSocketConnection(opened, socket));
      });
    });
  }

  /** Lets operations under way finish within `timeout`, then closes every socket. */
  async close(timeout: number): Promise<void> {
    for (const stop of this.#stop) stop();
    await within(timeout, Promise.allSettled([...this.#executing]));
    const open = [...this.#connections];
    const closed = open.map(
      ({ socket }) => new Promise((resolve) => socket.once('close', resolve)),
    );
    for (const connection of open) connection.close(CLOSE.goingAway);
    // whoever does not answer the closing handshake is not waited for
    await within(1000, Promise.all(closed));
    for (const { socket } of this.#connections) socket.terminate();
    this.#sockets.close();
  }

  private open(connection: WebSocketConnection): void {
    const { socket } = connection;
    this.#connections.add(connection);
    this.parts.metrics.sockets.inc();
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => connection.send(text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (listener) => {
          socket.on('message', (data: Buffer) => {
            listener(data.toString()).catch((error: unknown) => this.fail(connection, error));
          });
        },
      },
      { connection },
    );
    socket.on('error', (error) => this.parts.logger.debug({ err: error }, 'a socket failed'));
    socket.once('close', (code, reason) => {
      this.#connections.delete(connection);
      this.parts.metrics.sockets.dec();
      closed(code, reason.toString()).catch((error: unknown) => this.fail(connection, error));
    });
  }

  private createProtocol() {
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

  private ping(): void {
    for (const connection of this.#connections) {
      if (!connection.isAlive) connection.socket.terminate();
      connection.isAlive = false;
      if (connection.socket.readyState === connection.socket.OPEN) connection.socket.ping();
    }
  }

  private async closeRevoked(): Promise<void> {
    const ids = new Set<string>();
    for (const { caller } of this.#connections) if (caller?.tokenId) ids.add(caller.tokenId);
    try {
      this.closeOfTokens(await this.parts.tokens.revokedAmong([...ids]));
    } catch (error) {
      this.parts.logger.error(
        { err: error },
        'revoked tokens could not be read; the next look tries again',
      );
    }
  }

  private closeOfTokens(tokenIds: readonly string[]): void {
    for (const connection of this.#connections) {
      if (connection.caller?.tokenId && tokenIds.includes(connection.caller.tokenId))
        connection.close(CLOSE.revoked);
    }
  }

  private fail(connection: WebSocketConnection, error: unknown): void {
    this.parts.logger.error({ err: error }, 'a message over WebSocket failed');
    connection.close(CLOSE.fault);
  }
}

/** Status of the answer to an upgrade that leads nowhere. */
function refusalOf(request: IncomingMessage): string | undefined {
  try {
    return addressOf(request).pathname === '/graphql' ? undefined : '404 Not Found';
  } catch {
    return '400 Bad Request';
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
