import { edge, graph, merge, node, reasonsOf } from './merge-examples';

describe('nodes', () => {
  test('what each side added, changed and removed is all there', () => {
    const base = graph([node('a'), node('b'), node('c')], [edge('a', 'b')]);
    const ours = graph(
      [node('a', { x: 1 }), node('b'), node('o')],
      [edge('a', 'b'), edge('b', 'o')],
    );
    const theirs = graph(
      [node('a', {}, { disabled: true }), node('b'), node('c'), node('t')],
      [edge('a', 'b', { condition: 'true' })],
    );
    const { definition, conflicts } = merge(base, ours, theirs);
    expect(conflicts).toEqual([]);
    expect(definition).toEqual(
      graph(
        [node('a', { x: 1 }, { disabled: true }), node('b'), node('o'), node('t')],
        [edge('a', 'b', { condition: 'true' }), edge('b', 'o')],
      ),
    );
  });

  test('removed by one and changed by the other is a conflict of the node', () => {
    const merged = merge(graph([node('a')]), graph([]), graph([node('a', { x: 1 })]));
    expect(merged.conflicts).toEqual([
      {
        path: '/nodes/a',
        base: node('a'),
        ours: null,
        theirs: node('a', { x: 1 }),
        reason: 'ours removed it, theirs changed it',
      },
    ]);
    expect(merge(graph([node('a')]), graph([]), graph([])).definition).toEqual(graph([]));
  });

  test('added by both under one id: joined where it agrees, else a conflict of the node', () => {
    const join = (ours: object, theirs: object) =>
      merge(graph([]), graph([{ ...node('n'), ...ours }]), graph([{ ...node('n'), ...theirs }]));
    expect(join({ config: { a: 1 } }, { config: { a: 1, b: 2 } })).toMatchObject({
      conflicts: [],
      definition: { nodes: [node('n', { a: 1, b: 2 })] },
    });
    for (const other of [
      { config: { a: 2 } },
      { name: 'N' },
      { type: 'http' },
      { disabled: true },
    ]) {
      const merged = join({ config: { a: 1 } }, other);
      expect(reasonsOf(merged)).toEqual({ '/nodes/n': 'both added it, with different content' });
      expect(merged.definition.nodes).toEqual([]);
    }
  });

  test('a config is not merged across two types', () => {
    const base = graph([node('a', { x: 1 })]);
    const retyped = graph([node('a', { x: 1 }, { type: 'http' })]);
    const merged = merge(base, retyped, graph([node('a', { x: 2 })]));
    expect(reasonsOf(merged)).toEqual({ '/nodes/a': 'both changed it, and its type is another' });
    const renamed = merge(base, retyped, graph([node('a', { x: 1 }, { name: 'A' })]));
    expect(renamed.definition.nodes).toEqual([node('a', { x: 1 }, { type: 'http', name: 'A' })]);
  });

  test('members of the node’s own are merged like those of its config', () => {
    const retry = (attempts: number, backoffMs: number) =>
      graph([node('a', {}, { retry: { attempts, backoffMs } })]);
    expect(merge(retry(2, 100), retry(3, 100), retry(2, 200)).definition).toEqual(retry(3, 200));
    expect(reasonsOf(merge(retry(2, 100), retry(1, 0), retry(2, 200)))).toEqual({
      '/nodes/a/retry': 'ours removed it, theirs changed it',
    });
    const timed = (timeoutMs: number) => graph([node('a', {}, { timeoutMs })]);
    expect(reasonsOf(merge(timed(1), timed(2), timed(3)))).toEqual({
      '/nodes/a/timeoutMs': 'both changed it',
    });
  });

  test('a name of several lines is not merged by line, for it must not get too long', () => {
    const named = (name: string) => graph([node('a', {}, { name })]);
    const merged = merge(named('a\nb\nc'), named('x\nb\nc'), named('a\nb\ny'));
    expect(Object.keys(reasonsOf(merged))).toEqual(['/nodes/a/name']);
  });
});

describe('edges', () => {
  const nodes = ['a', 'b', 'c', 'd'].map((id) => node(id));

  test('both ends, the condition and the priority are merged apart', () => {
    const base = graph(nodes, [edge('a', 'b', { id: 'e' })]);
    const ours = graph(nodes, [edge('c', 'b', { id: 'e', priority: 1 })]);
    const theirs = graph(nodes, [edge('a', 'd', { id: 'e', condition: 'x' })]);
    expect(merge(base, ours, theirs).definition.edges).toEqual([
      edge('c', 'd', { id: 'e', priority: 1, condition: 'x' }),
    ]);
  });

  test('an end with its handle is one thing', () => {
    const base = graph(nodes, [edge('a', 'b', { id: 'e', sourceHandle: 'yes' })]);
    const ours = graph(nodes, [edge('c', 'b', { id: 'e', sourceHandle: 'yes' })]);
    const theirs = graph(nodes, [edge('a', 'b', { id: 'e', sourceHandle: 'no' })]);
    expect(reasonsOf(merge(base, ours, theirs))).toEqual({
      '/edges/e': 'both connected its source elsewhere',
    });
  });

  test('the same connection that both drew is there once, under the smaller id', () => {
    const ours = graph(nodes, [edge('a', 'b', { id: 'y', condition: 'x' })]);
    const theirs = graph(nodes, [
      edge('a', 'b', { id: 'x', condition: 'x' }),
      edge('a', 'b', { id: 'z', condition: 'other' }),
    ]);
    for (const merged of [merge(graph(nodes), ours, theirs), merge(graph(nodes), theirs, ours)]) {
      expect(merged.conflicts).toEqual([]);
      expect(merged.definition.edges).toEqual(theirs.edges);
    }
  });

  test('an edge that one side drew anew has what the other changed in it', () => {
    const base = graph(nodes, [edge('a', 'b', { id: 'e' })]);
    const ours = graph(nodes, [edge('a', 'b', { id: 'f' })]);
    const theirs = graph(nodes, [edge('a', 'b', { id: 'e', condition: 'x' })]);
    expect(merge(base, ours, theirs).definition.edges).toEqual([
      edge('a', 'b', { id: 'f', condition: 'x' }),
    ]);
    expect(merge(base, ours, graph(nodes)).definition.edges).toEqual([]);
  });

  test('an edge drawn anew is not given an id under which the other side has another', () => {
    const base = graph(nodes, [edge('a', 'b', { id: 'e' })]);
    const ours = graph(nodes, [edge('a', 'b', { id: 'f' })]);
    const theirs = graph(nodes, [edge('a', 'b', { id: 'e' }), edge('c', 'd', { id: 'f' })]);
    expect(reasonsOf(merge(base, ours, theirs))).toEqual({
      '/edges/f': 'both added it, with different content',
    });
  });

  test('two different edges under one id are a conflict', () => {
    const merged = merge(
      graph(nodes),
      graph(nodes, [edge('a', 'b', { id: 'e' })]),
      graph(nodes, [edge('a', 'c', { id: 'e' })]),
    );
    expect(reasonsOf(merged)).toEqual({ '/edges/e': 'both added it, with different content' });
  });
});

describe('variables, settings and inputs', () => {
  const withVariables = (...variables: NonNullable<ReturnType<typeof graph>['variables']>) =>
    graph([], [], { variables });

  test('variables are merged by name, and their defaults within', () => {
    const base = withVariables({ name: 'v', type: 'object', default: { a: 1 } });
    const ours = withVariables(
      { name: 'v', type: 'object', default: { a: 2 } },
      { name: 'o', type: 'text' },
    );
    const theirs = withVariables({
      name: 'v',
      type: 'object',
      default: { a: 1, b: 1 },
      lifetime: 'persist',
    });
    expect(merge(base, ours, theirs).definition.variables).toEqual([
      { name: 'o', type: 'text' },
      { name: 'v', type: 'object', default: { a: 2, b: 1 }, lifetime: 'persist' },
    ]);
  });

  test('a default does not get into a variable of another type', () => {
    const merged = merge(
      withVariables({ name: 'v', type: 'list' }),
      withVariables({ name: 'v', type: 'list', default: [1] }),
      withVariables({ name: 'v', type: 'object' }),
    );
    expect(reasonsOf(merged)).toEqual({
      '/variables/v': 'both changed it, and its type is another',
    });
  });

  test('settings are merged by member, and none are no member', () => {
    const settings = (members: object) => graph([], [], { settings: { ...members } });
    expect(
      merge(settings({ a: 1 }), settings({ a: 1, b: { c: 1 } }), settings({})).definition,
    ).toEqual(settings({ b: { c: 1 } }));
    expect(merge(settings({ a: 1 }), settings({}), settings({ a: 1 })).definition).toEqual(
      graph([]),
    );
  });

  test('two inputs that both sides added go in, also where both are required', () => {
    const inputs = (...names: string[]) =>
      graph([], [], {
        inputs: {
          type: 'object',
          properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
          required: names,
        },
      });
    expect(merge(inputs('a', 'b'), inputs('a', 'b', 'x'), inputs('b', 'c'))).toMatchObject({
      conflicts: [],
      definition: inputs('b', 'c', 'x'),
    });
  });

  test('two changes that together are no schema are a conflict of the inputs', () => {
    const inputs = (members: object) => graph([], [], { inputs: { type: 'object', ...members } });
    const $defs = { text: { type: 'string' } };
    const merged = merge(
      inputs({ $defs }),
      inputs({ $defs, properties: { a: { $ref: '#/$defs/text' } } }),
      inputs({}),
    );
    expect(reasonsOf(merged)).toEqual({
      '/inputs': expect.stringContaining(
        'both changed it; together it is not a JSON Schema',
      ) as string,
    });
  });
});
