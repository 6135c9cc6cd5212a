import { createTestApp, NEVER } from '../support/create-test-app';
import { databases } from '../support/databases';
import { executed, finishedRun, graph, runWhen } from '../support/executed-run';
import { TestNodes } from '../support/node-types';
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

  test('a run that is tried again after its caller failed goes on, and is no orphan', async () => {
    const nodes = new TestNodes();
    const app = await createTestApp({ kind, pollInterval: NEVER, nodeTypes: nodes.types });
    const seed = new Seed(app.client);
    const [called, caller] = [await seed.workflow(), await seed.workflow()];
    await called.save(
      graph(
        [
          ['start', 'trigger.manual'],
          ['work', 'test.work'],
        ],
        ['start -> work'],
      ),
    );
    const config = { workflowId: called.id, input: '{}' };
    const call = graph(
      [
        ['start', 'trigger.manual'],
        ['call', 'workflow', config],
      ],
      ['start -> call'],
    );
    await caller.save(call);
    nodes.work.set('work', () => {
      throw new Error('It is down.');
    });
    await executed(caller, { version: 1 });
    const { runs } = await called.read('runs { edges { node { id } } }');
    const { id } = runs.edges[0]!.node;
    const { release } = nodes.hold('work');
    await seed.mutate('retryRun', { runId: id });
    await app.services.endRun.cancelOrphans();
    release();
    expect((await finishedRun(seed, id)).status).toBe('SUCCEEDED');
    await app.close();
  });
});
