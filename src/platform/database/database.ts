import { type DataSource, type QueryRunner } from 'typeorm';
import { invalidInput } from '../refusal';
import { SerialQueue } from './serial-queue';
import { Transaction } from './transaction';

export type Dialect = 'sqlite' | 'postgres';
export type SqlValue = string | number | null;
/**
 * Sees each statement before it runs, BEGIN, COMMIT and ROLLBACK included; throwing makes it fail
 * (tests count and injure by it).
 */
export type StatementObserver = (sql: string) => void;

/**
 * One database, SQLite or PostgreSQL, spoken to in SQL that both understand: `?` for parameters,
 * `RETURNING`, `ON CONFLICT`. On SQLite there are two connections: TypeORM hands one query runner
 * to every caller of a data source, so all transactions queue for the writing one, and reads use
 * another, which never sees what is not committed.
 */
export class Database {
  readonly dialect: Dialect;
  readonly #queue = new SerialQueue();
  readonly #postgresText = new Map<string, string>();
  /** Set by tests. */
  observer: StatementObserver | undefined;

  constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {
    this.dialect = writer.options.type === 'postgres' ? 'postgres' : 'sqlite';
  }

  /**
   * Rows of a statement, in `transaction` if given, else as last committed.
   * @throws Refusal INVALID_INPUT for a text with U+0000, which PostgreSQL cannot hold.
   */
  async query<Row>(sql: string, parameters: SqlValue[], transaction?: Transaction): Promise<Row[]> {
    this.observer?.(sql);
    for (const parameter of parameters) if (typeof parameter === 'string') refuseNull(parameter);
    const text = this.dialect === 'postgres' ? this.toPostgres(sql) : sql;
    if (transaction)
      return this.rowsOf(await Transaction.managerOf(transaction).query(text, parameters));
    return this.rowsOf(await this.reader.query(text, parameters));
  }

  /**
   * Runs `work` in a transaction: committed when it resolves, rolled back when it throws.
   * On SQLite transactions run one after another.
   */
  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.dialect === 'sqlite'
      ? this.#queue.run(() => this.runTransaction(work))
      : this.runTransaction(work);
  }

  /** SQL that tells whether `expression` is in a list given as one parameter, see {@link list}. */
  isIn(expression: string): string {
    return this.dialect === 'postgres'
      ? `${expression} IN (SELECT jsonb_array_elements_text(?::jsonb))`
      : `${expression} IN (SELECT value FROM json_each(?))`;
  }

  /** SQL of a table `alias(value)` of the elements of a list parameter, see {@link list}. */
  valuesOf(alias: string): string {
    return this.dialect === 'postgres'
      ? `(SELECT jsonb_array_elements_text(?::jsonb) AS value) ${alias}`
      : `json_each(?) ${alias}`;
  }

  /**
   * A list as one parameter, so that the statement's text does not depend on its length.
   * @throws Refusal INVALID_INPUT as {@link query} does, since JSON would hide what is refused.
   */
  list(values: readonly string[]): string {
    values.forEach(refuseNull);
    return JSON.stringify(values);
  }

  /** Locks the selected rows until the commit; SQLite has but one writer, so it needs nothing. */
  get forUpdate(): string {
    return this.dialect === 'postgres' ? ' FOR UPDATE' : '';
  }

  async close(): Promise<void> {
    await this.#queue.run(async () => undefined);
    await this.writer.destroy();
    if (this.reader !== this.writer) await this.reader.destroy();
  }

  private async runTransaction<Result>(
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const runner = this.writer.createQueryRunner();
    const transaction = new Transaction(runner.manager);
    let result: Result;
    try {
      await this.begin(runner);
      result = await work(transaction);
      await this.control(runner, 'COMMIT');
    } catch (error) {
      await this.rollBack(runner);
      throw error;
    } finally {
      await runner.release();
    }
    transaction.committed();
    return result;
  }

  // Not TypeORM's own transactions: it counts how deep they nest, and after a rollback that failed
  // it would take the next transaction for a nested one, whose commit commits nothing.
  private async begin(runner: QueryRunner): Promise<void> {
    if (this.dialect === 'sqlite' && (await isInTransaction(runner)))
      await runner.query('ROLLBACK');
    await this.control(runner, 'BEGIN');
  }

  /** The error that led here is the one to report, so what fails now is only made harmless. */
  private async rollBack(runner: QueryRunner): Promise<void> {
    try {
      if (this.dialect === 'postgres' || (await isInTransaction(runner)))
        await this.control(runner, 'ROLLBACK');
    } catch (error) {
      // on SQLite the next transaction begins with another try
      if (this.dialect === 'postgres') await discardConnection(runner, error);
    }
  }

  private async control(
    runner: QueryRunner,
    statement: 'BEGIN' | 'COMMIT' | 'ROLLBACK',
  ): Promise<void> {
    this.observer?.(statement);
    await runner.query(statement);
  }

  // TypeORM answers INSERT/UPDATE … RETURNING on PostgreSQL as [rows, count], everything else as rows.
  private rowsOf<Row>(result: unknown): Row[] {
    if (!Array.isArray(result)) return [];
    if (
      this.dialect === 'postgres' &&
      result.length === 2 &&
      Array.isArray(result[0]) &&
      typeof result[1] === 'number'
    ) {
      return result[0] as Row[];
    }
    return result as Row[];
  }

  private toPostgres(sql: string): string {
    let text = this.#postgresText.get(sql);
    if (text === undefined) {
      let number = 0;
      text = sql.replace(/\?/g, () => `$${++number}`);
      this.#postgresText.set(sql, text);
    }
    return text;
  }
}

/** SQLite: whether a transaction is open, as the connection itself knows it. */
async function isInTransaction(runner: QueryRunner): Promise<boolean> {
  return ((await runner.connect()) as { inTransaction: boolean }).inTransaction;
}

/** PostgreSQL: closes a connection instead of giving it back, so that nobody inherits what is open on it. */
async function discardConnection(runner: QueryRunner, error: unknown): Promise<void> {
  type Releasing = { releasePostgresConnection(error: unknown): Promise<void> };
  await (runner as unknown as Releasing).releasePostgresConnection(error);
}

function refuseNull(text: string): void {
  if (text.includes('\u0000')) throw invalidInput('A text cannot hold the character U+0000.');
}

/** Whether `error` says that a row broke a unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  const { driverError } = error as { driverError?: { code?: string } };
  return (
    driverError?.code === '23505' ||
    driverError?.code?.startsWith('SQLITE_CONSTRAINT_UNIQUE') === true
  );
}
