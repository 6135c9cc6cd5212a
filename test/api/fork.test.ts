import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, SeededWorkflow } from '../support/seed';

describe.each(databases)('forkWorkflow on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const fork = async (input: object): Promise<SeededWorkflow> => {
    const { workflow } = await seed.mutate(
      'forkWorkflow',
      { name: 'Fork', ...input },
      'workflow { id key }',
    );
    return new SeededWorkflow(seed, workflow.id, workflow.key);
  };

  test('starts at version 1 from a version, with its layout and no history', async () => {
    const source = await seed.workflow({ layout: { positions: { greet: { x: 1, y: 1 } } } });
    await source.save();
    await source.activate(1);
    await source.save(greets('two'));
    const forked = await fork({ workflowId: source.id, version: 1 });
    const { digest } = await source.version(1, 'digest');
    expect(
      await forked.read(
        'status nextVersionNumber latestVersion { number origin digest layout parent { id } workflowName } draft { revision digest parent { number } } hasUnsavedChanges activations { totalCount } forkedFrom { number workflow { id } } channels { key mode }',
      ),
    ).toEqual({
      status: 'INACTIVE',
      nextVersionNumber: 2,
      latestVersion: {
        number: 1,
        origin: 'FORK',
        digest,
        layout: { positions: { greet: { x: 1, y: 1 } } },
        parent: null,
        workflowName: 'Fork',
      },
      draft: { revision: 1, digest, parent: { number: 1 } },
      hasUnsavedChanges: false,
      activations: { totalCount: 0 },
      forkedFrom: { number: 1, workflow: { id: source.id } },
      channels: [{ key: 'live', mode: 'NONE' }],
    });
  });

  test('takes the draft where no version is named', async () => {
    const source = await seed.workflowWith(['one']);
    await source.edit(greets('unsaved'));
    const forked = await fork({ workflowId: source.id });
    expect(await forked.read('latestVersion { digest } forkedFrom { label }')).toEqual({
      latestVersion: await source.version('draft', 'digest'),
      forkedFrom: { label: 'Draft' },
    });
  });

  test('takes a definition given directly, with the version that it came from as a note', async () => {
    const source = await seed.workflowWith(['one']);
    const forked = await fork({ workflowId: source.id, version: 1, definition: greets('canvas') });
    expect(await forked.read('latestVersion { definition } forkedFrom { number }')).toMatchObject({
      latestVersion: { definition: { nodes: [{ config: { expression: '"canvas"' } }, {}] } },
      forkedFrom: { number: 1 },
    });
  });

  test('takes a definition of nowhere', async () => {
    const forked = await fork({ definition: greets('canvas') });
    expect(await forked.read('forkedFrom { id } latestVersion { number }')).toEqual({
      forkedFrom: null,
      latestVersion: { number: 1 },
    });
  });

  test('takes sealing, limits, key and description of its own', async () => {
    const own = { key: `fork-${kind.name}`, description: 'Mine.', sealing: 'NEVER' };
    const forked = await fork({ definition: greets('x'), ...own });
    expect(await forked.read('key description sealing latestVersion { status }')).toEqual({
      ...own,
      latestVersion: { status: 'EDITABLE' },
    });
  });

  test('changes nothing of its source, and outlives it', async () => {
    const source = await seed.workflowWith(['one']);
    const before = await source.read('updatedAt nextVersionNumber events { totalCount }');
    const forked = await fork({ workflowId: source.id, version: 1 });
    expect(await source.read('updatedAt nextVersionNumber events { totalCount }')).toEqual(before);
    await source.mutate('deleteWorkflow');
    expect(await forked.read('forkedFrom { id } latestVersion { definition }')).toMatchObject({
      forkedFrom: null,
      latestVersion: { definition: { nodes: [{}, {}] } },
    });
  });

  test('is told by its events, with where it came from', async () => {
    const source = await seed.workflow();
    const forked = await fork({ workflowId: source.id });
    const { events } = await forked.read(
      'events { edges { node { type ... on WorkflowCreated { forkedFromWorkflowId } } } }',
    );
    expect(events.edges).toEqual([
      { node: { type: 'WORKFLOW_CREATED', forkedFromWorkflowId: source.id } },
      { node: { type: 'VERSION_SAVED' } },
      { node: { type: 'VERSION_SEALED' } },
    ]);
  });

  test.each([
    ['nothing', {}, 'INVALID_INPUT', 'workflowId'],
    [
      'a version without a workflow',
      { version: 1, definition: greets('x') },
      'INVALID_INPUT',
      'version',
    ],
    ['a workflow that is not there', { workflowId: 'wf_none' }, 'NOT_FOUND', 'workflowId'],
    ['a definition that is none', { definition: 7 }, 'DEFINITION_INVALID', 'definition'],
  ])('refuses %s', async (_, input, code, field) => {
    expect(await seed.refusal('forkWorkflow', { name: 'Fork', ...input })).toMatchObject({
      code,
      field: [field],
    });
  });

  test('refuses a version that is not there, with a definition too', async () => {
    const { id } = await seed.workflow();
    for (const more of [{}, { definition: greets('x') }])
      expect(
        await seed.refusal('forkWorkflow', { name: 'Fork', workflowId: id, version: 9, ...more }),
      ).toMatchObject({ code: 'NOT_FOUND', field: ['version'] });
  });
});
