import { type EntityManager } from 'typeorm';

/**
 * An open transaction, opaque to everybody but stores: a service can pass it on and ask to be
 * called after the commit, nothing else. Only `Database.transaction` makes one.
 */
export class Transaction {
  readonly #manager: EntityManager;
  readonly #afterCommit: (() => void)[] = [];

  constructor(manager: EntityManager) {
    this.#manager = manager;
  }

  /** Calls `callback` once the transaction is committed; never if it is rolled back. */
  afterCommit(callback: () => void): void {
    this.#afterCommit.push(callback);
  }

  /** For the runner alone. */
  committed(): void {
    for (const callback of this.#afterCommit) callback();
  }

  /** For stores alone. */
  static managerOf(transaction: Transaction): EntityManager {
    return transaction.#manager;
  }
}
