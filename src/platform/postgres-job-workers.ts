import { EventEmitter } from 'node:events';
import type { Runner, WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import { WORKER_SCHEMA } from './database/worker-schema';
import { type Logger } from './logger';
import { within } from './within';

/** Connections by which workers take and end jobs, and one that listens for new ones. */
const MOST_CONNECTIONS = 5;
/** Milliseconds after which a connection or a statement that does not answer counts as lost. */
const ANSWER_WITHIN = 30_000;
/** Milliseconds before workers that died are replaced. */
const RENEW_AFTER = 1_000;
/** Milliseconds that closing waits for jobs under way, and then for the connections. */
const JOBS_END_WITHIN = 15_000;
const CONNECTIONS_END_WITHIN = 1_000;

export interface JobWorkersOptions {
  /** Name of the jobs that are taken. */
  task: string;
  /** Jobs that are done at once. */
  concurrency: number;
  /** Milliseconds between looks for jobs whose time has come. */
  pollInterval: number;
}

/**
 * Workers of graphile-worker in this process, on connections of their own.
 *
 * A worker of graphile-worker that cannot say that its job is done, because the connection breaks at that
 * moment, ends for good, and nobody takes its place. So all are replaced then: the old ones finish what
 * they have, and for that long more jobs than `concurrency` may be under way.
 */
export class PostgresJobWorkers {
  readonly #pool: pg.Pool;
  readonly #ending = new Set<Promise<void>>();
  #current: { runner?: Runner } | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;
  #isClosed = false;

  constructor(
    url: string,
    private readonly logger: Logger,
    private readonly options: JobWorkersOptions,
    private readonly work: (payload: unknown) => Promise<void>,
  ) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: MOST_CONNECTIONS,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN,
      query_timeout: ANSWER_WITHIN,
    });
    this.#pool.on('error', (error) => {
      this.logger.warn({ error }, 'a connection of the workers failed; it is opened again');
    });
  }

  /** Takes jobs from now on. */
  async start(): Promise<void> {
    const { run, Logger: LoggerOfWorkers } = await import('graphile-worker');
    const { task, concurrency, pollInterval } = this.options;
    const current: { runner?: Runner } = {};
    this.#current = current;
    const events = new EventEmitter() as WorkerEvents;
    events.on('worker:fatalError', () => this.renewLater(current));
    const runner = await run({
      pgPool: this.#pool,
      schema: WORKER_SCHEMA,
      taskList: { [task]: (payload: unknown) => this.work(payload) },
      // else it looks for a file of the working directory
      parsedCronItems: [],
      concurrency,
      pollInterval,
      noHandleSignals: true,
      events,
      logger: new LoggerOfWorkers(() => (level, message, meta) => this.log(level, message, meta)),
    });
    current.runner = runner;
    // it ends by itself where another process has brought its tables to a version that it does not know
    const renew = (): void => this.renewLater(current);
    runner.promise.then(renew, renew);
    if (this.#isClosed) this.end(runner);
  }

  /** Takes no more jobs and waits for those under way. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#renewal);
    if (this.#current?.runner) this.end(this.#current.runner);
    await within(JOBS_END_WITHIN, this.ended());
    await within(CONNECTIONS_END_WITHIN, this.#pool.end());
  }

  private async ended(): Promise<void> {
    await this.#renewing;
    await Promise.all(this.#ending);
  }

  private end(runner: Runner): void {
    // it rejects where it has ended by itself
    const ended = runner.stop().catch(() => undefined);
    this.#ending.add(ended);
    void ended.then(() => this.#ending.delete(ended));
  }

  private renewLater(failed: { runner?: Runner }): void {
    if (this.#isClosed || this.#renewal || this.#current !== failed) return;
    this.logger.warn('workers have ended; they are replaced');
    this.#renewal = setTimeout(() => {
      this.#renewal = undefined;
      this.#renewing = this.renew(failed);
    }, RENEW_AFTER);
  }

  private async renew(failed: { runner?: Runner }): Promise<void> {
    if (failed.runner) this.end(failed.runner);
    try {
      await this.start();
    } catch (error) {
      this.logger.warn({ error }, 'workers could not be started; it is tried again');
      this.renewLater(this.#current!);
    }
  }

  /** What fails is worth a line; what is done stands in runs. */
  private log(level: string, message: string, meta?: { error?: unknown }): void {
    if (level === 'error') this.logger.warn({ error: meta?.error }, message);
    else this.logger.debug(message);
  }
}
