import { type Database } from '../../src/platform/database/database';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases, postgresOnly, type TestDatabase } from '../support/databases';
import { describeEach } from '../support/describe-each';
import { FixedClock } from '../support/fixed-clock';
import { Seed, type SeededWorkflow } from '../support/seed';
import { schedule, triggeredBy, webhook } from '../support/triggers';
import { dump, settled, until } from './tables';

const MINUTE = 60_000;

async function live(seed: Seed, ...triggers: Record<string, unknown>[]): Promise<SeededWorkflow> {
  const workflow = await seed.workflow();
  await workflow.save(triggeredBy(...triggers));
  await workflow.activate(1);
  return workflow;
}

const firedBy = async (workflow: SeededWorkflow): Promise<string[]> => {
  const { edges } = (await workflow.read('runs(first: 100) { edges { node { triggerKey } } }'))
    .runs;
  return edges.map(({ node }) => node['triggerKey'] as string);
};

describe.each(databases)('schedules on $name', (kind) => {
  let app: TestApp;
  let database: Database;
  let seed: Seed;
  /** Fails the n-th statement from now on; 0 fails none. */
  let failAt = 0;
  let hit: string | undefined;
  let rollbacks = 0;
  beforeAll(async () => {
    const statementObserver = (sql: string): void => {
      if (sql === 'ROLLBACK') rollbacks++;
      if (failAt === 0 || sql === 'ROLLBACK' || --failAt > 0) return;
      hit = sql;
      throw new Error('injected');
    };
    app = await createTestApp({
      kind,
      pollInterval: NEVER,
      runConcurrency: 0,
      statementObserver,
    });
    database = await app.database.open();
    seed = new Seed(app.client);
  });
  afterAll(async () => {
    await database.close();
    await app.close();
  });

  test('are tried again after an error at any statement, and fire once', async () => {
    const workflow = await live(seed, schedule('minutely'));
    app.clock.advance(MINUTE);
    await settled(database);
    const before = await dump(database);
    const statements: string[] = [];
    for (;;) {
      hit = undefined;
      failAt = statements.length + 1;
      await app.services.schedules.look();
      failAt = 0;
      if (hit === undefined) break;
      statements.push(hit);
      expect(await dump(database)).toEqual(before);
    }
    expect(statements.join()).toMatch(/INSERT INTO schedule_tick.*INSERT INTO run .*COMMIT/s);
    expect(await firedBy(workflow)).toEqual(['minutely']);
  });

  test('that fail do not keep others from their ticks', async () => {
    const failing = await live(seed, schedule('failing'));
    await database.query(`UPDATE armed_trigger SET time_zone = 'Nowhere' WHERE workflow_id = ?`, [
      failing.id,
    ]);
    const others = [await live(seed, schedule('other')), await live(seed, schedule('other'))];
    app.clock.advance(MINUTE);
    await app.services.schedules.look();
    for (const workflow of others) expect(await firedBy(workflow)).toEqual(['other']);
    expect(await firedBy(failing)).toEqual([]);
    expect(app.log.join()).toContain('a schedule could not be fired');
    await database.query(`UPDATE armed_trigger SET time_zone = 'UTC' WHERE workflow_id = ?`, [
      failing.id,
    ]);
    await app.services.schedules.look();
    expect(await firedBy(failing)).toEqual(['failing']);
  });

  test('are fired by the timer, without being asked', async () => {
    const database = await kind.create();
    const timed = await createTestApp({ database, pollInterval: 20, runConcurrency: 0 });
    const workflow = await live(new Seed(timed.client), schedule('minutely'));
    timed.clock.advance(MINUTE);
    await until(async () => (await firedBy(workflow)).length === 1);
    await timed.close();
    await database.remove();
  });

  test('of two versions never both fire, whoever is faster', async () => {
    for (let round = 0; round < 5; round++) {
      const workflow = await live(seed, schedule('old'));
      await workflow.save(triggeredBy(schedule('new')));
      app.clock.advance(MINUTE);
      await Promise.all([app.services.schedules.look(), workflow.activate(2)]);
      await app.services.schedules.look();
      expect(['', 'old']).toContain((await firedBy(workflow)).join());
      app.clock.advance(MINUTE);
      await app.services.schedules.look();
      expect((await firedBy(workflow))[0]).toBe('new');
      expect((await firedBy(workflow)).length).toBeLessThan(3);
    }
  });

  test('paths that several workflows want at once go to one of them', async () => {
    const wanting: SeededWorkflow[] = [];
    for (let made = 0; made < 4; made++) {
      const workflow = await seed.workflow();
      // the same two paths, at nodes in another order
      const [one, other] = made % 2 === 0 ? ['race-a', 'race-b'] : ['race-b', 'race-a'];
      await workflow.save(triggeredBy(webhook('first', one), webhook('second', other)));
      wanting.push(workflow);
    }
    rollbacks = 0;
    const payloads = await Promise.all(
      wanting.map((workflow) => workflow.attempt('activateVersion', { version: 1 }, 'changed')),
    );
    const refused = payloads.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
    expect(refused).toEqual(Array(3).fill('WEBHOOK_PATH_TAKEN'));
    // none of them was ended by PostgreSQL because they waited for each other in a circle
    if (kind.name === 'postgres') expect(rollbacks).toBe(3);
    const states = await Promise.all(wanting.map((workflow) => workflow.live()));
    expect(states.sort()).toEqual(['none', 'none', 'none', 'v1']);
  });
});

describeEach(postgresOnly, 'schedules of several processes', (kind) => {
  let database: TestDatabase;
  let clock: FixedClock;
  let apps: TestApp[];
  let seed: Seed;
  beforeAll(async () => {
    database = await kind.create();
    clock = new FixedClock();
    apps = [];
    for (let started = 0; started < 2; started++)
      apps.push(await createTestApp({ database, clock, pollInterval: NEVER, runConcurrency: 0 }));
    seed = new Seed(apps[0]!.client);
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
    await database.remove();
  });
  const look = () => Promise.all(apps.map((app) => app.services.schedules.look()));

  test('fire each tick once', async () => {
    const workflows: SeededWorkflow[] = [];
    for (let made = 0; made < 8; made++)
      workflows.push(await live(seed, schedule('one'), schedule('two')));
    for (let ticks = 0; ticks < 3; ticks++) {
      clock.advance(MINUTE);
      await look();
    }
    for (const workflow of workflows)
      expect((await firedBy(workflow)).sort()).toEqual(['one', 'one', 'one', 'two', 'two', 'two']);
    expect(apps.flatMap(({ log }) => log)).toEqual([]);
  });

  test('do not wait for a workflow that somebody holds', async () => {
    const held = await live(seed, schedule('held'));
    const other = await live(seed, schedule('other'));
    clock.advance(MINUTE);
    const holder = await database.open();
    let looking: Promise<unknown> | undefined;
    await holder.transaction(async (transaction) => {
      await holder.query('SELECT id FROM workflow WHERE id = ? FOR UPDATE', [held.id], transaction);
      looking = look();
      await until(async () => (await firedBy(other)).length === 1);
      expect(await firedBy(held)).toEqual([]);
    });
    await looking;
    expect(await firedBy(held)).toEqual(['held']);
    await holder.close();
  });
});
