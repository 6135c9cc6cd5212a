import * as fc from 'fast-check';
import { RunFigures } from '../../src/run/figures/run-figures';
import { RunRollupStore } from '../../src/run/figures/run-rollup.store';
import { type Figures } from '../../src/run/figures/figures';
import { type RunStats, type StatsOwner } from '../../src/run/figures/run-stats';
import { RunStatsLoader } from '../../src/run/figures/run-stats.loader';
import { type WantedWindow } from '../../src/run/figures/stats-window';
import { type Run } from '../../src/run/run';
import { type Database } from '../../src/platform/database/database';
import { createTestApp } from '../support/create-test-app';
import { databases, type TestDatabase } from '../support/databases';
import { FixedClock } from '../support/fixed-clock';
import { Seed } from '../support/seed';

type Metrics = Record<string, number>;
type Ended = Run & { finishedAt: string };

const HOUR = 60 * 60 * 1000;
/** Two days before the clocks of Berlin were put forward. */
const START = Date.parse('2026-03-27T00:00:00.000Z');
const DAYS = 5;
const WHOLE: WantedWindow = { from: new Date(START), to: new Date(START + DAYS * 24 * HOUR) };
const CHANNELS = [null, 'ch_one', 'ch_two'];

/** How a run ends; `turns` is how often it ends before that, and is reopened each time. */
const ending = fc.record({
  version: fc.nat(2),
  channel: fc.nat(2),
  variant: fc.constantFrom(null, 'control', 'new'),
  isDrawn: fc.boolean(),
  mode: fc.constantFrom('LIVE' as const, 'LIVE' as const, 'LIVE' as const, 'TEST' as const),
  status: fc.constantFrom('SUCCEEDED' as const, 'FAILED' as const, 'CANCELED' as const),
  duration: fc.option(fc.oneof(fc.nat(2_000), fc.nat(20 * HOUR)), { freq: 9 }),
  offset: fc.nat(DAYS * 24 * HOUR - 1),
  metrics: fc.dictionary(fc.constantFrom('tokens', 'cost', '__proto__'), fc.nat(1_000)),
  turns: fc.array(fc.nat(DAYS * 24 * HOUR - 1), { maxLength: 2 }),
});
type Ending = typeof ending extends fc.Arbitrary<infer One> ? One : never;

describe.each(databases)('figures on $name', ({ create }) => {
  let target: TestDatabase;
  let database: Database;
  let workspaceId: string;
  let versions: string[];
  let owner: StatsOwner;
  beforeAll(async () => {
    target = await create();
    const app = await createTestApp({ database: target });
    ({ workspaceId } = app.caller);
    const workflow = await new Seed(app.client).workflowWith(['one', 'two', 'three']);
    versions = [];
    for (const ref of [1, 2, 3]) versions.push((await workflow.version(ref, 'id')).id);
    owner = { kind: 'workflow', id: workflow.id, workflowId: workflow.id };
    await app.close();
    database = await target.open();
  });
  afterAll(async () => {
    await database.close();
    await target.remove();
  });

  /** Figures of nothing yet; the runs of one workflow with three versions are made up. */
  const world = async () => {
    await database.transaction((transaction) =>
      database.query('DELETE FROM run_rollup', [], transaction),
    );
    const rollups = new RunRollupStore(database);
    const figures = new RunFigures(rollups);
    const loaderOf = (id: string) => new RunStatsLoader(rollups, new FixedClock(), id);
    const loader = loaderOf(workspaceId);
    const run = (end: Ending, offset: number, status: Run['status']): Ended => {
      const finished = START + offset;
      const { duration } = end;
      return {
        workspaceId,
        workflowId: owner.workflowId,
        versionId: versions[end.version],
        channelId: CHANNELS[end.channel],
        variant: end.variant,
        selectedBy: end.isDrawn ? 'SPLIT' : 'EXPLICIT',
        mode: end.mode,
        status,
        startedAt: duration === null ? null : new Date(finished - duration).toISOString(),
        finishedAt: new Date(finished).toISOString(),
      } as Ended;
    };
    const finish = (one: Run, metrics: Metrics) =>
      database.transaction((transaction) => figures.finished(transaction, one, metrics));
    const reopen = (one: Run, metrics: Metrics) =>
      database.transaction((transaction) => figures.reopened(transaction, one, metrics));
    /** Lets runs end as told, those that do so several times reopened in between. */
    const play = async (endings: Ending[]) => {
      const ended: { run: Ended; metrics: Metrics }[] = [];
      for (const end of endings) {
        for (const offset of end.turns) {
          const failed = run(end, offset, 'FAILED');
          await finish(failed, end.metrics);
          await reopen(failed, end.metrics);
        }
        const last = run(end, end.offset, end.status);
        await finish(last, end.metrics);
        ended.push({ run: last, metrics: end.metrics });
      }
      return ended;
    };
    return { rollups, loader, loaderOf, run, finish, reopen, play };
  };

  const dayIn = (timeZone: string) => (time: string) =>
    new Date(time).toLocaleDateString('en-CA', { timeZone });

  /** Holds figures to the runs themselves. */
  const check = (found: Figures, all: { run: Ended; metrics: Metrics }[]): void => {
    const counted = all.filter(({ run }) => run.mode === 'LIVE');
    const of = (status: string) => counted.filter(({ run }) => run.status === status).length;
    const [succeeded, failed, canceled] = ['SUCCEEDED', 'FAILED', 'CANCELED'].map(of) as [
      number,
      number,
      number,
    ];
    expect(found).toMatchObject({
      runs: counted.length,
      succeeded,
      failed,
      canceled,
      successRate: succeeded + failed === 0 ? null : succeeded / (succeeded + failed),
    });
    const decided = counted.filter(({ run }) => run.status !== 'CANCELED');
    checkDurations(found, decided);
    const names = new Set(decided.flatMap(({ metrics }) => Object.keys(metrics)));
    expect(found.measures().map(({ name }) => name)).toEqual([...names].sort());
    for (const { name, count, sum, mean, min, max } of found.measures()) {
      const values = decided
        .filter(({ metrics }) => Object.hasOwn(metrics, name))
        .map(({ metrics }) => metrics[name]!);
      expect([name, count, sum]).toEqual([name, values.length, total(values)]);
      expect(mean).toBe(sum / count);
      expect(min).toBeLessThanOrEqual(Math.min(...values));
      expect(max).toBeGreaterThanOrEqual(Math.max(...values));
    }
  };

  const checkDurations = (found: Figures, decided: { run: Ended }[]): void => {
    const durations = decided
      .filter(({ run }) => run.startedAt !== null)
      .map(({ run }) => Date.parse(run.finishedAt) - Date.parse(run.startedAt!))
      .sort((a, b) => a - b);
    const summary = found.durationSummary();
    if (durations.length === 0) return void expect(summary).toBeNull();
    expect(summary!.mean).toBeCloseTo(total(durations) / durations.length, 6);
    for (const [share, value] of [
      [0.5, summary!.p50],
      [0.95, summary!.p95],
      [0.99, summary!.p99],
    ] as const) {
      const exact = durations[Math.floor(share * (durations.length - 1))]!;
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 0.01 + 1e-6);
    }
  };

  const checkSeries = (
    stats: RunStats,
    ended: { run: Ended; metrics: Metrics }[],
    periodOf: (time: string) => string,
  ): void => {
    const series = stats.series();
    const periods = series.map(({ startsAt }) => periodOf(startsAt));
    expect(new Set(periods).size).toBe(periods.length);
    for (const { run } of ended) expect(periods).toContain(periodOf(run.finishedAt));
    series.forEach(({ figures: found }, place) =>
      check(
        found,
        ended.filter(({ run }) => periodOf(run.finishedAt) === periods[place]),
      ),
    );
  };

  test('are what a look at every run says: in all, by hour, by day, by version and by channel', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ending, { maxLength: 30 }), async (endings) => {
        const { loader, play } = await world();
        const ended = await play(endings);
        const byDay = await loader.of(owner, WHOLE);
        check(byDay.total(), ended);
        checkSeries(byDay, ended, (time) => time.slice(0, 10));
        const byHour = await loader.of(owner, { ...WHOLE, interval: 'HOUR' });
        check(byHour.total(), ended);
        checkSeries(byHour, ended, (time) => time.slice(0, 13));
        const timeZone = 'Europe/Berlin';
        checkSeries(await loader.of(owner, { ...WHOLE, timeZone }), ended, dayIn(timeZone));

        for (const { of, figures: found } of byDay.byVersion())
          check(
            found,
            ended.filter(({ run }) => run.versionId === of.versionId),
          );
        for (const { of, figures: found } of byHour.byChannel())
          check(
            found,
            ended.filter(({ run }) => (run.channelId ?? '') === of.channelId),
          );
        for (const id of versions)
          check(
            (await loader.of({ ...owner, kind: 'version', id }, WHOLE)).total(),
            ended.filter(({ run }) => run.versionId === id),
          );
      }),
      { numRuns: 20 },
    );
  });

  test('are as before once an end was taken back, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ending, { maxLength: 8 }),
        fc.array(ending, { minLength: 1, maxLength: 8 }),
        async (kept, taken) => {
          const { loader, run, finish, reopen, play } = await world();
          const ended = await play(kept);
          const others = taken.map((end) => ({ run: run(end, end.offset, end.status), end }));
          for (const other of others) await finish(other.run, other.end.metrics);
          for (const other of others) await reopen(other.run, other.end.metrics);
          check((await loader.of(owner, WHOLE)).total(), ended);
          const byHour = await loader.of(owner, { ...WHOLE, interval: 'HOUR' });
          checkSeries(byHour, ended, (time) => time.slice(0, 13));
        },
      ),
      { numRuns: 15 },
    );
  });

  test('take back nothing that was never counted', async () => {
    const { loader, run, reopen } = await world();
    const [end] = fc.sample(ending, 1);
    await reopen({ ...run(end!, 0, 'FAILED'), mode: 'LIVE' }, { tokens: 1 });
    expect((await loader.of(owner, WHOLE)).total()).toMatchObject({ runs: 0, failed: 0 });
  });

  test('of another workspace are not there', async () => {
    const { loader, loaderOf, run, finish } = await world();
    const [end] = fc.sample(ending, 1);
    await finish({ ...run(end!, 0, 'FAILED'), mode: 'LIVE' }, {});
    expect((await loader.of(owner, WHOLE)).total().runs).toBe(1);
    expect((await loaderOf('ws_other').of(owner, WHOLE)).total().runs).toBe(0);
  });

  test('are refused where more would have to be read than at once is read', async () => {
    const { rollups, run, finish } = await world();
    const [end] = fc.sample(ending, 1);
    await finish({ ...run(end!, 0, 'FAILED'), mode: 'LIVE' }, {});
    const within = (most: number) =>
      rollups.within(
        workspaceId,
        'workflow',
        [owner.id],
        { grain: 'HOUR', from: '2026-03-27', to: '2026-03-28' },
        most,
      );
    expect((await within(1))?.get(owner.id)).toHaveLength(1);
    expect(await within(0)).toBeUndefined();
  });
});

function total(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
