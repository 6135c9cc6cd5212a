import 'reflect-metadata';
import { createApp } from '../../src/app/create-app';
import { readEnvironment } from '../../src/config/environment';
import { type KillPlace } from './server-process';

/** What a transaction that writes of a run does. */
const OF_RUN = /^(INSERT INTO|UPDATE) (run|step|run_progress)\b/;

/**
 * A server that ends at a commit as a power cut would end it: no code of its own runs any more. It
 * counts from when it is told the place, by a message.
 */
async function main(): Promise<void> {
  let place: KillPlace | undefined;
  let commits = 0;
  let isOfRun = false;
  const observe = (sql: string): void => {
    isOfRun ||= OF_RUN.test(sql);
    if (sql !== 'COMMIT' || !isOfRun) return;
    isOfRun = false;
    if (++commits !== place?.commit) return;
    if (place.when === 'BEFORE') die();
    // the commit is over when its statement returns, and nobody has heard of it yet
    else queueMicrotask(die);
  };
  process.on('message', (told: KillPlace) => {
    place = told;
    commits = 0;
    process.send!('armed');
  });
  const httpAllow = process.env['TEST_HTTP_ALLOW']?.split(',');
  const app = await createApp({ ...readEnvironment(), httpAllow, statementObserver: observe });
  process.stdout.write(`GraphQL ${await app.listen()}/graphql\n`);
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

void main();
