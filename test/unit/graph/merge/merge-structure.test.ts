import type { Definition } from '../../../../src/graph/definition';
import type { Resolution } from '../../../../src/graph/merge/merge-definitions';
import { edge, graph, merge, node, reasonsOf } from './merge-examples';

/** What is merged after all conflicts that are open at first are decided the same way. */
function take(side: Resolution['take'], ...sides: [Definition, Definition, Definition]) {
  const { conflicts } = merge(...sides);
  return merge(
    ...sides,
    conflicts.map(({ path }) => ({ path, take: side })),
  );
}

describe('an edge and its nodes', () => {
  const base = graph([node('a'), node('b'), node('c')], [edge('a', 'b'), edge('b', 'c')]);
  const withoutB = graph([node('a'), node('c')], [edge('a', 'c')]);

  test('edges go away with a node that one side removed and the other left', () => {
    const theirs = graph([node('a', { x: 1 }), node('b'), node('c')], base.edges);
    const merged = merge(base, withoutB, theirs);
    expect(merged.conflicts).toEqual([]);
    expect(merged.definition).toEqual(graph([node('a', { x: 1 }), node('c')], [edge('a', 'c')]));
  });

  test('an edge that one side adds at a node that the other removed is a conflict; taking it keeps the node', () => {
    const theirs = graph([...base.nodes, node('n')], [...base.edges, edge('n', 'b')]);
    const merged = merge(base, withoutB, theirs);
    expect(merged.conflicts).toEqual([
      {
        path: '/edges/n-b',
        base: null,
        ours: null,
        theirs: edge('n', 'b'),
        reason: 'theirs connects it with b, which ours removed',
      },
    ]);
    expect(merged.definition.edges).toEqual([edge('a', 'c')]);
    expect(take('OURS', base, withoutB, theirs)).toMatchObject({
      conflicts: [],
      definition: { edges: [edge('a', 'c')] },
    });
    expect(take('THEIRS', base, withoutB, theirs)).toMatchObject({
      conflicts: [],
      definition: {
        nodes: ['a', 'b', 'c', 'n'].map((id) => node(id)),
        edges: ['a-b', 'a-c', 'b-c', 'n-b'].map((id) => ({ id })),
      },
    });
  });

  test('an edge that one side connects with a node that the other removed is a conflict', () => {
    const former = graph([...base.nodes, node('d')], [...base.edges, edge('c', 'd', { id: 'e' })]);
    const ours = graph([node('a'), node('c'), node('d')], [edge('c', 'd', { id: 'e' })]);
    const theirs = graph(former.nodes, [...base.edges, edge('c', 'b', { id: 'e' })]);
    expect(reasonsOf(merge(former, ours, theirs))).toEqual({
      '/edges/e': 'theirs connects it with b, which ours removed',
    });
    expect(merge(former, ours, theirs).definition.edges).toEqual([edge('c', 'd', { id: 'e' })]);
  });

  test('edges that went away with a node come back if it is decided to stay, and go if it goes', () => {
    const theirs = graph(
      [node('a'), node('b', { x: 1 }), node('c'), node('n')],
      [...base.edges, edge('n', 'b')],
    );
    expect(reasonsOf(merge(base, withoutB, theirs))).toEqual({
      '/nodes/b': 'ours removed it, theirs changed it',
    });
    expect(take('THEIRS', base, withoutB, theirs)).toMatchObject({
      conflicts: [],
      definition: { edges: ['a-b', 'a-c', 'b-c', 'n-b'].map((id) => ({ id })) },
    });
    expect(take('OURS', base, withoutB, theirs)).toMatchObject({
      conflicts: [],
      definition: { nodes: [node('a'), node('c'), node('n')], edges: [edge('a', 'c')] },
    });
  });

  test('decisions that cannot stand together are a conflict again', () => {
    const theirs = graph(
      [node('a'), node('b', { x: 1 }), node('c')],
      [edge('a', 'b', { condition: 'x' }), edge('b', 'c')],
    );
    const merged = merge(base, withoutB, theirs, [
      { path: '/nodes/b', take: 'OURS' },
      { path: '/edges/a-b', take: 'THEIRS' },
    ]);
    expect(reasonsOf(merged)).toEqual({
      '/edges/a-b': 'as it was resolved it cannot stand: b is not there',
    });
    expect(merged.unusedResolutions).toEqual([]);
    const open = merge(base, withoutB, theirs, [{ path: '/nodes/b', take: 'OURS' }]);
    expect(reasonsOf(open)).toEqual({ '/edges/a-b': 'ours removed it, theirs changed it' });
  });
});

describe('a container and what is in it', () => {
  const inside = (id: string, parent = 'g') => node(id, {}, { parent });
  const base = graph([node('g', {}, { type: 'group' }), inside('a'), node('b')]);
  const withoutGroup = graph([node('a'), node('b')]);

  test('what one side puts into a container that the other removed is a conflict at its parent', () => {
    const theirs = graph([base.nodes[0]!, inside('a'), inside('b')]);
    const merged = merge(base, withoutGroup, theirs);
    expect(merged.conflicts).toEqual([
      {
        path: '/nodes/b/parent',
        base: null,
        ours: null,
        theirs: 'g',
        reason: 'theirs put it into g, which ours removed',
      },
    ]);
    expect(take('THEIRS', base, withoutGroup, theirs).definition).toEqual(
      graph([node('a'), inside('b'), base.nodes[0]!]),
    );
    expect(take('OURS', base, withoutGroup, theirs).definition).toEqual(withoutGroup);
  });

  test('what one side adds in a container that the other removed is a conflict as a whole', () => {
    const theirs = graph([...base.nodes, inside('n')], [edge('a', 'n')]);
    const merged = merge(base, withoutGroup, theirs);
    expect(reasonsOf(merged)).toEqual({ '/nodes/n': 'theirs put it into g, which ours removed' });
    expect(merged.definition).toEqual(withoutGroup);
    expect(take('OURS', base, withoutGroup, theirs).definition).toEqual(withoutGroup);
    expect(take('THEIRS', base, withoutGroup, theirs).definition).toEqual(
      graph([node('a'), node('b'), base.nodes[0]!, inside('n')], [edge('a', 'n')]),
    );
  });

  test('a container that is decided to stay has its contents back', () => {
    const full = graph([node('g'), inside('h'), inside('i', 'h'), node('b')], [edge('h', 'i')]);
    const theirs = graph(
      [node('g', { x: 1 }), inside('h'), inside('i', 'h'), node('b')],
      full.edges,
    );
    expect(take('THEIRS', full, graph([node('b')]), theirs)).toEqual({
      conflicts: [],
      unusedResolutions: [],
      definition: graph(
        [node('b'), node('g', { x: 1 }), inside('h'), inside('i', 'h')],
        full.edges,
      ),
    });
  });

  test('a container of which each side sets a half to be in the other is a conflict of both', () => {
    const sides = [
      graph([node('p'), node('q')]),
      graph([inside('p', 'q'), node('q')]),
      graph([node('p'), inside('q', 'p')]),
    ] as const;
    const reason = 'with the changes of both it would contain itself';
    expect(reasonsOf(merge(...sides))).toEqual({
      '/nodes/p/parent': reason,
      '/nodes/q/parent': reason,
    });
    expect(merge(...sides).definition).toEqual(sides[0]);
    expect(take('OURS', ...sides)).toMatchObject({ conflicts: [], definition: sides[1] });
    const both = merge(...sides, [
      { path: '/nodes/p/parent', take: 'OURS' },
      { path: '/nodes/q/parent', take: 'THEIRS' },
    ]);
    expect(both.conflicts.map(({ path, reason: why }) => [path, why])).toEqual([
      ['/nodes/p/parent', `as it was resolved it cannot stand: ${reason}`],
      ['/nodes/q/parent', `as it was resolved it cannot stand: ${reason}`],
    ]);
  });

  test('of a circle only those are conflicts that were put elsewhere, and nothing that leads into it', () => {
    const before = graph([node('n'), node('p'), inside('q', 'r'), node('r')]);
    const ours = graph([inside('n', 'p'), inside('p', 'q'), inside('q', 'r'), node('r')]);
    const theirs = graph([node('n'), node('p'), inside('q', 'r'), inside('r', 'p')]);
    const merged = merge(before, ours, theirs);
    expect(Object.keys(reasonsOf(merged))).toEqual(['/nodes/p/parent', '/nodes/r/parent']);
    expect(merged.definition.nodes[0]).toEqual(inside('n', 'p'));
  });

  test('what is in a container that is open waits for it, and is there once it is decided', () => {
    const before = graph([node('a'), node('b')]);
    const ours = graph(
      [inside('a'), node('b'), node('g', { x: 1 }), inside('n')],
      [edge('b', 'n')],
    );
    const theirs = graph([node('a'), node('b'), node('g', { x: 2 })]);
    const merged = merge(before, ours, theirs);
    expect(Object.keys(reasonsOf(merged))).toEqual(['/nodes/g']);
    expect(merged.definition).toEqual(before);
    expect(take('OURS', before, ours, theirs)).toMatchObject({ conflicts: [], definition: ours });
  });

  test('a parent that both changed and one removed comes back with the choice', () => {
    const former = graph([node('g'), node('h'), inside('a')]);
    const ours = graph([node('g'), node('h'), inside('a', 'h')]);
    const theirs = graph([node('g'), node('a')]);
    expect(take('OURS', former, ours, theirs)).toMatchObject({
      conflicts: [],
      definition: { nodes: [inside('a', 'h'), node('g'), node('h')] },
    });
  });
});

test('a reference to a node that the other side removed is no conflict, but a problem to be found', () => {
  const base = graph([node('a'), node('b')]);
  const theirs = graph([node('a'), node('b', { text: 'steps.a.output' })]);
  expect(merge(base, graph([node('b')]), theirs)).toMatchObject({
    conflicts: [],
    definition: { nodes: [node('b', { text: 'steps.a.output' })] },
  });
});
