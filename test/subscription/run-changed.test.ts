import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';
import { Subscriber } from '../support/subscriber';

const RUN_CHANGED = `subscription($id: ID!, $after: String) { runChanged(runId: $id, after: $after) {
  sequence kind occurredAt step { nodeKey attempt } run { id } } }`;

describe.each(databases)('runChanged on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let workflow: SeededWorkflow;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    workflow = await seed.workflowWith(['hello']);
    await workflow.activate(1);
  });

  const follow = (id: string, after?: string) =>
    Subscriber.open<Answer>(app.url, app.client.token!, RUN_CHANGED, { id, after });
  const told = (answers: Answer[]) =>
    answers.map(({ sequence, kind: what, step }) => [sequence, what, step && step['nodeKey']]);
  const ALL = [
    [1, 'QUEUED', null],
    [2, 'CLAIMED', null],
    [3, 'STEP_STARTED', 'greet'],
    [4, 'STEP_FINISHED', 'greet'],
    [5, 'FINISHED', null],
  ];

  /** Claims the run, works on its one step and finishes it. */
  const execute = async (): Promise<void> => {
    const lease = await workflow.claim();
    for (const status of ['RUNNING', 'SUCCEEDED'])
      await seed.mutate('reportStep', { ...lease, nodeKey: 'greet', status });
    await seed.mutate('finishRun', lease);
  };

  test('sends each step as it happens, in order, and completes when the run is finished', async () => {
    const id = await workflow.start();
    const subscriber = await follow(id, '0');
    expect(told(await subscriber.take(1))).toEqual(ALL.slice(0, 1));
    await execute();
    expect(told(await subscriber.take(4))).toEqual(ALL.slice(1));
    expect(await subscriber.client.next()).toEqual({ id: subscriber.id, type: 'complete' });
    await subscriber.client.close();
  });

  test.each([1, 3, 4])(
    'resumes after %s: what follows comes once, then it completes',
    async (after) => {
      const id = await workflow.start();
      await execute();
      const subscriber = await follow(id, String(after));
      expect(told(await subscriber.take(5 - after))).toEqual(ALL.slice(after));
      expect(await subscriber.client.next()).toEqual({ id: subscriber.id, type: 'complete' });
      await subscriber.client.close();
    },
  );

  test('completes at once behind the end', async () => {
    const id = await workflow.start();
    await execute();
    for (const after of ['5', undefined]) {
      const subscriber = await follow(id, after);
      expect(await subscriber.client.next()).toEqual({ id: subscriber.id, type: 'complete' });
      await subscriber.client.close();
    }
  });

  test.each(['6', 'nonsense', '-1'])('refuses to begin after %s', async (after) => {
    const id = await workflow.start();
    await execute();
    const subscriber = await follow(id, after);
    expect(await subscriber.refusal()).toBe('CURSOR_INVALID');
    await subscriber.client.close();
  });

  test('of no run, and of another workspace, is NOT_FOUND', async () => {
    const id = await workflow.start();
    const other = await app.createWorkspace(`runs-${kind.name}`);
    for (const [runId, token] of [
      ['run_none', app.client.token!],
      [id, other.token!],
    ] as const) {
      const subscriber = await Subscriber.open(app.url, token, RUN_CHANGED, { id: runId });
      expect(await subscriber.refusal()).toBe('NOT_FOUND');
      await subscriber.client.close();
    }
  });

  test('of a run that nobody works on ends with its client', async () => {
    const id = await workflow.start();
    const subscriber = await follow(id, '0');
    await subscriber.take(1);
    subscriber.complete();
    await subscriber.client.close();
    await seed.mutate('cancelRun', { runId: id });
  });
});
