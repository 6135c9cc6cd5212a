import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { notFound, Refusal } from '../platform/refusal';
import { type Workflow } from '../workflow/workflow';
import { checkKey } from '../workflow/workflow.rules';
import { type WorkflowService } from '../workflow/workflow.service';
import { type Channel, LIVE } from './channel';
import { channelCreated, channelDeleted } from './channel.events';
import { type ChannelStore } from './channel.store';
import { idempotentRequest } from '../workflow/idempotent-request';

export interface ChangedChannel {
  workflow: Workflow;
  channel: Channel;
}

/** Channels come to be and go. Owner of the rule that a key is never used again. */
export class CreateChannel {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly channels: ChannelStore,
    private readonly idempotency: IdempotencyKeys,
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Writes a channel of a locked or new workflow, routing nowhere. */
  async within(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    key: string,
  ): Promise<Channel> {
    const channel: Channel = {
      id: this.ids.next('ch'),
      workspaceId: workflow.workspaceId,
      workflowId: workflow.id,
      key: checkKey(key),
      salt: this.ids.secret(16),
      activationSequence: 0,
      activationId: null,
      createdAt: this.clock.now(),
      createdBy: caller.actor,
      deletedAt: null,
    };
    if (!(await this.channels.create(transaction, channel))) {
      throw new Refusal(
        'CHANNEL_KEY_TAKEN',
        `A channel "${key}" is or was in this workflow; keys are not used again.`,
        ['key'],
      );
    }
    return channel;
  }

  async create(
    caller: Caller,
    input: { workflowId: string; key: string; idempotencyKey?: string | null },
  ): Promise<ChangedChannel> {
    const request = idempotentRequest(caller, 'createChannel', input);
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, input.workflowId);
      if (request && (await this.idempotency.find(transaction, request))) {
        return { workflow, channel: await this.find(transaction, workflow, input.key) };
      }
      const channel = await this.within(transaction, caller, workflow, input.key);
      await this.log.append(transaction, workflow, caller.actor, [channelCreated(channel)]);
      if (request) await this.idempotency.remember(transaction, request, { id: channel.id });
      return { workflow, channel };
    });
  }

  /** Removes a channel, never `live`; its history stays. */
  async delete(caller: Caller, workflowId: string, key: string): Promise<ChangedChannel> {
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, workflowId);
      if (key === LIVE) {
        throw new Refusal('CHANNEL_PROTECTED', 'The channel "live" cannot be deleted.', [
          'channel',
        ]);
      }
      const channel = await this.find(transaction, workflow, key);
      await this.channels.markDeleted(transaction, channel.id, this.clock.now());
      await this.log.append(transaction, workflow, caller.actor, [channelDeleted(channel)]);
      return { workflow, channel };
    });
  }

  private async find(transaction: Transaction, workflow: Workflow, key: string): Promise<Channel> {
    const channel = await this.channels.byKey(transaction, workflow.id, key);
    if (!channel) throw notFound(`Channel "${key}"`, ['channel']);
    return channel;
  }
}
