import { createTestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { runWhen } from '../support/executed-run';
import { Seed } from '../support/seed';

describe.each(databases)('what crashes have left, on $name', (kind) => {
  test('runs whose caller is finished are canceled, and those whose caller goes on are not', async () => {
    const app = await createTestApp({ kind, pollInterval: 20 });
    const database = await app.database.open();
    const seed = new Seed(app.client);
    const workflow = await seed.workflowWith(['one']);
    await workflow.activate(1);
    const finished = await workflow.finish();
    const underWay = await workflow.start();
    const [orphan, child] = [await workflow.start(), await workflow.start()];
    await database.transaction(async (transaction) => {
      for (const [caller, called] of [
        [finished, orphan],
        [underWay, child],
      ])
        await database.query(
          'UPDATE run SET parent_run = ? WHERE id = ?',
          [caller!, called!],
          transaction,
        );
    });
    await runWhen(seed, orphan, ({ status }) => status === 'CANCELED');
    expect(await seed.run(child, 'status')).toEqual({ status: 'QUEUED' });
    await database.close();
    await app.close();
  });
});
