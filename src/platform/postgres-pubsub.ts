import pg from 'pg';
import { SerialQueue } from './database/serial-queue';
import { type Logger } from './logger';
import { LocalPubSub, type PubSub } from './pubsub';

const CHANNEL = 'switchyard';
/** Milliseconds before a lost listening connection is opened again. */
const RECONNECT_AFTER = 500;

/**
 * LISTEN/NOTIFY on one connection of its own. Notices are sent outside of transactions, so that
 * no commit waits for them. While the connection is down notices are lost; pollers catch up.
 */
export class PostgresPubSub implements PubSub {
  readonly #local = new LocalPubSub();
  /** One connection takes one statement at a time. */
  readonly #sending = new SerialQueue();
  #client: pg.Client | undefined;
  #closed = false;
  #reconnect: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
  ) {}

  async connect(): Promise<void> {
    // a connection that died without a word is noticed by the system's probes
    const client = new pg.Client({ connectionString: this.url, keepAlive: true });
    client.on('notification', ({ payload }) => this.receive(payload ?? ''));
    client.on('error', (error) => {
      this.logger.warn({ error }, 'the listening connection failed');
      this.reconnectLater(client);
    });
    client.on('end', () => this.reconnectLater(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    // closed in the meantime: nobody else would end it
    if (this.#closed) await client.end();
    else this.#client = client;
  }

  async publish(topic: string, message: string): Promise<void> {
    const client = this.#client;
    try {
      const notice = [CHANNEL, `${topic} ${message}`];
      if (client)
        return await this.#sending.run(
          async () => void (await client.query('SELECT pg_notify($1, $2)', notice)),
        );
    } catch (error) {
      this.logger.warn({ error, topic }, 'a notice could not be sent to the other processes');
    }
    // the other processes find out by polling; those who listen here need not wait for that
    this.#local.deliver(topic, message);
  }

  subscribe(topic: string, listener: (message: string) => void): () => void {
    return this.#local.subscribe(topic, listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#reconnect);
    await this.#sending.run(async () => undefined);
    await this.#client?.end();
  }

  private receive(payload: string): void {
    const space = payload.indexOf(' ');
    this.#local.deliver(payload.slice(0, space), payload.slice(space + 1));
  }

  private reconnectLater(failed: pg.Client): void {
    if (this.#closed || this.#reconnect || (this.#client && this.#client !== failed)) return;
    this.#client = undefined;
    failed.removeAllListeners('end');
    this.#reconnect = setTimeout(() => {
      this.#reconnect = undefined;
      this.connect().catch((error: unknown) => {
        this.logger.warn({ error }, 'the listening connection could not be opened again');
        this.reconnectLater(failed);
      });
    }, RECONNECT_AFTER);
  }
}
