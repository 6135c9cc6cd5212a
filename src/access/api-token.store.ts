import { actorFromText } from '../platform/actor';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type SqlValue } from '../platform/database/database';
import { type Page } from '../platform/graphql/page';
import { type ApiToken } from './api-token';
import { knownScopes } from './api-token.rules';

type TokenRow = Omit<ApiToken, 'scopes' | 'createdBy'> & { scopes: string; createdBy: string };

const TOKEN = `SELECT t.id AS "id", t.workspace_id AS "workspaceId", t.name AS "name", t.scopes AS "scopes",
  t.created_at AS "createdAt", t.created_by AS "createdBy", t.expires_at AS "expiresAt", t.revoked_at AS "revokedAt"
  FROM api_token t`;

export class ApiTokenStore extends Store {
  async find(
    workspaceId: string,
    id: string,
    transaction?: Transaction,
  ): Promise<ApiToken | undefined> {
    const row = await this.row<TokenRow>(
      `${TOKEN} WHERE t.workspace_id = ? AND t.id = ?`,
      [workspaceId, id],
      transaction,
    );
    return row && toToken(row);
  }

  async findByHash(hash: string, transaction?: Transaction): Promise<ApiToken | undefined> {
    const row = await this.row<TokenRow>(`${TOKEN} WHERE t.hash = ?`, [hash], transaction);
    return row && toToken(row);
  }

  /** A page of a workspace's tokens, newest first, the revoked among them. */
  async page(workspaceId: string, page: Page): Promise<ApiToken[]> {
    const values: SqlValue[] = [workspaceId];
    let where = 't.workspace_id = ?';
    if (page.beyond) {
      where += ` AND t.id ${page.backward ? '>' : '<'} ?`;
      values.push(page.beyond[0] ?? '');
    }
    const rows = await this.rows<TokenRow>(
      `${TOKEN} WHERE ${where} ORDER BY t.id ${page.backward ? 'ASC' : 'DESC'} LIMIT ?`,
      [...values, page.limit + 1],
    );
    return rows.map(toToken);
  }

  async count(workspaceId: string): Promise<number> {
    const row = await this.row<{ count: number }>(
      'SELECT COUNT(*) AS "count" FROM api_token WHERE workspace_id = ?',
      [workspaceId],
    );
    return row!.count;
  }

  /** Adds a token; one of that hash that is there already stays as it is. */
  async add(transaction: Transaction, token: ApiToken, hash: string): Promise<void> {
    const row = {
      id: token.id,
      workspace_id: token.workspaceId,
      name: token.name,
      hash,
      scopes: token.scopes.join(' '),
      created_at: token.createdAt,
      created_by: JSON.stringify(token.createdBy),
      expires_at: token.expiresAt,
      revoked_at: token.revokedAt,
    };
    await this.insert(transaction, 'api_token', row, 'ON CONFLICT (hash) DO NOTHING');
  }

  /** Revokes a token; one that is revoked already keeps its time. */
  async revoke(
    transaction: Transaction,
    workspaceId: string,
    id: string,
    now: string,
  ): Promise<void> {
    await this.rows(
      'UPDATE api_token SET revoked_at = ? WHERE workspace_id = ? AND id = ? AND revoked_at IS NULL',
      [now, workspaceId, id],
      transaction,
    );
  }

  /** Those of the tokens `ids` that are revoked. */
  async revokedAmong(ids: readonly string[]): Promise<string[]> {
    const rows = await this.rows<{ id: string }>(
      `SELECT t.id AS "id" FROM api_token t WHERE ${this.database.isIn('t.id')} AND t.revoked_at IS NOT NULL`,
      [this.database.list(ids)],
    );
    return rows.map(({ id }) => id);
  }
}

function toToken(row: TokenRow): ApiToken {
  return {
    ...row,
    scopes: knownScopes(row.scopes.split(' ')),
    createdBy: actorFromText(row.createdBy),
  };
}
