import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { executed, finishedRun, graph, runWhen, startBuiltIn } from '../support/executed-run';
import { TestNodes } from '../support/node-types';
import { Seed } from '../support/seed';

const START: [string, string] = ['start', 'trigger.manual'];

/** Waits at a node that is held, then says what it is and what its variables are. */
function says(word: string): ReturnType<typeof graph> {
  const total = { name: 'total', type: 'number', default: 0, lifetime: 'persist' };
  const own = { name: 'own', type: 'text', default: word };
  return graph(
    [
      START,
      ['held', 'test.work'],
      ['add', 'set-variable', { name: 'total', value: 'vars.total + 1' }],
      ['ask', 'approval'],
      ['say', 'transform', { expression: `{ "word": "${word}", "vars": vars }` }],
    ],
    ['start -> held', 'held -> add', 'add -> ask', 'ask -> say'],
    { variables: [total, own] },
  );
}

describe.each(databases)('a run under way on $name', (kind) => {
  const nodes = new TestNodes();
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind, nodeTypes: nodes.types, pollInterval: 20 });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  /** Starts a run and waits until its first node is held. */
  async function held(start: () => Promise<string>): Promise<[string, () => void]> {
    const { release } = nodes.hold('held');
    nodes.calls.length = 0;
    const id = await start();
    await runWhen(seed, id, () => nodes.calls.length === 1);
    nodes.work.set('held', () => null);
    return [id, release];
  }

  /** Says yes where a run asks; answers the run at its end. */
  async function approved(runId: string) {
    await runWhen(seed, runId, ({ status }) => status === 'WAITING');
    await seed.mutate('signalRun', { runId, nodeKey: 'ask', data: { approved: true } });
    return finishedRun(seed, runId, 'digest version { number } variables');
  }

  test('finishes on its digest with its variables, whatever is released, edited, archived and paused meanwhile', async () => {
    const workflow = await seed.workflow({ definition: says('v1'), sealing: 'NEVER' });
    await workflow.save();
    await workflow.activate(1);
    const { digest } = await workflow.version(1, 'digest');
    const [id, release] = await held(() => startBuiltIn(workflow));
    // ten releases, each of which the runs take that start after it
    for (let number = 2; number <= 11; number++) {
      await workflow.save(says(`v${number}`));
      await workflow.activate(number);
      const run = await approved(await startBuiltIn(workflow));
      expect(run).toMatchObject({
        version: { number },
        variables: { total: number - 2, own: `v${number}` },
        output: { word: `v${number}`, vars: { total: number - 1, own: `v${number}` } },
      });
    }
    // the very version that it runs becomes another one
    const { revision } = await workflow.version(1, 'revision');
    const edit = { version: 1, expectedRevision: revision, definition: says('edited') };
    await workflow.mutate('updateVersion', edit);
    expect((await workflow.version(1, 'digest')).digest).not.toBe(digest);
    await workflow.mutate('rollback', { targetVersion: 5 });
    const draft = (await workflow.version('draft', 'revision')).revision;
    await workflow.mutate('createDraftFromVersion', { version: 3, expectedRevision: draft });
    await workflow.mutate('archiveVersion', { version: 1 });
    await workflow.mutate('pauseWorkflow', { reason: 'Stocktaking.' });
    await workflow.mutate('archiveWorkflow');

    release();
    const run = await approved(id);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      digest,
      version: { number: 1 },
      variables: { total: 0, own: 'v1' },
      output: { word: 'v1', vars: { total: 1, own: 'v1' } },
    });
  });

  test('goes on with its digest after a restart of the server, too', async () => {
    const database = await kind.create();
    let restarted = await createTestApp({ kind, database, nodeTypes: nodes.types });
    const workflow = await new Seed(restarted.client).workflow({ definition: says('v1') });
    await workflow.save();
    await workflow.activate(1);
    nodes.work.set('held', () => null);
    const runId = await startBuiltIn(workflow);
    await runWhen(workflow.seed, runId, ({ status }) => status === 'WAITING');
    await workflow.save(says('v2'));
    await workflow.activate(2);
    await restarted.close();
    restarted = await createTestApp({ kind, database, nodeTypes: nodes.types });
    const after = new Seed(restarted.client);
    await after.mutate('signalRun', { runId, nodeKey: 'ask', data: { approved: true } });
    expect((await finishedRun(after, runId)).output).toMatchObject({ word: 'v1' });
    await restarted.close();
    await database.remove();
  });

  test('of the draft goes on with what the draft was when it started', async () => {
    const workflow = await seed.workflow({ definition: says('first') });
    const draft = { version: 'draft', mode: 'TEST' };
    const [id, release] = await held(() => startBuiltIn(workflow, draft));
    await workflow.edit(says('second'));
    release();
    expect((await approved(id)).output).toMatchObject({ word: 'first' });
  });

  test('that failed is tried again on the digest that ran, not on what is live by then', async () => {
    const workflow = await seed.workflow({
      definition: graph([START, ['fails', 'test.work']], ['start -> fails']),
    });
    await workflow.save();
    await workflow.activate(1);
    nodes.work.set('fails', () => {
      throw new Error('no');
    });
    const failed = await executed(workflow);
    await workflow.save(
      graph([START, ['other', 'transform', { expression: '2' }]], ['start -> other']),
    );
    await workflow.activate(2);
    nodes.work.set('fails', () => 1);
    await seed.mutate('retryRun', { runId: failed.id });
    expect((await finishedRun(seed, failed.id)).output).toBe(1);
  });
});
