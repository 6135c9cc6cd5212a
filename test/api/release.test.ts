import { greets, incomplete } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';

const RELEASE =
  'changed workflow { activeVersion { number } } channel { key mode activationSequence } activation { sequence kind note version { number } previousVersion { number } actor { name } activatedAt } gained { number } lost { number }';

describe.each(databases)('releases on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  describe('activateVersion', () => {
    test('routes live wholly to a version and says who gained and lost', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.activate(1);
      const input = { version: 2, note: 'Better.' };
      expect(await workflow.mutate('activateVersion', input, RELEASE)).toMatchObject({
        changed: true,
        workflow: { activeVersion: { number: 2 } },
        channel: { key: 'live', mode: 'VERSION', activationSequence: 2 },
        activation: {
          sequence: 2,
          kind: 'ACTIVATE',
          note: 'Better.',
          version: { number: 2 },
          previousVersion: { number: 1 },
          actor: { name: 'First admin' },
          activatedAt: app.clock.now(),
        },
        gained: [{ number: 2 }],
        lost: [{ number: 1 }],
      });
      expect(await workflow.version(2, 'isActive')).toEqual({ isActive: true });
      expect(await workflow.version(1, 'isActive')).toEqual({ isActive: false });
    });

    test('records version, revision and digest in the route', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      await workflow.activate(1);
      const { digest } = await workflow.version(1, 'digest');
      expect(
        await workflow.read('activeRoutes { version { number } revision digest weight label }'),
      ).toEqual({
        activeRoutes: [{ version: { number: 1 }, revision: 1, digest, weight: 1, label: null }],
      });
    });

    test('writes nothing where the routing holds that digest already', async () => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.activate(1);
      expect(await workflow.mutate('activateVersion', { version: 1 }, RELEASE)).toMatchObject({
        changed: false,
        activation: { sequence: 1 },
        gained: [],
        lost: [],
      });
      expect((await workflow.events()).filter((type) => type === 'VERSION_ACTIVATED')).toHaveLength(
        1,
      );
    });

    test.each([
      ['the draft', 'draft', 'DRAFT_NOT_ALLOWED'],
      ['an archived version', 1, 'VERSION_ARCHIVED'],
      ['a version that is not there', 9, 'NOT_FOUND'],
      ['what no single version is', 'active', 'NOT_FOUND'],
    ])('refuses %s', async (_, version, code) => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('archiveVersion', { version: 1 });
      expect(await workflow.refusal('activateVersion', { version })).toMatchObject({
        code,
        field: ['version'],
      });
      expect(await workflow.live()).toBe('none');
    });

    test('refuses a version with errors and tells all its problems', async () => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.activate(1);
      await workflow.save(incomplete());
      expect(await workflow.refusal('activateVersion', { version: 2 })).toMatchObject({
        __typename: 'ValidationFailed',
        code: 'VALIDATION_FAILED',
        problems: [
          { severity: 'ERROR', code: 'TRIGGER_MISSING', message: expect.any(String) as string },
        ],
      });
      expect(await workflow.live()).toBe('v1');
    });

    test('takes warnings', async () => {
      const definition = { nodes: [{ id: 'x', type: 'my.own', name: 'X', config: {} }], edges: [] };
      const workflow = await seed.workflow({ definition });
      await workflow.save();
      await workflow.activate(1);
      expect(await workflow.version(1, 'problems { severity }')).toEqual({
        problems: [{ severity: 'WARNING' }],
      });
    });

    test('takes a released version again after it was unarchived', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('archiveVersion', { version: 1 });
      await workflow.mutate('unarchiveVersion', { version: 1 });
      await workflow.activate(1);
      expect(await workflow.live()).toBe('v1');
    });

    test('refuses a channel that is not there', async () => {
      const workflow = await seed.workflowWith(['one']);
      const input = { version: 1, channel: 'nowhere' };
      expect(await workflow.refusal('activateVersion', input)).toMatchObject({
        code: 'NOT_FOUND',
        field: ['channel'],
      });
    });

    test('refuses a note that is too long', async () => {
      const workflow = await seed.workflowWith(['one']);
      const input = { version: 1, note: 'n'.repeat(2001) };
      expect((await workflow.refusal('activateVersion', input)).field).toEqual(['note']);
    });
  });

  describe('an expectation', () => {
    test.each([
      ['activateVersion', { version: 1 }],
      ['rollback', {}],
      ['rollback', { targetVersion: 1 }],
      ['deactivate', {}],
    ])('of another version stops %s %j', async (mutation, input) => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.activate(1, 2);
      const expecting = { ...input, expectedCurrentVersion: 1 };
      expect(await workflow.refusal(mutation, expecting)).toMatchObject({
        __typename: 'VersionConflict',
        code: 'VERSION_CONFLICT',
        field: ['expectedCurrentVersion'],
        expected: '1',
        actual: 'v2',
      });
      expect(await workflow.live()).toBe('v2');
    });

    test.each([
      ['activateVersion', { version: 1 }],
      ['rollback', {}],
      ['deactivate', {}],
      ['routeChannel', { routes: [{ version: 1 }, { version: 2 }] }],
    ])('of another activation stops %s', async (mutation, input) => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.activate(1, 2);
      expect(await workflow.refusal(mutation, { ...input, expectedActivation: 1 })).toMatchObject({
        code: 'VERSION_CONFLICT',
        field: ['expectedActivation'],
        expected: '1',
        actual: '2',
      });
    });

    test('that holds lets it through; 0 means never activated', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('activateVersion', { version: 1, expectedActivation: 0 });
      const both = { expectedActivation: 1, expectedCurrentVersion: 1 };
      await workflow.mutate('activateVersion', { version: 2, ...both });
      expect(await workflow.live()).toBe('v2');
    });

    test('of a version never matches a split, nor a channel that routes nowhere', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      const expecting = { version: 2, expectedCurrentVersion: 1 };
      expect((await workflow.refusal('activateVersion', expecting)).actual).toBe('none');
      await workflow.mutate('routeChannel', { routes: [{ version: 1 }, { version: 2 }] });
      expect((await workflow.refusal('activateVersion', expecting)).actual).toBe('v1 and v2');
    });
  });

  describe('deactivate', () => {
    test('routes nowhere, and is an activation', async () => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.activate(1);
      expect(await workflow.mutate('deactivate', { note: 'Stop.' }, RELEASE)).toMatchObject({
        changed: true,
        workflow: { activeVersion: null },
        channel: { mode: 'NONE', activationSequence: 2 },
        activation: {
          kind: 'DEACTIVATE',
          note: 'Stop.',
          version: null,
          previousVersion: { number: 1 },
        },
        gained: [],
        lost: [{ number: 1 }],
      });
    });

    test('writes nothing where nothing is routed', async () => {
      const workflow = await seed.workflowWith(['one']);
      expect(await workflow.mutate('deactivate', {}, RELEASE)).toMatchObject({
        changed: false,
        activation: null,
        channel: { activationSequence: 0 },
      });
    });
  });

  describe('routeChannel', () => {
    test('splits by weight and label, the draft among the routes if wanted', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      const routes = [
        { version: 1, weight: 90, label: 'control' },
        { version: 2, weight: 9 },
        { draft: true },
      ];
      await workflow.mutate('routeChannel', { routes });
      const { digest } = await workflow.version(1, 'digest');
      const { channel } = await workflow.read(
        'channel { mode routes { version { label } revision digest weight label } }',
      );
      expect(channel).toMatchObject({
        mode: 'SPLIT',
        routes: [
          { version: { label: 'v1' }, revision: 1, digest, weight: 90, label: 'control' },
          { version: { label: 'v2' }, revision: 1, weight: 9, label: null },
          { version: { label: 'Draft' }, revision: null, digest: null, weight: 1, label: null },
        ],
      });
    });

    test('says which versions gained and lost, and writes nothing for the same split', async () => {
      const workflow = await seed.workflowWith(['one', 'two', 'three']);
      await workflow.activate(1);
      const split = { routes: [{ version: 2 }, { version: 3 }] };
      expect(await workflow.mutate('routeChannel', split, RELEASE)).toMatchObject({
        changed: true,
        activation: { kind: 'ROUTE', version: null, previousVersion: { number: 1 } },
        gained: [{ number: 2 }, { number: 3 }],
        lost: [{ number: 1 }],
      });
      expect((await workflow.mutate('routeChannel', split, RELEASE)).changed).toBe(false);
      const heavier = { routes: [{ version: 2, weight: 2 }, { version: 3 }] };
      expect((await workflow.mutate('routeChannel', heavier, RELEASE)).changed).toBe(true);
    });

    test('routes wholly to the draft: it follows every save, and holds what is present', async () => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.mutate('routeChannel', { routes: [{ draft: true }] });
      await workflow.edit(greets('two'));
      expect(await workflow.read('status activeVersion { label }')).toEqual({
        status: 'ACTIVE',
        activeVersion: { label: 'Draft' },
      });
      expect(await workflow.version('draft', 'routes { holdsPresentDigest }')).toEqual({
        routes: [{ holdsPresentDigest: true }],
      });
    });

    test.each([
      ['no routes', []],
      ['a version twice', [{ version: 1 }, { version: 'v1' }]],
      ['the draft twice', [{ draft: true }, { version: 'draft' }]],
      ['a weight of 0', [{ version: 1, weight: 0 }]],
      ['a weight below 0', [{ version: 1, weight: -1 }]],
      ['a weight above a million', [{ version: 1, weight: 1_000_001 }]],
      ['more than 20 routes', Array.from({ length: 21 }, () => ({ version: 1 }))],
      ['a route to neither', [{ weight: 1 }]],
      ['a route to both', [{ version: 1, draft: true }]],
    ])('refuses %s', async (_, routes) => {
      const workflow = await seed.workflowWith(['one']);
      const refusal = await workflow.refusal('routeChannel', { routes });
      expect(refusal).toMatchObject({ code: 'INVALID_INPUT' });
      expect((refusal.field as string[])[0]).toBe('routes');
    });

    test('refuses archived versions, versions with errors and absent ones', async () => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.save(incomplete());
      await workflow.save(greets('three'));
      await workflow.mutate('archiveVersion', { version: 1 });
      const codes = [];
      for (const version of [1, 2, 9]) {
        const routes = [{ version: 3 }, { version }];
        codes.push((await workflow.refusal('routeChannel', { routes })).code);
      }
      expect(codes).toEqual(['VERSION_ARCHIVED', 'VALIDATION_FAILED', 'NOT_FOUND']);
    });
  });

  describe('channels', () => {
    test('are added beside live and route nowhere at first', async () => {
      const workflow = await seed.workflow();
      const { channel } = await workflow.mutate(
        'createChannel',
        { key: 'staging' },
        'channel { id key mode activationSequence createdAt createdBy { name } workflow { id } }',
      );
      expect(channel).toEqual({
        id: expect.stringMatching(/^ch_/) as string,
        key: 'staging',
        mode: 'NONE',
        activationSequence: 0,
        createdAt: app.clock.now(),
        createdBy: { name: 'First admin' },
        workflow: { id: workflow.id },
      });
      await workflow.mutate('createChannel', { key: 'a-b' });
      expect(await workflow.read('channels { key } channel(key: "nope") { key }')).toEqual({
        channels: [{ key: 'live' }, { key: 'a-b' }, { key: 'staging' }],
        channel: null,
      });
    });

    test('count their activations each for itself', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.activate(1, 2);
      await workflow.mutate('activateVersion', { version: 1, channel: 'staging' });
      expect(await workflow.read('channels { key activationSequence }')).toEqual({
        channels: [
          { key: 'live', activationSequence: 2 },
          { key: 'staging', activationSequence: 1 },
        ],
      });
      expect(await workflow.version(1, 'isActive routes { channel { key } }')).toEqual({
        isActive: false,
        routes: [{ channel: { key: 'staging' } }],
      });
    });

    test('are deleted, keep their history, and their keys are not used again', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.mutate('activateVersion', { version: 1, channel: 'staging' });
      await workflow.mutate('deleteChannel', { channel: 'staging' });
      expect(await workflow.read('channels { key }')).toEqual({ channels: [{ key: 'live' }] });
      expect((await workflow.refusal('createChannel', { key: 'staging' })).code).toBe(
        'CHANNEL_KEY_TAKEN',
      );
      const { activations } = await workflow.read(
        'activations(channel: "staging") { edges { node { channel { key } to { version { number } } } } }',
      );
      expect(activations.edges).toEqual([
        { node: { channel: { key: 'staging' }, to: [{ version: { number: 1 } }] } },
      ]);
      await workflow.mutate('archiveVersion', { version: 1 });
    });

    test('are not to be released on once they are deleted', async () => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.mutate('deleteChannel', { channel: 'staging' });
      const input = { version: 1, channel: 'staging' };
      expect((await workflow.refusal('activateVersion', input)).code).toBe('NOT_FOUND');
      expect((await workflow.refusal('deleteChannel', { channel: 'staging' })).code).toBe(
        'NOT_FOUND',
      );
    });

    test('refuse the keys of others, bad keys, and the deletion of live', async () => {
      const workflow = await seed.workflow();
      const taken = await workflow.refusal('createChannel', { key: 'live' });
      expect(taken).toMatchObject({ code: 'CHANNEL_KEY_TAKEN', field: ['key'] });
      expect((await workflow.refusal('createChannel', { key: 'No!' })).code).toBe('INVALID_INPUT');
      expect((await workflow.refusal('deleteChannel', { channel: 'live' })).code).toBe(
        'CHANNEL_PROTECTED',
      );
    });

    test('are told by events', async () => {
      const workflow = await seed.workflow();
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.mutate('deleteChannel', { channel: 'staging' });
      expect((await workflow.events()).slice(1)).toEqual(['CHANNEL_CREATED', 'CHANNEL_DELETED']);
    });
  });

  describe('activations', () => {
    test('are a history with from, to and previousVersion, newest first', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.activate(1);
      await workflow.mutate('routeChannel', { routes: [{ version: 1 }, { version: 2 }] });
      await workflow.activate(2);
      const { activations } = await workflow.read(
        'activations { totalCount edges { node { sequence kind from { version { number } } to { version { number } } version { number } previousVersion { number } } } }',
      );
      const [one, two] = [{ version: { number: 1 } }, { version: { number: 2 } }];
      expect(activations).toEqual({
        totalCount: 3,
        edges: [
          {
            node: {
              sequence: 3,
              kind: 'ACTIVATE',
              from: [one, two],
              to: [two],
              ...two,
              previousVersion: null,
            },
          },
          {
            node: {
              sequence: 2,
              kind: 'ROUTE',
              from: [one],
              to: [one, two],
              version: null,
              previousVersion: { number: 1 },
            },
          },
          {
            node: {
              sequence: 1,
              kind: 'ACTIVATE',
              from: [],
              to: [one],
              ...one,
              previousVersion: null,
            },
          },
        ],
      });
    });

    test('are listed by channel and by version too', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.activate(1, 2);
      await workflow.mutate('activateVersion', { version: 1, channel: 'staging' });
      const list = '{ edges { node { sequence channel { key } } } }';
      const read = await workflow.read(
        `activations(channel: "staging") ${list} channel { activations ${list} } version(ref: 1) { activations ${list} }`,
      );
      const [live1, live2, staging1] = [
        { node: { sequence: 1, channel: { key: 'live' } } },
        { node: { sequence: 2, channel: { key: 'live' } } },
        { node: { sequence: 1, channel: { key: 'staging' } } },
      ];
      expect(read).toEqual({
        activations: { edges: [staging1] },
        channel: { activations: { edges: [live2, live1] } },
        version: { activations: { edges: [staging1, live1] } },
      });
    });

    test('keep the name of their actor, also of the one that the token acts for', async () => {
      const workflow = await seed.workflowWith(['one']);
      const ada = new Seed(app.client.with({ 'x-actor-id': 'u1', 'x-actor-name': 'Ada' }));
      await ada.mutate('activateVersion', { workflowId: workflow.id, version: 1 });
      expect(
        await workflow.read('channel { currentActivation { actor { kind id name } } }'),
      ).toEqual({
        channel: { currentActivation: { actor: { kind: 'USER', id: 'u1', name: 'Ada' } } },
      });
    });
  });

  test.each([
    ['activateVersion', { version: 1 }],
    ['rollback', {}],
    ['deactivate', {}],
    ['routeChannel', { routes: [{ version: 1 }] }],
    ['createChannel', { key: 'x' }],
    ['deleteChannel', { channel: 'x' }],
  ])('%s of a workflow that is not there is NOT_FOUND', async (mutation, input) => {
    const refusal = await seed.refusal(mutation, { workflowId: 'wf_none', ...input });
    expect(refusal).toMatchObject({ code: 'NOT_FOUND', field: ['workflowId'] });
  });
});
