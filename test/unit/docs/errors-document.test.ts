import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOSE } from '../../../src/app/websocket-connection';
import { UserErrorCode } from '../../../src/platform/graphql/user-error-code';

const root = join(__dirname, '../../..');
const document = readFileSync(join(root, 'docs/errors.md'), 'utf8');

/** Codes that Apollo Server gives by itself, and this server passes on. */
const APOLLO = [
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL_SERVER_ERROR',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
];

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('user-error-code.ts'))
  .map((path) => ({
    folder: path.split(/[/\\]/)[0]!,
    text: readFileSync(join(root, 'src', path), 'utf8'),
  }));

/** Where a code stands as text: given to an error's constructor or maker, as `code`, or in a table of codes. */
const THROWN = [
  /\b(?:Refusal|super|httpError|coded)\(\s*(?:[^'"`()]*(?:\([^()]*\))?[^'"`()]*,\s*)?'([A-Z]+(?:_[A-Z]+)*)'/g,
  /\bcode: '([A-Z]+(?:_[A-Z]+)*)'/g,
  /\bconst [A-Z]+ = '([A-Z]+(?:_[A-Z]+)+)';/g,
  /^ {2}[a-zA-Z]+: '([A-Z]+(?:_[A-Z]+)+)',$/gm,
];

function codesIn(texts: string[]): Set<string> {
  return new Set(
    texts.flatMap((text) =>
      THROWN.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code]) => code!)),
    ),
  );
}

/** The first cells of the table below a heading, and how many of its cells are empty. */
function tableBelow(heading: string): { codes: string[]; empty: number } {
  const start = document.indexOf(`\n## ${heading}\n`);
  const end = document.indexOf('\n## ', start + 1);
  const rows = document
    .slice(start, end === -1 ? undefined : end)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1));
  const cells = rows.flat().map((cell) => cell.trim());
  return {
    codes: rows.map(([code]) => code!.trim().replaceAll('`', '')),
    empty: cells.filter((cell) => cell === '').length,
  };
}

const userErrors = tableBelow('User errors');
const topLevel = tableBelow('Top-level errors');
const sockets = tableBelow('Closed sockets');

describe('docs/errors.md', () => {
  test('has every code of a user error, and no other', () => {
    expect(userErrors.codes).toEqual(Object.values(UserErrorCode).sort());
  });

  test('has every code that only a top-level error has', () => {
    const thrown = codesIn(sources.map(({ text }) => text));
    const missing = [...thrown, ...APOLLO].filter(
      (code) => !userErrors.codes.includes(code) && !topLevel.codes.includes(code),
    );
    expect(missing).toEqual([]);
  });

  test('has every code that the network side and access give, among the top-level errors', () => {
    const edge = sources.filter(({ folder }) => folder === 'app' || folder === 'access');
    const thrown = [...codesIn(edge.map(({ text }) => text))];
    const known = [...topLevel.codes, 'KEY_TAKEN', 'SECRETS_KEY_MISSING', 'SECRET_UNREADABLE'];
    expect(thrown.filter((code) => !known.includes(code))).toEqual([]);
  });

  test('has no top-level code that nothing gives', () => {
    const given = new Set([...codesIn(sources.map(({ text }) => text)), ...APOLLO]);
    expect(topLevel.codes.filter((code) => !given.has(code))).toEqual([]);
    expect(topLevel.codes).toEqual([...topLevel.codes].sort());
  });

  test('has every code that a socket is closed with, and no other', () => {
    const codes = new Set(Object.values(CLOSE).map(([code]) => String(code)));
    expect(sockets.codes).toEqual([...codes].sort());
  });

  test('tells cause and cure of each', () => {
    expect([userErrors.empty, topLevel.empty, sockets.empty]).toEqual([0, 0, 0]);
  });
});

describe('a code of a user error', () => {
  const thrown = codesIn(sources.map(({ text }) => text));

  test.each(Object.values(UserErrorCode))('%s is thrown somewhere', (code) => {
    expect(thrown.has(code)).toBe(true);
  });

  test('is its own name', () => {
    for (const [name, code] of Object.entries(UserErrorCode)) expect(code).toBe(name);
  });
});
