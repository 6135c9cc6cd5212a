import { type Transaction } from '../platform/database/transaction';
import { type Activation, type Channel, type Route } from './channel';
import { type ActivationStore } from './activation.store';
import { type ChannelStore } from './channel.store';

/** A channel with where it routes to. */
export interface RoutedChannel {
  channel: Channel;
  routes: Route[];
}

/** An activation with what it routed to. */
export interface PastRouting {
  activation: Activation;
  routes: Route[];
}

/** Reads how the channels of a workflow route, and did. */
export class ChannelHistory {
  constructor(
    private readonly channels: ChannelStore,
    private readonly activations: ActivationStore,
  ) {}

  /** The channels that are there, `live` first, then by key. */
  async channelsOf(transaction: Transaction, workflow: WorkflowOf): Promise<RoutedChannel[]> {
    const { id, workspaceId } = workflow;
    const channels = await this.channels.ofWorkflows(workspaceId, [id], transaction);
    const ids = channels.flatMap(({ activationId }) => activationId ?? []);
    const routes = await this.activations.routes(ids, transaction);
    return channels.map((channel) => ({
      channel,
      routes: routes.get(channel.activationId ?? '') ?? [],
    }));
  }

  /** The newest activations of a workflow, at most `most`, newest first. */
  async latest(
    transaction: Transaction,
    workflow: WorkflowOf,
    most: number,
  ): Promise<PastRouting[]> {
    const activations = await this.activations.latest(transaction, workflow.id, most);
    const ids = activations.map(({ id }) => id);
    const routes = await this.activations.routes(ids, transaction);
    return activations.map((activation) => ({ activation, routes: routes.get(activation.id)! }));
  }
}

type WorkflowOf = { id: string; workspaceId: string };
