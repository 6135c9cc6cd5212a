import { actorFromText } from '../platform/actor';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Secret, type SecretPlace } from './secret';

/** A stored secret but for its value. */
export type SecretFacts = Omit<Secret, 'origin' | 'isReadable'>;

interface SecretRow {
  name: string;
  createdAt: string;
  createdBy: string;
  updatedAt: string | null;
  updatedBy: string | null;
}

const COLUMNS = `name AS "name", created_at AS "createdAt", created_by AS "createdBy",
  updated_at AS "updatedAt", updated_by AS "updatedBy"`;

/** Holds ciphertexts only; what they say is for the service to know. */
export class SecretStore extends Store {
  /** All of a workspace, without their values. */
  async all(workspaceId: string): Promise<SecretFacts[]> {
    const rows = await this.rows<SecretRow>(
      `SELECT ${COLUMNS} FROM secret WHERE workspace_id = ?`,
      [workspaceId],
    );
    return rows.map(toFacts);
  }

  async names(workspaceId: string): Promise<string[]> {
    const rows = await this.rows<{ name: string }>(
      'SELECT name AS "name" FROM secret WHERE workspace_id = ?',
      [workspaceId],
    );
    return rows.map(({ name }) => name);
  }

  async count(workspaceId: string, transaction: Transaction): Promise<number> {
    const row = await this.row<{ count: number }>(
      'SELECT COUNT(*) AS "count" FROM secret WHERE workspace_id = ?',
      [workspaceId],
      transaction,
    );
    return row!.count;
  }

  /** Ciphertexts of those of `names` that are stored. */
  async ciphertexts(workspaceId: string, names: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.rows<{ name: string; ciphertext: string }>(
      `SELECT name AS "name", ciphertext AS "ciphertext" FROM secret
       WHERE workspace_id = ? AND ${this.database.isIn('name')}`,
      [workspaceId, this.database.list(names)],
    );
    return new Map(rows.map(({ name, ciphertext }) => [name, ciphertext]));
  }

  async ciphertext({ workspaceId, name }: SecretPlace): Promise<string | undefined> {
    const row = await this.row<{ ciphertext: string }>(
      'SELECT ciphertext AS "ciphertext" FROM secret WHERE workspace_id = ? AND name = ?',
      [workspaceId, name],
    );
    return row?.ciphertext;
  }

  /** Adds a secret or replaces its value; `author` is the text of an actor. One statement, so of two at once both count. */
  async set(
    transaction: Transaction,
    { workspaceId, name }: SecretPlace,
    ciphertext: string,
    now: string,
    author: string,
  ): Promise<{ facts: SecretFacts; created: boolean }> {
    const row = await this.row<SecretRow>(
      `INSERT INTO secret (workspace_id, name, created_at, created_by, ciphertext) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (workspace_id, name) DO UPDATE SET ciphertext = excluded.ciphertext,
         updated_at = excluded.created_at, updated_by = excluded.created_by
       RETURNING ${COLUMNS}`,
      [workspaceId, name, now, author, ciphertext],
      transaction,
    );
    return { facts: toFacts(row!), created: row!.updatedAt === null };
  }

  /** Deletes a secret; answers whether it was there. */
  async delete(transaction: Transaction, { workspaceId, name }: SecretPlace): Promise<boolean> {
    const row = await this.row<{ name: string }>(
      'DELETE FROM secret WHERE workspace_id = ? AND name = ? RETURNING name AS "name"',
      [workspaceId, name],
      transaction,
    );
    return row !== undefined;
  }
}

/** The first setting is the last one until there is another. */
function toFacts({ name, createdAt, createdBy, updatedAt, updatedBy }: SecretRow): SecretFacts {
  return {
    name,
    createdAt,
    createdBy: actorFromText(createdBy),
    updatedAt: updatedAt ?? createdAt,
    updatedBy: actorFromText(updatedBy ?? createdBy),
  };
}
