import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';

const node = (id: string, more: object = {}) => ({
  id,
  type: 'trigger.manual',
  name: id,
  config: {},
  ...more,
});
const nodes = (count: number) => Array.from({ length: count }, (_, index) => node(`n${index}`));
const megabytes = (count: number) => ({
  nodes: [node('big', { type: 'my.own', config: { text: 'x'.repeat(count * 1024 * 1024) } })],
  edges: [],
});

describe.each(databases)('definitions on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const refused: [string, object | number | string | null, string][] = [
    ['an unknown member', { ...greets('x'), colour: 1 }, '/colour'],
    [
      'an unknown member of a node',
      { nodes: [node('a', { colour: 1 })], edges: [] },
      '/nodes/0/colour',
    ],
    [
      'an unknown member of an edge',
      { nodes: [node('a')], edges: [{ id: 'e', source: 'a', target: 'a', colour: 1 }] },
      '/edges/0/colour',
    ],
    ['two nodes of one id', { nodes: [node('a'), node('a')], edges: [] }, '/nodes/1/id'],
    [
      'an edge that ends nowhere',
      { nodes: [node('a')], edges: [{ id: 'e', source: 'a', target: 'b' }] },
      '/edges/0/target',
    ],
    ['no edges', { nodes: [] }, '/edges'],
    ['what is no object', 7, 'object'],
    ['more than 5,000 nodes', { nodes: nodes(5001), edges: [] }, '5000'],
    ['more than 5 MB', megabytes(6), '5242880'],
    [
      'a secret that stands there inline',
      {
        nodes: [node('hook', { type: 'trigger.webhook', config: { path: 'a', secret: 'abc' } })],
        edges: [],
      },
      '{{secrets.NAME}}',
    ],
  ];

  test.each(refused)(
    'refuses %s, by name, wherever a definition is taken',
    async (_, definition, said) => {
      const workflow = await seed.workflow();
      const refusals = [
        await seed.refusal('createWorkflow', { name: 'Refused', definition }),
        await seed.refusal('forkWorkflow', { name: 'Refused', definition }),
        await workflow.refusal('saveDraft', { expectedRevision: 1, definition }),
        await workflow.refusal('saveVersion', { definition }),
      ];
      for (const refusal of refusals) {
        expect(refusal).toMatchObject({ code: 'DEFINITION_INVALID', field: ['definition'] });
        expect(refusal.message).toContain(said);
      }
      expect(await workflow.events()).toEqual(['WORKFLOW_CREATED']);
    },
  );

  test('takes 5,000 nodes', async () => {
    const workflow = await seed.workflow({ definition: { nodes: nodes(5000), edges: [] } });
    const { nodes: saved } = await workflow.version('draft', 'nodes { key }');
    expect(saved).toHaveLength(5000);
  });

  test('takes 4 MB, and gives them back', async () => {
    const workflow = await seed.workflow({ definition: megabytes(4) });
    const { definition } = await workflow.version('draft', 'definition');
    expect(definition).toEqual(megabytes(4));
  });

  test('takes a secret by its reference', async () => {
    const config = { path: 'a', secret: '{{secrets.HOOK}}' };
    const definition = { nodes: [node('hook', { type: 'trigger.webhook', config })], edges: [] };
    const workflow = await seed.workflow({ definition });
    expect(await workflow.version('draft', 'nodes { config }')).toEqual({ nodes: [{ config }] });
  });

  test('gives the same content one digest, whatever its order, defaults and layout', async () => {
    const { nodes: list, edges } = greets('one');
    const turned = {
      edges: edges.map((edge) => ({ ...edge, priority: 0 })),
      nodes: [...list]
        .reverse()
        .map((each) => ({ ...each, disabled: false, position: { x: 1, y: 1 } })),
    };
    const [plain, other] = [await seed.workflow(), await seed.workflow({ definition: turned })];
    expect(await other.version('draft', 'digest definition')).toEqual(
      await plain.version('draft', 'digest definition'),
    );
  });

  test('refuses an integer beyond 2^53 in the text of a document', async () => {
    const document =
      'mutation { createWorkflow(input: { name: "Big", definition: { nodes: [], edges: [], settings: { n: 9007199254740993 } } }) { userErrors { code } } }';
    expect(await seed.errorCode(document)).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('tells nodes, edges, inputs, variables, settings and triggers of a version', async () => {
    const definition = {
      nodes: [
        node('start'),
        node('branch', {
          type: 'branch',
          disabled: true,
          retry: { attempts: 2, backoffMs: 5 },
          timeoutMs: 9,
        }),
      ],
      edges: [{ id: 'e', source: 'start', target: 'branch', condition: 'true', priority: 3 }],
      inputs: { type: 'object' },
      variables: [{ name: 'count', type: 'number', default: 1, lifetime: 'persist' }],
      settings: { region: 'eu' },
    };
    const workflow = await seed.workflow({ definition });
    expect(
      await workflow.version(
        'draft',
        'nodes { key type disabled retry { attempts backoffMs } timeoutMs } edges { key source target condition priority } inputs variables { name type default lifetime } settings triggers { key type }',
      ),
    ).toMatchObject({
      nodes: [
        { key: 'branch', disabled: true, retry: { attempts: 2, backoffMs: 5 }, timeoutMs: 9 },
        { key: 'start', type: 'trigger.manual', disabled: false, retry: null, timeoutMs: null },
      ],
      edges: [{ key: 'e', source: 'start', target: 'branch', condition: 'true', priority: 3 }],
      inputs: { type: 'object' },
      variables: [{ name: 'count', default: 1 }],
      settings: { region: 'eu' },
      triggers: [{ key: 'start', type: 'trigger.manual' }],
    });
  });
});
