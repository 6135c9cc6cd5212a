export type SqlValue = string | number | null;

/** Runs statements of one kind of database; `?` stands for a parameter. */
export interface Connection {
  /** At once where the database answers at once. */
  query<Row>(sql: string, parameters: readonly SqlValue[]): Row[] | Promise<Row[]>;
}

/** A connection held for one transaction. */
export interface TransactionConnection extends Connection {
  /** Whether a transaction is open on it. */
  readonly isInTransaction: boolean;
  /** Gives it back; with an error if it could not be rolled back, so that nobody inherits what is open on it. */
  release(error?: Error): void;
}

/** A connection that answers at once, and holds one transaction at a time. */
export interface SoleConnection extends TransactionConnection {
  query<Row>(sql: string, parameters: readonly SqlValue[]): Row[];
}

/** A kind of database: where statements outside of transactions run, and connections for those inside. */
export interface Driver extends Connection {
  readonly dialect: 'sqlite' | 'postgres';
  /** How transactions get a connection: there is one for all of them, or one for each. */
  readonly writer: SoleConnection | (() => Promise<TransactionConnection>);
  close(): Promise<void>;
}
