/**
 * An async iterator fed from outside. It holds at most `capacity` items; one more, and what waits
 * is dropped, and the iterator ends with the item that `onOverflow` gives: a reader that stops
 * reading costs bounded memory and is told.
 *
 * A hot path: an item goes to thousands of these at once, so a reader that waits gets it by one
 * promise and nothing around it.
 */
export class BoundedQueue<Item, End = Item> implements AsyncIterableIterator<Item | End> {
  readonly #items: Item[] = [];
  #waiting: ((result: IteratorResult<Item | End>) => void) | undefined;
  #handedOver: Item | undefined;
  #ended = false;
  #overflowed = false;

  constructor(
    private readonly capacity: number,
    /** Told the last item that was handed to the reader, if one was: that is how far it came. */
    private readonly onOverflow: (last: Item | undefined) => End,
    /** Called once, when no more can be pushed. */
    private readonly onReturn: () => void,
  ) {}

  /** Items that wait for the reader. */
  get size(): number {
    return this.#items.length;
  }

  get ended(): boolean {
    return this.#ended;
  }

  push(item: Item): void {
    if (this.#ended) return;
    if (this.#waiting) {
      const resolve = this.#waiting;
      this.#waiting = undefined;
      this.#handedOver = item;
      resolve({ value: item, done: false });
      return;
    }
    if (this.#items.length < this.capacity) {
      this.#items.push(item);
      return;
    }
    this.#items.length = 0;
    this.#overflowed = true;
    this.end();
  }

  /** No more items; those that wait are still delivered. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.onReturn();
    this.#waiting?.({ value: undefined, done: true });
    this.#waiting = undefined;
  }

  next(): Promise<IteratorResult<Item | End>> {
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#handedOver = item;
      return Promise.resolve({ value: item, done: false });
    }
    if (this.#overflowed) {
      this.#overflowed = false;
      return Promise.resolve({ value: this.onOverflow(this.#handedOver), done: false });
    }
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  async return(): Promise<IteratorResult<Item | End>> {
    this.#items.length = 0;
    this.#overflowed = false;
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
