import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readHistory } from '../../../src/bundle/history-files';
import { expectBlameOfReplay } from './blame-replay';

const HISTORIES = join(__dirname, '../../../examples/histories');
const names = readdirSync(HISTORIES).filter((name) =>
  statSync(join(HISTORIES, name)).isDirectory(),
);

test.each(names)('the blame of %s is what a replay of it finds', async (name) => {
  const versions = await readHistory(join(HISTORIES, name));
  expect(versions.length).toBeGreaterThan(1);
  expectBlameOfReplay(versions.map(({ definition }) => definition));
});
