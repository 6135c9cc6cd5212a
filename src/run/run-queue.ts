import { type Transaction } from '../platform/database/transaction';

/**
 * Executes a run as far as it goes now: to its end, or until it waits for something. Rejects where the
 * database takes nothing from us: the run stays due, and is to be executed again after a pause.
 */
export type RunExecutorFunction = (runId: string) => Promise<void>;

/** Brings runs to the built-in executor of some process. */
export interface RunQueue {
  /**
   * Has a run executed, by whichever process, once the transaction is committed, but not before `at`
   * (as of `Clock.now`). To enqueue a run again is harmless: who executes it checks whether it is due.
   */
  enqueue(transaction: Transaction, runId: string, at?: string): Promise<void>;
  /** Executes runs in this process from now on. */
  start(execute: RunExecutorFunction): Promise<void>;
  /** Takes no more runs and waits for those under way; they stop at their next step. */
  close(): Promise<void>;
}
