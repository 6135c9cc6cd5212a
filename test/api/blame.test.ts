import { type DefinitionDraft, greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { BlameVersionDocument } from '../support/generated/documents';
import { Seed, type SeededWorkflow } from '../support/seed';

/** {@link greets} with more fields in the config of its transform. */
function greetsWith(greeting: string, config: object): DefinitionDraft {
  const definition = greets(greeting);
  Object.assign(definition.nodes[0]!['config'] as object, config);
  return definition;
}

/** {@link greets} with its transform under another id. */
function renamed(greeting: string, id: string): DefinitionDraft {
  const definition = greets(greeting);
  definition.nodes[0]!['id'] = id;
  definition.edges[0]!['target'] = id;
  return definition;
}

describe.each(databases)('blame on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const blameOf = async (workflow: SeededWorkflow, ref: string | number) => {
    const variables = { workflowId: workflow.id, ref };
    return (await app.client.request(BlameVersionDocument, variables)).version!.blame;
  };
  const lineOf = async (workflow: SeededWorkflow, ref: string | number, key = 'greet') =>
    (await blameOf(workflow, ref)).find((line) => line.key === key)!;
  /** Numbers of the versions that last changed each line, by key. */
  const versionsOf = async (workflow: SeededWorkflow, ref: string | number) =>
    Object.fromEntries(
      (await blameOf(workflow, ref)).map(({ key, version }) => [key, version!.number]),
    );

  test('tells of each node and edge the version, revision, person and time that last changed it', async () => {
    const workflow = await seed.workflowWith(['one']);
    app.clock.advance(60_000);
    const saved = app.clock.now();
    const ada = new Seed(app.client.with({ 'x-actor-id': 'ada', 'x-actor-name': 'Ada' }));
    const input = { workflowId: workflow.id, expectedRevision: 1, definition: greets('two') };
    await ada.mutate('saveDraft', input);
    app.clock.advance(60_000);
    await workflow.save();
    const [greet, start, edge] = await blameOf(workflow, 2);
    expect(greet).toMatchObject({
      ...{ kind: 'NODE', key: 'greet', version: { number: 2 }, revision: { number: 2 } },
      ...{ changedBy: { name: 'Ada' }, changedAt: saved },
    });
    const first = { version: { number: 1 }, revision: { number: 1 } };
    expect(start).toMatchObject({ kind: 'NODE', key: 'start', ...first });
    expect(edge).toMatchObject({ kind: 'EDGE', key: 'start-greet', ...first, fields: [] });
    expect(edge!.changedBy!.name).toBe('First admin');
  });

  test("tells of each top-level field of a node's config who last changed it", async () => {
    const workflow = await seed.workflow({ definition: greetsWith('one', { a: 1, b: 1 }) });
    await workflow.save();
    await workflow.save(greetsWith('one', { a: 2, b: 1 }));
    await workflow.save(greetsWith('one', { a: 2, b: 1, c: [1] }));
    const { fields, version } = await lineOf(workflow, 3);
    expect(version).toEqual({ number: 3 });
    expect(fields.map(({ field, version }) => [field, version!.number])).toEqual([
      ['a', 2],
      ['b', 1],
      ['c', 3],
      ['expression', 1],
    ]);
  });

  test('of the draft names the draft until its change is saved, and then the version', async () => {
    const workflow = await seed.workflowWith(['one']);
    await workflow.edit(greets('two'));
    expect(await versionsOf(workflow, 'draft')).toMatchObject({ greet: 0, start: 1 });
    await workflow.save();
    const versions = { greet: 2, start: 1, 'start-greet': 1 };
    expect(await versionsOf(workflow, 'draft')).toEqual(versions);
    expect(await versionsOf(workflow, 2)).toEqual(versions);
  });

  test('goes through a rename, which alone changes nothing', async () => {
    const workflow = await seed.workflowWith(['a greeting to be known by']);
    await workflow.save(renamed('a greeting to be known by', 'welcome'));
    expect(await versionsOf(workflow, 2)).toEqual({ welcome: 1, start: 1, 'start-greet': 1 });
  });

  test('of a restored draft is that of the version', async () => {
    const workflow = await seed.workflowWith(['one', 'two']);
    await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 2 });
    expect(await blameOf(workflow, 'draft')).toEqual(await blameOf(workflow, 1));
  });

  test('of an earlier version stays as it was', async () => {
    const workflow = await seed.workflowWith(['one']);
    const before = await blameOf(workflow, 1);
    await workflow.save(greets('two'));
    expect(await blameOf(workflow, 1)).toEqual(before);
  });

  test('of a merge has the lines of both sides', async () => {
    const workflow = await seed.workflowWith(['one']);
    await workflow.save(greetsWith('one', { mine: 1 }));
    await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 2 });
    await workflow.save({ ...greets('one'), edges: [] });
    await workflow.mutate('mergeVersions', { ours: 2, theirs: 3 });
    expect(await versionsOf(workflow, 4)).toEqual({ greet: 2, start: 1 });
  });

  test('of an edited version names that version', async () => {
    const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
    const edit = { version: 1, expectedRevision: 1, definition: greets('two') };
    await workflow.mutate('updateVersion', edit);
    const { version, revision } = await lineOf(workflow, 1);
    expect([version!.number, revision!.number]).toEqual([1, 2]);
  });

  test('keeps the revisions that it names when others are pruned', async () => {
    const workflow = await seed.workflow();
    await workflow.mutate('updateWorkflow', { retention: { keepRevisions: 1 } });
    for (const greeting of ['two', 'three', 'three, but longer'])
      await workflow.edit(greets(greeting));
    await workflow.edit(greetsWith('three, but longer', { more: 1 }));
    const before = await blameOf(workflow, 'draft');
    const { prunedCount } = await workflow.mutate('pruneRevisions', {}, 'prunedCount');
    expect(prunedCount).toBe(2);
    expect(await blameOf(workflow, 'draft')).toEqual(before);
    expect(
      (await lineOf(workflow, 'draft')).fields.map(({ revision }) => revision!.number),
    ).toEqual([4, 5]);
  });

  test('lastChangedIn of a node is the version of its line', async () => {
    const workflow = await seed.workflowWith(['one', 'two']);
    const lastOf = async (ref: string | number) => {
      const { nodes } = await workflow.version(ref, 'nodes { key lastChangedIn { label } }');
      return nodes.map((node) => [node.key, (node['lastChangedIn'] as { label: string }).label]);
    };
    expect(await lastOf(2)).toEqual([
      ['greet', 'v2'],
      ['start', 'v1'],
    ]);
    await workflow.edit(greets('three'));
    expect(await lastOf('draft')).toEqual([
      ['greet', 'Draft'],
      ['start', 'v1'],
    ]);
  });
});
