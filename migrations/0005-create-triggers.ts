import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Armed triggers and the ticks of schedules, in SQL that SQLite and PostgreSQL read alike. */
export class CreateTriggers1764900000000 implements MigrationInterface {
  readonly name = 'CreateTriggers1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = ['schedule_tick', 'armed_trigger'];

const STATEMENTS = [
  // next_tick_at: null while the workflow is paused or archived. released_at: set while the workflow is
  // archived; another one may take the path then.
  `CREATE TABLE armed_trigger (
    workflow_id TEXT NOT NULL REFERENCES workflow (id) ON DELETE CASCADE,
    node_key TEXT NOT NULL,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    kind TEXT NOT NULL CHECK (kind IN ('SCHEDULE', 'WEBHOOK')),
    digest TEXT NOT NULL,
    channel_key TEXT NOT NULL,
    cron TEXT,
    time_zone TEXT,
    next_tick_at TEXT,
    path TEXT,
    secret_name TEXT,
    released_at TEXT,
    PRIMARY KEY (workflow_id, node_key),
    CHECK ((kind = 'SCHEDULE') = (cron IS NOT NULL AND time_zone IS NOT NULL)),
    CHECK ((kind = 'WEBHOOK') = (path IS NOT NULL)),
    CHECK (kind = 'SCHEDULE' OR next_tick_at IS NULL),
    CHECK (kind = 'WEBHOOK' OR secret_name IS NULL),
    CHECK (released_at IS NULL OR next_tick_at IS NULL)
  )`,
  `CREATE UNIQUE INDEX armed_trigger_by_path ON armed_trigger (workspace_id, path) WHERE released_at IS NULL`,
  `CREATE INDEX armed_trigger_due ON armed_trigger (next_tick_at, workflow_id, node_key) WHERE next_tick_at IS NOT NULL`,

  // one row for each tick that was taken, so that of several processes one fires it; it outlives the
  // trigger, which may be armed again
  `CREATE TABLE schedule_tick (
    workflow_id TEXT NOT NULL REFERENCES workflow (id) ON DELETE CASCADE,
    node_key TEXT NOT NULL,
    tick_at TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('FIRED', 'REFUSED')),
    run_id TEXT REFERENCES run (id) ON DELETE SET NULL,
    refusal_code TEXT,
    refusal_message TEXT,
    PRIMARY KEY (workflow_id, node_key, tick_at),
    CHECK ((outcome = 'REFUSED') = (refusal_code IS NOT NULL AND refusal_message IS NOT NULL)),
    CHECK (outcome = 'FIRED' OR run_id IS NULL)
  )`,
  `CREATE INDEX schedule_tick_by_time ON schedule_tick (tick_at)`,
  `CREATE INDEX schedule_tick_by_run ON schedule_tick (run_id) WHERE run_id IS NOT NULL`,
];
