import { createTestApp, type TestApp } from '../support/create-test-app';

interface Payload {
  data?: { workflowEvents: { sequence: number } };
  errors?: { extensions: { code: string; resumeAfter?: string } }[];
}

const SUBSCRIBE = `subscription S($id: ID!, $after: String) {
  workflowEvents(workflowId: $id, after: $after) { sequence ... on WorkflowUpdated { workflow { draft { definition } } } }
}`;
const UPDATE = `mutation Update($input: UpdateWorkflowInput!) { updateWorkflow(input: $input) { userErrors { code } } }`;

describe('a subscriber that stops reading', () => {
  const BUFFER = 20;
  let app: TestApp;
  beforeAll(async () => (app = await createTestApp({ subscriberBuffer: BUFFER })));
  afterAll(() => app.close());

  test('gets a bounded buffer, then EVENTS_SKIPPED with where to resume, and loses nothing by it', async () => {
    // events so large that few of them fill what a socket and the operating system hold
    const definition = {
      nodes: [{ id: 'a', type: 'trigger.manual', config: { text: 'x'.repeat(1_000_000) } }],
      edges: [],
    };
    const { createWorkflow } = await app.client.request<{
      createWorkflow: { workflow: { id: string } };
    }>(
      `mutation Create($input: CreateWorkflowInput!) { createWorkflow(input: $input) { workflow { id } } }`,
      { input: { name: 'Large', definition } },
    );
    const { id } = createWorkflow.workflow;
    const slow = await app.connect();
    const fast = await app.connect();
    slow.subscribe(SUBSCRIBE, { id, after: '1' });
    fast.subscribe(SUBSCRIBE, { id, after: '1' });
    slow.socket.pause();

    const count = 80;
    for (let number = 0; number < count; number++) {
      await app.client.request(UPDATE, { input: { workflowId: id, name: `Name ${number}` } });
      const { data } = await fast.nextPayload<Payload>();
      expect(data!.workflowEvents.sequence).toBe(number + 2);
    }

    slow.socket.resume();
    const seen: number[] = [];
    let resumeAfter: string | undefined;
    while (resumeAfter === undefined) {
      const { data, errors } = await slow.nextPayload<Payload>();
      if (data) seen.push(data.workflowEvents.sequence);
      else {
        expect(errors![0]!.extensions.code).toBe('EVENTS_SKIPPED');
        resumeAfter = errors![0]!.extensions.resumeAfter!;
      }
    }
    expect((await slow.next()).type).toBe('complete');
    expect(seen.length).toBeLessThan(count);

    slow.subscribe(SUBSCRIBE, { id, after: resumeAfter });
    while (seen.length < count)
      seen.push((await slow.nextPayload<Payload>()).data!.workflowEvents.sequence);
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => index + 2));
    await Promise.all([slow.close(), fast.close()]);
  });
});
