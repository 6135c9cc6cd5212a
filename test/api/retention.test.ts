import { canonicalJson } from '../../src/graph/canonical-json';
import { digestOf } from '../../src/graph/digest';
import { greetingPatch, greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const DAY = 24 * 60 * 60 * 1000;

describe.each(databases)('retention of revisions on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  /** A draft with the revisions 1 to 5. */
  const edited = async (retention?: object): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow();
    for (const greeting of ['two', 'three', 'four', 'five']) await workflow.edit(greets(greeting));
    if (retention) await workflow.mutate('updateWorkflow', { retention });
    return workflow;
  };
  const prune = (workflow: SeededWorkflow): Promise<Answer> =>
    workflow.mutate(
      'pruneRevisions',
      {},
      'prunedCount kept { reason revision { number version { label } } }',
    );
  const numbersOf = async (workflow: SeededWorkflow, ref: string | number = 'draft') => {
    const { revisions } = await workflow.version(ref, 'revisions { edges { node { number } } }');
    return revisions.edges.map(({ node }) => node.number);
  };

  test('is off by default: nothing is dropped', async () => {
    const workflow = await edited();
    expect(await prune(workflow)).toMatchObject({ prunedCount: 0, kept: [] });
    expect(await numbersOf(workflow)).toEqual([5, 4, 3, 2, 1]);
  });

  test('keeps the newest so many, and the first with its reason', async () => {
    const workflow = await edited({ keepRevisions: 2 });
    expect(await prune(workflow)).toMatchObject({
      prunedCount: 2,
      kept: [{ reason: 'It is how its version began.', revision: { number: 1 } }],
    });
    expect(await numbersOf(workflow)).toEqual([5, 4, 1]);
    expect((await workflow.events()).at(-1)).toBe('REVISIONS_PRUNED');
  });

  test('keeps the young ones', async () => {
    const workflow = await edited({ keepDays: 7 });
    expect((await prune(workflow)).prunedCount).toBe(0);
    app.clock.advance(7 * DAY + 1);
    await workflow.edit(greets('six'));
    expect(await prune(workflow)).toMatchObject({ prunedCount: 4 });
    expect(await numbersOf(workflow)).toEqual([6, 1]);
  });

  test('keeps what a version holds at present', async () => {
    const workflow = await edited({ keepRevisions: 0 });
    expect((await prune(workflow)).kept).toContainEqual({
      reason: 'It is the present content of its version.',
      revision: { number: 5, version: { label: 'Draft' } },
    });
  });

  test('keeps what was ever routed to, of a version that was edited since', async () => {
    const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
    const edit = (expectedRevision: number) =>
      workflow.mutate('updateVersion', {
        version: 1,
        expectedRevision,
        definition: greets(`edit ${expectedRevision}`),
      });
    await edit(1);
    await workflow.activate(1);
    await edit(2);
    await edit(3);
    await workflow.mutate('updateWorkflow', { retention: { keepRevisions: 1 } });
    expect((await prune(workflow)).kept).toContainEqual({
      reason: 'A channel routed to its definition.',
      revision: { number: 2, version: { label: 'v1' } },
    });
    expect(await numbersOf(workflow, 1)).toEqual([4, 2, 1]);
    await workflow.activate(1);
    await workflow.mutate('rollback');
    expect(await workflow.read('activeRoutes { revision }')).toEqual({
      activeRoutes: [{ revision: 2 }],
    });
  });

  test('keeps what a line of the blame refers to: who disabled a node is not forgotten', async () => {
    const workflow = await seed.workflow();
    const { nodes, edges } = greets('one');
    const [greet, start] = nodes;
    await workflow.edit({ nodes: [{ ...greet, disabled: true }, start!], edges });
    await workflow.edit({
      nodes: [
        { ...greet, disabled: true },
        { ...start, name: 'A' },
      ],
      edges,
    });
    await workflow.edit({
      nodes: [
        { ...greet, disabled: true },
        { ...start, name: 'B' },
      ],
      edges,
    });
    await workflow.mutate('updateWorkflow', { retention: { keepRevisions: 1 } });
    const { prunedCount, kept } = await prune(workflow);
    expect(prunedCount).toBe(1);
    expect(kept).toContainEqual({
      reason: 'A blame line refers to it.',
      revision: { number: 2, version: { label: 'Draft' } },
    });
    expect(await numbersOf(workflow)).toEqual([4, 2, 1]);
  });

  test('keeps what a rejected save is based on, until that expires', async () => {
    const workflow = await edited({ keepRevisions: 1 });
    await workflow.refusal('saveDraft', { expectedRevision: 3, definition: greets('ours') });
    expect((await prune(workflow)).kept).toContainEqual({
      reason: 'A rejected save is based on it.',
      revision: { number: 3, version: { label: 'Draft' } },
    });
    const digest = digestOf(canonicalJson(greets('ours')));
    const statusOf = async () => {
      const headers = { authorization: `Bearer ${app.client.token}` };
      return (await fetch(`${app.url}/definitions/${digest}`, { headers })).status;
    };
    expect(await statusOf()).toBe(200);
    app.clock.advance(31 * DAY);
    await app.services.retention.sweep();
    expect(await numbersOf(workflow)).toEqual([5, 1]);
    expect(await statusOf()).toBe(404);
  });

  test('leaves the content of rejected saves to be fetched', async () => {
    const workflow = await edited({ keepRevisions: 1 });
    const input = { expectedRevision: 2, definition: greets('three') };
    const { rejectedSave } = await workflow.refusal('saveDraft', input);
    await prune(workflow);
    const ask = `{ node(id: "${rejectedSave.id}") { ... on RejectedSave { definition } } }`;
    expect(await seed.query(ask)).toEqual({ node: { definition: rejectedSave.definition } });
  });

  test('makes a save that is based on a pruned revision a conflict without a base', async () => {
    const workflow = await edited({ keepRevisions: 1 });
    await prune(workflow);
    const input = { expectedRevision: 3, definition: greets('ours') };
    expect(await workflow.refusal('saveDraft', input)).toMatchObject({
      code: 'DRAFT_CONFLICT',
      expectedRevision: 3,
      currentRevision: 5,
      places: [{ path: '/nodes/greet', base: null }],
      rejectedSave: { baseRevision: 3 },
    });
  });

  test('makes a patch that is based on a pruned revision a conflict', async () => {
    const workflow = await edited({ keepRevisions: 1 });
    await prune(workflow);
    const input = { expectedRevision: 3, patch: greetingPatch('ours') };
    expect(await workflow.refusal('saveDraft', input)).toMatchObject({
      __typename: 'VersionConflict',
      code: 'VERSION_CONFLICT',
      expected: '3',
      actual: '5',
    });
  });

  test('chains no save over a gap, not even of its own client', async () => {
    const workflow = await seed.workflow();
    const save = (greeting: string) =>
      workflow.attempt('saveDraft', {
        expectedRevision: 1,
        clientId: 'tab',
        definition: greets(greeting),
      });
    for (const greeting of ['two', 'three', 'four']) await save(greeting);
    await workflow.mutate('updateWorkflow', { retention: { keepRevisions: 1 } });
    await prune(workflow);
    expect((await save('five')).userErrors).toMatchObject([{ code: 'DRAFT_CONFLICT' }]);
  });

  test('goes on with the others where a workflow was deleted during the sweep', async () => {
    const [gone, pruned] = [await edited({ keepRevisions: 1 }), await edited({ keepRevisions: 1 })];
    const listed = await app.services.workflows.withRetention();
    await gone.mutate('deleteWorkflow');
    listed.sort((a, b) => Number(b.id === gone.id) - Number(a.id === gone.id));
    jest.spyOn(app.services.workflows, 'withRetention').mockResolvedValueOnce(listed);
    await app.services.retention.sweep();
    expect(await numbersOf(pruned)).toEqual([5, 1]);
  });

  test('drops nothing of workflows without a policy in the hourly sweep', async () => {
    const [kept, pruned] = [await edited(), await edited({ keepRevisions: 1 })];
    await app.services.retention.sweep();
    expect(await numbersOf(kept)).toEqual([5, 4, 3, 2, 1]);
    expect(await numbersOf(pruned)).toEqual([5, 1]);
  });
});
