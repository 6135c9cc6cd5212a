import { type Logger } from '../platform/logger';
import { type PubSub } from '../platform/pubsub';
import { Refusal } from '../platform/refusal';
import { BoundedQueue } from './bounded-queue';
import { type EventRecord } from './event';
import { cursorInvalid, type EventCursor } from './event-cursor';
import { type EventSelection, type EventStore } from './event.store';
import { EVENTS_TOPIC, type Sequencer } from './sequencer';

/** Events read per statement while a subscriber catches up. */
const PAGE = 200;

export interface EventFeedOptions {
  /** Undelivered events that one subscriber may pile up before it is cut off. */
  bufferSize: number;
  /** Milliseconds between looks at the table, for events whose notice was lost. */
  pollInterval: number;
}

/** Which events a subscriber wants; `matches` decides on what the table cannot. */
export interface FeedSelection extends EventSelection {
  matches?: (event: EventRecord) => boolean;
}

/** What a subscriber gets: an event, or the word that it read too slowly. */
export type FeedItem = EventRecord | EventsSkipped;

/** Ends a subscription whose reader fell behind; it can go on with `after: resumeAfter`. */
export class EventsSkipped extends Refusal {
  constructor(readonly resumeAfter: string) {
    super(
      'EVENTS_SKIPPED',
      'You read more slowly than events come; subscribe again after the cursor in resumeAfter.',
    );
  }
}

interface Subscriber {
  selection: FeedSelection;
  /** Position through which everything was handed to the queue or did not match. */
  position: number;
  /** Position of the last event that was handed to the reader. */
  taken: number;
  queue: BoundedQueue<FeedItem>;
}

interface WorkspaceFeed {
  /** Position through which events were dispatched to the subscribers. */
  dispatched: number;
  subscribers: Set<Subscriber>;
  dispatching: boolean;
  woken: boolean;
}

/**
 * Sends committed events to subscribers of this process, each once, in ascending order. The event
 * table is the truth: notices and the poll only say that it is time to read it. Knows no passenger.
 */
export class EventFeed {
  readonly #feeds = new Map<string, WorkspaceFeed>();
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
  async settle(workflowId: string): Promise<void> {
    if (await this.store.isWaiting(workflowId)) await this.sequencer.run();
  }

  /** An event's own place in its workspace's feed. */
  cursorOf(event: EventRecord): string {
    return this.cursors.encode(event.workspaceId, event.position);
  }

  /**
   * Events of `selection` after `after`: a cursor, a sequence as text where a workflow is selected,
   * or undefined for those from now on.
   * @throws Refusal CURSOR_INVALID or EVENTS_EXPIRED.
   */
  async subscribe(
    selection: FeedSelection,
    after: string | undefined,
  ): Promise<AsyncIterableIterator<FeedItem>> {
    const { workspaceId } = selection;
    const feed = await this.open(workspaceId);
    const start =
      after === undefined ? await this.endOf(selection) : await this.positionOf(selection, after);
    const subscriber: Subscriber = {
      selection,
      position: start,
      taken: start,
      queue: new BoundedQueue<FeedItem>(
        this.options.bufferSize,
        () => new EventsSkipped(this.cursors.encode(workspaceId, subscriber.taken)),
        () => this.leave(workspaceId, subscriber),
      ),
    };
    const items = this.deliver(feed, subscriber);
    const iterator: AsyncIterableIterator<FeedItem> = {
      next: () => items.next(),
      // a generator that waits would hold its return back for ever, so the queue is ended first
      return: async () => {
        await subscriber.queue.return();
        return items.return(undefined);
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
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

  /** Catches up from the table, joins the live subscribers, and hands on what they get. */
  private async *deliver(
    feed: WorkspaceFeed,
    subscriber: Subscriber,
  ): AsyncGenerator<FeedItem, undefined> {
    try {
      for (;;) {
        const through = feed.dispatched;
        if (subscriber.position >= through) break;
        const { selection } = subscriber;
        const events = await this.store.between(selection, subscriber.position, through, PAGE);
        // retention went past a reader that catches up slowly: the page may have holes
        if (subscriber.position < (await this.store.expiredPosition(selection.workspaceId))) {
          yield new EventsSkipped(this.cursors.encode(selection.workspaceId, subscriber.position));
          return;
        }
        yield* events.filter((event) => selection.matches?.(event) ?? true);
        subscriber.position = events.length < PAGE ? through : events.at(-1)!.position;
      }
      // left while it caught up: whoever joined now would never leave
      if (subscriber.queue.ended) return;
      // no await since `dispatched` was read: nothing can come between catching up and joining
      feed.subscribers.add(subscriber);
      subscriber.taken = subscriber.position;
      for await (const item of subscriber.queue) {
        // before the yield: what was handed over counts, also if the reader never asks again
        if (!(item instanceof EventsSkipped)) subscriber.taken = item.position;
        yield item;
      }
    } finally {
      await subscriber.queue.return();
    }
  }

  /** Where "from now on" begins: behind everything that is committed. */
  private async endOf({ workspaceId, workflowId }: EventSelection): Promise<number> {
    await (workflowId ? this.settle(workflowId) : this.sequencer.run());
    return this.store.lastPosition(workspaceId);
  }

  private async positionOf(selection: EventSelection, after: string): Promise<number> {
    const { workspaceId, workflowId } = selection;
    let position: number;
    if (after === '0') {
      position = 0;
    } else if (/^\d{1,15}$/.test(after)) {
      if (!workflowId)
        throw cursorInvalid('A sequence is of one workflow, so it needs workflowId.');
      position = await this.positionOfSequence(workspaceId, workflowId, Number(after));
    } else {
      position = this.cursors.decode(workspaceId, after);
      if (position > (await this.store.lastPosition(workspaceId)))
        throw cursorInvalid('It lies in the future.');
    }
    if (position < (await this.store.expiredPosition(workspaceId))) {
      throw new Refusal(
        'EVENTS_EXPIRED',
        'Events after this cursor are no longer kept; fetch the state anew and subscribe from there.',
        ['after'],
      );
    }
    return position;
  }

  private async positionOfSequence(
    workspaceId: string,
    workflowId: string,
    sequence: number,
  ): Promise<number> {
    await this.settle(workflowId);
    const event = await this.store.find(workspaceId, workflowId, sequence);
    if (event) return event.position;
    const isGone =
      sequence <= (await this.store.lastSequence(workflowId)) &&
      (await this.store.expiredPosition(workspaceId)) > 0;
    if (!isGone) throw cursorInvalid('This workflow has no event of that sequence yet.');
    return 0;
  }

  private async open(workspaceId: string): Promise<WorkspaceFeed> {
    const open = this.#feeds.get(workspaceId);
    if (open) return open;
    const dispatched = await this.store.lastPosition(workspaceId);
    const feed = this.#feeds.get(workspaceId) ?? {
      dispatched,
      subscribers: new Set(),
      dispatching: false,
      woken: false,
    };
    this.#feeds.set(workspaceId, feed);
    return feed;
  }

  private leave(workspaceId: string, subscriber: Subscriber): void {
    this.#feeds.get(workspaceId)?.subscribers.delete(subscriber);
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
        await this.dispatchNew(workspaceId, feed);
      }
    } catch (error) {
      this.logger.error({ error }, 'new events could not be read; the next poll tries again');
    } finally {
      feed.dispatching = false;
    }
  }

  private async dispatchNew(workspaceId: string, feed: WorkspaceFeed): Promise<void> {
    for (;;) {
      const events = await this.store.between(
        { workspaceId },
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
  const { workflowId, types, matches } = subscriber.selection;
  if (event.position <= subscriber.position) return;
  subscriber.position = event.position;
  if (workflowId && workflowId !== event.workflowId) return;
  if (types && !types.includes(event.type)) return;
  if (matches && !matches(event)) return;
  subscriber.queue.push(event);
}
