import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import type {
  Definition,
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
  JsonValue,
} from '../../../../src/graph/definition';

const start: DefinitionNode = { id: 'start', type: 'trigger.manual', name: 'Start', config: {} };
const greet: DefinitionNode = {
  id: 'greet',
  type: 'transform',
  name: 'Greet',
  config: { expression: '"Hello " & input.name', tags: ['a', 'b'] },
};
const tell: DefinitionNode = {
  id: 'tell',
  type: 'http',
  name: 'Tell',
  config: { method: 'POST', url: 'https://example.com', body: '{{ steps.greet }}' },
};
const edges: DefinitionEdge[] = [
  { id: 'start-greet', source: 'start', target: 'greet' },
  { id: 'greet-tell', source: 'greet', target: 'tell' },
];
const base: Definition = { nodes: [start, greet, tell], edges };

/** What a diff lists, without what is empty. */
function changes(before: Definition, after: Definition): object {
  const { renames, edgeRenames, ...lists } = compareDefinitions(before, after);
  return Object.fromEntries(
    Object.entries({ ...lists, renames: [...renames], edgeRenames: [...edgeRenames] }).filter(
      ([, list]) => list.length > 0,
    ),
  );
}

function withNode(node: DefinitionNode, definition: Definition = base): Definition {
  const nodes = definition.nodes.map((other) => (other.id === node.id ? node : other));
  return { ...definition, nodes };
}

function withConfig(config: JsonObject): Definition {
  return withNode({ ...greet, config });
}

/** A copy that shares no object, with nodes, edges and members in the opposite order. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return (value as unknown[]).map((item) => reversed(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]: [string, unknown]) => [
    name,
    reversed(member),
  ]);
  return Object.fromEntries(entries.reverse()) as T;
}

describe('comparing definitions', () => {
  it('finds nothing in a definition in another order', () => {
    const other = reversed({
      ...base,
      nodes: [...base.nodes].reverse(),
      edges: [...base.edges].reverse(),
    });
    expect(changes(base, other)).toEqual({});
  });

  it('does not see members that say what holds without them', () => {
    const explicit: Definition = {
      nodes: base.nodes.map((node) => ({
        ...node,
        disabled: false,
        retry: { attempts: 1, backoffMs: 0 },
      })),
      edges: base.edges.map((edge) => ({
        ...edge,
        sourceHandle: '',
        targetHandle: '',
        condition: '',
        priority: 0,
      })),
      inputs: {},
      variables: [],
      settings: {},
    };
    expect(changes(base, explicit)).toEqual({});
    expect(changes(explicit, base)).toEqual({});
  });

  it('lists what was added and what was removed', () => {
    const wait: DefinitionNode = { id: 'wait', type: 'delay', name: 'Wait', config: { ms: 5 } };
    const edge: DefinitionEdge = { id: 'e', source: 'greet', target: 'wait' };
    const longer = { ...base, nodes: [wait, ...base.nodes], edges: [...edges, edge] };
    expect(changes(base, longer)).toEqual({
      nodes: [{ kind: 'ADDED', after: wait, fields: [] }],
      edges: [{ kind: 'ADDED', after: edge, fields: [] }],
    });
    expect(changes(longer, base)).toEqual({
      nodes: [{ kind: 'REMOVED', before: wait, fields: [] }],
      edges: [{ kind: 'REMOVED', before: edge, fields: [] }],
    });
  });

  it.each<[string, DefinitionNode, object]>([
    ['type', { ...greet, type: 'agent' }, { kind: 'CHANGED', before: 'transform', after: 'agent' }],
    ['name', { ...greet, name: 'Hail' }, { kind: 'CHANGED', before: 'Greet', after: 'Hail' }],
    ['parent', { ...greet, parent: 'tell' }, { kind: 'ADDED', after: 'tell' }],
    ['disabled', { ...greet, disabled: true }, { kind: 'ADDED', after: true }],
    [
      'retry',
      { ...greet, retry: { attempts: 3, backoffMs: 10 } },
      { kind: 'ADDED', after: { attempts: 3, backoffMs: 10 } },
    ],
    ['timeoutMs', { ...greet, timeoutMs: 100 }, { kind: 'ADDED', after: 100 }],
  ])('takes another %s of a node for one change', (member, after, change) => {
    const expected = { kind: 'CHANGED', before: greet, after };
    expect(changes(base, withNode(after))).toEqual({
      nodes: [{ ...expected, fields: [{ path: `/${member}`, ...change }] }],
    });
  });

  it('compares a retry policy by its members if both have one', () => {
    const before = withNode({ ...greet, retry: { attempts: 3, backoffMs: 10 } });
    const after = withNode({ ...greet, retry: { attempts: 3, backoffMs: 20 } });
    expect(compareDefinitions(before, after).nodes[0]?.fields).toEqual([
      { path: '/retry/backoffMs', kind: 'CHANGED', before: 10, after: 20 },
    ]);
  });

  it('lists every field of a config that differs by its pointer, sorted', () => {
    const before = withConfig({ same: 1, 'a/b': { 'c~d': 1 }, gone: [1], kind: { x: 1 } });
    const after = withConfig({ same: 1, 'a/b': { 'c~d': 2 }, come: null, kind: [1] });
    expect(compareDefinitions(before, after).nodes[0]?.fields).toEqual([
      { path: '/config/a~1b/c~0d', kind: 'CHANGED', before: 1, after: 2 },
      { path: '/config/come', kind: 'ADDED', after: null },
      { path: '/config/gone', kind: 'REMOVED', before: [1] },
      { path: '/config/kind', kind: 'CHANGED', before: { x: 1 }, after: [1] },
    ]);
  });

  it('takes one item that was put in for one change, wherever', () => {
    const item = (id: string): JsonValue => ({ id, value: `value of ${id}` });
    const text = (id: string): JsonValue => ({ text: `value of ${id}` });
    for (const make of [item, text, (id: string): JsonValue => id]) {
      const items = ['a', 'b', 'c'].map(make);
      for (const place of [0, 1, 2, 3]) {
        const longer = [...items.slice(0, place), make('new'), ...items.slice(place)];
        const { nodes } = compareDefinitions(withConfig({ items }), withConfig({ items: longer }));
        expect(nodes.flatMap((node) => node.fields)).toEqual([
          { path: `/config/items/${place}`, kind: 'ADDED', after: make('new') },
        ]);
      }
    }
  });

  it('tells an item that moved from one that changed on the way', () => {
    const before = withConfig({
      items: [
        { id: 1, v: 1 },
        { id: 2, v: 2 },
        { id: 3, v: 3 },
      ],
    });
    const after = withConfig({
      items: [
        { id: 3, v: 3 },
        { id: 1, v: 1 },
        { id: 2, v: 4 },
      ],
    });
    expect(compareDefinitions(before, after).nodes[0]?.fields).toEqual([
      {
        path: '/config/items/0',
        kind: 'MOVED',
        from: '/config/items/2',
        before: { id: 3, v: 3 },
        after: { id: 3, v: 3 },
      },
      {
        path: '/config/items/2/v',
        kind: 'CHANGED',
        from: '/config/items/1/v',
        before: 2,
        after: 4,
      },
    ]);
  });

  it('lists what was removed from a place before what came to it', () => {
    const before = withConfig({ items: [{ id: 1 }, { id: 2 }, { id: 3 }] });
    const after = withConfig({ items: [{ id: 1 }, { id: 4 }, { id: 3 }] });
    expect(compareDefinitions(before, after).nodes[0]?.fields).toEqual([
      { path: '/config/items/1', kind: 'REMOVED', before: { id: 2 } },
      { path: '/config/items/1', kind: 'ADDED', after: { id: 4 } },
    ]);
  });

  it('takes a connection that leaves by another handle for one change', () => {
    const branch = (sourceHandle: string): Definition => ({
      ...base,
      edges: [{ id: `greet-${sourceHandle}-tell`, source: 'greet', target: 'tell', sourceHandle }],
    });
    const [before, after] = [branch('true'), branch('false')];
    expect(changes(before, after)).toEqual({
      edges: [
        {
          kind: 'CHANGED',
          before: before.edges[0],
          after: after.edges[0],
          fields: [{ path: '/sourceHandle', kind: 'CHANGED', before: 'true', after: 'false' }],
        },
      ],
      edgeRenames: [['greet-true-tell', 'greet-false-tell']],
    });
  });

  it('calls an edge renamed whose id alone is another', () => {
    const other = { ...edges[0]!, id: 'first' };
    expect(changes(base, { ...base, edges: [edges[1]!, other] })).toEqual({
      edges: [{ kind: 'RENAMED', before: edges[0], after: other, fields: [] }],
      edgeRenames: [['start-greet', 'first']],
    });
  });

  it('pairs the edges between two nodes by what is the same in them', () => {
    const edge = (id: string, more: Partial<DefinitionEdge>): DefinitionEdge => ({
      ...{ id, source: 'greet', target: 'tell' },
      ...more,
    });
    const before = [edge('1', { sourceHandle: 'a' }), edge('2', { condition: 'x' })];
    const after = [edge('3', { condition: 'x' }), edge('4', { sourceHandle: 'a', condition: 'y' })];
    expect([
      ...compareDefinitions({ ...base, edges: before }, { ...base, edges: after }).edgeRenames,
    ]).toEqual([
      ['2', '3'],
      ['1', '4'],
    ]);
  });

  it('compares inputs, settings and variables below their own pointers', () => {
    const before: Definition = {
      ...base,
      inputs: { type: 'object', required: ['a'] },
      settings: { zone: 'UTC' },
      variables: [
        { name: 'old', type: 'text' },
        { name: 'a/b', type: 'number', default: 1, lifetime: 'reset', description: '' },
      ],
    };
    const after: Definition = {
      ...base,
      inputs: { type: 'object', required: ['a', 'b'] },
      settings: { retain: 3, zone: 'UTC' },
      variables: [
        { name: 'a/b', type: 'number', default: 2, lifetime: 'persist' },
        { name: 'new', type: 'text' },
      ],
    };
    expect(changes(before, after)).toEqual({
      inputs: [{ path: '/required/1', kind: 'ADDED', after: 'b' }],
      settings: [{ path: '/retain', kind: 'ADDED', after: 3 }],
      variables: [
        { path: '/a~1b/default', kind: 'CHANGED', before: 1, after: 2 },
        { path: '/a~1b/lifetime', kind: 'ADDED', after: 'persist' },
        { path: '/new', kind: 'ADDED', after: { name: 'new', type: 'text' } },
        { path: '/old', kind: 'REMOVED', before: { name: 'old', type: 'text' } },
      ],
    });
  });

  it('treats names of Object.prototype like any other', () => {
    const evil = JSON.parse(
      '{"__proto__": {"a": 1}, "constructor": 1, "toString": {}}',
    ) as JsonObject;
    const before = withConfig(evil);
    expect(changes(before, withConfig({ ...evil }))).toEqual({});
    const fields = compareDefinitions(before, withConfig({ other: 1 })).nodes[0]?.fields;
    expect(fields?.map(({ kind, path }) => [kind, path])).toEqual([
      ['REMOVED', '/config/__proto__'],
      ['REMOVED', '/config/constructor'],
      ['ADDED', '/config/other'],
      ['REMOVED', '/config/toString'],
    ]);
    const empty = JSON.parse('{"__proto__": {}}') as JsonObject;
    expect(changes(withConfig(empty), withConfig({ a: {} }))).not.toEqual({});
    const ids = ['__proto__', 'constructor', 'toString'];
    const nodes = ids.map((id): DefinitionNode => ({ ...greet, id }));
    const added = compareDefinitions({ nodes: [], edges: [] }, { nodes, edges: [] }).nodes;
    expect(added.map(({ after }) => after?.id)).toEqual(ids);
  });

  it('does not change its arguments', () => {
    const before = JSON.stringify(base);
    const after = withConfig({ tags: ['b', 'a', 'c'] });
    const text = JSON.stringify(after);
    compareDefinitions(base, after);
    expect([JSON.stringify(base), JSON.stringify(after)]).toEqual([before, text]);
  });
});
