import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { codesOf, digestOfFile, endsOf, nodeOf } from './workflow-files-fixtures';

const tab = (id: string, members: object = {}): object => ({
  ...{ id, type: 'tab', label: `Tab ${id}`, disabled: false, info: '', env: [], ...members },
});

function step(id: string, members: object = {}): object {
  return { id, type: 'function', z: 't1', name: `Step ${id}`, x: 10, y: 20, wires: [], ...members };
}

describe('a Node-RED file', () => {
  test('is one workflow with its tabs as containers, wires as edges by output', () => {
    const workflow = readWorkflowFile([
      ...[tab('t1'), tab('t2', { label: 'Off', disabled: true })],
      step('a', { func: 'return msg;', outputs: 3, wires: [['b'], [], ['b', 'c']] }),
      step('b', { d: true, name: '' }),
      step('c', { z: 't2' }),
      { id: 'broker', type: 'mqtt-broker', name: 'Broker', port: '1883' },
    ]);
    expect(workflow).toMatchObject({ format: 'node-red', name: 'Tab t1, Off' });
    const { nodes } = workflow.definition;
    expect(nodes.map(({ id, name, parent, disabled }) => [id, name, parent, disabled])).toEqual([
      ['t1', 'Tab t1', undefined, undefined],
      ['t2', 'Off', undefined, true],
      ['a', 'Step a', 't1', undefined],
      ['b', 'function', 't1', true],
      ['c', 'Step c', 't2', undefined],
      ['broker', 'Broker', undefined, undefined],
    ]);
    expect(nodeOf(workflow, 'a').config).toEqual({ func: 'return msg;', outputs: 3 });
    expect(nodeOf(workflow, 'broker').config).toEqual({ port: '1883' });
    expect(endsOf(workflow)).toEqual([
      ['a', '0', 'b', undefined],
      ['a', '2', 'b', undefined],
      ['a', '2', 'c', undefined],
    ]);
    expect(workflow.layout.positions).toEqual({
      ...{ a: { x: 10, y: 20 }, b: { x: 10, y: 20 }, c: { x: 10, y: 20 } },
    });
    expect(codesOf(workflow)).toEqual([]);
  });

  test('keeps links across tabs, and says which lead nowhere or only back', () => {
    const workflow = readWorkflowFile([
      ...[tab('t1'), tab('t2')],
      step('out', { type: 'link out', links: ['in', 'gone'] }),
      step('in', { type: 'link in', z: 't2', links: ['out', 'stranger'], wires: [['out']] }),
      step('call', { type: 'link call', links: ['in'] }),
    ]);
    expect(endsOf(workflow)).toEqual([
      ['call', 'link', 'in', 'link'],
      ['in', '0', 'out', undefined],
      ['out', 'link', 'in', 'link'],
    ]);
    expect(nodeOf(workflow, 'out').config).toEqual({});
    expect(codesOf(workflow)).toEqual(['CONNECTION_DANGLING', 'CONNECTION_ODD']);
  });

  test('has a subflow as a container whose ends are edges, and its instances', () => {
    const subflow = {
      ...{ id: 's', type: 'subflow', name: 'Sub', info: '', category: '', env: [] },
      in: [{ x: 1, y: 2, wires: [{ id: 'a' }] }],
      out: [
        {
          x: 3,
          y: 4,
          wires: [
            { id: 'a', port: 1 },
            { id: 's', port: 0 },
          ],
        },
        { x: 5, y: 6, wires: [] },
      ],
      status: { x: 7, y: 8, wires: [{ id: 'a', port: 0 }] },
    };
    const workflow = readWorkflowFile([
      ...[tab('t1'), subflow, step('a', { z: 's' })],
      step('use', { type: 'subflow:s' }),
    ]);
    expect(nodeOf(workflow, 'a').parent).toBe('s');
    expect(nodeOf(workflow, 'use')).toMatchObject({ type: 'subflow:s', parent: 't1' });
    expect(nodeOf(workflow, 's').config).toMatchObject({ in: [{}], out: [{}, {}], status: {} });
    expect(endsOf(workflow)).toEqual([
      ['a', '0', 's', 'status'],
      ['a', '1', 's', 'out:0'],
      ['s', 'in:0', 'a', undefined],
      ['s', 'in:0', 's', 'out:0'],
    ]);
    expect(codesOf(workflow)).toEqual([]);
  });

  test('has comments and groups in the layout, and the variables of groups in the settings', () => {
    const env = [{ name: 'LEVEL', value: '3', type: 'num' }];
    const group = { id: 'g', type: 'group', z: 't1', name: 'Parts', style: {}, nodes: ['b', 'a'] };
    const workflow = readWorkflowFile([
      ...[tab('t1'), { ...group, env, x: 1, y: 2, w: 3, h: 4 }],
      ...[step('a', { g: 'g' }), step('b', { g: 'g' }), step('c', { g: 'other' })],
      { id: 'n', type: 'comment', z: 't1', name: 'Read me', info: 'Long words', x: 5, y: 6 },
    ]);
    expect(workflow.definition.nodes.map(({ id }) => id)).toEqual(['t1', 'a', 'b', 'c']);
    expect(nodeOf(workflow, 'a').config).toEqual({});
    expect(nodeOf(workflow, 'c').config).toEqual({ g: 'other' });
    expect(workflow.layout.notes).toMatchObject([
      { id: 'n', name: 'Read me', content: 'Long words', position: { x: 5, y: 6 } },
    ]);
    expect(workflow.layout.groups?.[0]).toMatchObject({ id: 'g', w: 3, nodes: ['b', 'a'] });
    expect(workflow.definition.settings).toEqual({
      groups: { g: { name: 'Parts', env, nodes: ['a', 'b'] } },
    });
  });

  test('keeps what writing it back needs where it makes no change', () => {
    const file = [
      ...[tab('t1'), step('b', { wires: [['a'], []] }), step('a')],
      { id: 'ui', type: 'ui-group', name: 'G', order: 4, width: '6' },
    ];
    const workflow = readWorkflowFile(file);
    expect(workflow.layout.groups).toEqual([
      {
        ...{ type: 'file', objects: ['t1', 'b', 'a', 'ui'], outputs: { a: 0, b: 2 } },
        dashboardOrder: { ui: 4 },
      },
    ]);
    const other = [
      ...[{ id: 'ui', type: 'ui-group', name: 'G', order: 1, width: '6' }, step('a')],
      ...[step('b', { wires: [['a']] }), tab('t1')],
    ];
    expect(digestOfFile(other)).toBe(digestOfFile({ flows: file, rev: '1' }));
  });

  test('keeps no credential and no secret variable', () => {
    const workflow = readWorkflowFile([
      tab('t1', { env: [{ name: 'PIN', type: 'cred', value: '4711' }] }),
      step('a', { credentials: { user: 'robin', password: 'Zx81-Zx81', secure: true, empty: '' } }),
      step('b', { credentials: {} }),
      { id: 'g', type: 'group', nodes: [], env: [{ name: 'PIN', type: 'cred', value: '4712' }] },
      { id: 'n', type: 'comment', name: 'N', x: 0, y: 0, credentials: { key: '4713' } },
      step('c', { credentials: 'Zx82-Zx82' }),
    ]);
    expect(JSON.stringify(workflow)).not.toMatch(/471[123]|robin|Zx8/);
    expect(nodeOf(workflow, 'a').config).toEqual({
      credentials: {
        user: '{{secrets.FUNCTION_A_USER}}',
        password: '{{secrets.FUNCTION_A_PASSWORD}}',
        ...{ secure: true, empty: '' },
      },
    });
    expect(nodeOf(workflow, 't1').config['env']).toEqual([
      { name: 'PIN', type: 'cred', value: '{{secrets.TAB_T1_PIN}}' },
    ]);
    expect(codesOf(workflow)).toEqual([
      ...['CREDENTIAL_ODD', 'SECRET_REMOVED', 'SECRET_REMOVED', 'SECRET_REMOVED'],
      ...['SECRET_REMOVED', 'SECRET_REMOVED', 'SECRET_REMOVED'],
    ]);
  });

  test('gives a type that means something else here the name of its system', () => {
    const workflow = readWorkflowFile([tab('t1'), step('a', { type: 'delay', timeout: '5' })]);
    expect(nodeOf(workflow, 'a')).toMatchObject({
      ...{ type: 'node-red:delay', config: { type: 'delay', timeout: '5' } },
    });
    expect(codesOf(workflow)).toEqual(['TYPE_RENAMED']);
  });

  test('loses nothing in silence: what has no place is named', () => {
    const workflow = readWorkflowFile([
      ...[step('a', { wires: [['gone'], null, 'b', 7] }), step('b', { wires: 'x' })],
      ...[step('b', { wires: [['a']] }), null, { type: 'function', wires: [['a']] }],
    ]);
    // Of two nodes of one id each keeps its own wires; edges by the id lead to the first.
    expect(endsOf(workflow)).toEqual([
      ['a', '2', 'b', undefined],
      ['name:Step b', '0', 'a', undefined],
      ['name:function', '0', 'a', undefined],
    ]);
    expect(nodeOf(workflow, 'b').config).toEqual({ wires: 'x', z: 't1' });
    expect(codesOf(workflow)).toEqual([
      ...['CONNECTION_DANGLING', 'CONNECTION_ODD', 'CONNECTION_ODD', 'ID_DERIVED'],
      ...['ID_DUPLICATE', 'NAME_ABSENT', 'NODE_UNREADABLE'],
      ...['PARENT_UNKNOWN', 'PARENT_UNKNOWN', 'PARENT_UNKNOWN', 'SLOT_NULL'],
    ]);
  });

  test('without anything is an empty workflow', () => {
    expect(readWorkflowFile('[]').definition).toEqual({ nodes: [], edges: [] });
  });
});

test('ends of a subflow that are no objects are read as what they are', () => {
  const subflow = { id: 's', type: 'subflow', name: 'S', in: [[null]], out: [7], wires: [] };
  expect(() => readWorkflowFile([subflow])).not.toThrow();
});
