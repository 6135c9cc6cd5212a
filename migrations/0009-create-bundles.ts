import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Uploaded bundles and links to download some, in SQL that SQLite and PostgreSQL read alike. */
export class CreateBundles1765300000000 implements MigrationInterface {
  readonly name = 'CreateBundles1765300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = ['bundle_link', 'bundle_upload_chunk', 'bundle_upload'];

const STATEMENTS = [
  `CREATE TABLE bundle_upload (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    bytes BIGINT NOT NULL CHECK (bytes > 0),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
  )`,
  `CREATE INDEX bundle_upload_by_workspace ON bundle_upload (workspace_id, created_at, id)`,
  `CREATE INDEX bundle_upload_by_expiry ON bundle_upload (expires_at)`,

  // Base64: the two databases have no type for bytes in common
  `CREATE TABLE bundle_upload_chunk (
    upload_id TEXT NOT NULL REFERENCES bundle_upload (id) ON DELETE CASCADE,
    position BIGINT NOT NULL CHECK (position >= 0),
    content TEXT NOT NULL,
    PRIMARY KEY (upload_id, position)
  )`,

  // only the SHA-256 of a link's token is kept; selection is JSON, see bundle-links.ts
  `CREATE TABLE bundle_link (
    id TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    workflow_id TEXT NOT NULL REFERENCES workflow (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('JSON', 'ZIP')),
    selection TEXT NOT NULL,
    exported_at TEXT NOT NULL,
    exported_by TEXT NOT NULL,
    expires_at TEXT NOT NULL
  )`,
  `CREATE INDEX bundle_link_by_workflow ON bundle_link (workflow_id)`,
  `CREATE INDEX bundle_link_by_expiry ON bundle_link (expires_at)`,
];
