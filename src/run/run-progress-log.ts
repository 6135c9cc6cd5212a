import { type Clock } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { type PubSub } from '../platform/pubsub';
import { type RunProgress } from './run';
import { type RunProgressStore } from './run-progress.store';

/** Topic of notices that a run has progressed; the message is its id. */
export const RUNS_TOPIC = 'runs';
/** Topic of notices to whoever executes a run: it was ended, or a wait is over. The message is its id. */
export const ATTENTION_TOPIC = 'run-attention';

/** Writes what happens to runs, in the transaction that does it, and wakes those who follow. */
export class RunProgressLog {
  constructor(
    private readonly store: RunProgressStore,
    private readonly pubSub: PubSub,
    private readonly clock: Clock,
  ) {}

  /** @returns the number of the last entry. */
  async append(
    transaction: Transaction,
    runId: string,
    entries: readonly Pick<RunProgress, 'kind' | 'stepId'>[],
  ): Promise<number> {
    const last = await this.store.append(transaction, runId, this.clock.now(), entries);
    transaction.afterCommit(() => void this.pubSub.publish(RUNS_TOPIC, runId));
    return last;
  }

  /** Has whoever executes a run look at it, once the transaction is committed. */
  callAttention(transaction: Transaction, runId: string): void {
    transaction.afterCommit(() => void this.pubSub.publish(ATTENTION_TOPIC, runId));
  }
}
