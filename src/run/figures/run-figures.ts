import { type Transaction } from '../../platform/database/transaction';
import { type Run } from '../run';

/** Keeps the figures of runs as they finish. */
export class RunFigures {
  /** Counts a run that ended; its workflow is locked. */
  async finished(
    _transaction: Transaction,
    _run: Run,
    _metrics: Readonly<Record<string, number>>,
  ): Promise<void> {}

  /** Takes back the end of a run that goes on; its workflow is locked. */
  async reopened(
    _transaction: Transaction,
    _run: Run,
    _metrics: Readonly<Record<string, number>>,
  ): Promise<void> {}
}
