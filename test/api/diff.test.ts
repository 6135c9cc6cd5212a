import { type DefinitionDraft, greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import {
  DiffAcrossDocument,
  type DiffFactsFragment,
  DiffVersionsDocument,
} from '../support/generated/documents';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

type Ref = string | number;

/** A chain of transforms; each step is `id=expression`. */
function steps(...texts: string[]): DefinitionDraft {
  const nodes = texts.map((text) => {
    const [id, expression] = text.split('=') as [string, string?];
    return { id, type: 'transform', name: id, config: { expression: expression ?? `"${id}"` } };
  });
  const edges = nodes.slice(1).map(({ id }, place) => {
    const source = nodes[place]!.id;
    return { id: `${source}-${id}`, source, target: id };
  });
  return { nodes, edges };
}

describe.each(databases)('diffs on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const find = async (workflow: SeededWorkflow, from: Ref, to: Ref) =>
    (await app.client.request(DiffVersionsDocument, { workflowId: workflow.id, from, to })).diff;
  /** A workflow with a version of each definition. */
  const versions = async (...definitions: DefinitionDraft[]): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow({ definition: definitions[0] });
    await workflow.save();
    for (const definition of definitions.slice(1)) await workflow.save(definition);
    return workflow;
  };
  /** The diff of two definitions, as versions 1 and 2 of a new workflow. */
  const diffOf = async (
    before: DefinitionDraft,
    after: DefinitionDraft,
  ): Promise<DiffFactsFragment> => (await find(await versions(before, after), 1, 2))!;

  describe('diff', () => {
    test('tells what was added, removed and changed, each with its node before and after', async () => {
      const { summary, nodes } = await diffOf(steps('a', 'b', 'c=1'), steps('b', 'c=2', 'd={}'));
      expect(summary).toMatchObject({ nodesAdded: 1, nodesRemoved: 1, nodesChanged: 1 });
      expect(nodes.map(({ kind, before, after }) => [kind, before?.key, after?.key])).toEqual([
        ['REMOVED', 'a', undefined],
        ['CHANGED', 'c', 'c'],
        ['ADDED', undefined, 'd'],
      ]);
    });

    test('gives every changed field by JSON Pointer, with its value before and after', async () => {
      const [node] = (await diffOf(greets('one'), greets('two'))).nodes;
      expect(node!.fields).toEqual([
        {
          path: '/config/expression',
          formerPath: null,
          kind: 'CHANGED',
          before: '"one"',
          after: '"two"',
          severity: null,
          reason: null,
        },
      ]);
    });

    test('of what has the same digest is identical and empty, whatever the order', async () => {
      const reversed = greets('one');
      reversed.nodes.reverse();
      const workflow = await versions(greets('one'));
      await workflow.mutate('saveVersion', { definition: reversed, allowUnchanged: true });
      expect(await find(workflow, 1, 2)).toMatchObject({
        identical: true,
        severity: 'SAFE',
        nodes: [],
        edges: [],
        patch: [],
      });
    });

    test('renaming a node does not show as rewiring: a rename, and edges that follow do not differ', async () => {
      const { identical, nodes, edges, summary } = await diffOf(
        steps('a', 'b=long enough to be known again', 'c'),
        steps('a', 'other=long enough to be known again', 'c'),
      );
      expect(nodes).toMatchObject([
        { kind: 'RENAMED', before: { key: 'b' }, after: { key: 'other' } },
      ]);
      expect([identical, edges, summary.nodesRenamed]).toEqual([false, [], 1]);
    });

    test('moving a connection from the true to the false branch shows', async () => {
      const branch = (sourceHandle: string): DefinitionDraft => {
        const { nodes } = steps('b');
        const when = { id: 'when', type: 'branch', name: 'When', config: {} };
        const edge = { id: 'e', source: 'when', sourceHandle, target: 'b' };
        return { nodes: [when, ...nodes], edges: [edge] };
      };
      const { edges, summary } = await diffOf(branch('true'), branch('false'));
      expect(edges).toMatchObject([
        {
          kind: 'CHANGED',
          before: { sourceHandle: 'true' },
          after: { sourceHandle: 'false' },
          fields: [{ path: '/sourceHandle', before: 'true', after: 'false' }],
        },
      ]);
      expect(summary.edgesChanged).toBe(1);
    });

    test('toggling disabled shows', async () => {
      const off = greets('one');
      off.nodes[0]!['disabled'] = true;
      const { nodes } = await diffOf(greets('one'), off);
      expect(nodes).toMatchObject([
        {
          kind: 'CHANGED',
          before: { disabled: false },
          after: { disabled: true },
          fields: [{ path: '/disabled' }],
        },
      ]);
    });

    test('moving a node is listed apart and is no change', async () => {
      const workflow = await versions(greets('one'));
      const at = (x: number) => ({ positions: { greet: { x, y: 0 } } });
      await workflow.mutate('saveLayout', { layout: at(1) });
      await workflow.mutate('saveVersion', { allowUnchanged: true });
      await workflow.mutate('saveLayout', { layout: at(2) });
      expect(await find(workflow, 2, 'draft')).toMatchObject({
        identical: true,
        nodes: [],
        summary: { nodesMoved: 1, nodesChanged: 0 },
        layout: [{ key: 'greet', before: { x: 1, y: 0 }, after: { x: 2, y: 0 } }],
      });
      expect(await find(workflow, 1, 2)).toMatchObject({ layout: [], summary: { nodesMoved: 0 } });
    });

    test('shows nodes where they stand on each side, a renamed one under each of its keys', async () => {
      const workflow = await versions(steps('a', 'b=long enough to be known again'));
      const place = (key: string, x: number) =>
        workflow.mutate('saveLayout', { layout: { positions: { [key]: { x, y: 0 } } } });
      await place('b', 1);
      await workflow.mutate('saveVersion', { allowUnchanged: true });
      await workflow.edit(steps('a', 'c=long enough to be known again'));
      await place('c', 2);
      const diff = (await find(workflow, 2, 'draft'))!;
      expect(diff.nodes[0]).toMatchObject({
        before: { key: 'b', position: { x: 1 } },
        after: { key: 'c', position: { x: 2 } },
      });
      expect(diff.layout.map(({ key }) => key)).toEqual(['c']);
    });

    test('an input that became required is breaking, and says why', async () => {
      const asks = (...required: string[]): DefinitionDraft => ({
        ...greets('one'),
        inputs: { type: 'object', properties: { name: { type: 'string' } }, required },
      });
      const { severity, inputs, summary } = await diffOf(asks(), asks('name'));
      expect([severity, summary.severity]).toEqual(['BREAKING', 'BREAKING']);
      expect(inputs.map((change) => [change.severity, typeof change.reason])).toContainEqual([
        'BREAKING',
        'string',
      ]);
      expect(summary.inputsChanged).toBeGreaterThan(0);
    });

    test('lists what differs in variables by their name, and in settings', async () => {
      const having = (value: number): DefinitionDraft => ({
        ...greets('one'),
        variables: [{ name: 'limit', type: 'number', default: value, lifetime: 'reset' }],
        settings: { retries: value },
      });
      const { variables, settings, summary } = await diffOf(having(1), having(2));
      expect(variables).toMatchObject([{ path: '/limit/default', before: 1, after: 2 }]);
      expect(settings).toMatchObject([{ path: '/retries', before: 1, after: 2 }]);
      expect(summary).toMatchObject({ variablesChanged: 1, settingsChanged: 1 });
    });

    test('shows a long text by lines and changed words, and a short one as its values alone', async () => {
      const prompts = (prompt: string, note: string): DefinitionDraft => {
        const definition = greets('one');
        Object.assign(definition.nodes[0]!['config'] as object, { prompt, note });
        return definition;
      };
      const workflow = await versions(
        prompts('Be kind.\nAnswer in English.', 'x'),
        prompts('Be kind.\nAnswer in Dutch.', 'y'),
      );
      const { diff } = (await seed.query(
        `{ diff(workflowId: "${workflow.id}", from: 1, to: 2) { nodes { fields { path
          text { beforeStart afterStart lines { kind text segments { text changed } } } } } } }`,
      )) as unknown as { diff: { nodes: Answer[] } };
      const fields = diff.nodes[0]!['fields'] as { path: string; text: Answer[] | null }[];
      const [note, prompt] = fields;
      expect([note!.path, note!.text, prompt!.path]).toEqual([
        '/config/note',
        null,
        '/config/prompt',
      ]);
      const lines = prompt!.text![0]!['lines'] as Answer[];
      expect(lines.map(({ kind, text }) => [kind, text])).toEqual([
        ['CONTEXT', 'Be kind.'],
        ['REMOVED', 'Answer in English.'],
        ['ADDED', 'Answer in Dutch.'],
      ]);
      const changed = (line: Answer) =>
        (line['segments'] as { text: string; changed: boolean }[])
          .filter((segment) => segment.changed)
          .map((segment) => segment.text);
      expect(lines.map(changed)).toEqual([[], ['English'], ['Dutch']]);
    });

    test('has a patch that makes the later definition of the former', async () => {
      const workflow = await versions(steps('a', 'b', 'c'), steps('c=7', 'b', 'd', 'e'));
      const { patch } = (await find(workflow, 1, 2))!;
      const { draft } = await workflow.mutate(
        'createDraftFromVersion',
        { version: 1, expectedRevision: 2 },
        'draft { revision }',
      );
      await workflow.mutate('saveDraft', { expectedRevision: draft.revision, patch });
      expect((await find(workflow, 'draft', 2))!.identical).toBe(true);
    });

    const textsOf = async (fromId: string, toId: string): Promise<Record<string, string>> => {
      const document =
        'query($fromId: ID!, $toId: ID!) { diffAcross(fromId: $fromId, toId: $toId) { plain: text markdown: text(format: MARKDOWN) } }';
      return (await seed.query(document, { fromId, toId }))['diffAcross'] as Record<string, string>;
    };

    test('is told as plain text and as Markdown, with the names of both sides', async () => {
      const workflow = await versions(greets('one'), greets('two'));
      await workflow.mutate('saveLayout', { layout: { positions: { start: { x: 1, y: 1 } } } });
      await workflow.mutate('saveVersion', { allowUnchanged: true });
      await workflow.mutate('saveLayout', { layout: { positions: { start: { x: 2, y: 1 } } } });
      await workflow.edit(greets('three'));
      const [from, to] = [await workflow.version(3, 'id'), await workflow.version('draft', 'id')];
      const texts = await textsOf(from.id, to.id);
      for (const text of Object.values(texts))
        for (const told of ['v3', 'Draft', 'Greet', 'three', 'Start']) expect(text).toContain(told);
      expect(texts['plain']).not.toBe(texts['markdown']);
    });

    test('told as text names revisions, rejected saves, and workflows where there are two', async () => {
      const workflow = await versions(greets('one'));
      const other = await seed.workflow({ name: 'Another one' });
      await workflow.edit(greets('two'));
      const input = { expectedRevision: 1, definition: greets('three') };
      const { rejectedSave } = await workflow.refusal('saveDraft', input);
      const { revisions } = await workflow.version('draft', 'revisions { edges { node { id } } }');
      const { plain } = await textsOf(revisions.edges[0]!.node.id, rejectedSave.id);
      expect(plain).toContain('Draft, revision 2');
      expect(plain).toContain('Draft, rejected save on revision 1');
      const [from, to] = [await workflow.version(1, 'id'), await other.version('draft', 'id')];
      expect((await textsOf(from.id, to.id))['plain']).toContain('Another one Draft');
    });

    test('takes every reference to a version, and Version.diff the one to compare with', async () => {
      const workflow = await versions(greets('one'), greets('two'));
      await workflow.edit(greets('three'));
      await workflow.activate(1);
      const numbers = (diff: DiffFactsFragment | null | undefined) => [diff?.from, diff?.to];
      expect(numbers(await find(workflow, 'active', 'latest'))).toEqual([
        { __typename: 'Version', number: 1 },
        { __typename: 'Version', number: 2 },
      ]);
      const { diff } = await workflow.version('v1', 'diff(to: "draft") { summary { headline } }');
      expect(diff).toEqual({ summary: await summaryOf(workflow, 1, 'draft', 'headline') });
    });

    test('is null where a version or the workflow is not there', async () => {
      const workflow = await versions(greets('one'));
      for (const [from, to] of [
        [1, 9],
        [9, 1],
        [1, 'active'],
      ] as const)
        expect(await find(workflow, from, to)).toBeNull();
      const variables = { workflowId: 'wf_none', from: 1, to: 1 };
      expect(await app.client.request(DiffVersionsDocument, variables)).toEqual({ diff: null });
      expect(await workflow.version(1, 'diff(to: 9) { identical }')).toEqual({ diff: null });
    });

    test('refuses the active version of a split, and says which side it is', async () => {
      const workflow = await versions(greets('one'), greets('two'));
      await workflow.mutate('routeChannel', { routes: [{ version: 1 }, { version: 2 }] });
      const document = `{ diff(workflowId: "${workflow.id}", from: 1, to: "active") { identical } }`;
      expect(await seed.errorCode(document)).toBe('INVALID_INPUT');
    });

    test('shows what a token may not read to nobody', async () => {
      const workflow = await versions(greets('one'), greets('two'));
      const writer = new Seed(app.client.as(await app.token('workflows:write')));
      const save = `mutation { saveDraft(input: { workflowId: "${workflow.id}", expectedRevision: 1, patch: [] }) { merged { ours { headline } } } }`;
      expect(await writer.errorCode(save)).toBe('FORBIDDEN');
      const starter = new Seed(app.client.as(await app.token('runs:read')));
      const { id } = await workflow.version(1, 'id');
      for (const field of [
        `diff(workflowId: "${workflow.id}", from: 1, to: 2) { identical }`,
        `diffAcross(fromId: "${id}", toId: "${id}") { identical }`,
        `previewMerge(workflowId: "${workflow.id}", theirs: 1) { conflicts { path } }`,
      ])
        expect(await starter.errorCode(`{ ${field} }`)).toBe('FORBIDDEN');
    });

    test('counts for more than an object that is read', async () => {
      const diffs = (count: number) =>
        `{ workflows(first: 100) { edges { node { draft { ${Array.from({ length: count }, (_, place) => `d${place}: diff(to: 1) { identical }`).join(' ')} } } } } }`;
      await seed.query(diffs(1));
      expect(await seed.errorCode(diffs(2))).toBe('QUERY_TOO_COSTLY');
    });
  });

  const summaryOf = async (
    workflow: SeededWorkflow,
    from: Ref,
    to: Ref,
    fields: string,
  ): Promise<unknown> => {
    const document = `query($id: ID!, $from: VersionRef!, $to: VersionRef!) { diff(workflowId: $id, from: $from, to: $to) { summary { ${fields} } } }`;
    const { diff } = (await seed.query(document, { id: workflow.id, from, to })) as unknown as {
      diff: { summary: unknown };
    };
    return diff.summary;
  };

  describe('diffAcross', () => {
    const across = async (fromId: string, toId: string) =>
      (await app.client.request(DiffAcrossDocument, { fromId, toId })).diffAcross;

    test('compares versions of different workflows', async () => {
      const [one, two] = [await versions(greets('one')), await versions(greets('two'))];
      const [from, to] = [await one.version(1, 'id'), await two.version(1, 'id')];
      expect(await across(from.id, to.id)).toMatchObject({
        from: { __typename: 'Version', number: 1 },
        identical: false,
        nodes: [{ kind: 'CHANGED' }],
      });
    });

    test('compares revisions and rejected saves, which have no layout', async () => {
      const workflow = await seed.workflow({ layout: { positions: { greet: { x: 1, y: 1 } } } });
      await workflow.edit(greets('two'));
      const input = { expectedRevision: 1, definition: greets('three') };
      const { rejectedSave } = await workflow.refusal('saveDraft', input);
      const { revisions } = await workflow.version('draft', 'revisions { edges { node { id } } }');
      const diff = (await across(revisions.edges[0]!.node.id, rejectedSave.id))!;
      expect(diff).toMatchObject({
        from: { __typename: 'Revision', number: 2 },
        to: { __typename: 'RejectedSave', baseRevision: 1 },
        nodes: [
          {
            before: { position: null, lastChangedIn: null },
            after: { position: null, lastChangedIn: null },
            fields: [{ before: '"two"', after: '"three"' }],
          },
        ],
        layout: [],
        summary: { nodesMoved: 0 },
      });
    });

    test('is null where one of them is nothing that can be compared', async () => {
      const workflow = await versions(greets('one'));
      const { id } = await workflow.version(1, 'id');
      for (const other of [workflow.id, 'ver_none', 'rev_none', 'rej_none', 'nonsense', '']) {
        expect(await across(id, other)).toBeNull();
        expect(await across(other, id)).toBeNull();
      }
    });
  });

  describe('changes', () => {
    test('of a version are against what it was made from, and null of what came from nowhere', async () => {
      const workflow = await versions(greets('one'), greets('two'), greets('two, again'));
      const changes = async (ref: Ref) =>
        (await workflow.version(ref, 'changes { nodesChanged headline }'))['changes'];
      expect(await changes(1)).toBeNull();
      expect(await changes(3)).toEqual(await summaryOf(workflow, 2, 3, 'nodesChanged headline'));
      expect(await changes('draft')).toMatchObject({ nodesChanged: 0 });
      await workflow.edit(greets('three'));
      expect(await changes('draft')).toMatchObject({ nodesChanged: 1 });
    });

    test('of a version follow the restore that it came after', async () => {
      const workflow = await versions(greets('one'), greets('two'));
      await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 2 });
      await workflow.save(steps('a'));
      const { changes, parent } = await workflow.version(
        3,
        'changes { headline } parent { number }',
      );
      expect(parent).toEqual({ number: 1 });
      expect(changes).toEqual(await summaryOf(workflow, 1, 3, 'headline'));
    });

    test('of a version are against what its parent held then, whatever became of the parent', async () => {
      const workflow = await seed.workflow({ sealing: 'NEVER' });
      await workflow.save();
      await workflow.save(greets('two'));
      const changes = async () =>
        (await workflow.version(2, 'changes { headline nodesRemoved nodesChanged }'))['changes'];
      const before = await changes();
      const edit = { version: 1, expectedRevision: 1, definition: steps('a') };
      await workflow.mutate('updateVersion', edit);
      expect(await changes()).toEqual(before);
      expect(before).toMatchObject({ nodesChanged: 1, nodesRemoved: 0 });
    });

    test('of a version count the nodes that moved since its parent, through renames', async () => {
      const workflow = await versions(steps('a', 'b=long enough to be known again'));
      const place = (key: string, x: number) =>
        workflow.mutate('saveLayout', { layout: { positions: { [key]: { x, y: 0 } } } });
      await place('b', 1);
      await workflow.mutate('saveVersion', { allowUnchanged: true });
      await workflow.edit(steps('a', 'c=long enough to be known again'));
      await place('c', 2);
      await workflow.save();
      const { changes } = await workflow.version(3, 'changes { nodesMoved nodesRenamed }');
      expect(changes).toEqual({ nodesMoved: 1, nodesRenamed: 1 });
    });

    test('of a revision are against the revision that it replaced', async () => {
      const workflow = await versions(greets('one'));
      await workflow.edit(greets('two'));
      await workflow.edit(steps('a'));
      const fields = 'changes { nodesAdded nodesRemoved nodesChanged nodesMoved }';
      const { revisions } = await workflow.version(
        'draft',
        `revisions { edges { node { number ${fields} } } }`,
      );
      const counts = (nodesAdded: number, nodesRemoved: number, nodesChanged: number) => ({
        ...{ nodesAdded, nodesRemoved, nodesChanged, nodesMoved: 0 },
      });
      expect(revisions.edges.map(({ node }) => [node.number, node['changes']])).toEqual([
        [3, counts(1, 2, 0)],
        [2, counts(0, 0, 1)],
        [1, null],
      ]);
    });

    test('of a fork, whose draft came from its first version, are none', async () => {
      const workflow = await versions(greets('one'));
      const { workflow: fork } = await workflow.mutate(
        'forkWorkflow',
        { name: 'Forked', version: 1 },
        'workflow { draft { changes { nodesChanged } } version(ref: 1) { changes { headline } } }',
      );
      expect(fork['version']['changes']).toBeNull();
      expect(fork.draft['changes']).toEqual({ nodesChanged: 0 });
    });
  });

  test('a document that is executed a second time, compiled, answers the same', async () => {
    const workflow = await versions(steps('a', 'b'), steps('b=1', 'c'));
    const first = await find(workflow, 1, 2);
    expect(await find(workflow, 1, 2)).toEqual(first);
    expect(await find(workflow, 1, 2)).toEqual(first);
  });
});
