import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type Logger } from '../platform/logger';
import { type ExecutionLeaseStore } from './execution-lease.store';
import { type RunExecutorFunction, type RunQueue } from './run-queue';

/** Least milliseconds before a run is tried again of which nothing could be written. */
const FAULT_PAUSE = 1_000;

/**
 * The queue of a single process: the table of runs itself. Whoever enqueues a run wakes it; a poll finds
 * what was left by a crash, and what is due later.
 */
export class LocalRunQueue implements RunQueue {
  readonly #underWay = new Set<string>();
  /** Could not be taken though they were due: left alone for a poll, so that others get their turn. */
  readonly #refused = new Set<string>();
  #execute: RunExecutorFunction | undefined;
  #poll: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #isNews = false;

  /**
   * @param mostAtOnce runs that are executed at once; more wait in the table.
   * @param pollInterval milliseconds between looks for runs that are due.
   */
  constructor(
    private readonly database: Database,
    private readonly leases: ExecutionLeaseStore,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly mostAtOnce: number,
    private readonly pollInterval: number,
  ) {}

  async enqueue(transaction: Transaction, _runId: string, at?: string): Promise<void> {
    transaction.afterCommit(() => {
      const pause = at === undefined ? 0 : Date.parse(at) - Date.parse(this.clock.now());
      if (pause <= 0) this.look();
      // what is due later than the next poll is found by it
      else if (pause < this.pollInterval) setTimeout(() => this.look(), pause).unref();
    });
  }

  async start(execute: RunExecutorFunction): Promise<void> {
    this.#execute = execute;
    // this process is the only one on its database, so nobody can have a lease
    await this.database.transaction((transaction) =>
      this.leases.endAll(transaction, this.clock.now()),
    );
    this.#poll = setInterval(() => this.look(), this.pollInterval).unref();
    this.look();
  }

  /** What polling does anyway. */
  async recover(): Promise<void> {
    this.look();
  }

  async close(): Promise<void> {
    this.#execute = undefined;
    clearInterval(this.#poll);
    await this.#looking;
  }

  /** Looks for runs that are due, once more if asked meanwhile. */
  private look(): void {
    this.#isNews = true;
    this.#looking ??= this.takeDue().finally(() => (this.#looking = undefined));
  }

  private async takeDue(): Promise<void> {
    while (this.#isNews && this.#execute) {
      this.#isNews = false;
      const free = this.mostAtOnce - this.#underWay.size;
      if (free <= 0) return;
      try {
        // those that were just taken may still look due
        const known = this.#underWay.size + this.#refused.size;
        const due = await this.leases.due(this.clock.now(), free + known);
        const untaken = due.filter(
          (runId) => !this.#underWay.has(runId) && !this.#refused.has(runId),
        );
        for (const runId of untaken.slice(0, free)) this.take(runId);
      } catch (error) {
        this.logger.error({ error }, 'runs that are due were not found; it is tried again');
      }
    }
  }

  private take(runId: string): void {
    if (!this.#execute) return;
    this.#underWay.add(runId);
    const letGo = (pause: number): void => {
      this.#underWay.delete(runId);
      if (pause > 0) {
        this.#refused.add(runId);
        setTimeout(() => this.#refused.delete(runId), pause).unref();
      }
      this.look();
    };
    this.#execute(runId).then(
      (wasTaken) => letGo(wasTaken ? 0 : this.pollInterval),
      (error: unknown) => {
        this.logger.error({ error, runId }, 'a run was not executed; it is tried again');
        letGo(Math.max(FAULT_PAUSE, this.pollInterval));
      },
    );
  }
}
