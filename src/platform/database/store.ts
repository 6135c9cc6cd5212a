import { type Database, type SqlValue } from './database';
import { type Transaction } from './transaction';

/** What every store has: rows of a statement, one row, and inserting a row by its columns. */
export abstract class Store {
  readonly #inserts = new Map<string, string>();

  constructor(protected readonly database: Database) {}

  protected rows<Row>(
    sql: string,
    parameters: SqlValue[],
    transaction?: Transaction,
  ): Promise<Row[]> {
    return this.database.query<Row>(sql, parameters, transaction);
  }

  protected async row<Row>(
    sql: string,
    parameters: SqlValue[],
    transaction?: Transaction,
  ): Promise<Row | undefined> {
    return (await this.database.query<Row>(sql, parameters, transaction))[0];
  }

  /** Inserts `row`, whose keys are the columns' names; `suffix` may hold ON CONFLICT. */
  protected async insert(
    transaction: Transaction,
    table: string,
    row: Record<string, SqlValue>,
    suffix = '',
  ): Promise<void> {
    const columns = Object.keys(row);
    const key = `${table}(${columns.join()})${suffix}`;
    let sql = this.#inserts.get(key);
    if (sql === undefined) {
      const marks = columns.map(() => '?').join(', ');
      sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks}) ${suffix}`;
      this.#inserts.set(key, sql);
    }
    await this.database.query(sql, Object.values(row), transaction);
  }
}
