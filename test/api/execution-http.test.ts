import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { executed, graph } from '../support/executed-run';
import { RecordingServer } from '../support/recording-server';
import { Seed } from '../support/seed';

const START: [string, string] = ['start', 'trigger.manual'];
const STEPS = 'steps { edges { node { nodeKey input output idempotencyKey error { code } } } }';

describe.each(databases)('requests of runs on $name', (kind) => {
  let outside: RecordingServer;
  let closed: TestApp;
  let opened: TestApp;
  beforeAll(async () => {
    outside = await RecordingServer.start();
    closed = await createTestApp({ kind, pollInterval: 20 });
    opened = await createTestApp({ kind, pollInterval: 20, httpAllow: ['127.0.0.1'] });
  });
  beforeEach(() => void (outside.requests.length = 0));
  afterAll(async () => {
    await closed.close();
    await opened.close();
    await outside.close();
  });

  /** Executes one request as a test run of a draft. */
  const request = async (app: TestApp, config: object, input: object = {}) => {
    const definition = graph([START, ['call', 'http', config]], ['start -> call']);
    const workflow = await new Seed(app.client).workflow({ definition });
    return executed(workflow, { version: 'draft', mode: 'TEST', input }, STEPS);
  };

  test('go to nothing private unless the installation allows it', async () => {
    for (const url of [outside.url, outside.url.replace('127.0.0.1', 'localhost')]) {
      const run = await request(closed, { method: 'GET', url });
      expect(run).toMatchObject({ status: 'FAILED', error: { code: 'HTTP_ADDRESS_REFUSED' } });
    }
    expect(outside.requests).toEqual([]);
  });

  test('go where it is allowed, with the key of the step, and give the answer', async () => {
    const config = {
      method: 'POST',
      url: `${outside.url}/{{ input.to }}`,
      body: { a: '{{ input.to }}' },
    };
    const run = await request(opened, config, { to: 'a/b' });
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { status: 200, body: { path: '/a%2Fb' } },
    });
    const step = run.steps.edges[1]!.node;
    expect(outside.requests).toEqual([
      { path: '/a%2Fb', idempotencyKey: step['idempotencyKey'], body: '{"a":"a/b"}' },
    ]);
    expect(step['input']).toMatchObject({ method: 'POST', url: `${outside.url}/a%2Fb` });
  });

  test('are not sent where a secret is missing, and what is stored names it by reference', async () => {
    const headers = { authorization: 'Bearer {{secrets.API_KEY}}' };
    const run = await request(opened, { method: 'GET', url: outside.url, headers });
    expect(run).toMatchObject({ status: 'FAILED', error: { code: 'SECRET_MISSING' } });
    expect(run.steps.edges[1]!.node['input']).toMatchObject({ headers });
    expect(outside.requests).toEqual([]);
  });
});
