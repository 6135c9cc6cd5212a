import { type Connection } from './connection';

/**
 * An open transaction, opaque to everybody but stores: a service can pass it on and ask to be
 * called after the commit, nothing else. Only `Database.transaction` makes one.
 */
export class Transaction {
  readonly #connection: Connection;
  readonly #afterCommit: (() => void)[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Calls `callback` once the transaction is committed; never if it is rolled back. */
  afterCommit(callback: () => void): void {
    this.#afterCommit.push(callback);
  }

  /** For the runner alone. */
  committed(): void {
    for (const callback of this.#afterCommit) callback();
  }

  /** For the database alone. */
  static connectionOf(transaction: Transaction): Connection {
    return transaction.#connection;
  }
}
