import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { codesOf, endsOf, nodeOf } from './workflow-files-fixtures';

function component(id: string, data: object = {}, members: object = {}): object {
  const name = id.split('_')[0];
  return {
    ...{ id, type: 'customNode', position: { x: 1, y: 2 }, width: 300, height: 142 },
    data: {
      ...{ id, label: `The ${name}`, name, version: 1, type: 'T', baseClasses: ['T'] },
      ...{ inputParams: [], inputAnchors: [], inputs: {}, outputAnchors: [], outputs: {} },
      ...{ selected: false, ...data },
    },
    ...members,
  };
}

const flow = (nodes: unknown[], edges: unknown[] = [], members: object = {}): object => ({
  ...{ description: 'd', nodes, edges, ...members },
});

describe('a Flowise flow', () => {
  test('keeps what the author set apart from the definition of the component', () => {
    const data = { inputs: { temperature: 0.9, tools: ['{{x_0.data.instance}}'] } };
    const workflow = readWorkflowFile(flow([component('chat_0', data)], [], { usecases: ['a'] }));
    expect(workflow).toMatchObject({ format: 'flowise', description: 'd' });
    expect(nodeOf(workflow, 'chat_0')).toEqual({
      ...{ id: 'chat_0', type: 'chat', name: 'The chat' },
      config: {
        inputs: { temperature: 0.9, tools: ['{{x_0.data.instance}}'] },
        outputs: {},
        component: {
          ...{ version: 1, type: 'T', baseClasses: ['T'] },
          ...{ inputParams: [], inputAnchors: [], outputAnchors: [] },
        },
      },
    });
    expect(workflow.definition.settings).toEqual({ usecases: ['a'] });
    expect(workflow.layout).toEqual({
      positions: { chat_0: { x: 1, y: 2 } },
      sizes: { chat_0: { width: 300, height: 142 } },
    });
    expect(codesOf(workflow)).toEqual(['NAME_ABSENT']);
  });

  test('gives an edge the same id whatever types its handles list', () => {
    const nodes = [component('calc_1'), component('agent_0')];
    const ids = ['Tool|StructuredTool', 'Tool|StructuredTool|Base'].map((types) => {
      const handles = {
        sourceHandle: `calc_1-output-calc-${types}`,
        targetHandle: 'agent_0-input-tools-Tool',
      };
      const edge = {
        id: types,
        source: 'calc_1',
        target: 'agent_0',
        type: 'buttonedge',
        ...handles,
      };
      const workflow = readWorkflowFile(flow(nodes, [{ ...edge, data: { label: '' } }]));
      expect(endsOf(workflow)).toEqual([['calc_1', 'calc', 'agent_0', 'tools']]);
      return workflow.definition.edges[0]?.id;
    });
    expect(ids[0]).toBe(ids[1]);
  });

  test('knows names of anchors with a dash, those of options too, and branches of agent flows', () => {
    const anchors = {
      outputAnchors: [{ name: 'output', options: [{ name: 'vector-store' }, { name: 'vector' }] }],
    };
    const nodes = [
      ...[component('a_0', anchors), component('b_0')],
      component('if_0', {}, { type: 'agentFlow' }),
    ];
    const workflow = readWorkflowFile(
      flow(nodes, [
        {
          source: 'a_0',
          sourceHandle: 'a_0-output-vector-store-V|W',
          target: 'b_0',
          targetHandle: 'b_0',
        },
        { source: 'if_0', sourceHandle: 'if_0-output-1', target: 'b_0', targetHandle: 'b_0' },
        { source: 'b_0', sourceHandle: 'old_0-output-b-B', target: 'if_0', targetHandle: 'if_0' },
      ]),
    );
    expect(endsOf(workflow)).toEqual([
      ['a_0', 'vector-store', 'b_0', undefined],
      ['b_0', 'b', 'if_0', undefined],
      ['if_0', '1', 'b_0', undefined],
    ]);
    expect(codesOf(workflow)).toEqual(['HANDLE_ODD', 'NAME_ABSENT']);
  });

  test('keeps no password and no id of a credential', () => {
    const inputParams = [
      { name: 'credential', type: 'credential', credentialNames: ['openAIApi'] },
      { name: 'key', type: 'password' },
      { name: 'rows', type: 'array', array: [{ name: 'pin', type: 'password' }] },
    ];
    const inputs = {
      ...{ key: 'Zx81-Zx81', rows: [{ pin: 'Qw90', label: 'l' }], shown: 'yes' },
      model: { FLOWISE_CREDENTIAL_ID: '0123abcd-1111-2222-3333-444455556666' },
    };
    const credential = '9f00aa11-1111-2222-3333-444455556666';
    const blank = { key: '_FLOWISE_BLANK_07167752-1a71-43b1-bf8f-4f32252165db' };
    const workflow = readWorkflowFile(
      flow([
        component('chat_0', { credential, inputParams, inputs }),
        component('chat_1', { inputParams, inputs: blank }),
        component('chat_2', { credential: '', inputParams, inputs: blank }),
      ]),
    );
    expect(JSON.stringify(workflow)).not.toMatch(/Zx81|Qw90|444455556666/);
    expect(nodeOf(workflow, 'chat_0').config).toMatchObject({
      credential: '{{secrets.OPEN_AIAPI_9F00AA11}}',
      inputs: {
        ...{ key: '{{secrets.CHAT_0_KEY}}', shown: 'yes' },
        rows: [{ pin: '{{secrets.CHAT_0_PIN}}', label: 'l' }],
        model: { FLOWISE_CREDENTIAL_ID: '{{secrets.CREDENTIAL_0123ABCD}}' },
      },
    });
    expect(nodeOf(workflow, 'chat_1').config['inputs']).toEqual({ key: '{{secrets.CHAT_1_KEY}}' });
    expect(nodeOf(workflow, 'chat_2').config).toMatchObject({
      ...{ credential: '', inputs: { key: '{{secrets.CHAT_2_KEY}}' } },
    });
  });

  test('keeps containers, and has its notes in the layout', () => {
    const workflow = readWorkflowFile(
      flow([
        component('iteration_0', {}, { type: 'iteration' }),
        component('llm_0', {}, { type: 'agentFlow', parentNode: 'iteration_0', extent: 'parent' }),
        component('stickyNote_0', { inputs: { note: 'Mind' } }, { type: 'stickyNote' }),
      ]),
    );
    expect(nodeOf(workflow, 'llm_0')).toMatchObject({
      ...{ parent: 'iteration_0', config: { $node: { type: 'agentFlow' } } },
    });
    expect(workflow.layout.notes).toMatchObject([{ id: 'stickyNote_0', content: 'Mind' }]);
    expect(workflow.report).toMatchObject({ nodesInFile: 3, nodes: 2, notes: 1 });
  });

  test('may be a row of the database, with its graph as a text', () => {
    const flowData = JSON.stringify(
      flow([component('chat_0')], [], { viewport: { x: 0, y: 0, zoom: 1 } }),
    );
    const workflow = readWorkflowFile({ id: 'u', name: 'Row', deployed: true, flowData });
    expect(workflow).toMatchObject({ format: 'flowise', name: 'Row' });
    expect(workflow.definition.nodes).toHaveLength(1);
    expect(() => readWorkflowFile({ name: 'Row', flowData: '{' })).toThrow('/flowData is no JSON');
  });

  test('loses nothing in silence: what has no place is named', () => {
    const edges = [
      { source: 'a_0', target: 'gone', sourceHandle: true, data: { label: 'yes', what: 1 } },
      'odd',
    ];
    const nodes = [component('a_0', { mystery: 1 }, { plus: 2 })];
    const workflow = readWorkflowFile(flow(nodes, edges, { name: 7, other: 'x' }));
    expect(codesOf(workflow)).toEqual([
      ...['CONNECTION_DANGLING', 'CONNECTION_ODD', 'DISPLAY_ONLY', 'EDGE_MEMBER', 'HANDLE_ODD'],
      ...['NAME_ABSENT', 'NODE_MEMBER_UNKNOWN', 'NODE_MEMBER_UNKNOWN', 'WORKFLOW_MEMBER'],
      'WORKFLOW_MEMBER_KEPT',
    ]);
    expect(nodeOf(workflow, 'a_0').config).toMatchObject({ mystery: 1, $node: { plus: 2 } });
  });
});
