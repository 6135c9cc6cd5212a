import { Store } from '../../platform/database/store';
import { type Transaction } from '../../platform/database/transaction';
import { type ArmedTrigger } from './armed-trigger';

const COLUMNS: Record<keyof ArmedTrigger, string> = {
  workspaceId: 'workspace_id',
  workflowId: 'workflow_id',
  nodeKey: 'node_key',
  kind: 'kind',
  digest: 'digest',
  channelKey: 'channel_key',
  cron: 'cron',
  timeZone: 'time_zone',
  nextTickAt: 'next_tick_at',
  path: 'path',
  secretName: 'secret_name',
  releasedAt: 'released_at',
};
const NAMES = Object.keys(COLUMNS) as (keyof ArmedTrigger)[];
const selected = (table: string): string =>
  NAMES.map((name) => `${table}.${COLUMNS[name]} AS "${name}"`).join(', ');
const TRIGGER = `SELECT ${selected('t')} FROM armed_trigger t`;

/** A place in the order of what is due. */
export type DueTrigger = Pick<ArmedTrigger, 'workspaceId' | 'workflowId' | 'nodeKey'> & {
  nextTickAt: string;
};

/** An armed trigger that is a webhook. */
export type Webhook = ArmedTrigger & { kind: 'WEBHOOK'; path: string };

export class ArmedTriggerStore extends Store {
  /** Removes the triggers of a workflow; answers them. */
  async take(transaction: Transaction, workflowId: string): Promise<ArmedTrigger[]> {
    return this.rows<ArmedTrigger>(
      `DELETE FROM armed_trigger WHERE workflow_id = ?
       RETURNING ${NAMES.map((name) => `${COLUMNS[name]} AS "${name}"`).join(', ')}`,
      [workflowId],
      transaction,
    );
  }

  /** @returns false where another workflow of the workspace has the path. */
  async add(transaction: Transaction, trigger: ArmedTrigger): Promise<boolean> {
    const rows = await this.rows(
      `INSERT INTO armed_trigger (${NAMES.map((name) => COLUMNS[name]).join(', ')})
       VALUES (${NAMES.map(() => '?').join(', ')})
       ON CONFLICT (workspace_id, path) WHERE released_at IS NULL DO NOTHING RETURNING node_key`,
      NAMES.map((name) => trigger[name]),
      transaction,
    );
    return rows.length === 1;
  }

  /** Name of the workflow that has a path. */
  async ownerOf(
    transaction: Transaction,
    workspaceId: string,
    path: string,
  ): Promise<string | undefined> {
    const row = await this.row<{ name: string }>(
      `SELECT w.name AS "name" FROM armed_trigger t JOIN workflow w ON w.id = t.workflow_id
       WHERE t.workspace_id = ? AND t.path = ? AND t.released_at IS NULL`,
      [workspaceId, path],
      transaction,
    );
    return row?.name;
  }

  find(
    transaction: Transaction,
    workflowId: string,
    nodeKey: string,
  ): Promise<ArmedTrigger | undefined> {
    return this.row<ArmedTrigger>(
      `${TRIGGER} WHERE t.workflow_id = ? AND t.node_key = ?`,
      [workflowId, nodeKey],
      transaction,
    );
  }

  /** The webhook at a path. One statement, whether it is the workspace or the path that is not there. */
  byPath(workspaceKey: string, path: string): Promise<Webhook | undefined> {
    return this.row<Webhook>(
      `${TRIGGER} JOIN workspace s ON s.id = t.workspace_id
       WHERE s.key = ? AND t.path = ? AND t.released_at IS NULL`,
      [workspaceKey, path],
    );
  }

  /** Those of workflows whose paths are not released, by node. */
  async ofWorkflows(workspaceId: string, workflowIds: readonly string[]): Promise<ArmedTrigger[]> {
    return this.rows<ArmedTrigger>(
      `${TRIGGER} WHERE ${this.database.checked('t.workspace_id')} = ? AND ${this.database.isIn('t.workflow_id')}
       AND t.released_at IS NULL ORDER BY t.workflow_id, t.node_key`,
      [workspaceId, this.database.list(workflowIds)],
    );
  }

  /** Schedules of all workspaces that are due, longest first, after the one given. */
  due(now: string, after: DueTrigger | undefined, limit: number): Promise<DueTrigger[]> {
    return this.rows<DueTrigger>(
      `SELECT workspace_id AS "workspaceId", workflow_id AS "workflowId", node_key AS "nodeKey",
       next_tick_at AS "nextTickAt" FROM armed_trigger
       WHERE next_tick_at <= ? AND (next_tick_at, workflow_id, node_key) > (?, ?, ?)
       ORDER BY next_tick_at, workflow_id, node_key LIMIT ?`,
      [now, after?.nextTickAt ?? '', after?.workflowId ?? '', after?.nodeKey ?? '', limit],
    );
  }

  async moveTick(
    transaction: Transaction,
    { workflowId, nodeKey }: Pick<ArmedTrigger, 'workflowId' | 'nodeKey'>,
    nextTickAt: string | null,
  ): Promise<void> {
    await this.rows(
      'UPDATE armed_trigger SET next_tick_at = ? WHERE workflow_id = ? AND node_key = ?',
      [nextTickAt, workflowId, nodeKey],
      transaction,
    );
  }
}
