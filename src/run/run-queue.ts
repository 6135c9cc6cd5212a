import { type Transaction } from '../platform/database/transaction';

/**
 * Executes a run as far as it goes now: to its end, or until it waits for something. Answers false where
 * it was not taken: it is not due, or somebody has it. Rejects where the database takes nothing from us:
 * the run stays due, and is to be executed again after a pause.
 */
export type RunExecutorFunction = (runId: string) => Promise<boolean>;

/** Brings runs to the built-in executor of some process. */
export interface RunQueue {
  /**
   * Has a run executed, by whichever process, once the transaction is committed, but not before `at`
   * (as of `Clock.now`). To enqueue a run again is harmless: who executes it checks whether it is due.
   */
  enqueue(transaction: Transaction, runId: string, at?: string): Promise<void>;
  /** Executes runs in this process from now on. */
  start(execute: RunExecutorFunction): Promise<void>;
  /** Has runs executed that are due although nothing leads to them any more, as after a crash. */
  recover(): Promise<void>;
  /**
   * Takes no more runs, from this call on, and may wait for those under way; the executor is told to let
   * go of them at the same time.
   */
  close(): Promise<void>;
}
