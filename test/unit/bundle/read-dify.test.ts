import { ImportError } from '../../../src/bundle/import-error';
import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { codesOf, digestOfFile, endsOf, nodeOf } from './workflow-files-fixtures';

/** A Dify app as small as it can be, around the members of its graph and workflow. */
function app(graph: object, workflow: object = {}, members: object = {}): object {
  return {
    ...{ app: { name: 'App', mode: 'workflow' }, kind: 'app', version: '0.4.0', ...members },
    workflow: { graph: { nodes: [], edges: [], ...graph }, ...workflow },
  };
}

function step(id: unknown, data: object = {}, members: object = {}): object {
  return {
    ...{ id, type: 'custom', position: { x: 1, y: 2 } },
    data: { type: 'code', title: `Step ${String(id)}`, ...data },
    ...members,
  };
}

const edge = (source: unknown, target: unknown, members: object = {}): object => ({
  ...{ id: 'e', source, target, sourceHandle: 'source', targetHandle: 'target', type: 'custom' },
  ...members,
});

describe('a Dify app', () => {
  test('is read from its text, ids of digits as texts', () => {
    const text = [
      'app: {name: Reviewer, mode: workflow, description: Reads, icon: x}',
      'kind: app',
      'version: 0.6.0',
      'workflow:',
      '  features: {opening_statement: hello}',
      '  graph:',
      "    nodes: [{id: '0012', type: custom, position: {x: 0, y: 5}, width: 244, height: 54,",
      '      selected: true, zIndex: 2, data: {type: start, title: Start, desc: d, selected: false}},',
      '      {id: 13, type: custom, position: {x: 0, y: 5}, data: {type: if-else, title: If}}]',
      "    edges: [{source: 13, target: '0012', sourceHandle: true, targetHandle: target, zIndex: 0}]",
      '    viewport: {x: 1, y: 2, zoom: 0.5}',
    ].join('\n');
    const workflow = readWorkflowFile(text);
    expect(workflow).toMatchObject({ format: 'dify', name: 'Reviewer', description: 'Reads' });
    expect(nodeOf(workflow, '0012')).toEqual({
      ...{ id: '0012', type: 'start', name: 'Start', config: { desc: 'd' } },
    });
    expect(endsOf(workflow)).toEqual([['13', 'true', '0012', 'target']]);
    expect(workflow.definition.settings).toEqual({
      ...{ kind: 'app', version: '0.6.0', features: { opening_statement: 'hello' } },
      app: { icon: 'x', mode: 'workflow' },
    });
    expect(workflow.layout).toEqual({
      positions: { '0012': { x: 0, y: 5 }, '13': { x: 0, y: 5 } },
      sizes: { '0012': { width: 244, height: 54 } },
      viewport: { x: 1, y: 2, zoom: 0.5 },
    });
    expect(codesOf(workflow)).toEqual(['HANDLE_ODD']);
  });

  test('keeps containers: by parentId, by hand by the id in data', () => {
    const nodes = [
      step('loop', { type: 'iteration', start_node_id: 'in' }),
      step('in', { isInIteration: true, iteration_id: 'loop' }, { parentId: 'loop' }),
      step('hand', { isInIteration: true, iteration_id: 'loop' }),
      step('left', { iteration_id: 'loop' }, { positionAbsolute: { x: 1, y: 2 } }),
    ];
    const workflow = readWorkflowFile(app({ nodes }));
    expect(workflow.definition.nodes.map(({ id, parent }) => [id, parent])).toEqual([
      ...[
        ['loop', undefined],
        ['in', 'loop'],
        ['hand', 'loop'],
        ['left', undefined],
      ],
    ]);
    expect(nodeOf(workflow, 'in').config).toEqual({});
    expect(nodeOf(workflow, 'left').config).toEqual({ iteration_id: 'loop' });
    expect(codesOf(workflow)).toEqual(['PARENT_DERIVED']);
  });

  test('with containers that are not there or hold each other keeps what it said, reported', () => {
    const nodes = [
      step('a', {}, { parentId: 'b' }),
      step('b', {}, { parentId: 'a' }),
      step('c', {}, { parentId: 'gone' }),
    ];
    const workflow = readWorkflowFile(app({ nodes }));
    expect(workflow.definition.nodes.map(({ parent }) => parent)).toEqual([
      ...['b', undefined, undefined],
    ]);
    expect(nodeOf(workflow, 'c').config).toEqual({ $node: { parentId: 'gone' } });
    expect(codesOf(workflow)).toEqual(['PARENT_UNKNOWN', 'PARENT_UNKNOWN']);
  });

  test('has its variables as ours, and in the settings what ours cannot say', () => {
    const environment = [
      { id: 'i', name: 'HOST', value_type: 'string', value: 'h', selector: ['env', 'HOST'] },
      { name: 'LIMIT', value_type: 'number', value: 'many', description: 'how many' },
      { name: 'KEY', value_type: 'secret', value: 'hunter2-hunter2' },
      { name: 'BLANK', value_type: 'secret', value: '' },
      { name: 'DOC', value_type: 'file', value: null },
    ];
    const conversation = [
      { name: 'history', value_type: 'array[string]', value: ['x'] },
      { name: 'HOST', value_type: 'string', value: 'other' },
    ];
    const workflow = readWorkflowFile(
      app({}, { environment_variables: environment, conversation_variables: conversation }),
    );
    expect(workflow.definition.variables).toEqual([
      { name: 'BLANK', type: 'text', lifetime: 'reset', default: '{{secrets.BLANK}}' },
      { name: 'HOST', type: 'text', lifetime: 'reset', default: 'h' },
      { name: 'KEY', type: 'text', lifetime: 'reset', default: '{{secrets.KEY}}' },
      { name: 'LIMIT', type: 'number', lifetime: 'reset', description: 'how many' },
      { name: 'history', type: 'list', lifetime: 'persist', default: ['x'] },
    ]);
    expect(workflow.definition.settings).toMatchObject({
      environment_variables: {
        ...{ HOST: { id: 'i' }, LIMIT: { value: 'many' }, KEY: { value_type: 'secret' } },
        DOC: { name: 'DOC', value_type: 'file', value: null },
      },
      conversation_variables: {
        history: { value_type: 'array[string]' },
        HOST: { name: 'HOST', value_type: 'string', value: 'other' },
      },
    });
    expect(JSON.stringify(workflow)).not.toContain('hunter2');
    expect(codesOf(workflow)).toEqual([
      ...['SECRET_REMOVED', 'SECRET_REMOVED'],
      ...['VARIABLE_UNMAPPED', 'VARIABLE_UNMAPPED', 'VARIABLE_UNMAPPED'],
    ]);
  });

  test('keeps no secret of a request: neither its key nor those among its headers', () => {
    const data = {
      authorization: { type: 'api-key', config: { api_key: 'Zx81-Zx81-Zx81', type: 'bearer' } },
      headers: 'Accept: text/html\nX-Api-Key: Qw90-Qw90-Qw90\nToken: {{#env.KEY#}}',
    };
    const workflow = readWorkflowFile(app({ nodes: [step('r', data)] }));
    expect(nodeOf(workflow, 'r').config).toEqual({
      authorization: {
        type: 'api-key',
        config: { api_key: '{{secrets.API_KEY}}', type: 'bearer' },
      },
      headers: 'Accept: text/html\nX-Api-Key: {{secrets.X_API_KEY}}\nToken: {{#env.KEY#}}',
    });
  });

  test('has its notes in the layout', () => {
    const note = {
      ...{ id: 'n', type: 'custom-note', position: { x: 3, y: 4 }, width: 200, height: 90 },
      data: { type: '', title: '', text: 'Mind this', theme: 'blue' },
    };
    const { definition, layout, report } = readWorkflowFile(app({ nodes: [note, step('a')] }));
    expect(definition.nodes.map(({ id }) => id)).toEqual(['a']);
    expect(layout.notes).toMatchObject([
      { id: 'n', content: 'Mind this', position: { x: 3, y: 4 }, width: 200, height: 90 },
    ]);
    expect(report).toMatchObject({ nodesInFile: 2, nodes: 1, notes: 1 });
  });

  test('loses nothing in silence: what has no place is named', () => {
    const nodes = [
      ...[step('a', {}, { mark: 7 }), step('a', { code: 'x' }), { type: 'custom', data: {} }, null],
      { ...step('b'), data: 'odd' },
    ];
    const edges = [
      ...[edge('a', 'gone'), edge('a', 'b'), edge('a', 'b'), 5, { source: 'a', target: 'b' }],
      edge('b', 'a', { color: 'red', data: { sourceType: 'code', why: 1 } }),
    ];
    const workflow = readWorkflowFile(app({ nodes, edges }, { extra: 1 }, { more: [2] }));
    expect(codesOf(workflow)).toEqual([
      ...['CONNECTION_DANGLING', 'CONNECTION_DUPLICATE', 'CONNECTION_DUPLICATE', 'CONNECTION_ODD'],
      ...['EDGE_MEMBER', 'EDGE_MEMBER', 'HANDLE_ODD', 'HANDLE_ODD', 'ID_DERIVED', 'ID_DUPLICATE'],
      ...['NAME_ABSENT', 'NAME_ABSENT', 'NODE_MEMBER_ODD', 'NODE_MEMBER_UNKNOWN'],
      ...['NODE_UNREADABLE', 'POSITION_UNREADABLE', 'TYPE_ABSENT', 'TYPE_ABSENT'],
      ...['WORKFLOW_MEMBER_KEPT', 'WORKFLOW_MEMBER_KEPT'],
    ]);
    expect(workflow.definition.settings).toMatchObject({ extra: 1, more: [2] });
    expect(endsOf(workflow)).toEqual([
      ...[
        ['a', 'source', 'b', 'target'],
        ['b', 'source', 'a', 'target'],
      ],
    ]);
  });

  test('gives nodes of one id the same ids in any order of the file', () => {
    const nodes = [step('a', { code: 'x' }), step('a', { code: 'y' }), step('b')];
    const edges = [edge('a', 'b')];
    const digests = [nodes, [...nodes].reverse()].map((list) =>
      digestOfFile(app({ nodes: list, edges })),
    );
    expect(digests[0]).toBe(digests[1]);
  });

  test.each([
    [
      { app: { mode: 'chat' }, kind: 'app', model_config: {} },
      'of the mode chat without a workflow',
    ],
    [{ kind: 'app', workflow: { graph: {} } }, '/workflow/graph has no nodes'],
    [app({ nodes: {} }), '/workflow/graph/nodes is not a list of nodes'],
    [app({ edges: 'x' }), '/workflow/graph/edges is not a list of edges'],
  ])('without a graph is refused: case %#', (file, message) => {
    expect(() => readWorkflowFile(file)).toThrow(ImportError);
    expect(() => readWorkflowFile(file)).toThrow(message);
  });
});
