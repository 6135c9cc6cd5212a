import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { codesOf, digestOfFile, endsOf, nodeOf } from './workflow-files-fixtures';

const field = (value: unknown, members: object = {}): object => ({
  ...{ type: 'str', show: true, required: false, advanced: false, value, ...members },
});

function component(id: string, template: object = {}, members: object = {}): object {
  const type = id.split('-')[0];
  const node = { display_name: `${type} here`, template: { _type: 'Component', ...template } };
  return {
    ...{ id, type: 'genericNode', position: { x: 1, y: 2 }, selected: true },
    data: { id, type, node: { ...node, base_classes: ['Message'], ...members }, showNode: true },
  };
}

function flow(nodes: unknown[], edges: unknown[] = [], members: object = {}): object {
  return { name: 'Flow', description: 'd', ...members, data: { nodes, edges } };
}

/** A handle as Langflow writes it into a text. */
const quoted = (handle: object): string => JSON.stringify(handle).replaceAll('"', 'œ');

describe('a Langflow flow', () => {
  test('keeps what the author set apart from the definition of the component', () => {
    const template = {
      temperature: field(0.5, { type: 'float' }),
      code: field('class Model: pass', { type: 'code' }),
      unset: { type: 'str', show: false },
    };
    const extra = { last_updated: '2026', lf_version: '1.5', tool_mode: true };
    const workflow = readWorkflowFile(flow([component('Model-x1', template, extra)]));
    expect(workflow).toMatchObject({ format: 'langflow', name: 'Flow', description: 'd' });
    const { config, ...rest } = nodeOf(workflow, 'Model-x1');
    expect(rest).toEqual({ id: 'Model-x1', type: 'Model', name: 'Model here' });
    expect(config).toEqual({
      ...{ tool_mode: true, values: { temperature: 0.5 } },
      component: {
        ...{ base_classes: ['Message'], lf_version: '1.5', code: 'class Model: pass' },
        template: {
          _type: 'Component',
          code: { type: 'code', show: true, required: false, advanced: false },
          temperature: { type: 'float', show: true, required: false, advanced: false },
          unset: { type: 'str', show: false },
        },
      },
    });
    expect(codesOf(workflow)).toEqual([]);
  });

  test('takes the code of an edited component for what its author set', () => {
    const template = { code: field('class Mine: pass', { type: 'code' }) };
    const workflow = readWorkflowFile(flow([component('Model-x1', template, { edited: true })]));
    expect(nodeOf(workflow, 'Model-x1').config).toMatchObject({
      values: { code: 'class Mine: pass' },
    });
  });

  test('keeps neither a password nor the name of a variable as anything but a reference', () => {
    const template = {
      api_key: field('OPENAI_API_KEY', { load_from_db: true, password: true }),
      jwt: field('eyJ-not-a-jwt-but-secret', { password: true }),
      empty: field('', { password: true }),
      max_tokens: field(256, { password: true, type: 'int' }),
    };
    const group = {
      flow: { data: { nodes: [{ template: { pass: field('Zx81', { password: true }) } }] } },
    };
    const workflow = readWorkflowFile(flow([component('Model-x1', template, group)]));
    expect(nodeOf(workflow, 'Model-x1').config).toMatchObject({
      values: {
        ...{ api_key: '{{secrets.OPENAI_API_KEY}}', jwt: '{{secrets.MODEL_X1_JWT}}' },
        ...{ empty: '', max_tokens: 256 },
      },
      load_from_db: ['api_key'],
    });
    expect(JSON.stringify(workflow)).not.toMatch(/not-a-jwt|Zx81/);
    expect(codesOf(workflow)).toEqual(['CREDENTIAL_BOUND', 'SECRET_REMOVED', 'SECRET_REMOVED']);
  });

  test('reads handles in every form, by names alone', () => {
    const from = { dataType: 'A', id: 'A-1', name: 'text', output_types: ['Message'] };
    const to = { fieldName: 'input', id: 'B-1', inputTypes: ['Message'], type: 'str' };
    const ends = { source: 'A-1', target: 'B-1' };
    const nodes = [component('A-1'), component('B-1')];
    const forms = [
      {
        ...ends,
        data: { sourceHandle: from, targetHandle: to },
        sourceHandle: 'x',
        targetHandle: 'y',
      },
      { ...ends, sourceHandle: quoted(from), targetHandle: quoted(to) },
      {
        ...ends,
        sourceHandle: quoted({ ...from, output_types: ['Data', 'Message'] }),
        targetHandle: quoted(to),
      },
    ];
    for (const edge of forms) {
      const workflow = readWorkflowFile(flow(nodes, [{ id: 'e', ...edge }]));
      expect(endsOf(workflow)).toEqual([['A-1', 'text', 'B-1', 'input']]);
      expect(codesOf(workflow)).toEqual([]);
    }
    const loop = { dataType: 'B', id: 'B-1', name: 'item', output_types: [] };
    const old = { ...ends, sourceHandle: 'A|A-1|BaseLLM|LLM', targetHandle: 'BaseLLM|llm|B-1' };
    const edges = [old, { ...ends, sourceHandle: quoted(from), targetHandle: quoted(loop) }];
    expect(endsOf(readWorkflowFile(flow(nodes, edges)))).toEqual([
      ['A-1', undefined, 'B-1', 'llm'],
      ['A-1', 'text', 'B-1', 'item'],
    ]);
  });

  test('has its notes and places in the layout', () => {
    const note = {
      ...{
        id: 'note-1',
        type: 'noteNode',
        position: { x: 3, y: 4 },
        measured: { width: 5, height: 6 },
      },
      data: { id: 'note-1', type: 'note', node: { description: '# Read', template: {} } },
    };
    const workflow = readWorkflowFile(flow([note, component('A-1')]));
    expect(workflow.layout).toMatchObject({
      positions: { 'A-1': { x: 1, y: 2 } },
      notes: [{ id: 'note-1', content: '# Read', width: 5, height: 6 }],
    });
    expect(workflow.definition.nodes.map(({ id }) => id)).toEqual(['A-1']);
  });

  test('of the first releases lies at the top of its file', () => {
    const workflow = readWorkflowFile({ nodes: [component('A-1')], edges: [], name: 'Old' });
    expect(workflow).toMatchObject({ format: 'langflow', name: 'Old' });
    expect(workflow.definition.nodes).toHaveLength(1);
  });

  test('may be the only one of a list; several are refused', () => {
    const one = flow([component('A-1')]);
    expect(readWorkflowFile({ flows: [one] }).format).toBe('langflow');
    expect(readWorkflowFile([one]).format).toBe('langflow');
    expect(() => readWorkflowFile({ flows: [one, one] })).toThrow('holds 2 workflows');
  });

  test('loses nothing in silence, and stamps of an installation make no change', () => {
    const members = {
      id: 'u',
      user_id: 'p',
      last_tested_version: '1.5.0',
      endpoint_name: 'e',
      odd: 1,
    };
    const edges = [
      { source: 'A-1', target: 'gone', sourceHandle: {}, targetHandle: quoted({ id: 'x' }) },
    ];
    const workflow = readWorkflowFile(flow([component('A-1')], edges, members));
    expect(workflow.definition.settings).toEqual({ endpoint_name: 'e', odd: 1 });
    expect(codesOf(workflow)).toEqual([
      ...['CONNECTION_DANGLING', 'HANDLE_ODD', 'WORKFLOW_MEMBER', 'WORKFLOW_MEMBER'],
      ...['WORKFLOW_MEMBER', 'WORKFLOW_MEMBER_KEPT'],
    ]);
    const later = { ...members, user_id: 'q', last_tested_version: '1.6.0' };
    const nodes = [component('A-1', {}, { last_updated: 'now' })];
    expect(digestOfFile(flow(nodes, edges, later))).toBe(
      digestOfFile(flow([component('A-1')], edges, members)),
    );
  });
});

test('a secret keeps its name when a node with another secret comes before it', () => {
  const keyed = (id: string, value: string): object =>
    component(id, { api_key: field(value, { password: true }) });
  const alone = readWorkflowFile(flow([keyed('Model-x1', 'one-key')]));
  const later = readWorkflowFile(
    flow([keyed('Model-a1', 'two-key'), keyed('Model-x1', 'new-key')]),
  );
  expect(nodeOf(later, 'Model-x1')).toEqual(nodeOf(alone, 'Model-x1'));
  expect(nodeOf(later, 'Model-a1')).not.toMatchObject({
    config: { values: nodeOf(alone, 'Model-x1').config['values'] },
  });
});
