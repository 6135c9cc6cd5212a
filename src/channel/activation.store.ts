import { actorFromText } from '../platform/actor';
import { type SqlValue } from '../platform/database/database';
import { beyondSql, orderSql } from '../platform/database/keyset';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Page } from '../platform/graphql/page';
import { type Activation, type Route } from './channel';
import { ROUTE_COLUMNS } from './channel.store';

type ActivationRow = Omit<Activation, 'actor'> & { actor: string };

const ACTIVATION = `SELECT a.id AS "id", a.workspace_id AS "workspaceId", a.workflow_id AS "workflowId",
  a.channel_id AS "channelId", a.sequence AS "sequence", a.kind AS "kind", a.restored_sequence AS "restoredSequence",
  a.note AS "note", a.activated_at AS "activatedAt", a.actor AS "actor" FROM activation a`;

/** Reads the history of routings. */
export class ActivationStore extends Store {
  // hot: put together once
  readonly #routes = `SELECT r.activation_id AS "activationId", ${ROUTE_COLUMNS} FROM route r
    WHERE ${this.database.isIn('r.activation_id')} ORDER BY r.activation_id, r.position`;

  /** Routes by the activation that set them. */
  async routes(
    activationIds: readonly string[],
    transaction?: Transaction,
  ): Promise<Map<string, Route[]>> {
    const rows = await this.rows<Route & { activationId: string }>(
      this.#routes,
      [this.database.list(activationIds)],
      transaction,
    );
    const byActivation = new Map<string, Route[]>(activationIds.map((id) => [id, []]));
    for (const { activationId, ...route } of rows) byActivation.get(activationId)!.push(route);
    return byActivation;
  }

  /** The route by which a version was last live on a channel with a digest of its own. */
  async lastRouteTo(
    transaction: Transaction,
    channelId: string,
    versionId: string,
  ): Promise<Route | undefined> {
    return this.row<Route>(
      `SELECT ${ROUTE_COLUMNS} FROM route r JOIN activation a ON a.id = r.activation_id
       WHERE a.channel_id = ? AND r.version_id = ? AND r.digest IS NOT NULL ORDER BY a.sequence DESC LIMIT 1`,
      [channelId, versionId],
      transaction,
    );
  }

  async activationsByIds(
    workspaceId: string,
    ids: readonly string[],
    transaction?: Transaction,
  ): Promise<Activation[]> {
    const rows = await this.rows<ActivationRow>(
      `${ACTIVATION} WHERE ${this.database.checked('a.workspace_id')} = ? AND ${this.database.isIn('a.id')}`,
      [workspaceId, this.database.list(ids)],
      transaction,
    );
    return rows.map(toActivation);
  }

  /** Ids of the activations before those of `activations`, by the id of the one after. */
  async previousIds(activations: readonly Activation[]): Promise<Map<string, string>> {
    const rows = await this.rows<{ id: string; previousId: string }>(
      `SELECT a.id AS "id", p.id AS "previousId" FROM activation a
       JOIN activation p ON p.channel_id = a.channel_id AND p.sequence = a.sequence - 1
       WHERE ${this.database.isIn('a.id')}`,
      [this.database.list(activations.map(({ id }) => id))],
    );
    return new Map(rows.map(({ id, previousId }) => [id, previousId]));
  }

  /** The newest activations of a channel before `sequence`, newest first. */
  async before(
    transaction: Transaction,
    channelId: string,
    sequence: number,
    limit: number,
  ): Promise<Activation[]> {
    const rows = await this.rows<ActivationRow>(
      `${ACTIVATION} WHERE a.channel_id = ? AND a.sequence < ? ORDER BY a.sequence DESC LIMIT ?`,
      [channelId, sequence, limit],
      transaction,
    );
    return rows.map(toActivation);
  }

  /** The newest activations of a workflow, newest first. */
  async latest(transaction: Transaction, workflowId: string, limit: number): Promise<Activation[]> {
    const rows = await this.rows<ActivationRow>(
      `${ACTIVATION} WHERE a.workflow_id = ? ORDER BY a.activated_at DESC, a.id DESC LIMIT ?`,
      [workflowId, limit],
      transaction,
    );
    return rows.map(toActivation);
  }

  /** A page of activations, newest first: of a workflow, a channel of it, or those that routed to a version. */
  async activationPage(selection: ActivationSelection, page: Page): Promise<Activation[]> {
    const { where, values } = selectActivations(selection);
    // of one channel by sequence, which clocks that differ between processes cannot disturb
    const order = selection.channelKey == null ? ['a.activated_at', 'a.id'] : ['a.sequence'];
    const keyset = beyondSql(order, true, page);
    const rows = await this.rows<ActivationRow>(
      `${ACTIVATION} WHERE ${where}${keyset.sql} ORDER BY ${orderSql(order, true, page)} LIMIT ?`,
      [...values, ...keyset.values, page.limit + 1],
    );
    return rows.map(toActivation);
  }

  async activationCount(selection: ActivationSelection): Promise<number> {
    const { where, values } = selectActivations(selection);
    const row = await this.row<{ count: number }>(
      `SELECT COUNT(*) AS "count" FROM activation a WHERE ${where}`,
      values,
    );
    return row!.count;
  }
}

export interface ActivationSelection {
  workflowId: string;
  channelKey?: string | null;
  versionId?: string;
}

function selectActivations(selection: ActivationSelection): { where: string; values: SqlValue[] } {
  const where = ['a.workflow_id = ?'];
  const values: SqlValue[] = [selection.workflowId];
  if (selection.channelKey != null) {
    where.push(
      'a.channel_id IN (SELECT c.id FROM channel c WHERE c.workflow_id = ? AND c.key = ?)',
    );
    values.push(selection.workflowId, selection.channelKey);
  }
  if (selection.versionId) {
    where.push('EXISTS (SELECT 1 FROM route r WHERE r.activation_id = a.id AND r.version_id = ?)');
    values.push(selection.versionId);
  }
  return { where: where.join(' AND '), values };
}

function toActivation(row: ActivationRow): Activation {
  return { ...row, actor: actorFromText(row.actor) };
}
