import * as fc from 'fast-check';
import { ImportError } from '../../../src/bundle/import-error';
import { readN8n, readN8nFile } from '../../../src/bundle/n8n/read-n8n';
import { canonicalDefinition, canonicalForm } from '../../../src/graph/canonical-form';
import { readDefinition } from '../../../src/graph/read-definition';
import { codesOf, nodeFile, readOne, workflowFile } from './n8n-fixtures';

/** Where and why a file was refused. */
function refusalOf(file: unknown): string {
  try {
    readN8nFile(file);
  } catch (error) {
    if (error instanceof ImportError) return error.message;
    throw error;
  }
  return 'not refused';
}

describe('a node of n8n', () => {
  test('keeps id, name and type, and what decides behaviour in its config', () => {
    const content = {
      parameters: { url: '=https://{{ $json.host }}' },
      typeVersion: 4.2,
      notes: 'Ask the host',
      onError: 'continueErrorOutput',
      alwaysOutputData: true,
      executeOnce: false,
    };
    const { node, workflow } = readOne({ ...content, type: '@n8n/n8n-nodes-langchain.agent' });
    expect(node).toEqual({
      ...{ id: 'id-Step', name: 'Step', type: '@n8n/n8n-nodes-langchain.agent', config: content },
    });
    expect(codesOf(workflow)).toEqual([]);
  });

  test('keeps members that n8n does not document, and reports them', () => {
    const { node, workflow } = readOne({ rewireOutputLogTo: 'main' });
    expect(node.config).toMatchObject({ rewireOutputLogTo: 'main' });
    expect(codesOf(workflow)).toEqual(['NODE_MEMBER_UNKNOWN']);
  });

  test('is disabled where n8n says so', () => {
    expect(readOne({ disabled: true }).node.disabled).toBe(true);
    expect(readOne({ disabled: false }).node).not.toHaveProperty('disabled');
    const odd = readOne({ disabled: 'yes' });
    expect(odd.node.config).toMatchObject({ disabled: 'yes' });
    expect(codesOf(odd.workflow)).toEqual(['NODE_MEMBER_ODD']);
  });

  test.each([
    [
      { maxTries: 4, waitBetweenTries: 250 },
      { attempts: 4, backoffMs: 250 },
    ],
    [{}, { attempts: 3, backoffMs: 1000 }],
    [{ maxTries: 2 }, { attempts: 2, backoffMs: 1000 }],
  ])('that retries with %p gets the policy that n8n follows', (members, retry) => {
    const { node, workflow } = readOne({ retryOnFail: true, ...members });
    expect(node.retry).toEqual(retry);
    expect(Object.keys(node.config)).toEqual(['parameters', 'typeVersion']);
    expect(codesOf(workflow)).toEqual([]);
  });

  test.each([[{ maxTries: 9 }], [{ waitBetweenTries: 0 }], [{ maxTries: '3' }]])(
    'that retries with %p, which n8n does not take as it stands, keeps it in its config',
    (members) => {
      const { node, workflow } = readOne({ retryOnFail: true, ...members });
      expect(node).not.toHaveProperty('retry');
      expect(node.config).toMatchObject({ retryOnFail: true, ...members });
      expect(codesOf(workflow)).toEqual(['RETRY_UNMAPPED']);
    },
  );

  test('whose retries are switched off keeps their numbers in its config', () => {
    const { node } = readOne({ retryOnFail: false, waitBetweenTries: 5000 });
    expect(node).not.toHaveProperty('retry');
    expect(node.config).toMatchObject({ retryOnFail: false, waitBetweenTries: 5000 });
  });

  test('loses what only the eye sees and what an installation gives, and reports it', () => {
    const locator = { __rl: true, mode: 'list', value: 'x', cachedResultName: 'Sheet 1' };
    const members = { notesInFlow: true, webhookId: 'abc', parameters: { sheet: locator } };
    const { node, workflow } = readOne(members);
    expect(node.config).toEqual({
      ...{ typeVersion: 1, parameters: { sheet: { __rl: true, mode: 'list', value: 'x' } } },
    });
    expect(workflow.report.items.map(({ code, pointer, value }) => [code, pointer, value])).toEqual(
      [
        ['DISPLAY_ONLY', '/nodes/0/notesInFlow', true],
        ['NOISE', '/nodes/0/parameters/sheet/cachedResultName', 'Sheet 1'],
        ['NOISE', '/nodes/0/webhookId', 'abc'],
      ],
    );
  });

  test('keeps a parameter whose name starts like a cached one but is none', () => {
    const parameters = { cachedResultTtl: 5 };
    expect(readOne({ parameters }).node.config['parameters']).toEqual(parameters);
  });

  test.each([
    [[10.5, -20], { x: 10.5, y: -20 }],
    [
      { x: 1, y: 2 },
      { x: 1, y: 2 },
    ],
  ])('at %p has its position in the layout and nowhere else', (position, expected) => {
    const { node, workflow } = readOne({ position });
    expect(workflow.layout.positions).toEqual({ 'id-Step': expected });
    expect(node.config).not.toHaveProperty('position');
  });

  test.each([[null], [[1]], [['1', '2']], ['here']])(
    'with %p for a position has none, and that is reported',
    (position) => {
      const { workflow } = readOne({ position });
      expect(workflow.layout).toEqual({});
      expect(codesOf(workflow)).toEqual(['POSITION_UNREADABLE']);
    },
  );
});

describe('the identity of nodes', () => {
  function idsOf(nodes: object[]): Record<string, string> {
    const { definition } = readN8n(workflowFile({ nodes }));
    return Object.fromEntries(
      definition.nodes.map(({ id, config }) => [config['notes'] as string, id]),
    );
  }

  test('comes from the name where there is no id, so that later files say the same', () => {
    const first = { ...nodeFile('A', { id: undefined, notes: 'a' }) };
    delete first['id'];
    expect(idsOf([first])).toEqual({ a: 'name:A' });
    expect(idsOf([nodeFile('B', { notes: 'b' }), { ...first, parameters: { x: 1 } }])).toEqual({
      ...{ a: 'name:A', b: 'id-B' },
    });
  });

  test.each([[''], [null], [{}], ['constructor'], ['x'.repeat(500)]])(
    'comes from the name where the id is %p',
    (id) => {
      expect(readOne({ id }).node.id).toBe('name:Step');
    },
  );

  test('is the number where the id is one', () => {
    expect(readOne({ id: 17 }).node.id).toBe('17');
  });

  test('of nodes that share an id is the id for the first by name, whatever their order', () => {
    const nodes = [nodeFile('B', { id: 'x', notes: 'b' }), nodeFile('A', { id: 'x', notes: 'a' })];
    const expected = { a: 'x', b: 'name:B' };
    expect(idsOf(nodes)).toEqual(expected);
    expect(idsOf([...nodes].reverse())).toEqual(expected);
    expect(codesOf(readN8n(workflowFile({ nodes })))).toEqual(['ID_DUPLICATE']);
  });

  test('of nodes that share a name is told by their content, whatever their order', () => {
    const nodes = ['a', 'b', 'c'].map((notes) => nodeFile('Same', { id: '', notes }));
    const expected = { a: 'name:Same', b: 'name:Same#2', c: 'name:Same#3' };
    expect(idsOf(nodes)).toEqual(expected);
    expect(idsOf([...nodes].reverse())).toEqual(expected);
  });

  test('does not collide with an id that looks derived', () => {
    const nodes = [
      nodeFile('Z', { id: 'name:A', notes: 'z' }),
      nodeFile('A', { id: '', notes: 'a' }),
    ];
    expect(idsOf(nodes)).toEqual({ z: 'name:A', a: 'name:A#2' });
  });

  test('survives names that are empty, endless or missing', () => {
    const long = 'n'.repeat(3000);
    const nodes = [nodeFile('', { id: '' }), nodeFile(long, { id: '' }), { type: 'x.y' }, {}];
    const workflow = readN8n(workflowFile({ nodes }));
    expect(workflow.definition.nodes.map(({ name }) => name.length)).toEqual([18, 1000, 3, 7]);
    expect(readDefinition(workflow.definition).definition).toEqual(
      canonicalForm(workflow.definition),
    );
    expect(codesOf(workflow)).toEqual(
      expect.arrayContaining(['NAME_ABSENT', 'NAME_SHORTENED', 'TYPE_ABSENT', 'ID_DERIVED']),
    );
  });
});

describe('a workflow of n8n', () => {
  test('keeps name, description and settings', () => {
    const settings = { executionOrder: 'v1', errorWorkflow: null, executionTimeout: 60 };
    const workflow = readN8n(workflowFile({ name: ' Mail ', description: 'Sorts mail', settings }));
    expect(workflow).toMatchObject({ name: 'Mail', description: 'Sorts mail' });
    expect(workflow.definition.settings).toEqual(settings);
  });

  test('without settings has none, which is the same as empty ones', () => {
    const [without, empty] = [{}, { settings: {} }].map(
      (members) => readN8n(workflowFile(members)).definition,
    );
    expect(without).not.toHaveProperty('settings');
    expect(canonicalDefinition(empty as NonNullable<typeof empty>)).toBe(
      canonicalDefinition(without as NonNullable<typeof without>),
    );
  });

  test('has sticky notes and groups in its layout, whole', () => {
    const note = nodeFile('Note', {
      ...{ type: 'n8n-nodes-base.stickyNote', position: [5, 6], notes: 'aside' },
      parameters: { content: '## Read me', width: 200, height: 100, color: 4, extra: true },
    });
    const groups = [{ id: 'g', name: 'Group', nodeIds: ['id-A'] }];
    const { definition, layout } = readN8n(workflowFile({ nodes: [note], nodeGroups: groups }));
    expect(definition.nodes).toEqual([]);
    expect(layout).toEqual({
      notes: [
        {
          ...{ id: 'id-Note', name: 'Note', content: '## Read me', width: 200, height: 100 },
          ...{ color: 4, position: { x: 5, y: 6 } },
          n8n: { typeVersion: 1, notes: 'aside', parameters: { extra: true } },
        },
      ],
      groups,
    });
  });

  test('reports pinned data without its values', () => {
    const pinData = { 'A/B': [{ json: { mail: 'a@example.com' } }], Gone: [{}, {}] };
    const { report } = readN8n(workflowFile({ nodes: [nodeFile('A/B')], pinData }));
    expect(report.items).toEqual([
      {
        ...{ code: 'PINNED_DATA', pointer: '/pinData/A~1B', node: { id: 'id-A/B', name: 'A/B' } },
        message: '1 pinned item is test data; left out',
      },
      {
        ...{ code: 'PINNED_DATA', pointer: '/pinData/Gone' },
        message: '2 pinned items are test data; left out',
      },
    ]);
  });

  test('reports every other member, and what it held unless that may be private', () => {
    const members = { active: true, tags: ['a'], staticData: { cursor: 'x' }, shared: [], what: 1 };
    const { report } = readN8n(workflowFile(members));
    expect(report.items.map(({ code, pointer, value }) => [code, pointer, value])).toEqual([
      ['WORKFLOW_MEMBER', '/active', true],
      ['WORKFLOW_MEMBER', '/tags', ['a']],
      ['WORKFLOW_MEMBER', '/staticData', undefined],
      ['WORKFLOW_MEMBER', '/shared', undefined],
      ['WORKFLOW_MEMBER', '/what', 1],
    ]);
  });

  test('may be wrapped, alone or in a list, and reports point into the file', () => {
    const one = workflowFile({ name: 'One', active: true });
    const namesOf = (file: unknown) => readN8nFile(file).map(({ name }) => name);
    expect(namesOf({ data: one })).toEqual(['One']);
    expect(namesOf({ id: 7, name: 'Outer', workflow: { nodes: [], connections: {} } })).toEqual([
      'Outer',
    ]);
    expect(namesOf([one, { data: { ...one, name: 'Two' } }])).toEqual(['One', 'Two']);
    expect(namesOf({ workflows: [one, one] })).toEqual(['One', 'One']);
    expect(readN8nFile([one, { data: one }])[1]?.report.items[0]?.pointer).toBe('/1/data/active');
  });

  test('is one where one is expected', () => {
    expect(() => readN8n([workflowFile(), workflowFile()])).toThrow('holds 2 workflows');
  });
});

describe('a file that is no workflow of n8n', () => {
  let deep: unknown = 'bottom';
  for (let level = 0; level < 100_000; level++) deep = [deep];

  test.each([
    [null, 'The file is not an n8n workflow: an object is expected'],
    ['text', 'The file is not an n8n workflow: an object is expected'],
    [[], 'The file is a list without any workflow'],
    [[[], 1], '/1 is not an n8n workflow: an object is expected'],
    [{}, 'The file is not an n8n workflow: it has no nodes'],
    [{ data: null }, '/data is not an n8n workflow: an object is expected'],
    [{ nodes: {} }, '/nodes is not a list of nodes'],
    [{ nodes: [{ parameters: deep }] }, 'is nested deeper than 100'],
    [{ nodes: [{ parameters: { a: Number.NaN } }] }, '/nodes/0/parameters/a is NaN, not a finite'],
    [{ nodes: [{ parameters: { a: '\ud800' } }] }, '/nodes/0/parameters/a holds half of a'],
    [{ nodes: [{ parameters: new Date(0) }] }, '/nodes/0/parameters is an instance of a class'],
    [{ nodes: [{ parameters: 1n }] }, '/nodes/0/parameters is of type bigint'],
    [JSON.parse('{"nodes": [{"__proto__": {"a": 1}}]}'), '/nodes/0 has a member whose name'],
    [
      { nodes: Array.from({ length: 5001 }, (_, index) => ({ name: String(index) })) },
      'The file fits no definition: /nodes has 5001 items',
    ],
  ])('is refused with what and where: case %#', (file, message) => {
    expect(refusalOf(file)).toContain(message);
  });

  test('is refused from the level on that no definition takes, with the place', () => {
    const nested = (levels: number): unknown =>
      Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 'bottom');
    // The file, its nodes and the node are three levels themselves.
    expect(refusalOf(workflowFile({ nodes: [{ parameters: nested(97) }] }))).toBe('not refused');
    const place = '/nodes/0/parameters' + '/0'.repeat(97);
    expect(refusalOf(workflowFile({ nodes: [{ parameters: nested(98) }] }))).toBe(
      `${place} is nested deeper than 100`,
    );
  });

  test('never breaks the reader, whatever it holds', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const node = fc.record(
      {
        ...{ id: value, name: fc.oneof(value, fc.constantFrom('A', 'B')), type: value },
        ...{ position: value, parameters: value, credentials: value, disabled: value },
        ...{ retryOnFail: value, maxTries: value, toString: value, constructor: value },
      },
      { requiredKeys: [] },
    );
    const end = fc.record({ node: fc.constantFrom('A', 'B', 'C'), type: value, index: value });
    const slots = fc.oneof(value, fc.array(fc.oneof(value, fc.array(fc.oneof(value, end)))));
    const connections = fc.dictionary(
      fc.constantFrom('A', 'B', 'C', 'toString'),
      fc.oneof(value, fc.dictionary(fc.constantFrom('main', 'ai_tool', ''), slots)),
    );
    const workflow = fc.record(
      {
        ...{ nodes: fc.array(fc.oneof(node, value)), connections: fc.oneof(connections, value) },
        ...{ name: value, settings: value, pinData: value, nodeGroups: value, description: value },
      },
      { requiredKeys: ['nodes'] },
    );
    fc.assert(
      fc.property(workflow, (file) => {
        try {
          const { definition } = readN8n(file);
          return canonicalDefinition(readDefinition(definition).definition) !== '';
        } catch (error) {
          if (error instanceof ImportError) return true;
          throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
