import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Secrets of workspaces, encrypted, in SQL that SQLite and PostgreSQL read alike. */
export class CreateSecrets1764800000000 implements MigrationInterface {
  readonly name = 'CreateSecrets1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SECRET);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE secret');
  }
}

// updated_at and updated_by are null until the value is replaced. What may be large stands last, so
// that lists need not read over it.
const SECRET = `CREATE TABLE secret (
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TEXT,
    updated_by TEXT,
    ciphertext TEXT NOT NULL,
    PRIMARY KEY (workspace_id, name),
    CHECK ((updated_at IS NULL) = (updated_by IS NULL))
  )`;
