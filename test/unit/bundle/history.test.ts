import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HistoryFormatError, readHistoryMeta } from '../../../src/bundle/history';
import { readHistory } from '../../../src/bundle/history-files';
import { JsonTextError } from '../../../src/graph/json-text';
import { nodeFile, workflowFile } from './n8n-fixtures';

const entry = {
  file: '0001.json',
  commit: 'c1',
  date: '2026-01-02T03:04:05+01:00',
  subject: 'One',
};
const meta = { repository: 'https://x.example', licence: 'MIT', path: 'a.json', history: [entry] };

describe('a history in a directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'switchyard-history-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function write(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(directory, name), text);
    }
  }

  test('is read in the order of meta.json, with author where it names one', async () => {
    const second = { ...entry, file: '0002.json', subject: 'Two', author: 'Robin' };
    await write({
      'meta.json': JSON.stringify({ ...meta, history: [second, entry] }),
      // As repositories have it: with a byte order mark and other line ends.
      '0001.json':
        '\ufeff' + JSON.stringify(workflowFile({ nodes: [nodeFile('A')] }), null, '\r\n'),
      '0002.json': JSON.stringify(workflowFile({ name: 'Later' })),
    });
    const files = await readHistory(directory);
    expect(files).toMatchObject([
      { name: '0002.json', subject: 'Two', author: 'Robin', workflowName: 'Later' },
      { name: '0001.json', subject: 'One', date: entry.date, commit: 'c1', workflowName: 'Test' },
    ]);
    expect(files[1]).not.toHaveProperty('author');
    expect(files[1]?.definition.nodes).toHaveLength(1);
  });

  test.each([
    ['is no JSON', '{', 'Expected'],
    ['holds an integer that would be rounded', '{"nodes": [9007199254740993]}', 'beyond 2^53'],
    ['is no workflow', '{"nodes": 1}', '/nodes is not a list of nodes'],
  ])('with a file that %s is refused by that name', async (_what, text, message) => {
    await write({ 'meta.json': JSON.stringify(meta), '0001.json': text });
    const error: unknown = await readHistory(directory).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(HistoryFormatError);
    expect((error as Error).message).toMatch(/^0001\.json: /);
    expect((error as Error).message).toContain(message);
  });

  test('tells the cause of a refusal', async () => {
    await write({ 'meta.json': '[' });
    await expect(readHistory(directory)).rejects.toMatchObject({
      cause: expect.any(JsonTextError) as unknown,
    });
  });

  test('without a file that it lists fails as the file system does', async () => {
    await write({ 'meta.json': JSON.stringify(meta) });
    await expect(readHistory(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('meta.json', () => {
  test('is taken as it is where it says what is needed', () => {
    expect(readHistoryMeta(meta)).toEqual(meta);
  });

  test.each([
    [null, 'repository must be a text'],
    [{ ...meta, licence: 1 }, 'licence must be a text'],
    [{ ...meta, history: {} }, 'history must be a list'],
    [{ ...meta, history: [null] }, 'history[0].file must be a text'],
    [{ ...meta, history: [entry, { ...entry, subject: 1 }] }, 'history[1].subject must be a text'],
    [
      { ...meta, history: [{ ...entry, file: '../x.json' }] },
      'history[0].file must name a JSON or YAML file',
    ],
    [
      { ...meta, history: [{ ...entry, file: '/x.json' }] },
      'history[0].file must name a JSON or YAML file',
    ],
  ])('is refused where it does not: case %#', (input, message) => {
    expect(() => readHistoryMeta(input)).toThrow(message);
  });
});
