import { type IncomingMessage, type Server } from 'node:http';
import { type Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer as Sockets } from 'ws';
import { type ApiTokenService } from '../access/api-token.service';
import { within } from '../platform/within';
import { addressOf } from './request-address';
import { REQUEST_LIMITS } from './request-limits';
import { CLOSE, WebSocketConnection } from './websocket-connection';
import { WebSocketProtocol, type WebSocketProtocolParts } from './websocket-protocol';

/** Milliseconds between pings; a socket that has not answered by the next one is gone. */
const PING_INTERVAL = 20_000;
/** Milliseconds between looks for revoked tokens whose notice was lost. */
const REVOCATION_INTERVAL = 5000;

export interface WebSocketServerParts extends WebSocketProtocolParts {
  tokens: ApiTokenService;
}

/** Serves GraphQL over WebSocket: takes sockets, watches over them, and closes them. */
export class WebSocketServer {
  readonly #sockets = new Sockets({
    noServer: true,
    maxPayload: REQUEST_LIMITS.bodyBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  readonly #connections = new Set<WebSocketConnection>();
  readonly #protocol: WebSocketProtocol;
  readonly #stop: (() => void)[];

  constructor(private readonly parts: WebSocketServerParts) {
    this.#protocol = new WebSocketProtocol(parts);
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
    await within(timeout, Promise.allSettled(this.#protocol.executing));
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
    this.#protocol.speakOn(connection);
    socket.on('error', (error) => this.parts.logger.debug({ err: error }, 'a socket failed'));
    socket.once('close', () => {
      this.#connections.delete(connection);
      this.parts.metrics.sockets.dec();
    });
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
}

/** Status of the answer to an upgrade that leads nowhere. */
function refusalOf(request: IncomingMessage): string | undefined {
  try {
    return addressOf(request).pathname === '/graphql' ? undefined : '404 Not Found';
  } catch {
    return '400 Bad Request';
  }
}
