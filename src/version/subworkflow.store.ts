import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { DRAFT_NUMBER } from './version';

/** Where references to other workflows lead, within one workspace. */
export class SubworkflowStore extends Store {
  /**
   * Waits for others who write or release calls in the workspace, until the commit: of two who close
   * a cycle together, the second sees what the first wrote. SQLite has but one writer.
   */
  async lock(transaction: Transaction, workspaceId: string): Promise<void> {
    if (this.database.dialect !== 'postgres') return;
    await this.rows(
      'SELECT pg_advisory_xact_lock(hashtextextended(?, 0))',
      [`subworkflows of ${workspaceId}`],
      transaction,
    );
  }

  /** Digest of a workflow's version with `number`, in a list; empty where there is none. */
  pinned(
    transaction: Transaction,
    workspaceId: string,
    workflowId: string,
    number: number,
  ): Promise<string[]> {
    return this.digests(transaction, workspaceId, workflowId, 'v.number = ?', [number]);
  }

  /** Digests of a workflow's draft and latest version; empty where there is no such workflow. */
  unpinned(transaction: Transaction, workspaceId: string, workflowId: string): Promise<string[]> {
    return this.digests(
      transaction,
      workspaceId,
      workflowId,
      'v.number IN (?, (SELECT MAX(x.number) FROM version x WHERE x.workflow_id = ?))',
      [DRAFT_NUMBER, workflowId],
    );
  }

  private async digests(
    transaction: Transaction,
    workspaceId: string,
    workflowId: string,
    condition: string,
    values: (string | number)[],
  ): Promise<string[]> {
    const rows = await this.rows<{ digest: string }>(
      `SELECT DISTINCT v.digest AS "digest" FROM version v
       WHERE ${this.database.checked('v.workspace_id')} = ? AND v.workflow_id = ? AND ${condition}`,
      [workspaceId, workflowId, ...values],
      transaction,
    );
    return rows.map(({ digest }) => digest);
  }
}
