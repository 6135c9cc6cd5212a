import { type Clock, LONGEST_TIMER } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type Logger } from '../platform/logger';
import { PostgresJobWorkers } from '../platform/postgres-job-workers';
import { type ExecutionLeaseStore } from './execution-lease.store';
import { type RunExecutorFunction, type RunQueue } from './run-queue';
import { RUN_TASK, type WorkerJobStore } from './worker-job.store';

/** Least milliseconds before a run is brought again that was not taken. */
const AGAIN_AFTER = 1_000;
/** Least milliseconds between looks of one worker: each of them asks the database. */
const SHORTEST_POLL = 500;

export interface WorkerRunQueueParts {
  database: Database;
  databaseUrl: string;
  jobs: WorkerJobStore;
  leases: ExecutionLeaseStore;
  clock: Clock;
  logger: Logger;
  /** Runs that are executed at once in this process. */
  mostAtOnce: number;
  /** Milliseconds between looks for runs that are due. */
  pollInterval: number;
}

/**
 * The queue of any number of processes on PostgreSQL: jobs of graphile-worker, written in the transaction
 * that makes a run due. A delay of a run, be it for a node's retry, is the time of its job. A job only
 * brings a run to some process; who executes it, and whether he still lives, is said by the lease in the
 * run's row alone. So a job may come too often, too early or to two processes: who finds the run finished
 * or leased drops it.
 *
 * No wake is lost. Whoever makes a run due (creates, wakes, rests until a time, releases or retries it)
 * holds its row and puts its job in that same transaction, and that job is taken after the commit only,
 * see `WorkerJobStore.put`. So whoever takes it finds the run
 * - due: he claims it;
 * - finished: there is nothing left to do;
 * - leased: its holder looks for woken steps in the transaction in which he lets it rest, under the lock
 *   of the row that every wake takes too, and does not rest if there are any. If he dies instead, the run
 *   is due when his lease ends, and `recover` finds it without a job;
 * - at rest until later, since clocks differ: he puts the job again for that time, under the lock of the
 *   row. As every writer puts the job for the time that he gives the run, under that lock, the last job
 *   has the run's time, and no early one is pushed back by an older intention.
 */
export class WorkerRunQueue implements RunQueue {
  #execute: RunExecutorFunction | undefined;
  #workers: PostgresJobWorkers | undefined;

  constructor(private readonly parts: WorkerRunQueueParts) {}

  async enqueue(transaction: Transaction, runId: string, at?: string): Promise<void> {
    // how long from now, not when: the clock of the database may be another one
    const pause = at === undefined ? 0 : Date.parse(at) - Date.parse(this.parts.clock.now());
    await this.parts.jobs.put(transaction, runId, Math.max(0, pause));
  }

  async start(execute: RunExecutorFunction): Promise<void> {
    const { databaseUrl, logger, mostAtOnce, pollInterval } = this.parts;
    this.#execute = execute;
    const options = {
      task: RUN_TASK,
      concurrency: mostAtOnce,
      pollInterval: Math.min(Math.max(pollInterval, SHORTEST_POLL), LONGEST_TIMER),
    };
    const work = (payload: unknown): Promise<void> => this.bring(payload as { runId: string });
    this.#workers = new PostgresJobWorkers(databaseUrl, logger, options, work);
    await this.#workers.start();
  }

  async recover(): Promise<void> {
    const { database, jobs, clock } = this.parts;
    await database.transaction(async (transaction) => {
      const lost = await jobs.holdLost(transaction, clock.now());
      if (lost.length === 0) return;
      await jobs.unlock(transaction, lost);
      for (const runId of lost) await jobs.put(transaction, runId, 0);
    });
    await database.transaction((transaction) => jobs.removeSetAside(transaction));
  }

  async close(): Promise<void> {
    await this.#workers?.close();
  }

  /** Executes the run of a job. Where this rejects, graphile-worker tries it again later. */
  private async bring({ runId }: { runId: string }): Promise<void> {
    if (await this.#execute!(runId)) return;
    const { database, leases, clock } = this.parts;
    await database.transaction(async (transaction) => {
      const at = await leases.holdUnclaimed(transaction, runId);
      if (at === undefined) return;
      // not at once: what could not be taken, though it is due, may be so for long
      const pause = Date.parse(at) - Date.parse(clock.now());
      await this.parts.jobs.put(transaction, runId, Math.max(AGAIN_AFTER, pause));
    });
  }
}
