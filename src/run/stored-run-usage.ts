import { type Transaction } from '../platform/database/transaction';
import { type RunUsage } from '../version/run-usage';
import { type RunStore } from './run.store';
import { type RunTallyStore } from './run-tally.store';

/** Tells those below what runs refer to. */
export class StoredRunUsage implements RunUsage {
  constructor(
    private readonly runs: RunStore,
    private readonly tallies: RunTallyStore,
  ) {}

  hasRuns(transaction: Transaction, versionId: string): Promise<boolean> {
    return this.runs.ofVersion(transaction, versionId);
  }

  async everRan(transaction: Transaction, workflowId: string): Promise<boolean> {
    return (await this.tallies.of(transaction, workflowId)) !== undefined;
  }

  ranDigests(
    transaction: Transaction,
    workflow: { id: string; workspaceId: string },
    digests: readonly string[],
  ): Promise<string[]> {
    return digests.length === 0
      ? Promise.resolve([])
      : this.runs.digestsAmong(transaction, workflow, digests);
  }
}
