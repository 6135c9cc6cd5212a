import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { executed, graph } from '../support/executed-run';
import { TestNodes } from '../support/node-types';
import { Seed } from '../support/seed';

const START: [string, string] = ['start', 'trigger.manual'];
const DRAFT = { version: 'draft', mode: 'TEST' };

describe.each(databases)('runs of drafts with problems on $name', (kind) => {
  const nodes = new TestNodes();
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind, nodeTypes: nodes.types, pollInterval: 20 });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());
  // none of it is a fault of ours
  afterEach(() => expect(app.log).toEqual([]));

  test.each([
    ['CONFIG_INVALID', 'transform', {}],
    ['EXPRESSION_INVALID', 'transform', { expression: '1 +' }],
    ['EXPRESSION_FAILED', 'transform', { expression: '1 + "a"' }],
    ['CONFIG_INVALID', 'http', {}],
    ['CONFIG_INVALID', 'delay', {}],
    ['VARIABLE_UNDECLARED', 'set-variable', { name: 'none', value: '1' }],
    ['CONFIG_INVALID', 'set-variable', {}],
  ])('fail with %s at the node of the type %s that has it', async (code, type, config) => {
    const definition = graph([START, ['bad', type, config]], ['start -> bad']);
    const run = await executed(await seed.workflow({ definition }), DRAFT);
    expect(run).toMatchObject({ status: 'FAILED', error: { code, nodeKey: 'bad' } });
  });

  test('fail at the node that a condition leaves which is none, and name it', async () => {
    const definition = graph(
      [START, ['a', 'transform', { expression: '1' }], ['b', 'transform', { expression: '2' }]],
      ['start -> a', ['a -> b', { condition: 'input.' }]],
    );
    const run = await executed(await seed.workflow({ definition }), DRAFT);
    expect(run).toMatchObject({ error: { code: 'EXPRESSION_INVALID', nodeKey: 'a' } });
  });

  test('skip what nothing leads to', async () => {
    const definition = graph([START, ['lost', 'transform', {}]], []);
    const steps = 'steps { edges { node { nodeKey status } } }';
    const run = await executed(await seed.workflow({ definition }), DRAFT, steps);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.steps.edges[0]!.node).toEqual({ nodeKey: 'lost', status: 'SKIPPED' });
  });

  test('fail where their ends together put out more than a run may', async () => {
    const half = 'x'.repeat(600_000);
    for (const node of ['one', 'two']) nodes.work.set(node, () => half);
    const ends = graph(
      [START, ['one', 'test.work'], ['two', 'test.work']],
      ['start -> one', 'start -> two'],
    );
    const workflow = await seed.workflow({ definition: ends });
    const run = await executed(workflow, DRAFT);
    expect(run).toMatchObject({
      status: 'FAILED',
      output: null,
      error: { code: 'OUTPUT_INVALID', nodeKey: null },
    });
    nodes.work.set('two', () => 'short');
    expect((await executed(workflow, DRAFT)).output).toEqual({ one: half, two: 'short' });
  });
});
