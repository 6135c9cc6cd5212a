import { type Database } from '../../src/platform/database/database';

/** Every row of every table as text, sorted: two dumps are equal where nothing was written in between. */
export async function dump(database: Database): Promise<Record<string, string[]>> {
  const tables = await database.query<{ name: string }>(
    database.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
      : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    [],
  );
  const dumped: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await database.query<object>(`SELECT * FROM ${name}`, []);
    dumped[name] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return dumped;
}

/** Waits until every committed event has its place in the feed. */
export async function settled(database: Database): Promise<void> {
  await until(async () => {
    const waiting = await database.query('SELECT 1 FROM event WHERE position IS NULL LIMIT 1', []);
    return waiting.length === 0;
  });
}

/** Looks until `holds` does. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  timeout = 10_000,
): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('What was waited for did not come.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
