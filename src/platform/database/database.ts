import { setTimeout as pause } from 'node:timers/promises';
import { invalidInput } from '../refusal';
import { type Driver, type SqlValue, type TransactionConnection } from './connection';
import { GroupCommit } from './group-commit';
import { Transaction } from './transaction';

export { type SqlValue };
export type Dialect = Driver['dialect'];

/** How often a transaction is repeated at most that PostgreSQL ended for the sake of others. */
const MOST_REPETITIONS = 3;
/** Milliseconds before the first repetition, up to; each further one may wait twice as long. */
const FIRST_PAUSE = 20;

/**
 * Sees each statement before it runs, BEGIN, COMMIT and ROLLBACK included; throwing makes it fail
 * (tests count and injure by it).
 */
export type StatementObserver = (sql: string) => void;

/**
 * One database, SQLite or PostgreSQL, spoken to in SQL that both understand: `?` for parameters,
 * `RETURNING`, `ON CONFLICT`. SQLite has one connection that writes, so all transactions queue for
 * it, and reads use another, which never sees what is not committed.
 */
export class Database {
  readonly dialect: Dialect;
  /** SQLite: all transactions. */
  readonly #group: GroupCommit | undefined;
  /** PostgreSQL: a connection for each transaction. */
  readonly #connect: (() => Promise<TransactionConnection>) | undefined;
  /** Set by tests. */
  observer: StatementObserver | undefined;

  constructor(private readonly driver: Driver) {
    this.dialect = driver.dialect;
    const { writer } = driver;
    if (typeof writer !== 'function')
      this.#group = new GroupCommit(writer, (sql) => this.observer?.(sql));
    else this.#connect = writer;
  }

  /**
   * Rows of a statement, in `transaction` if given, else as last committed.
   * @throws Refusal INVALID_INPUT for a text with U+0000, which PostgreSQL cannot hold.
   */
  async query<Row>(sql: string, parameters: SqlValue[], transaction?: Transaction): Promise<Row[]> {
    this.observer?.(sql);
    for (const parameter of parameters) if (typeof parameter === 'string') refuseNull(parameter);
    const connection = transaction ? Transaction.connectionOf(transaction) : this.driver;
    return connection.query<Row>(sql, parameters);
  }

  /**
   * Runs `work` in a transaction: committed when it resolves, rolled back when it throws.
   * On SQLite transactions run one after another, see {@link GroupCommit}. On PostgreSQL they run
   * beside each other, and one that it ends for a deadlock or a serialization failure is repeated
   * from the start, each time with a new transaction. So `work` may run more than once, and what it
   * does otherwise than through its transaction must bear that; what waits for the commit is called
   * once, for the time that was committed.
   */
  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return this.#group ? this.#group.run(work) : this.runRepeatedly(work);
  }

  /** SQL that tells whether `expression` is in a list given as one parameter, see {@link list}. */
  isIn(expression: string): string {
    return this.dialect === 'postgres'
      ? `${expression} IN (SELECT jsonb_array_elements_text(?::jsonb))`
      : `${expression} IN (SELECT value FROM json_each(?))`;
  }

  /**
   * SQL of a column that rows are checked by but not looked up by. SQLite has no statistics here: of
   * two indexes it may take the one that holds half of the table.
   */
  checked(column: string): string {
    return this.dialect === 'sqlite' ? `+${column}` : column;
  }

  /** SQL of a table `alias(value)` of the elements of a list parameter, see {@link list}. */
  valuesOf(alias: string): string {
    return this.dialect === 'postgres'
      ? `(SELECT jsonb_array_elements_text(?::jsonb) AS value) ${alias}`
      : `json_each(?) ${alias}`;
  }

  /**
   * SQL that joins to each row of the tables before it the rows of `table alias` that `rest` selects
   * (`WHERE … ORDER BY … LIMIT ?`), which knows those tables: so many pages are one statement, each
   * read along an index as it would be alone.
   */
  eachFirst(table: string, alias: string, rest: string): string {
    return this.dialect === 'postgres'
      ? `CROSS JOIN LATERAL (SELECT ${alias}.* FROM ${table} ${alias} ${rest}) ${alias}`
      : `CROSS JOIN ${table} ${alias} ON ${alias}.rowid IN (SELECT ${alias}.rowid FROM ${table} ${alias} ${rest})`;
  }

  /**
   * A list as one parameter, so that the statement's text does not depend on its length.
   * @throws Refusal INVALID_INPUT as {@link query} does, since JSON would hide what is refused.
   */
  list(values: readonly string[]): string {
    values.forEach(refuseNull);
    return JSON.stringify(values);
  }

  /**
   * Locks the selected rows until the commit; SQLite has but one writer, so it needs nothing. Rows
   * that refer to them can be written meanwhile: PostgreSQL checks such a reference by a lock that
   * FOR UPDATE would hold up, and who waits there for a workflow may hold the run that its holder wants.
   */
  get forUpdate(): string {
    return this.dialect === 'postgres' ? ' FOR NO KEY UPDATE' : '';
  }

  async close(): Promise<void> {
    await this.#group?.close();
    await this.driver.close();
  }

  private async runRepeatedly<Result>(
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    for (let repetitions = 0; ; repetitions++) {
      try {
        return await this.runTransaction(await this.#connect!(), work);
      } catch (error) {
        if (repetitions === MOST_REPETITIONS || !isEndedForOthers(error)) throw error;
      }
      // by chance, so that those that met do not meet again; no connection is held meanwhile
      await pause(Math.random() * FIRST_PAUSE * 2 ** repetitions);
    }
  }

  private async runTransaction<Result>(
    connection: TransactionConnection,
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const transaction = new Transaction(connection);
    let result: Result;
    try {
      await this.control(connection, 'BEGIN');
      result = await work(transaction);
      await this.control(connection, 'COMMIT');
    } catch (error) {
      connection.release(await this.rollBack(connection));
      throw error;
    }
    connection.release();
    transaction.committed();
    return result;
  }

  /** The error that led here is the one to report, so what fails now is answered. */
  private async rollBack(connection: TransactionConnection): Promise<Error | undefined> {
    try {
      if (connection.isInTransaction) await this.control(connection, 'ROLLBACK');
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  private async control(
    connection: TransactionConnection,
    statement: 'BEGIN' | 'COMMIT' | 'ROLLBACK',
  ): Promise<void> {
    this.observer?.(statement);
    await connection.query(statement, []);
  }
}

function refuseNull(text: string): void {
  if (text.includes('\u0000')) throw invalidInput('A text cannot hold the character U+0000.');
}

/** Whether `error` says that PostgreSQL ended a transaction that could have passed by itself. */
function isEndedForOthers(error: unknown): boolean {
  const { code } = error as { code?: string };
  // SQLSTATE deadlock_detected, serialization_failure
  return code === '40P01' || code === '40001';
}

/** Whether `error` says that a row broke a unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === '23505' || code?.startsWith('SQLITE_CONSTRAINT_UNIQUE') === true;
}
