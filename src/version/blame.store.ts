import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';

/** Blames of what versions hold now, as texts. */
export class BlameStore extends Store {
  async keep(transaction: Transaction, versionId: string, blame: string): Promise<void> {
    await this.insert(
      transaction,
      'version_blame',
      { version_id: versionId, blame },
      'ON CONFLICT (version_id) DO UPDATE SET blame = excluded.blame',
    );
  }

  /** By version id. */
  async texts(
    versionIds: readonly string[],
    transaction?: Transaction,
  ): Promise<Map<string, string>> {
    const rows = await this.rows<{ versionId: string; blame: string }>(
      `SELECT b.version_id AS "versionId", b.blame AS "blame" FROM version_blame b
       WHERE ${this.database.isIn('b.version_id')}`,
      [this.database.list(versionIds)],
      transaction,
    );
    return new Map(rows.map(({ versionId, blame }) => [versionId, blame]));
  }

  /** Of all versions of a workflow and its draft. */
  async ofWorkflow(transaction: Transaction, workflowId: string): Promise<string[]> {
    const rows = await this.rows<{ blame: string }>(
      `SELECT b.blame AS "blame" FROM version_blame b JOIN version v ON v.id = b.version_id
       WHERE v.workflow_id = ?`,
      [workflowId],
      transaction,
    );
    return rows.map(({ blame }) => blame);
  }
}
