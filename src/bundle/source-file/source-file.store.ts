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

  /** For each version the file of the nearest of it and what it came from, if it is of `format`. */
  async nearest(
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
