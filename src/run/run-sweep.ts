import { LONGEST_TIMER } from '../platform/clock';
import { type Logger } from '../platform/logger';
import { type EndRun } from './end-run';
import { type RunQueue } from './run-queue';

/**
 * Repairs from time to time what crashes have left: runs whose executor died go on elsewhere, and runs
 * whose caller is finished end.
 */
export class RunSweep {
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;

  /** @param interval milliseconds from one round to the next. */
  constructor(
    private readonly queue: RunQueue,
    private readonly endRun: EndRun,
    private readonly logger: Logger,
    private readonly interval: number,
  ) {}

  start(): void {
    const interval = Math.min(this.interval, LONGEST_TIMER);
    this.#timer = setInterval(() => void this.sweep(), interval).unref();
  }

  /** One round, or the one that is under way. A failure is logged, and the next round tries again. */
  sweep(): Promise<void> {
    return (this.#round ??= this.repair().finally(() => (this.#round = undefined)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#round;
  }

  private async repair(): Promise<void> {
    try {
      await this.queue.recover();
      await this.endRun.cancelOrphans();
    } catch (error) {
      this.logger.error({ error }, 'runs were not looked after; it is tried again');
    }
  }
}
