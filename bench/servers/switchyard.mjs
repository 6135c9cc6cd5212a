/** The real server, as `npm start` makes it, on a directory of its own. */
import { existsSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { options, serve } from '../child.mjs';

const { build, dataDirectory, databaseUrl } = options();
const require = createRequire(import.meta.url);
const { createApp } = require(join(build, 'src/app/create-app.js'));
// as main.ts does; a build from before it does without
const youngObjects = join(build, 'src/app/young-objects.js');
if (existsSync(youngObjects)) require(youngObjects).makeObjectsYoung();

const app = await createApp({
  port: 0,
  host: '127.0.0.1',
  dataDirectory,
  databaseUrl,
  logLevel: 'warn',
});
const url = await app.listen();
const inspector = new Session();
inspector.connect();
serve({ url, token: app.first.adminToken }, { stop: () => app.close(), profile });

/** Begins a CPU profile, or ends it and writes it to `file`, to be opened in Chrome's developer tools. */
async function profile(file) {
  if (file)
    return writeFileSync(file, JSON.stringify((await inspector.post('Profiler.stop')).profile));
  await inspector.post('Profiler.enable');
  return inspector.post('Profiler.start').then(() => undefined);
}
