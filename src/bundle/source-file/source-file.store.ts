import { Store } from '../../platform/database/store';
import { type Transaction } from '../../platform/database/transaction';
import { type WritableFormat } from './writable-format';

/** A file without its secrets. */
export interface SourceFile {
  format: WritableFormat;
  text: string;
}

/** Files that versions were read from. */
export class SourceFileStore extends Store {
  /** Keeps the file of a version, in place of any that it had. */
  async keep(
    transaction: Transaction,
    version: { id: string; workspaceId: string },
    { format, text }: SourceFile,
  ): Promise<void> {
    await this.insert(
      transaction,
      'source_file',
      { version_id: version.id, workspace_id: version.workspaceId, format, text },
      'ON CONFLICT (version_id) DO UPDATE SET format = excluded.format, text = excluded.text',
    );
  }

  /** Forgets the file of a version. */
  async drop(transaction: Transaction, versionId: string): Promise<void> {
    await this.rows('DELETE FROM source_file WHERE version_id = ?', [versionId], transaction);
  }

  /**
   * For each version the file of the nearest of it and what it came from, if it is of `format`; otherwise
   * one of another version of the workspace that holds the same, as the source of a fork does.
   */
  async behind(
    workspaceId: string,
    versionIds: readonly string[],
    format: WritableFormat,
  ): Promise<Map<string, string>> {
    const found = await this.nearest(workspaceId, versionIds, format);
    const missing = versionIds.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const twins = await this.twins(workspaceId, missing, format);
    if (twins.size === 0) return found;
    const rows = await this.rows<{ id: string; text: string }>(
      `SELECT version_id AS "id", text AS "text" FROM source_file WHERE ${this.database.isIn('version_id')}`,
      [this.database.list([...new Set(twins.values())])],
    );
    const texts = new Map(rows.map(({ id, text }) => [id, text]));
    for (const [id, twin] of twins) {
      const text = texts.get(twin);
      if (text !== undefined) found.set(id, text);
    }
    return found;
  }

  /** A version with a file that holds what the version holds, or else what the first before it held. */
  private async twins(
    workspaceId: string,
    versionIds: readonly string[],
    format: WritableFormat,
  ): Promise<Map<string, string>> {
    const rows = await this.rows<{ id: string; isOwn: number; twin: string }>(
      `WITH RECURSIVE ancestor (version_id, id) AS (
         SELECT v.id, v.id FROM version v WHERE v.workspace_id = ? AND ${this.database.isIn('v.id')}
         UNION ALL
         SELECT a.version_id, v.parent_id FROM ancestor a JOIN version v ON v.id = a.id
         WHERE v.parent_id IS NOT NULL
       )
       SELECT a.version_id AS "id", MAX(CASE WHEN a.id = a.version_id THEN 1 ELSE 0 END) AS "isOwn",
              MAX(s.version_id) AS "twin"
       FROM ancestor a JOIN version v ON v.id = a.id
       JOIN version o ON o.workspace_id = v.workspace_id AND o.digest = v.digest
       JOIN source_file s ON s.version_id = o.id AND s.format = ?
       WHERE a.id = a.version_id OR v.parent_id IS NULL
       GROUP BY a.version_id, a.id`,
      [workspaceId, this.database.list(versionIds), format],
    );
    const ofOthersFirst = [...rows].sort((a, b) => Number(a.isOwn) - Number(b.isOwn));
    return new Map(ofOthersFirst.map(({ id, twin }) => [id, twin]));
  }

  /** For each version the file of the nearest of it and what it came from, if it is of `format`. */
  private async nearest(
    workspaceId: string,
    versionIds: readonly string[],
    format: WritableFormat,
  ): Promise<Map<string, string>> {
    const rows = await this.rows<{ id: string; text: string }>(
      `WITH RECURSIVE ancestor (version_id, id) AS (
         SELECT v.id, v.id FROM version v WHERE v.workspace_id = ? AND ${this.database.isIn('v.id')}
         UNION ALL
         SELECT a.version_id, v.parent_id FROM ancestor a JOIN version v ON v.id = a.id
         WHERE v.parent_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM source_file s WHERE s.version_id = a.id AND s.format = ?)
       )
       SELECT a.version_id AS "id", s.text AS "text"
       FROM ancestor a JOIN source_file s ON s.version_id = a.id AND s.format = ?`,
      [workspaceId, this.database.list(versionIds), format, format],
    );
    return new Map(rows.map(({ id, text }) => [id, text]));
  }
}
