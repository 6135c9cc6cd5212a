import { type Writable } from 'node:stream';
import { type WebSocket } from 'ws';
import { type Caller } from '../access/caller';
import { FeedEnd } from '../event/feed-end';
import { type SocketOperation, SocketOperations } from './socket-operations';
import { type ResultSource } from './subscription-execution';
import { textFrame } from './websocket-frame';

/** Bytes that may wait in a socket before its subscriptions wait for it. */
const MOST_BUFFERED = 1_000_000;
/** The longest that a timer of Node can wait. */
const LONGEST_TIMER = 2_147_483_647;

/** Why a socket is closed, as graphql-transport-ws and this server name it. */
export const CLOSE = {
  goingAway: [1001, 'The server is stopping'],
  tryAgainLater: [1013, 'Try again later'],
  unauthorized: [4401, 'Unauthorized'],
  expired: [4401, 'The token has expired'],
  forbidden: [4403, 'Forbidden'],
  revoked: [4403, 'The token was revoked'],
  fault: [4500, 'Internal server error'],
} as const satisfies Record<string, readonly [number, string]>;

/** One open socket. */
export class WebSocketConnection {
  caller: Caller | undefined;
  /** Whether it answered since the last ping. */
  isAlive = true;
  readonly operations = new SocketOperations();
  #expiry: NodeJS.Timeout | undefined;

  /** @param stream what `socket` writes to. */
  constructor(
    readonly socket: WebSocket,
    private readonly stream: Writable,
  ) {
    socket.on('pong', () => (this.isAlive = true));
    socket.once('close', () => {
      clearTimeout(this.#expiry);
      this.operations.close();
    });
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Gives the socket its caller; it is closed when the caller's token expires. */
  admit(caller: Caller, now: string): void {
    this.caller = caller;
    if (caller.expiresAt !== undefined)
      this.closeAt(Date.parse(caller.expiresAt) - Date.parse(now));
  }

  close([code, reason]: readonly [number, string]): void {
    this.socket.close(code, reason);
  }

  /** Sends a message of the protocol. */
  send(text: string): void {
    if (this.isOpen) this.socket.send(text);
  }

  /**
   * Sends a message as a frame. Resolves at once unless the reader is behind by more than a
   * megabyte; then when this message has left, so that whoever waits sends no more than that.
   *
   * A hot path: an event goes to thousands of sockets. Written as one piece it takes half the time
   * of ws's own sending, which writes head and content apart. ws writes without delay as well,
   * because nothing is compressed, so that its frames and these never mingle.
   */
  sendFrame(frame: Buffer): Promise<void> | undefined {
    const { socket, stream } = this;
    if (!this.isOpen) return undefined;
    if (socket.bufferedAmount < MOST_BUFFERED) {
      stream.write(frame);
      return undefined;
    }
    return new Promise((resolve) => stream.write(frame, () => resolve()));
  }

  private closeAt(milliseconds: number): void {
    this.#expiry = setTimeout(
      () => {
        if (milliseconds > LONGEST_TIMER) this.closeAt(milliseconds - LONGEST_TIMER);
        else this.close(CLOSE.expired);
      },
      Math.min(Math.max(milliseconds, 0), LONGEST_TIMER),
    ).unref();
  }
}

/** What follows the payload in a message. */
const AFTER = Buffer.from('}');

/** Counts what is sent. */
export interface PumpObserver {
  started(): void;
  sent(): void;
  cutOff(): void;
  ended(): void;
}

/**
 * Sends the results of an operation itself, as whole messages around payloads that are text
 * already, instead of handing each to graphql-ws to be wrapped and printed once per subscriber. To
 * graphql-ws it is a stream without items: it ends when the operation does.
 */
export class ResultPump implements AsyncIterableIterator<never> {
  #ended = false;
  #isReturned = false;
  readonly #before: Buffer;

  constructor(
    private readonly connection: WebSocketConnection,
    private readonly operation: SocketOperation,
    private readonly source: ResultSource,
    private readonly observer?: PumpObserver,
  ) {
    this.#before = Buffer.from(`{"id":${JSON.stringify(operation.id)},"type":"next","payload":`);
  }

  async next(): Promise<IteratorResult<never>> {
    const { connection, observer, source } = this;
    observer?.started();
    try {
      while (!this.#ended) {
        const item = await source.items.next();
        if (item.done) break;
        const payload = await source.payloadOf(item.value);
        // completed by the client in the meantime, or gone: it must get nothing more
        if (this.#ended || !connection.isOpen) break;
        const waiting = connection.sendFrame(textFrame(this.#before, payload, AFTER));
        observer?.sent();
        if (waiting) await waiting;
        if (item.value instanceof FeedEnd) {
          observer?.cutOff();
          break;
        }
      }
    } finally {
      observer?.ended();
      await this.end();
    }
    // graphql-ws would take this end for that of whatever has the id since
    if (this.#isReturned) return new Promise(() => undefined);
    return { done: true, value: undefined };
  }

  /** Nobody wants the results any more: the client completed the operation or is gone. */
  async return(): Promise<IteratorResult<never>> {
    this.#isReturned = true;
    await this.end();
    return { done: true, value: undefined };
  }

  private async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.operation.ended();
    await this.source.items.return?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
