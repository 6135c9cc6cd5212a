import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';

const HOUR = 60 * 60 * 1000;

describe.each(databases)('workflows on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  describe('createWorkflow', () => {
    test('makes a workflow with a draft of revision 1 and the channel live, routing nowhere', async () => {
      const workflow = await seed.workflow({ definition: undefined });
      expect(
        await workflow.read(
          'status nextVersionNumber draft { number label status origin revision definition } latestVersion { id } activeVersion { id } activeRoutes { weight } channels { key mode activationSequence currentActivation { id } } versions { totalCount } sealing limits { maxRunsPerDay } retention { keepDays } forkedFrom { id } importedFrom',
        ),
      ).toEqual({
        status: 'DRAFT',
        nextVersionNumber: 1,
        draft: {
          number: 0,
          label: 'Draft',
          status: 'DRAFT',
          origin: 'DRAFT',
          revision: 1,
          definition: { nodes: [], edges: [] },
        },
        latestVersion: null,
        activeVersion: null,
        activeRoutes: [],
        channels: [{ key: 'live', mode: 'NONE', activationSequence: 0, currentActivation: null }],
        versions: { totalCount: 0 },
        sealing: 'ON_SAVE',
        limits: null,
        retention: null,
        forkedFrom: null,
        importedFrom: null,
      });
    });

    test('takes content, layout, description, sealing and limits', async () => {
      const workflow = await seed.workflow({
        description: 'Greets.',
        sealing: 'NEVER',
        limits: { maxRunsPerDay: 5 },
        definition: greets('all'),
        layout: { positions: { greet: { x: 1, y: 2 } } },
      });
      expect(
        await workflow.read(
          'description sealing limits { maxRunsPerDay coolDownMs } draft { nodes { key name position { x y } } layout }',
        ),
      ).toEqual({
        description: 'Greets.',
        sealing: 'NEVER',
        limits: { maxRunsPerDay: 5, coolDownMs: null },
        draft: {
          nodes: [
            { key: 'greet', name: 'Greet', position: { x: 1, y: 2 } },
            { key: 'start', name: 'Start', position: null },
          ],
          layout: { positions: { greet: { x: 1, y: 2 } } },
        },
      });
    });

    test('stamps who made it and when', async () => {
      const workflow = await seed.workflow();
      const stamp = { kind: 'TOKEN', name: 'First admin' };
      expect(
        await workflow.read(
          'createdAt updatedAt createdBy { kind name } updatedBy { kind name } draft { createdAt createdBy { kind name } }',
        ),
      ).toEqual({
        createdAt: app.clock.now(),
        updatedAt: app.clock.now(),
        createdBy: stamp,
        updatedBy: stamp,
        draft: { createdAt: app.clock.now(), createdBy: stamp },
      });
    });

    test('makes the key of the name, without accents and signs', async () => {
      const workflow = await seed.workflow({ name: ' Café: order intake (EU)! ' });
      expect(await workflow.read('key name')).toEqual({
        key: 'cafe-order-intake-eu',
        name: 'Café: order intake (EU)!',
      });
    });

    test('makes another key of a name whose key is taken, and refuses none', async () => {
      const [first, second] = [
        await seed.workflow({ name: 'Twice' }),
        await seed.workflow({ name: 'Twice' }),
      ];
      expect(first.key).toBe('twice');
      expect(second.key).toMatch(/^twice-[0-9a-f]{8}$/);
    });

    test('refuses a key that is taken', async () => {
      await seed.workflow({ key: 'mine' });
      expect(await seed.refusal('createWorkflow', { name: 'Other', key: 'mine' })).toMatchObject({
        code: 'KEY_TAKEN',
        field: ['key'],
      });
    });

    test.each(['', 'Upper', '-edge', 'edge-', 'a b', 'ä', 'k'.repeat(65)])(
      'refuses the key %j',
      async (key) => {
        expect(await seed.refusal('createWorkflow', { name: 'Keyed', key })).toMatchObject({
          code: 'INVALID_INPUT',
          field: ['key'],
        });
      },
    );

    test('takes keys of 1 and of 64 characters', async () => {
      expect((await seed.workflow({ key: 'a' })).key).toBe('a');
      expect((await seed.workflow({ key: 'k'.repeat(64) })).key).toHaveLength(64);
    });

    test.each([
      ['empty', ''],
      ['blank', '   '],
      ['too long', 'n'.repeat(201)],
    ])('refuses a name that is %s', async (_, name) => {
      expect(await seed.refusal('createWorkflow', { name })).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['name'],
      });
    });

    test('refuses a text with U+0000, which not every database can hold', async () => {
      expect((await seed.refusal('createWorkflow', { name: 'a\u0000b' })).code).toBe(
        'INVALID_INPUT',
      );
    });

    test('refuses a description that is too long', async () => {
      const input = { name: 'Wordy', description: 'd'.repeat(10_001) };
      expect(await seed.refusal('createWorkflow', input)).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['description'],
      });
    });

    test('refuses limits below 1', async () => {
      const input = { name: 'Bounded', limits: { maxConcurrentRuns: 0 } };
      expect(await seed.refusal('createWorkflow', input)).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['limits', 'maxConcurrentRuns'],
      });
    });

    test('leaves nothing behind where it refuses', async () => {
      await seed.refusal('createWorkflow', { name: 'Broken', key: 'broken', definition: 1 });
      expect(await seed.query('{ workflow(key: "broken") { id } }')).toEqual({ workflow: null });
    });
  });

  describe('a query', () => {
    test('finds a workflow by id and by key, and null for neither', async () => {
      const { id, key } = await seed.workflow();
      const document = `{ byId: workflow(id: "${id}") { key } byKey: workflow(key: "${key}") { id } none: workflow(id: "wf_0") { id } nowhere: workflow(key: "no-such-key") { id } }`;
      expect(await seed.query(document)).toEqual({
        byId: { key },
        byKey: { id },
        none: null,
        nowhere: null,
      });
    });

    test('names either id or key', async () => {
      expect(await seed.errorCode('{ workflow { id } }')).toBe('INVALID_INPUT');
      expect(await seed.errorCode('{ workflow(id: "a", key: "b") { id } }')).toBe('INVALID_INPUT');
    });

    test('with a text that no database can hold is refused', async () => {
      const ask = 'query($id: ID!) { node(id: $id) { id } }';
      expect(await seed.errorCode(ask, { id: 'wf_\u0000' })).toBe('INVALID_INPUT');
    });
  });

  describe('updateWorkflow', () => {
    test('changes what is given and leaves what is absent', async () => {
      const workflow = await seed.workflow({ description: 'Stays.', limits: { coolDownMs: 5 } });
      await workflow.mutate('updateWorkflow', { name: 'Renamed', key: 'renamed' });
      expect(await workflow.read('name key description limits { coolDownMs }')).toEqual({
        name: 'Renamed',
        key: 'renamed',
        description: 'Stays.',
        limits: { coolDownMs: 5 },
      });
    });

    test('removes description, limits and retention by null', async () => {
      const workflow = await seed.workflow({ description: 'Goes.', limits: { coolDownMs: 5 } });
      await workflow.mutate('updateWorkflow', { retention: { keepRevisions: 3 } });
      await workflow.mutate('updateWorkflow', { description: null, limits: null, retention: null });
      expect(
        await workflow.read('description limits { coolDownMs } retention { keepRevisions }'),
      ).toEqual({ description: null, limits: null, retention: null });
    });

    test('names the changed fields in its event, and writes none where nothing changes', async () => {
      const workflow = await seed.workflow({ name: 'Same', key: 'same' });
      await workflow.mutate('updateWorkflow', { name: 'Same', key: 'same', description: null });
      await workflow.mutate('updateWorkflow', { name: 'Other', description: 'New.' });
      const { events } = await workflow.read(
        'events(last: 1) { totalCount edges { node { sequence ... on WorkflowUpdated { changed } } } }',
      );
      expect(events).toEqual({
        totalCount: 2,
        edges: [{ node: { sequence: 2, changed: ['name', 'description'] } }],
      });
    });

    test('stamps who changed it and when, not who made it', async () => {
      const workflow = await seed.workflow();
      const createdAt = app.clock.now();
      app.clock.advance(HOUR);
      await workflow.mutate('updateWorkflow', { name: 'Later' });
      expect(await workflow.read('createdAt updatedAt')).toEqual({
        createdAt,
        updatedAt: app.clock.now(),
      });
    });

    test('refuses a key that is taken, a bad name, and bad limits and retention', async () => {
      const [workflow, other] = [await seed.workflow(), await seed.workflow()];
      const refusals = [
        await workflow.refusal('updateWorkflow', { key: other.key }),
        await workflow.refusal('updateWorkflow', { name: '' }),
        await workflow.refusal('updateWorkflow', { limits: { maxRunsPerDay: -1 } }),
        await workflow.refusal('updateWorkflow', { retention: { keepDays: -1 } }),
      ];
      expect(refusals.map(({ code }) => code)).toEqual([
        'KEY_TAKEN',
        'INVALID_INPUT',
        'INVALID_INPUT',
        'INVALID_INPUT',
      ]);
    });

    test('leaves the name of its day with saved versions', async () => {
      const workflow = await seed.workflow({ name: 'Before' });
      await workflow.save();
      await workflow.mutate('updateWorkflow', { name: 'After' });
      await workflow.save(greets('two'));
      expect(await workflow.version(1, 'workflowName')).toEqual({ workflowName: 'Before' });
      expect(await workflow.version(2, 'workflowName')).toEqual({ workflowName: 'After' });
    });
  });

  describe('status', () => {
    test('is derived: draft, inactive, active, paused, archived, the first that holds', async () => {
      const workflow = await seed.workflow();
      const statuses = [(await workflow.read('status')).status];
      const steps: [string, object][] = [
        ['saveVersion', {}],
        ['activateVersion', { version: 1 }],
        ['pauseWorkflow', {}],
        ['archiveWorkflow', {}],
        ['unarchiveWorkflow', {}],
        ['resumeWorkflow', {}],
        ['deactivate', {}],
      ];
      for (const [mutation, input] of steps) {
        await workflow.mutate(mutation, input);
        statuses.push((await workflow.read('status')).status);
      }
      expect(statuses.join(' ')).toBe(
        'DRAFT INACTIVE ACTIVE PAUSED ARCHIVED PAUSED ACTIVE INACTIVE',
      );
    });

    test('of a split is active, without a single active version', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      const routes = [{ version: 1 }, { version: 2 }];
      await workflow.mutate('routeChannel', { routes });
      expect(await workflow.read('status activeVersion { id } activeRoutes { weight }')).toEqual({
        status: 'ACTIVE',
        activeVersion: null,
        activeRoutes: [{ weight: 1 }, { weight: 1 }],
      });
    });

    test('is told by the filter of lists as by the field', async () => {
      const { client } = { client: await app.createWorkspace(`status-${kind.name}`) };
      const own = new Seed(client);
      const [draft, inactive, active, paused, archived] = [
        await own.workflow({ name: 'DRAFT' }),
        await own.workflowWith(['one'], { name: 'INACTIVE' }),
        await own.workflowWith(['one'], { name: 'ACTIVE' }),
        await own.workflow({ name: 'PAUSED' }),
        await own.workflow({ name: 'ARCHIVED' }),
      ];
      await active.activate(1);
      await paused.mutate('pauseWorkflow');
      await archived.mutate('archiveWorkflow');
      for (const workflow of [draft, inactive, active, paused, archived]) {
        const { status } = await workflow.read('status');
        const list = `{ workflows(filter: { status: [${status}] }) { totalCount edges { node { name } } } }`;
        expect((await own.query(list)).workflows).toEqual({
          totalCount: 1,
          edges: [{ node: { name: status } }],
        });
      }
      expect((await own.query('{ workflows { totalCount } }')).workflows.totalCount).toBe(4);
      const all = '{ workflows(filter: { includeArchived: true }) { totalCount } }';
      expect((await own.query(all)).workflows.totalCount).toBe(5);
    });
  });

  describe('pauseWorkflow and resumeWorkflow', () => {
    test('keep the reason while it is paused, and the routing', async () => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.activate(1);
      await workflow.mutate('pauseWorkflow', { reason: 'The upstream is down.' });
      expect(await workflow.read('pausedReason pausedAt activeVersion { number }')).toEqual({
        pausedReason: 'The upstream is down.',
        pausedAt: app.clock.now(),
        activeVersion: { number: 1 },
      });
      await workflow.mutate('resumeWorkflow');
      expect(await workflow.read('pausedReason pausedAt')).toEqual({
        pausedReason: null,
        pausedAt: null,
      });
    });

    test('name who paused where no reason is given', async () => {
      const workflow = await seed.workflow();
      await workflow.mutate('pauseWorkflow', { reason: ' ' });
      expect(await workflow.read('pausedReason')).toEqual({
        pausedReason: 'Paused by First admin.',
      });
    });

    test('refuse to resume what is not paused', async () => {
      const workflow = await seed.workflow();
      expect((await workflow.refusal('resumeWorkflow')).code).toBe('NOT_PAUSED');
    });
  });

  describe('archiveWorkflow and unarchiveWorkflow', () => {
    test('keep the routing and leave the workflow to be fetched', async () => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.activate(1);
      await workflow.mutate('archiveWorkflow');
      expect(await workflow.read('archivedAt activeVersion { number }')).toEqual({
        archivedAt: app.clock.now(),
        activeVersion: { number: 1 },
      });
      await workflow.mutate('unarchiveWorkflow');
      expect(await workflow.read('archivedAt status')).toEqual({
        archivedAt: null,
        status: 'ACTIVE',
      });
    });

    test('refuse to do what is done', async () => {
      const workflow = await seed.workflow();
      expect((await workflow.refusal('unarchiveWorkflow')).code).toBe('NOT_ARCHIVED');
      await workflow.mutate('archiveWorkflow');
      expect((await workflow.refusal('archiveWorkflow')).code).toBe('ALREADY_ARCHIVED');
    });

    test('are told by events, one each', async () => {
      const workflow = await seed.workflow();
      for (const mutation of ['pause', 'resume', 'archive', 'unarchive'])
        await workflow.mutate(`${mutation}Workflow`);
      expect(await workflow.events()).toEqual([
        'WORKFLOW_CREATED',
        'WORKFLOW_PAUSED',
        'WORKFLOW_RESUMED',
        'WORKFLOW_ARCHIVED',
        'WORKFLOW_UNARCHIVED',
      ]);
    });
  });

  describe('deleteWorkflow', () => {
    test('removes an abandoned draft, and its key is free', async () => {
      const workflow = await seed.workflow({ key: 'abandoned' });
      await workflow.edit(greets('two'));
      const { deletedWorkflowId } = await workflow.mutate(
        'deleteWorkflow',
        {},
        'deletedWorkflowId',
      );
      expect(deletedWorkflowId).toBe(workflow.id);
      expect(await workflow.read('id')).toBeNull();
      expect((await seed.workflow({ key: 'abandoned' })).key).toBe('abandoned');
    });

    test('removes one with versions and channels that were never activated', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.mutate('deleteWorkflow');
      expect(await workflow.read('id')).toBeNull();
    });

    test.each(['live', 'staging'])('refuses one that %s was ever routed of', async (channel) => {
      const workflow = await seed.workflowWith(['one']);
      if (channel === 'staging') await workflow.mutate('createChannel', { key: channel });
      await workflow.mutate('activateVersion', { version: 1, channel });
      await workflow.mutate('deactivate', { channel });
      expect((await workflow.refusal('deleteWorkflow')).code).toBe('WORKFLOW_IN_USE');
      expect(await workflow.read('id')).toEqual({ id: workflow.id });
    });
  });

  test.each([
    ['updateWorkflow', {}],
    ['pauseWorkflow', {}],
    ['resumeWorkflow', {}],
    ['archiveWorkflow', {}],
    ['unarchiveWorkflow', {}],
    ['deleteWorkflow', {}],
  ])('%s of a workflow that is not there is NOT_FOUND', async (mutation, input) => {
    const refusal = await seed.refusal(mutation, { workflowId: 'wf_none', ...input });
    expect(refusal).toMatchObject({ code: 'NOT_FOUND', field: ['workflowId'] });
  });
});
