/** Requests per second of two servers, taken by turns, so that both see the same machine. */
import { load } from './http-load.mjs';
import { median, sorted } from './statistics.mjs';

/** Milliseconds of rest after each measurement, so that what one left to do is done before the next. */
const REST = 150;

/**
 * @param {{ process: object, request: object }} ours what is measured
 * @param {{ process: object, request: object }} base what it is a share of
 */
export async function compare(ours, base, { rounds, seconds, connections, profile }) {
  const taken = [];
  // the first requests compile documents and warm the code
  for (const side of [base, ours])
    await measure(side, { connections, seconds: Math.min(1.5, seconds) });
  if (profile) await ours.process.ask('profile');
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [base, ours] : [ours, base];
    const figures = new Map();
    for (const side of order) figures.set(side, await measure(side, { connections, seconds }));
    taken.push({ ours: figures.get(ours), base: figures.get(base) });
  }
  if (profile) await ours.process.ask('profile', profile);
  return {
    ratio: spread(taken.map(({ ours, base }) => ours.perSecond / base.perSecond)),
    /** The same of the CPU time of the server processes, which other work on the machine touches less. */
    cpuRatio: spread(taken.map(({ ours, base }) => base.cpu / ours.cpu)),
    ours: median(taken.map((round) => round.ours.perSecond)),
    base: median(taken.map((round) => round.base.perSecond)),
    cpu: median(taken.map((round) => round.ours.cpu)),
  };
}

async function measure({ process, request }, options) {
  const before = await process.ask('cpu');
  const figure = await load(new URL(process.url), request, options);
  const after = await process.ask('cpu');
  await new Promise((resolve) => setTimeout(resolve, REST));
  const cpu = (after.user + after.system - before.user - before.system) / figure.answered;
  return { perSecond: figure.perSecond, cpu };
}

export function spread(ratios) {
  const ordered = sorted(ratios);
  return { min: ordered[0], median: median(ratios), max: ordered.at(-1) };
}
