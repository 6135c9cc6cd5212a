import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as secret from '../../src/access/secret.rules';
import * as bundle from '../../src/bundle/bundle';
import { MOST_UPLOADS } from '../../src/bundle/bundle-uploads';
import { MAX_ANSWERED_BYTES } from '../../src/bundle/export-bundle';
import { REQUEST_LIMITS } from '../../src/app/request-limits';
import * as files from '../../src/bundle/read-workflow-files';
import { readEnvironment } from '../../src/config/environment';
import * as graph from '../../src/graph/limits';
import { MOST_RUNS_LOOKED_AT } from '../../src/run/activation-impact';
import { MOST_ROLLUPS } from '../../src/run/figures/run-stats.loader';
import { MOST_DAYS, MOST_HOURS } from '../../src/run/figures/stats-window';
import { MOST_NESTED_RUNS } from '../../src/run/run';
import * as run from '../../src/run/run.rules';
import * as simulation from '../../src/run/simulation/simulation';
import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';

const ROOT = join(__dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** Stands between what two blocks print. */
const SEPARATOR = '\u001e';

interface Block {
  language: string;
  text: string;
}

/** What stands below a heading of the second level. */
function section(heading: string): string {
  const start = README.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`README has no section "${heading}".`);
  const end = README.indexOf('\n## ', start + 1);
  return README.slice(start, end < 0 ? undefined : end);
}

function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, content]) => ({
    language: language!,
    text: content!,
  }));
}

/** Cells of the only table below a heading, without its head. */
function tableOf(heading: string): string[][] {
  const lines = section(heading).split('\n');
  const table = lines.filter((line) => line.startsWith('|')).slice(2);
  return table.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What README shows of an answer: equal, but for texts that end in "…", which stand for any that begin so. */
function shown(value: unknown): unknown {
  if (typeof value === 'string' && value.endsWith('…')) {
    const start = value.slice(0, -1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return expect.stringMatching(new RegExp(`^${start}`)) as unknown;
  }
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shown(member)]));
}

/** A folder as a reader of README has it: the data of a running server, packages and examples. */
function clone(app: TestApp): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-readme-'));
  symlinkSync(app.database.options.dataDirectory, join(folder, 'data'));
  for (const name of ['node_modules', 'examples'])
    symlinkSync(join(ROOT, name), join(folder, name));
  return folder;
}

/** A program that prints lines until it is stopped. */
class Program {
  readonly #process: ChildProcess;
  #output = '';

  constructor(command: string, args: string[], cwd: string, env: Record<string, string> = {}) {
    this.#process = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      // a group of its own, so that what a shell has started ends with it
      detached: true,
    });
    this.#process.stdout!.on('data', (data: Buffer) => (this.#output += data.toString()));
    this.#process.stderr!.on('data', (data: Buffer) => (this.#output += data.toString()));
  }

  get lines(): string[] {
    return this.#output.split('\n').slice(0, -1);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode !== null) return;
    process.kill(-this.#process.pid!, 'SIGKILL');
    await ended;
  }
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain: ${what}.`);
}

function isSubscribed(app: TestApp): () => Promise<boolean> {
  return async () => {
    const metrics = await (await fetch(`${app.url}/metrics`)).text();
    return /^switchyard_subscriptions 1$/m.test(metrics);
  };
}

describe('the commands of README', () => {
  let app: TestApp;
  let folder: string;
  beforeEach(async () => {
    app = await createTestApp();
    folder = clone(app);
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await app.close();
  });

  const here = ({ text }: Block): string =>
    text.replaceAll('127.0.0.1:4000', new URL(app.url).host);

  async function run(blocks: Block[]): Promise<string[]> {
    const script = blocks.map(here).join(`\nprintf '${SEPARATOR}'\n`);
    const args = ['-euo', 'pipefail', '-c', script];
    const { stdout } = await promisify(execFile)('bash', args, { cwd: folder });
    return stdout.split(SEPARATOR);
  }

  test('answer what the tour and the conflicts show', async () => {
    const blocks = blocksOf(section('A two-minute tour') + section('When two people save'));
    const listening = blocks.find(({ text }) =>
      text.includes('node examples/resume-subscription.mjs'),
    )!;
    const commands = blocks.filter((block) => block.language === 'bash' && block !== listening);
    const listener = new Program('bash', ['-c', listening.text], folder, {
      SWITCHYARD_URL: `${app.url.replace('http', 'ws')}/graphql`,
    });
    try {
      await until(isSubscribed(app), 'the listener subscribes');
      const outputs = await run(commands);
      let compared = 0;
      commands.forEach((command, place) => {
        const next = blocks[blocks.indexOf(command) + 1];
        if (next?.language !== 'json') return;
        expect(JSON.parse(outputs[place]!)).toEqual(shown(JSON.parse(next.text)));
        compared++;
      });
      expect(compared).toBe(blocks.filter(({ language }) => language === 'json').length);
      const events = blocks
        .find(({ language }) => language === 'text')!
        .text.trim()
        .split('\n');
      await until(() => listener.lines.length >= events.length, 'the listener hears of all');
      const parsed = (line: string): unknown => JSON.parse(line);
      expect(listener.lines.map(parsed)).toEqual(events.map(parsed).map(shown));
    } finally {
      await listener.stop();
    }
  });

  test('back up a database that is in use', async () => {
    const { id } = await new Seed(app.client).workflow();
    const [command, answer] = blocksOf(section('Backup'));
    expect(await run([command!])).toEqual([answer!.text]);
    const database = await databases[0]!.create();
    const restored = join(database.options.dataDirectory, 'switchyard.sqlite');
    await writeFile(restored, readFileSync(join(folder, 'data/backup.sqlite')));
    const second = await createTestApp({
      database,
      adminToken: 'a token for whoever restores it, long'.replaceAll(' ', '-'),
    });
    const found = await new Seed(second.client).query(`{ node(id: "${id}") { id } }`);
    expect(found.node.id).toBe(id);
    await second.close();
    await database.remove();
  });
});

test('the client of README sees each activation once, across restarts of itself and of the server', async () => {
  const database = await databases[0]!.create();
  let app = await createTestApp({ database });
  const folder = clone(app);
  const program = blocksOf(section('Live')).find(({ language }) => language === 'js')!;
  await writeFile(join(folder, 'watch.mjs'), program.text);
  const start = (): Program =>
    new Program(process.execPath, ['watch.mjs'], folder, {
      SWITCHYARD: app.url,
      TOKEN: app.client.token!,
    });
  const labels = ({ lines }: Program): string[] =>
    lines.map((line) => /"label":"(\w+)"/.exec(line)?.[1] ?? line);

  const workflow = await new Seed(app.client).workflowWith(['one', 'two', 'three']);
  const first = start();
  await until(isSubscribed(app), 'the client subscribes');
  await workflow.activate(1);
  // the file is there before its content is
  const cursor = join(folder, 'cursor');
  await until(() => existsSync(cursor) && readFileSync(cursor, 'utf8') !== '', 'a cursor is kept');
  await first.stop();
  await workflow.activate(2);
  const second = start();
  await until(() => second.lines.length === 1, 'the missed activation comes');
  await app.close();
  app = await createTestApp({ database, port: Number(new URL(app.url).port) });
  await workflow.edit(greets('four'));
  await workflow.activate(3);
  await until(() => second.lines.length === 2, 'the client is there again');
  await second.stop();
  expect([labels(first), labels(second)]).toEqual([['v1'], ['v2', 'v3']]);

  rmSync(folder, { recursive: true });
  await app.close();
  await database.remove();
});

describe('the tables of README', () => {
  const jwt = { JWT_JWKS_URL: 'https://id.example/keys', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' };
  const configuration = tableOf('Configuration').map(([name, , value]) => ({
    name: name!.replaceAll('`', ''),
    value: /^`([^`]+)`/.exec(value!)?.[1],
  }));

  test('name every variable that is read, and no other', () => {
    const read = new Set<string>();
    const variables = new Proxy<NodeJS.ProcessEnv>(
      { 'SECRETS_<NAME>': '' },
      { get: (_, name) => void read.add(String(name)) },
    );
    readEnvironment(variables);
    expect(configuration.map(({ name }) => name).sort()).toEqual([...read].sort());
  });

  test.each(configuration.filter(({ value }) => value !== undefined))(
    'have the default of $name',
    ({ name, value }) => {
      expect(readEnvironment({ ...jwt, [name]: value })).toEqual(readEnvironment(jwt));
    },
  );

  test('have the limits of the code', () => {
    const constant = (file: string, name: string): string =>
      new RegExp(`const ${name} = ([\\d_]+);`).exec(
        readFileSync(join(ROOT, 'src', file), 'utf8'),
      )![1]!;
    const limits = [
      graph.MAX_DEFINITION_BYTES,
      graph.MAX_NODES,
      graph.MAX_EDGES,
      graph.MAX_VARIABLES,
      graph.MAX_PATCH_OPERATIONS,
      graph.MAX_LAYOUT_CHARACTERS,
      constant('channel/channel.rules.ts', 'MAX_ROUTES'),
      constant('platform/graphql/page.ts', 'MAX_SIZE'),
      constant('app/node.resolver.ts', 'MOST_IDS'),
      constant('workflow/workflow.rules.ts', 'MAX_CLIENT_ID'),
      run.MOST_STARTED,
      run.MOST_CLAIMED,
      secret.LONGEST_NAME,
      secret.MAX_SECRET_BYTES,
      secret.MOST_SECRETS,
      run.MAX_RUN_VALUE_CHARACTERS,
      run.MAX_RUN_OUTPUTS_CHARACTERS,
      run.MAX_RUN_VARIABLES_CHARACTERS,
      MOST_NESTED_RUNS,
      simulation.MAX_SIMULATION_CHARACTERS,
      simulation.MOST_SIMULATION_MS,
      MOST_RUNS_LOOKED_AT,
      MOST_DAYS,
      MOST_HOURS,
      MOST_ROLLUPS,
      files.MAX_FILE_BYTES,
      files.MAX_TOTAL_BYTES,
      files.MAX_FILES,
      REQUEST_LIMITS.bodyBytes,
      REQUEST_LIMITS.hookBytes,
      bundle.MAX_BUNDLE_BYTES,
      bundle.MAX_BUNDLE_VERSIONS,
      MAX_ANSWERED_BYTES,
      bundle.MAX_COMPARED_BYTES,
      bundle.MAX_MERGED_FROM,
      bundle.MAX_BUNDLE_ACTIVATIONS,
      MOST_UPLOADS,
      REQUEST_LIMITS.tokens,
      REQUEST_LIMITS.depth,
      REQUEST_LIMITS.aliases,
      REQUEST_LIMITS.rootFields,
      REQUEST_LIMITS.cost,
      constant('app/websocket-protocol.ts', 'MOST_OPERATIONS'),
    ].map((limit) => Number(String(limit).replaceAll('_', '')).toLocaleString('en-US'));
    const told = tableOf('Limits').map(([, limit]) => /^[\d,]+/.exec(limit!)?.[0]);
    expect(told.filter((limit) => limit !== undefined)).toEqual(limits);
  });

  test('name every folder of src, and only folders that are there', () => {
    const named = tableOf('In the code').map(([folder]) => folder!.replaceAll('`', ''));
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`);
    expect(named).toEqual(expect.arrayContaining(folders));
    expect(named.filter((folder) => !existsSync(join(ROOT, folder)))).toEqual([]);
  });
});

test('scripts of npm that the documents name are there', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = documents().flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]!),
  );
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('links of the documents lead to files that are there', () => {
  const dead = documents().flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!.replace(/#.*/, ''))
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(resolve(dirname(path), decodeURI(target))))
      .map((target) => `${relative(ROOT, path)}: ${target}`),
  );
  expect(dead).toEqual([]);
});

/** README and its neighbours, and everything in docs. */
function documents(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(ROOT, folder, name));
  const beside = readdirSync(ROOT).filter((name) => name.endsWith('.md'));
  return [...beside.map((name) => join(ROOT, name)), ...below('docs')];
}
