/** How long an activation takes to all who watch it, beside a plain WebSocket server with the same bytes. */
import { join } from 'node:path';
import { start } from './child.mjs';
import { spread } from './rounds.mjs';
import { graphql } from './seed.mjs';
import { median, quantile } from './statistics.mjs';
import { QUERIES } from './workloads.mjs';

const SUBSCRIPTION = `subscription ($workflowId: ID!) { activationChanged(workflowId: $workflowId) {
  cursor sequence type occurredAt actor { name }
  activation { id sequence activatedAt note version { id number label name } channel { key } } } }`;
/** Sockets that one client process holds at most. */
const MOST_SOCKETS = 500;
/** Milliseconds between two activations, and after the last subscription was sent. */
const PAUSE = 20;
const SETTLE = 700;

export const FAN_OUT_HEAD = [
  'subscribers',
  'bytes',
  ...['p50', 'p99', 'last'].flatMap((name) => [`ours ${name}`, `ws ${name}`]),
  ...['p50', 'p99', 'last', 'all'].flatMap((name) => [`${name} ×`, '(min–max)']),
];

/** One row of the table. */
export async function fanOut(
  switchyard,
  { targets },
  subscribers,
  { rounds, activations, profile },
) {
  const workflowId = targets[0];
  const payload = { query: SUBSCRIPTION, variables: { workflowId } };
  let turn = 0;
  const activate = () =>
    graphql(switchyard, QUERIES.activate, {
      input: { workflowId, version: `v${(turn++ % 2) + 1}` },
    });
  await activate();
  const ours = await watchers(switchyard, subscribers, { token: switchyard.token, payload });
  await ours.once(activate);
  const message = await ours.message();
  const plain = await start(new URL('servers/plain-ws.mjs', import.meta.url), { message });
  const theirs = await watchers(plain, subscribers, {});
  const trigger = async () => (await fetch(plain.url, { method: 'POST' })).text();

  for (let warm = 0; warm < activations; warm++) {
    await ours.once(activate);
    await theirs.once(trigger);
  }
  const taken = [];
  if (profile) await switchyard.ask('profile');
  for (let round = 0; round < rounds; round++) {
    const figures = { ours: [], theirs: [] };
    for (let place = 0; place < activations; place++) {
      figures.ours.push(await ours.once(activate));
      figures.theirs.push(await theirs.once(trigger));
    }
    taken.push({ ours: summary(figures.ours), theirs: summary(figures.theirs) });
  }
  if (profile) await switchyard.ask('profile', join(profile, `fan-out-${subscribers}.cpuprofile`));
  for (const process of [ours, theirs, plain]) await process.stop();
  return [subscribers, Buffer.byteLength(message), ...cells(taken)];
}

/** Client processes with sockets to a server. */
async function watchers(server, count, settings) {
  const processes = [];
  for (let left = count; left > 0; left -= MOST_SOCKETS) {
    const file = new URL('clients/subscribers.mjs', import.meta.url);
    processes.push(
      await start(file, {
        ...settings,
        url: `${server.url}/graphql`,
        count: Math.min(left, MOST_SOCKETS),
      }),
    );
  }
  await new Promise((resolve) => setTimeout(resolve, SETTLE));
  return {
    /** Milliseconds from the sending of a request to each delivery of what it causes. */
    once: async (cause) => {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      const began = Number(process.hrtime.bigint()) / 1e6;
      await cause();
      const times = await Promise.all(processes.map((client) => client.ask('collect')));
      return times.flat().map((time) => time - began);
    },
    message: () => processes[0].ask('last'),
    stop: () => Promise.all(processes.map((client) => client.stop())),
  };
}

/**
 * Of several fan-outs: p50 and p99 over all deliveries, how long the last one typically took, and
 * how long it took all from the first on, which is the fan-out without what comes before it.
 */
function summary(fanOuts) {
  const deliveries = fanOuts.flat();
  const typical = (figure) => median(fanOuts.map(figure));
  return {
    p50: quantile(deliveries, 0.5),
    p99: quantile(deliveries, 0.99),
    last: typical((times) => Math.max(...times)),
    all: typical((times) => Math.max(...times) - Math.min(...times)),
  };
}

function cells(taken) {
  const digits = (value) => (Number.isFinite(value) ? value.toFixed(value < 10 ? 2 : 1) : '–');
  const ratios = (name) => taken.map(({ ours, theirs }) => ours[name] / theirs[name]);
  return [
    ...['p50', 'p99', 'last'].flatMap((name) => [
      digits(median(taken.map(({ ours }) => ours[name]))),
      digits(median(taken.map(({ theirs }) => theirs[name]))),
    ]),
    ...['p50', 'p99', 'last', 'all'].flatMap((name) => {
      const { min, median: middle, max } = spread(ratios(name));
      return [digits(middle), `${digits(min)}–${digits(max)}`];
    }),
  ];
}
