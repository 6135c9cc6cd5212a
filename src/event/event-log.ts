import { type Actor } from '../platform/actor';
import { type Clock } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { type NewEvent } from './event';
import { type EventStore } from './event.store';
import { type Sequencer } from './sequencer';

/** The append-only log. Owner of the rule that an event is written in the transaction that it reports. */
export class EventLog {
  constructor(
    private readonly store: EventStore,
    private readonly sequencer: Sequencer,
    private readonly clock: Clock,
  ) {}

  /**
   * Appends events of one workflow. Call it last in a transaction: the counter's row stays
   * locked until the commit.
   */
  async append(
    transaction: Transaction,
    workflow: { id: string; workspaceId: string },
    actor: Actor,
    events: readonly NewEvent[],
  ): Promise<void> {
    if (events.length === 0) return;
    const stamp = {
      workspaceId: workflow.workspaceId,
      workflowId: workflow.id,
      occurredAt: this.clock.now(),
      actor,
    };
    let sequence = await this.store.takeSequences(transaction, workflow.id, events.length);
    for (const event of events) await this.store.append(transaction, stamp, sequence++, event);
    transaction.afterCommit(() => this.sequencer.committed(workflow.workspaceId));
  }
}
