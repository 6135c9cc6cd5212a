import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource, type MixedList } from 'typeorm';
import pg from 'pg';
import { Database } from './database';
import { PostgresDriver } from './postgres-driver';
import { SqliteDriver } from './sqlite-driver';
import { migrateWorkerSchema } from './worker-schema';

export interface DatabaseOptions {
  /** `postgres://…`, or undefined for SQLite in `dataDirectory`. */
  url?: string;
  dataDirectory: string;
  /** Migration classes, oldest first. */
  migrations: MixedList<new () => unknown>;
}

// eight-byte integers are counters here, far below 2^53
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Key of the advisory lock under which one process at a time migrates a PostgreSQL database. */
const MIGRATION_LOCK = 7_451_001;

/** Opens the database and brings its schema up to date. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url ? openPostgres(options.url, options) : openSqlite(options);
}

async function openPostgres(url: string, options: DatabaseOptions): Promise<Database> {
  await migratePostgres(url, options);
  const source = new DataSource({
    type: 'postgres',
    url,
    poolSize: 20,
    extra: { statement_timeout: 30_000 },
  });
  await source.initialize();
  return new Database(new PostgresDriver(source));
}

/** On connections of its own: a migration, or waiting for another process's, may take long. */
async function migratePostgres(url: string, options: DatabaseOptions): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: options.migrations as never,
    migrationsTableName: 'migration',
  });
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await source.runMigrations({ transaction: 'each' });
    await migrateWorkerSchema(url);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.release();
    await source.destroy();
  }
}

async function openSqlite(options: DatabaseOptions): Promise<Database> {
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
  const database = join(options.dataDirectory, 'switchyard.sqlite');
  const shared = {
    type: 'better-sqlite3' as const,
    database,
    enableWAL: true,
    prepareDatabase: (connection: { pragma(text: string): unknown }) => {
      connection.pragma('foreign_keys = ON');
      // WAL with NORMAL survives a crash of the process whole; a power cut may lose the last commits
      connection.pragma('synchronous = NORMAL');
      connection.pragma('busy_timeout = 5000');
      connection.pragma('cache_size = -65536');
      connection.pragma('mmap_size = 268435456');
    },
  };
  const writer = new DataSource({
    ...shared,
    migrations: options.migrations as never,
    migrationsTableName: 'migration',
  });
  await writer.initialize();
  await writer.runMigrations({ transaction: 'each' });
  const reader = new DataSource(shared);
  await reader.initialize();
  return new Database(new SqliteDriver(writer, reader));
}
