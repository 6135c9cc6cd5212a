import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverage, coverageDocument } from './import-coverage';

const DOCUMENT = join(__dirname, '../../../docs/import-coverage.md');
const rows = coverage();

test('docs/import-coverage.md tells what is kept of every real file', () => {
  const text = coverageDocument(rows);
  if (process.env['WRITE_DOCUMENTS'] === 'true') writeFileSync(DOCUMENT, text);
  // eslint-disable-next-line no-console -- who runs the test sees the table
  console.table(rows.map(({ unmapped, ...row }) => ({ ...row, ...unmapped })));
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(text);
});

test('every node of every real file is kept, as a node or as a note', () => {
  const lost = rows.filter((row) => {
    const { NODE_UNREADABLE = 0 } = row.unmapped;
    const groups = row.format === 'node-red' || row.format === 'dify' ? row.nodesInFile : 0;
    return row.nodesKept + row.notesKept + NODE_UNREADABLE + groups < row.nodesInFile;
  });
  expect(lost).toEqual([]);
});
