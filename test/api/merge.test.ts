import { type DefinitionDraft, greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import {
  MergeVersionsDocument,
  PreviewMergeDocument,
  type PreviewMergeQueryVariables,
} from '../support/generated/documents';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const PLACE = '/nodes/greet/config/expression';

/** {@link greets} with more in the config of its transform. */
function greetsWith(greeting: string, config: object): DefinitionDraft {
  const definition = greets(greeting);
  Object.assign(definition.nodes[0]!['config'] as object, config);
  return definition;
}

/** {@link greets} with a trigger of another name. */
function startedBy(name: string, greeting = 'one'): DefinitionDraft {
  const definition = greets(greeting);
  definition.nodes[1]!['name'] = name;
  return definition;
}

describe.each(databases)('merges on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  /** A workflow with v1, and two versions that were both made from it; the draft is as `theirs`. */
  const parted = async (
    ours: DefinitionDraft,
    theirs: DefinitionDraft,
    base = greets('one'),
  ): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow({ definition: base });
    await workflow.save();
    await workflow.save(ours);
    const { revision } = await workflow.version('draft', 'revision');
    const restore = { version: 1, expectedRevision: revision };
    await workflow.mutate('createDraftFromVersion', restore);
    await workflow.save(theirs);
    return workflow;
  };
  const preview = async (
    workflow: { id: string },
    input: Omit<PreviewMergeQueryVariables, 'workflowId'>,
  ) =>
    (await app.client.request(PreviewMergeDocument, { workflowId: workflow.id, ...input }))
      .previewMerge;
  const merge = async (workflow: SeededWorkflow, input: object) => {
    const given = { workflowId: workflow.id, ours: 2, theirs: 3, ...input };
    return (await app.client.request(MergeVersionsDocument, { input: given })).mergeVersions;
  };
  const state = (workflow: SeededWorkflow): Promise<Answer> =>
    workflow.read('updatedAt nextVersionNumber draft { revision digest } events { totalCount }');

  describe('a stale save', () => {
    const stale = (workflow: SeededWorkflow, definition: DefinitionDraft, input: object = {}) =>
      workflow.attempt(
        'saveDraft',
        { expectedRevision: 1, definition, ...input },
        'changed draft { revision definition } merged { baseRevision ours { headline nodesChanged } theirs { headline nodesChanged } }',
      );

    test('of two editors who changed different nodes has both changes, and says so', async () => {
      const workflow = await seed.workflow();
      await workflow.edit(startedBy('Begin'));
      const { userErrors, changed, draft, merged } = await stale(workflow, greets('two'));
      expect([userErrors, changed, draft.revision]).toEqual([[], true, 3]);
      expect(draft['definition']).toMatchObject({
        nodes: [{ config: { expression: '"two"' } }, { name: 'Begin' }],
      });
      expect(merged).toMatchObject({
        baseRevision: 1,
        ours: { nodesChanged: 1 },
        theirs: { nodesChanged: 1 },
      });
    });

    test('of two editors who changed different fields of one node has both', async () => {
      const workflow = await seed.workflow({ definition: greetsWith('one', { tone: 'dry' }) });
      await workflow.edit(greetsWith('one', { tone: 'warm' }));
      const { draft } = await stale(workflow, greetsWith('two', { tone: 'dry' }));
      expect(draft['definition']).toMatchObject({
        nodes: [{ config: { expression: '"two"', tone: 'warm' } }, {}],
      });
    });

    test('that clashes goes through once every place is decided', async () => {
      const workflow = await seed.workflow();
      await workflow.edit(greets('theirs'));
      const { userErrors } = await stale(workflow, greets('ours'));
      expect(userErrors).toMatchObject([{ code: 'DRAFT_CONFLICT', places: [{ path: PLACE }] }]);
      const resolutions = [{ path: PLACE, take: 'OURS' }];
      const { draft } = await stale(workflow, greets('ours'), { resolutions });
      expect(draft['definition']).toMatchObject({
        nodes: [{ config: { expression: '"ours"' } }, {}],
      });
      const { revisions } = await workflow.version(
        'draft',
        'revisions(first: 1) { edges { node { kind changes { nodesChanged } } } }',
      );
      expect(revisions.edges).toEqual([{ node: { kind: 'MERGE', changes: { nodesChanged: 1 } } }]);
    });
  });

  describe('previewMerge', () => {
    test('shows what the merge would be, with what each side changed, and writes nothing', async () => {
      const workflow = await parted(greets('two'), startedBy('Begin'));
      const before = await state(workflow);
      const result = await preview(workflow, { ours: 2, theirs: 3 });
      expect(result).toMatchObject({
        ...{ workflow: { id: workflow.id }, userErrors: [], conflicts: [], problems: [] },
        ...{ base: { number: 1 }, ours: { number: 2 }, theirs: { number: 3 } },
        definition: { nodes: [{ config: { expression: '"two"' } }, { name: 'Begin' }] },
        changes: { nodesChanged: 1 },
        oursChanges: { nodesChanged: 1 },
        theirsChanges: { nodesChanged: 1 },
      });
      expect(result.changes!.headline).toBe(result.theirsChanges!.headline);
      expect(await state(workflow)).toEqual(before);
    });

    test('has every conflict with base, ours, theirs and a reason, and then no definition', async () => {
      const workflow = await parted(greets('two'), greets('three'));
      const { conflicts, ...rest } = await preview(workflow, { ours: 2, theirs: 3 });
      expect(conflicts).toEqual([
        {
          ...{ path: PLACE, base: '"one"', ours: '"two"', theirs: '"three"' },
          reason: expect.stringMatching(/\w/) as string,
        },
      ]);
      expect(rest).toMatchObject({ definition: null, problems: null, changes: null });
    });

    test('takes the draft for ours, and a base where one is named', async () => {
      const workflow = await parted(greets('two'), startedBy('Begin'));
      await workflow.edit(startedBy('Begin', 'three'));
      expect(await preview(workflow, { theirs: 2 })).toMatchObject({
        ours: { number: 0 },
        base: { number: 1 },
        conflicts: [{ path: PLACE }],
      });
      expect(await preview(workflow, { theirs: 2, base: 2 })).toMatchObject({
        base: { number: 2 },
        conflicts: [],
        theirsChanges: { nodesChanged: 0 },
      });
    });

    test('applies resolutions, and the merge then is what it showed', async () => {
      const workflow = await parted(greets('two'), greets('three'));
      const resolutions = [{ path: PLACE, take: 'THEIRS' as const }];
      const shown = await preview(workflow, { ours: 2, theirs: 3, resolutions });
      expect(shown.conflicts).toEqual([]);
      const { version } = await merge(workflow, { resolutions });
      expect(version!.definition).toEqual(shown.definition);
    });

    test('carries its refusals in its result', async () => {
      const workflow = await parted(greets('two'), greets('three'));
      const none = { workflow: null, ours: null, conflicts: [], definition: null, changes: null };
      const refused = (code: string, field: string, typeName = 'BasicUserError') => ({
        ...none,
        userErrors: [{ __typename: typeName, code, field: [field] }],
      });
      expect(await preview({ id: 'wf_none' }, { theirs: 1 })).toMatchObject(
        refused('NOT_FOUND', 'workflowId'),
      );
      expect(await preview(workflow, { theirs: 9 })).toMatchObject(refused('NOT_FOUND', 'theirs'));
      expect(await preview(workflow, { ours: 2, theirs: 2 })).toMatchObject(
        refused('INVALID_INPUT', 'theirs'),
      );
    });
  });

  describe('mergeVersions', () => {
    test('into the draft makes a revision of it, and the version that is saved then names both', async () => {
      const workflow = await parted(greets('two'), startedBy('Begin'));
      const { version, changed, ...sides } = await merge(workflow, { ours: null, theirs: 2 });
      expect([changed, version!.number]).toEqual([true, 0]);
      expect(sides.oursChanges!.headline).toMatch(/Begin/);
      expect(sides.theirsChanges!.headline).toMatch(/expression of Greet/);
      expect(version!.definition).toMatchObject({
        nodes: [{ config: { expression: '"two"' } }, { name: 'Begin' }],
      });
      const { revisions } = await workflow.version(
        'draft',
        'revisions(first: 1) { edges { node { kind } } }',
      );
      expect(revisions.edges).toEqual([{ node: { kind: 'MERGE' } }]);
      await workflow.save();
      expect(
        await workflow.version(
          4,
          'parent { number } mergedFrom { number } changes { nodesChanged }',
        ),
      ).toEqual({
        parent: { number: 3 },
        mergedFrom: [{ number: 2 }],
        changes: { nodesChanged: 1 },
      });
      expect((await workflow.version('draft', 'mergedFrom { number }'))['mergedFrom']).toEqual([]);
    });

    test('into a saved version makes a new one, and leaves the draft as it is', async () => {
      const workflow = await parted(greets('two'), startedBy('Begin'));
      const { draft } = await state(workflow);
      const { version } = await merge(workflow, { name: 'Both', description: 'Two and Begin' });
      expect(version).toMatchObject({
        ...{ number: 4, name: 'Both', origin: 'MERGE', status: 'SEALED' },
        ...{ parent: { number: 2 }, mergedFrom: [{ number: 3 }] },
      });
      expect((await state(workflow)).draft).toEqual(draft);
      expect((await workflow.events()).at(-2)).toBe('VERSION_SAVED');
    });

    test('that clashes is a MergeConflict with every place, and writes nothing', async () => {
      const workflow = await parted(greets('two'), greets('three'));
      const before = await state(workflow);
      const { userErrors, version } = await merge(workflow, {});
      expect(version).toBeNull();
      expect(userErrors).toMatchObject([
        {
          ...{ __typename: 'MergeConflict', code: 'MERGE_CONFLICT', field: ['resolutions'] },
          places: [{ path: PLACE, base: '"one"', ours: '"two"', theirs: '"three"' }],
        },
      ]);
      expect(await state(workflow)).toEqual(before);
    });

    test.each([
      [{ take: 'BASE' }, '"one"'],
      [{ take: 'OURS' }, '"two"'],
      [{ take: 'THEIRS' }, '"three"'],
      [{ take: 'VALUE', value: '"four"' }, '"four"'],
    ])('puts %j where the two clash', async (resolution, expression) => {
      const workflow = await parted(greets('two'), greets('three'));
      const resolutions = [{ path: PLACE, ...resolution }];
      const { version, userErrors } = await merge(workflow, { resolutions });
      expect(userErrors).toEqual([]);
      expect(version!.definition).toMatchObject({ nodes: [{ config: { expression } }, {}] });
    });

    test('refuses a value that can stand in no definition', async () => {
      const workflow = await parted(greets('two'), greets('three'));
      const resolutions = [{ path: PLACE, take: 'VALUE', value: '\ud800' }];
      const { userErrors } = await merge(workflow, { resolutions });
      expect(userErrors).toMatchObject([{ code: 'DEFINITION_INVALID' }]);
    });

    test('of what has nothing new changes nothing', async () => {
      const workflow = await parted(greets('two'), greets('three'));
      await workflow.mutate('createDraftFromVersion', { version: 2, expectedRevision: 4 });
      const { version, changed } = await merge(workflow, { ours: null, theirs: 1 });
      expect([changed, version!.revision]).toEqual([false, 5]);
    });

    test('is refused where something that is expected is not so', async () => {
      const workflow = await parted(greets('two'), startedBy('Begin'));
      for (const input of [{ expectedRevision: 9 }, { expectedLatestVersion: 2 }])
        expect((await merge(workflow, input)).userErrors).toMatchObject([
          { __typename: 'VersionConflict', field: Object.keys(input) },
        ]);
    });

    test('is done once for an idempotencyKey', async () => {
      const workflow = await parted(greets('two'), startedBy('Begin'));
      const input = { idempotencyKey: `merge-${workflow.id}` };
      const first = await merge(workflow, input);
      const nothing = { oursChanges: null, theirsChanges: null };
      expect(await merge(workflow, input)).toEqual({ ...first, ...nothing });
      expect((await merge(workflow, { ...input, name: 'Other' })).userErrors).toMatchObject([
        { code: 'IDEMPOTENCY_KEY_REUSED' },
      ]);
      expect((await state(workflow))['nextVersionNumber']).toBe(5);
    });

    test('again takes what was merged before for common', async () => {
      const workflow = await parted(greets('two'), startedBy('Begin'));
      await merge(workflow, {});
      expect(await preview(workflow, { ours: 4, theirs: 3 })).toMatchObject({
        base: { number: 3 },
        conflicts: [],
        changes: { nodesChanged: 0 },
      });
    });
  });
});
