import { type SubworkflowPin } from '../graph/subworkflow-calls';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';

/** Of `sha256:` and 64 hexadecimal digits. */
const DIGEST_LENGTH = 71;

/** Definitions by digest, and the layouts of versions. */
export class DefinitionStore extends Store {
  /** Keeps a definition once per workspace; it never changes. */
  async keep(
    transaction: Transaction,
    workspaceId: string,
    digest: string,
    content: string,
  ): Promise<void> {
    await this.insert(
      transaction,
      'definition',
      { workspace_id: workspaceId, digest, content },
      // on PostgreSQL the row is held until the commit, so that nobody drops what is about to be used;
      // an update that names no column of the key leaves others free to refer to it meanwhile
      this.database.dialect === 'postgres'
        ? 'ON CONFLICT (workspace_id, digest) DO UPDATE SET content = definition.content'
        : 'ON CONFLICT (workspace_id, digest) DO NOTHING',
    );
  }

  /** Keeps what a definition that is kept is pinned to. It goes with the definition. */
  async keepPins(
    transaction: Transaction,
    workspaceId: string,
    digest: string,
    pins: readonly SubworkflowPin[],
  ): Promise<void> {
    await this.rows(
      `INSERT INTO subworkflow_pin (workspace_id, digest, child_workflow_id, child_digest)
       SELECT ?, ?, substr(w.value, ${DIGEST_LENGTH + 1}), substr(w.value, 1, ${DIGEST_LENGTH})
       FROM ${this.database.valuesOf('w')} WHERE true ON CONFLICT DO NOTHING`,
      [
        workspaceId,
        digest,
        this.database.list(pins.map((pin) => `${pin.digest}${pin.workflowId}`)),
      ],
      transaction,
    );
  }

  async contents(
    workspaceId: string,
    digests: readonly string[],
    transaction?: Transaction,
  ): Promise<Map<string, string>> {
    const rows = await this.rows<{ digest: string; content: string }>(
      `SELECT d.digest AS "digest", d.content AS "content" FROM definition d
       WHERE d.workspace_id = ? AND ${this.database.isIn('d.digest')}`,
      [workspaceId, this.database.list(digests)],
      transaction,
    );
    return new Map(rows.map(({ digest, content }) => [digest, content]));
  }

  /** Bytes of the definitions that the workspace has among `digests`. */
  async sizes(workspaceId: string, digests: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.rows<{ digest: string; size: number }>(
      `SELECT d.digest AS "digest", octet_length(d.content) AS "size" FROM definition d
       WHERE d.workspace_id = ? AND ${this.database.isIn('d.digest')}`,
      [workspaceId, this.database.list(digests)],
    );
    return new Map(rows.map(({ digest, size }) => [digest, size]));
  }

  /** Bytes of the layouts that versions have. */
  async layoutSizes(versionIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.rows<{ versionId: string; size: number }>(
      `SELECT l.version_id AS "versionId", octet_length(l.layout) AS "size" FROM version_layout l
       WHERE ${this.database.isIn('l.version_id')}`,
      [this.database.list(versionIds)],
    );
    return new Map(rows.map(({ versionId, size }) => [versionId, size]));
  }

  async layouts(
    versionIds: readonly string[],
    transaction?: Transaction,
  ): Promise<Map<string, string>> {
    const rows = await this.rows<{ versionId: string; layout: string }>(
      `SELECT l.version_id AS "versionId", l.layout AS "layout" FROM version_layout l
       WHERE ${this.database.isIn('l.version_id')}`,
      [this.database.list(versionIds)],
      transaction,
    );
    return new Map(rows.map(({ versionId, layout }) => [versionId, layout]));
  }

  async keepLayout(transaction: Transaction, versionId: string, layout: string): Promise<void> {
    await this.insert(
      transaction,
      'version_layout',
      { version_id: versionId, layout },
      'ON CONFLICT (version_id) DO UPDATE SET layout = excluded.layout',
    );
  }

  /** Gives `to` the layout that `from` has now. */
  async copyLayout(transaction: Transaction, from: string, to: string): Promise<void> {
    await this.rows(
      `INSERT INTO version_layout (version_id, layout)
       SELECT ?, l.layout FROM version_layout l WHERE l.version_id = ?
       ON CONFLICT (version_id) DO UPDATE SET layout = excluded.layout`,
      [to, from],
      transaction,
    );
  }

  /** Drops definitions of a workspace that nothing refers to any more. */
  async dropUnused(
    transaction: Transaction,
    workspaceId: string,
    digests: readonly string[],
  ): Promise<void> {
    if (this.database.dialect === 'postgres') {
      // waits for those who are about to use one; only the next statement sees what they committed
      await this.rows(
        `SELECT 1 FROM definition d WHERE d.workspace_id = ? AND ${this.database.isIn('d.digest')}
         ORDER BY d.digest FOR UPDATE`,
        [workspaceId, this.database.list(digests)],
        transaction,
      );
    }
    await this.rows(
      `DELETE FROM definition WHERE workspace_id = ? AND ${this.database.isIn('digest')}
       AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.workspace_id = definition.workspace_id AND r.digest = definition.digest)
       AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.workspace_id = definition.workspace_id AND r.sent_digest = definition.digest)
       AND NOT EXISTS (SELECT 1 FROM version v WHERE v.workspace_id = definition.workspace_id AND v.digest = definition.digest)
       AND NOT EXISTS (SELECT 1 FROM version v WHERE v.workspace_id = definition.workspace_id AND v.parent_digest = definition.digest)
       AND NOT EXISTS (SELECT 1 FROM merge_parent m WHERE m.workspace_id = definition.workspace_id AND m.digest = definition.digest)
       AND NOT EXISTS (SELECT 1 FROM rejected_save s WHERE s.workspace_id = definition.workspace_id AND s.digest = definition.digest)
       AND NOT EXISTS (SELECT 1 FROM run u WHERE u.workspace_id = definition.workspace_id AND u.digest = definition.digest)
       AND NOT EXISTS (SELECT 1 FROM route t JOIN activation a ON a.id = t.activation_id
         WHERE a.workspace_id = definition.workspace_id AND t.digest = definition.digest)`,
      [workspaceId, this.database.list(digests)],
      transaction,
    );
  }
}
