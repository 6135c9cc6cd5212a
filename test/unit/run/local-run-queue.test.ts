import { pino } from 'pino';
import { type Database } from '../../../src/platform/database/database';
import { type ExecutionLeaseStore } from '../../../src/run/execution-lease.store';
import { LocalRunQueue } from '../../../src/run/local-run-queue';
import { FixedClock } from '../../support/fixed-clock';

const POLL_MS = 40;

/** A table in which runs are due, oldest first, until they are done. */
class DueRuns {
  looks = 0;
  constructor(readonly runs: string[]) {}

  async due(_now: string, limit: number): Promise<string[]> {
    this.looks++;
    return this.runs.slice(0, limit);
  }

  async endAll(): Promise<void> {}
}

test('runs that cannot be taken neither keep others out nor the process busy', async () => {
  const table = new DueRuns(['broken 1', 'broken 2', 'sound']);
  const database = { transaction: (work: (none: undefined) => unknown) => work(undefined) };
  const queue = new LocalRunQueue(
    database as unknown as Database,
    table as unknown as ExecutionLeaseStore,
    new FixedClock(),
    pino({ level: 'silent' }),
    2,
    POLL_MS,
  );
  const tried: string[] = [];
  await queue.start(async (runId) => {
    tried.push(runId);
    if (runId === 'sound') table.runs.pop();
    return runId === 'sound';
  });
  await new Promise((resolve) => setTimeout(resolve, POLL_MS * 5));
  await queue.close();
  expect(tried).toContain('sound');
  expect(tried.filter((runId) => runId === 'broken 1').length).toBeLessThanOrEqual(6);
  expect(table.looks).toBeLessThan(30);
});
