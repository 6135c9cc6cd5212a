import { type DefinitionDraft, greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

/** {@link greets} with more: members of the definition, fields of the node `greet`. */
function greetsWith(greeting: string, more: object, config: object = {}): DefinitionDraft {
  const { nodes, edges } = greets(greeting);
  const [greet, start] = nodes;
  return {
    nodes: [{ ...greet, config: { ...(greet!['config'] as object), ...config } }, start!],
    edges,
    ...more,
  };
}

/** What a draft answers of its definition. */
interface Drawn {
  nodes: { config: object }[];
}

const MERGED = `changed draft { revision definition }
  merged { baseRevision ours { headline nodesChanged } theirs { settingsChanged nodesAdded } }`;

describe.each(databases)('stale saves on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const save = (workflow: SeededWorkflow, definition: object, input: object = {}) =>
    workflow.mutate('saveDraft', { expectedRevision: 1, definition, ...input }, MERGED);
  const kinds = async (workflow: SeededWorkflow): Promise<string[]> => {
    const { revisions } = await workflow.version('draft', 'revisions { edges { node { kind } } }');
    return revisions.edges.map(({ node }: Answer) => node.kind as string);
  };

  test('of other places are merged, and the answer says what was joined', async () => {
    const workflow = await seed.workflow();
    await workflow.edit(greetsWith('one', { settings: { region: 'eu' } }));
    const { changed, draft, merged } = await save(workflow, greets('ours'));
    expect(changed).toBe(true);
    expect(draft).toMatchObject({
      revision: 3,
      definition: {
        nodes: [{ config: { expression: '"ours"' } }, {}],
        settings: { region: 'eu' },
      },
    });
    expect(merged).toMatchObject({
      baseRevision: 1,
      ours: { nodesChanged: 1 },
      theirs: { settingsChanged: 1 },
    });
    expect(await kinds(workflow)).toEqual(['MERGE', 'EDIT', 'CREATE']);
  });

  test('of other fields of one node are merged, by patch too', async () => {
    const workflow = await seed.workflow();
    await workflow.edit(greetsWith('one', {}, { tone: 'formal' }));
    const patch = [{ op: 'replace', path: '/nodes/0/config/expression', value: '"ours"' }];
    const { draft } = await save(workflow, undefined as never, { patch });
    expect((draft.definition as Drawn).nodes[0]!.config).toEqual({
      expression: '"ours"',
      tone: 'formal',
    });
  });

  test('that the present revision knows all of make no revision', async () => {
    const workflow = await seed.workflow();
    await workflow.edit(greetsWith('ours', { settings: { region: 'eu' } }));
    expect(await save(workflow, greets('ours'))).toMatchObject({
      changed: false,
      draft: { revision: 2 },
      merged: { baseRevision: 1 },
    });
  });

  test('that clash go through with a resolution for each place', async () => {
    const workflow = await seed.workflow();
    await workflow.edit(greetsWith('theirs', { settings: { region: 'eu' } }));
    const input = { expectedRevision: 1, definition: greets('ours') };
    const { places } = await workflow.refusal('saveDraft', input);
    const decide = (take: string, more: object = {}) => ({
      expectedCurrentRevision: 2,
      resolutions: (places as Answer[]).map(({ path }) => ({ path, take, ...more })),
    });
    const { draft } = await save(workflow, greets('ours'), decide('OURS'));
    expect(draft.definition).toMatchObject({
      nodes: [{ config: { expression: '"ours"' } }, {}],
      settings: { region: 'eu' },
    });
    const other = await seed.workflow();
    await other.edit(greets('theirs'));
    const chosen = await save(other, greets('ours'), decide('VALUE', { value: '"both"' }));
    expect((chosen.draft.definition as Drawn).nodes[0]!.config).toEqual({ expression: '"both"' });
  });

  test('are not decided against content that nobody saw: the conflict comes back', async () => {
    const workflow = await seed.workflow();
    await workflow.edit(greets('theirs'));
    const decided = {
      expectedRevision: 1,
      definition: greets('ours'),
      expectedCurrentRevision: 2,
      resolutions: [{ path: '/nodes/greet/config/expression', take: 'OURS' }],
    };
    await workflow.edit(greets('unseen'));
    expect(await workflow.refusal('saveDraft', decided)).toMatchObject({
      __typename: 'DraftConflict',
      currentRevision: 3,
      places: [{ theirs: '"unseen"' }],
    });
    const blind = { ...decided, expectedCurrentRevision: null };
    expect(await workflow.refusal('saveDraft', blind)).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['expectedCurrentRevision'],
    });
  });

  test('that are too large together are kept, and nothing is overwritten', async () => {
    const many = (prefix: string): DefinitionDraft => {
      const { nodes, edges } = greets('one');
      const more = Array.from({ length: 2_600 }, (_, place) => ({
        ...{ id: `${prefix}${place}`, type: 'transform', name: 'More' },
        config: { expression: '1' },
      }));
      return { nodes: [...nodes, ...more], edges };
    };
    const workflow = await seed.workflow();
    await workflow.edit(many('theirs'));
    const input = { expectedRevision: 1, definition: many('ours') };
    const refusal = await workflow.refusal('saveDraft', input);
    expect(refusal).toMatchObject({
      __typename: 'DraftConflict',
      rejectedSave: { baseRevision: 1 },
    });
    expect((refusal.places as Answer[])[0]!.reason).toMatch(/at most 5000/);
  });

  test('of an edge to a node that others removed are a conflict, not a save', async () => {
    const workflow = await seed.workflow();
    const { nodes } = greets('one');
    await workflow.edit({ nodes: [nodes[1]!], edges: [] });
    const edges = [{ id: 'again', source: 'greet', target: 'greet' }, ...greets('one').edges];
    const refusal = await workflow.refusal('saveDraft', {
      expectedRevision: 1,
      definition: { nodes, edges },
    });
    expect(refusal).toMatchObject({ __typename: 'DraftConflict' });
    expect((refusal.places as Answer[]).map(({ path }) => path)).toContain('/edges/again');
  });

  test('from before a restore are never merged', async () => {
    const workflow = await seed.workflowWith(['one']);
    const { revision } = await workflow.version('draft', 'revision');
    await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: revision });
    const definition = greetsWith('one', { settings: { region: 'eu' } });
    const refusal = await workflow.refusal('saveDraft', { expectedRevision: revision, definition });
    expect(refusal).toMatchObject({ __typename: 'DraftConflict', places: [{ path: '/settings' }] });
    expect((refusal.places as Answer[])[0]!.reason).toMatch(/replaced as a whole/);
  });

  test('place new nodes, and leave those where they are that others moved', async () => {
    const workflow = await seed.workflow();
    const at = (x: number) => ({ x, y: 0 });
    await workflow.edit(greetsWith('one', { settings: { region: 'eu' } }), {
      layout: { positions: { greet: at(500) } },
    });
    const { nodes, edges } = greets('one');
    const more = { id: 'more', type: 'transform', name: 'More', config: { expression: '1' } };
    const drawn = [
      { ...nodes[0], position: at(1) },
      { ...nodes[1], position: at(2) },
      { ...more, position: at(3) },
    ];
    await save(workflow, { nodes: drawn, edges });
    const { layout } = await workflow.version('draft', 'layout');
    expect((layout as { positions: object }).positions).toEqual({
      greet: at(500),
      start: at(2),
      more: at(3),
    });
  });

  test('of one editor do not chain over a merge, which holds what it has not seen', async () => {
    const workflow = await seed.workflow();
    await workflow.edit(greetsWith('one', { settings: { region: 'eu' } }));
    await save(workflow, greets('first'), { clientId: 'tab' });
    const { draft } = await save(workflow, greetsWith('first', {}, { tone: 'formal' }), {
      clientId: 'tab',
    });
    expect(draft.definition).toMatchObject({
      nodes: [{ config: { expression: '"first"', tone: 'formal' } }, {}],
      settings: { region: 'eu' },
    });
  });

  describe('of one editor that another one came between', () => {
    const chain = async (first: object, ...rest: object[]) => {
      const workflow = await seed.workflow();
      const send = (definition: object) => save(workflow, definition, { clientId: 'tab' });
      await send(first);
      await workflow.edit(greetsWith('first', { settings: { region: 'eu' } }));
      for (const definition of rest) await send(definition);
      return workflow.version('draft', 'definition');
    };
    const merged = (greeting: string) => ({
      definition: {
        nodes: [{ config: { expression: `"${greeting}"` } }, {}],
        settings: { region: 'eu' },
      },
    });

    test('go on from what that editor had sent, and do not clash with itself', async () => {
      expect(await chain(greets('first'), greets('second'))).toMatchObject(merged('second'));
      const third = await chain(greets('first'), greets('second'), greets('third'));
      expect(third).toMatchObject(merged('third'));
    });

    test('undo what it did itself', async () => {
      expect(await chain(greets('first'), greets('one'))).toMatchObject(merged('one'));
      const undone = await chain(greets('first'), greets('second'), greets('first'));
      expect(undone).toMatchObject(merged('first'));
    });

    test('apply their patches to what that editor had sent', async () => {
      const workflow = await seed.workflow();
      const { nodes, edges } = greets('one');
      const aside = { id: 'aside', type: 'transform', name: 'Aside', config: { expression: '1' } };
      const expectedRevision = await workflow.edit({ nodes: [aside, ...nodes], edges });
      const patch = (...operations: object[]) =>
        workflow.mutate('saveDraft', { expectedRevision, clientId: 'tab', patch: operations });
      await patch({ op: 'remove', path: '/nodes/0' });
      await workflow.edit({ nodes, edges, settings: { region: 'eu' } });
      await patch({ op: 'replace', path: '/nodes/0/name', value: 'Welcome' });
      const { nodes: names } = await workflow.version('draft', 'nodes { name }');
      expect(names).toEqual([{ name: 'Welcome' }, { name: 'Start' }]);
    });
  });

  test('of an editable version are merged as those of the draft are', async () => {
    const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
    const edit = (definition: object) =>
      workflow.mutate(
        'updateVersion',
        { version: 1, expectedRevision: 1, definition },
        'changed merged { baseRevision } version { revision definition }',
      );
    await edit(greetsWith('one', { settings: { region: 'eu' } }));
    expect(await edit(greets('ours'))).toMatchObject({
      changed: true,
      merged: { baseRevision: 1 },
      version: {
        revision: 3,
        definition: {
          nodes: [{ config: { expression: '"ours"' } }, {}],
          settings: { region: 'eu' },
        },
      },
    });
  });
});
