import { type BoundedQueue } from './bounded-queue';
import { type EventRecord } from './event';
import { type FeedEnd } from './feed-end';

/** What a subscriber gets: an event, or why it gets no more. */
export type FeedItem = EventRecord | FeedEnd;

/**
 * What a subscriber reads: first what was stored, then its queue.
 *
 * A hot path: from then on it asks the queue itself. A generator around it would take several turns
 * of the microtask queue for each subscriber before the first of them is sent anything.
 */
export class FeedIterator implements AsyncIterableIterator<FeedItem> {
  #isLive = false;

  constructor(
    private readonly stored: AsyncGenerator<FeedItem, undefined>,
    private readonly queue: BoundedQueue<EventRecord, FeedItem>,
  ) {}

  next(): Promise<IteratorResult<FeedItem>> {
    return this.#isLive ? this.queue.next() : this.nextStored();
  }

  private async nextStored(): Promise<IteratorResult<FeedItem>> {
    const item = await this.stored.next();
    if (!item.done) return item;
    this.#isLive = true;
    return this.queue.next();
  }

  /** A generator that waits would hold its return back for ever, so the queue is ended first. */
  async return(): Promise<IteratorResult<FeedItem>> {
    await this.queue.return();
    return this.stored.return(undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
