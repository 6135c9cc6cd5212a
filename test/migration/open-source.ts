import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { allMigrations } from '../../migrations/all-migrations';
import { type TestDatabase } from '../support/databases';

/** A test's database as migrations see it: TypeORM alone, foreign keys enforced, nothing migrated by itself. */
export async function openSource({ options }: TestDatabase): Promise<DataSource> {
  const migrations = { migrations: allMigrations, migrationsTableName: 'migration' };
  const source = options.databaseUrl
    ? new DataSource({ type: 'postgres', url: options.databaseUrl, ...migrations })
    : new DataSource({
        type: 'better-sqlite3',
        database: join(options.dataDirectory, 'switchyard.sqlite'),
        prepareDatabase: (connection: { pragma(text: string): unknown }) => {
          connection.pragma('foreign_keys = ON');
        },
        ...migrations,
      });
  return source.initialize();
}

/** Names of all tables but those of the database and of the migrations themselves. */
export async function tablesOf(source: DataSource): Promise<string[]> {
  const rows = await source.query<{ name: string }[]>(
    source.options.type === 'postgres'
      ? `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`
      : `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
  );
  return rows
    .map(({ name }) => name)
    .filter((name) => name !== 'migration')
    .sort();
}
