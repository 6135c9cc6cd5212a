import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('docs/runs.md has every code of a failed step, and no other', () => {
  const union = /export type StepErrorCode =(.*?);/s.exec(read('src/run/execution/step-error.ts'))!;
  const codes = [...union[1]!.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code!);
  const document = read('docs/runs.md');
  const rows = document.slice(document.indexOf('## Errors of steps')).match(/^\| `[A-Z_]+`/gm)!;
  expect(codes.length).toBeGreaterThan(10);
  expect(rows.map((row) => row.slice(3, -1)).sort()).toEqual(codes.sort());
});
