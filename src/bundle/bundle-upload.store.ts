import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';

/** Bytes of a chunk; divisible by three, so that only the last one's Base64 is padded. */
const CHUNK_BYTES = 768 * 1024;

export interface BundleUpload {
  id: string;
  workspaceId: string;
  createdAt: string;
  expiresAt: string;
}

/** Files that were uploaded, for a while. */
export class BundleUploadStore extends Store {
  async add(transaction: Transaction, upload: BundleUpload, bytes: Buffer): Promise<void> {
    await this.insert(transaction, 'bundle_upload', {
      id: upload.id,
      workspace_id: upload.workspaceId,
      bytes: bytes.length,
      created_at: upload.createdAt,
      expires_at: upload.expiresAt,
    });
    for (let position = 0; position * CHUNK_BYTES < bytes.length; position++) {
      const start = position * CHUNK_BYTES;
      await this.insert(transaction, 'bundle_upload_chunk', {
        upload_id: upload.id,
        position,
        content: bytes.toString('base64', start, Math.min(start + CHUNK_BYTES, bytes.length)),
      });
    }
  }

  /** Forgets all of a workspace but the newest `kept`. */
  async keepNewest(transaction: Transaction, workspaceId: string, kept: number): Promise<void> {
    await this.rows(
      `DELETE FROM bundle_upload WHERE workspace_id = ? AND id NOT IN (
         SELECT u.id FROM bundle_upload u WHERE u.workspace_id = ?
         ORDER BY u.created_at DESC, u.id DESC LIMIT ?)`,
      [workspaceId, workspaceId, kept],
      transaction,
    );
  }

  /** The bytes of an upload that is not expired. */
  async bytes(workspaceId: string, id: string, now: string): Promise<Buffer | undefined> {
    const chunks = await this.rows<{ content: string }>(
      `SELECT c.content AS "content" FROM bundle_upload u JOIN bundle_upload_chunk c ON c.upload_id = u.id
       WHERE u.id = ? AND u.workspace_id = ? AND u.expires_at > ? ORDER BY c.position`,
      [id, workspaceId, now],
    );
    if (chunks.length === 0) return undefined;
    return Buffer.concat(chunks.map(({ content }) => Buffer.from(content, 'base64')));
  }

  async expire(transaction: Transaction, now: string): Promise<void> {
    await this.rows('DELETE FROM bundle_upload WHERE expires_at <= ?', [now], transaction);
  }
}
