import { rateDifference } from '../../src/run/execution/rate-difference';
import { greets } from '../support/builders';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { FixedClock } from '../support/fixed-clock';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const EXTERNAL = { executor: 'EXTERNAL' };
const FAILED = { error: { code: 'BROKEN', message: 'It broke.' } };
const COUNTS = 'runs succeeded failed canceled successRate';
const NONE = { runs: 0, succeeded: 0, failed: 0, canceled: 0, successRate: null };

type Figures = Record<string, number | null> & {
  durationMs: Record<string, number> | null;
  metrics: unknown[];
};
interface Part {
  startsAt: string;
  number: number;
  version: { number: number } | null;
  channel: { key: string } | null;
  name: string;
  figures: Figures;
}
interface Stats {
  startsAt: string;
  endsAt: string;
  total: Figures;
  series: Part[];
  byVersion: Part[];
  byChannel: Part[];
  byVariant: Part[];
  comparison: { channel: { key: string }; variants: Answer[] } | null;
}

describe.each(databases)('figures of runs on $name', (kind) => {
  let app: TestApp;
  let clock: FixedClock;
  let seed: Seed;
  let statements: string[];
  beforeAll(async () => {
    clock = new FixedClock('2026-03-27T09:00:00.000Z');
    const statementObserver = (sql: string) => void statements.push(sql);
    statements = [];
    app = await createTestApp({ kind, clock, pollInterval: NEVER, statementObserver });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const live = async (...greetings: string[]): Promise<SeededWorkflow> => {
    const workflow = await seed.workflowWith(greetings);
    await workflow.activate(greetings.length);
    return workflow;
  };
  const statsOf = async (workflow: SeededWorkflow, fields: string, window = '') =>
    (await workflow.read(`stats${window} { ${fields} }`))['stats'] as Stats;
  /** A run that takes `duration` milliseconds. */
  const take = async (workflow: SeededWorkflow, duration: number, end = {}, start = {}) => {
    await workflow.start({ ...EXTERNAL, ...start });
    const lease = await workflow.claim();
    clock.advance(duration);
    await seed.mutate('finishRun', { ...lease, ...end });
    return lease.runId;
  };
  const touching = (table: string) =>
    statements.filter((sql) => new RegExp(`(FROM|INTO|UPDATE) ${table}\\b`).test(sql));

  test('count ends by status, tell the success rate, durations and measures', async () => {
    const workflow = await live('one');
    for (const tokens of [10, 30]) await take(workflow, 1000, { metrics: { tokens } });
    await take(workflow, 4000, { ...FAILED, metrics: { tokens: 2, cost: 0.5 } });
    await seed.mutate('cancelRun', { runId: await workflow.start(EXTERNAL) });
    await workflow.start(EXTERNAL);
    const { total } = await statsOf(
      workflow,
      `total { ${COUNTS} durationMs { p50 p95 p99 mean } metrics { name count sum mean min max } }`,
    );
    const { durationMs, metrics, ...counts } = total;
    expect(counts).toEqual({
      runs: 4,
      succeeded: 2,
      failed: 1,
      canceled: 1,
      successRate: 2 / 3,
    });
    expect(durationMs!['mean']).toBe(2000);
    for (const [name, exact] of Object.entries({ p50: 1000, p95: 1000, p99: 1000 }))
      expect(Math.abs(durationMs![name]! - exact)).toBeLessThanOrEqual(exact * 0.01);
    expect(metrics).toEqual([
      { name: 'cost', count: 1, sum: 0.5, mean: 0.5, min: 0.5, max: 0.5 },
      { name: 'tokens', count: 3, sum: 42, mean: 14, min: 2, max: 30 },
    ]);
    const one = await statsOf(workflow, 'total { metrics(names: ["cost"]) { name } }');
    expect(one.total.metrics).toEqual([{ name: 'cost' }]);
  });

  test('do not count test runs, nor runs under way', async () => {
    const workflow = await live('one');
    await take(workflow, 1000, { metrics: { tokens: 1 } }, { mode: 'TEST' });
    await workflow.start(EXTERNAL);
    const fields = `total { ${COUNTS} durationMs { p50 } metrics { name } } byVersion { number }`;
    expect(await statsOf(workflow, fields)).toEqual({
      total: { ...NONE, durationMs: null, metrics: [] },
      byVersion: [],
    });
  });

  test('count an end once, however often it is reported', async () => {
    const workflow = await live('one');
    await workflow.start(EXTERNAL);
    const lease = await workflow.claim();
    for (let times = 0; times < 3; times++) await seed.mutate('finishRun', lease);
    expect((await statsOf(workflow, 'total { runs }')).total['runs']).toBe(1);
  });

  test('count each of the runs that end at once', async () => {
    const workflow = await live('one');
    await workflow.mutate('startRuns', { ...EXTERNAL, runs: Array(20).fill({}) });
    const { claims } = await workflow.mutate(
      'claimRun',
      { limit: 20 },
      'claims { leaseToken run { id } }',
    );
    await Promise.all(
      claims.map(({ leaseToken, run }) =>
        seed.mutate('finishRun', { runId: run.id, leaseToken, metrics: { tokens: 1 } }),
      ),
    );
    const { total } = await statsOf(workflow, 'total { succeeded metrics { sum } }');
    expect(total).toEqual({ succeeded: 20, metrics: [{ sum: 20 }] });
  });

  test('are cut into hours or days, those without runs among them', async () => {
    const workflow = await live('one');
    const startsAt = clock.now();
    for (const pause of [0, HOUR, 2 * DAY]) {
      clock.advance(pause);
      await take(workflow, 0);
    }
    const from = `from: "${startsAt}"`;
    const points = async (window: string) =>
      (await statsOf(workflow, 'series { startsAt figures { runs } }', `(window: {${window}})`))
        .series;
    const days = await points(from);
    expect(days.map(({ figures }) => figures['runs'])).toEqual([2, 0, 1]);
    expect(days[0]!.startsAt).toBe(`${startsAt.slice(0, 10)}T00:00:00.000Z`);
    const hours = (await points(`${from} interval: HOUR`)).map(({ figures }) => figures['runs']);
    expect([hours.length, hours[0], hours[1], hours[2], hours[49]]).toEqual([50, 1, 1, 0, 1]);
    expect(await points('')).toHaveLength(30);
  });

  test('by day of Berlin count what ended after its midnight', async () => {
    const workflow = await live('one');
    clock.advance(Date.parse('2026-06-10T21:30:00Z') - Date.parse(clock.now()));
    await take(workflow, 0);
    clock.advance(HOUR);
    await take(workflow, 0, FAILED);
    const berlin = '(window: { from: "2026-06-09T22:00:00Z", timeZone: "Europe/Berlin" })';
    const fields = 'startsAt endsAt series { startsAt figures { succeeded failed } }';
    expect(await statsOf(workflow, fields, berlin)).toEqual({
      startsAt: '2026-06-09T22:00:00.000Z',
      endsAt: '2026-06-11T22:00:00.000Z',
      series: [
        { startsAt: '2026-06-09T22:00:00.000Z', figures: { succeeded: 1, failed: 0 } },
        { startsAt: '2026-06-10T22:00:00.000Z', figures: { succeeded: 0, failed: 1 } },
      ],
    });
  });

  test('are told by version and by channel', async () => {
    const workflow = await live('one', 'two');
    await workflow.mutate('createChannel', { key: 'staging' });
    await workflow.mutate('activateVersion', { version: 1, channel: 'staging' });
    for (const start of [{}, {}, { channel: 'staging' }, { version: 'draft' }])
      await take(workflow, 10, {}, start);
    const { byVersion, byChannel } = await statsOf(
      workflow,
      `byVersion { number version { number } figures { runs } }
       byChannel { channel { key } figures { runs } }`,
    );
    expect(byVersion[0]).toEqual({ number: 2, version: { number: 2 }, figures: { runs: 2 } });
    expect(byVersion.map(({ number }) => number).sort()).toEqual([0, 1, 2]);
    expect(byChannel[0]).toEqual({ channel: { key: 'live' }, figures: { runs: 2 } });
    expect(byChannel.slice(1).map(({ channel }) => channel)).toEqual(
      expect.arrayContaining([null, { key: 'staging' }]),
    );
    const { channel } = await workflow.read(
      'channel(key: "staging") { stats { total { runs } byVersion { number } } }',
    );
    expect(channel['stats']).toEqual({ total: { runs: 1 }, byVersion: [{ number: 1 }] });
    expect((await statsOf(workflow, 'byVersion(first: 1) { number }')).byVersion).toHaveLength(1);
  });

  test('stay when runs, and then their version, are deleted', async () => {
    const workflow = await seed.workflowWith(['one']);
    for (const greeting of ['two', 'three'])
      await workflow.save(undefined, { definition: greets(greeting), parent: 1 });
    const runId = await take(workflow, 10, {}, { version: 2 });
    await seed.mutate('deleteRun', { runId });
    const fields = 'total { runs } byVersion { number version { number } }';
    expect(await statsOf(workflow, fields)).toEqual({
      total: { runs: 1 },
      byVersion: [{ number: 2, version: { number: 2 } }],
    });
    await workflow.mutate('deleteVersion', { version: 2 });
    expect(await statsOf(workflow, fields)).toEqual({
      total: { runs: 1 },
      byVersion: [{ number: 2, version: null }],
    });
  });

  describe('of a split', () => {
    /** Routes by half to `control` and `new`, and ends 60 runs: how many failed depends on the variant. */
    const split = async (labels: boolean) => {
      const workflow = await seed.workflowWith(['one', 'two']);
      const route = (version: number, label: string) => ({ version, ...(labels && { label }) });
      const routes = [route(2, 'new'), route(1, 'control')];
      await workflow.mutate('routeChannel', { routes });
      await workflow.mutate('startRuns', { ...EXTERNAL, runs: Array(60).fill({}) });
      const { claims } = await workflow.mutate(
        'claimRun',
        { limit: 60 },
        'claims { leaseToken run { id version { number } } }',
      );
      const counts = [1, 2].map(() => ({ succeeded: 0, total: 0 }));
      for (const { leaseToken, run } of claims) {
        const count = counts[run.version.number - 1]!;
        // all of version 1 succeed, of version 2 every other one
        const hasFailed = run.version.number === 2 && count.total % 2 === 0;
        count.total++;
        if (!hasFailed) count.succeeded++;
        const lease = { runId: run.id, leaseToken };
        await seed.mutate('finishRun', { ...lease, ...(hasFailed && FAILED) });
      }
      return { workflow, one: counts[0]!, two: counts[1]! };
    };
    const COMPARED =
      'variants { variant { name label versions { number } figures { succeeded failed } } isBaseline difference { difference lower upper isSignificant } }';

    test('compare the variants with the one of the oldest version', async () => {
      const { workflow, one, two } = await split(true);
      // asked for, so not drawn: no part of the comparison
      for (const version of [1, 2]) await take(workflow, 0, FAILED, { version, channel: 'live' });
      const { comparison, total } = await statsOf(
        workflow,
        `total { runs } comparison { channel { key } ${COMPARED} }`,
      );
      expect(total['runs']).toBe(62);
      expect(comparison).toEqual({
        channel: { key: 'live' },
        variants: [
          {
            variant: {
              name: 'control',
              label: 'control',
              versions: [{ number: 1 }],
              figures: { succeeded: one.succeeded, failed: 0 },
            },
            isBaseline: true,
            difference: null,
          },
          {
            variant: {
              name: 'new',
              label: 'new',
              versions: [{ number: 2 }],
              figures: { succeeded: two.succeeded, failed: two.total - two.succeeded },
            },
            isBaseline: false,
            difference: { ...rateDifference(two, one) },
          },
        ],
      });
      const [, compared] = comparison!.variants;
      expect(compared).toMatchObject({ difference: { isSignificant: true } });
    });

    test('name variants without a label by their version, and compare with the one that is named', async () => {
      const { workflow, one, two } = await split(false);
      const { comparison, byVariant } = await statsOf(
        workflow,
        `comparison(baseline: "v2") { ${COMPARED} } byVariant { name figures { runs } }`,
      );
      expect(comparison!.variants).toMatchObject([
        { variant: { name: 'v2', label: null }, isBaseline: true },
        { variant: { name: 'v1' }, difference: { ...rateDifference(one, two) } },
      ]);
      expect(byVariant.map(({ name }) => name).sort()).toEqual(['v1', 'v2']);
      const { channel } = await workflow.read(
        'channel { stats { comparison { variants { isBaseline } } } }',
      );
      expect(channel['stats']).toEqual({
        comparison: { variants: [{ isBaseline: true }, { isBaseline: false }] },
      });
    });

    test('are not there where nothing was drawn, or no variant has the name', async () => {
      const workflow = await live('one');
      await take(workflow, 0);
      const none = 'comparison { channel { key } } byVariant { name }';
      expect(await statsOf(workflow, none)).toEqual({ comparison: null, byVariant: [] });
      const { workflow: other } = await split(true);
      for (const given of ['baseline: "none"', 'channel: "none"'])
        expect(await statsOf(other, `comparison(${given}) { channel { key } }`)).toEqual({
          comparison: null,
        });
    });
  });

  test('of twenty versions, of twenty workflows and of their channels take one statement each, and no look at runs', async () => {
    const workflow = await seed.workflowWith(
      Array.from({ length: 20 }, (_, place) => `greeting ${place}`),
    );
    for (const version of [3, 17]) await take(workflow, 10, {}, { version });
    const fields = `stats { total { ${COUNTS} durationMs { p50 } metrics { name } } series { figures { runs } } }`;
    statements = [];
    const { versions } = await workflow.read(
      `versions(first: 20) { edges { node { number ${fields} } } }`,
    );
    const ran = versions.edges
      .filter(({ node }) => (node['stats'] as Stats).total['runs'] === 1)
      .map(({ node }) => node.number);
    expect(ran).toEqual([17, 3]);
    expect([touching('run_rollup').length, touching('run')]).toEqual([1, []]);
    statements = [];
    await seed.query(
      `{ workflows(first: 20) { edges { node { ${fields} channel { ${fields} } } } } }`,
    );
    expect([touching('run_rollup').length, touching('run')]).toEqual([2, []]);
  });

  test('take two statements of an end', async () => {
    const workflow = await live('one');
    await take(workflow, 10);
    await workflow.start(EXTERNAL);
    const lease = await workflow.claim();
    statements = [];
    await seed.mutate('finishRun', lease);
    expect(touching('run_rollup')).toHaveLength(2);
  });

  test.each([
    ['(window: { from: "2020-01-01T00:00:00Z" })', 'total { runs }'],
    ['(window: { timeZone: "Mars/Base" })', 'total { runs }'],
    ['(window: { interval: HOUR, from: "2026-01-01T00:00:00Z" })', 'total { runs }'],
    ['', 'byVersion(first: 101) { number }'],
  ])('are refused out of bounds: stats%s { %s }', async (window, fields) => {
    const workflow = await seed.workflow();
    const document = `{ workflow(id: "${workflow.id}") { stats${window} { ${fields} } } }`;
    expect(await seed.errorCode(document)).toBe('INVALID_INPUT');
  });

  test('need the right to read runs', async () => {
    const workflow = await seed.workflow();
    const reader = new Seed(app.client.as(await app.token('workflows:read')));
    const document = `{ workflow(id: "${workflow.id}") { stats { total { runs } } } }`;
    expect(await reader.errorCode(document)).toBe('FORBIDDEN');
  });
});
