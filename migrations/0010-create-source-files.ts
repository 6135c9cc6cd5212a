import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Files that versions were read from, in SQL that SQLite and PostgreSQL read alike. */
export class CreateSourceFiles1765400000000 implements MigrationInterface {
  readonly name = 'CreateSourceFiles1765400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SOURCE_FILE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE source_file');
  }
}

// Of a draft it is the file that its content was last taken from. The text has references in place
// of secrets.
const SOURCE_FILE = `CREATE TABLE source_file (
    version_id TEXT PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL REFERENCES workspace (id),
    format TEXT NOT NULL,
    text TEXT NOT NULL
  )`;
