/**
 * Measures Switchyard against floors and prints a table of ratios; bench/README.md tells how to
 * read it. `--short` for CI, `--only=history,fan-out` for some, `--rounds=9`, `--seconds=3`,
 * `--build=dir` for other compiled code than dist/, `--no-postgres`, `--profile=dir` for CPU profiles.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Sqlite from 'better-sqlite3';
import { start } from './child.mjs';
import { FAN_OUT_HEAD, fanOut } from './fan-out.mjs';
import { compare } from './rounds.mjs';
import { checkSameAnswers } from './same-answers.mjs';
import { seed } from './seed.mjs';
import { startPostgres } from './postgres.mjs';
import { table } from './statistics.mjs';
import { workloads } from './workloads.mjs';

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    build: { type: 'string', default: 'dist' },
    'no-postgres': { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const only = flags.only?.split(',');
const wants = (name) => !only || only.includes(name);
const CONNECTIONS = 16;
const options = {
  rounds: Number(flags.rounds ?? (flags.short ? 1 : 7)),
  seconds: Number(flags.seconds ?? (flags.short ? 0.6 : 3)),
  connections: CONNECTIONS,
};
const SUBSCRIBERS = [1, 100, 1000];
const FAN_OUT = flags.short ? { rounds: 1, activations: 8 } : { rounds: 7, activations: 30 };

const directory = mkdtempSync(join(tmpdir(), 'switchyard-bench-'));
const stops = [];
try {
  await main();
} finally {
  for (const stop of stops.reverse()) await stop();
  rmSync(directory, { recursive: true, force: true });
}

async function main() {
  const switchyard = await startSwitchyard({ dataDirectory: join(directory, 'sqlite') });
  const seeded = await seed(switchyard);
  const floor = await startFloor(join(directory, 'sqlite'), seeded);
  const all = workloads(seeded).map(withRequests);
  console.log(
    `\n${CONNECTIONS} connections, ${options.rounds} rounds of ${options.seconds} s each, by turns\n`,
  );
  const head = ['workload', 'bytes', 'ours/s', 'base/s', 'min', 'median', 'max', 'by CPU'];
  const rows = [head];
  for (const workload of all.filter(({ name }) => wants(name))) {
    const bytes = await checkSameAnswers(workload, switchyard, floor);
    const sides = [switchyard, floor].map((process) => ({
      process,
      request: workload.requestOf(process),
    }));
    const profile = flags.profile && join(flags.profile, `${workload.name}.cpuprofile`);
    rows.push([workload.name, bytes, ...cells(await compare(...sides, { ...options, profile }))]);
    if (workload.name === 'history') {
      const spliced = { process: floor, request: { path: '/spliced' } };
      rows.push(['  … spliced floor', bytes, ...cells(await compare(sides[0], spliced, options))]);
    }
  }
  if (rows.length > 1) console.log(`share of the floor\n${table(rows)}\n`);
  await floor.stop();
  stops.pop();
  if (wants('fan-out')) await measureFanOut(switchyard, seeded);
  if (!flags['no-postgres'] && !only) await comparePostgres(switchyard, all, head);
}

async function measureFanOut(switchyard, seeded) {
  const rows = [FAN_OUT_HEAD];
  for (const subscribers of SUBSCRIBERS)
    rows.push(
      await fanOut(switchyard, seeded, subscribers, { ...FAN_OUT, profile: flags.profile }),
    );
  console.log(`activation to subscriber, ms and ours divided by plain ws\n${table(rows)}\n`);
}

async function comparePostgres(switchyard, onSqlite, head) {
  const postgres = await startPostgres(join(directory, 'postgres'));
  stops.push(() => postgres.stop());
  const dataDirectory = join(directory, 'postgres-data');
  const other = await startSwitchyard({ dataDirectory, databaseUrl: `${postgres.url}/postgres` });
  const onPostgres = workloads(await seed(other)).map(withRequests);
  const rows = [head.toSpliced(1, 1)];
  for (const [place, { name, requestOf }] of onPostgres.entries()) {
    const ours = { process: other, request: requestOf(other) };
    const base = { process: switchyard, request: onSqlite[place].requestOf(switchyard) };
    rows.push([name, ...cells(await compare(ours, base, options))]);
  }
  console.log(`on PostgreSQL, share of our own on SQLite\n${table(rows)}\n`);
}

async function startSwitchyard(settings) {
  const build = resolve(flags.build);
  if (!existsSync(build)) throw new Error(`${build} is not there; npm run build makes it.`);
  const process = await start(new URL('servers/switchyard.mjs', import.meta.url), {
    ...settings,
    build,
  });
  stops.push(() => process.stop());
  return { ...process, isFloor: false };
}

/** The floor works on a copy of what was seeded, so that both have the same rows. */
async function startFloor(dataDirectory, { historyId, workspaceId }) {
  const file = join(directory, 'floor.sqlite');
  const source = new Sqlite(join(dataDirectory, 'switchyard.sqlite'), { readonly: true });
  source.prepare('VACUUM INTO ?').run(file);
  source.close();
  const process = await start(new URL('servers/floor.mjs', import.meta.url), {
    file,
    historyId,
    workspaceId,
  });
  stops.push(() => process.stop());
  return { ...process, isFloor: true };
}

/** A workload that knows what to send to which server. */
function withRequests(workload) {
  const { name, isWrite, mark, alternate, switchyard, floor } = workload;
  const shared = { isWrite, mark, alternate };
  return {
    name,
    isWrite,
    requestOf: (process) =>
      process.isFloor
        ? { ...shared, ...floor }
        : {
            ...shared,
            ...switchyard,
            path: '/graphql',
            headers: { authorization: `Bearer ${process.token}` },
          },
  };
}

function cells({ ours, base, ratio, cpuRatio }) {
  const share = (value) => value.toFixed(2);
  return [
    Math.round(ours),
    Math.round(base),
    ...[ratio.min, ratio.median, ratio.max, cpuRatio.median].map(share),
  ];
}
