import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';

/** Bytes of each chunk but the last. */
export const CHUNK_BYTES = 768 * 1024;

export interface BundleUpload {
  id: string;
  workspaceId: string;
  createdAt: string;
  expiresAt: string;
}

/** Files that were uploaded, for a while. */
export class BundleUploadStore extends Store {
  /** Adds an upload with its first chunk. */
  async begin(transaction: Transaction, upload: BundleUpload, chunk: Buffer): Promise<void> {
    await this.insert(transaction, 'bundle_upload', {
      id: upload.id,
      workspace_id: upload.workspaceId,
      bytes: chunk.length,
      created_at: upload.createdAt,
      expires_at: upload.expiresAt,
    });
    await this.addChunk(transaction, upload.id, 0, chunk);
  }

  /** Adds the next chunk; false where the upload is gone. */
  async append(
    transaction: Transaction,
    id: string,
    position: number,
    chunk: Buffer,
  ): Promise<boolean> {
    const rows = await this.rows(
      'UPDATE bundle_upload SET bytes = bytes + ? WHERE id = ? RETURNING id',
      [chunk.length, id],
      transaction,
    );
    if (rows.length === 0) return false;
    await this.addChunk(transaction, id, position, chunk);
    return true;
  }

  async drop(transaction: Transaction, id: string): Promise<void> {
    await this.rows('DELETE FROM bundle_upload WHERE id = ?', [id], transaction);
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
    const upload = await this.row<{ bytes: number | string }>(
      `SELECT u.bytes AS "bytes" FROM bundle_upload u
       WHERE u.id = ? AND u.workspace_id = ? AND u.expires_at > ?`,
      [id, workspaceId, now],
    );
    if (!upload) return undefined;
    const whole = Buffer.alloc(Number(upload.bytes));
    // one chunk at a time: in Base64 all of them would be held twice
    for (let position = 0, at = 0; at < whole.length; position++) {
      const chunk = await this.row<{ content: string }>(
        'SELECT c.content AS "content" FROM bundle_upload_chunk c WHERE c.upload_id = ? AND c.position = ?',
        [id, position],
      );
      // it was dropped meanwhile
      if (!chunk) return undefined;
      at += whole.write(chunk.content, at, 'base64');
    }
    return whole;
  }

  async expire(transaction: Transaction, now: string): Promise<void> {
    await this.rows('DELETE FROM bundle_upload WHERE expires_at <= ?', [now], transaction);
  }

  private addChunk(
    transaction: Transaction,
    id: string,
    position: number,
    chunk: Buffer,
  ): Promise<void> {
    const content = chunk.toString('base64');
    return this.insert(transaction, 'bundle_upload_chunk', { upload_id: id, position, content });
  }
}
