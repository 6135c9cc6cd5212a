import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';

describe.each(databases)('several operations at once on $name', (kind) => {
  let app: TestApp;
  beforeAll(async () => (app = await createTestApp({ kind })));
  afterAll(async () => {
    await app.close();
    await app.database.remove();
  });

  test('each mutation of one document answers with the objects as they are after it', async () => {
    const workflow = await new Seed(app.client).workflowWith(['one', 'two']);
    const input = `{ workflowId: "${workflow.id}"`;
    const shown = 'workflow { status activeVersion { number } channels { key } }';
    const answer = await app.client.request(`mutation {
      a: activateVersion(input: ${input}, version: 1 }) { ${shown} }
      b: activateVersion(input: ${input}, version: 2 }) { ${shown} }
      c: deactivate(input: ${input} }) { ${shown} }
      d: createChannel(input: ${input}, key: "staging" }) { ${shown} }
    }`);
    const seen = (status: string, number: number | null, ...keys: string[]) => ({
      workflow: {
        status,
        activeVersion: number && { number },
        channels: keys.map((key) => ({ key })),
      },
    });
    expect(answer).toEqual({
      a: seen('ACTIVE', 1, 'live'),
      b: seen('ACTIVE', 2, 'live'),
      c: seen('INACTIVE', null, 'live'),
      d: seen('INACTIVE', null, 'live', 'staging'),
    });
  });

  test('a refusal shows only what can be read', async () => {
    const workflow = await new Seed(app.client).workflowWith(['one']);
    const save = (name: string) =>
      app.client.send(
        `mutation ($definition: JSON!) { saveVersion(input: { workflowId: "${workflow.id}", definition: $definition }) { version { number } userErrors { code } } }`,
        {
          definition: {
            nodes: [{ id: name, type: 'trigger.manual', name, config: {} }],
            edges: [],
          },
        },
      );
    const refused = () =>
      app.client.send(
        `mutation { updateVersion(input: { workflowId: "${workflow.id}", version: "latest", expectedRevision: 1, patch: [] }) {
          userErrors { code ... on VersionSealed { version { number definition } } } } }`,
      );
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all([save(`n${round}`), refused(), refused(), refused()]);
      expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    }
  });

  test('an id that names nothing of ours is nothing, whatever its prefix', async () => {
    for (const id of ['constructor_1', 'toString_1', '__proto___1', 'wf_']) {
      expect(await app.client.request('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual(
        { node: null },
      );
    }
  });

  test('input that has no canonical form is refused with an idempotency key too', async () => {
    const answer = await app.client.request(
      'mutation ($input: CreateWorkflowInput!) { createWorkflow(input: $input) { userErrors { code } } }',
      {
        input: {
          name: 'Half',
          idempotencyKey: 'half',
          definition: { nodes: [], edges: [], settings: { a: '\ud800' } },
        },
      },
    );
    expect(answer).toMatchObject({ createWorkflow: { userErrors: [{ code: 'INVALID_INPUT' }] } });
  });

  test('a version that is routed alone under a label is active already', async () => {
    const workflow = await new Seed(app.client).workflowWith(['one']);
    const answer = await app.client.request(`mutation {
      routeChannel(input: { workflowId: "${workflow.id}", channel: "live", routes: [{ version: 1, label: "a" }] }) { changed }
      activateVersion(input: { workflowId: "${workflow.id}", version: 1 }) { changed }
    }`);
    expect(answer).toEqual({
      routeChannel: { changed: true },
      activateVersion: { changed: false },
    });
  });

  test('activations of a channel are in its sequence, whatever the clock does', async () => {
    const workflow = await new Seed(app.client).workflowWith(['one', 'two']);
    for (const number of [1, 2, 1]) {
      app.clock.advance(-60_000);
      await workflow.activate(number);
    }
    const answer = await app.client.request(
      `{ workflow(id: "${workflow.id}") { activations(channel: "live", first: 2) { edges { node { sequence } } pageInfo { endCursor } } } }`,
    );
    expect(answer).toMatchObject({
      workflow: { activations: { edges: [{ node: { sequence: 3 } }, { node: { sequence: 2 } }] } },
    });
  });
});
