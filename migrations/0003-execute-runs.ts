import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What the built-in executor keeps: waits, decided edges, parents, kept variables. */
export class ExecuteRuns1764700000000 implements MigrationInterface {
  readonly name = 'ExecuteRuns1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...COLUMNS.map(added), ...progressWith(MORE_KINDS), ...STATEMENTS])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const statements = [
      'DROP TABLE persistent_variable',
      'DROP INDEX run_to_execute',
      'DROP INDEX run_by_parent',
      'DROP INDEX run_by_parent_step',
      'DROP INDEX step_under_way',
      // what only this executor knows; the numbers before it stay
      `DELETE FROM run_progress WHERE kind IN ('STEP_WAITING', 'RETRIED')`,
      ...progressWith(KINDS),
      ...COLUMNS.map(([table, column]) => `ALTER TABLE ${table} DROP COLUMN ${column}`),
      'ALTER TABLE run ADD COLUMN waiting_for TEXT',
      'ALTER TABLE workflow ADD COLUMN last_triggered_at TEXT',
    ];
    for (const statement of statements) await runner.query(statement);
  }
}

const KINDS = ['QUEUED', 'CLAIMED', 'STEP_STARTED', 'STEP_FINISHED', 'FINISHED'];
const MORE_KINDS = [...KINDS, 'STEP_WAITING', 'RETRIED'];

const COLUMNS: [table: string, column: string, type: string][] = [
  // the run that called this one, and its step, which is woken at the end
  ['run', 'parent_run', 'TEXT'],
  ['run', 'parent_step', 'TEXT'],
  // what the trigger was given; null where that is the input
  ['run', 'trigger_payload', 'TEXT'],
  // values of the variables after the steps so far; null while none was set
  ['run', 'current_variables', 'TEXT'],
  // a RUNNING step that waits: for what, until when, and what came of it
  ['step', 'waiting_for', 'TEXT'],
  ['step', 'wake_at', 'TEXT'],
  ['step', 'wake', 'TEXT'],
  // ids of the edges on which the run goes on, decided once
  ['step', 'taken', 'TEXT'],
  // which try by the node's retry policy; an attempt that was interrupted is not a try that failed
  ['step', 'tries', 'BIGINT'],
];

const STATEMENTS = [
  // what a run waits for is told by its steps, and when a workflow was last triggered by its tally
  'ALTER TABLE run DROP COLUMN waiting_for',
  'ALTER TABLE workflow DROP COLUMN last_triggered_at',
  `CREATE INDEX run_by_parent ON run (parent_run) WHERE parent_run IS NOT NULL`,
  `CREATE INDEX run_by_parent_step ON run (parent_step) WHERE parent_step IS NOT NULL`,
  `CREATE INDEX run_to_execute ON run (claimable_at) WHERE finished_at IS NULL AND executor = 'BUILT_IN'`,
  `CREATE INDEX step_under_way ON step (run_id) WHERE finished_at IS NULL`,

  // values that outlive runs: a variable of another type is another one, so neither is lost
  `CREATE TABLE persistent_variable (
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    name TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('number', 'text', 'boolean', 'list', 'object')),
    value TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (workflow_id, name, type)
  )`,
];

function added([table, column, type]: (typeof COLUMNS)[number]): string {
  return `ALTER TABLE ${table} ADD COLUMN ${column} ${type}`;
}

/** Gives the table of progress other kinds; SQLite cannot change a check, and nothing refers to the table. */
function progressWith(kinds: readonly string[]): string[] {
  return [
    'ALTER TABLE run_progress RENAME TO former_run_progress',
    'DROP INDEX run_progress_by_step',
    `CREATE TABLE run_progress (
      run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      sequence BIGINT NOT NULL CHECK (sequence > 0),
      kind TEXT NOT NULL CHECK (kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})),
      step_id TEXT REFERENCES step (id) ON DELETE CASCADE,
      occurred_at TEXT NOT NULL,
      PRIMARY KEY (run_id, sequence)
    )`,
    'INSERT INTO run_progress SELECT run_id, sequence, kind, step_id, occurred_at FROM former_run_progress',
    'DROP TABLE former_run_progress',
    'CREATE INDEX run_progress_by_step ON run_progress (step_id) WHERE step_id IS NOT NULL',
  ];
}
