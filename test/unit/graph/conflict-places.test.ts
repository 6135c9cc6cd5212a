import { conflictPlaces } from '../../../src/graph/conflict-places';
import { type Definition } from '../../../src/graph/definition';

const node = (id: string, expression: string) => ({
  id,
  type: 'transform',
  name: id,
  config: { expression },
});
const definition = (...nodes: Definition['nodes']): Definition => ({ nodes, edges: [] });

test('every place where a refused save would change what is there now is named, with what stood there before', () => {
  const base = definition(node('a', '1'), node('b', '1'), node('gone', '1'));
  const ours = definition(node('a', '2'), node('b', '1'), node('gone', '1'));
  const theirs = definition(node('a', '3'), node('b', '1'));
  expect(conflictPlaces(base, ours, theirs)).toEqual([
    { path: '/nodes/a', base: node('a', '1'), ours: node('a', '2'), theirs: node('a', '3') },
    { path: '/nodes/gone', base: node('gone', '1'), ours: node('gone', '1'), theirs: null },
  ]);
});

test('edges, variables, inputs and settings are places too, whatever the order', () => {
  const edge = { id: 'e/1', source: 'a', target: 'a' };
  const ours: Definition = {
    nodes: [],
    edges: [edge],
    variables: [{ name: 'n', type: 'number' }],
    settings: { a: 1 },
  };
  const theirs: Definition = {
    nodes: [],
    edges: [],
    inputs: { type: 'object' },
    settings: { a: 2 },
  };
  expect(conflictPlaces(undefined, ours, theirs).map(({ path }) => path)).toEqual([
    '/edges/e~11',
    '/inputs',
    '/settings',
    '/variables/n',
  ]);
  expect(conflictPlaces(ours, theirs, theirs)).toEqual([]);
});

test('keys in another order are no difference', () => {
  const ours: Definition = { nodes: [], edges: [], settings: { a: 1, b: 2 } };
  const theirs: Definition = { nodes: [], edges: [], settings: { b: 2, a: 1 } };
  expect(conflictPlaces(undefined, ours, theirs)).toEqual([]);
});
