/** Processes of the comparison, each started and stopped by the one that measures. */
import { fork } from 'node:child_process';

/** Starts `file`; resolves with what it says once it is ready. */
export async function start(file, options = {}, execArgv = []) {
  const child = fork(file, [JSON.stringify(options)], {
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map();
  let lastId = 0;
  const ready = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
  child.on('message', ({ id, result }) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  return {
    ...ready,
    /** Has the process do something that it offers; resolves with the result. */
    ask: (name, argument) =>
      new Promise((resolve) => {
        waiting.set(++lastId, resolve);
        child.send({ id: lastId, name, argument });
      }),
    stop: () =>
      new Promise((resolve) => {
        if (!child.connected) return resolve();
        child.once('exit', resolve);
        child.send({ name: 'stop' });
      }),
  };
}

/** In the process that was started: what it was given. */
export const options = () => JSON.parse(process.argv[2] ?? '{}');

/** In the process that was started: says that it is ready, and does what it is asked to. */
export function serve(ready, offers = {}) {
  const all = { cpu: () => process.cpuUsage(), ...offers };
  process.on('message', async ({ id, name, argument }) => {
    if (name === 'stop') {
      await offers.stop?.();
      process.exit(0);
    }
    process.send({ id, result: await all[name](argument) });
  });
  process.send(ready);
}
