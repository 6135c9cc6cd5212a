/** A database of many runs, written past the API: a million starts would take long. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

const require = createRequire(import.meta.url);

export const WORKFLOWS = 10;
export const VERSIONS = 5;
export const WORKSPACE = idOf('ws', 0);
/** Runs of the status CANCELED, whatever the number of the others. */
export const RARE = 3;

const CHUNK = 50_000;

export function idOf(prefix, number) {
  return `${prefix}_${String(number).padStart(32, '0')}`;
}

/** When the run at `place` started: a second after the one before it. */
export function timeOf(place) {
  return new Date(Date.parse('2026-01-01T00:00:00Z') + place * 1000).toISOString();
}

/**
 * Opens a database of `size` finished runs of {@link WORKFLOWS} workflows by turns. One in twenty of
 * each failed, one was a test, one by schedule, one on the channel staging, one of the variant canary.
 */
export async function openRuns({ build, directory, size }) {
  const { openDatabase } = require(join(build, 'src/platform/database/data-source.js'));
  const { allMigrations } = require(join(build, 'migrations/all-migrations.js'));
  const dataDirectory = join(directory, String(size));
  const open = () => openDatabase({ dataDirectory, migrations: allMigrations });
  await (await open()).close();
  const sqlite = new Sqlite(join(dataDirectory, 'switchyard.sqlite'));
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF'])
    sqlite.pragma(pragma);
  sqlite.pragma('cache_size = -524288');
  writeParents(sqlite);
  for (let from = 0; from < size; from += CHUNK)
    writeRuns(sqlite, from, Math.min(size, from + CHUNK), size);
  sqlite.pragma('journal_mode = WAL');
  sqlite.close();
  return open();
}

function writeParents(sqlite) {
  const at = timeOf(0);
  const workflow = sqlite.prepare(
    `INSERT INTO workflow (id, workspace_id, key, name, folded_name, sealing, next_version_number,
       created_at, created_by, updated_at, updated_by) VALUES (?, ?, ?, ?, ?, 'ON_SAVE', ?, ?, '{}', ?, '{}')`,
  );
  const version = sqlite.prepare(
    `INSERT INTO version (id, workspace_id, workflow_id, number, workflow_name, origin, revision, digest,
       created_at, created_by) VALUES (?, ?, ?, ?, ?, 'DRAFT', 1, ?, ?, '{}')`,
  );
  const channel = sqlite.prepare(
    `INSERT INTO channel (id, workspace_id, workflow_id, key, salt, activation_sequence, created_at,
       created_by) VALUES (?, ?, ?, ?, 'salt', 0, ?, '{}')`,
  );
  for (let place = 0; place < WORKFLOWS; place++) {
    const id = idOf('wf', place);
    const name = `Workflow ${place}`;
    workflow.run(id, WORKSPACE, `workflow-${place}`, name, name, VERSIONS + 1, at, at);
    for (let number = 1; number <= VERSIONS; number++)
      version.run(versionId(place, number), WORKSPACE, id, number, name, digestOf(number), at);
    for (const [second, key] of ['live', 'staging'].entries())
      channel.run(idOf('ch', place * 2 + second), WORKSPACE, id, key, at);
  }
}

export function versionId(workflow, number) {
  return idOf('ver', workflow * 100 + number);
}

function digestOf(number) {
  return `sha256:${String(number).padStart(64, '0')}`;
}

/** Runs at the places [from, to), oldest first as they would come. */
function writeRuns(sqlite, from, to, size) {
  const insert = sqlite.prepare(
    `INSERT INTO run (id, workspace_id, workflow_id, version_id, revision, digest, channel_id, variant,
       selected_by, mode, trigger_kind, executor, status, created_at, created_by, started_at,
       finished_at, claims, last_sequence, node_types, variables, input, output)
     VALUES (?, '${WORKSPACE}', ?, ?, 1, ?, ?, ?, 'SPLIT', ?, ?, 'EXTERNAL', ?, ?,
       '{"kind":"TOKEN","id":"tok","name":"Bench"}', ?, ?, 1, 8, '["http"]', '{}', '{"name":"you"}', '{"ok":true}')`,
  );
  // old, so that a list that looked at each run would look at nine tenths of them
  const isRare = (place) => place >= size * 0.1 && place < size * 0.1 + RARE;
  sqlite.transaction(() => {
    for (let place = from; place < to; place++) {
      const workflow = place % WORKFLOWS;
      const turn = Math.floor(place / WORKFLOWS);
      const isOneInTwenty = (remainder) => turn % 20 === remainder;
      const number = (turn % VERSIONS) + 1;
      const at = timeOf(place);
      let status = isOneInTwenty(0) ? 'FAILED' : 'SUCCEEDED';
      if (isRare(place)) status = 'CANCELED';
      insert.run(
        idOf('run', place),
        idOf('wf', workflow),
        versionId(workflow, number),
        digestOf(number),
        idOf('ch', workflow * 2 + (isOneInTwenty(1) ? 1 : 0)),
        isOneInTwenty(2) ? 'canary' : 'stable',
        isOneInTwenty(3) ? 'TEST' : 'LIVE',
        isOneInTwenty(4) ? 'SCHEDULE' : 'MANUAL',
        status,
        at,
        at,
        at,
      );
    }
  })();
}
