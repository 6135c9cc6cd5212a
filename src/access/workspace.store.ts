import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Workspace } from './workspace';

const WORKSPACE = `SELECT w.id AS "id", w.key AS "key", w.name AS "name", w.created_at AS "createdAt" FROM workspace w`;

export class WorkspaceStore extends Store {
  find(id: string, transaction?: Transaction): Promise<Workspace | undefined> {
    return this.row<Workspace>(`${WORKSPACE} WHERE w.id = ?`, [id], transaction);
  }

  findByKey(key: string): Promise<Workspace | undefined> {
    return this.row<Workspace>(`${WORKSPACE} WHERE w.key = ?`, [key]);
  }

  /** Adds a workspace; answers false, and adds nothing, when its key is taken. */
  async add(transaction: Transaction, workspace: Workspace): Promise<boolean> {
    const row = await this.row<{ id: string }>(
      `INSERT INTO workspace (id, key, name, created_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (key) DO NOTHING RETURNING id AS "id"`,
      [workspace.id, workspace.key, workspace.name, workspace.createdAt],
      transaction,
    );
    return row !== undefined;
  }
}
