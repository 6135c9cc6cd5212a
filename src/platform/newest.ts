/**
 * An async iterator fed from outside that holds only the newest item: for states, of which a slow
 * reader wants none but the present one.
 */
export class Newest<Item> implements AsyncIterableIterator<Item> {
  #item: Item | undefined;
  #waiting: ((result: IteratorResult<Item>) => void) | undefined;
  #ended = false;

  /** @param onEnd called once, when no more can be set. */
  constructor(private readonly onEnd: () => void) {}

  set(item: Item): void {
    if (this.#ended) return;
    if (!this.#waiting) {
      this.#item = item;
      return;
    }
    this.#waiting({ value: item, done: false });
    this.#waiting = undefined;
  }

  /** No more items; one that waits is still delivered. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.onEnd();
    this.#waiting?.({ value: undefined, done: true });
    this.#waiting = undefined;
  }

  async next(): Promise<IteratorResult<Item>> {
    const item = this.#item;
    this.#item = undefined;
    if (item !== undefined) return { value: item, done: false };
    if (this.#ended) return { value: undefined, done: true };
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  async return(): Promise<IteratorResult<Item>> {
    this.#item = undefined;
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
