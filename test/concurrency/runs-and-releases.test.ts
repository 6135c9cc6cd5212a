import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed } from '../support/seed';

describe.each(databases)('runs of one workflow on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  test('are started, claimed, reported, canceled and finished at once, and nobody waits in a circle', async () => {
    const workflow = await seed.workflowWith(['one', 'two']);
    await workflow.activate(1);
    const runs = Array.from({ length: 60 }, () => ({}));
    await workflow.mutate('startRuns', { runs });
    let ended = 0;
    const work = async (cancels: boolean): Promise<void> => {
      while (ended < runs.length + 10) {
        const { claims } = await workflow.mutate(
          'claimRun',
          { limit: 2 },
          'claims { leaseToken run { id } }',
        );
        for (const claim of claims) {
          const lease = { runId: claim.run.id, leaseToken: claim.leaseToken };
          const report = { ...lease, nodeKey: 'greet', status: 'SUCCEEDED' };
          const cancel = () => seed.mutate('cancelRun', { runId: lease.runId });
          const answers: Answer[] = await Promise.all([
            seed.attempt('reportStep', report),
            ...(cancels ? [cancel()] : []),
          ]);
          const codes = answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
          expect(codes.filter((code) => code !== 'LEASE_LOST')).toEqual([]);
          if (!cancels) await seed.mutate('finishRun', lease);
          ended++;
        }
      }
    };
    const release = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn++) {
        await workflow.activate((turn % 2) + 1);
        await workflow.start();
      }
    };
    await Promise.all([release(), ...[0, 1, 2, 3, 4, 5].map((place) => work(place % 2 === 0))]);
    const open = `{ runs(filter: { workflowId: "${workflow.id}", status: [QUEUED, RUNNING] }) { totalCount } }`;
    expect((await seed.query(open)).runs.totalCount).toBe(0);
  }, 60_000);
});
