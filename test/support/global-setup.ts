import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allMigrations } from '../../migrations/all-migrations';
import { openDatabase } from '../../src/platform/database/data-source';
import { runOn, startPostgres, TEMPLATE } from './postgres-server';

const RUNNER_SCRIPT = join(__dirname, '../../scripts/build-runner.mjs');

/**
 * Builds the runner of bundles where it is stale, and starts one PostgreSQL for the whole run, with a
 * migrated database that test files copy. With TEST_DATABASES=sqlite that is left out, and so are the
 * tests that need it.
 */
export default async function globalSetup(): Promise<void> {
  execFileSync(process.execPath, [RUNNER_SCRIPT, '--if-stale'], { stdio: 'inherit' });
  if (process.env['TEST_DATABASES'] === 'sqlite') return;
  const postgres = await startPostgres();
  await runOn(postgres.url, 'postgres', `CREATE DATABASE ${TEMPLATE}`);
  const database = await openDatabase({
    url: `${postgres.url}/${TEMPLATE}`,
    dataDirectory: tmpdir(),
    migrations: allMigrations,
  });
  await database.close();
  process.env['TEST_POSTGRES_URL'] = postgres.url;
  (globalThis as { stopPostgres?: () => Promise<void> }).stopPostgres = postgres.stop;
}
