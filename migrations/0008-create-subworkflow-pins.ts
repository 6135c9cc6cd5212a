import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What calls of other workflows are pinned to, so that it is known who calls a definition, in SQL that
 * SQLite and PostgreSQL read alike. Nothing was pinned before.
 */
export class CreateSubworkflowPins1765200000000 implements MigrationInterface {
  readonly name = 'CreateSubworkflowPins1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE subworkflow_pin');
  }
}

const STATEMENTS = [
  // digest is that of the definition that calls. What it calls need not be there: a client may send a
  // pin that nobody knows, which is a problem of the definition and bars it from going live
  `CREATE TABLE subworkflow_pin (
    workspace_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    child_workflow_id TEXT NOT NULL,
    child_digest TEXT NOT NULL,
    PRIMARY KEY (workspace_id, digest, child_workflow_id, child_digest),
    FOREIGN KEY (workspace_id, digest) REFERENCES definition (workspace_id, digest) ON DELETE CASCADE
  )`,
  `CREATE INDEX subworkflow_pin_by_child ON subworkflow_pin (workspace_id, child_workflow_id, child_digest)`,
];
