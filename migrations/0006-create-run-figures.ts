import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Figures of finished runs, added up as they finish, in SQL that SQLite and PostgreSQL read alike. */
export class CreateRunFigures1765000000000 implements MigrationInterface {
  readonly name = 'CreateRunFigures1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE run_rollup');
  }
}

const STATEMENTS = [
  // What finished in an hour, and once more in a day (UTC): starts_at is its first moment. Version and
  // channel are not referred to: figures outlive a version that is deleted once its runs are, so its
  // number stands here too, and '' is the channel of runs that came by none. is_drawn: whether a split
  // drew the version; 1 or 0. durations and metrics: JSON, see run-rollup.ts.
  `CREATE TABLE run_rollup (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    grain TEXT NOT NULL CHECK (grain IN ('HOUR', 'DAY')),
    starts_at TEXT NOT NULL,
    version_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    variant TEXT NOT NULL,
    is_drawn BIGINT NOT NULL CHECK (is_drawn IN (0, 1)),
    version_number BIGINT NOT NULL CHECK (version_number >= 0),
    succeeded BIGINT NOT NULL CHECK (succeeded >= 0),
    failed BIGINT NOT NULL CHECK (failed >= 0),
    canceled BIGINT NOT NULL CHECK (canceled >= 0),
    duration_ms BIGINT NOT NULL CHECK (duration_ms >= 0),
    durations TEXT NOT NULL,
    metrics TEXT NOT NULL,
    PRIMARY KEY (workflow_id, grain, starts_at, version_id, channel_id, variant, is_drawn)
  )`,
  `CREATE INDEX run_rollup_by_version ON run_rollup (version_id, grain, starts_at)`,
  `CREATE INDEX run_rollup_by_channel ON run_rollup (channel_id, grain, starts_at)`,
];
