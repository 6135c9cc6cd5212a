import { DefinitionError } from '../../../../src/graph/definition-error';
import type { JsonValue } from '../../../../src/graph/definition';
import { edge, graph, merge, mergeConfigs, node } from './merge-examples';

const base = graph([node('a', { x: 1 }), node('b')], [edge('a', 'b')], {
  variables: [{ name: 'v', type: 'number', default: 1 }],
});
const ours = graph([node('a', { x: 2 }), node('b')], [], { variables: [] });
const theirs = graph([node('b')], [], {
  variables: [{ name: 'v', type: 'number', default: 2 }],
});

/** The sides with the node `a` removed by one and changed by the other, with a value in its place. */
function withValue(path: string, value: JsonValue | undefined) {
  return merge(base, ours, theirs, [{ path, take: 'VALUE', value }]);
}

test.each([
  ['BASE', 1],
  ['OURS', 2],
  ['THEIRS', 3],
] as const)('%s takes what that side has', (take, x) => {
  const resolution = { path: '/nodes/a/config/x', take };
  expect(mergeConfigs({ x: 1 }, { x: 2 }, { x: 3 }, [resolution])).toEqual({
    config: { x },
    conflicts: [],
  });
});

test('a value takes the place, and null removes it', () => {
  const of = (value: JsonValue) =>
    mergeConfigs({ x: 1 }, { x: 2 }, { x: 3 }, [
      { path: '/nodes/a/config/x', take: 'VALUE', value },
    ]);
  expect(of({ y: 4 })).toEqual({ config: { x: { y: 4 } }, conflicts: [] });
  expect(of(null)).toEqual({ config: {}, conflicts: [] });
});

test('a value can be a whole node, also as editors write it, an edge or a variable', () => {
  const merged = withValue('/nodes/a', {
    id: 'a',
    type: 'agent',
    position: { x: 0, y: 0 },
    data: { label: 'A', x: 5 },
  });
  expect(merged.definition.nodes[0]).toEqual(node('a', { x: 5 }, { name: 'A' }));
  expect(merged.conflicts.map(({ path }) => path)).toEqual(['/variables/v']);
  expect(withValue('/nodes/a', null).definition.nodes).toEqual([node('b')]);
  const variable = { name: 'v', type: 'text', default: 'x' };
  expect(withValue('/variables/v', variable).definition.variables).toEqual([variable]);
});

test('a value that cannot stand in its place is refused by name', () => {
  const issuesOf = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      if (error instanceof DefinitionError) return error.issues.map(({ path }) => path);
    }
    return undefined;
  };
  expect(issuesOf(() => withValue('/nodes/a', { ...node('c') } as never))).toEqual(['/nodes/a/id']);
  expect(issuesOf(() => withValue('/nodes/a', 'a'))).toEqual(['/nodes/a']);
  expect(issuesOf(() => withValue('/nodes/a', { id: 'a', type: 't', colour: 1 }))).toEqual([
    '/nodes/a/colour',
  ]);
  expect(
    issuesOf(() => withValue('/variables/v', { name: 'v', type: 'text', default: 1 })),
  ).toEqual(['/variables/v/default']);
  const hidden = JSON.parse('{"id":"a","type":"t","config":{"__proto__":1}}') as JsonValue;
  expect(issuesOf(() => withValue('/nodes/a', hidden))).toEqual(['/nodes/a/config/__proto__']);
  const named = (name: string) => graph([node('a', {}, { name })]);
  const path = '/nodes/a/name';
  expect(
    issuesOf(() => merge(named('1'), named('2'), named('3'), [{ path, take: 'VALUE', value: 4 }])),
  ).toEqual([path]);
});

test('an edge that is given with ends that are not there is a conflict again', () => {
  const of = (condition: string) => graph([node('a')], [edge('a', 'a', { id: 'e', condition })]);
  const value = { ...edge('a', 'nowhere', { id: 'e' }) };
  const merged = merge(of('1'), graph([node('a')]), of('2'), [
    { path: '/edges/e', take: 'VALUE', value: value },
  ]);
  expect(merged.conflicts).toMatchObject([
    { path: '/edges/e', reason: 'as it was resolved it cannot stand: nowhere is not there' },
  ]);
  expect(merged.definition.edges).toEqual([]);
});

test('resolutions that name no conflict, or one that is named already, are told', () => {
  const first = { path: '/nodes/a/config/x', take: 'OURS' as const };
  const again = { path: '/nodes/a/config/x', take: 'THEIRS' as const };
  const stale = { path: '/nodes/b', take: 'OURS' as const };
  const sides = [1, 2, 3].map((x) => graph([node('a', { x })]));
  const merged = merge(sides[0]!, sides[1]!, sides[2]!, [first, again, stale]);
  expect(merged.definition.nodes[0]?.config).toEqual({ x: 2 });
  expect(merged.unusedResolutions).toEqual([stale, again]);
});

test('conflicts come sorted by path', () => {
  expect(merge(base, ours, theirs).conflicts.map(({ path }) => path)).toEqual([
    '/nodes/a',
    '/variables/v',
  ]);
});
