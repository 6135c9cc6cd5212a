/** What sends the results of an operation; returning it ends it. */
export interface Pump {
  return(): Promise<unknown>;
}

/** One operation of a socket, from its being asked for until its last result. */
export class SocketOperation {
  #isCancelled = false;
  #pump: Pump | undefined;

  constructor(
    readonly id: string,
    private readonly operations: Set<SocketOperation>,
  ) {
    operations.add(this);
  }

  /** Whether nobody wants its results any more. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** It was admitted, and `pump` sends its results; at once returned if nobody wants them. */
  begun(pump: Pump): void {
    this.#pump = pump;
    if (this.#isCancelled) this.cancel();
  }

  cancel(): void {
    this.#isCancelled = true;
    // until it has begun it counts on, as it costs the server what it did before; and a failure to
    // leave must not end the process
    this.#pump?.return().catch(() => undefined);
  }

  /** It was refused or has ended. */
  ended(): void {
    this.operations.delete(this);
  }
}

/**
 * The operations of one socket. graphql-ws keeps one of each id and only those that have begun, so
 * it loses sight of those that are completed, and their ids used again, before that.
 */
export class SocketOperations {
  readonly #operations = new Set<SocketOperation>();
  #isClosed = false;

  get size(): number {
    return this.#operations.size;
  }

  /** A new operation. One that is there with this id was completed by the client. */
  add(id: string): SocketOperation {
    for (const earlier of this.#operations) if (earlier.id === id) earlier.cancel();
    const operation = new SocketOperation(id, this.#operations);
    if (this.#isClosed) operation.cancel();
    return operation;
  }

  /** The socket is gone: nobody wants any result. */
  close(): void {
    this.#isClosed = true;
    for (const operation of [...this.#operations]) operation.cancel();
  }
}
