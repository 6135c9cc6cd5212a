import { type Page } from '../graphql/page';
import { type SqlValue } from './database';

/**
 * SQL of a keyset page: rows beyond the page's cursor by `columns`, compared as a row value, so
 * that an index serves it however deep the page lies. Starts with ` AND`, or is empty.
 */
export function beyondSql(
  columns: string[],
  descending: boolean,
  page: Page,
): { sql: string; values: SqlValue[] } {
  if (!page.beyond) return { sql: '', values: [] };
  const marks = columns.map(() => '?').join(', ');
  const sign = descending === page.backward ? '>' : '<';
  return { sql: ` AND (${columns.join(', ')}) ${sign} (${marks})`, values: page.beyond };
}

/** ORDER BY of a page: the list's order, turned round for a backward page. */
export function orderSql(columns: string[], descending: boolean, page: Page): string {
  const direction = descending === page.backward ? 'ASC' : 'DESC';
  return columns.map((column) => `${column} ${direction}`).join(', ');
}
