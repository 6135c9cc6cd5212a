/** How long a page of a list of runs takes among few runs and among many. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  idOf,
  openRuns,
  RARE,
  timeOf,
  versionId,
  VERSIONS,
  WORKFLOWS,
  WORKSPACE,
} from './run-rows.mjs';
import { median, table } from './statistics.mjs';

const require = createRequire(import.meta.url);

const FIRST = { list: 'runs', limit: 20, backward: false };
const ALL = FIRST.limit + 1;

/** Pages that are read by turns, so that the same rows are not read over and over. */
const PLACES = 100;

/** Each names a page: of which parents, by which filter, from where, and how many rows it must have. */
const LISTS = [
  ['workspace', {}],
  ['workspace, deep', { isDeep: true }],
  ['workspace, failed', { filter: { status: ['FAILED'] } }],
  ['workspace, 3 canceled', { filter: { status: ['CANCELED'] }, rows: RARE }],
  ['workspace, staging', { filter: { channel: 'staging' } }],
  ['workflow', { kind: 'workflow' }],
  ['workflow, deep', { kind: 'workflow', isDeep: true }],
  ['workflow, failed', { kind: 'workflow', filter: { status: ['FAILED'] } }],
  ['workflow, failed, deep', { kind: 'workflow', filter: { status: ['FAILED'] }, isDeep: true }],
  ['workflow, of one version', { kind: 'workflow', filter: { version: 3 } }],
  ['workflow, staging', { kind: 'workflow', filter: { channel: 'staging' } }],
  ['workflow, canary', { kind: 'workflow', filter: { variant: 'canary' } }],
  ['workflow, by schedule', { kind: 'workflow', filter: { trigger: 'SCHEDULE' } }],
  ['workflow, tests', { kind: 'workflow', filter: { mode: 'TEST' } }],
  ['workflow, until a time', { kind: 'workflow', isUntil: true }],
  ['version', { kind: 'version' }],
  ['version, deep', { kind: 'version', isDeep: true }],
  ['version, failed', { kind: 'version', filter: { status: ['FAILED'] }, number: 1 }],
  [
    `${WORKFLOWS} workflows, 3 each`,
    { kind: 'workflow', together: WORKFLOWS, limit: 3, rows: WORKFLOWS * 4 },
  ],
];

export async function measureLists({ build, directory, sizes, rounds, milliseconds }) {
  const { RunListStore } = require(join(build, 'src/run/run-list.store.js'));
  const sides = [];
  for (const size of sizes) {
    const began = performance.now();
    const database = await openRuns({ build, directory, size });
    console.log(`${size} runs written in ${Math.round((performance.now() - began) / 1000)} s`);
    sides.push({ size, database, store: new RunListStore(database) });
  }
  const rows = [];
  for (const [name, list] of LISTS) {
    const times = sides.map(() => []);
    // the first round warms up
    for (let round = 0; round <= rounds; round++)
      for (const [side, { store, size }] of sides.entries()) {
        const time = await microseconds(store, pagesOf(list, size), list.rows ?? ALL, milliseconds);
        if (round > 0) times[side].push(time);
      }
    const ratios = times[0].map((first, round) => times.at(-1)[round] / first);
    rows.push([
      name,
      ...times.map((all) => median(all).toFixed(0)),
      median(ratios).toFixed(2),
      `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
    ]);
  }
  for (const { database } of sides) await database.close();
  const head = ['page of 20', ...sizes.map((size) => `µs at ${size}`), '×', '(min–max)'];
  return `\npages of lists of runs, newest first\n${table([head, ...rows])}\n`;
}

/** What to ask for, by turns. */
function pagesOf({ kind, filter = {}, isDeep, isUntil, number, together = 1, limit }, size) {
  return Array.from({ length: PLACES }, (_, turn) => {
    const ids = Array.from({ length: together }, (_each, other) => {
      const workflow = (turn + other) % WORKFLOWS;
      return kind === 'version'
        ? versionId(workflow, number ?? (turn % VERSIONS) + 1)
        : idOf('wf', workflow);
    });
    // beyond half of all runs, with a page left among the fewer
    const place = Math.floor(size * (0.45 + (0.05 * turn) / PLACES));
    return [
      WORKSPACE,
      kind && { kind, ids },
      isUntil ? { ...filter, createdBefore: timeOf(place) } : filter,
      {
        ...FIRST,
        limit: limit ?? FIRST.limit,
        beyond: isDeep ? [timeOf(place), idOf('run', place)] : undefined,
      },
    ];
  });
}

/** Microseconds of a page; checks how many rows it has. */
async function microseconds(store, pages, expected, milliseconds) {
  for (const page of pages) assert.equal((await store.pages(...page)).length, expected);
  const start = performance.now();
  let count = 0;
  do {
    await store.pages(...pages[count % pages.length]);
    count++;
  } while (performance.now() < start + milliseconds);
  return ((performance.now() - start) * 1000) / count;
}
