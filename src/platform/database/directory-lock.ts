import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';

/**
 * Holds a data directory for one process: an exclusive transaction on a small database, which the
 * operating system releases even when the process is killed, so that no stale lock is left.
 * @throws Error when another process holds it.
 */
export function lockDirectory(directory: string): () => void {
  // what is in it is for its owner alone
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const connection = new SqliteConnection(join(directory, 'lock.sqlite'), { timeout: 0 });
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch {
    connection.close();
    throw new Error(
      `DATA_DIR ${directory} is in use by another Switchyard process; stop it, choose another directory, or use PostgreSQL by DATABASE_URL.`,
    );
  }
  return () => connection.close();
}
