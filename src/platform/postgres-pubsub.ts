import { randomUUID } from 'node:crypto';
import { type Socket } from 'node:net';
import pg from 'pg';
import { SerialQueue } from './database/serial-queue';
import { type Logger } from './logger';
import { LocalPubSub, type PubSub } from './pubsub';
import { within } from './within';

const CHANNEL = 'switchyard';
/** Milliseconds before a lost listening connection is opened again. */
const RECONNECT_AFTER = 500;
/** Milliseconds after which a connection that does not answer counts as lost. */
const ANSWER_WITHIN = 5000;
/** Milliseconds that closing waits for notices under way, and then for the goodbye. */
const CLOSE_WITHIN = 1000;
/** Milliseconds of silence after which the system begins to probe a connection. */
const PROBE_AFTER = 10_000;

/**
 * LISTEN/NOTIFY on one connection of its own. Notices are sent outside of transactions, so that
 * no commit waits for them. Listeners of this process need no database for what it says itself; the
 * database's echo is left out by the process id in front of each notice. While the connection is
 * down notices to the others are lost; pollers catch up.
 */
export class PostgresPubSub implements PubSub {
  readonly #local = new LocalPubSub();
  /** In front of each notice: who sent it. */
  readonly #sender = randomUUID();
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
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      keepAliveInitialDelayMillis: PROBE_AFTER,
      connectionTimeoutMillis: ANSWER_WITHIN,
      query_timeout: ANSWER_WITHIN,
    });
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
      await end(client);
      throw error;
    }
    // closed in the meantime: nobody else would end it
    if (this.#closed) await end(client);
    else this.#client = client;
  }

  async publish(topic: string, message: string): Promise<void> {
    this.#local.deliver(topic, message);
    const client = this.#client;
    if (!client) return;
    const notice = [CHANNEL, `${this.#sender} ${topic} ${message}`];
    try {
      await this.#sending.run(async () => {
        // lost while this waited for its turn: the others find out by polling
        if (this.#client !== client) return;
        await client.query('SELECT pg_notify($1, $2)', notice);
      });
    } catch (error) {
      this.logger.warn({ error, topic }, 'a notice could not be sent to the other processes');
      if (error instanceof Error && error.message === 'Query read timeout') this.giveUp(client);
    }
  }

  subscribe(topic: string, listener: (message: string) => void): () => void {
    return this.#local.subscribe(topic, listener);
  }

  /** Takes two seconds at most, whatever the database does. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#reconnect);
    await within(
      CLOSE_WITHIN,
      this.#sending.run(async () => undefined),
    );
    const client = this.#client;
    this.#client = undefined;
    if (client) await end(client);
  }

  private receive(payload: string): void {
    const space = payload.indexOf(' ');
    if (payload.slice(0, space) === this.#sender) return;
    const notice = payload.slice(space + 1);
    const end = notice.indexOf(' ');
    this.#local.deliver(notice.slice(0, end), notice.slice(end + 1));
  }

  /** Drops a connection that does not answer, without a word to it: it would not answer that either. */
  private giveUp(client: pg.Client): void {
    destroy(client);
    this.reconnectLater(client);
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

/** Says goodbye; a connection that does not answer is dropped. Never rejects. */
async function end(client: pg.Client): Promise<void> {
  await within(
    CLOSE_WITHIN,
    client.end().catch(() => undefined),
  );
  destroy(client);
}

function destroy(client: pg.Client): void {
  (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
}
