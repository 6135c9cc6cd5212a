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
  #isRunning = false;
  /** Called at the end of the next round. */
  #waiting: (() => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly pubSub: PubSub,
    private readonly logger: Logger,
  ) {}

  /** A transaction with events of `workspaceId` was committed in this process. */
  committed(workspaceId: string): void {
    if (this.database.dialect === 'sqlite') this.announce(workspaceId);
    else void this.run();
  }

  /**
   * Positions whatever waits, and resolves when that is done, however much is committed meanwhile;
   * also called by the poll, for events whose process died in between. Never rejects.
   */
  run(): Promise<void> {
    if (this.database.dialect === 'sqlite') return Promise.resolve();
    const done = new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (!this.#isRunning) void this.loop();
    return done;
  }

  /** Round after round, as long as somebody waits for one that began after the call. */
  private async loop(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting.splice(0);
      await this.round();
      for (const resolve of waiting) resolve();
    }
    this.#isRunning = false;
  }

  private async round(): Promise<void> {
    try {
      const workspaces = await this.database.transaction((transaction) =>
        this.store.givePositions(transaction),
      );
      for (const workspaceId of workspaces) this.announce(workspaceId);
    } catch (error) {
      this.logger.error(
        { error },
        'events could not be given positions; the next poll tries again',
      );
    }
  }

  /** Waited for by nobody: the way to the other processes may be slow, and a lost notice harms nothing. */
  private announce(workspaceId: string): void {
    this.pubSub.publish(EVENTS_TOPIC, workspaceId).catch((error: unknown) => {
      this.logger.warn({ error }, 'new events could not be announced; the next poll finds them');
    });
  }
}
