import { type Logger } from '../platform/logger';
import { type PubSub } from '../platform/pubsub';
import { BoundedQueue } from './bounded-queue';
import { type EventRecord } from './event';
import { type EventCursor } from './event-cursor';
import { EventPositions } from './event-positions';
import { type EventStore } from './event.store';
import { EventsExpired, EventsSkipped } from './feed-end';
import { type FeedItem, FeedIterator } from './feed-iterator';
import { type FeedSelection, isLast, isWanted, withLast } from './feed-selection';
import { EVENTS_TOPIC, type Sequencer } from './sequencer';

/** Events read per statement while a subscriber catches up. */
const PAGE = 200;

export interface EventFeedOptions {
  /** Undelivered events that one subscriber may pile up before it is cut off. */
  bufferSize: number;
  /** Milliseconds between looks at the table, for events whose notice was lost. */
  pollInterval: number;
}

interface Subscriber {
  selection: FeedSelection;
  /** Position through which everything was handed to the queue or did not match. */
  position: number;
  /** Position through which it read the table itself before it joined. */
  joinedAt: number;
  queue: BoundedQueue<EventRecord, FeedItem>;
}

interface WorkspaceFeed {
  workspaceId: string;
  /** Position through which events were dispatched to the subscribers. */
  dispatched: number;
  /** Those who get what is dispatched. */
  subscribers: Set<Subscriber>;
  /** How many have it open: the subscribers, and those who still catch up. */
  readers: number;
  dispatching: boolean;
  woken: boolean;
}

/**
 * Sends committed events to subscribers of this process, each once, in ascending order. The event
 * table is the truth: notices and the poll only say that it is time to read it. Nothing is kept or
 * read of a workspace that nobody follows.
 */
export class EventFeed {
  readonly #feeds = new Map<string, WorkspaceFeed>();
  readonly #positions: EventPositions;
  readonly #unsubscribe: () => void;
  readonly #poll: NodeJS.Timeout;

  constructor(
    private readonly store: EventStore,
    private readonly cursors: EventCursor,
    private readonly sequencer: Sequencer,
    pubSub: PubSub,
    private readonly logger: Logger,
    private readonly options: EventFeedOptions,
  ) {
    this.#positions = new EventPositions(store, cursors, sequencer);
    this.#unsubscribe = pubSub.subscribe(
      EVENTS_TOPIC,
      (workspaceId) => void this.dispatch(workspaceId),
    );
    this.#poll = setInterval(() => void this.poll(), options.pollInterval).unref();
  }

  /** Cursor of the newest event of a workspace: what comes after it, a later subscription gets. */
  async cursor(workspaceId: string): Promise<string> {
    return this.cursors.encode(workspaceId, await this.store.lastPosition(workspaceId));
  }

  /** Waits until a workflow's committed events have their places, so that whoever wrote one reads it. */
  settle(workflowId: string): Promise<void> {
    return this.#positions.settle(workflowId);
  }

  /** An event's own place in its workspace's feed. */
  cursorOf(event: EventRecord): string {
    return this.cursors.encode(event.workspaceId, event.position);
  }

  /**
   * Events of `selection` after `after`: a cursor, a sequence as text where a workflow is selected,
   * or undefined for those from now on. Those of a workflow end behind its deletion.
   * @throws Refusal CURSOR_INVALID or EVENTS_EXPIRED.
   */
  async subscribe(
    selection: FeedSelection,
    after: string | undefined,
  ): Promise<AsyncIterableIterator<FeedItem>> {
    return this.read(selection, await this.#positions.start(selection, after));
  }

  /**
   * Events of a workflow that was deleted, after `after` and through its deletion; undefined where
   * the log has none of that.
   * @throws Refusal CURSOR_INVALID or EVENTS_EXPIRED.
   */
  async replayDeleted(
    selection: FeedSelection & { workflowId: string },
    after: string,
  ): Promise<AsyncIterableIterator<FeedItem> | undefined> {
    const { workspaceId, workflowId } = selection;
    const last = await this.#positions.lastOf(workspaceId, workflowId);
    if (last === undefined) return undefined;
    const start = await this.#positions.start(selection, after);
    const events = await this.read(selection, start);
    if (start >= last) await events.return?.();
    return events;
  }

  /** Subscribers that get new events at this moment; those that catch up are not among them. */
  get subscriberCount(): number {
    let count = 0;
    for (const { subscribers } of this.#feeds.values()) count += subscribers.size;
    return count;
  }

  async close(): Promise<void> {
    clearInterval(this.#poll);
    this.#unsubscribe();
    for (const feed of this.#feeds.values())
      for (const { queue } of [...feed.subscribers]) queue.end();
    // a server that stops leaves no event of its own without a position
    await this.sequencer.run();
  }

  private async read(
    selection: FeedSelection,
    start: number,
  ): Promise<AsyncIterableIterator<FeedItem>> {
    const { workspaceId } = selection;
    const feed = await this.open(workspaceId);
    const subscriber: Subscriber = {
      selection,
      position: start,
      joinedAt: start,
      queue: new BoundedQueue<EventRecord, FeedItem>(
        this.options.bufferSize,
        (last) =>
          new EventsSkipped(
            this.cursors.encode(workspaceId, last?.position ?? subscriber.joinedAt),
          ),
        () => this.leave(feed, subscriber),
      ),
    };
    return new FeedIterator(this.catchUp(feed, subscriber), subscriber.queue);
  }

  /** What lies in the table already; then `subscriber` has joined the live ones, or its queue is ended. */
  private async *catchUp(
    feed: WorkspaceFeed,
    subscriber: Subscriber,
  ): AsyncGenerator<FeedItem, undefined> {
    const { queue, selection } = subscriber;
    const stored = withLast(selection);
    let hasJoined = false;
    try {
      for (;;) {
        const through = feed.dispatched;
        if (subscriber.position >= through) break;
        const events = await this.store.between(stored, subscriber.position, through, PAGE);
        // retention went past a reader that catches up slowly: the page may have holes
        if (subscriber.position < (await this.store.expiredPosition(selection.workspaceId))) {
          yield new EventsExpired();
          return;
        }
        for (const event of events) {
          if (isWanted(selection, event)) yield event;
          if (isLast(selection, event)) return;
        }
        subscriber.position = events.length < PAGE ? through : events.at(-1)!.position;
      }
      // left while it caught up: whoever joined now would never leave
      if (queue.ended) return;
      // no await since `dispatched` was read: nothing can come between catching up and joining
      feed.subscribers.add(subscriber);
      subscriber.joinedAt = subscriber.position;
      hasJoined = true;
    } finally {
      if (!hasJoined) await queue.return();
    }
  }

  /** The feed of a workspace, with one reader more; each must `leave`. */
  private async open(workspaceId: string): Promise<WorkspaceFeed> {
    let feed = this.#feeds.get(workspaceId);
    if (!feed) {
      const dispatched = await this.store.lastPosition(workspaceId);
      feed = this.#feeds.get(workspaceId);
      if (!feed) {
        feed = {
          workspaceId,
          dispatched,
          subscribers: new Set(),
          readers: 0,
          dispatching: false,
          woken: false,
        };
        this.#feeds.set(workspaceId, feed);
      }
    }
    feed.readers++;
    return feed;
  }

  private leave(feed: WorkspaceFeed, subscriber: Subscriber): void {
    feed.subscribers.delete(subscriber);
    feed.readers--;
    if (feed.readers === 0) this.#feeds.delete(feed.workspaceId);
  }

  /** Reads what is new and hands it to the subscribers; one reader per workspace at a time. */
  private async dispatch(workspaceId: string): Promise<void> {
    const feed = this.#feeds.get(workspaceId);
    if (!feed) return;
    feed.woken = true;
    if (feed.dispatching) return;
    feed.dispatching = true;
    try {
      while (feed.woken) {
        feed.woken = false;
        await this.dispatchNew(feed);
      }
    } catch (error) {
      this.logger.error({ error }, 'new events could not be read; the next poll tries again');
    } finally {
      feed.dispatching = false;
    }
  }

  private async dispatchNew(feed: WorkspaceFeed): Promise<void> {
    while (feed.readers > 0) {
      const events = await this.store.between(
        { workspaceId: feed.workspaceId },
        feed.dispatched,
        Number.MAX_SAFE_INTEGER,
        PAGE,
      );
      for (const event of events) {
        feed.dispatched = event.position;
        for (const subscriber of feed.subscribers) offer(subscriber, event);
      }
      if (events.length < PAGE) return;
    }
  }

  private async poll(): Promise<void> {
    await this.sequencer.run();
    for (const [workspaceId, feed] of this.#feeds)
      if (feed.subscribers.size > 0) await this.dispatch(workspaceId);
  }
}

function offer(subscriber: Subscriber, event: EventRecord): void {
  const { selection, queue } = subscriber;
  if (event.position <= subscriber.position) return;
  subscriber.position = event.position;
  if (isWanted(selection, event)) queue.push(event);
  if (isLast(selection, event)) queue.end();
}
