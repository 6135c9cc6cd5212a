import { type SqlValue } from '../platform/database/database';
import { beyondSql, orderSql } from '../platform/database/keyset';
import { Store } from '../platform/database/store';
import { type Page } from '../platform/graphql/page';
import { type Run } from './run';
import {
  planRunList,
  type RunListFilter,
  type RunListPlan,
  type RunParents,
} from './run-list-plan';
import { RUN, type RunRow, toRun } from './run.store';

/** Runs are counted up to here. */
export const MOST_COUNTED = 10_000;

/** A statement with its parameters. */
interface Statement {
  sql: string;
  values: SqlValue[];
}

const ORDER = ['r.created_at', 'r.id'];
const SELECT_RUN = RUN.replace(' FROM run r', '');

/**
 * Reads lists of runs, newest first, along an index in their order, however deep the page. The lists
 * of several parents, with the same filter, are one statement; see {@link RunListPlan}.
 */
export class RunListStore extends Store {
  /** The same page of each parent's list, one row more of each where there are more; without parents, of the workspace's list. */
  async pages(
    workspaceId: string,
    parents: RunParents | undefined,
    filter: RunListFilter,
    page: Page,
  ): Promise<Run[]> {
    const { sql, values } = this.pagesSql(workspaceId, parents, filter, page);
    return (await this.rows<RunRow>(sql, values)).map(toRun);
  }

  /** How many there are, 10,000 at most: by parent, in the order of `parents.ids`; without parents, of the workspace. */
  async counts(
    workspaceId: string,
    parents: RunParents | undefined,
    filter: RunListFilter,
  ): Promise<number[]> {
    const { sql, values } = this.countsSql(workspaceId, parents, filter);
    const rows = await this.rows<{ parent?: string; count: number }>(sql, values);
    if (!parents || parents.ids.length === 1) return [rows[0]!.count];
    const counts = new Map(rows.map(({ parent, count }) => [parent, count]));
    return parents.ids.map((id) => counts.get(id)!);
  }

  /** The statement of {@link pages}, for the test that looks at its plan. */
  pagesSql(
    workspaceId: string,
    parents: RunParents | undefined,
    filter: RunListFilter,
    page: Page,
  ): Statement {
    const plan = planRunList(this.database, workspaceId, parents, filter);
    const range = rangeSql(filter, page);
    const order = `ORDER BY ${orderSql(ORDER, true, page)}`;
    const limit = page.limit + 1;
    const rest = `WHERE ${plan.where.text}${range.sql} ${order} LIMIT ?`;
    const values = [...plan.where.values, ...range.values, limit];
    const streams = streamsOf(plan);
    if (streams.length === 0) return { sql: `${RUN} ${rest}`, values };
    const each = `${SELECT_RUN} FROM ${crossJoined(streams)} ${this.database.eachFirst('run', 'r', rest)} ${order}`;
    const eachValues = [...streams.flatMap((stream) => stream.values), ...values];
    // of several parents each has its own page
    return plan.parents
      ? { sql: each, values: eachValues }
      : { sql: `${each} LIMIT ?`, values: [...eachValues, limit] };
  }

  /** The statement of {@link counts}, likewise. */
  countsSql(
    workspaceId: string,
    parents: RunParents | undefined,
    filter: RunListFilter,
  ): Statement {
    const plan = planRunList(this.database, workspaceId, parents, filter);
    const range = rangeSql(filter);
    const from = [...plan.streams.map(({ text }) => text), 'run r'].join(' CROSS JOIN ');
    const count = `(SELECT COUNT(*) FROM (SELECT 1 FROM ${from} WHERE ${plan.where.text}${range.sql} LIMIT ${MOST_COUNTED}) counted) AS "count"`;
    const values = [
      ...plan.streams.flatMap((stream) => stream.values),
      ...plan.where.values,
      ...range.values,
    ];
    if (!plan.parents) return { sql: `SELECT ${count}`, values };
    return {
      sql: `SELECT w.value AS "parent", ${count} FROM ${plan.parents.text}`,
      values: [...values, ...plan.parents.values],
    };
  }
}

function streamsOf({ parents, streams }: RunListPlan): RunListPlan['streams'] {
  return parents ? [parents, ...streams] : streams;
}

function crossJoined(tables: RunListPlan['streams']): string {
  return tables.map(({ text }) => text).join(' CROSS JOIN ');
}

/**
 * The times of a list and the place of a page in it, as one range of an index. Of the page's cursor
 * and the time that bounds the same side only the narrower is said: SQLite reads from the first that
 * it finds, and would check the other run by run.
 */
function rangeSql(filter: RunListFilter, page?: Page): Statement {
  const { createdAfter: after, createdBefore: before } = filter;
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const [cursorTime] = (page?.beyond ?? []) as string[];
  const isCursorNarrower = (bound: string | null | undefined): boolean =>
    bound == null || (page!.backward ? cursorTime! > bound : cursorTime! < bound);
  const hasCursor = cursorTime !== undefined && isCursorNarrower(page!.backward ? after : before);
  if (after != null && !(hasCursor && page!.backward)) {
    conditions.push(' AND r.created_at > ?');
    values.push(after);
  }
  if (before != null && !(hasCursor && !page!.backward)) {
    conditions.push(' AND r.created_at < ?');
    values.push(before);
  }
  if (hasCursor) {
    const beyond = beyondSql(ORDER, true, page!);
    conditions.push(beyond.sql);
    values.push(...beyond.values);
  }
  return { sql: conditions.join(''), values };
}
