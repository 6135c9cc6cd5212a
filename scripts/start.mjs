// npm start: installs what is missing, builds what has changed, and runs the server in this terminal.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNode, installMissing, run } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');

checkNode();
installMissing(root);
if (!isBuilt()) {
  console.log('Building …');
  const began = new Date();
  run(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    root,
  );
  run(process.execPath, [join(root, 'scripts/build-runner.mjs'), '--if-stale'], root);
  writeFileSync(stamp, '');
  // of the time when the build began: what is saved during it is built the next time
  utimesSync(stamp, began, began);
}
serve();

/** Whether nothing that the build is made of is newer than the build. */
function isBuilt() {
  const built = ['src/main.js', 'runner/run.mjs'].map((file) => join(root, 'dist', file));
  if (![stamp, ...built].every((path) => existsSync(path))) return false;
  const { mtimeMs } = statSync(stamp);
  const sources = ['src', 'migrations'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name),
    ),
  );
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((name) =>
    join(root, name),
  );
  // folders count too: a file that was removed changes only its folder
  return [...sources, ...settings].every((path) => statSync(path).mtimeMs <= mtimeMs);
}

function serve() {
  const environment = { ...process.env };
  if (process.env.NODE_ENV !== 'production') environment.SAMPLE_DATA ??= 'true';
  const server = spawn(process.execPath, [join(root, 'dist/src/main.js')], {
    cwd: root,
    stdio: 'inherit',
    env: environment,
  });
  // Ctrl-C reaches the server from the terminal by itself; what is sent to this process is passed on
  process.on('SIGINT', () => process.stdin.isTTY || server.kill('SIGINT'));
  process.on('SIGTERM', () => server.kill('SIGTERM'));
  process.on('SIGHUP', () => server.kill('SIGTERM'));
  server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
  server.on('error', (error) => {
    console.error(`The server could not be started: ${error.message}`);
    process.exit(1);
  });
}
