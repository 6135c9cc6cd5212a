import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Held, type Lineage } from './lineage';

/** Which versions a version's content came from: its parent, and those that were merged into it. */
export class LineageStore extends Store {
  /** Makes `parent`, with what it holds now, the only version that `versionId` comes from. */
  async setParent(
    transaction: Transaction,
    versionId: string,
    parent: { id: string } & Held,
  ): Promise<void> {
    await this.rows(
      'UPDATE version SET parent_id = ?, parent_revision = ?, parent_digest = ? WHERE id = ?',
      [parent.id, parent.revision, parent.digest, versionId],
      transaction,
    );
    await this.rows('DELETE FROM merge_parent WHERE version_id = ?', [versionId], transaction);
  }

  /** Adds `parent`, with what it holds now, to what `versionId` comes from. */
  async addMergeParent(
    transaction: Transaction,
    versionId: string,
    parent: { id: string; workspaceId: string } & Held,
  ): Promise<void> {
    await this.insert(
      transaction,
      'merge_parent',
      {
        version_id: versionId,
        parent_id: parent.id,
        workspace_id: parent.workspaceId,
        revision: parent.revision,
        digest: parent.digest,
      },
      'ON CONFLICT (version_id, parent_id) DO UPDATE SET revision = excluded.revision, digest = excluded.digest',
    );
  }

  /** Gives `to` what was merged into `from`. */
  async copyMergeParents(transaction: Transaction, from: string, to: string): Promise<void> {
    await this.rows(
      `INSERT INTO merge_parent (version_id, parent_id, workspace_id, revision, digest)
       SELECT ?, m.parent_id, m.workspace_id, m.revision, m.digest FROM merge_parent m
       WHERE m.version_id = ? AND m.parent_id <> ?
       ON CONFLICT (version_id, parent_id) DO NOTHING`,
      [to, from, to],
      transaction,
    );
  }

  /** Forgets all merges of a workflow, whose versions are about to be deleted. */
  async dropMergeParents(transaction: Transaction, workflowId: string): Promise<void> {
    await this.rows(
      'DELETE FROM merge_parent WHERE version_id IN (SELECT v.id FROM version v WHERE v.workflow_id = ?)',
      [workflowId],
      transaction,
    );
  }

  /** The version that a version's content came from, with what it held then. */
  async parentOf(
    transaction: Transaction,
    versionId: string,
  ): Promise<({ id: string } & Held) | undefined> {
    const [parent] = await this.rows<{ id: string } & Held>(
      `SELECT v.parent_id AS "id", v.parent_revision AS "revision", v.parent_digest AS "digest"
       FROM version v WHERE v.id = ? AND v.parent_digest IS NOT NULL`,
      [versionId],
      transaction,
    );
    return parent;
  }

  /** Lowest number of those that came from `id` or that it was merged into, the draft's 0 among them. */
  async child(transaction: Transaction, id: string): Promise<number | undefined> {
    const row = await this.row<{ number: number }>(
      `SELECT v.number AS "number" FROM version v WHERE v.parent_id = ?
       UNION SELECT v.number FROM merge_parent m JOIN version v ON v.id = m.version_id WHERE m.parent_id = ?
       ORDER BY 1 LIMIT 1`,
      [id, id],
      transaction,
    );
    return row?.number;
  }

  /** What the content of versions was made from, by version id; absent of what came from nowhere. */
  async parentDigests(
    versionIds: readonly string[],
    transaction?: Transaction,
  ): Promise<Map<string, string>> {
    const rows = await this.rows<{ id: string; digest: string }>(
      `SELECT v.id AS "id", v.parent_digest AS "digest" FROM version v
       WHERE ${this.database.isIn('v.id')} AND v.parent_digest IS NOT NULL`,
      [this.database.list(versionIds)],
      transaction,
    );
    return new Map(rows.map(({ id, digest }) => [id, digest]));
  }

  /**
   * What each revision replaced, by revision id: the revision before it, or for a version's first
   * what the version was made from. Absent where there is none or it was pruned, and of the draft's
   * first: where the draft comes from changes with each save.
   */
  async formerDigests(revisionIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.rows<{ id: string; digest: string | null }>(
      `SELECT r.id AS "id", CASE WHEN r.number > 1 THEN p.digest WHEN v.number > 0 THEN v.parent_digest END AS "digest"
       FROM revision r JOIN version v ON v.id = r.version_id
       LEFT JOIN revision p ON p.version_id = r.version_id AND p.number = r.number - 1
       WHERE ${this.database.isIn('r.id')}`,
      [this.database.list(revisionIds)],
    );
    return new Map(rows.flatMap(({ id, digest }) => (digest === null ? [] : [[id, digest]])));
  }

  /** Ids of the versions that were merged into each of `versionIds`. */
  async mergeParents(
    versionIds: readonly string[],
  ): Promise<{ versionId: string; parentId: string }[]> {
    return this.rows<{ versionId: string; parentId: string }>(
      `SELECT m.version_id AS "versionId", m.parent_id AS "parentId" FROM merge_parent m
       WHERE ${this.database.isIn('m.version_id')} ORDER BY m.parent_id`,
      [this.database.list(versionIds)],
    );
  }

  /** As {@link mergeParents}, of all versions of a workflow and its draft. */
  async mergeParentsOf(
    transaction: Transaction,
    workflowId: string,
  ): Promise<{ versionId: string; parentId: string }[]> {
    return this.rows<{ versionId: string; parentId: string }>(
      `SELECT m.version_id AS "versionId", m.parent_id AS "parentId" FROM merge_parent m
       JOIN version v ON v.id = m.version_id WHERE v.workflow_id = ?`,
      [workflowId],
      transaction,
    );
  }

  /** All versions of a workflow with what they came from. */
  async ofWorkflow(transaction: Transaction | undefined, workflowId: string): Promise<Lineage> {
    const versions = await this.rows<Lineage['versions'][number]>(
      `SELECT v.id AS "id", v.number AS "number", v.revision AS "revision", v.digest AS "digest"
       FROM version v
       WHERE v.workflow_id = ?`,
      [workflowId],
      transaction,
    );
    const descents = await this.rows<Lineage['descents'][number]>(
      `SELECT v.id AS "versionId", v.parent_id AS "parentId", v.parent_revision AS "revision",
         v.parent_digest AS "digest"
         FROM version v WHERE v.workflow_id = ? AND v.parent_digest IS NOT NULL
       UNION ALL SELECT m.version_id, m.parent_id, m.revision, m.digest
         FROM merge_parent m JOIN version v ON v.id = m.version_id WHERE v.workflow_id = ?`,
      [workflowId, workflowId],
      transaction,
    );
    return { versions, descents };
  }
}
