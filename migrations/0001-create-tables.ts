import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The first schema, in SQL that SQLite and PostgreSQL read alike. Times are RFC 3339 text in UTC,
 * ids are text, actors, layouts and facts are JSON text: what is stored is what is served.
 */
export class CreateTables1764000000000 implements MigrationInterface {
  readonly name = 'CreateTables1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
    await runner.query(
      'INSERT INTO installation (id, store_id) VALUES (1, ?)'.replace('?', `'${storeId()}'`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}

/** Names this store in cursors, so that a cursor of another one is told apart. */
function storeId(): string {
  return Array.from({ length: 12 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
}

const TABLES = [
  'event_feed',
  'event_counter',
  'event',
  'idempotency_key',
  'route',
  'channel',
  'activation',
  'rejected_save',
  'revision',
  'diff_summary',
  'version_blame',
  'merge_parent',
  'version_layout',
  'version',
  'workflow',
  'definition',
  'api_token',
  'workspace',
  'installation',
];

const STATEMENTS = [
  `CREATE TABLE installation (id INTEGER PRIMARY KEY CHECK (id = 1), store_id TEXT NOT NULL)`,

  `CREATE TABLE workspace (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL
  )`,

  // only the SHA-256 of a token is kept
  `CREATE TABLE api_token (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT
  )`,
  `CREATE INDEX api_token_by_workspace ON api_token (workspace_id, id)`,

  `CREATE TABLE definition (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    digest TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (workspace_id, digest)
  )`,

  // folded_name is what searches look at: databases differ in the letters whose case they know
  `CREATE TABLE workflow (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    description TEXT,
    sealing TEXT NOT NULL CHECK (sealing IN ('ON_SAVE', 'ON_ACTIVATION', 'NEVER')),
    limits TEXT,
    retention TEXT,
    next_version_number BIGINT NOT NULL CHECK (next_version_number > 0),
    paused_at TEXT,
    paused_reason TEXT,
    archived_at TEXT,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    last_triggered_at TEXT,
    forked_from TEXT,
    imported_from TEXT,
    UNIQUE (workspace_id, key)
  )`,
  `CREATE INDEX workflow_by_update ON workflow (workspace_id, updated_at, id)`,
  `CREATE INDEX workflow_by_creation ON workflow (workspace_id, created_at, id)`,
  `CREATE INDEX workflow_by_name ON workflow (workspace_id, name, id)`,

  // number 0 is the draft; parent and origin say where the content came from, parent_revision and
  // parent_digest what the parent held then
  `CREATE TABLE version (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    number BIGINT NOT NULL CHECK (number >= 0),
    name TEXT,
    description TEXT,
    workflow_name TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('DRAFT', 'DIRECT', 'VERSION', 'FORK', 'IMPORT', 'MERGE')),
    parent_id TEXT REFERENCES version (id),
    parent_revision BIGINT,
    parent_digest TEXT,
    revision BIGINT NOT NULL CHECK (revision > 0),
    digest TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    sealed_at TEXT,
    archived_at TEXT,
    UNIQUE (workflow_id, number),
    FOREIGN KEY (workspace_id, digest) REFERENCES definition (workspace_id, digest),
    FOREIGN KEY (workspace_id, parent_digest) REFERENCES definition (workspace_id, digest)
  )`,
  `CREATE INDEX version_by_parent ON version (parent_id)`,
  `CREATE INDEX version_by_digest ON version (workspace_id, digest)`,
  `CREATE INDEX version_by_parent_digest ON version (workspace_id, parent_digest)`,

  // versions that were merged into a version, beside its parent, and what they held then
  `CREATE TABLE merge_parent (
    version_id TEXT NOT NULL REFERENCES version (id) ON DELETE CASCADE,
    parent_id TEXT NOT NULL REFERENCES version (id),
    workspace_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (version_id, parent_id),
    FOREIGN KEY (workspace_id, digest) REFERENCES definition (workspace_id, digest)
  )`,
  `CREATE INDEX merge_parent_by_parent ON merge_parent (parent_id)`,
  `CREATE INDEX merge_parent_by_digest ON merge_parent (workspace_id, digest)`,

  // which revision last changed each node and edge of what a version holds now
  `CREATE TABLE version_blame (
    version_id TEXT PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
    blame TEXT NOT NULL
  )`,

  // of two definitions, so that it never goes stale
  `CREATE TABLE diff_summary (
    workspace_id TEXT NOT NULL,
    to_digest TEXT NOT NULL,
    from_digest TEXT NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (workspace_id, to_digest, from_digest),
    FOREIGN KEY (workspace_id, to_digest) REFERENCES definition (workspace_id, digest) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, from_digest) REFERENCES definition (workspace_id, digest) ON DELETE CASCADE
  )`,
  `CREATE INDEX diff_summary_by_from ON diff_summary (workspace_id, from_digest)`,

  `CREATE TABLE version_layout (
    version_id TEXT PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
    layout TEXT NOT NULL
  )`,

  // sent_digest: of a merge, the content that its client sent, on top of which it goes on
  `CREATE TABLE revision (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    version_id TEXT NOT NULL REFERENCES version (id) ON DELETE CASCADE,
    number BIGINT NOT NULL CHECK (number > 0),
    kind TEXT NOT NULL CHECK (kind IN ('CREATE', 'EDIT', 'RESTORE', 'DISCARD', 'MERGE')),
    digest TEXT NOT NULL,
    problems TEXT NOT NULL,
    calls_workflows BIGINT NOT NULL CHECK (calls_workflows IN (0, 1)),
    client_id TEXT,
    sent_digest TEXT,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    UNIQUE (version_id, number),
    FOREIGN KEY (workspace_id, digest) REFERENCES definition (workspace_id, digest),
    FOREIGN KEY (workspace_id, sent_digest) REFERENCES definition (workspace_id, digest)
  )`,
  `CREATE INDEX revision_by_digest ON revision (workspace_id, digest)`,
  `CREATE INDEX revision_by_sent_digest ON revision (workspace_id, sent_digest)`,

  `CREATE TABLE rejected_save (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    version_id TEXT NOT NULL REFERENCES version (id) ON DELETE CASCADE,
    base_revision BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    FOREIGN KEY (workspace_id, digest) REFERENCES definition (workspace_id, digest)
  )`,
  `CREATE INDEX rejected_save_by_version ON rejected_save (version_id, base_revision)`,
  `CREATE INDEX rejected_save_by_expiry ON rejected_save (expires_at)`,

  // what an activation routed from is what the one before it routed to
  `CREATE TABLE activation (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    channel_id TEXT NOT NULL,
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    kind TEXT NOT NULL CHECK (kind IN ('ACTIVATE', 'ROLLBACK', 'DEACTIVATE', 'ROUTE')),
    restored_sequence BIGINT,
    note TEXT,
    activated_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    UNIQUE (channel_id, sequence)
  )`,
  `CREATE INDEX activation_by_workflow ON activation (workflow_id, activated_at, id)`,

  // a channel's routing is the routes of its last activation: one column, so one routing
  `CREATE TABLE channel (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    key TEXT NOT NULL,
    salt TEXT NOT NULL,
    activation_sequence BIGINT NOT NULL CHECK (activation_sequence >= 0),
    activation_id TEXT REFERENCES activation (id),
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    deleted_at TEXT,
    UNIQUE (workflow_id, key)
  )`,
  `CREATE INDEX channel_by_activation ON channel (activation_id)`,

  // digest is null for the draft: it is taken at each start
  `CREATE TABLE route (
    activation_id TEXT NOT NULL REFERENCES activation (id),
    position BIGINT NOT NULL,
    version_id TEXT NOT NULL REFERENCES version (id),
    revision BIGINT,
    digest TEXT,
    weight BIGINT NOT NULL CHECK (weight > 0),
    label TEXT,
    PRIMARY KEY (activation_id, position)
  )`,
  `CREATE INDEX route_by_version ON route (version_id)`,

  `CREATE TABLE idempotency_key (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    mutation TEXT NOT NULL,
    key TEXT NOT NULL,
    input_digest TEXT NOT NULL,
    result TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (workspace_id, mutation, key)
  )`,
  `CREATE INDEX idempotency_key_by_age ON idempotency_key (created_at)`,

  // position orders the workspace's feed; null until the sequencer gives it after the commit
  `CREATE TABLE event (
    workflow_id TEXT NOT NULL,
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    workspace_id TEXT NOT NULL,
    position BIGINT,
    type TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    facts TEXT NOT NULL,
    PRIMARY KEY (workflow_id, sequence)
  )`,
  `CREATE UNIQUE INDEX event_by_position ON event (workspace_id, position)`,
  `CREATE INDEX event_without_position ON event (workflow_id, sequence) WHERE position IS NULL`,

  `CREATE TABLE event_counter (
    workflow_id TEXT PRIMARY KEY,
    last_sequence BIGINT NOT NULL
  )`,

  `CREATE TABLE event_feed (
    workspace_id TEXT PRIMARY KEY,
    last_position BIGINT NOT NULL,
    expired_position BIGINT NOT NULL
  )`,
];
