import { ImportError } from '../../../src/bundle/import-error';
import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { recognizeWorkflowFormat } from '../../../src/bundle/workflow-format';
import { historySamples, nodeFile, singleSamples, workflowFile } from './n8n-fixtures';

describe('the format of a file', () => {
  test.each([...historySamples(), ...singleSamples()])('of $title is n8n', ({ file }) => {
    expect(recognizeWorkflowFormat(file)).toBe('n8n');
  });

  const reactFlow = (node: object) => ({ nodes: [{ id: 'a', ...node }], edges: [] });
  test.each([
    [workflowFile(), 'n8n'],
    [[workflowFile({ nodes: [nodeFile('A')] })], 'n8n'],
    [{ data: workflowFile() }, 'n8n'],
    [{ nodes: 1 }, 'n8n'],
    [{ nodes: [nodeFile('A')] }, 'n8n'],
    [{ kind: 'app', app: { mode: 'chat' } }, 'dify'],
    [{ workflow: { graph: { nodes: [] } } }, 'dify'],
    [{ graph: { nodes: [] } }, 'dify'],
    [[], 'node-red'],
    [[{ id: 'a', type: 'tab' }], 'node-red'],
    [[{ id: 'g', type: 'group', nodes: ['a'] }], 'node-red'],
    [{ flows: [], rev: '1' }, 'node-red'],
    [{ data: { nodes: [], edges: [] } }, 'langflow'],
    [reactFlow({ type: 'genericNode', data: {} }), 'langflow'],
    [{ data: reactFlow({ data: { type: 'T', node: { template: {} } } }) }, 'langflow'],
    [{ nodes: [], edges: [] }, 'flowise'],
    [reactFlow({ type: 'agentFlow', data: { name: 'x' } }), 'flowise'],
    [reactFlow({ data: { inputs: {}, inputAnchors: [] } }), 'flowise'],
    [{ flowData: '{}' }, 'flowise'],
  ])('is told by what only its files have: case %#', (file, format) => {
    expect(recognizeWorkflowFormat(file)).toBe(format);
  });

  test.each([
    [null, 'is no workflow'],
    [5, 'is no workflow'],
    ['', 'is no workflow'],
    ['just words', 'is no workflow'],
    [{ hello: 'world' }, 'is no workflow'],
    [reactFlow({ data: { label: 'A' } }), 'is no workflow'],
    ['{"nodes": [1,}', 'is no JSON that can be read'],
    ['{"nodes": [12345678901234567890]}', 'beyond 2^53'],
    ['a: [1', 'is no YAML that can be read'],
    [{ nodes: [() => 1] }, 'JSON cannot express'],
    [workflowFile({ nodes: [{ id: '\ud800' }] }), 'half of a surrogate pair'],
  ])('is refused in words where there is none: case %#', (input, message) => {
    expect(() => readWorkflowFile(input)).toThrow(ImportError);
    expect(() => readWorkflowFile(input)).toThrow(message);
  });
});
