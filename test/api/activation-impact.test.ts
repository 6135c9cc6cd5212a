import { type DefinitionDraft, greets, incomplete } from '../support/builders';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const RUNS = `runsUnderWay { count isCapped pinned { version { label } digest queued running waiting }
  nodes { nodeKey name type kind runs examples { id } } }`;
const IMPACT = `query($id: ID!, $version: VersionRef!, $channel: String = "live") {
  activationImpact(workflowId: $id, version: $version, channel: $channel) {
    userErrors { code field } workflow { id } version { label } channel { key } changed severity triggersFire
    refusals { __typename code message ... on ValidationFailed { problems { code } } }
    replaced { route { weight version { label } } changes { headline severity } }
    gained { label } lost { label }
    triggers { kind before { key type config } after { key type config } pathOwner { id } } ${RUNS} } }`;

interface Impact extends Answer {
  refusals: Answer[];
  triggers: Answer[];
  runsUnderWay: { count: number; isCapped: boolean; pinned: Answer[]; nodes: Answer[] };
}

/** Asks, then goes on; `more` changes nodes by key, null removes one. */
function asking(more: Record<string, object | null> = {}): DefinitionDraft {
  const nodes = [
    { id: 'start', type: 'trigger.manual', name: 'Start', config: {} },
    { id: 'ask', type: 'approval', name: 'Ask', config: { prompt: 'Ship?' } },
    { id: 'ship', type: 'transform', name: 'Ship', config: { expression: '1' } },
  ]
    .filter(({ id }) => more[id] !== null)
    .map((node) => ({ ...node, ...more[node.id] }));
  const keys = nodes.map(({ id }) => id);
  const edges = keys
    .slice(1)
    .map((target, place) => ({ id: `e${place}`, source: keys[place]!, target }));
  return { nodes, edges };
}

const tick = (cron: string) => ({
  id: 'tick',
  type: 'trigger.schedule',
  name: 'Tick',
  config: { cron, timeZone: 'UTC' },
});
const hook = (id: string, path: string) => ({
  id,
  type: 'trigger.webhook',
  name: 'Hook',
  config: { path },
});
const withTriggers = (...triggers: object[]): DefinitionDraft => {
  const { nodes, edges } = greets('x');
  return { nodes: [...nodes, ...(triggers as DefinitionDraft['nodes'])], edges };
};

describe.each(databases)('what an activation would do on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  const statements: string[] = [];
  beforeAll(async () => {
    app = await createTestApp({
      kind,
      pollInterval: NEVER,
      statementObserver: (sql) => void statements.push(sql),
    });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const impact = async (
    { id }: SeededWorkflow,
    version: number | string,
    channel?: string,
  ): Promise<Impact> =>
    (await seed.query(IMPACT, { id, version, ...(channel && { channel }) }))[
      'activationImpact'
    ] as Impact;
  const saved = async (...definitions: DefinitionDraft[]): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow({ definition: definitions[0] });
    await workflow.save();
    for (const definition of definitions.slice(1)) await workflow.save(definition);
    return workflow;
  };
  /** Starts a run that is at a node. */
  const runAt = async (workflow: SeededWorkflow, nodeKey?: string): Promise<string> => {
    await workflow.start({ executor: 'EXTERNAL' });
    const lease = await workflow.claim();
    if (nodeKey) await seed.mutate('reportStep', { ...lease, nodeKey, status: 'RUNNING' });
    return lease.runId;
  };

  test('names who has a webhook path, and that the activation would be refused for it', async () => {
    const owner = await saved(withTriggers(hook('in', 'claimed')));
    await owner.activate(1);
    const rival = await saved(withTriggers(hook('in', 'claimed')));
    expect(await impact(rival, 1)).toMatchObject({
      refusals: [{ code: 'WEBHOOK_PATH_TAKEN' }],
      triggers: [{ kind: 'ARMED', pathOwner: { id: owner.id } }],
    });
    expect((await rival.refusal('activateVersion', { version: 1 })).code).toBe(
      'WEBHOOK_PATH_TAKEN',
    );
    await owner.mutate('archiveWorkflow');
    expect(await impact(rival, 1)).toMatchObject({ refusals: [], triggers: [{ pathOwner: null }] });
  });

  test('says what is routed now, what of it changes and how severely, and who gains and loses', async () => {
    const workflow = await seed.workflowWith(['one', 'two', 'three']);
    expect(await impact(workflow, 1)).toMatchObject({
      ...{ changed: true, severity: null, replaced: [], lost: [], gained: [{ label: 'v1' }] },
      ...{ userErrors: [], refusals: [], channel: { key: 'live' }, triggersFire: true },
    });
    await workflow.activate(1);
    expect(await impact(workflow, 1)).toMatchObject({
      changed: false,
      severity: 'SAFE',
      gained: [],
      lost: [],
    });
    await workflow.mutate('routeChannel', {
      routes: [
        { version: 1, weight: 3 },
        { version: 2, weight: 1 },
      ],
    });
    expect(await impact(workflow, 2)).toMatchObject({
      ...{ changed: true, severity: 'RISKY', gained: [], lost: [{ label: 'v1' }] },
      replaced: [
        {
          route: { weight: 3, version: { label: 'v1' } },
          changes: { headline: 'expression of Greet changed from "one" to "two"' },
        },
        { route: { weight: 1, version: { label: 'v2' } }, changes: { headline: 'No changes' } },
      ],
    });
  });

  test('says what would refuse it, as activateVersion does', async () => {
    const workflow = await seed.workflow({ definition: incomplete() });
    await workflow.save();
    const { refusals } = await impact(workflow, 1);
    expect(refusals).toMatchObject([
      { __typename: 'ValidationFailed', problems: [{ code: 'TRIGGER_MISSING' }] },
    ]);
    const { code, message } = await workflow.refusal('activateVersion', { version: 1 });
    expect(refusals).toMatchObject([{ code, message }]);
    expect((await impact(workflow, 'draft')).refusals).toMatchObject([
      { code: 'DRAFT_NOT_ALLOWED' },
    ]);
    await workflow.save(greets('two'));
    await workflow.mutate('archiveVersion', { version: 1 });
    expect((await impact(workflow, 1)).refusals).toMatchObject([{ code: 'VERSION_ARCHIVED' }]);
  });

  test('says which schedules and webhooks it arms, disarms and changes, on live alone', async () => {
    const workflow = await saved(
      withTriggers(tick('0 9 * * *'), hook('a', 'orders'), hook('gone', 'old')),
      withTriggers(tick('0 8 * * *'), hook('a', 'orders'), hook('new', 'bills')),
      // only the key of one is another
      withTriggers(tick('0 8 * * *'), hook('renamed', 'orders'), hook('new', 'bills')),
    );
    const armed = (await impact(workflow, 1)).triggers;
    expect(armed.map((change) => [change['kind'], (change['after'] as Answer).key])).toEqual([
      ['ARMED', 'a'],
      ['ARMED', 'gone'],
      ['ARMED', 'tick'],
    ]);
    await workflow.activate(1);
    expect((await impact(workflow, 2)).triggers).toMatchObject([
      { kind: 'DISARMED', before: { key: 'gone', config: { path: 'old' } }, after: null },
      { kind: 'ARMED', before: null, after: { key: 'new', config: { path: 'bills' } } },
      {
        kind: 'CHANGED',
        before: { config: { cron: '0 9 * * *' } },
        after: { config: { cron: '0 8 * * *' } },
      },
    ]);
    expect((await impact(workflow, 1)).triggers).toEqual([]);
    await workflow.mutate('createChannel', { key: 'staging' });
    expect((await impact(workflow, 2, 'staging')).triggers).toEqual([]);
    await workflow.activate(2);
    expect((await impact(workflow, 3)).triggers).toEqual([]);
    await workflow.mutate('pauseWorkflow', { reason: 'Stocktaking' });
    expect((await impact(workflow, 2)).triggersFire).toBe(false);
  });

  test('says which runs go on, and at which nodes they are that the version lacks or has otherwise', async () => {
    const workflow = await saved(
      asking(),
      asking({ ask: { config: { prompt: 'Really?' } } }),
      asking({ ask: null, ship: { name: 'Send' } }),
    );
    await workflow.activate(1);
    const first = await runAt(workflow, 'ask');
    await runAt(workflow, 'ship');
    await runAt(workflow);
    await workflow.finish({}, { executor: 'EXTERNAL' });
    await workflow.activate(2);
    const second = await runAt(workflow, 'ask');
    await workflow.start({ executor: 'EXTERNAL' });
    await workflow.start({ executor: 'EXTERNAL', version: 1 });
    const { runsUnderWay } = await impact(workflow, 3);
    expect(runsUnderWay).toMatchObject({ count: 5, isCapped: false });
    expect(
      runsUnderWay.pinned
        .map(({ version, queued, running }) => [version.label, queued, running])
        .sort(),
    ).toEqual([
      ['v1', 0, 3],
      ['v2', 1, 1],
    ]);
    expect(runsUnderWay.nodes).toEqual([
      {
        nodeKey: 'ask',
        name: 'Ask',
        type: 'approval',
        kind: 'REMOVED',
        runs: 2,
        examples: expect.any(Array) as object[],
      },
      {
        nodeKey: 'ship',
        name: 'Ship',
        type: 'transform',
        kind: 'CHANGED',
        runs: 1,
        examples: [expect.anything()],
      },
    ]);
    const { examples } = runsUnderWay.nodes[0] as unknown as { examples: Answer[] };
    expect(examples.map(({ id }) => id).sort()).toEqual([first, second].sort());
    expect((await impact(workflow, 1)).runsUnderWay.nodes).toMatchObject([
      { nodeKey: 'ask', kind: 'CHANGED', runs: 1 },
    ]);
    // of those on version 1 one is at a node that version 2 has as it is
    const { nodes } = (await impact(workflow, 2)).runsUnderWay;
    expect(nodes.map(({ nodeKey, kind, runs }) => [nodeKey, kind, runs])).toEqual([
      ['ask', 'CHANGED', 1],
    ]);
    await workflow.activate(3);
    expect(await seed.run(first, 'status version { label }')).toEqual({
      status: 'RUNNING',
      version: { label: 'v1' },
    });
  });

  test('names five runs for a node at most', async () => {
    const workflow = await saved(asking(), asking({ ask: null }));
    await workflow.activate(1);
    for (let turn = 0; turn < 7; turn++) await runAt(workflow, 'ask');
    const [node] = (await impact(workflow, 2)).runsUnderWay.nodes as unknown as {
      runs: number;
      examples: object[];
    }[];
    expect([node!.runs, node!.examples.length]).toEqual([7, 5]);
  });

  test('is told by as many statements however many runs there are, and writes nothing', async () => {
    const workflow = await saved(asking(), asking({ ask: null }));
    await workflow.activate(1);
    const count = async (): Promise<number> => {
      await impact(workflow, 2);
      statements.length = 0;
      await impact(workflow, 2);
      expect(statements.filter((sql) => !/^(SELECT|BEGIN|COMMIT)/.test(sql))).toEqual([]);
      return statements.length;
    };
    await runAt(workflow, 'ask');
    const few = await count();
    for (let turn = 0; turn < 6; turn++) await runAt(workflow, 'ask');
    expect([await count(), few]).toEqual([few, few]);
    expect(few).toBeLessThan(20);
  });

  test('looks at no finished run', async () => {
    const { sql, values } = app.services.stores.activationImpactStore.runsSql('wf', 'ch', 1001);
    const explain = kind.name === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
    const database = await app.database.open();
    if (kind.name === 'postgres') {
      // of an empty table it would read all
      await database.transaction(async (transaction) => {
        await database.query('SET LOCAL enable_seqscan = off', [], transaction);
        await database.query('SET LOCAL enable_sort = off', [], transaction);
        const plan = await database.query(`${explain} ${sql}`, values, transaction);
        expect(JSON.stringify(plan)).toContain('run_under_way');
      });
    } else
      expect(JSON.stringify(await database.query(`${explain} ${sql}`, values))).toMatch(
        /INDEX run_under_way \(workflow_id=/,
      );
    await database.close();
  });

  test('carries in its answer that there is no such workflow, version or channel', async () => {
    const workflow = await seed.workflowWith(['one']);
    const errorOf = async (...args: Parameters<typeof impact>) => {
      const { userErrors, version, refusals, runsUnderWay } = await impact(...args);
      expect([version, refusals, runsUnderWay]).toEqual([null, null, null]);
      return userErrors;
    };
    expect(await errorOf(workflow, 9)).toEqual([{ code: 'NOT_FOUND', field: ['version'] }]);
    expect(await errorOf(workflow, 1, 'none')).toEqual([{ code: 'NOT_FOUND', field: ['channel'] }]);
    const stranger = new Seed(await app.createWorkspace(`stranger-${kind.name}`));
    const answer = await stranger.query(IMPACT, { id: workflow.id, version: 1 });
    expect((answer['activationImpact'] as Impact).userErrors).toEqual([
      { code: 'NOT_FOUND', field: ['workflowId'] },
    ]);
  });

  test('takes the right to read definitions and runs', async () => {
    const { id } = await seed.workflowWith(['one']);
    for (const scope of ['runs:read', 'workflows:read'] as const) {
      const half = new Seed(app.client.as(await app.token(scope)));
      expect(await half.errorCode(IMPACT, { id, version: 1 })).toBe('FORBIDDEN');
    }
    const both = new Seed(app.client.as(await app.token('runs:read', 'workflows:read')));
    expect(await both.query(IMPACT, { id, version: 1 })).toMatchObject({
      activationImpact: { changed: true },
    });
  });
});
