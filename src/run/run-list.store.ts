import { type SqlValue } from '../platform/database/database';
import { beyondSql, orderSql } from '../platform/database/keyset';
import { Store } from '../platform/database/store';
import { type Page } from '../platform/graphql/page';
import { type Run, type RunMode, type RunStatus, type RunTrigger } from './run';
import { RUN, type RunRow, toRun } from './run.store';

/** Runs are counted up to here. */
export const MOST_COUNTED = 10_000;

/** Which runs of a workspace; what is absent selects nothing out. */
export interface RunSelectionFilter {
  workflowId?: string | null;
  versionId?: string | null;
  /** Number of the version, for lists that know the workflow but not the version. */
  version?: number | null;
  status?: readonly RunStatus[] | null;
  /** Key of the channel. */
  channel?: string | null;
  variant?: string | null;
  trigger?: RunTrigger | null;
  mode?: RunMode | null;
  createdAfter?: string | null;
  createdBefore?: string | null;
}

const ORDER = ['r.created_at', 'r.id'];

/** Reads lists of runs, newest first, each page from an index in the order of the list. */
export class RunListStore extends Store {
  async page(workspaceId: string, filter: RunSelectionFilter, page: Page): Promise<Run[]> {
    const { sql, values } = this.pageSql(workspaceId, filter, page);
    return (await this.rows<RunRow>(sql, values)).map(toRun);
  }

  /** How many there are, 10,000 at most. */
  async count(workspaceId: string, filter: RunSelectionFilter): Promise<number> {
    const { where, values } = this.select(workspaceId, filter);
    const row = await this.row<{ count: number }>(
      `SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM run r WHERE ${where} LIMIT ${MOST_COUNTED}) counted`,
      values,
    );
    return row!.count;
  }

  /** The statement of a page, for the test that looks at its plan. */
  pageSql(
    workspaceId: string,
    filter: RunSelectionFilter,
    page: Page,
  ): { sql: string; values: SqlValue[] } {
    const { where, values } = this.select(workspaceId, filter);
    const keyset = beyondSql(ORDER, true, page);
    return {
      sql: `${RUN} WHERE ${where}${keyset.sql} ORDER BY ${orderSql(ORDER, true, page)} LIMIT ?`,
      values: [...values, ...keyset.values, page.limit + 1],
    };
  }

  /** The narrowest of workspace, workflow and version leads the index; the others are only checked. */
  private select(
    workspaceId: string,
    filter: RunSelectionFilter,
  ): { where: string; values: SqlValue[] } {
    const where: string[] = [];
    const values: SqlValue[] = [];
    const add = (sql: string, ...given: SqlValue[]): void => {
      where.push(sql);
      values.push(...given);
    };
    const check = (column: string): string => this.database.checked(column);
    const { workflowId, versionId, version, status } = filter;
    const byVersion = versionId != null || (version != null && workflowId != null);
    add(
      `${byVersion || workflowId != null ? check('r.workspace_id') : 'r.workspace_id'} = ?`,
      workspaceId,
    );
    if (workflowId != null)
      add(`${byVersion ? check('r.workflow_id') : 'r.workflow_id'} = ?`, workflowId);
    if (versionId != null) add('r.version_id = ?', versionId);
    if (version != null) {
      // without a workflow many versions have the number
      if (workflowId != null)
        add(
          'r.version_id = (SELECT v.id FROM version v WHERE v.workflow_id = ? AND v.number = ?)',
          workflowId,
          version,
        );
      else
        add('EXISTS (SELECT 1 FROM version v WHERE v.id = r.version_id AND v.number = ?)', version);
    }
    if (status?.length === 1) {
      const leads = workflowId != null && !byVersion;
      add(`${leads ? 'r.status' : check('r.status')} = ?`, status[0]!);
    } else if (status) add(this.database.isIn(check('r.status')), this.database.list(status));
    if (filter.channel != null)
      add(
        'EXISTS (SELECT 1 FROM channel c WHERE c.id = r.channel_id AND c.key = ?)',
        filter.channel,
      );
    if (filter.variant != null) add('r.variant = ?', filter.variant);
    if (filter.trigger != null) add('r.trigger_kind = ?', filter.trigger);
    if (filter.mode != null) add('r.mode = ?', filter.mode);
    if (filter.createdAfter != null) add('r.created_at > ?', filter.createdAfter);
    if (filter.createdBefore != null) add('r.created_at < ?', filter.createdBefore);
    return { where: where.join(' AND '), values };
  }
}
