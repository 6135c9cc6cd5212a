import { actorFromText } from '../platform/actor';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type BundleLink } from './bundle-links';
import { type ExportSelection } from './gather-export';

type LinkRow = Omit<BundleLink, 'selection' | 'exportedBy'> &
  Record<'selection' | 'exportedBy', string>;

/** Links to download bundles. */
export class BundleLinkStore extends Store {
  /** @param tokenHash SHA-256 of the link's token, which is kept nowhere. */
  async add(transaction: Transaction, link: BundleLink, tokenHash: string): Promise<void> {
    await this.insert(transaction, 'bundle_link', {
      id: link.id,
      workspace_id: link.workspaceId,
      workflow_id: link.workflowId,
      token_hash: tokenHash,
      format: link.format,
      selection: JSON.stringify(link.selection),
      exported_at: link.exportedAt,
      exported_by: JSON.stringify(link.exportedBy),
      expires_at: link.expiresAt,
    });
  }

  async find(id: string, tokenHash: string, now: string): Promise<BundleLink | undefined> {
    const row = await this.row<LinkRow>(
      `SELECT l.id AS "id", l.workspace_id AS "workspaceId", l.workflow_id AS "workflowId", l.format AS "format",
         l.selection AS "selection", l.exported_at AS "exportedAt", l.exported_by AS "exportedBy", l.expires_at AS "expiresAt"
       FROM bundle_link l WHERE l.id = ? AND l.token_hash = ? AND l.expires_at > ?`,
      [id, tokenHash, now],
    );
    return (
      row && {
        ...row,
        selection: JSON.parse(row.selection) as ExportSelection,
        exportedBy: actorFromText(row.exportedBy),
      }
    );
  }

  async expire(transaction: Transaction, now: string): Promise<void> {
    await this.rows('DELETE FROM bundle_link WHERE expires_at <= ?', [now], transaction);
  }
}
