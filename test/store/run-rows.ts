import { type Database, type SqlValue } from '../../src/platform/database/database';
import { type RunMode, type RunStatus, type RunTrigger } from '../../src/run/run';
import { type Seed } from '../support/seed';

/** A workflow with versions 1 and 2 and the channels live and staging. */
export interface RunParent {
  id: string;
  /** Ids of the versions by number. */
  versions: Record<number, string>;
  /** Ids of the channels by key. */
  channels: Record<string, string>;
}

/** What lists of runs tell apart. */
export interface RunRow {
  id: string;
  version: number;
  channel: string | null;
  variant: string | null;
  status: RunStatus;
  mode: RunMode;
  trigger: RunTrigger;
  replayOf: string | null;
  createdAt: string;
}

export async function createRunParent(seed: Seed): Promise<RunParent> {
  const workflow = await seed.workflowWith(['one', 'two']);
  await workflow.activate(1);
  await workflow.mutate('createChannel', { key: 'staging' });
  const { versions, channels } = await workflow.read(
    'versions { edges { node { id number } } } channels { id key }',
  );
  return {
    id: workflow.id,
    versions: Object.fromEntries(versions.edges.map(({ node }) => [node.number, node.id])),
    channels: Object.fromEntries(
      (channels as { id: string; key: string }[]).map(({ id, key }) => [key, id]),
    ),
  };
}

/** Writes runs as they are, past the API: as many and as odd as a test wants. */
export async function insertRuns(
  database: Database,
  parent: RunParent,
  rows: readonly RunRow[],
): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const row of rows) await database.query(INSERT, valuesOf(parent, row), transaction);
  });
}

/**
 * Writes `count` runs that are like `row` but for id and time: the place of the run, seven digits
 * from 1,000,000, follows both.
 */
export async function insertAlike(
  database: Database,
  parent: RunParent,
  row: RunRow,
  count: number,
): Promise<void> {
  await insertRuns(database, parent, [row]);
  const [columns] = /(?<=\(id, created_at, )[^)]+/.exec(INSERT)!;
  await database.transaction((transaction) =>
    database.query(
      `INSERT INTO run (id, created_at, ${columns})
       WITH RECURSIVE n(i) AS (SELECT 1000000 UNION ALL SELECT i + 1 FROM n WHERE i < ${999_999 + count})
       SELECT r.id || CAST(i AS TEXT), r.created_at || CAST(i AS TEXT), ${columns} FROM run r CROSS JOIN n WHERE r.id = ?`,
      [row.id],
      transaction,
    ),
  );
}

const INSERT = `INSERT INTO run (id, created_at, version_id, channel_id, variant, status, mode, trigger_kind,
    replay_of, finished_at, workspace_id, workflow_id, revision, digest, selected_by, executor,
    created_by, claims, last_sequence, node_types, variables, input)
  SELECT ?, ?, v.id, ?, ?, ?, ?, ?, ?, ?, v.workspace_id, v.workflow_id, v.revision, v.digest, 'CHANNEL',
    'EXTERNAL', v.created_by, 0, 0, '[]', '{}', '{}' FROM version v WHERE v.id = ?`;

function valuesOf({ versions, channels }: RunParent, row: RunRow): SqlValue[] {
  const isFinished = ['SUCCEEDED', 'FAILED', 'CANCELED'].includes(row.status);
  return [
    row.id,
    row.createdAt,
    row.channel && channels[row.channel]!,
    row.variant,
    row.status,
    row.mode,
    row.trigger,
    row.replayOf,
    isFinished ? row.createdAt : null,
    versions[row.version]!,
  ];
}
