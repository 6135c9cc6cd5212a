import { ImportError } from '../../../src/bundle/import-error';
import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { secretFreeFile } from '../../../src/bundle/source-file/secret-free-file';
import { writeWorkflowFile } from '../../../src/bundle/source-file/write-workflow-file';

const node = (name: string) => ({
  ...{ id: name, name, type: 'n8n-nodes-base.set', typeVersion: 1, parameters: {} },
  position: [0, 0],
});
const workflow = {
  name: 'W',
  nodes: [node('A'), node('B')],
  connections: { A: { main: [[{ node: 'B', type: 'main', index: 0 }]] } },
};
const kinds = [{ id: 11, name: 'n8n-nodes-base.set', displayName: 'Set', icon: 'fa:pen' }];
const template = { workflow: { id: 1, name: 'T', workflow, nodes: kinds } };

const flow = {
  nodes: [{ id: 'a_0', type: 'customNode', data: { name: 'a', label: 'A' } }],
  edges: [],
};

function pointers(file: unknown): string[] {
  return readWorkflowFile(file).report.items.map(({ pointer }) => pointer);
}

describe('a workflow of n8n in something else', () => {
  test.each([
    ['a template of the library', template],
    ['a template by its id', { id: 1, workflow }],
    ['an answer of the API', { data: [workflow], nextCursor: null }],
    ['an answer in an answer', { success: true, data: { workflow } }],
    ['a list', [workflow]],
  ])('%s is read, and written back in it', (_where, file) => {
    const text = JSON.stringify(file);
    const { text: kept, workflow: read } = secretFreeFile('n8n', text);
    expect([read.name, read.definition.nodes.length, read.definition.edges.length]).toEqual([
      ...['W', 2, 1],
    ]);
    const [first, ...others] = read.definition.nodes;
    const definition = { ...read.definition, nodes: [{ ...first!, name: 'New' }, ...others] };
    const written = writeWorkflowFile('n8n', kept, { ...read, definition });
    expect(written.text).toBe(
      text.replaceAll('"name":"A"', '"name":"New"').replace('{"A":', '{"New":'),
    );
    expect(written.losses).toEqual([]);
  });

  test('what stands around it is reported where it stands', () => {
    expect(pointers(template)).toEqual(['/workflow/id', '/workflow/name', '/workflow/nodes']);
    expect(pointers({ success: true, data: workflow })).toEqual(['/success']);
  });
});

test('what an export of Flowise holds beside its only flow is reported, by places of the file', () => {
  const file = {
    ChatFlow: [{ id: '1', name: 'C', flowData: JSON.stringify(flow) }],
    AgentFlow: [],
    Variable: [{ name: 'region', value: 'eu' }],
  };
  expect(pointers(file)).toEqual(expect.arrayContaining(['/ChatFlow/0/id', '/Variable']));
  expect(pointers(file)).not.toContain('/AgentFlow');
});

test('a pipeline of Dify is called as it says', () => {
  const file = {
    kind: 'rag_pipeline',
    rag_pipeline: { name: 'P', description: 'D', icon: 'x' },
    workflow: { graph: { nodes: [], edges: [] } },
  };
  const { name, description, definition } = readWorkflowFile(file);
  expect([name, description]).toEqual(['P', 'D']);
  expect(definition.settings).toEqual({ kind: 'rag_pipeline', rag_pipeline: { icon: 'x' } });
});

test.each([
  ['nodes of n8n without their workflow', workflow.nodes, 'is no workflow'],
  ['a list of anything', [{ type: 'Feature', geometry: {} }], 'is no workflow'],
  ['nodes of React Flow', [{ id: 'a', type: 'x', position: { x: 0, y: 0 } }], 'is no workflow'],
  [
    'a row of the database',
    { ...workflow, nodes: '[]' },
    '/nodes is not a list of nodes, but a text',
  ],
  ['one tab of Node-RED', { id: 'f', nodes: [{ id: 'a', type: 'x', wires: [] }] }, 'one tab'],
])('%s is refused, and not taken for something else', (_what, file, reason) => {
  expect(() => readWorkflowFile(file)).toThrow(ImportError);
  expect(() => readWorkflowFile(file)).toThrow(reason);
});
