import { type Transaction } from '../platform/database/transaction';

/** Asked before a version is archived, deleted or sealed: who else uses it. Answered by those who route. */
export interface VersionUsage {
  /** Keys of the channels that route to the version now. */
  routedChannels(transaction: Transaction, versionId: string): Promise<string[]>;
  /** Those of a workflow's versions that an activation ever routed to. */
  activatedVersions(transaction: Transaction, workflowId: string): Promise<string[]>;
  /** Those that the channel `live` routes to now. */
  liveVersions(transaction: Transaction | undefined, workflowId: string): Promise<string[]>;
  /** Where `live` routes to now, by workflow; a route to the draft has no digest. Absent: nowhere. */
  liveRoutes(
    transaction: Transaction,
    workflowIds: readonly string[],
  ): Promise<Map<string, readonly { digest: string | null }[]>>;
  /** Digests that an activation of the workflow ever routed to. */
  routedDigests(transaction: Transaction, workflowId: string): Promise<string[]>;
}
