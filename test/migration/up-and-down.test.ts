import { Readable } from 'node:stream';
import { type DataSource } from 'typeorm';
import { allMigrations } from '../../migrations/all-migrations';
import { greets } from '../support/builders';
import { exported } from '../support/bundles';
import { createTestApp } from '../support/create-test-app';
import { databases, type TestDatabase } from '../support/databases';
import { executed, graph } from '../support/executed-run';
import { Seed } from '../support/seed';
import { schedule, triggeredBy } from '../support/triggers';
import { openSource, tablesOf } from './open-source';

/** A world in which every table has rows. */
async function fill(database: TestDatabase): Promise<string> {
  const app = await createTestApp({ database });
  const seed = new Seed(app.client);
  const workflow = await seed.workflow({ idempotencyKey: 'once' });
  await workflow.mutate('saveLayout', { layout: { positions: { greet: { x: 1, y: 2 } } } });
  await workflow.save();
  await workflow.save(greets('two'));
  await workflow.activate(1, 2);
  await workflow.mutate('rollback');
  await workflow.start();
  const lease = await workflow.claim();
  await seed.mutate('setSecret', { name: 'TOKEN', value: 'one' });
  await seed.mutate('reportStep', { ...lease, nodeKey: 'greet', status: 'RUNNING' });
  await workflow.finish();
  await workflow.mutate('mergeVersions', { theirs: 1 });
  const stale = { expectedRevision: 1, definition: greets('stale') };
  expect((await workflow.refusal('saveDraft', stale)).code).toBe('DRAFT_CONFLICT');
  const config = { workflowId: workflow.id, input: '{}' };
  await workflow.edit({
    nodes: [{ id: 'call', type: 'workflow', name: 'Call', config }],
    edges: [],
  });
  await app.services.housekeeping.run();
  const bundle = await exported(seed, workflow.id);
  const file = Readable.from([Buffer.from(JSON.stringify(bundle))]);
  await app.services.bundleUploads.keep(app.caller, file);
  const triggered = await seed.workflow({ definition: triggeredBy(schedule('minutely')) });
  await triggered.mutate('saveVersion', { activate: true });
  app.clock.advance(60_000);
  await app.services.schedules.look();
  const counts = graph(
    [
      ['start', 'trigger.manual'],
      ['count', 'set-variable', { name: 'count', value: '1' }],
    ],
    ['start -> count'],
    { variables: [{ name: 'count', type: 'number', lifetime: 'persist' }] },
  );
  const counter = await seed.workflow({ definition: counts });
  await counter.save();
  await counter.activate(1);
  await executed(counter);
  const text = '[{"id": "a", "type": "inject", "wires": []}]';
  await seed.mutate('importWorkflowFiles', { files: [{ name: 'flow', text }] });
  await app.close();
  return workflow.id;
}

const countOf = async (source: DataSource, table: string): Promise<number> => {
  const [row] = await source.query<{ count: number }[]>(`SELECT COUNT(*) AS count FROM ${table}`);
  return Number(row!.count);
};

async function undoAll(source: DataSource): Promise<void> {
  for (let left = allMigrations.length; left > 0; left--)
    await source.undoLastMigration({ transaction: 'each' });
}

describe.each(databases)('migrations on $name', ({ create }) => {
  let database: TestDatabase;
  beforeEach(async () => (database = await create()));
  afterEach(() => database.remove());

  test('go down with rows present and up again, and leave nothing behind', async () => {
    await fill(database);
    const source = await openSource(database);
    const tables = await tablesOf(source);
    expect(tables).toContain('workflow');
    for (const table of tables)
      if (table !== 'event_feed')
        expect([table, await countOf(source, table)]).not.toEqual([table, 0]);

    await undoAll(source);
    expect(await tablesOf(source)).toEqual([]);
    expect(await countOf(source, 'migration')).toBe(0);

    await source.runMigrations({ transaction: 'each' });
    expect(await tablesOf(source)).toEqual(tables);
    for (const table of tables)
      expect([table, await countOf(source, table)]).toEqual([
        table,
        table === 'installation' ? 1 : 0,
      ]);
    await source.destroy();

    // and what came up works
    await fill(database);
  });

  test('keep what is there when a server starts again', async () => {
    const id = await fill(database);
    const app = await createTestApp({ database });
    const { workflow } = await new Seed(app.client).query(
      `{ workflow(id: "${id}") { activeVersion { number } versions { totalCount } events { totalCount } } }`,
    );
    expect(workflow).toMatchObject({ activeVersion: { number: 1 }, versions: { totalCount: 2 } });
    await app.close();
    const source = await openSource(database);
    expect(await source.showMigrations()).toBe(false);
    expect(await countOf(source, 'migration')).toBe(allMigrations.length);
    await source.destroy();
  });

  test('name another store each time, so that cursors of the old one are refused', async () => {
    const source = await openSource(database);
    const storeId = async (): Promise<unknown> => source.query('SELECT store_id FROM installation');
    const before = await storeId();
    await undoAll(source);
    await source.runMigrations();
    expect(await storeId()).not.toEqual(before);
    await source.destroy();
  });
});
