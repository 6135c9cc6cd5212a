import { createTestApp, type TestApp } from '../support/create-test-app';
import { Seed, type SeededWorkflow } from '../support/seed';
import { Subscriber, until, WORKFLOW_EVENTS } from '../support/subscriber';
import { type WebSocketClient } from '../support/websocket-client';

const VIEWERS = `subscription Viewers($workflowId: ID!, $clientId: String) {
  viewersChanged(workflowId: $workflowId, clientId: $clientId) { clientId } }`;

describe('an id that a socket uses again at once', () => {
  let app: TestApp;
  let workflow: SeededWorkflow;
  beforeAll(async () => {
    app = await createTestApp();
    workflow = await new Seed(app.client).workflow();
  });
  afterAll(() => app.close());

  /** Subscribes `count` times and takes back each but the last, without waiting for anything. */
  const burst = (
    client: WebSocketClient,
    id: string,
    count: number,
    query: string,
    clientId?: (number: number) => string,
  ): void => {
    client.socket.pause();
    for (let number = 1; number <= count; number++) {
      const variables = { workflowId: workflow.id, clientId: clientId?.(number) };
      if (number > 1) client.complete(id);
      client.send({ id, type: 'subscribe', payload: { query, variables } });
    }
    client.socket.resume();
  };
  const viewers = () => app.services.presence.viewers(app.caller.workspaceId, workflow.id);
  const rename = async (name: string): Promise<void> => {
    await new Seed(app.client).mutate('updateWorkflow', { workflowId: workflow.id, name });
  };

  test('leaves one subscription, which goes on, and none once the socket is closed', async () => {
    const client = await app.connect();
    burst(client, '1', 150, WORKFLOW_EVENTS);
    await until(() => app.services.feed.subscriberCount === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(app.services.feed.subscriberCount).toBe(1);
    await rename('once');
    expect(await client.nextPayload()).toMatchObject({ data: { workflowEvents: {} } });
    expect(client.untaken).toEqual([]);
    await client.close();
    await until(() => app.services.feed.subscriberCount === 0);
  });

  test('leaves no viewer behind', async () => {
    const client = await app.connect();
    burst(client, '1', 150, VIEWERS, (number) => `editor ${number}`);
    await until(() => viewers().some(({ clientId }) => clientId === 'editor 150'));
    await until(() => viewers().length === 1);
    await client.close();
    await until(() => viewers().length === 0);
  });

  test('leaves nothing of a socket that is closed while its subscriptions begin', async () => {
    const client = await app.connect();
    burst(client, '1', 150, WORKFLOW_EVENTS);
    burst(client, '2', 150, VIEWERS, (number) => `editor ${number}`);
    client.socket.terminate();
    await client.closed;
    // time to begin; whoever stayed then would stay for ever
    await new Promise((resolve) => setTimeout(resolve, 300));
    await until(() => app.services.feed.subscriberCount === 0 && viewers().length === 0);
  });

  test('does not get past the limit of operations', async () => {
    const client = await app.connect();
    for (let number = 0; number < 201; number++)
      client.subscribe(WORKFLOW_EVENTS, { workflowId: workflow.id });
    expect(await client.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }],
    });
    await until(() => app.services.feed.subscriberCount === 200);
    client.complete('1');
    await until(() => app.services.feed.subscriberCount === 199);
    client.subscribe(WORKFLOW_EVENTS, { workflowId: workflow.id });
    await until(() => app.services.feed.subscriberCount === 200);
    await client.close();
    await until(() => app.services.feed.subscriberCount === 0);
  });

  test('others are untouched', async () => {
    const other = await Subscriber.join(app, WORKFLOW_EVENTS, { workflowId: workflow.id });
    const client = await app.connect();
    burst(client, '1', 50, WORKFLOW_EVENTS);
    client.socket.terminate();
    await client.closed;
    await rename('again');
    expect(await other.next()).toMatchObject({ type: 'WORKFLOW_UPDATED' });
    await other.cut();
  });
});
