import { actorFromText } from '../platform/actor';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Activation, type Channel, type Route } from './channel';

type ChannelRow = Omit<Channel, 'createdBy'> & { createdBy: string };

const CHANNEL = `SELECT c.id AS "id", c.workspace_id AS "workspaceId", c.workflow_id AS "workflowId", c.key AS "key",
  c.salt AS "salt", c.activation_sequence AS "activationSequence", c.activation_id AS "activationId",
  c.created_at AS "createdAt", c.created_by AS "createdBy", c.deleted_at AS "deletedAt" FROM channel c`;

export const ROUTE_COLUMNS = `r.version_id AS "versionId", r.revision AS "revision", r.digest AS "digest",
  r.weight AS "weight", r.label AS "label"`;

const BY_KEY = `${CHANNEL} WHERE c.workflow_id = ? AND c.key = ? AND c.deleted_at IS NULL`;

export class ChannelStore extends Store {
  // hot: put together once
  readonly #liveRoutes = `SELECT c.workflow_id AS "workflowId", ${ROUTE_COLUMNS}
    FROM channel c JOIN route r ON r.activation_id = c.activation_id
    WHERE c.key = 'live' AND ${this.database.isIn('c.workflow_id')} ORDER BY c.workflow_id, r.position`;

  /** @returns false where the key is or was in use. */
  async create(transaction: Transaction, channel: Channel): Promise<boolean> {
    const rows = await this.rows(
      `INSERT INTO channel (id, workspace_id, workflow_id, key, salt, activation_sequence, created_at, created_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workflow_id, key) DO NOTHING RETURNING id`,
      [
        channel.id,
        channel.workspaceId,
        channel.workflowId,
        channel.key,
        channel.salt,
        channel.activationSequence,
        channel.createdAt,
        JSON.stringify(channel.createdBy),
      ],
      transaction,
    );
    return rows.length === 1;
  }

  async byKey(
    transaction: Transaction,
    workflowId: string,
    key: string,
  ): Promise<Channel | undefined> {
    const row = await this.row<ChannelRow>(BY_KEY, [workflowId, key], transaction);
    return row && toChannel(row);
  }

  async byIds(workspaceId: string, ids: readonly string[]): Promise<Channel[]> {
    const rows = await this.rows<ChannelRow>(
      `${CHANNEL} WHERE ${this.database.checked('c.workspace_id')} = ? AND ${this.database.isIn('c.id')}`,
      [workspaceId, this.database.list(ids)],
    );
    return rows.map(toChannel);
  }

  /** The channels of workflows, `live` first, then by key. */
  async ofWorkflows(
    workspaceId: string,
    workflowIds: readonly string[],
    transaction?: Transaction,
  ): Promise<Channel[]> {
    const rows = await this.rows<ChannelRow>(
      `${CHANNEL} WHERE ${this.database.checked('c.workspace_id')} = ? AND ${this.database.isIn('c.workflow_id')} AND c.deleted_at IS NULL
       ORDER BY CASE WHEN c.key = 'live' THEN 0 ELSE 1 END, c.key`,
      [workspaceId, this.database.list(workflowIds)],
      transaction,
    );
    return rows.map(toChannel);
  }

  async markDeleted(transaction: Transaction, id: string, now: string): Promise<void> {
    await this.rows('UPDATE channel SET deleted_at = ? WHERE id = ?', [now, id], transaction);
  }

  /** All channels of a workflow that is deleted; none was ever activated. */
  async deleteAll(transaction: Transaction, workflowId: string): Promise<void> {
    await this.rows('DELETE FROM channel WHERE workflow_id = ?', [workflowId], transaction);
  }

  /**
   * Writes an activation with its routes and makes it the channel's routing, if the channel is
   * still at `channel.activationSequence`: the check is part of the statement that writes.
   */
  async activate(
    transaction: Transaction,
    channel: Channel,
    activation: Activation,
    routes: readonly Route[],
  ): Promise<boolean> {
    await this.insert(transaction, 'activation', {
      id: activation.id,
      workspace_id: activation.workspaceId,
      workflow_id: activation.workflowId,
      channel_id: activation.channelId,
      sequence: activation.sequence,
      kind: activation.kind,
      restored_sequence: activation.restoredSequence,
      note: activation.note,
      activated_at: activation.activatedAt,
      actor: JSON.stringify(activation.actor),
    });
    for (const [position, route] of routes.entries()) {
      await this.insert(transaction, 'route', {
        activation_id: activation.id,
        position,
        version_id: route.versionId,
        revision: route.revision,
        digest: route.digest,
        weight: route.weight,
        label: route.label,
      });
    }
    const rows = await this.rows(
      `UPDATE channel SET activation_id = ?, activation_sequence = ?
       WHERE id = ? AND activation_sequence = ? AND deleted_at IS NULL RETURNING id`,
      [activation.id, activation.sequence, channel.id, channel.activationSequence],
      transaction,
    );
    return rows.length === 1;
  }

  /** Where `live` routes to, by workflow; those that route nowhere are absent. */
  async liveRoutes(
    workflowIds: readonly string[],
    transaction?: Transaction,
  ): Promise<Map<string, Route[]>> {
    const rows = await this.rows<Route & { workflowId: string }>(
      this.#liveRoutes,
      [this.database.list(workflowIds)],
      transaction,
    );
    const byWorkflow = new Map<string, Route[]>();
    for (const { workflowId, ...route } of rows) {
      const routes = byWorkflow.get(workflowId);
      if (routes) routes.push(route);
      else byWorkflow.set(workflowId, [route]);
    }
    return byWorkflow;
  }

  /** Present routes to versions, with their channels. */
  async routesTo(
    versionIds: readonly string[],
    transaction?: Transaction,
  ): Promise<(Route & { channelId: string; channelKey: string })[]> {
    return this.rows(
      `SELECT c.id AS "channelId", c.key AS "channelKey", ${ROUTE_COLUMNS}
       FROM version v JOIN channel c ON c.workflow_id = v.workflow_id AND c.deleted_at IS NULL
       JOIN route r ON r.activation_id = c.activation_id AND r.version_id = v.id
       WHERE ${this.database.isIn('v.id')} ORDER BY c.key`,
      [this.database.list(versionIds)],
      transaction,
    );
  }

  async everRouted(transaction: Transaction, workflowId: string): Promise<string[]> {
    const rows = await this.rows<{ versionId: string }>(
      `SELECT DISTINCT r.version_id AS "versionId" FROM route r JOIN activation a ON a.id = r.activation_id
       WHERE a.workflow_id = ?`,
      [workflowId],
      transaction,
    );
    return rows.map(({ versionId }) => versionId);
  }

  async routedDigests(transaction: Transaction, workflowId: string): Promise<string[]> {
    const rows = await this.rows<{ digest: string }>(
      `SELECT DISTINCT r.digest AS "digest" FROM route r JOIN activation a ON a.id = r.activation_id
       WHERE a.workflow_id = ? AND r.digest IS NOT NULL`,
      [workflowId],
      transaction,
    );
    return rows.map(({ digest }) => digest);
  }
}

function toChannel(row: ChannelRow): Channel {
  return { ...row, createdBy: actorFromText(row.createdBy) };
}
