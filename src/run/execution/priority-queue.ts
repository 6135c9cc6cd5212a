/**
 * Items of which the first by an order comes out first. To put one in or take one out costs the
 * logarithm of how many there are: a binary heap (J. W. J. Williams, "Algorithm 232: Heapsort", CACM
 * 7(6), 1964).
 */
export class PriorityQueue<Item> {
  readonly #heap: Item[] = [];

  /** @param compare negative where the first of two comes out before the second, as for `sort`. */
  constructor(private readonly compare: (a: Item, b: Item) => number) {}

  get size(): number {
    return this.#heap.length;
  }

  /** The first one, which stays; undefined where there is none. */
  get first(): Item | undefined {
    return this.#heap[0];
  }

  add(item: Item): void {
    let at = this.#heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.compare(this.#heap[above]!, item) <= 0) break;
      this.#heap[at] = this.#heap[above]!;
      at = above;
    }
    this.#heap[at] = item;
  }

  /** Takes the first one out; undefined where there is none. */
  take(): Item | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.replaceFirst(last);
    return first;
  }

  /** All of them in order. Costs a sort. */
  inOrder(): Item[] {
    return [...this.#heap].sort(this.compare);
  }

  private replaceFirst(item: Item): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      const right = below + 1;
      if (right < heap.length && this.compare(heap[right]!, heap[below]!) < 0) below = right;
      if (this.compare(item, heap[below]!) <= 0) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = item;
  }
}
