#!/usr/bin/env node
// npx switchyard: the command line, as `npm start` or `npm run build` has built it.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
if (existsSync(main)) createRequire(import.meta.url)(main);
else {
  console.error('switchyard: The command line is not built. Run `npm run build` first.');
  process.exitCode = 1;
}
