import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Logger } from '../platform/logger';
import { type ExecutionLeaseStore } from '../run/execution-lease.store';
import { LocalRunQueue } from '../run/local-run-queue';
import { type RunQueue } from '../run/run-queue';
import { WorkerJobStore } from '../run/worker-job.store';
import { WorkerRunQueue } from '../run/worker-run-queue';

interface RunQueueOptions {
  database: Database;
  /** Absent on SQLite. */
  databaseUrl?: string;
  clock: Clock;
  logger: Logger;
  leases: ExecutionLeaseStore;
  runConcurrency: number;
  pollInterval: number;
}

/** The queue of runs that the database calls for. */
export function createRunQueue(options: RunQueueOptions): RunQueue {
  const { database, databaseUrl, leases, clock, logger, runConcurrency, pollInterval } = options;
  if (database.dialect === 'postgres') {
    return new WorkerRunQueue({
      ...options,
      databaseUrl: databaseUrl!,
      jobs: new WorkerJobStore(database),
      mostAtOnce: runConcurrency,
    });
  }
  return new LocalRunQueue(database, leases, clock, logger, runConcurrency, pollInterval);
}
