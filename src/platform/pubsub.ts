/** Carries short wake-up messages between server processes. Messages may be lost: the database is the truth. */
export interface PubSub {
  /** Sends `message` (at most 7,000 bytes) to all processes, this one included. Never rejects. */
  publish(topic: string, message: string): Promise<void>;
  /** Calls `listener` for each message; returns how to stop. */
  subscribe(topic: string, listener: (message: string) => void): () => void;
  close(): Promise<void>;
}

/** For a single process. */
export class LocalPubSub implements PubSub {
  readonly #listeners = new Map<string, Set<(message: string) => void>>();

  async publish(topic: string, message: string): Promise<void> {
    this.deliver(topic, message);
  }

  subscribe(topic: string, listener: (message: string) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  /** Hands a message to the listeners of this process. */
  deliver(topic: string, message: string): void {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) listener(message);
  }
}
