import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readHistory } from '../../src/bundle/history-files';
import { type DefinitionDraft, greets } from '../support/builders';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const HISTORIES = join(__dirname, '../../examples/histories');
const FIELDS = `simulation { digest version { number } status output variables next state
  error { code message nodeKey edgeKey path position } refusals { code nodeKey edgeKey path message }
  problems { code } trace { nodeKey name type status source input output variables takenEdges resumedAt notes
    error { code nodeKey } } }`;

/** An order that is looked up, judged, counted and approved. */
const ORDER: DefinitionDraft = {
  inputs: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  variables: [{ name: 'large', type: 'number', default: 0, lifetime: 'persist' }],
  nodes: [
    { id: 'start', type: 'trigger.manual', name: 'Start', config: {} },
    {
      ...{ id: 'look', type: 'http', name: 'Look up' },
      config: { method: 'GET', url: 'http://127.0.0.1:9/orders/{{ input.id }}' },
    },
    { id: 'judge', type: 'branch', name: 'Judge', config: {} },
    {
      ...{ id: 'count', type: 'set-variable', name: 'Count' },
      config: { name: 'large', value: 'vars.large + 1' },
    },
    { id: 'ask', type: 'approval', name: 'Ask', config: { prompt: 'Ship {{ input.id }}?' } },
    {
      id: 'ship',
      type: 'transform',
      name: 'Ship',
      config: { expression: 'steps.look.body.total' },
    },
  ],
  edges: [
    { id: 'e1', source: 'start', target: 'look' },
    { id: 'e2', source: 'look', target: 'judge' },
    {
      id: 'e3',
      source: 'judge',
      target: 'count',
      sourceHandle: 'large',
      condition: 'steps.look.body.total > 100',
    },
    { id: 'e4', source: 'judge', target: 'ship', sourceHandle: 'small' },
    { id: 'e5', source: 'count', target: 'ask' },
    { id: 'e6', source: 'ask', target: 'ship', condition: 'steps.ask.approved' },
  ],
};
const INPUT = { id: 'A 7' };
const totals = (total: number) => [{ nodeKey: 'look', output: { status: 200, body: { total } } }];

describe.each(databases)('simulations on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let workflow: SeededWorkflow;
  const statements: string[] = [];
  beforeAll(async () => {
    app = await createTestApp({
      kind,
      pollInterval: NEVER,
      statementObserver: (sql) => void statements.push(sql),
    });
    seed = new Seed(app.client);
    workflow = await seed.workflow({ definition: ORDER });
  });
  afterAll(() => app.close());

  interface Simulated extends Answer {
    trace: {
      nodeKey: string;
      source: string;
      output: unknown;
      status: string;
      [field: string]: unknown;
    }[];
    state: unknown;
    error: Answer;
    refusals: Answer[];
  }
  const simulate = async (input: object, of = workflow): Promise<Simulated> =>
    (await of.mutate('simulate', { input: INPUT, ...input }, FIELDS))['simulation'] as Simulated;
  const keysOf = ({ trace }: Simulated, status = 'SUCCEEDED'): string[] =>
    trace.filter((step) => step.status === status).map(({ nodeKey }) => nodeKey);

  test('tell of each node what it gives and where that comes from, and what the run gives', async () => {
    const simulation = await simulate({ mocks: totals(120) });
    expect(simulation).toMatchObject({
      ...{ status: 'SUCCEEDED', output: 120, variables: { large: 1 }, version: { number: 0 } },
      ...{ refusals: [], error: null, state: null, next: [], problems: [] },
    });
    expect(
      simulation.trace.map(({ nodeKey, source, takenEdges }) => [nodeKey, source, takenEdges]),
    ).toEqual([
      ['start', 'EXECUTED', ['e1']],
      ['look', 'MOCK', ['e2']],
      ['judge', 'EXECUTED', ['e3']],
      ['count', 'EXECUTED', ['e5']],
      ['ask', 'EXAMPLE', ['e6']],
      ['ship', 'EXECUTED', []],
    ]);
    expect(simulation.trace[1]!['input']).toMatchObject({ url: 'http://127.0.0.1:9/orders/A%207' });
    expect(simulation.trace[4]!['input']).toEqual({ prompt: 'Ship A 7?' });
    const small = await simulate({ mocks: totals(20) });
    expect([keysOf(small, 'SKIPPED'), small['output']]).toEqual([['count', 'ask'], 20]);
  });

  test('made step by step give the same as at once, from the states that the caller keeps', async () => {
    const mocks = totals(120);
    const whole = await simulate({ mocks });
    const trace = [];
    let last = await simulate({ mocks, steps: 1 });
    for (trace.push(...last.trace); last.status === 'PAUSED'; trace.push(...last.trace)) {
      const going = { mocks, steps: 1, continueFrom: last.state, input: undefined };
      const [first] = last.next as string[];
      last = await simulate(going);
      expect(last.trace[0]!.nodeKey).toBe(first);
    }
    expect(trace).toEqual(whole.trace);
    expect([last['output'], last['variables']]).toEqual([whole['output'], whole['variables']]);
  });

  test('take what the steps of an earlier run gave, of an external executor too', async () => {
    const runId = await workflow.start({
      ...{ version: 'draft', input: INPUT, mode: 'TEST' },
      executor: 'EXTERNAL',
    });
    const lease = await workflow.claim();
    const report = async (nodeKey: string, status: string, output?: unknown): Promise<void> => {
      await seed.mutate('reportStep', { ...lease, nodeKey, status, output });
    };
    const error = { code: 'HTTP_STATUS', message: 'It was answered with 503.' };
    await seed.mutate('reportStep', { ...lease, nodeKey: 'look', status: 'FAILED', error });
    await seed.mutate('reportStep', {
      ...lease,
      nodeKey: 'look',
      status: 'SUCCEEDED',
      attempt: 2,
      output: { body: { total: 500 } },
    });
    // an engine with loops comes to a node more than once
    await report('ask', 'SUCCEEDED', { approved: true });
    const again = { status: 'SUCCEEDED', attempt: 2, output: { approved: false } };
    await seed.mutate('reportStep', { ...lease, nodeKey: 'ask', ...again });
    await report('ship', 'SUCCEEDED', 'not this');
    await seed.mutate('finishRun', lease);
    const simulation = await simulate({ recordedRunId: runId });
    expect(
      simulation.trace.map(({ nodeKey, source, output }) => [nodeKey, source, output]),
    ).toEqual([
      ['start', 'EXECUTED', INPUT],
      ['look', 'RECORDED', { body: { total: 500 } }],
      ['judge', 'EXECUTED', { branch: 'large' }],
      ['count', 'EXECUTED', { name: 'large', value: 1 }],
      ['ask', 'RECORDED', { approved: false }],
      ['ship', null, null],
    ]);
    expect(simulation['output']).toEqual({ approved: false });
    const other = await seed.workflow();
    expect(await other.refusal('simulate', { recordedRunId: runId })).toMatchObject({
      ...{ code: 'NOT_FOUND', field: ['recordedRunId'] },
    });
  });

  test('read, and neither write nor log anything', async () => {
    const events = await workflow.events();
    const before = (await workflow.read('updatedAt runs { totalCount }')) as object;
    let connections = 0;
    const outside = createServer().on('connection', () => connections++);
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    const { port } = outside.address() as AddressInfo;
    const nodes = ORDER.nodes.map((node) =>
      node['id'] === 'look'
        ? { ...node, config: { method: 'GET', url: `http://127.0.0.1:${port}/` } }
        : node,
    );
    statements.length = 0;
    expect((await simulate({ definition: { ...ORDER, nodes } })).trace[1]!.source).toBe('EXAMPLE');
    await simulate({ mocks: totals(120) });
    const seen = [...statements];
    outside.close();
    expect(connections).toBe(0);
    expect(seen.filter((sql) => !sql.startsWith('SELECT'))).toEqual([]);
    // the token, the workflow, the version, its content if it is not at hand
    expect(seen.length).toBeLessThanOrEqual(6);
    expect(await workflow.events()).toEqual(events);
    expect(await workflow.read('updatedAt runs { totalCount }')).toEqual(before);
  });

  test('fail where a node fails, and go on from there with another mock', async () => {
    const error = { code: 'HTTP_STATUS', message: 'It was answered with 503.' };
    const failed = await simulate({ mocks: [{ nodeKey: 'look', error }] });
    expect(failed).toMatchObject({ status: 'FAILED', error: { ...error, nodeKey: 'look' } });
    expect(keysOf(failed)).toEqual(['start']);
    const going = { continueFrom: failed.state, input: undefined, mocks: totals(1) };
    expect(await simulate(going)).toMatchObject({ status: 'SUCCEEDED', output: 1 });
  });

  test('take variables as given, also on the way', async () => {
    const paused = await simulate({ variables: { large: 41 }, mocks: totals(120), steps: 3 });
    expect(paused['variables']).toEqual({ large: 41 });
    const going = { continueFrom: paused.state, input: undefined, mocks: totals(120) };
    expect((await simulate(going))['variables']).toEqual({ large: 42 });
    const changed = await simulate({ ...going, variables: { large: 1 } });
    expect(changed['variables']).toEqual({ large: 2 });
  });

  test('take content that is not saved, and another version', async () => {
    const saved = await seed.workflowWith(['one', 'two']);
    const of = (input: object) => simulate({ input: {}, ...input }, saved);
    expect(await of({ definition: greets('canvas') })).toMatchObject({
      output: 'canvas',
      version: null,
    });
    expect(await of({ version: 1 })).toMatchObject({ output: 'one', version: { number: 1 } });
    expect(await of({})).toMatchObject({ output: 'two', version: { number: 0 } });
  });

  test('begin at the trigger that is named, with what it is given', async () => {
    const hook = { id: 'hook', type: 'trigger.webhook', name: 'Hook', config: { path: 'orders' } };
    const tick = {
      id: 'tick',
      type: 'trigger.schedule',
      name: 'Tick',
      config: { cron: '0 9 * * *', timeZone: 'UTC' },
    };
    const tell = { id: 'tell', type: 'transform', name: 'Tell', config: { expression: 'trigger' } };
    const edges = ['hook', 'tick'].map((source) => ({ id: source, source, target: 'tell' }));
    const definition = { nodes: [hook, tick, tell], edges };
    const at = async (input: object) => (await simulate({ definition, ...input }))['output'];
    expect(await at({})).toMatchObject({
      key: 'hook',
      type: 'trigger.webhook',
      payload: { method: 'POST', body: INPUT },
    });
    expect(await at({ triggerKey: 'tick' })).toMatchObject({
      payload: { scheduledAt: expect.any(String) as string },
    });
    const triggerPayload = { scheduledAt: 'now' };
    expect(await at({ triggerKey: 'tick', triggerPayload })).toMatchObject({
      payload: triggerPayload,
    });
    expect((await workflow.refusal('simulate', { triggerKey: 'ship' })).field).toEqual([
      'triggerKey',
    ]);
  });

  describe('carry in the answer why', () => {
    test('content cannot be simulated', async () => {
      const back = { id: 'back', source: 'ship', target: 'look' };
      const cyclic = { ...ORDER, edges: [...ORDER.edges, back] };
      expect(await simulate({ definition: cyclic })).toMatchObject({
        ...{
          status: 'REFUSED',
          trace: [],
          refusals: [{ code: 'GRAPH_CYCLIC', edgeKey: 'e5' }, { edgeKey: 'e4' }],
          state: null,
        },
      });
      const [start, ...rest] = ORDER.nodes;
      const contained = {
        ...ORDER,
        nodes: [
          start!,
          ...rest.map((node) => (node['id'] === 'ship' ? { ...node, parent: 'ask' } : node)),
        ],
      };
      expect((await simulate({ definition: contained })).refusals).toMatchObject([
        { code: 'CONTAINER', nodeKey: 'ship' },
      ]);
      const { code } = (await simulate({ definition: { nodes: rest.slice(4), edges: [] } }))
        .refusals[0]!;
      expect(code).toBe('TRIGGER_MISSING');
    });

    test('the input does not fit', async () => {
      expect((await simulate({ input: { id: 7 } })).refusals).toMatchObject([
        { code: 'RUN_INPUT_INVALID', path: '/id', message: '/id must be string.' },
      ]);
    });
  });

  describe('are refused', () => {
    test('with the state of another content, or none', async () => {
      const { state } = await simulate({ steps: 1 });
      const other = { ...ORDER, settings: { other: true } };
      const refusal = await workflow.refusal('simulate', {
        definition: other,
        continueFrom: state,
      });
      expect(refusal).toMatchObject({ code: 'SIMULATION_MISMATCH', field: ['continueFrom'] });
      expect(refusal.message).toContain('another definition');
      const good = state as { steps: object[] };
      for (const bad of [
        'text',
        { ...good, format: 0 },
        { ...good, startedAt: '2026-99-99T00:00:00.000Z' },
        { ...good, triggerKey: 'none' },
        { ...good, variables: [] },
        { ...good, steps: {} },
        { ...good, steps: [null] },
        { ...good, steps: [...good.steps, good.steps[0]] },
        { ...good, steps: [{ ...good.steps[0], status: 'RUNNING' }] },
        { ...good, steps: [{ ...good.steps[0], taken: ['e2'] }] },
      ]) {
        const { code } = await workflow.refusal('simulate', { continueFrom: bad });
        expect([bad, code]).toEqual([bad, 'SIMULATION_MISMATCH']);
      }
    });

    test.each<[string, object, string]>([
      ['a mock of no node', { mocks: [{ nodeKey: 'none', output: 1 }] }, 'nodeKey'],
      ['two mocks of one node', { mocks: [...totals(1), ...totals(2)] }, 'nodeKey'],
      ['a mock that says nothing', { mocks: [{ nodeKey: 'look' }] }, 'output'],
      [
        'a mock of a way that the branch has not',
        { mocks: [{ nodeKey: 'judge', output: { branch: 'none' } }] },
        'output',
      ],
      [
        'a mock of more than 1 MB',
        { mocks: [{ nodeKey: 'look', output: 'x'.repeat(1024 * 1024) }] },
        'output',
      ],
      ['a variable that is not declared', { variables: { none: 1 } }, 'none'],
      ['a variable of another type', { variables: { large: 'x' } }, 'large'],
      ['fewer steps than none', { steps: -1 }, 'steps'],
      ['a version and a definition', { version: 1, definition: ORDER }, 'definition'],
    ])('with %s', async (_what, input, field) => {
      const refusal = await workflow.refusal('simulate', input);
      expect([refusal.code, (refusal['field'] as string[]).at(-1)]).toEqual([
        'INVALID_INPUT',
        field,
      ]);
    });

    test('of workflows and versions that are not there, and of other workspaces', async () => {
      expect((await workflow.refusal('simulate', { version: 9 })).code).toBe('NOT_FOUND');
      const stranger = new Seed(await app.createWorkspace(`stranger-${kind.name}`));
      expect((await stranger.refusal('simulate', { workflowId: workflow.id })).code).toBe(
        'NOT_FOUND',
      );
    });

    test('without the right to read definitions and runs', async () => {
      const document = `mutation { simulate(input: { workflowId: "${workflow.id}" }) { simulation { status } } }`;
      for (const scope of ['runs:read', 'workflows:read'] as const) {
        const half = new Seed(app.client.as(await app.token(scope)));
        expect(await half.errorCode(document)).toBe('FORBIDDEN');
      }
      const both = new Seed(app.client.as(await app.token('runs:read', 'workflows:read')));
      expect((await both.query(document))['simulate']).toEqual({
        simulation: { status: 'REFUSED' },
      });
    });
  });

  test('go through real workflows of other systems where each node is mocked', async () => {
    const keys = readdirSync(HISTORIES, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    let walked = 0;
    for (const key of keys) {
      const [file] = await readHistory(join(HISTORIES, key));
      const { definition } = file!;
      const mocks = definition.nodes.map(({ id }) => ({ nodeKey: id, output: { mocked: id } }));
      const triggerKey = definition.nodes.find(({ disabled }) => disabled !== true)!.id;
      const { status, trace, refusals } = await simulate({ definition, mocks, triggerKey });
      if (status === 'REFUSED') {
        expect([...new Set(refusals.map(({ code }) => code))].sort().join()).toMatch(
          /^(CONTAINER|GRAPH_CYCLIC|CONTAINER,GRAPH_CYCLIC)$/,
        );
        continue;
      }
      expect([key, status, trace.length]).toEqual([key, 'SUCCEEDED', definition.nodes.length]);
      walked++;
    }
    expect(walked).toBeGreaterThan(keys.length / 2);
  });
});
