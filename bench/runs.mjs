/**
 * Measures runs and prints ratios; bench/README.md tells how to read them. `--only=executions` for some
 * parts, `--rounds=7`, `--milliseconds=40` for each list and round, `--sizes=10000,1000000`,
 * `--build=dir` for other compiled code than dist/.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureExecutions } from './run-executions.mjs';
import { measureLists } from './run-lists.mjs';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    milliseconds: { type: 'string', default: '40' },
    sizes: { type: 'string', default: '10000,1000000' },
    build: { type: 'string', default: 'dist' },
  },
});

/** Each measures something of runs in a directory of its own, and answers a text to print. */
const PARTS = {
  lists: measureLists,
  executions: measureExecutions,
};

const options = {
  rounds: Number(flags.rounds),
  milliseconds: Number(flags.milliseconds),
  sizes: flags.sizes.split(',').map(Number),
  build: resolve(flags.build),
};
const only = flags.only?.split(',');
for (const [name, measure] of Object.entries(PARTS)) {
  if (only && !only.includes(name)) continue;
  const directory = mkdtempSync(join(tmpdir(), 'switchyard-bench-'));
  try {
    console.log(await measure({ ...options, directory }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
