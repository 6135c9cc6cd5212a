import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import { matchNodes } from '../../../../src/graph/diff/match-nodes';
import type { Definition, DefinitionEdge, DefinitionNode } from '../../../../src/graph/definition';

function node(id: string, more: Partial<DefinitionNode> = {}): DefinitionNode {
  return { id, type: 'transform', name: 'A step', config: {}, ...more };
}

function edge(source: string, target: string, more: Partial<DefinitionEdge> = {}): DefinitionEdge {
  return { id: `${source}-${target}`, source, target, ...more };
}

function definition(nodes: DefinitionNode[], edges: DefinitionEdge[] = []): Definition {
  return { nodes, edges };
}

function renames(before: Definition, after: Definition): Record<string, string> {
  return Object.fromEntries(matchNodes(before, after));
}

const fetching = {
  type: 'http',
  name: 'Fetch orders',
  config: { method: 'GET', url: 'https://example.com/orders' },
};

describe('matching nodes that were given another id', () => {
  it('takes the same content under another id for a rename, and nothing else for a change', () => {
    const before = definition(
      [
        node('a'),
        node('old', fetching),
        node('b', { name: 'B', config: { expression: 'steps.old.body & steps.`old`.body' } }),
        node('c', { name: 'C', config: { code: `$("old")`, nested: [{ of: 'old' }] } }),
      ],
      [edge('a', 'old'), edge('old', 'b', { condition: 'steps.old.ok' }), edge('b', 'c')],
    );
    const after = JSON.parse(JSON.stringify(before).replaceAll('old', 'new')) as Definition;
    const diff = compareDefinitions(before, after);
    expect(diff).toEqual({
      nodes: [{ kind: 'RENAMED', before: before.nodes[1], after: after.nodes[1], fields: [] }],
      edges: [],
      inputs: [],
      variables: [],
      settings: [],
      renames: new Map([['old', 'new']]),
      edgeRenames: new Map([
        ['a-old', 'a-new'],
        ['old-b', 'new-b'],
      ]),
    });
  });

  it('says what else changed in a renamed node', () => {
    const before = definition([node('old', fetching)]);
    const later = { ...fetching, name: 'Get orders', config: { ...fetching.config, timeoutMs: 5 } };
    const { nodes } = compareDefinitions(before, definition([node('new', later)]));
    expect(nodes.map(({ kind, fields }) => [kind, fields])).toEqual([
      [
        'RENAMED',
        [
          { path: '/config/timeoutMs', kind: 'ADDED', after: 5 },
          { path: '/name', kind: 'CHANGED', before: 'Fetch orders', after: 'Get orders' },
        ],
      ],
    ]);
  });

  it('follows renamed parents, and does not call their children changed', () => {
    const before = definition([
      node('group', { type: 'group', name: 'Group' }),
      node('stays', { parent: 'group', name: 'Stays' }),
      node('goes', { ...fetching, parent: 'group' }),
    ]);
    const after = definition([
      node('box', { type: 'group', name: 'Group' }),
      node('stays', { parent: 'box', name: 'Stays' }),
      node('went', { ...fetching, parent: 'box' }),
    ]);
    const diff = compareDefinitions(before, after);
    expect(Object.fromEntries(diff.renames)).toEqual({ group: 'box', goes: 'went' });
    expect(diff.nodes.map(({ kind, fields }) => [kind, fields])).toEqual([
      ['RENAMED', []],
      ['RENAMED', []],
    ]);
  });

  it('finds every node of a graph whose ids were all made anew, though they mention each other', () => {
    const make = (prefix: string): Definition =>
      definition(
        Array.from({ length: 30 }, (_, place) =>
          node(`${prefix}${place}`, {
            name: `Step ${place % 3}`,
            config: place === 0 ? {} : { expression: `steps.${prefix}${place - 1}.output` },
          }),
        ),
        Array.from({ length: 29 }, (_, place) =>
          edge(`${prefix}${place}`, `${prefix}${place + 1}`),
        ),
      );
    const diff = compareDefinitions(make('n'), make('step_'));
    expect(diff.renames.size).toBe(30);
    for (const [former, later] of diff.renames) expect(later).toBe(former.replace('n', 'step_'));
    expect(diff.nodes.every(({ kind, fields }) => kind === 'RENAMED' && fields.length === 0)).toBe(
      true,
    );
    expect(diff.edges).toEqual([]);
  });

  it('finds them in a large graph too', () => {
    const make = (prefix: string): Definition =>
      definition(
        Array.from({ length: 2000 }, (_, place) =>
          node(`${prefix}${place}`, {
            config: { code: `// ${place} ${' '.repeat(90)}$("${prefix}${(place * 7) % 2000}")` },
          }),
        ),
      );
    const found = matchNodes(make('n'), make('m'));
    expect([...found].filter(([former, later]) => later === former.replace('n', 'm'))).toHaveLength(
      2000,
    );
  });

  it('does not take a text for a mention that is the own id of the node', () => {
    const request = (id: string): DefinitionNode =>
      node(id, { ...fetching, config: { ...fetching.config, method: id } });
    const other = (mode: string): DefinitionNode => node('other', { config: { mode } });
    const before = definition([request('GET'), other('GET')]);
    const { nodes } = compareDefinitions(before, definition([request('POST'), other('POST')]));
    expect(nodes.map(({ kind, fields }) => [kind, fields])).toEqual([
      ['RENAMED', [{ path: '/config/method', kind: 'CHANGED', before: 'GET', after: 'POST' }]],
    ]);
  });

  it('does not pair nodes of another type, or with too little in common', () => {
    const before = definition([node('old', fetching)]);
    expect(renames(before, definition([node('new', { ...fetching, type: 'agent' })]))).toEqual({});
    const other = { method: 'GET', url: 'https://shop.test/api/v2/customers/list' };
    const unlike = node('new', { ...fetching, name: 'Customers', config: other });
    expect(renames(before, definition([unlike]))).toEqual({});
  });

  it('pairs the most alike first', () => {
    const prompt = 'Answer the question of the customer in a friendly tone, in two sentences.';
    const before = definition([
      node('a', { config: { prompt } }),
      node('b', { config: { prompt: prompt + ' Be brief.' } }),
    ]);
    const after = definition([
      node('c', { config: { prompt: prompt + ' Be very brief.' } }),
      node('d', { config: { prompt: prompt + '!' } }),
    ]);
    expect(renames(before, after)).toEqual({ a: 'd', b: 'c' });
  });

  it('tells equal nodes apart by their connections', () => {
    const wait = { type: 'delay', name: 'Wait', config: { ms: 5 } };
    const fixed = [node('x', { name: 'X' }), node('y', { name: 'Y' })];
    const before = definition(
      [...fixed, node('w1', wait), node('w2', wait)],
      [edge('x', 'w1'), edge('y', 'w2')],
    );
    const after = definition(
      [...fixed, node('a', wait), node('b', wait)],
      [edge('y', 'a'), edge('x', 'b')],
    );
    expect(renames(before, after)).toEqual({ w1: 'b', w2: 'a' });
    expect(renames(definition(before.nodes), definition(after.nodes))).toEqual({
      w1: 'a',
      w2: 'b',
    });
  });

  it('leaves nodes alone that have an empty config and several candidates', () => {
    const bare = (id: string): DefinitionNode => node(id, { type: 'branch', name: 'If' });
    const before = definition([bare('a'), bare('b')]);
    expect(renames(before, definition([bare('c'), bare('d')]))).toEqual({});
    expect(renames(before, definition([bare('c')]))).toEqual({});
  });

  it('pairs nodes with an empty config that are alone with their name or connections', () => {
    const bare = (id: string, name: string): DefinitionNode => node(id, { type: 'branch', name });
    const byName = (...ids: string[]): Definition =>
      definition(ids.map((id) => bare(id, `Is it ${id.at(-1)}?`)));
    expect(renames(byName('old-a', 'old-b'), byName('new-b', 'new-a'))).toEqual({
      'old-a': 'new-a',
      'old-b': 'new-b',
    });
    const wired = (first: string, second: string, name: string): Definition =>
      definition(
        [node('x', { name: 'X' }), node('y', { name: 'Y' }), bare(first, name), bare(second, name)],
        [edge('x', first), edge('y', second)],
      );
    expect(renames(wired('a', 'b', 'If'), wired('c', 'd', 'When'))).toEqual({ a: 'c', b: 'd' });
  });

  it('does not depend on the order of nodes and edges', () => {
    const wait = { type: 'delay', name: 'Wait', config: { ms: 5 } };
    const before = definition(['a', 'b', 'c'].map((id) => node(id, wait)));
    const after = definition(['d', 'e'].map((id) => node(id, wait)));
    const turned = definition([...before.nodes].reverse());
    expect(renames(turned, definition([...after.nodes].reverse()))).toEqual(renames(before, after));
    expect(renames(before, after)).toEqual({ a: 'd', b: 'e' });
  });

  it('is bounded where thousands of nodes are nearly the same', () => {
    const many = (prefix: string): Definition =>
      definition(
        Array.from({ length: 3000 }, (_, place) =>
          node(`${prefix}${place}`, {
            name: `${prefix} ${place}`,
            config: { prompt: `${'x'.repeat(300)}${prefix}${place}` },
          }),
        ),
      );
    const start = performance.now();
    matchNodes(many('a'), many('b'));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
