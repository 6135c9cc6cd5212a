import { type EventStore } from '../event/event.store';
import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Logger } from '../platform/logger';
import { type EndRun } from '../run/end-run';
import { type Retention } from '../version/retention';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** Forgets, once an hour, what its rules say may be forgotten, and ends what nobody waits for. */
export class Housekeeping {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly retention: Retention,
    private readonly idempotency: IdempotencyKeys,
    private readonly events: EventStore,
    private readonly endRun: EndRun,
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
      await this.endRun.cancelOrphans();
      await this.retention.sweep();
      await this.database.transaction((transaction) => this.idempotency.expire(transaction));
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
