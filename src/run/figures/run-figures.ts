import { type Transaction } from '../../platform/database/transaction';
import { type Run } from '../run';
import { EMPTY_TOTALS, type RollupTotals } from './run-rollup';
import {
  type CountedEnd,
  countedEnd,
  periodsOf,
  subjectOf,
  withEnd,
  withoutEnd,
} from './run-rollup.rules';
import { type RunRollupStore } from './run-rollup.store';

/**
 * Keeps the figures of runs as they finish, so that nobody has to look at runs for them. Owner of the
 * rule that figures are those of the runs that ended, each counted once, in the hour and the day (UTC)
 * of its end.
 *
 * Totals are read, changed and written again, two statements each time. That is exact because whoever
 * ends or reopens a run holds the lock of its workflow until the commit, and a rollup belongs to one
 * workflow: on PostgreSQL the next one reads what this one has committed, on SQLite there is one
 * writer at a time.
 */
export class RunFigures {
  constructor(private readonly rollups: RunRollupStore) {}

  /**
   * Counts a run that has just ended, by its `status` and `finishedAt`, in the transaction that ends it.
   * Test runs are not counted.
   *
   * @param metrics what it measured, by name.
   */
  async finished(
    transaction: Transaction,
    run: Run,
    metrics: Readonly<Record<string, number>>,
  ): Promise<void> {
    await this.change(transaction, run, metrics, (totals, end) =>
      withEnd(totals ?? EMPTY_TOTALS, end),
    );
  }

  /**
   * Takes an end back that {@link finished} counted, because the run goes on. All is as it was before it
   * but the smallest and largest of its measures, which stay. An end from before figures were kept is
   * not among them and changes nothing.
   *
   * @param run as it had ended, with `status` and `finishedAt` of then.
   * @param metrics what it had measured then.
   */
  async reopened(
    transaction: Transaction,
    run: Run,
    metrics: Readonly<Record<string, number>>,
  ): Promise<void> {
    await this.change(
      transaction,
      run,
      metrics,
      (totals, end) => totals && withoutEnd(totals, end),
    );
  }

  private async change(
    transaction: Transaction,
    run: Run,
    metrics: Readonly<Record<string, number>>,
    changed: (totals: RollupTotals | undefined, end: CountedEnd) => RollupTotals | undefined,
  ): Promise<void> {
    const end = countedEnd(run, metrics);
    if (!end) return;
    const subject = subjectOf(run);
    const periods = periodsOf(run.finishedAt!);
    const present = await this.rollups.of(transaction, subject, periods);
    const rollups = periods.flatMap((period, place) => {
      const totals = changed(present[place], end);
      return totals ? [{ ...period, totals }] : [];
    });
    if (rollups.length > 0) await this.rollups.keep(transaction, subject, rollups);
  }
}
