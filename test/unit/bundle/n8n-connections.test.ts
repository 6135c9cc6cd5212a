import { edgeId } from '../../../src/bundle/edge-id';
import type { ImportedWorkflow } from '../../../src/bundle/imported-workflow';
import { readN8n } from '../../../src/bundle/n8n/read-n8n';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import { codesOf, nodeFile, workflowFile } from './n8n-fixtures';

const to = (node: string, type = 'main', index = 0) => ({ node, type, index });

function connected(connections: unknown, names = ['A', 'B', 'C']): ImportedWorkflow {
  return readN8n(workflowFile({ nodes: names.map((name) => nodeFile(name)), connections }));
}

describe('connections of n8n', () => {
  test('are edges whose handles tell type and number of output and input', () => {
    const { definition } = connected({
      A: { main: [[to('B')], [to('C', 'main', 1)]], ai_tool: [[to('C', 'ai_tool')]] },
    });
    expect(definition.edges).toEqual([
      {
        ...{ id: 'id-A/ai_tool:0>id-C/ai_tool:0', source: 'id-A', target: 'id-C' },
        ...{ sourceHandle: 'ai_tool:0', targetHandle: 'ai_tool:0' },
      },
      {
        ...{ id: 'id-A/main:0>id-B/main:0', source: 'id-A', target: 'id-B' },
        ...{ sourceHandle: 'main:0', targetHandle: 'main:0' },
      },
      {
        ...{ id: 'id-A/main:1>id-C/main:1', source: 'id-A', target: 'id-C' },
        ...{ sourceHandle: 'main:1', targetHandle: 'main:1' },
      },
    ]);
  });

  test('may have outputs of another type than the inputs they enter', () => {
    const { definition } = connected({ A: { error: [[to('B')]] } });
    expect(definition.edges).toMatchObject([{ sourceHandle: 'error:0', targetHandle: 'main:0' }]);
  });

  test('moved from one output to another are another definition', () => {
    const digests = [
      [[to('B')], [to('C')]],
      [[to('C')], [to('B')]],
      [[], [to('B')], [to('C')]],
    ].map((main) => canonicalDefinition(connected({ A: { main } }).definition));
    expect(new Set(digests).size).toBe(3);
  });

  test('in another order within one output are the same definition', () => {
    const digests = [[[to('B'), to('C')]], [[to('C'), to('B')]]].map((main) =>
      canonicalDefinition(connected({ A: { main } }).definition),
    );
    expect(new Set(digests).size).toBe(1);
  });

  test.each([
    [null, ['SLOT_NULL']],
    [[], []],
  ])('after an output that is %p keep the number of theirs', (slot, codes) => {
    const workflow = connected({ A: { main: [slot, [to('B')]] } });
    expect(workflow.definition.edges).toMatchObject([{ sourceHandle: 'main:1' }]);
    expect(codesOf(workflow)).toEqual(codes);
  });

  test('that stand twice are one edge, and that is reported', () => {
    const workflow = connected({ A: { main: [[to('B'), to('B')]] } });
    expect(workflow.definition.edges).toHaveLength(1);
    expect(workflow.report.items).toMatchObject([
      { code: 'CONNECTION_DUPLICATE', pointer: '/connections/A/main/0/1' },
    ]);
  });

  test('to or from what is not there are reported whole, and why', () => {
    const nodes = [
      nodeFile('A'),
      nodeFile('Note', { type: 'n8n-nodes-base.stickyNote' }),
      nodeFile('B'),
    ];
    const { definition, report } = readN8n(
      workflowFile({
        nodes,
        connections: {
          A: { main: [[to('Gone', 'main', 2), to('Note')]] },
          'id-B': { main: [[to('A')]] },
        },
      }),
    );
    expect(definition.edges).toEqual([]);
    expect(report.items.map(({ code, message, value }) => [code, message, value])).toEqual([
      [
        'CONNECTION_DANGLING',
        'connects nothing: "Gone" is not the name of a node',
        { source: 'A', output: 'main:0', target: 'Gone', input: 'main:2' },
      ],
      [
        'CONNECTION_DANGLING',
        'connects nothing: "Note" is a sticky note',
        { source: 'A', output: 'main:0', target: 'Note', input: 'main:0' },
      ],
      [
        'CONNECTION_DANGLING',
        'connects nothing: "id-B" is the id of B; n8n knows nodes by their names',
        { source: 'id-B', output: 'main:0', target: 'A', input: 'main:0' },
      ],
    ]);
  });

  test.each([
    ['connections', 'A', '/connections'],
    ['a source', { A: ['B'] }, '/connections/A'],
    ['a list of outputs', { A: { main: { 0: [] } } }, '/connections/A/main'],
    ['an output', { A: { main: [to('B')] } }, '/connections/A/main/0'],
    ['an end', { A: { main: [['B']] } }, '/connections/A/main/0/0'],
    ['a number of an input', { A: { main: [[to('B', 'main', -1)]] } }, '/connections/A/main/0/0'],
    ['a type of output', { A: { '': [[to('B')]] } }, '/connections/A/'],
  ])(
    'that cannot be read are reported with what stood there: %s',
    (_what, connections, pointer) => {
      const { definition, report } = connected(connections);
      expect(definition.edges).toEqual([]);
      expect(report.items).toMatchObject([{ code: 'CONNECTION_ODD', pointer }]);
      expect(report.items[0]).toHaveProperty('value');
    },
  );

  test('by a name that several nodes have mean the same one whatever the order of nodes', () => {
    const nodes = ['x', 'y'].map((notes) => nodeFile('Twin', { id: notes, notes }));
    const connections = { A: { main: [[to('Twin')]] } };
    for (const twins of [nodes, [...nodes].reverse()]) {
      const workflow = readN8n(workflowFile({ nodes: [nodeFile('A'), ...twins], connections }));
      expect(workflow.definition.edges).toMatchObject([{ source: 'id-A', target: 'x' }]);
      expect(codesOf(workflow)).toEqual(['NAME_DUPLICATE']);
    }
  });

  test('work with names that objects have as members', () => {
    const names = ['constructor', 'toString'];
    const { definition } = connected({ constructor: { main: [[to('toString')]] } }, names);
    expect(definition.edges).toMatchObject([{ source: 'id-constructor', target: 'id-toString' }]);
  });
});

describe('the id of an edge', () => {
  test('differs for different ends, whatever their ids are made of', () => {
    const ids = [
      edgeId('a', 'main:0', 'b', 'main:0'),
      edgeId('a/main:0>b', 'main:0', 'b', 'main:0'),
      // Without escaping, these two would be the same text.
      edgeId('a/main:0>b', 'x:0', 'c', 'y:0'),
      edgeId('a', 'main:0', 'b/x:0>c', 'y:0'),
      edgeId('a%2F', 'main:0', 'b', 'main:0'),
      edgeId('a/', 'main:0', 'b', 'main:0'),
      // The same for outputs and inputs, which other systems name as they like.
      edgeId('a', 'x', 'b', 'y>c/z'),
      edgeId('a', 'x>b/y', 'c', 'z'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('fits a definition however long the ids of its ends are', () => {
    const [long, longer] = ['a'.repeat(200), 'b'.repeat(200)];
    const ids = [
      edgeId(long, 'main:0', longer, 'main:0'),
      edgeId(longer, 'main:0', long, 'main:0'),
    ];
    for (const id of ids) expect(id.length).toBeLessThanOrEqual(200);
    expect(ids[0]).not.toBe(ids[1]);
  });
});
