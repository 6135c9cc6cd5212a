import { canonicalJson } from '../../src/graph/canonical-json';
import { digestOf } from '../../src/graph/digest';
import { greetingPatch, greets, incomplete } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';

describe.each(databases)('versions on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  describe('saveVersion', () => {
    test('snapshots the draft under the next number', async () => {
      const workflow = await seed.workflow({ layout: { positions: { greet: { x: 1, y: 2 } } } });
      const input = { name: 'First', description: 'Greets.' };
      const fields =
        'created version { number label name description status origin revision isLatest isActive isArchived layout digest parent { id } sealedAt createdBy { name } } workflow { nextVersionNumber }';
      const { digest } = await workflow.version('draft', 'digest');
      expect(await workflow.mutate('saveVersion', input, fields)).toMatchObject({
        created: true,
        version: {
          number: 1,
          label: 'v1',
          name: 'First',
          description: 'Greets.',
          status: 'SEALED',
          origin: 'DRAFT',
          revision: 1,
          isLatest: true,
          isActive: false,
          isArchived: false,
          layout: { positions: { greet: { x: 1, y: 2 } } },
          digest,
          parent: null,
          sealedAt: app.clock.now(),
          createdBy: { name: 'First admin' },
        },
        workflow: { nextVersionNumber: 2 },
      });
    });

    test('gives each version the one before as its parent', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      expect(await workflow.version(2, 'isLatest parent { number isLatest }')).toEqual({
        isLatest: true,
        parent: { number: 1, isLatest: false },
      });
    });

    test('gives a version saved from a restored draft the restored one as its parent', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 2 });
      await workflow.save();
      expect(await workflow.version(3, 'parent { number }')).toEqual({ parent: { number: 1 } });
    });

    test('answers the latest version with created: false where nothing changed', async () => {
      const workflow = await seed.workflowWith(['one']);
      const payload = await workflow.mutate(
        'saveVersion',
        { name: 'Again', description: 'Same.' },
        'created version { number name description } workflow { nextVersionNumber }',
      );
      expect(payload).toMatchObject({
        created: false,
        version: { number: 1, name: 'Again', description: 'Same.' },
        workflow: { nextVersionNumber: 2 },
      });
      expect((await workflow.events()).at(-1)).toBe('VERSION_RENAMED');
      await workflow.mutate('saveVersion');
      expect(await workflow.version(1, 'name')).toEqual({ name: 'Again' });
      expect((await workflow.events()).filter((type) => type === 'VERSION_SAVED')).toHaveLength(1);
    });

    test('makes a version of the same content with allowUnchanged', async () => {
      const workflow = await seed.workflowWith(['one']);
      const payload = await workflow.mutate(
        'saveVersion',
        { allowUnchanged: true },
        'created version { number }',
      );
      expect(payload).toMatchObject({ created: true, version: { number: 2 } });
    });

    test('makes a new version of content that an older version holds', async () => {
      const workflow = await seed.workflowWith(['one', 'two', 'one']);
      const [first, third] = [
        await workflow.version(1, 'digest'),
        await workflow.version(3, 'digest'),
      ];
      expect(third).toEqual(first);
    });

    test('snapshots another version by from, layout included, and leaves the draft', async () => {
      const workflow = await seed.workflow({ layout: { positions: { greet: { x: 1, y: 1 } } } });
      await workflow.save();
      await workflow.save(greets('two'));
      await workflow.edit(greets('draft'));
      const fields = 'version { number origin layout digest parent { number } }';
      const { version } = await workflow.mutate('saveVersion', { from: 'v1' }, fields);
      expect(version).toEqual({
        number: 3,
        origin: 'VERSION',
        layout: { positions: { greet: { x: 1, y: 1 } } },
        digest: (await workflow.version(1, 'digest')).digest,
        parent: { number: 1 },
      });
      expect(await workflow.read('hasUnsavedChanges draft { revision }')).toEqual({
        hasUnsavedChanges: true,
        draft: { revision: 3 },
      });
    });

    test('takes a definition given directly and leaves the draft as it is', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      const input = { definition: greets('direct'), parent: 1 };
      const fields = 'version { number origin parent { number } definition }';
      expect(await workflow.mutate('saveVersion', input, fields)).toMatchObject({
        version: {
          number: 3,
          origin: 'DIRECT',
          parent: { number: 1 },
          definition: { nodes: [{ config: { expression: '"direct"' } }, {}] },
        },
      });
      expect(await workflow.version('draft', 'revision')).toEqual({ revision: 2 });
    });

    test('gives a definition given directly the latest version as its parent', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('saveVersion', { definition: greets('direct') });
      expect(await workflow.version(3, 'parent { number }')).toEqual({ parent: { number: 2 } });
    });

    test.each([
      ['from with a definition', { from: 1, definition: greets('x') }, ['from']],
      ['a parent without a definition', { parent: 1 }, ['parent']],
      [
        'expectedRevision with a definition',
        { definition: greets('x'), expectedRevision: 1 },
        ['expectedRevision'],
      ],
      ['a channel without activate', { channel: 'live' }, ['channel']],
      ['a note without activate', { note: 'why' }, ['note']],
      ['an empty name', { name: ' ' }, ['name']],
    ])('refuses %s', async (_, input, field) => {
      const workflow = await seed.workflow();
      await workflow.save(greets('base'));
      await workflow.edit(greets('next'));
      expect(await workflow.refusal('saveVersion', input)).toMatchObject({
        code: 'INVALID_INPUT',
        field,
      });
    });

    test.each([
      ['from', { from: 9 }],
      ['parent', { parent: 9, definition: greets('x') }],
    ])('refuses a version in %s that is not there', async (field, input) => {
      const workflow = await seed.workflowWith(['one']);
      expect(await workflow.refusal('saveVersion', input)).toMatchObject({
        code: 'NOT_FOUND',
        field: [field],
      });
    });

    test('refuses a source that moved since it was seen', async () => {
      const workflow = await seed.workflow();
      await workflow.edit(greets('moved'));
      expect(await workflow.refusal('saveVersion', { expectedRevision: 1 })).toMatchObject({
        __typename: 'VersionConflict',
        code: 'VERSION_CONFLICT',
        expected: '1',
        actual: '2',
      });
      expect(await workflow.save(undefined, { expectedRevision: 2 })).toBe(1);
    });

    test('refuses where the latest version is not the one that was seen', async () => {
      const workflow = await seed.workflow();
      expect(await workflow.save(undefined, { expectedLatestVersion: 0 })).toBe(1);
      await workflow.edit(greets('two'));
      expect(await workflow.refusal('saveVersion', { expectedLatestVersion: 0 })).toMatchObject({
        code: 'VERSION_CONFLICT',
        field: ['expectedLatestVersion'],
        expected: '0',
        actual: '1',
      });
    });

    test('takes incomplete content, unless requireComplete says otherwise', async () => {
      const workflow = await seed.workflow({ definition: incomplete() });
      expect(await workflow.refusal('saveVersion', { requireComplete: true })).toMatchObject({
        __typename: 'ValidationFailed',
        code: 'VALIDATION_FAILED',
        problems: [{ severity: 'ERROR', code: 'TRIGGER_MISSING' }],
      });
      expect(await workflow.save()).toBe(1);
      expect(await workflow.version(1, 'problems { severity code }')).toEqual({
        problems: [{ severity: 'ERROR', code: 'TRIGGER_MISSING' }],
      });
    });

    test('counts no version for a save that is refused', async () => {
      const workflow = await seed.workflow({ definition: incomplete() });
      await workflow.refusal('saveVersion', { requireComplete: true });
      expect(await workflow.read('nextVersionNumber versions { totalCount }')).toEqual({
        nextVersionNumber: 1,
        versions: { totalCount: 0 },
      });
    });

    test('activates in the same call, on the channel that it names, with a note', async () => {
      const workflow = await seed.workflow();
      await workflow.mutate('createChannel', { key: 'staging' });
      const payload = await workflow.mutate(
        'saveVersion',
        { activate: true, channel: 'staging', note: 'Try it.' },
        'created version { number } channel { key } activation { note version { number } }',
      );
      expect(payload).toMatchObject({
        created: true,
        version: { number: 1 },
        channel: { key: 'staging' },
        activation: { note: 'Try it.', version: { number: 1 } },
      });
      expect([await workflow.live(), await workflow.live('staging')]).toEqual(['none', 'v1']);
    });

    test('activates the latest version where nothing changed', async () => {
      const workflow = await seed.workflowWith(['one']);
      const payload = await workflow.mutate('saveVersion', { activate: true }, 'created');
      expect(payload.created).toBe(false);
      expect(await workflow.live()).toBe('v1');
    });

    test('saves nothing where the activation is refused: it is one transaction', async () => {
      const workflow = await seed.workflow({ definition: incomplete() });
      expect((await workflow.refusal('saveVersion', { activate: true })).code).toBe(
        'VALIDATION_FAILED',
      );
      const nowhere = { definition: greets('x'), activate: true, channel: 'nowhere' };
      expect((await workflow.refusal('saveVersion', nowhere)).code).toBe('NOT_FOUND');
      expect(await workflow.read('nextVersionNumber latestVersion { id }')).toEqual({
        nextVersionNumber: 1,
        latestVersion: null,
      });
      expect(await workflow.events()).toEqual(['WORKFLOW_CREATED']);
    });

    test('needs releases:write to activate, and only then', async () => {
      const { id } = await seed.workflow();
      const writer = new Seed(app.client.as(await app.token('workflows:read', 'workflows:write')));
      const refusal = await writer.refusal('saveVersion', { workflowId: id, activate: true });
      expect(refusal).toMatchObject({ code: 'FORBIDDEN', field: ['activate'] });
      await writer.mutate('saveVersion', { workflowId: id });
    });
  });

  describe('updateVersion', () => {
    test('names and describes a sealed version, and null removes both', async () => {
      const workflow = await seed.workflowWith(['one']);
      const { digest } = await workflow.version(1, 'digest');
      await workflow.mutate('updateVersion', { version: 1, name: 'Gold', description: 'Fine.' });
      expect(await workflow.version(1, 'name description digest revision status')).toEqual({
        name: 'Gold',
        description: 'Fine.',
        digest,
        revision: 1,
        status: 'SEALED',
      });
      await workflow.mutate('updateVersion', { version: 'v1', name: null, description: null });
      expect(await workflow.version(1, 'name description')).toEqual({
        name: null,
        description: null,
      });
    });

    test('refuses content of a sealed version', async () => {
      const workflow = await seed.workflowWith(['one']);
      const input = { version: 1, expectedRevision: 1, definition: greets('x') };
      expect(await workflow.refusal('updateVersion', input)).toMatchObject({
        __typename: 'VersionSealed',
        code: 'VERSION_SEALED',
        version: { number: 1 },
      });
    });

    test('asks for expectedRevision with content', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      const input = { version: 1, definition: greets('x') };
      expect(await workflow.refusal('updateVersion', input)).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['expectedRevision'],
      });
    });

    test('edits an editable version: a revision of it, by definition or patch', async () => {
      const workflow = await seed.workflowWith(['one', 'two'], { sealing: 'NEVER' });
      const edits = [{ definition: greets('edited') }, { patch: greetingPatch('twice') }];
      for (const [index, edit] of edits.entries())
        await workflow.mutate('updateVersion', {
          version: 1,
          expectedRevision: index + 1,
          ...edit,
        });
      const fields = 'revision status revisions { edges { node { number } } } definition createdAt';
      expect(await workflow.version(1, fields)).toMatchObject({
        revision: 3,
        status: 'EDITABLE',
        revisions: {
          edges: [{ node: { number: 3 } }, { node: { number: 2 } }, { node: { number: 1 } }],
        },
        definition: { nodes: [{ config: { expression: '"twice"' } }, {}] },
      });
      expect(await workflow.version(2, 'revision')).toEqual({ revision: 1 });
    });

    test('refuses a stale edit that clashes as a DraftConflict', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      const edit = (greeting: string) => ({
        version: 1,
        expectedRevision: 1,
        definition: greets(greeting),
      });
      await workflow.mutate('updateVersion', edit('theirs'));
      expect(await workflow.refusal('updateVersion', edit('ours'))).toMatchObject({
        __typename: 'DraftConflict',
        currentRevision: 2,
        places: [{ path: '/nodes/greet/config/expression' }],
      });
    });

    test('that is refused changes nothing, the name neither', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      const edit = (greeting: string) => ({
        version: 1,
        expectedRevision: 1,
        definition: greets(greeting),
      });
      await workflow.mutate('updateVersion', edit('theirs'));
      await workflow.refusal('updateVersion', { ...edit('ours'), name: 'Ours' });
      expect(await workflow.version(1, 'name')).toEqual({ name: null });
      expect(await workflow.events()).not.toContain('VERSION_RENAMED');
    });

    test('changes name and content together, each told by its event', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      const input = { version: 1, expectedRevision: 1, name: 'Both', definition: greets('x') };
      expect(
        await workflow.mutate('updateVersion', input, 'version { name revision }'),
      ).toMatchObject({ version: { name: 'Both', revision: 2 } });
      expect((await workflow.events()).slice(-2).sort()).toEqual([
        'VERSION_EDITED',
        'VERSION_RENAMED',
      ]);
    });

    test('holds a rename to the revision that it expects', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      const input = { version: 1, expectedRevision: 1, definition: greets('x') };
      await workflow.mutate('updateVersion', input);
      const rename = { version: 1, expectedRevision: 1, name: 'Late' };
      expect(await workflow.refusal('updateVersion', rename)).toMatchObject({
        code: 'VERSION_CONFLICT',
        expected: '1',
        actual: '2',
      });
    });

    test('moves things on an editable version without a revision, on a sealed one not at all', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      const layout = { positions: { greet: { x: 5, y: 5 } } };
      const input = { version: 1, expectedRevision: 1, layout };
      await workflow.mutate('updateVersion', input);
      expect(await workflow.version(1, 'layout revision')).toEqual({ layout, revision: 1 });
      await workflow.mutate('updateWorkflow', { sealing: 'ON_SAVE' });
      expect((await workflow.refusal('updateVersion', input)).code).toBe('VERSION_SEALED');
    });

    test('edits the draft as saveDraft does, but gives it no name', async () => {
      const workflow = await seed.workflow();
      const input = { version: 'draft', expectedRevision: 1, definition: greets('two') };
      await workflow.mutate('updateVersion', input);
      expect((await workflow.events()).at(-1)).toBe('DRAFT_SAVED');
      const rename = { version: 'draft', name: 'Mine' };
      expect((await workflow.refusal('updateVersion', rename)).code).toBe('DRAFT_NOT_ALLOWED');
    });

    test('stamps creation once', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      const created = await workflow.version(1, 'createdAt createdBy { name }');
      app.clock.advance(1000);
      await workflow.mutate('updateVersion', {
        version: 1,
        expectedRevision: 1,
        definition: greets('x'),
        name: 'Later',
      });
      expect(await workflow.version(1, 'createdAt createdBy { name }')).toEqual(created);
    });
  });

  describe('archiveVersion and unarchiveVersion', () => {
    test('hide a version from lists, and leave it to be fetched by number', async () => {
      const workflow = await seed.workflowWith(['one', 'two', 'three']);
      await workflow.mutate('archiveVersion', { version: 1 });
      const list = 'totalCount edges { node { number } }';
      expect(
        await workflow.read(
          `shown: versions { ${list} } all: versions(includeArchived: true) { ${list} }`,
        ),
      ).toEqual({
        shown: { totalCount: 2, edges: [{ node: { number: 3 } }, { node: { number: 2 } }] },
        all: {
          totalCount: 3,
          edges: [{ node: { number: 3 } }, { node: { number: 2 } }, { node: { number: 1 } }],
        },
      });
      expect(await workflow.version(1, 'isArchived archivedAt definition')).toMatchObject({
        isArchived: true,
        archivedAt: app.clock.now(),
      });
      await workflow.mutate('unarchiveVersion', { version: 1 });
      expect(await workflow.version(1, 'isArchived archivedAt')).toEqual({
        isArchived: false,
        archivedAt: null,
      });
    });

    test.each([
      ['the draft', 'draft', 'DRAFT_NOT_ALLOWED'],
      ['the latest version', 'latest', 'VERSION_IS_LATEST'],
      ['one that a channel routes to', 1, 'VERSION_IN_USE'],
      ['one that is archived', 2, 'ALREADY_ARCHIVED'],
      ['one that is not there', 9, 'NOT_FOUND'],
    ])('refuse to archive %s', async (_, version, code) => {
      const workflow = await seed.workflowWith(['one', 'two', 'three']);
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.mutate('activateVersion', { version: 1, channel: 'staging' });
      await workflow.mutate('archiveVersion', { version: 2 });
      expect((await workflow.refusal('archiveVersion', { version })).code).toBe(code);
    });

    test('refuse one in a split, and take it once it is out', async () => {
      const workflow = await seed.workflowWith(['one', 'two', 'three']);
      await workflow.mutate('routeChannel', { routes: [{ version: 1 }, { version: 2 }] });
      expect((await workflow.refusal('archiveVersion', { version: 2 })).code).toBe(
        'VERSION_IN_USE',
      );
      await workflow.activate(1);
      await workflow.mutate('archiveVersion', { version: 2 });
    });

    test('refuse to unarchive what is not archived', async () => {
      const workflow = await seed.workflowWith(['one']);
      expect((await workflow.refusal('unarchiveVersion', { version: 1 })).code).toBe(
        'NOT_ARCHIVED',
      );
    });
  });

  describe('deleteVersion', () => {
    test('removes a version that nothing refers to, and its number is not used again', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 2 });
      await workflow.save(greets('three'));
      const { id } = await workflow.version(2, 'id');
      const payload = await workflow.mutate('deleteVersion', { version: 2 }, 'deletedVersionId');
      expect(payload.deletedVersionId).toBe(id);
      expect(await workflow.version(2, 'id')).toBeNull();
      expect(await workflow.save(greets('four'))).toBe(4);
    });

    test('drops the definitions that nothing else refers to', async () => {
      const workflow = await seed.workflowWith(['only of v1', 'kept']);
      await workflow.edit(greets('only of the draft'));
      await workflow.refusal('saveDraft', { expectedRevision: 1, definition: greets('refused') });
      const statusOf = async (greeting: string) => {
        const headers = { authorization: `Bearer ${app.client.token}` };
        const digest = digestOf(canonicalJson(greets(greeting)));
        return (await fetch(`${app.url}/definitions/${digest}`, { headers })).status;
      };
      const held = ['only of v1', 'kept', 'only of the draft', 'refused'];
      expect(await Promise.all(held.map(statusOf))).toEqual([200, 200, 200, 200]);
      const other = await seed.workflowWith(['kept']);
      await workflow.mutate('deleteWorkflow');
      expect(await Promise.all(held.map(statusOf))).toEqual([404, 200, 404, 404]);
      await other.mutate('saveVersion', { definition: greets('deleted') });
      await other.mutate('saveVersion', { definition: greets('last'), parent: 1 });
      expect(await statusOf('deleted')).toBe(200);
      await other.mutate('deleteVersion', { version: 2 });
      expect(await statusOf('deleted')).toBe(404);
    });

    test.each([
      ['the draft', 'draft', 'DRAFT_NOT_ALLOWED'],
      ['the latest version', 3, 'VERSION_IS_LATEST'],
      ['one that was activated', 2, 'VERSION_IN_USE'],
      ['one that another comes from', 1, 'VERSION_IN_USE'],
    ])('refuses %s', async (_, version, code) => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('saveVersion', { definition: greets('three'), parent: 1 });
      await workflow.activate(2);
      await workflow.mutate('deactivate');
      expect((await workflow.refusal('deleteVersion', { version })).code).toBe(code);
    });

    test('refuses one that the draft comes from, until it comes from another', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('saveVersion', { definition: greets('three'), parent: 1 });
      expect(await workflow.refusal('deleteVersion', { version: 2 })).toMatchObject({
        code: 'VERSION_IN_USE',
        message: expect.stringContaining('the draft comes from it') as string,
      });
      expect(await workflow.read('hasUnsavedChanges')).toEqual({ hasUnsavedChanges: false });
      await workflow.mutate('discardDraft', { expectedRevision: 2 });
      await workflow.mutate('deleteVersion', { version: 2 });
      expect(await workflow.read('draft { parent { number } } hasUnsavedChanges')).toEqual({
        draft: { parent: { number: 3 } },
        hasUnsavedChanges: false,
      });
    });
  });

  test.each([
    ['updateVersion', { version: 1, name: 'Named' }],
    ['updateVersion', { version: 1, expectedRevision: 1, definition: greets('edited') }],
    ['archiveVersion', { version: 1 }],
    ['deleteVersion', { version: 2 }],
  ])('%s %j stamps the workflow with when it was changed', async (mutation, input) => {
    const workflow = await seed.workflowWith(['one', 'two'], { sealing: 'NEVER' });
    await workflow.mutate('saveVersion', { definition: greets('three'), parent: 1 });
    await workflow.mutate('discardDraft', { expectedRevision: 2 });
    app.clock.advance(1000);
    const { workflow: answered } = await workflow.mutate(mutation, input, 'workflow { updatedAt }');
    expect(answered).toEqual({ updatedAt: app.clock.now() });
    expect(await workflow.read('updatedAt')).toEqual({ updatedAt: app.clock.now() });
  });

  test('every change of a version is an event with its facts', async () => {
    const workflow = await seed.workflowWith(['one', 'two', 'three'], { sealing: 'NEVER' });
    const version = 1;
    await workflow.mutate('updateVersion', { version, name: 'n' });
    await workflow.mutate('archiveVersion', { version });
    await workflow.mutate('unarchiveVersion', { version });
    const { events } = await workflow.read(
      'events(last: 3) { edges { node { type ... on VersionEvent { number version { number } } } } }',
    );
    expect(events.edges).toEqual(
      ['VERSION_RENAMED', 'VERSION_ARCHIVED', 'VERSION_UNARCHIVED'].map((type) => ({
        node: { type, number: 1, version: { number: 1 } },
      })),
    );
  });

  test.each([
    ['saveVersion', {}],
    ['updateVersion', { version: 1, name: 'x' }],
    ['archiveVersion', { version: 1 }],
    ['unarchiveVersion', { version: 1 }],
    ['deleteVersion', { version: 1 }],
    ['pruneRevisions', {}],
  ])('%s of a workflow that is not there is NOT_FOUND', async (mutation, input) => {
    const refusal = await seed.refusal(mutation, { workflowId: 'wf_none', ...input });
    expect(refusal).toMatchObject({ code: 'NOT_FOUND', field: ['workflowId'] });
  });
});
