import { type Database } from '../platform/database/database';
import { type Logger } from '../platform/logger';
import { type PubSub } from '../platform/pubsub';
import { type EventStore } from './event.store';

/** Topic of the notices that say which workspace has new events. */
export const EVENTS_TOPIC = 'events';

/**
 * Gives committed events their positions in the workspace's feed, and is the only one to announce
 * them. On PostgreSQL numbers taken inside transactions become visible out of order, and a reader
 * that follows them skips what commits late; so positions are given after the commit, by one
 * process at a time. On SQLite events have their positions already.
 */
export class Sequencer {
  #running: Promise<void> | undefined;
  #again = false;

  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly pubSub: PubSub,
    private readonly logger: Logger,
  ) {}

  /** A transaction with events of `workspaceId` was committed in this process. */
  committed(workspaceId: string): void {
    if (this.database.dialect === 'sqlite') void this.pubSub.publish(EVENTS_TOPIC, workspaceId);
    else void this.run();
  }

  /** Positions whatever waits; also called by the poll, for events whose process died in between. */
  run(): Promise<void> {
    if (this.database.dialect === 'sqlite') return Promise.resolve();
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.loop().finally(() => (this.#running = undefined));
    return this.#running;
  }

  private async loop(): Promise<void> {
    do {
      this.#again = false;
      try {
        const workspaces = await this.database.transaction((transaction) =>
          this.store.givePositions(transaction),
        );
        for (const workspaceId of workspaces) await this.pubSub.publish(EVENTS_TOPIC, workspaceId);
      } catch (error) {
        this.logger.error(
          { error },
          'events could not be given positions; the next poll tries again',
        );
      }
    } while (this.#again);
  }
}
