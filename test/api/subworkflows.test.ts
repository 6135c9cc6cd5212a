import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';

const call = (workflowId: string) => ({
  nodes: [
    { id: 'start', type: 'trigger.manual', name: 'Start', config: {} },
    { id: 'call', type: 'workflow', name: 'Call', config: { workflowId, input: '{}' } },
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
    const [first, second, third] = [await create(), await create(), await create()];
    expect(await saveDraft(first, call(second))).toEqual([]);
    expect(await saveDraft(second, call(third))).toEqual([]);
    expect(await saveDraft(third, call(first))).toEqual(['SUBWORKFLOW_CYCLE']);
  });

  test('a workflow that is not there, or is of another workspace, is missing', async () => {
    const other = await app.createWorkspace('elsewhere');
    expect(await saveDraft(await create(), call('wf_none'))).toEqual(['SUBWORKFLOW_MISSING']);
    expect(await saveDraft(await create(), call(await create(other)))).toEqual([
      'SUBWORKFLOW_MISSING',
    ]);
  });

  test('a workflow that calls itself is recursive', async () => {
    const own = await create();
    expect(await saveDraft(own, call(own))).toEqual(['SUBWORKFLOW_RECURSIVE']);
  });
});
