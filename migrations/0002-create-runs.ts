import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Runs, their steps and what happened to them, in SQL that SQLite and PostgreSQL read alike. */
export class CreateRuns1764600000000 implements MigrationInterface {
  readonly name = 'CreateRuns1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = ['run_progress', 'step', 'run_tally', 'run'];

const STATEMENTS = [
  // claimable_at: when the run may be claimed (again): its creation while it is queued, the end of its
  // lease while it runs. What may be large stands last, so that lists need not read over it.
  `CREATE TABLE run (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    version_id TEXT NOT NULL REFERENCES version (id),
    revision BIGINT NOT NULL CHECK (revision > 0),
    digest TEXT NOT NULL,
    channel_id TEXT REFERENCES channel (id),
    variant TEXT,
    selected_by TEXT NOT NULL CHECK (selected_by IN ('EXPLICIT', 'CHANNEL', 'SPLIT', 'REPLAY', 'PARENT')),
    mode TEXT NOT NULL CHECK (mode IN ('LIVE', 'TEST', 'SIMULATION')),
    trigger_kind TEXT NOT NULL CHECK (trigger_kind IN ('MANUAL', 'SCHEDULE', 'WEBHOOK', 'WORKFLOW', 'REPLAY')),
    trigger_key TEXT,
    executor TEXT NOT NULL CHECK (executor IN ('BUILT_IN', 'EXTERNAL')),
    status TEXT NOT NULL CHECK (status IN ('QUEUED', 'RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED', 'CANCELED')),
    replay_of TEXT REFERENCES run (id) ON DELETE SET NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    started_at TEXT,
    finished_at TEXT,
    claims BIGINT NOT NULL CHECK (claims >= 0),
    claimable_at TEXT,
    lease_token TEXT,
    last_sequence BIGINT NOT NULL CHECK (last_sequence >= 0),
    node_types TEXT NOT NULL,
    waiting_for TEXT,
    error TEXT,
    metrics TEXT,
    variables TEXT NOT NULL,
    input TEXT NOT NULL,
    output TEXT,
    CHECK ((finished_at IS NULL) = (status IN ('QUEUED', 'RUNNING', 'WAITING'))),
    CHECK (finished_at IS NULL OR claimable_at IS NULL),
    FOREIGN KEY (workspace_id, digest) REFERENCES definition (workspace_id, digest)
  )`,
  `CREATE INDEX run_by_workspace ON run (workspace_id, created_at, id)`,
  `CREATE INDEX run_by_workflow ON run (workflow_id, created_at, id)`,
  `CREATE INDEX run_by_version ON run (version_id, created_at, id)`,
  `CREATE INDEX run_by_status ON run (workflow_id, status, created_at, id)`,
  `CREATE INDEX run_by_digest ON run (workspace_id, digest, workflow_id)`,
  `CREATE INDEX run_by_origin ON run (replay_of) WHERE replay_of IS NOT NULL`,
  `CREATE INDEX run_by_channel ON run (channel_id)`,
  `CREATE INDEX run_to_claim ON run (workspace_id, claimable_at, id) WHERE finished_at IS NULL`,
  `CREATE INDEX run_under_way ON run (workflow_id, claimable_at, id) WHERE finished_at IS NULL`,

  // position orders the steps of a run
  `CREATE TABLE step (
    id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    node_key TEXT NOT NULL,
    attempt BIGINT NOT NULL CHECK (attempt > 0),
    position BIGINT NOT NULL CHECK (position > 0),
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELED', 'INTERRUPTED')),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    error TEXT,
    input TEXT,
    output TEXT,
    UNIQUE (run_id, node_key, attempt),
    UNIQUE (run_id, position),
    CHECK ((finished_at IS NULL) = (status = 'RUNNING'))
  )`,

  // what happened to a run, numbered without gaps: what runChanged sends
  `CREATE TABLE run_progress (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    kind TEXT NOT NULL CHECK (kind IN ('QUEUED', 'CLAIMED', 'STEP_STARTED', 'STEP_FINISHED', 'FINISHED')),
    step_id TEXT REFERENCES step (id) ON DELETE CASCADE,
    occurred_at TEXT NOT NULL,
    PRIMARY KEY (run_id, sequence)
  )`,
  `CREATE INDEX run_progress_by_step ON run_progress (step_id) WHERE step_id IS NOT NULL`,

  // what limits are held against; stays when runs are deleted, and says that the workflow ever ran
  `CREATE TABLE run_tally (
    workflow_id TEXT PRIMARY KEY REFERENCES workflow (id),
    day TEXT NOT NULL,
    started_on_day BIGINT NOT NULL,
    last_started_at TEXT,
    failures_in_a_row BIGINT NOT NULL
  )`,
];
