// npm test: installs what is missing and runs every test; arguments go to jest.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNode, installMissing, run } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

checkNode();
installMissing(root);
run(
  process.execPath,
  [
    join(root, 'node_modules/jest/bin/jest.js'),
    // a failed test may leave a server open; that must not hold CI up
    ...(process.env.CI ? ['--forceExit'] : []),
    ...process.argv.slice(2),
  ],
  root,
);
