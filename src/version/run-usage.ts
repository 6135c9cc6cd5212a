import { type Transaction } from '../platform/database/transaction';

/** Asked before something goes: what runs refer to. Answered by those who run. */
export interface RunUsage {
  /** Whether a run is pinned to the version. */
  hasRuns(transaction: Transaction, versionId: string): Promise<boolean>;
  /** Whether the workflow ever ran, also where its runs were deleted since. */
  everRan(transaction: Transaction, workflowId: string): Promise<boolean>;
  /** Those of `digests` that a run of the workflow is pinned to. */
  ranDigests(
    transaction: Transaction,
    workflow: { id: string; workspaceId: string },
    digests: readonly string[],
  ): Promise<string[]>;
}
