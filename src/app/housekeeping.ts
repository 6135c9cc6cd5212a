import { type EventStore } from '../event/event.store';
import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type Logger } from '../platform/logger';
import { type Retention } from '../version/retention';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** Forgets what has expired. */
export interface Expiring {
  expire(transaction: Transaction): Promise<void>;
}

/** Forgets, once an hour, what its rules say may be forgotten. */
export class Housekeeping {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly retention: Retention,
    private readonly expiring: readonly Expiring[],
    private readonly events: EventStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly eventRetentionDays: number | undefined,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.run(), HOUR).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One round; a failure is logged and the next hour tries again. */
  async run(): Promise<void> {
    try {
      await this.retention.sweep();
      for (const one of this.expiring)
        await this.database.transaction((transaction) => one.expire(transaction));
      const days = this.eventRetentionDays;
      if (days !== undefined) {
        const before = plusMilliseconds(this.clock.now(), -days * DAY);
        await this.database.transaction((transaction) => this.events.expire(transaction, before));
      }
    } catch (error) {
      this.logger.error({ error }, 'housekeeping failed; it is tried again in an hour');
    }
  }
}
