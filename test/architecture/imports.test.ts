import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = join(__dirname, '../..');
const MOST_LINES = 300;

/** Features, lowest first; each may import those before it. */
const FEATURES = ['workflow', 'version', 'channel', 'diff', 'run', 'bundle'];

/** Which folders of src a folder may import from, beside itself. */
const MAY_IMPORT: Record<string, string[]> = {
  graph: [],
  config: [],
  platform: [],
  event: ['platform'],
  access: ['platform'],
  ...Object.fromEntries(
    FEATURES.map((feature, place) => [
      feature,
      ['graph', 'platform', 'event', 'access', ...FEATURES.slice(0, place)],
    ]),
  ),
  runner: ['graph', 'platform', 'run'],
  app: ['graph', 'config', 'platform', 'event', 'access', ...FEATURES],
  'main.ts': ['config', 'app'],
  // a client of the API like any other
  cli: [],
};

// Bundles carry the runner, and write what it reads.
MAY_IMPORT['bundle']!.push('runner');

/** What of runs the runner takes: what walks a graph without a database. */
const RUN_WITHOUT_DATABASE =
  /^run\/(execution\/.*|call-node|decide-progress|execution-state|persistent-variable|run|run-execution|run-outcome|run\.rules)$/;

/** What of a feature those above it may not see. */
const PRIVATE_ROLES = /\.(store|entity)$/;
/** Rules are shared where a name means the same above: what a name or key may be. */
const SHARED_RULES = new Set(['workflow/workflow.rules']);

interface SourceFile {
  /** Path below src, without its ending. */
  name: string;
  folder: string;
  lines: number;
  text: string;
  imports: { specifier: string; target: string | undefined }[];
}

const files = sourceFiles(join(ROOT, 'src')).map(readSource);

function sourceFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sourceFiles(join(directory, entry.name)) : [join(directory, entry.name)],
  );
}

function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const name = relative(join(ROOT, 'src'), path).replace(/\.ts$/, '');
  const specifiers = [...text.matchAll(/(?:from|import|require\()\s*['"]([^'"]+)['"]/g)].map(
    (match) => match[1]!,
  );
  return {
    name,
    folder: name.includes('/') ? name.slice(0, name.indexOf('/')) : `${name}.ts`,
    lines: text.split('\n').length - 1,
    text,
    imports: specifiers.map((specifier) => ({
      specifier,
      target: specifier.startsWith('.')
        ? relative(join(ROOT, 'src'), resolve(dirname(path), specifier))
        : undefined,
    })),
  };
}

function folderOf(target: string): string {
  return target.includes('/') ? target.slice(0, target.indexOf('/')) : target;
}

function breaches(check: (file: SourceFile) => (string | undefined)[]): string[] {
  return files.flatMap((file) =>
    check(file)
      .filter((found): found is string => found !== undefined)
      .map((found) => `${file.name}: ${found}`),
  );
}

test('every folder of src stands in the table', () => {
  const folders = new Set(files.map((file) => file.folder));
  expect([...folders].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
});

test('no import runs up', () => {
  const found = breaches((file) =>
    file.imports.map(({ target }) => {
      if (target === undefined || target.startsWith('..')) return undefined;
      const folder = folderOf(target);
      if (folder === file.folder || MAY_IMPORT[file.folder]!.includes(folder)) return undefined;
      return `imports ${target}`;
    }),
  );
  expect(found).toEqual([]);
});

test('outside of src only the app imports, and only migrations', () => {
  const found = breaches((file) =>
    file.imports.map(({ target }) =>
      target?.startsWith('..') && !(file.folder === 'app' && target.startsWith('../migrations/'))
        ? `imports ${target}`
        : undefined,
    ),
  );
  expect(found).toEqual([]);
});

test('a feature sees of those below it neither stores nor rules', () => {
  const found = breaches((file) =>
    file.imports.map(({ target }) => {
      if (target === undefined || file.folder === 'app' || !FEATURES.includes(file.folder))
        return undefined;
      const folder = folderOf(target);
      if (folder === file.folder || !FEATURES.includes(folder)) return undefined;
      const isPrivate =
        PRIVATE_ROLES.test(target) || (target.endsWith('.rules') && !SHARED_RULES.has(target));
      return isPrivate ? `imports ${target}` : undefined;
    }),
  );
  expect(found).toEqual([]);
});

test('the runner takes of runs what walks a graph, and nothing with a database', () => {
  const found = breaches((file) =>
    file.imports.map(({ target }) =>
      file.folder === 'runner' && target?.startsWith('run/') && !RUN_WITHOUT_DATABASE.test(target)
        ? `imports ${target}`
        : undefined,
    ),
  );
  expect(found).toEqual([]);
});

test('there is no cycle of imports at run time', () => {
  const byName = new Map(files.map((file) => [file.name, file]));
  const runtime = (file: SourceFile): string[] =>
    [...file.text.matchAll(/^import (?!type\b)([^;]*?) from ['"](\.[^'"]+)['"]/gms)]
      .filter((match) => !/^\{(\s*type [^,}]+,?)*\s*\}$/.test(match[1]!.trim()))
      .map((match) =>
        relative(join(ROOT, 'src'), resolve(join(ROOT, 'src', dirname(file.name)), match[2]!)),
      );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (name: string, path: string[]): void => {
    if (path.includes(name))
      return void cycles.push([...path.slice(path.indexOf(name)), name].join(' → '));
    const file = byName.get(name);
    if (done.has(name) || !file) return;
    for (const next of runtime(file)) visit(next, [...path, name]);
    done.add(name);
  };
  for (const file of files) visit(file.name, []);
  expect(cycles).toEqual([]);
});

test(`no file has more than ${MOST_LINES} lines`, () => {
  expect(
    files
      .filter((file) => file.lines > MOST_LINES && !file.name.includes('/generated/'))
      .map((file) => `${file.name}: ${file.lines}`),
  ).toEqual([]);
});

test('typeorm is known to stores, the database and migrations alone', () => {
  const found = breaches((file) =>
    file.imports.map(({ specifier }) =>
      specifier === 'typeorm' && !file.name.startsWith('platform/database/')
        ? 'imports typeorm'
        : undefined,
    ),
  );
  expect(found).toEqual([]);
});

test('type-graphql is known to types, inputs, payloads, resolvers, the platform and the app alone', () => {
  const allowed = /(\.|\/)(type|input|payload|resolver)$|^platform\/graphql\/|^app\//;
  const found = breaches((file) =>
    file.imports.map(({ specifier }) =>
      specifier === 'type-graphql' && !allowed.test(file.name) ? 'imports type-graphql' : undefined,
    ),
  );
  expect(found).toEqual([]);
});

test('the ground is pure: no I/O, no clock, no chance', () => {
  const impure =
    /\bDate\.now\(|new Date\(\)|Math\.random\(|\bprocess\.(env|cwd|on|exit|hrtime)|node:(fs|net|http|child_process)/;
  expect(
    files
      .filter((file) => file.folder === 'graph' && impure.test(file.text))
      .map((file) => file.name),
  ).toEqual([]);
});

test('time and chance come through the platform, the environment through config', () => {
  const sources: [RegExp, (file: SourceFile) => boolean][] = [
    [/\bDate\.now\(|new Date\(\)/, (file) => file.name === 'platform/clock'],
    [
      /process\.env/,
      (file) => file.name === 'config/environment' || file.name === 'cli/environment',
    ],
  ];
  const found = sources.flatMap(([pattern, allowed]) =>
    files
      .filter((file) => pattern.test(file.text) && !allowed(file))
      .map((file) => `${file.name}: ${pattern.source}`),
  );
  expect(found).toEqual([]);
});

test('there are no barrels, no default exports, and no folder or file without a meaning', () => {
  const vague = /(^|\/)(index|utils?|helpers?|common|shared|core|managers?)(\.|\/|$)/;
  expect(
    files
      .filter((file) => vague.test(file.name) || /^export default/m.test(file.text))
      .map((file) => file.name),
  ).toEqual([]);
});
