import { edge, graph, merge, node, reasonsOf } from './merge-examples';

const prompt = 'Fetch the page and answer with its title and nothing else.';

describe('a node that one side renamed', () => {
  const base = graph([node('fetch', { prompt }), node('b')], [edge('fetch', 'b')]);
  const renamed = graph([node('get', { prompt }), node('b')], [edge('get', 'b')]);

  test('has what the other side changed in it, and what that side connected with it', () => {
    const theirs = graph(
      [node('fetch', { prompt, model: 'm' }), node('b', { text: 'steps.fetch.output' }), node('c')],
      [edge('fetch', 'b', { condition: 'steps.`fetch`.ok' }), edge('c', 'fetch')],
    );
    for (const merged of [merge(base, renamed, theirs), merge(base, theirs, renamed)]) {
      expect(merged.conflicts).toEqual([]);
      expect(merged.definition).toEqual(
        graph(
          [node('b', { text: 'steps.get.output' }), node('c'), node('get', { prompt, model: 'm' })],
          [edge('c', 'get', { id: 'c-fetch' }), edge('get', 'b', { condition: 'steps.get.ok' })],
        ),
      );
    }
  });

  test('is the parent of what the other side put into it', () => {
    const theirs = graph([...base.nodes, node('c', {}, { parent: 'fetch' })], base.edges);
    expect(merge(base, renamed, theirs).definition.nodes[1]).toEqual(
      node('c', {}, { parent: 'get' }),
    );
  });

  test('is a conflict if the other side removed it, also if nothing but the id is another', () => {
    const of = (id: string) => graph([node(id, { prompt }, { name: 'Fetch' }), node('b')]);
    for (const [former, later] of [
      [base, renamed],
      [of('fetch'), of('get')],
    ] as const) {
      expect(reasonsOf(merge(former, later, graph([node('b')])))).toEqual({
        '/nodes/get': 'ours renamed it from fetch, theirs removed it',
      });
    }
  });

  test('is a conflict if the other side gave it another id, and edges go with the choice', () => {
    const other = graph([node('load', { prompt }), node('b')], [edge('load', 'b')]);
    const merged = merge(base, renamed, other);
    expect(merged.conflicts).toEqual([
      {
        path: '/nodes/fetch',
        base: node('fetch', { prompt }),
        ours: node('get', { prompt }),
        theirs: node('load', { prompt }),
        reason: 'ours renamed it to get, theirs to load',
      },
    ]);
    expect(merged.definition.nodes).toEqual([node('b'), node('fetch', { prompt })]);
    const chosen = merge(base, renamed, other, [{ path: '/nodes/fetch', take: 'THEIRS' }]);
    expect(chosen.conflicts).toEqual([]);
    expect(chosen.definition.nodes).toEqual([node('b'), node('load', { prompt })]);
    expect(chosen.definition.edges).toMatchObject([{ source: 'load', target: 'b' }]);
  });

  test('is removed and added where the other side has another node of that id', () => {
    const theirs = graph(
      [...base.nodes, node('get', { other: true }, { type: 'http' })],
      base.edges,
    );
    const merged = merge(base, renamed, theirs);
    expect(reasonsOf(merged)).toEqual({ '/nodes/get': 'both added it, with different content' });
  });

  test('keeps a word in a text of the other side that happens to be its former id', () => {
    const theirs = graph(
      [...base.nodes, node('c', { method: 'fetch', say: 'a "fetch" b' })],
      base.edges,
    );
    expect(merge(base, renamed, theirs).definition.nodes[1]?.config).toEqual({
      method: 'fetch',
      say: 'a "fetch" b',
    });
  });

  test('is followed by such words where the side that renamed it made its own follow', () => {
    const mention = (id: string, ...more: ReturnType<typeof node>[]) =>
      graph([node(id, { prompt }), node('b', { from: id, code: `$("${id}")` }), ...more]);
    const theirs = mention('fetch', node('c', { from: 'fetch', code: '1 + $("fetch")' }));
    expect(merge(mention('fetch'), mention('get'), theirs).definition.nodes.slice(0, 2)).toEqual([
      node('b', { from: 'get', code: '$("get")' }),
      node('c', { from: 'get', code: '1 + $("get")' }),
    ]);
  });
});

test('a text in which one side follows a rename and the other changes a line has both', () => {
  const text = (id: string, last: string) => `$x := steps.${id}.output;\n\n$y := 1;\n\n${last}`;
  const of = (id: string, last: string) =>
    graph([node(id, { prompt }), node('z', { text: text(id, last) })]);
  expect(merge(of('a', '$x'), of('b', '$x'), of('a', '$y')).definition).toEqual(of('b', '$y'));
});
