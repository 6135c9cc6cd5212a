import { greetingPatch, greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';

const DAY = 24 * 60 * 60 * 1000;

describe.each(databases)('drafts on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const draftOf = (workflow: SeededWorkflow) => workflow.version('draft', 'revision definition');
  const greetingOf = async (workflow: SeededWorkflow): Promise<unknown> => {
    const { nodes } = await workflow.version('draft', 'nodes { key config }');
    return (nodes.find(({ key }) => key === 'greet')?.config as { expression: string }).expression;
  };

  describe('saveDraft', () => {
    test('makes a revision of changed content and answers the next expectedRevision', async () => {
      const workflow = await seed.workflow();
      const payload = await workflow.mutate(
        'saveDraft',
        { expectedRevision: 1, definition: greets('two') },
        'changed draft { revision } workflow { id }',
      );
      expect(payload).toMatchObject({
        changed: true,
        draft: { revision: 2 },
        workflow: { id: workflow.id },
      });
      expect(await greetingOf(workflow)).toBe('"two"');
    });

    test('makes no revision and no event of unchanged content, whatever its order', async () => {
      const workflow = await seed.workflow();
      const definition = greets('one');
      definition.nodes.reverse();
      const input = { expectedRevision: 1, definition };
      expect(await workflow.mutate('saveDraft', input, 'changed draft { revision }')).toMatchObject(
        { changed: false, draft: { revision: 1 } },
      );
      expect(await workflow.events()).toEqual(['WORKFLOW_CREATED']);
    });

    test('applies a patch to the revision that it expects', async () => {
      const workflow = await seed.workflow();
      await workflow.mutate('saveDraft', { expectedRevision: 1, patch: greetingPatch('patched') });
      expect(await greetingOf(workflow)).toBe('"patched"');
    });

    test('refuses a patch that does not apply, and names the operation', async () => {
      const workflow = await seed.workflow();
      const patch = [{ op: 'replace', path: '/nodes/7/name', value: 'x' }];
      const refusal = await workflow.refusal('saveDraft', { expectedRevision: 1, patch });
      expect(refusal).toMatchObject({ code: 'DEFINITION_INVALID', field: ['patch'] });
      expect(refusal.message).toContain('/nodes/7/name');
    });

    test('refuses a definition and a patch at once', async () => {
      const workflow = await seed.workflow();
      const input = { expectedRevision: 1, definition: greets('x'), patch: [] };
      expect(await workflow.refusal('saveDraft', input)).toMatchObject({ code: 'INVALID_INPUT' });
    });

    test("takes React Flow's shape, its looks into the layout, and gives it back", async () => {
      const workflow = await seed.workflow();
      const definition = {
        nodes: [
          {
            id: 'start',
            type: 'trigger.manual',
            position: { x: 10, y: 20 },
            data: { label: 'Begin' },
            measured: { width: 5, height: 5 },
            selected: true,
          },
        ],
        edges: [],
      };
      await workflow.mutate('saveDraft', { expectedRevision: 1, definition });
      expect(await workflow.version('draft', 'definition layout graph { nodes }')).toMatchObject({
        definition: { nodes: [{ id: 'start', type: 'trigger.manual', name: 'Begin' }] },
        layout: { positions: { start: { x: 10, y: 20 } } },
        graph: { nodes: [{ id: 'start', position: { x: 10, y: 20 }, data: { label: 'Begin' } }] },
      });
    });

    test('of a layout only makes no revision, asks for none, and is an event', async () => {
      const workflow = await seed.workflow();
      await workflow.edit(greets('two'));
      const input = { expectedRevision: 1, layout: { positions: { greet: { x: 3, y: 4 } } } };
      expect(await workflow.mutate('saveDraft', input, 'changed draft { revision }')).toMatchObject(
        { changed: false, draft: { revision: 2 } },
      );
      expect((await workflow.events()).at(-1)).toBe('LAYOUT_SAVED');
    });

    test('refuses a revision that does not exist yet', async () => {
      const workflow = await seed.workflow();
      const input = { expectedRevision: 9, definition: greets('x') };
      expect(await workflow.refusal('saveDraft', input)).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['expectedRevision'],
      });
    });

    test('stamps revisions with who saved them, when, and by which editor', async () => {
      const workflow = await seed.workflow();
      await workflow.edit(greets('two'), { clientId: 'tab-1' });
      const { revisions } = await workflow.version(
        'draft',
        'revisions { totalCount edges { node { number kind clientId createdAt createdBy { name } } } }',
      );
      const stamp = { createdAt: app.clock.now(), createdBy: { name: 'First admin' } };
      expect(revisions).toEqual({
        totalCount: 2,
        edges: [
          { node: { number: 2, kind: 'EDIT', clientId: 'tab-1', ...stamp } },
          { node: { number: 1, kind: 'CREATE', clientId: null, ...stamp } },
        ],
      });
    });
  });

  describe('a stale save that clashes', () => {
    const stale = async (workflow: SeededWorkflow) => {
      await workflow.edit(greets('theirs'));
      return workflow.refusal('saveDraft', { expectedRevision: 1, definition: greets('ours') });
    };

    test('is a DraftConflict with base, ours and theirs by place', async () => {
      const workflow = await seed.workflow();
      expect(await stale(workflow)).toMatchObject({
        __typename: 'DraftConflict',
        code: 'DRAFT_CONFLICT',
        field: ['expectedRevision'],
        expectedRevision: 1,
        currentRevision: 2,
        places: [
          {
            path: '/nodes/greet/config/expression',
            base: '"one"',
            ours: '"ours"',
            theirs: '"theirs"',
            reason: expect.any(String) as string,
          },
        ],
      });
    });

    test('overwrites nothing and writes no event', async () => {
      const workflow = await seed.workflow();
      await stale(workflow);
      expect(await draftOf(workflow)).toMatchObject({ revision: 2 });
      expect(await greetingOf(workflow)).toBe('"theirs"');
      expect(await workflow.events()).toEqual(['WORKFLOW_CREATED', 'DRAFT_SAVED']);
    });

    test('is kept as a RejectedSave that can be fetched by its id', async () => {
      const workflow = await seed.workflow();
      const { rejectedSave } = await stale(workflow);
      const fields =
        '... on RejectedSave { baseRevision definition createdAt createdBy { name } expiresAt version { number } }';
      const { node } = await seed.query(`{ node(id: "${rejectedSave.id}") { ${fields} } }`);
      expect(node).toMatchObject({
        baseRevision: 1,
        definition: { nodes: [{ config: { expression: '"ours"' } }, {}] },
        createdAt: app.clock.now(),
        createdBy: { name: 'First admin' },
        version: { number: 0 },
      });
    });

    test('is kept for 30 days and no longer', async () => {
      const { rejectedSave } = await stale(await seed.workflow());
      const ask = `{ node(id: "${rejectedSave.id}") { id } }`;
      app.clock.advance(30 * DAY - 1);
      expect(await seed.query(ask)).toEqual({ node: { id: rejectedSave.id } });
      app.clock.advance(1);
      expect(await seed.query(ask)).toEqual({ node: null });
      expect(rejectedSave.expiresAt).toBe(app.clock.now());
    });

    test('by patch keeps the patched content of the revision that it was based on', async () => {
      const workflow = await seed.workflow();
      await workflow.edit(greets('theirs'));
      const input = { expectedRevision: 1, patch: greetingPatch('ours') };
      const { rejectedSave } = await workflow.refusal('saveDraft', input);
      expect(rejectedSave.definition).toMatchObject({
        nodes: [{ config: { expression: '"ours"' } }, {}],
      });
    });

    test('of what stands there already goes through, without a revision', async () => {
      const workflow = await seed.workflow();
      await workflow.edit(greets('same'));
      const input = { expectedRevision: 1, definition: greets('same') };
      expect(await workflow.mutate('saveDraft', input, 'changed draft { revision }')).toMatchObject(
        { changed: false, draft: { revision: 2 } },
      );
    });
  });

  describe('clientId', () => {
    const save = (workflow: SeededWorkflow, clientId: string, greeting: string) =>
      workflow.attempt(
        'saveDraft',
        { expectedRevision: 1, clientId, definition: greets(greeting) },
        'draft { revision }',
      );

    test('chains saves in flight of one editor', async () => {
      const workflow = await seed.workflow();
      for (const greeting of ['two', 'three', 'four'])
        expect((await save(workflow, 'tab', greeting)).userErrors).toEqual([]);
      expect(await greetingOf(workflow)).toBe('"four"');
      expect(await workflow.version('draft', 'revision')).toEqual({ revision: 4 });
    });

    test('chains patches, each on top of the one before', async () => {
      const workflow = await seed.workflow();
      const patches = [
        greetingPatch('two'),
        [
          { op: 'test', path: '/nodes/0/config/expression', value: '"two"' },
          ...greetingPatch('three'),
        ],
      ];
      for (const patch of patches)
        await workflow.mutate('saveDraft', { expectedRevision: 1, clientId: 'tab', patch });
      expect(await greetingOf(workflow)).toBe('"three"');
    });

    test('does not chain over the save of another editor', async () => {
      const workflow = await seed.workflow();
      await save(workflow, 'tab', 'two');
      await workflow.edit(greets('three'), { clientId: 'other' });
      expect((await save(workflow, 'tab', 'four')).userErrors).toMatchObject([
        { code: 'DRAFT_CONFLICT' },
      ]);
    });

    test('of no or of more than 128 characters is refused by whatever takes one', async () => {
      const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      const inputs = {
        saveDraft: { expectedRevision: 1, definition: greets('two') },
        saveLayout: { layout: {} },
        updateVersion: { version: 1, expectedRevision: 1, definition: greets('two') },
      };
      for (const [mutation, input] of Object.entries(inputs)) {
        for (const clientId of ['', 'x'.repeat(129)])
          expect(await workflow.refusal(mutation, { ...input, clientId })).toMatchObject({
            code: 'INVALID_INPUT',
            field: ['clientId'],
          });
        const longest = { ...input, clientId: 'x'.repeat(128) };
        expect((await workflow.attempt(mutation, longest)).userErrors).toEqual([]);
      }
    });

    test.each([
      ['createDraftFromVersion', { version: 1 }],
      ['discardDraft', {}],
    ])('does not chain over %s: it is a barrier', async (mutation, input) => {
      const workflow = await seed.workflowWith(['one']);
      const expectedRevision = await workflow.edit(greets('two'), { clientId: 'tab' });
      await workflow.mutate(mutation, { expectedRevision, ...input });
      expect((await save(workflow, 'tab', 'three')).userErrors).toMatchObject([
        { code: 'DRAFT_CONFLICT' },
      ]);
      expect(await greetingOf(workflow)).toBe('"one"');
    });
  });

  describe('saveLayout', () => {
    test('moves things: the last writer wins per node, without a revision', async () => {
      const workflow = await seed.workflow();
      const { digest } = await workflow.version('draft', 'digest');
      const at = (x: number) => ({ x, y: 0 });
      await workflow.mutate('saveLayout', {
        layout: { positions: { greet: at(1), start: at(1) }, viewport: { x: 0, y: 0, zoom: 2 } },
      });
      await workflow.mutate('saveLayout', { layout: { positions: { greet: at(2) } } });
      expect(await workflow.version('draft', 'layout revision digest')).toEqual({
        layout: {
          positions: { greet: at(2), start: at(1) },
          viewport: { x: 0, y: 0, zoom: 2 },
        },
        revision: 1,
        digest,
      });
    });

    test('is an event that names the editor', async () => {
      const workflow = await seed.workflow();
      await workflow.mutate('saveLayout', { layout: {}, clientId: 'tab' });
      const { events } = await workflow.read(
        'events(last: 1) { edges { node { type ... on LayoutSaved { clientId } } } }',
      );
      expect(events.edges).toEqual([{ node: { type: 'LAYOUT_SAVED', clientId: 'tab' } }]);
    });

    test('keeps nothing of nodes that the draft does not have, and no more than is allowed', async () => {
      const workflow = await seed.workflow();
      const at = (x: number) => ({ x, y: 0 });
      await workflow.mutate('saveLayout', { layout: { positions: { greet: at(1), gone: at(1) } } });
      await workflow.mutate('saveLayout', { layout: { sizes: { none: { width: 1, height: 1 } } } });
      expect(await workflow.version('draft', 'layout')).toEqual({
        layout: { positions: { greet: at(1) }, sizes: {} },
      });
      const large = ['x'.repeat(1.2 * 1024 * 1024)];
      await workflow.mutate('saveLayout', { layout: { notes: large } });
      expect(await workflow.refusal('saveLayout', { layout: { groups: large } })).toMatchObject({
        code: 'DEFINITION_INVALID',
        message: expect.stringMatching(/^The layout would have \d+ characters/) as string,
        field: ['layout'],
      });
    });

    test('refuses what is not a layout, by name', async () => {
      const refusal = await (
        await seed.workflow()
      ).refusal('saveLayout', { layout: { colour: 1 } });
      expect(refusal).toMatchObject({ code: 'DEFINITION_INVALID', field: ['layout'] });
      expect(refusal.message).toContain('/colour');
    });

    test('leaves the frozen layout of a saved version as it is', async () => {
      const workflow = await seed.workflow({ layout: { positions: { greet: { x: 1, y: 1 } } } });
      await workflow.save();
      await workflow.mutate('saveLayout', { layout: { positions: { greet: { x: 9, y: 9 } } } });
      expect(await workflow.version(1, 'layout')).toEqual({
        layout: { positions: { greet: { x: 1, y: 1 } } },
      });
    });
  });

  describe('createDraftFromVersion and discardDraft', () => {
    test('take content and layout of a version and name the revision that they replaced', async () => {
      const workflow = await seed.workflow({ layout: { positions: { greet: { x: 1, y: 1 } } } });
      await workflow.save();
      await workflow.mutate('saveLayout', { layout: { positions: { greet: { x: 9, y: 9 } } } });
      const expectedRevision = await workflow.edit(greets('lost?'));
      const payload = await workflow.mutate(
        'createDraftFromVersion',
        { version: 1, expectedRevision },
        'draft { revision layout definition parent { number } } replacedRevision { number definition kind }',
      );
      expect(payload).toMatchObject({
        draft: {
          revision: 3,
          layout: { positions: { greet: { x: 1, y: 1 } } },
          definition: { nodes: [{ config: { expression: '"one"' } }, {}] },
          parent: { number: 1 },
        },
        replacedRevision: {
          number: 2,
          definition: { nodes: [{ config: { expression: '"lost?"' } }, {}] },
        },
      });
    });

    test('leave the former content in the revisions', async () => {
      const workflow = await seed.workflowWith(['one']);
      const expectedRevision = await workflow.edit(greets('lost?'));
      await workflow.mutate('discardDraft', { expectedRevision });
      const { revisions } = await workflow.version(
        'draft',
        'revisions { edges { node { kind definition } } }',
      );
      expect(revisions.edges).toMatchObject([
        { node: { kind: 'DISCARD' } },
        { node: { definition: { nodes: [{ config: { expression: '"lost?"' } }, {}] } } },
        { node: { kind: 'CREATE' } },
      ]);
    });

    test('discard to the latest version, whatever the draft came from', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 2 });
      await workflow.mutate('discardDraft', { expectedRevision: 3 });
      expect(await greetingOf(workflow)).toBe('"two"');
    });

    test.each([
      ['createDraftFromVersion', { version: 1 }],
      ['discardDraft', {}],
    ])('%s refuses a draft that moved', async (mutation, input) => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.edit(greets('two'));
      expect(await workflow.refusal(mutation, { expectedRevision: 1, ...input })).toMatchObject({
        __typename: 'VersionConflict',
        code: 'VERSION_CONFLICT',
        field: ['expectedRevision'],
        expected: '1',
        actual: '2',
      });
    });

    test('refuse the draft itself, a version that is not there, and nothing saved', async () => {
      const workflow = await seed.workflow();
      const from = (version: string | number) =>
        workflow.refusal('createDraftFromVersion', { version, expectedRevision: 1 });
      expect((await from('draft')).code).toBe('DRAFT_NOT_ALLOWED');
      expect((await from(7)).code).toBe('NOT_FOUND');
      expect((await workflow.refusal('discardDraft', { expectedRevision: 1 })).code).toBe(
        'NOTHING_SAVED',
      );
    });

    test('are told by events with the version and the revision that they replaced', async () => {
      const workflow = await seed.workflowWith(['one']);
      await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 1 });
      await workflow.mutate('discardDraft', { expectedRevision: 2 });
      const facts = 'fromNumber replacedRevision';
      const { events } = await workflow.read(
        `events(last: 2) { edges { node { type ... on DraftRestored { ${facts} } ... on DraftDiscarded { ${facts} } } } }`,
      );
      expect(events.edges).toEqual([
        { node: { type: 'DRAFT_RESTORED', fromNumber: 1, replacedRevision: 1 } },
        { node: { type: 'DRAFT_DISCARDED', fromNumber: 1, replacedRevision: 2 } },
      ]);
    });
  });

  describe('hasUnsavedChanges', () => {
    const unsaved = async (workflow: SeededWorkflow) =>
      (await workflow.read('hasUnsavedChanges')).hasUnsavedChanges;

    test('holds while the draft differs from the version that it came from', async () => {
      const workflow = await seed.workflow();
      expect(await unsaved(workflow)).toBe(true);
      await workflow.save();
      expect(await unsaved(workflow)).toBe(false);
      await workflow.edit(greets('two'));
      expect(await unsaved(workflow)).toBe(true);
      await workflow.edit(greets('one'));
      expect(await unsaved(workflow)).toBe(false);
    });

    test('does not hold for an empty new draft, nor after a restore, nor for a move', async () => {
      const workflow = await seed.workflow({ definition: undefined });
      expect(await unsaved(workflow)).toBe(false);
      await workflow.save(greets('one'));
      await workflow.save(greets('two'));
      await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 3 });
      await workflow.mutate('saveLayout', { layout: { positions: { greet: { x: 1, y: 1 } } } });
      expect(await unsaved(workflow)).toBe(false);
    });
  });

  test.each([
    ['saveDraft', { expectedRevision: 1, definition: greets('x') }],
    ['saveLayout', { layout: {} }],
    ['discardDraft', { expectedRevision: 1 }],
    ['createDraftFromVersion', { expectedRevision: 1, version: 1 }],
  ])('%s of a workflow that is not there is NOT_FOUND', async (mutation, input) => {
    const refusal = await seed.refusal(mutation, { workflowId: 'wf_none', ...input });
    expect(refusal).toMatchObject({ code: 'NOT_FOUND', field: ['workflowId'] });
  });
});
