import { actorFromText } from '../platform/actor';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Run, type RunContent, type RunError, type RunStatus } from './run';

export type RunRow = Omit<Run, 'createdBy' | 'error'> & { createdBy: string; error: string | null };

const COLUMNS: Record<keyof Run, string> = {
  id: 'id',
  workspaceId: 'workspace_id',
  workflowId: 'workflow_id',
  versionId: 'version_id',
  revision: 'revision',
  digest: 'digest',
  channelId: 'channel_id',
  variant: 'variant',
  selectedBy: 'selected_by',
  mode: 'mode',
  trigger: 'trigger_kind',
  triggerKey: 'trigger_key',
  executor: 'executor',
  status: 'status',
  error: 'error',
  replayOf: 'replay_of',
  parentRun: 'parent_run',
  parentStep: 'parent_step',
  createdAt: 'created_at',
  createdBy: 'created_by',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  claims: 'claims',
  claimableAt: 'claimable_at',
  lastSequence: 'last_sequence',
};
const SELECTED = Object.entries(COLUMNS)
  .map(([name, column]) => `r.${column} AS "${name}"`)
  .join(', ');
export const RUN = `SELECT ${SELECTED} FROM run r`;
const RETURNED = SELECTED.replaceAll('r.', '');

/** How a run ended. */
export interface RunEnd {
  status: Extract<RunStatus, 'SUCCEEDED' | 'FAILED' | 'CANCELED'>;
  error: RunError | null;
  /** JSON text. */
  output: string | null;
  metrics: string | null;
  finishedAt: string;
}

/** Which runs may be claimed. */
export interface ClaimSelection {
  workspaceId: string;
  workflowId?: string | null;
  /** Only runs whose nodes are all of these types. */
  nodeTypes?: readonly string[] | null;
  limit: number;
}

/** Writes runs. Whoever holds a run is checked in the statement that writes. */
export class RunStore extends Store {
  async create(
    transaction: Transaction,
    run: Run,
    content: Pick<RunContent, 'input' | 'variables' | 'triggerPayload'>,
    nodeTypes: readonly string[],
  ): Promise<void> {
    const { error, createdBy, ...plain } = run;
    await this.insert(transaction, 'run', {
      ...Object.fromEntries(
        Object.entries(plain).map(([name, value]) => [COLUMNS[name as keyof Run], value]),
      ),
      error: error && JSON.stringify(error),
      created_by: JSON.stringify(createdBy),
      node_types: JSON.stringify(nodeTypes),
      input: content.input,
      variables: content.variables,
      trigger_payload: content.triggerPayload,
    });
  }

  async byIds(
    workspaceId: string,
    ids: readonly string[],
    transaction?: Transaction,
  ): Promise<Run[]> {
    const rows = await this.rows<RunRow>(
      `${RUN} WHERE ${this.database.checked('r.workspace_id')} = ? AND ${this.database.isIn('r.id')}`,
      [workspaceId, this.database.list(ids)],
      transaction,
    );
    return rows.map(toRun);
  }

  /** The runs that steps called. */
  async calledBy(stepIds: readonly string[]): Promise<Run[]> {
    const rows = await this.rows<RunRow>(`${RUN} WHERE ${this.database.isIn('r.parent_step')}`, [
      this.database.list(stepIds),
    ]);
    return rows.map(toRun);
  }

  async contents(ids: readonly string[], transaction?: Transaction): Promise<RunContent[]> {
    return this.rows<RunContent>(
      `SELECT r.id AS "id", r.input AS "input", r.output AS "output", r.variables AS "variables",
         r.current_variables AS "currentVariables", r.trigger_payload AS "triggerPayload",
         r.metrics AS "metrics" FROM run r WHERE ${this.database.isIn('r.id')}`,
      [this.database.list(ids)],
      transaction,
    );
  }

  /** Ids of runs that wait for an external executor, longest first; nobody else gets them before the commit. */
  async claimable(
    selection: ClaimSelection,
    now: string,
    transaction?: Transaction,
  ): Promise<string[]> {
    const where = ['r.finished_at IS NULL', `r.executor = 'EXTERNAL'`, 'r.claimable_at <= ?'];
    const values: (string | number)[] = [now];
    const { workspaceId, workflowId, nodeTypes, limit } = selection;
    where.push(
      `${workflowId == null ? 'r.workspace_id' : this.database.checked('r.workspace_id')} = ?`,
    );
    values.push(workspaceId);
    if (workflowId != null) {
      where.push('r.workflow_id = ?');
      values.push(workflowId);
    }
    if (nodeTypes) {
      const types = this.database.valuesOf('t').replace('?', 'r.node_types');
      where.push(
        `NOT EXISTS (SELECT 1 FROM ${types} WHERE NOT (${this.database.isIn('t.value')}))`,
      );
      values.push(this.database.list(nodeTypes));
    }
    const skip = transaction && this.database.forUpdate && `${this.database.forUpdate} SKIP LOCKED`;
    const rows = await this.rows<{ id: string }>(
      `SELECT r.id AS "id" FROM run r WHERE ${where.join(' AND ')}
       ORDER BY r.claimable_at, r.id LIMIT ?${skip ?? ''}`,
      [...values, limit],
      transaction,
    );
    return rows.map(({ id }) => id);
  }

  /** Hands out those of `ids` that may still be claimed. */
  async claim(
    transaction: Transaction,
    ids: readonly string[],
    lease: { token: string; now: string; expiresAt: string },
  ): Promise<Run[]> {
    const rows = await this.rows<RunRow>(
      `UPDATE run SET status = 'RUNNING', lease_token = ?, claimable_at = ?, claims = claims + 1,
         started_at = COALESCE(started_at, ?)
       WHERE ${this.database.isIn('id')} AND finished_at IS NULL AND claimable_at <= ? RETURNING ${RETURNED}`,
      [lease.token, lease.expiresAt, lease.now, this.database.list(ids), lease.now],
      transaction,
    );
    return rows.map(toRun);
  }

  /**
   * Holds a run until the commit for whoever has its lease, moving the lease's end if asked;
   * undefined where the lease was lost.
   */
  async hold(
    transaction: Transaction,
    workspaceId: string,
    id: string,
    leaseToken: string,
    expiresAt?: string,
  ): Promise<Run | undefined> {
    const row = await this.row<RunRow>(
      `UPDATE run SET claimable_at = COALESCE(?, claimable_at)
       WHERE id = ? AND workspace_id = ? AND lease_token = ? AND finished_at IS NULL RETURNING ${RETURNED}`,
      [expiresAt ?? null, id, workspaceId, leaseToken],
      transaction,
    );
    return row && toRun(row);
  }

  /**
   * Finishes a run that is under way; with `leaseToken` only for whoever has its lease.
   * @returns undefined where it is finished already or the lease was lost.
   */
  async finish(
    transaction: Transaction,
    id: string,
    end: RunEnd,
    leaseToken?: string,
  ): Promise<Run | undefined> {
    const row = await this.row<RunRow>(
      `UPDATE run SET status = ?, error = ?, output = ?, metrics = ?, finished_at = ?, claimable_at = NULL
       WHERE id = ? AND finished_at IS NULL AND (? = 0 OR lease_token = ?) RETURNING ${RETURNED}`,
      [
        end.status,
        end.error && JSON.stringify(end.error),
        end.output,
        end.metrics,
        end.finishedAt,
        id,
        leaseToken === undefined ? 0 : 1,
        leaseToken ?? null,
      ],
      transaction,
    );
    return row && toRun(row);
  }

  /** Opens a failed run again; undefined where it did not fail. */
  async reopen(transaction: Transaction, id: string, now: string): Promise<Run | undefined> {
    const row = await this.row<RunRow>(
      `UPDATE run SET status = 'QUEUED', finished_at = NULL, error = NULL, output = NULL, metrics = NULL,
         claimable_at = ?, lease_token = NULL
       WHERE id = ? AND status = 'FAILED' RETURNING ${RETURNED}`,
      [now, id],
      transaction,
    );
    return row && toRun(row);
  }

  /** Whether `leaseToken` was the last lease of a run, which may be finished by now. */
  async hadLease(transaction: Transaction, id: string, leaseToken: string): Promise<boolean> {
    const row = await this.row(
      'SELECT 1 FROM run r WHERE r.id = ? AND r.lease_token = ?',
      [id, leaseToken],
      transaction,
    );
    return row !== undefined;
  }

  /** Removes a finished run with its steps; false where it is under way. */
  async delete(transaction: Transaction, id: string): Promise<boolean> {
    const rows = await this.rows(
      'DELETE FROM run WHERE id = ? AND finished_at IS NOT NULL RETURNING id',
      [id],
      transaction,
    );
    return rows.length === 1;
  }

  /** Live runs of a workflow that are not finished. */
  async underWay(transaction: Transaction, workflowId: string): Promise<number> {
    const row = await this.row<{ count: number }>(
      `SELECT COUNT(*) AS "count" FROM run r WHERE r.workflow_id = ? AND r.finished_at IS NULL AND r.mode = 'LIVE'`,
      [workflowId],
      transaction,
    );
    return row!.count;
  }

  async ofVersion(transaction: Transaction, versionId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM run r WHERE r.version_id = ? LIMIT 1';
    return (await this.row(sql, [versionId], transaction)) !== undefined;
  }

  /** Those of `digests` that a run of the workflow holds. */
  async digestsAmong(
    transaction: Transaction,
    workflow: { id: string; workspaceId: string },
    digests: readonly string[],
  ): Promise<string[]> {
    const rows = await this.rows<{ digest: string }>(
      `SELECT d.value AS "digest" FROM ${this.database.valuesOf('d')} WHERE EXISTS
         (SELECT 1 FROM run r WHERE r.workspace_id = ? AND r.digest = d.value AND r.workflow_id = ?)`,
      [this.database.list(digests), workflow.workspaceId, workflow.id],
      transaction,
    );
    return rows.map(({ digest }) => digest);
  }
}

/** Completes the row itself. */
export function toRun(row: RunRow): Run {
  const run = row as unknown as Run;
  run.createdBy = actorFromText(row.createdBy);
  run.error = row.error === null ? null : (JSON.parse(row.error) as RunError);
  return run;
}
