import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';

describe.each(databases)('sealing on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const statuses = async (workflow: SeededWorkflow): Promise<unknown> => {
    const { versions } = await workflow.read(
      'versions(orderBy: NUMBER_ASC) { edges { node { status } } }',
    );
    return versions.edges.map(({ node }) => node.status);
  };
  const edit = (workflow: SeededWorkflow, version: number, greeting: string) =>
    workflow.attempt('updateVersion', {
      version,
      expectedRevision: 1,
      definition: greets(greeting),
    });

  test('ON_SAVE seals a version when it is saved, and tells it', async () => {
    const workflow = await seed.workflowWith(['one']);
    expect(await workflow.version(1, 'status sealedAt')).toEqual({
      status: 'SEALED',
      sealedAt: app.clock.now(),
    });
    expect((await workflow.events()).slice(-2)).toEqual(['VERSION_SAVED', 'VERSION_SEALED']);
  });

  test('ON_ACTIVATION lets a version be refined until a channel first routes to it', async () => {
    const workflow = await seed.workflowWith(['one'], { sealing: 'ON_ACTIVATION' });
    expect((await edit(workflow, 1, 'refined')).userErrors).toEqual([]);
    await workflow.activate(1);
    expect((await edit(workflow, 1, 'late')).userErrors).toMatchObject([
      { code: 'VERSION_SEALED' },
    ]);
    await workflow.mutate('deactivate');
    expect(await statuses(workflow)).toEqual(['SEALED']);
    expect(await workflow.events()).toContain('VERSION_SEALED');
  });

  test('ON_ACTIVATION seals by any channel and by a split', async () => {
    const workflow = await seed.workflowWith(['one', 'two', 'three'], { sealing: 'ON_ACTIVATION' });
    await workflow.mutate('createChannel', { key: 'staging' });
    const routes = [{ version: 1 }, { version: 2 }, { draft: true }];
    await workflow.mutate('routeChannel', { channel: 'staging', routes });
    expect(await statuses(workflow)).toEqual(['SEALED', 'SEALED', 'EDITABLE']);
    expect(await workflow.version('draft', 'status sealedAt')).toEqual({
      status: 'DRAFT',
      sealedAt: null,
    });
  });

  test('ON_ACTIVATION seals what is saved and activated in one call, and answers it sealed', async () => {
    const workflow = await seed.workflow({ sealing: 'ON_ACTIVATION' });
    const { version } = await workflow.mutate(
      'saveVersion',
      { activate: true },
      'version { status }',
    );
    expect(version).toEqual({ status: 'SEALED' });
  });

  test('NEVER lets every version be edited, touching no other', async () => {
    const workflow = await seed.workflowWith(['one', 'two'], { sealing: 'NEVER' });
    const before = await workflow.version(2, 'digest revision');
    expect((await edit(workflow, 1, 'edited')).userErrors).toEqual([]);
    expect(await workflow.version(2, 'digest revision')).toEqual(before);
    expect(await statuses(workflow)).toEqual(['EDITABLE', 'EDITABLE']);
  });

  test('NEVER changes nothing live by an edit: the routes hold the digest', async () => {
    const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
    await workflow.activate(1);
    const { digest } = await workflow.version(1, 'digest');
    await edit(workflow, 1, 'edited');
    expect(
      await workflow.read('activeRoutes { revision digest } activeVersion { number revision }'),
    ).toEqual({
      activeRoutes: [{ revision: 1, digest }],
      activeVersion: { number: 1, revision: 2 },
    });
    expect(
      await workflow.version(1, 'routes { channel { key } weight holdsPresentDigest }'),
    ).toEqual({ routes: [{ channel: { key: 'live' }, weight: 1, holdsPresentDigest: false }] });
  });

  test('NEVER takes an edit live by activating the version again', async () => {
    const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
    await workflow.activate(1);
    await edit(workflow, 1, 'edited');
    const payload = await workflow.mutate(
      'activateVersion',
      { version: 1 },
      'changed gained { number } lost { number } activation { sequence to { revision } from { revision } }',
    );
    expect(payload).toMatchObject({
      changed: true,
      gained: [],
      lost: [],
      activation: { sequence: 2, from: [{ revision: 1 }], to: [{ revision: 2 }] },
    });
    expect(await workflow.version(1, 'routes { holdsPresentDigest }')).toEqual({
      routes: [{ holdsPresentDigest: true }],
    });
  });

  test('tightening to ON_SAVE seals all saved versions, and tells each', async () => {
    const workflow = await seed.workflowWith(['one', 'two'], { sealing: 'NEVER' });
    await workflow.mutate('updateWorkflow', { sealing: 'ON_SAVE' });
    expect(await statuses(workflow)).toEqual(['SEALED', 'SEALED']);
    expect((await workflow.events()).slice(-3)).toEqual([
      'WORKFLOW_UPDATED',
      'VERSION_SEALED',
      'VERSION_SEALED',
    ]);
  });

  test('tightening to ON_ACTIVATION seals what was ever routed to', async () => {
    const workflow = await seed.workflowWith(['one', 'two', 'three'], { sealing: 'NEVER' });
    await workflow.activate(1, 2);
    await workflow.mutate('updateWorkflow', { sealing: 'ON_ACTIVATION' });
    expect(await statuses(workflow)).toEqual(['SEALED', 'SEALED', 'EDITABLE']);
  });

  test('loosening unseals nothing, and leaves later versions editable', async () => {
    const workflow = await seed.workflowWith(['one']);
    await workflow.mutate('updateWorkflow', { sealing: 'NEVER' });
    await workflow.save(greets('two'));
    expect(await statuses(workflow)).toEqual(['SEALED', 'EDITABLE']);
  });

  test('stamps sealedAt once', async () => {
    const workflow = await seed.workflowWith(['one'], { sealing: 'ON_ACTIVATION' });
    await workflow.activate(1);
    const { sealedAt } = await workflow.version(1, 'sealedAt');
    app.clock.advance(1000);
    await workflow.mutate('deactivate');
    await workflow.activate(1);
    await workflow.mutate('updateWorkflow', { sealing: 'ON_SAVE' });
    expect(await workflow.version(1, 'sealedAt')).toEqual({ sealedAt });
  });
});
