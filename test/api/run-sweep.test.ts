import { createTestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { runWhen } from '../support/executed-run';
import { Seed } from '../support/seed';

describe.each(databases)('what crashes have left, on $name', (kind) => {
  test('runs whose calling step is over are canceled, and those whose step goes on are not', async () => {
    const app = await createTestApp({ kind, pollInterval: 20 });
    const database = await app.database.open();
    const seed = new Seed(app.client);
    const workflow = await seed.workflowWith(['one']);
    await workflow.activate(1);
    const finished = await workflow.finish();
    const underWay = await workflow.start();
    const lease = await workflow.claim();
    expect(lease.runId).toBe(underWay);
    const calling = { ...lease, nodeKey: 'greet', status: 'RUNNING' };
    const { step } = await seed.mutate('reportStep', calling, 'step { id }');
    const [orphan, child] = [await workflow.start(), await workflow.start()];
    await database.transaction(async (transaction) => {
      for (const values of [
        [finished, 'step_that_is_over', orphan],
        [underWay, step.id, child],
      ])
        await database.query(
          'UPDATE run SET parent_run = ?, parent_step = ? WHERE id = ?',
          values,
          transaction,
        );
    });
    await runWhen(seed, orphan, ({ status }) => status === 'CANCELED');
    expect(await seed.run(child, 'status')).toEqual({ status: 'QUEUED' });
    await database.close();
    await app.close();
  });
});
