import { createTestApp } from '../support/create-test-app';
import { postgresOnly } from '../support/databases';
import { Seed } from '../support/seed';
import { Subscriber, WORKFLOW_EVENTS } from '../support/subscriber';

// a loop, as describe.each takes no empty list where PostgreSQL is left out
for (const kind of postgresOnly) {
  test('events reach subscribers and readers of this process while its notices go nowhere', async () => {
    const app = await createTestApp({ kind, pollInterval: 60_000 });
    const seed = new Seed(app.client);
    const workflow = await seed.workflow();
    const subscriber = await Subscriber.join(app, WORKFLOW_EVENTS, { workflowId: workflow.id });
    const database = await app.database.open();
    const listening = await database.query<{ pid: number }>(
      `SELECT pid AS "pid" FROM pg_stat_activity
       WHERE datname = current_database() AND query ~ '^(LISTEN switchyard|SELECT pg_notify)'`,
      [],
    );
    expect(listening).toHaveLength(1);
    process.kill(listening[0]!.pid, 'SIGSTOP');
    try {
      for (const name of ['first', 'second']) {
        await seed.mutate('updateWorkflow', { workflowId: workflow.id, name });
        const { sequence } = await subscriber.next(2000);
        const began = performance.now();
        const { events } = await workflow.read('events(last: 1) { edges { node { sequence } } }');
        expect(events.edges[0]!.node.sequence).toBe(sequence);
        expect(performance.now() - began).toBeLessThan(2000);
      }
    } finally {
      process.kill(listening[0]!.pid, 'SIGCONT');
      await subscriber.cut();
      await database.close();
      await app.close();
    }
  });
}
