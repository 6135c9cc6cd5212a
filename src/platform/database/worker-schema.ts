import pg from 'pg';

/** Where graphile-worker keeps its jobs. Said to it each time, or its own variables would decide. */
export const WORKER_SCHEMA = 'graphile_worker';

/**
 * Brings the tables of graphile-worker up to date, by its own migrations. They do not bear others at the
 * same time, so whoever calls this holds a lock.
 */
export async function migrateWorkerSchema(url: string): Promise<void> {
  // where SQLite is used it is never loaded
  const { Logger, runMigrations } = await import('graphile-worker');
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    // what fails is thrown, the rest is of no use here
    const logger = new Logger(() => () => undefined);
    await runMigrations({ pgPool: pool, schema: WORKER_SCHEMA, logger });
  } finally {
    await pool.end();
  }
}
