import { type Pool, type PoolClient } from 'pg';
import { type DataSource } from 'typeorm';
import { type Driver, type SqlValue, type TransactionConnection } from './connection';

/** The pool of connections that TypeORM opens; statements go to it directly. */
export class PostgresDriver implements Driver {
  readonly dialect = 'postgres';
  readonly #pool: Pool;
  readonly #texts = new Map<string, string>();

  constructor(private readonly source: DataSource) {
    this.#pool = (source.driver as unknown as { master: Pool }).master;
  }

  async query<Row>(sql: string, parameters: readonly SqlValue[]): Promise<Row[]> {
    return (await this.#pool.query(this.textOf(sql), [...parameters])).rows as Row[];
  }

  readonly writer = async (): Promise<TransactionConnection> =>
    new PostgresConnection(await this.#pool.connect(), (sql) => this.textOf(sql));

  async close(): Promise<void> {
    await this.source.destroy();
  }

  /** The statement with its parameters numbered. */
  private textOf(sql: string): string {
    let text = this.#texts.get(sql);
    if (text === undefined) {
      let number = 0;
      text = sql.replace(/\?/g, () => `$${++number}`);
      this.#texts.set(sql, text);
    }
    return text;
  }
}

/** A connection of the pool, held for one transaction. */
class PostgresConnection implements TransactionConnection {
  isInTransaction = false;

  constructor(
    private readonly client: PoolClient,
    private readonly textOf: (sql: string) => string,
  ) {
    client.on('error', ignore);
  }

  async query<Row>(sql: string, parameters: readonly SqlValue[]): Promise<Row[]> {
    if (sql === 'BEGIN') this.isInTransaction = true;
    const { rows } = await this.client.query(this.textOf(sql), [...parameters]);
    if (sql === 'COMMIT' || sql === 'ROLLBACK') this.isInTransaction = false;
    return rows as Row[];
  }

  release(error?: Error): void {
    this.client.off('error', ignore);
    this.client.release(error);
  }
}

/** The statement under way fails with the same error; without a listener the process would end. */
function ignore(): void {}
