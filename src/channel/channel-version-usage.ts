import { type Transaction } from '../platform/database/transaction';
import { type VersionUsage } from '../version/version-usage';
import { type ChannelStore } from './channel.store';

/** Tells those below which versions are routed to. */
export class ChannelVersionUsage implements VersionUsage {
  constructor(private readonly channels: ChannelStore) {}

  async routedChannels(transaction: Transaction, versionId: string): Promise<string[]> {
    const routes = await this.channels.routesTo([versionId], transaction);
    return routes.map(({ channelKey }) => channelKey);
  }

  activatedVersions(transaction: Transaction, workflowId: string): Promise<string[]> {
    return this.channels.everRouted(transaction, workflowId);
  }

  async liveVersions(transaction: Transaction | undefined, workflowId: string): Promise<string[]> {
    const routes = await this.channels.liveRoutes([workflowId], transaction);
    return (routes.get(workflowId) ?? []).map(({ versionId }) => versionId);
  }

  liveRoutes(
    transaction: Transaction,
    workflowIds: readonly string[],
  ): Promise<Map<string, readonly { digest: string | null }[]>> {
    return this.channels.liveRoutes(workflowIds, transaction);
  }

  routedDigests(transaction: Transaction, workflowId: string): Promise<string[]> {
    return this.channels.routedDigests(transaction, workflowId);
  }
}
