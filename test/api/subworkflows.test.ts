import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const call = (workflowId: string, config: object = {}) => ({
  nodes: [
    { id: 'start', type: 'trigger.manual', name: 'Start', config: {} },
    { id: 'call', type: 'workflow', name: 'Call', config: { workflowId, input: '{}', ...config } },
  ],
  edges: [{ id: 'e', source: 'start', target: 'call' }],
});

describe.each(databases)('calls of other workflows on $name', (kind) => {
  let app: TestApp;
  beforeAll(async () => (app = await createTestApp({ kind })));
  afterAll(async () => {
    await app.close();
    await app.database.remove();
  });

  async function create(client = app.client): Promise<string> {
    const { createWorkflow } = await client.request<{
      createWorkflow: { workflow: { id: string } };
    }>('mutation { createWorkflow(input: { name: "One of several" }) { workflow { id } } }');
    return createWorkflow.workflow.id;
  }

  /** Saves the draft and answers the codes of its errors. */
  async function saveDraft(workflowId: string, definition: object): Promise<string[]> {
    const { saveDraft } = await app.client.request<{
      saveDraft: { draft: { problems: { code: string; severity: string }[] } };
    }>(
      `mutation ($workflowId: ID!, $definition: JSON!) {
        saveDraft(input: { workflowId: $workflowId, expectedRevision: 1, definition: $definition }) {
          draft { problems { code severity } } userErrors { message }
        }
      }`,
      { workflowId, definition },
    );
    return saveDraft.draft.problems
      .filter(({ severity }) => severity === 'ERROR')
      .map(({ code }) => code);
  }

  test('a cycle through several workflows is an error of the one that closes it', async () => {
    const seed = new Seed(app.client);
    const third = await seed.workflowWith(['third']);
    const [first, second] = [await seed.workflow(), await seed.workflow()];
    await second.save(call(third.id));
    await first.save(call(second.id));
    await third.edit(call(first.id));
    for (const workflow of [first, second])
      expect(await workflow.version('draft', 'problems { code }')).toEqual({ problems: [] });
    expect(await third.version('draft', 'problems { code }')).toEqual({
      problems: [{ code: 'SUBWORKFLOW_CYCLE' }],
    });
  });

  test('a workflow that is not there, or is of another workspace, is missing', async () => {
    const other = await app.createWorkspace('elsewhere');
    expect(await saveDraft(await create(), call('wf_none'))).toEqual(['SUBWORKFLOW_MISSING']);
    expect(await saveDraft(await create(), call(await create(other)))).toEqual([
      'SUBWORKFLOW_MISSING',
    ]);
  });

  test('two that call each other as they were before are no cycle', async () => {
    const seed = new Seed(app.client);
    const [a, b] = [await seed.workflowWith(['a']), await seed.workflowWith(['b'])];
    await a.edit(call(b.id));
    await b.edit(call(a.id));
    for (const workflow of [a, b]) await workflow.save(undefined, { activate: true });
    expect([await a.live(), await b.live()]).toEqual(['v2', 'v2']);
  });

  describe('what changed after a save', () => {
    const save = (workflow: SeededWorkflow, input: object) =>
      workflow.attempt('saveVersion', input, 'version { number }');
    const codesOf = ({ userErrors }: Answer) =>
      userErrors.flatMap(({ problems }) => problems.map(({ code }) => code));

    test('keeps a cycle that a moved pin closes from going live', async () => {
      const seed = new Seed(app.client);
      const [a, b] = [await seed.workflowWith(['a']), await seed.workflowWith(['b'])];
      await b.save(call(a.id));
      const expectedRevision = await a.edit(call(b.id, { version: 1 }));
      const patch = [{ op: 'replace', path: '/nodes/0/config/version', value: 2 }];
      await a.mutate('saveDraft', { expectedRevision, patch });
      expect(codesOf(await save(a, { activate: true }))).toEqual(['SUBWORKFLOW_CYCLE']);
      expect(codesOf(await save(a, { requireComplete: true }))).toEqual(['SUBWORKFLOW_CYCLE']);
      const { problems } = (await a.mutate('saveVersion', {}, 'version { problems { code } }'))
        .version;
      expect(problems).toEqual([{ code: 'SUBWORKFLOW_CYCLE' }]);
      expect((await a.refusal('routeChannel', { routes: [{ version: 2 }] })).code).toBe(
        'VALIDATION_FAILED',
      );
      await b.save(greets('b again'));
      await a.save(call(b.id, { version: 3 }), { activate: true });
      expect(await a.live()).toBe('v3');
    });

    test('keeps what calls a workflow that was deleted from going live', async () => {
      const seed = new Seed(app.client);
      const [child, parent] = [await seed.workflow(), await seed.workflow()];
      await parent.save(call(child.id));
      expect(codesOf(await parent.attempt('activateVersion', { version: 1 }))).toEqual([
        'SUBWORKFLOW_NOT_PINNED',
      ]);
      await child.mutate('deleteWorkflow');
      expect(codesOf(await parent.attempt('activateVersion', { version: 1 }))).toEqual([
        'SUBWORKFLOW_MISSING',
      ]);
    });

    test('keeps a cycle that two close at the same time from going live', async () => {
      const seed = new Seed(app.client);
      const [a, b] = [await seed.workflowWith(['a']), await seed.workflowWith(['b'])];
      await Promise.all([
        save(a, { definition: call(b.id), activate: true }),
        save(b, { definition: call(a.id), activate: true }),
      ]);
      expect([await a.live(), await b.live()].sort()).toEqual(['none', 'v2']);
    });
  });

  test('a workflow that calls itself is recursive', async () => {
    const own = await create();
    expect(await saveDraft(own, call(own))).toEqual(['SUBWORKFLOW_RECURSIVE']);
  });
});
