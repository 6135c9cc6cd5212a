import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

const OLDEST_NODE = [20, 19, 0];

/** Stops with one clear line where Node.js is too old to run anything of this. */
export function checkNode() {
  const version = process.versions.node.split('.').map(Number);
  const difference =
    OLDEST_NODE.map((part, index) => version[index] - part).find((part) => part !== 0) ?? 0;
  if (difference >= 0) return;
  console.error(
    `Switchyard needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`,
  );
  process.exit(1);
}

/**
 * Installs the packages of package-lock.json unless just those are installed: a stamp in
 * node_modules says which lockfile they come from.
 */
export function installMissing(root) {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  const digest = createHash('sha256').update(lockfile).digest('hex');
  const stamp = join(root, 'node_modules', '.switchyard-install');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  if (!isInstalledByNpm(root)) {
    console.log('Installing packages …');
    run('npm', ['ci', '--no-audit', '--no-fund'], root);
  }
  writeFileSync(stamp, digest);
}

/** npm leaves a copy of the lockfile in node_modules; a newer lockfile asks for a new installation. */
function isInstalledByNpm(root) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return (
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  );
}

/** Runs a command in this terminal; stops when it fails. */
export function run(command, args, root) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(
    error
      ? `${command} could not be run: ${error.message}`
      : `${command} ${args.join(' ')} failed.`,
  );
  process.exit(status ?? 1);
}
