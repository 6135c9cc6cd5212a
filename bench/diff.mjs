/**
 * Compares pairs of definitions with ours and with libraries that compare JSON, in turns within one
 * run, and prints comparisons per second and how many changes each reports. A tenth of the nodes
 * differ, in two fields each.
 *
 *     npm run bench:diff [-- --rounds=9 --milliseconds=300 --sizes=40,400 --only=ours]
 */
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fastJsonPatch from 'fast-json-patch';
import { create as createJsonDiffPatch } from 'jsondiffpatch';
import microdiff from 'microdiff';
import { createPatch } from 'rfc6902';
import { definition } from './definitions.mjs';
import { median, table } from './statistics.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    milliseconds: { type: 'string', default: '200' },
    sizes: { type: 'string', default: '40,400,4000' },
    only: { type: 'string', default: '' },
    build: { type: 'string', default: join(import.meta.dirname, '../dist') },
  },
});
const require = createRequire(import.meta.url);
const { compareDefinitions } = require(
  join(options.build, 'src/graph/diff/compare-definitions.js'),
);

const NODES_PER_COPY = 40;
const CHANGED_SHARE = 0.1;
const FIELDS_PER_NODE = 2;

/** rfc6902 compares every item of an array with every other: minutes at this size. */
const MOST_NODES = { rfc6902: 400 };

const byId = createJsonDiffPatch({ objectHash: (item) => item.id ?? item.name });

/** Each compares, and answers how many changes it found. */
const contestants = {
  ours: (before, after) => countOurs(compareDefinitions(before, after)),
  'fast-json-patch': (before, after) => fastJsonPatch.compare(before, after).length,
  microdiff: (before, after) => microdiff(before, after).length,
  'jsondiffpatch, by id': (before, after) => countDelta(byId.diff(before, after)),
  rfc6902: (before, after) => createPatch(before, after).length,
};

function countOurs({ nodes, edges, inputs, variables, settings }) {
  let changes = inputs.length + variables.length + settings.length;
  for (const { fields } of nodes) changes += Math.max(1, fields.length);
  for (const { fields } of edges) changes += Math.max(1, fields.length);
  return changes;
}

/** Leaves of a delta: arrays are changes, objects lead to them. */
function countDelta(delta) {
  if (delta === undefined || typeof delta !== 'object') return 0;
  if (Array.isArray(delta)) return 1;
  return Object.values(delta).reduce((sum, inner) => sum + countDelta(inner), 0);
}

/** The graph of the other workloads as often as it takes, each copy with ids of its own. */
function graph(nodes) {
  const copies = Array.from({ length: nodes / NODES_PER_COPY }, (_, copy) =>
    JSON.parse(
      JSON.stringify(definition(1))
        .replaceAll('"node-', `"node-${copy}-`)
        .replaceAll('"edge-', `"edge-${copy}-`),
    ),
  );
  return {
    nodes: copies.flatMap((copy) => copy.nodes),
    edges: copies.flatMap((copy) => copy.edges),
    settings: copies[0].settings,
  };
}

/** The same with two fields changed in every tenth node. */
function changed({ nodes, ...rest }) {
  return {
    ...rest,
    nodes: nodes.map((node, place) => {
      if (place % (1 / CHANGED_SHARE) !== 5) return node;
      const { prompt, model, ...config } = node.config;
      const words = prompt.split(' ').with(20, 'changed').join(' ');
      return {
        ...node,
        config: { prompt: words, ...config, model: { ...model, temperature: 0.7 } },
      };
    }),
  };
}

/** The same order in every run: a Fisher-Yates shuffle with a small generator. */
function shuffled(items) {
  const result = [...items];
  let state = 42;
  for (let place = result.length - 1; place > 0; place--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = state % (place + 1);
    [result[place], result[other]] = [result[other], result[place]];
  }
  return result;
}

/** What a process gets that reads two definitions: no object and no text is the same one. */
const parsed = (value) => JSON.parse(JSON.stringify(value));

function pairs(size) {
  const before = parsed(graph(size));
  const after = changed(before);
  const mixed = { ...after, nodes: shuffled(after.nodes) };
  return [
    { order: 'same order', before, after: parsed(after) },
    { order: 'shuffled', before, after: parsed(mixed) },
    { order: 'shared nodes', before, after, only: 'ours' },
  ];
}

function perSecond(compare, { before, after }) {
  const end = performance.now() + Number(options.milliseconds);
  const start = performance.now();
  let count = 0;
  do {
    compare(before, after);
    count++;
  } while (performance.now() < end);
  return (count * 1000) / (performance.now() - start);
}

function measure(size) {
  const rows = [];
  for (const pair of pairs(size)) {
    for (const [name, compare] of Object.entries(contestants)) {
      if ((pair.only ?? options.only).length > 0 && (pair.only ?? options.only) !== name) continue;
      if (size > (MOST_NODES[name] ?? Infinity)) continue;
      const changes = compare(pair.before, pair.after);
      if (name === 'ours') assert.equal(changes, size * CHANGED_SHARE * FIELDS_PER_NODE);
      rows.push({ pair, name, compare, changes, rates: [] });
    }
  }
  // The first round warms up.
  for (let round = 0; round <= Number(options.rounds); round++) {
    for (const row of rows) {
      const rate = perSecond(row.compare, row.pair);
      if (round > 0) row.rates.push(rate);
    }
  }
  return rows.map(({ pair, name, changes, rates }) => {
    const rival = rows.find((row) => row.pair === pair && row.name === 'fast-json-patch');
    const rate = median(rates);
    const ratio = rival ? (rate / median(rival.rates)).toFixed(2) : '–';
    return [size, pair.order, name, rate.toPrecision(4), ratio, changes];
  });
}

const sizes = options.sizes.split(',').map(Number);
const header = ['nodes', 'nodes of the later one', 'compared by', 'per second', '×', 'changes'];
console.log(table([header, ...sizes.flatMap(measure)]));
