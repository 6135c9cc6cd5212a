import { WebSocket } from 'ws';

export interface Message {
  id?: string;
  type: string;
  payload?: unknown;
}

/** How a socket was closed. */
export interface Closing {
  code: number;
  reason: string;
}

/**
 * A client that speaks graphql-transport-ws by hand. It queues every message from the first on, so
 * that none are missed however late a test asks for them.
 */
export class WebSocketClient {
  readonly #messages: Message[] = [];
  readonly #waiting: ((message: Message) => void)[] = [];
  /** Resolves when the socket is closed, with why. */
  readonly closed: Promise<Closing>;
  #lastId = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.receive(JSON.parse(data.toString()) as Message));
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on('error', () => undefined);
  }

  /** Opens a socket and says nothing yet. */
  static async open(url: string, protocol = 'graphql-transport-ws'): Promise<WebSocketClient> {
    const client = new WebSocketClient(
      new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocol),
    );
    await new Promise<void>((resolve, reject) => {
      client.socket.once('open', () => resolve());
      client.socket.once('error', reject);
    });
    return client;
  }

  /** Opens a socket, signed in with `token`. */
  static async connect(
    url: string,
    token: string,
    payload: Record<string, unknown> = {},
  ): Promise<WebSocketClient> {
    const client = await WebSocketClient.open(url);
    client.send({
      type: 'connection_init',
      payload: { authorization: `Bearer ${token}`, ...payload },
    });
    const message = await client.next();
    if (message.type !== 'connection_ack')
      throw new Error(`Expected an ack, got ${JSON.stringify(message)}`);
    return client;
  }

  send(message: Message): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Begins an operation; answers its id. */
  subscribe(query: string, variables?: Record<string, unknown>, operationName?: string): string {
    const id = String(++this.#lastId);
    this.send({ id, type: 'subscribe', payload: { query, variables, operationName } });
    return id;
  }

  complete(id: string): void {
    this.send({ id, type: 'complete' });
  }

  /** The oldest message that no test has taken. */
  async next(timeout = 5000): Promise<Message> {
    const message = this.#messages.shift();
    if (message) return message;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('No message came.')), timeout);
      this.#waiting.push((received) => {
        clearTimeout(timer);
        resolve(received);
      });
    });
  }

  /** Payload of the next message, which must be a `next`. */
  async nextPayload<Payload>(timeout?: number): Promise<Payload> {
    const message = await this.next(timeout);
    if (message.type !== 'next') throw new Error(`Expected next, got ${JSON.stringify(message)}`);
    return message.payload as Payload;
  }

  /** Messages that have come and were not taken. */
  get untaken(): readonly Message[] {
    return this.#messages;
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }

  private receive(message: Message): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(message);
    else this.#messages.push(message);
  }
}
