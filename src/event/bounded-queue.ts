/**
 * An async iterator fed from outside. It holds at most `capacity` items; one more, and what waits
 * is dropped, and the iterator ends with the item that `onOverflow` gives: a reader that stops
 * reading costs bounded memory and is told.
 */
export class BoundedQueue<Item> implements AsyncIterableIterator<Item> {
  readonly #items: Item[] = [];
  #waiting: ((result: IteratorResult<Item>) => void) | undefined;
  #ended = false;
  #overflowed = false;

  constructor(
    private readonly capacity: number,
    /** Asked when the reader comes for it, so that it can tell how far the reader came. */
    private readonly onOverflow: () => Item,
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

  async next(): Promise<IteratorResult<Item>> {
    const item = this.#items.shift();
    if (item !== undefined) return { value: item, done: false };
    if (this.#overflowed) {
      this.#overflowed = false;
      return { value: this.onOverflow(), done: false };
    }
    if (this.#ended) return { value: undefined, done: true };
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  async return(): Promise<IteratorResult<Item>> {
    this.#items.length = 0;
    this.#overflowed = false;
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
