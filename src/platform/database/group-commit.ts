import { type SqlValue, type SoleConnection } from './connection';
import { SerialQueue } from './serial-queue';
import { Transaction } from './transaction';

/** Statements by which transactions are held. */
export type Control = 'BEGIN' | 'COMMIT' | 'ROLLBACK' | 'SAVEPOINT' | 'ROLLBACK TO' | 'RELEASE';

const NAME = 'work';
/** Works that share a commit at most, so that the first does not wait long for the last. */
const MOST_GROUPED = 32;

/** An open transaction of the database, with the works that it is to commit. */
interface Group {
  size: number;
  /** Settled by the commit of all of them. */
  readonly ended: Promise<void>;
  readonly commit: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Runs works on a connection one after another, each whole or not at all, and answers each once it
 * is committed.
 *
 * A hot path: half of the time of a small write is its commit. So those that have arrived by the
 * next turn of the event loop share one: the first has the transaction, each other a savepoint in
 * it, to which it alone is rolled back. When nothing else waits, it is a plain transaction.
 */
export class GroupCommit {
  readonly #queue = new SerialQueue();
  #open: Group | undefined;

  /** @param observe sees each statement before it runs, and may fail it. */
  constructor(
    private readonly connection: SoleConnection,
    private readonly observe: (sql: string) => void,
  ) {}

  async run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const transaction = new Transaction(this.connection);
    const { group, result } = await this.#queue
      .run(() => this.join(transaction, work))
      .catch(async (error: unknown) => {
        // a refusal tells of what works before it wrote, so it waits until that can be read
        await this.#open?.ended.catch(() => undefined);
        throw error;
      });
    await group.ended;
    transaction.committed();
    return result;
  }

  /** Commits what is open; whoever calls it starts nothing after it. */
  async close(): Promise<void> {
    await this.#queue.run(async () => this.#open && this.commit(this.#open));
  }

  private async join<Result>(
    transaction: Transaction,
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<{ group: Group; result: Result }> {
    if (this.#open && this.#open.size >= MOST_GROUPED) this.commit(this.#open);
    const group = this.#open ?? this.begin();
    const isFirst = group.size === 0;
    try {
      if (!isFirst) this.control('SAVEPOINT');
      const result = await work(transaction);
      if (!isFirst) this.control('RELEASE');
      group.size++;
      return { group, result };
    } catch (error) {
      this.undo(group, isFirst);
      throw error;
    }
  }

  private begin(): Group {
    // left by a rollback that failed
    if (this.connection.isInTransaction) this.connection.query('ROLLBACK', NO_PARAMETERS);
    this.control('BEGIN');
    let commit!: () => void;
    let fail!: (error: unknown) => void;
    const ended = new Promise<void>((resolve, reject) => {
      commit = resolve;
      fail = reject;
    });
    // who waits for it hears of a failure; if nobody does, there was nothing to commit
    ended.catch(() => undefined);
    const group = { size: 0, ended, commit, fail };
    this.#open = group;
    setImmediate(() => void this.#queue.run(async () => this.commit(group)));
    return group;
  }

  private commit(group: Group): void {
    if (this.#open !== group) return;
    try {
      this.control('COMMIT');
      this.#open = undefined;
      group.commit();
    } catch (error) {
      this.rollBack(group, error);
    }
  }

  /** Takes back what the last work did. The error that led here is the one to report. */
  private undo(group: Group, isFirst: boolean): void {
    const lost = new Error('The transaction of this write was rolled back by another one.');
    // SQLite ends the whole transaction by itself where the disk is full or broken
    if (isFirst || !this.connection.isInTransaction) return this.rollBack(group, lost);
    try {
      this.control('ROLLBACK TO');
      this.control('RELEASE');
    } catch {
      this.rollBack(group, lost);
    }
  }

  private rollBack(group: Group, error: unknown): void {
    this.#open = undefined;
    try {
      if (this.connection.isInTransaction) this.control('ROLLBACK');
    } catch {
      // the next transaction begins with another try
    }
    group.fail(error);
  }

  private control(statement: Control): void {
    const isOfWork = !['BEGIN', 'COMMIT', 'ROLLBACK'].includes(statement);
    const sql = isOfWork ? `${statement} ${NAME}` : statement;
    this.observe(sql);
    this.connection.query(sql, NO_PARAMETERS);
  }
}

const NO_PARAMETERS: SqlValue[] = [];
