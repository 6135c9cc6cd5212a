// npm run schema:changes: refuses changes of schema.graphql that break clients of the last release.
// A release is the newest tag v*; before the first one there is nobody to break.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const git = (...args) => spawnSync('git', args, { encoding: 'utf8' });

const tag = git('describe', '--tags', '--abbrev=0', '--match', 'v*').stdout.trim();
if (!tag) {
  console.log('There is no release yet, so no change of the schema can break one.');
  process.exit(0);
}
const released = git('show', `${tag}:schema.graphql`);
if (released.status !== 0) throw new Error(`schema.graphql is not in ${tag}`);
const changes = await diff(
  buildSchema(released.stdout),
  buildSchema(readFileSync('schema.graphql', 'utf8')),
);
const breaking = changes.filter(
  ({ criticality }) => criticality.level === CriticalityLevel.Breaking,
);
for (const { message } of breaking) console.error(`Breaks clients of ${tag}: ${message}`);
process.exit(breaking.length > 0 ? 1 : 0);
