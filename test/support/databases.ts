import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { allMigrations } from '../../migrations/all-migrations';
import { openDatabase } from '../../src/platform/database/data-source';
import { type Database } from '../../src/platform/database/database';
import { runOn, TEMPLATE } from './postgres-server';

/** An empty, migrated database of one test file. */
export interface TestDatabase {
  /** For `createApp` and `openDatabase`. */
  options: { dataDirectory: string; databaseUrl?: string };
  /** Opens it; the test closes it. */
  open: () => Promise<Database>;
  /** Throws it away; everything that has it open must be closed. */
  remove: () => Promise<void>;
}

/** A kind of database that tests run on. */
export interface DatabaseKind {
  name: 'sqlite' | 'postgres';
  create: () => Promise<TestDatabase>;
}

const sqlite: DatabaseKind = { name: 'sqlite', create: createSqlite };
const postgres: DatabaseKind = { name: 'postgres', create: createPostgres };

/** All kinds, for `describe.each(databases)('… on $name', ({ create }) => …)`. */
export const databases: DatabaseKind[] =
  process.env['TEST_DATABASES'] === 'sqlite' ? [sqlite] : [sqlite, postgres];

/** The kinds for what only PostgreSQL can show; empty where it is left out. */
export const postgresOnly: DatabaseKind[] = databases.filter(({ name }) => name === 'postgres');

/** A migrated SQLite file, made once per test file and copied. */
let sqliteTemplate: Promise<string> | undefined;
let templateDirectory: string | undefined;
afterAll(() => {
  if (templateDirectory) rmSync(templateDirectory, { recursive: true, force: true });
});

async function createSqlite(): Promise<TestDatabase> {
  const template = await (sqliteTemplate ??= migratedFile());
  const dataDirectory = newDirectory();
  copyFileSync(template, join(dataDirectory, 'switchyard.sqlite'));
  return testDatabase({ dataDirectory });
}

async function migratedFile(): Promise<string> {
  const dataDirectory = newDirectory();
  templateDirectory = dataDirectory;
  const database = await openDatabase({ dataDirectory, migrations: allMigrations });
  await database.close();
  return join(dataDirectory, 'switchyard.sqlite');
}

async function createPostgres(): Promise<TestDatabase> {
  const url = process.env['TEST_POSTGRES_URL'];
  if (!url) throw new Error('PostgreSQL was not started; see test/support/global-setup.ts.');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runOn(url, 'postgres', `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const created = testDatabase({ dataDirectory: newDirectory(), databaseUrl: `${url}/${name}` });
  const remove = async (): Promise<void> => {
    await created.remove();
    await runOn(url, 'postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return { ...created, remove };
}

function testDatabase(options: TestDatabase['options']): TestDatabase {
  const { databaseUrl: url, dataDirectory } = options;
  return {
    options,
    open: () => openDatabase({ url, dataDirectory, migrations: allMigrations }),
    remove: async () => rmSync(dataDirectory, { recursive: true, force: true }),
  };
}

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'switchyard-test-'));
  return directory;
}
