/**
 * What figures cost: `stats` of a workflow whose rollups are those of few and of many runs, and
 * what counting the end of a run adds to the transaction that ends it. Times are medians in milliseconds,
 * on a database of its own: 30 days of 24 hours, three variants of a split, all percentiles asked for.
 *
 *     npm run build && node bench/figures.mjs [--runs=10000,1000000 --rounds=15 --postgres]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { startPostgres } from './postgres.mjs';
import { median, table } from './statistics.mjs';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000,1000000' },
    rounds: { type: 'string', default: '15' },
    postgres: { type: 'boolean', default: false },
    build: { type: 'string', default: join(import.meta.dirname, '../dist') },
  },
});
const require = createRequire(import.meta.url);
const load = (path) => require(join(options.build, path));
load('src/app/create-schema.js');
const { allMigrations } = load('migrations/all-migrations.js');
const { createApp } = load('src/app/create-app.js');
const { openDatabase } = load('src/platform/database/data-source.js');
const { RunRollupStore } = load('src/run/figures/run-rollup.store.js');
const { RunFigures } = load('src/run/figures/run-figures.js');
const { RunStatsLoader } = load('src/run/figures/run-stats.loader.js');
const { EMPTY_TOTALS } = load('src/run/figures/run-rollup.js');
const rules = load('src/run/figures/run-rollup.rules.js');

const DAYS = 30;
const HOUR = 60 * 60 * 1000;
const VARIANTS = ['control', 'new', 'bold'];
const NOW = '2026-01-30T23:59:59.000Z';
const START = Date.parse('2026-01-01T00:00:00.000Z');
/** Ends in one transaction, so that what is measured is not its commit. */
const ENDS = 50;
const rounds = Number(options.rounds);

const directory = mkdtempSync(join(tmpdir(), 'switchyard-figures-'));
const server = options.postgres ? await startPostgres(join(directory, 'postgres')) : undefined;
const url = server && `${server.url}/postgres`;
const rows = [];
try {
  const settings = { dataDirectory: directory, databaseUrl: url, port: 0, host: '127.0.0.1' };
  const app = await createApp({ ...settings, logLevel: 'fatal' });
  const { workspace } = app.first;
  await app.close();
  const database = await openDatabase({ url, dataDirectory: directory, migrations: allMigrations });
  for (const runs of options.runs.split(',').map(Number))
    rows.push(await measure(database, workspace.id, runs));
  await database.close();
} finally {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
}
const head = Object.keys(rows[0]);
console.log(table([head, ...rows.map((row) => Object.values(row).map(String))]));

async function measure(database, workspaceId, runs) {
  const workflowId = `wf_${runs}`;
  const versionIds = VARIANTS.map((_, place) => `ver_${runs}_${place}`);
  await makeWorkflow(database, workspaceId, workflowId, versionIds);
  const store = new RunRollupStore(database);
  const run = (place) => {
    const variant = place % VARIANTS.length;
    const finished = START + Math.floor((place / runs) * DAYS * 24 * HOUR);
    // most take about two seconds, some a hundred times as long
    const duration = Math.round(2_000 * Math.exp(2 * normal()));
    return {
      workspaceId,
      workflowId,
      versionId: versionIds[variant],
      channelId: `ch_${runs}`,
      variant: VARIANTS[variant],
      selectedBy: 'SPLIT',
      mode: 'LIVE',
      status: place % 20 === 0 ? 'FAILED' : 'SUCCEEDED',
      startedAt: new Date(finished - duration).toISOString(),
      finishedAt: new Date(finished).toISOString(),
    };
  };
  const metrics = () => ({ tokens: Math.floor(normal() * 1_000), cost: Math.random() });
  await addUp(database, store, run, runs, metrics);

  const owner = { kind: 'workflow', id: workflowId, workflowId };
  const stats = (wanted) => async () => {
    const loader = new RunStatsLoader(store, { now: () => NOW }, workspaceId);
    const found = await loader.of(owner, wanted);
    found.total().durationSummary();
    for (const { figures } of found.series()) figures.durationSummary();
    for (const { figures } of found.byVersion()) figures.measures();
    return found.total();
  };
  const figures = new RunFigures(store);
  const finish = () =>
    database.transaction(async (transaction) => {
      for (let end = 0; end < ENDS; end++)
        await figures.finished(transaction, run(runs - 1), metrics());
    });
  const window = { from: new Date(START), to: new Date(START + DAYS * 24 * HOUR) };
  const counts = async () => {
    const loader = new RunStatsLoader(store, { now: () => NOW }, workspaceId);
    const found = await loader.of(owner, { ...window, interval: 'HOUR' });
    return found.series().length;
  };
  return {
    runs: runs.toLocaleString('en-US'),
    'by day': await timed(stats(window)),
    'by day of Berlin': await timed(stats({ ...window, timeZone: 'Europe/Berlin' })),
    'by hour': await timed(stats({ ...window, interval: 'HOUR' })),
    'by hour, counts alone': await timed(counts),
    'an end': ((await timed(finish)) / ENDS).toFixed(2),
  };
}

/** The rollups that so many ends make, without writing each in between. */
async function addUp(database, store, run, runs, metrics) {
  let open = new Map();
  const flush = async (isLast, hour) => {
    const done = [...open].filter(([, rollup]) => isLast || rollup.startsAt.slice(0, 10) < hour);
    await database.transaction(async (transaction) => {
      for (const [key, { subject, ...rollup }] of done) {
        await store.keep(transaction, subject, [rollup]);
        open.delete(key);
      }
    });
  };
  let day = '';
  for (let place = 0; place < runs; place++) {
    const one = run(place);
    const end = rules.countedEnd(one, metrics());
    for (const period of rules.periodsOf(one.finishedAt)) {
      const key = `${period.grain} ${period.startsAt} ${one.variant}`;
      const rollup = open.get(key) ?? {
        ...period,
        subject: rules.subjectOf(one),
        totals: EMPTY_TOTALS,
      };
      open.set(key, { ...rollup, totals: rules.withEnd(rollup.totals, end) });
    }
    if (one.finishedAt.slice(0, 10) !== day)
      await flush(false, (day = one.finishedAt.slice(0, 10)));
  }
  await flush(true, '');
}

async function makeWorkflow(database, workspaceId, workflowId, versionIds) {
  const by = JSON.stringify({ kind: 'SYSTEM', id: 'bench', name: 'Bench' });
  const digest = `sha256:${'0'.repeat(64)}`;
  await database.transaction(async (transaction) => {
    const insert = (name, row, suffix = '') =>
      database.query(
        `INSERT INTO ${name} (${Object.keys(row).join()}) VALUES (${Object.keys(row)
          .map(() => '?')
          .join()}) ${suffix}`,
        Object.values(row),
        transaction,
      );
    const at = { created_at: NOW, created_by: by };
    await insert(
      'definition',
      { workspace_id: workspaceId, digest, content: '{}' },
      'ON CONFLICT DO NOTHING',
    );
    await insert('workflow', {
      id: workflowId,
      workspace_id: workspaceId,
      key: workflowId,
      name: workflowId,
      folded_name: workflowId,
      sealing: 'ON_SAVE',
      next_version_number: versionIds.length + 1,
      ...at,
      updated_at: NOW,
      updated_by: by,
    });
    for (const [place, id] of versionIds.entries())
      await insert('version', {
        id,
        workspace_id: workspaceId,
        workflow_id: workflowId,
        number: place + 1,
        workflow_name: workflowId,
        origin: 'DIRECT',
        revision: 1,
        digest,
        ...at,
      });
  });
}

async function timed(work, times = rounds) {
  for (let round = 0; round < 3; round++) await work();
  const taken = [];
  for (let round = 0; round < times; round++) {
    const before = performance.now();
    await work();
    taken.push(performance.now() - before);
  }
  return median(taken).toFixed(2);
}

/** A normal deviate: G. E. P. Box, M. E. Muller, Annals of Mathematical Statistics 29(2), 1958. */
function normal() {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
