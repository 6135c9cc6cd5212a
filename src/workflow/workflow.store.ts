import { actorFromText } from '../platform/actor';
import { type SqlValue } from '../platform/database/database';
import { beyondSql, orderSql } from '../platform/database/keyset';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Page } from '../platform/graphql/page';
import { folded } from './workflow.rules';
import { type Workflow, WORKFLOW_ORDERS, type WorkflowOrder } from './workflow';

type WorkflowRow = Omit<
  Workflow,
  'limits' | 'retention' | 'createdBy' | 'updatedBy' | 'forkedFrom' | 'importedFrom'
> &
  Record<'createdBy' | 'updatedBy', string> &
  Record<'limits' | 'retention' | 'forkedFrom' | 'importedFrom', string | null>;

const COLUMNS: Record<keyof Workflow, string> = {
  id: 'id',
  workspaceId: 'workspace_id',
  key: 'key',
  name: 'name',
  description: 'description',
  sealing: 'sealing',
  limits: 'limits',
  retention: 'retention',
  nextVersionNumber: 'next_version_number',
  pausedAt: 'paused_at',
  pausedReason: 'paused_reason',
  archivedAt: 'archived_at',
  createdAt: 'created_at',
  createdBy: 'created_by',
  updatedAt: 'updated_at',
  updatedBy: 'updated_by',
  forkedFrom: 'forked_from',
  importedFrom: 'imported_from',
};
const WORKFLOW = `SELECT ${Object.entries(COLUMNS)
  .map(([name, column]) => `w.${column} AS "${name}"`)
  .join(', ')} FROM workflow w`;

export interface WorkflowSelection {
  workspaceId: string;
  /** Part of name or key, any case. */
  search?: string | null;
  statuses?: string[] | null;
  includeArchived?: boolean;
}

/** Status in SQL, to filter a list by; the field `Workflow.status` derives the same of what is loaded. */
const STATUS = `CASE
  WHEN w.archived_at IS NOT NULL THEN 'ARCHIVED'
  WHEN w.paused_at IS NOT NULL THEN 'PAUSED'
  WHEN EXISTS (SELECT 1 FROM channel c JOIN route r ON r.activation_id = c.activation_id
    WHERE c.workflow_id = w.id AND c.key = 'live') THEN 'ACTIVE'
  WHEN w.next_version_number = 1 THEN 'DRAFT'
  ELSE 'INACTIVE' END`;

export class WorkflowStore extends Store {
  // hot: put together once
  readonly #lock = `${WORKFLOW} WHERE w.id = ? AND w.workspace_id = ?${this.database.forUpdate}`;
  readonly #byIds = `${WORKFLOW} WHERE ${this.database.checked('w.workspace_id')} = ? AND ${this.database.isIn('w.id')}`;

  /** @returns false where the key is taken. */
  async create(transaction: Transaction, workflow: Workflow): Promise<boolean> {
    const entries = assignments(workflow);
    const columns = entries.map(([column]) => column).join(', ');
    const rows = await this.rows(
      `INSERT INTO workflow (${columns}) VALUES (${entries.map(() => '?').join(', ')})
       ON CONFLICT (workspace_id, key) DO NOTHING RETURNING id`,
      entries.map(([, value]) => value),
      transaction,
    );
    return rows.length === 1;
  }

  /** Reads a workflow and holds its row: everything that changes it or its versions starts here. */
  async lock(
    transaction: Transaction,
    workspaceId: string,
    id: string,
  ): Promise<Workflow | undefined> {
    const row = await this.row<WorkflowRow>(this.#lock, [id, workspaceId], transaction);
    return row && toWorkflow(row);
  }

  async update(transaction: Transaction, id: string, changes: Partial<Workflow>): Promise<void> {
    const entries = assignments(changes);
    await this.rows(
      `UPDATE workflow SET ${entries.map(([column]) => `${column} = ?`).join(', ')} WHERE id = ?`,
      [...entries.map(([, value]) => value), id],
      transaction,
    );
  }

  async delete(transaction: Transaction, id: string): Promise<void> {
    await this.rows('DELETE FROM workflow WHERE id = ?', [id], transaction);
  }

  async byIds(workspaceId: string, ids: readonly string[]): Promise<Workflow[]> {
    const rows = await this.rows<WorkflowRow>(this.#byIds, [workspaceId, this.database.list(ids)]);
    return rows.map(toWorkflow);
  }

  async byKey(workspaceId: string, key: string): Promise<Workflow | undefined> {
    const row = await this.row<WorkflowRow>(`${WORKFLOW} WHERE w.workspace_id = ? AND w.key = ?`, [
      workspaceId,
      key,
    ]);
    return row && toWorkflow(row);
  }

  /** Keys of the workspace that are `key`, or begin as one does that is made of it by a number. */
  async keysLike(workspaceId: string, key: string, transaction?: Transaction): Promise<string[]> {
    // room for the number that makes a long key unique; keys hold nothing that LIKE means
    const rows = await this.rows<{ key: string }>(
      'SELECT w.key AS "key" FROM workflow w WHERE w.workspace_id = ? AND (w.key = ? OR w.key LIKE ?)',
      [workspaceId, key, `${key.slice(0, 50)}%`],
      transaction,
    );
    return rows.map((row) => row.key);
  }

  async hasName(workspaceId: string, name: string): Promise<boolean> {
    const rows = await this.rows(
      'SELECT 1 FROM workflow w WHERE w.workspace_id = ? AND w.name = ? LIMIT 1',
      [workspaceId, name],
    );
    return rows.length > 0;
  }

  withRetention(): Promise<{ id: string; workspaceId: string }[]> {
    return this.rows(
      'SELECT id AS "id", workspace_id AS "workspaceId" FROM workflow WHERE retention IS NOT NULL',
      [],
    );
  }

  async page(selection: WorkflowSelection, order: WorkflowOrder, page: Page): Promise<Workflow[]> {
    const { member, descending } = WORKFLOW_ORDERS[order];
    const { where, values } = this.select(selection);
    const keyset = beyondSql([`w.${COLUMNS[member]}`, 'w.id'], descending, page);
    const rows = await this.rows<WorkflowRow>(
      `${WORKFLOW} WHERE ${where}${keyset.sql} ORDER BY ${orderSql([`w.${COLUMNS[member]}`, 'w.id'], descending, page)} LIMIT ?`,
      [...values, ...keyset.values, page.limit + 1],
    );
    return rows.map(toWorkflow);
  }

  async count(selection: WorkflowSelection): Promise<number> {
    const { where, values } = this.select(selection);
    const row = await this.row<{ count: number }>(
      `SELECT COUNT(*) AS "count" FROM workflow w WHERE ${where}`,
      values,
    );
    return row!.count;
  }

  private select(selection: WorkflowSelection): { where: string; values: SqlValue[] } {
    const where = ['w.workspace_id = ?'];
    const values: SqlValue[] = [selection.workspaceId];
    if (selection.search) {
      where.push(`(w.folded_name LIKE ? ESCAPE '!' OR w.key LIKE ? ESCAPE '!')`);
      const pattern = `%${folded(selection.search).replace(/[!%_]/g, '!$&')}%`;
      values.push(pattern, pattern);
    }
    if (selection.statuses) {
      where.push(this.database.isIn(STATUS));
      values.push(this.database.list(selection.statuses));
    } else if (!selection.includeArchived) {
      where.push('w.archived_at IS NULL');
    }
    return { where: where.join(' AND '), values };
  }
}

/** Completes the row itself: a copy would cost more than the reading. */
function toWorkflow(row: WorkflowRow): Workflow {
  const workflow = row as unknown as Workflow;
  workflow.limits = fromJson(row.limits);
  workflow.retention = fromJson(row.retention);
  workflow.createdBy = actorFromText(row.createdBy);
  workflow.updatedBy = actorFromText(row.updatedBy);
  workflow.forkedFrom = fromJson(row.forkedFrom);
  workflow.importedFrom = fromJson(row.importedFrom);
  return workflow;
}

/** Columns and what to write into them: a name also in the form that searches look at. */
function assignments(workflow: Partial<Workflow>): [string, SqlValue][] {
  const entries = (Object.keys(workflow) as (keyof Workflow)[]).map((name): [string, SqlValue] => [
    COLUMNS[name],
    toSql(workflow[name]),
  ]);
  return workflow.name === undefined
    ? entries
    : [...entries, ['folded_name', folded(workflow.name)]];
}

function fromJson<Value>(text: string | null): Value | null {
  return text === null ? null : (JSON.parse(text) as Value);
}

function toSql(value: unknown): SqlValue {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : (value as SqlValue);
}
