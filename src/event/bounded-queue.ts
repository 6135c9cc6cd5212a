/**
 * An async iterator fed from outside. It holds at most `capacity` items; one more, and what waits
 * is dropped, `onOverflow` gives the last item, and the iterator ends: a reader that stops reading
 * costs bounded memory and is told.
 */
export class BoundedQueue<Item> implements AsyncIterableIterator<Item> {
  readonly #items: Item[] = [];
  #waiting: ((result: IteratorResult<Item>) => void) | undefined;
  #ended = false;

  constructor(
    private readonly capacity: number,
    private readonly onOverflow: () => Item,
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
    this.#items.push(this.onOverflow());
    this.end();
  }

  /** No more items; those that wait are still delivered. */
  end(): void {
    this.#ended = true;
    this.onReturn();
    this.#waiting?.({ value: undefined, done: true });
    this.#waiting = undefined;
  }

  async next(): Promise<IteratorResult<Item>> {
    const item = this.#items.shift();
    if (item !== undefined) return { value: item, done: false };
    if (this.#ended) return { value: undefined, done: true };
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  async return(): Promise<IteratorResult<Item>> {
    this.#items.length = 0;
    if (!this.#ended) this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
