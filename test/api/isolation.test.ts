import { greets } from '../support/builders';
import { exported } from '../support/bundles';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';

describe.each(databases)('workspaces on $name', (kind) => {
  let app: TestApp;
  let mine: Seed;
  /** A second workspace, which has a workflow of its own. */
  let other: Seed;
  let workflow: SeededWorkflow;
  /** One id of everything in the first workspace, by the type that it names. */
  let ids: Record<string, string>;
  let leaseOf: { runId: string; leaseToken: string };

  beforeAll(async () => {
    app = await createTestApp({ kind });
    mine = new Seed(app.client);
    other = new Seed(await app.createWorkspace(`other-${kind.name}`));
    await other.workflow();
    workflow = await mine.workflowWith(['secret one', 'secret two'], { key: 'hidden' });
    await workflow.mutate('createChannel', { key: 'staging' });
    await workflow.activate(1, 2);
    const { rejectedSave } = await workflow.refusal('saveDraft', {
      expectedRevision: 1,
      definition: greets('refused'),
    });
    await workflow.start({ input: { secret: true } });
    const lease = await workflow.claim();
    const { step } = await mine.mutate(
      'reportStep',
      { ...lease, nodeKey: 'greet', status: 'SUCCEEDED' },
      'step { id }',
    );
    await workflow.start();
    leaseOf = lease;
    const found = await workflow.read(
      'draft { id revisions { nodes: edges { node { id } } } } latestVersion { id } channel { id currentActivation { id } }',
    );
    const { apiTokens, viewer } = (await mine.query(
      '{ apiTokens { edges { node { id } } } viewer { workspace { id } } }',
    )) as unknown as Record<'apiTokens', { edges: { node: { id: string } }[] }> & {
      viewer: { workspace: { id: string } };
    };
    ids = {
      Workflow: workflow.id,
      Draft: found.draft.id,
      Revision: found.draft.revisions.nodes[0]!.node.id,
      RejectedSave: rejectedSave.id,
      Version: found.latestVersion.id,
      Channel: found.channel.id,
      Activation: (found.channel.currentActivation as { id: string }).id,
      ApiToken: apiTokens.edges[0]!.node.id,
      Workspace: viewer.workspace.id,
      Run: lease.runId,
      Step: step.id,
    };
  });
  afterAll(() => app.close());

  test('find their own things by node and nodes, in the order of the ids', async () => {
    const document = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } first: node(id: "x") { id } }';
    const asked = [...Object.values(ids), 'wf_none', 'nonsense', ''];
    expect(await mine.query(document, { ids: asked })).toEqual({
      nodes: [...Object.values(ids).map((id) => ({ id })), null, null, null],
      first: null,
    });
  });

  test('see nothing of others by node and nodes, as of things that are not there', async () => {
    const document = 'query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }';
    const { nodes } = await other.query(document, { ids: Object.values(ids) });
    expect(nodes).toEqual(Object.values(ids).map(() => null));
    for (const id of Object.values(ids))
      expect(await other.query('query($id: ID!) { node(id: $id) { id } }', { id })).toEqual({
        node: null,
      });
  });

  test('look up at most 100 ids at once', async () => {
    const document = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const many = Array.from({ length: 101 }, () => 'x');
    expect(await mine.errorCode(document, { ids: many })).toBe('INVALID_INPUT');
  });

  test('see no workflow of others by id or key, and no version', async () => {
    const document =
      'query($id: ID!) { byId: workflow(id: $id) { id } byKey: workflow(key: "hidden") { id } version(workflowId: $id, ref: 1) { id } }';
    expect(await other.query(document, { id: workflow.id })).toEqual({
      byId: null,
      byKey: null,
      version: null,
    });
  });

  test('compare and preview nothing of others, as of what is not there', async () => {
    const document = `query($id: ID!, $foreign: ID!, $own: ID!) {
      diff(workflowId: $id, from: 1, to: 2) { identical }
      from: diffAcross(fromId: $foreign, toId: $own) { identical }
      to: diffAcross(fromId: $own, toId: $foreign) { identical }
      previewMerge(workflowId: $id, theirs: 1) { workflow { id } userErrors { code message field } } }`;
    const { workflows } = await other.query('{ workflows { edges { node { draft { id } } } } }');
    const own = workflows.edges[0]!.node.draft.id;
    const ask = (id: string, foreign: string) => other.query(document, { id, foreign, own });
    const absent = await ask('wf_none', 'ver_none');
    expect(absent).toMatchObject({ diff: null, from: null, to: null });
    for (const foreign of [ids['Version']!, ids['Draft']!, ids['Revision']!, ids['RejectedSave']!])
      expect(await ask(workflow.id, foreign)).toEqual(absent);
  });

  test('list and count only their own', async () => {
    const list = '{ workflows { totalCount edges { node { id } } } }';
    const { workflows } = await other.query(list);
    expect(workflows.totalCount).toBe(1);
    expect(JSON.stringify(workflows)).not.toContain(workflow.id);
    const search = '{ workflows(filter: { search: "hidden" }) { totalCount } }';
    expect((await other.query(search)).workflows.totalCount).toBe(0);
  });

  test('see, count and claim no run of others, also by its digest', async () => {
    const { digest } = await workflow.version(2, 'digest');
    const list =
      'query($id: ID!, $run: ID!) { run(id: $run) { id } runs { totalCount } of: runs(filter: { workflowId: $id }) { totalCount } }';
    const asked = { id: workflow.id, run: leaseOf.runId };
    const [none, all] = [{ totalCount: 0 }, { run: { id: leaseOf.runId } }];
    expect(await other.query(list, asked)).toEqual({ run: null, runs: none, of: none });
    expect(await mine.query(list, asked)).toMatchObject(all);
    expect(
      (await other.mutate('claimRun', { limit: 100 }, 'claims { leaseToken }')).claims,
    ).toEqual([]);
    const { workflows } = await other.query('{ workflows(first: 1) { edges { node { id } } } }');
    const start = { workflowId: workflows.edges[0]!.node.id, digest };
    expect((await other.refusal('startRun', start)).code).toBe('NOT_FOUND');
  });

  test.each([
    ['cancelRun', {}],
    ['deleteRun', {}],
    ['replayRun', {}],
    ['heartbeatRun', { leaseToken: 'known' }],
    ['reportStep', { leaseToken: 'known', nodeKey: 'greet', status: 'SKIPPED' }],
    ['finishRun', { leaseToken: 'known' }],
  ])(
    'refuse %s of a run of others as of one that is not there, even with its lease',
    async (mutation, input) => {
      const given = 'leaseToken' in input ? { ...input, leaseToken: leaseOf.leaseToken } : input;
      const [foreign, absent] = [
        await other.refusal(mutation, { ...given, runId: leaseOf.runId }),
        await other.refusal(mutation, { ...given, runId: 'run_none' }),
      ];
      expect(foreign).toEqual(absent);
      expect(foreign.code).toBe('NOT_FOUND');
      expect((await mine.run(leaseOf.runId, 'status')).status).toBe('RUNNING');
    },
  );

  test('see, replace and delete no secret of others', async () => {
    await mine.mutate('setSecret', { name: 'TOKEN', value: 'mine' });
    const list = '{ secrets { totalCount edges { node { name } } } }';
    expect((await other.query(list)).secrets).toEqual({ totalCount: 0, edges: [] });
    const [foreign, absent] = [
      await other.refusal('deleteSecret', { name: 'TOKEN' }),
      await other.refusal('deleteSecret', { name: 'NONE' }),
    ];
    expect(foreign).toEqual(absent);
    const theirs = { name: 'TOKEN', value: 'theirs' };
    expect((await other.mutate('setSecret', theirs, 'created'))['created']).toBe(true);
    const value = await app.services.secrets.valueOf(ids['Workspace']!, 'TOKEN');
    expect(value).toBe('mine');
  });

  test('import no upload of others, promote nothing into what is theirs, and learn nothing of it', async () => {
    const upload = await fetch(`${app.url}/bundles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${mine.client.token}` },
      body: JSON.stringify(await exported(mine, workflow.id)),
    });
    const { bundleId } = (await upload.json()) as { bundleId: string };
    const [foreign, absent] = [
      await other.refusal('importBundle', { bundleId }),
      await other.refusal('importBundle', { bundleId: 'upload_none' }),
    ];
    expect(foreign).toEqual(absent);
    const bundle = await exported(mine, workflow.id);
    const [theirs, none] = [
      await other.refusal('promoteBundle', { into: workflow.id, bundle }),
      await other.refusal('promoteBundle', { into: 'wf_none', bundle }),
    ];
    expect(theirs).toEqual(none);
    expect([foreign.code, theirs.code]).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    // the same names, paths and calls are free where nobody has them
    const document =
      'query($bundle: JSON) { previewImport(bundle: $bundle) { problems { kind } } }';
    const plan = (await other.query(document, { bundle })) as unknown as {
      previewImport: { problems: object[] };
    };
    expect(plan.previewImport.problems).toEqual([]);
  });

  test('get nothing of others from a cursor of theirs', async () => {
    const { workflows } = await mine.query('{ workflows(first: 1) { pageInfo { endCursor } } }');
    const { endCursor } = workflows.pageInfo;
    const document = 'query($after: String) { workflows(after: $after) { edges { node { id } } } }';
    const answer = await other.query(document, { after: endCursor });
    expect(JSON.stringify(answer)).not.toContain(workflow.id);
  });

  test('get no definition of others by its digest, and their own by the same digest', async () => {
    const { digest } = await workflow.version(1, 'digest');
    const fetchAs = (seed: Seed) =>
      fetch(`${app.url}/definitions/${digest}`, {
        headers: { authorization: `Bearer ${seed.client.token}` },
      });
    expect((await fetchAs(mine)).status).toBe(200);
    const [absent, foreign] = [
      await fetch(`${app.url}/definitions/sha256:${'0'.repeat(64)}`, {
        headers: { authorization: `Bearer ${other.client.token}` },
      }),
      await fetchAs(other),
    ];
    expect([foreign.status, await foreign.text()]).toEqual([absent.status, await absent.text()]);
    await other.workflow({ definition: greets('secret one') });
    expect((await fetchAs(other)).status).toBe(200);
  });

  test('may use a key that another has', async () => {
    expect((await other.workflow({ key: 'hidden' })).key).toBe('hidden');
  });

  const mutations: [string, object][] = [
    ['updateWorkflow', { name: 'Taken over' }],
    ['pauseWorkflow', {}],
    ['resumeWorkflow', {}],
    ['archiveWorkflow', {}],
    ['unarchiveWorkflow', {}],
    ['deleteWorkflow', {}],
    ['forkWorkflow', { name: 'Stolen' }],
    ['forkWorkflow', { name: 'Stolen', version: 1 }],
    ['saveDraft', { expectedRevision: 3, definition: greets('theirs') }],
    ['saveLayout', { layout: {} }],
    ['discardDraft', { expectedRevision: 3 }],
    ['createDraftFromVersion', { version: 1, expectedRevision: 3 }],
    ['moveSubworkflowPins', { expectedRevision: 3 }],
    ['saveVersion', {}],
    ['saveVersion', { activate: true, definition: greets('theirs') }],
    ['updateVersion', { version: 1, name: 'Taken over' }],
    ['archiveVersion', { version: 1 }],
    ['unarchiveVersion', { version: 1 }],
    ['deleteVersion', { version: 1 }],
    ['mergeVersions', { theirs: 1 }],
    ['mergeVersions', { ours: 1, theirs: 2 }],
    ['pruneRevisions', {}],
    ['activateVersion', { version: 1 }],
    ['rollback', {}],
    ['rollback', { targetVersion: 1 }],
    ['deactivate', {}],
    ['routeChannel', { routes: [{ version: 1 }] }],
    ['createChannel', { key: 'theirs' }],
    ['deleteChannel', { channel: 'staging' }],
    ['startRun', {}],
    ['startRun', { version: 1, mode: 'TEST' }],
    ['startRuns', { runs: [{}] }],
    ['claimRun', {}],
    ['simulate', {}],
    ['exportBundle', {}],
    ['exportBundle', { versions: [1] }],
  ];

  test.each(mutations)(
    'refuse %s %j of a workflow of others as of one that is not there, and change nothing',
    async (mutation, input) => {
      const state =
        'name status updatedAt nextVersionNumber events { totalCount } channels { key activationSequence }';
      const before = await workflow.read(state);
      const [foreign, absent] = [
        await other.refusal(mutation, { workflowId: workflow.id, ...input }),
        await other.refusal(mutation, { workflowId: 'wf_none', ...input }),
      ];
      expect(foreign).toEqual(absent);
      expect(foreign.code).toBe('NOT_FOUND');
      expect(await workflow.read(state)).toEqual(before);
    },
  );

  test('every mutation that takes a workflow is among those that are tried', async () => {
    const { __schema } = (await mine.query(
      '{ __schema { mutationType { fields { name args { type { ofType { inputFields { name } } } } } } } }',
    )) as unknown as {
      __schema: {
        mutationType: {
          fields: {
            name: string;
            args: { type: { ofType: { inputFields: { name: string }[] } } }[];
          }[];
        };
      };
    };
    const taking = __schema.mutationType.fields
      .filter(({ args }) =>
        args[0]?.type.ofType.inputFields.some(({ name }) => name === 'workflowId'),
      )
      .map(({ name }) => name);
    const tried = new Set([...mutations.map(([name]) => name), 'setSelection']);
    expect(taking.filter((name) => !tried.has(name))).toEqual([]);
  });
});
