import * as fc from 'fast-check';
import {
  type Blame,
  type BlameOrigin,
  blameOf,
  fieldOrigin,
  savedBlame,
} from '../../../src/graph/blame';
import { readBlame, writeBlame } from '../../../src/graph/blame-text';
import type { Definition, DefinitionNode } from '../../../src/graph/definition';
import { compareDefinitions } from '../../../src/graph/diff/compare-definitions';
import { arbitraryDefinition } from './arbitrary-definition';
import { blameAfter, expectBlameOfReplay, origin } from './blame-replay';

function node(id: string, config: DefinitionNode['config'] = {}, name = id): DefinitionNode {
  return { id, type: 'transform', name, config };
}

function nodes(...list: DefinitionNode[]): Definition {
  return { nodes: list, edges: [] };
}

const arbitraryHistory = fc.array(arbitraryDefinition, { minLength: 1, maxLength: 6 });

test('every node, field and edge has the line that a replay of the history from its end finds', () => {
  fc.assert(fc.property(arbitraryHistory, expectBlameOfReplay), { numRuns: 150 });
});

test('a rename alone keeps the line of a node, and a change with it keeps the lines of the other fields', () => {
  const prompt = { prompt: 'Say hello to the customer.', model: 'large', tokens: 100 };
  const renamed = blameAfter([
    nodes(node('a', prompt, 'Greet')),
    nodes(node('b', prompt, 'Greet')),
  ]);
  expect(renamed.nodes.get('b')!.changed).toEqual(origin(0));
  const edited = blameAfter([
    nodes(node('a', prompt, 'Greet')),
    nodes(node('b', { ...prompt, tokens: 200 }, 'Greet')),
  ]);
  const line = edited.nodes.get('b')!;
  expect(line.changed).toEqual(origin(1));
  expect(fieldOrigin(line, 'tokens')).toEqual(origin(1));
  expect(fieldOrigin(line, 'prompt')).toEqual(origin(0));
});

test('what two contents were merged to keeps the line of the side that changed it', () => {
  const base = nodes(node('a', { x: 1 }), node('b', { x: 1 }), node('c', { x: 1, y: 1 }));
  const ours = nodes(node('a', { x: 2 }), node('b', { x: 1 }), node('c', { x: 2, y: 1 }));
  const theirs = nodes(node('a', { x: 1 }), node('b', { x: 2 }), node('c', { x: 1, y: 2 }));
  const merged = nodes(node('a', { x: 2 }), node('b', { x: 2 }), node('c', { x: 2, y: 2 }));
  const start = blameOf(base, origin(0));
  const side = (definition: Definition, step: number): Blame =>
    blameOf(definition, origin(step), [
      { blame: start, diff: compareDefinitions(base, definition) },
    ]);
  const blame = blameOf(merged, origin(3), [
    { blame: side(ours, 1), diff: compareDefinitions(ours, merged) },
    { blame: side(theirs, 2), diff: compareDefinitions(theirs, merged) },
  ]);
  expect(blame.nodes.get('a')!.changed).toEqual(origin(1));
  expect(blame.nodes.get('b')!.changed).toEqual(origin(2));
  const both = blame.nodes.get('c')!;
  expect(both.changed).toEqual(origin(3));
  expect(fieldOrigin(both, 'x')).toEqual(origin(1));
  expect(fieldOrigin(both, 'y')).toEqual(origin(2));
});

test('saving makes the lines that the draft held those of the saved version, and no others', () => {
  const of = (revisionId: string, versionId: string): BlameOrigin => ({ revisionId, versionId });
  const blame: Blame = {
    nodes: new Map([
      ['a', { changed: of('r2', 'draft'), fields: new Map([['x', of('r1', 'v1')]]) }],
      ['b', { changed: of('r1', 'v1'), fields: new Map([['y', of('r3', 'draft')]]) }],
    ]),
    edges: new Map([['e', of('r2', 'draft')]]),
  };
  expect(savedBlame(blame, 'draft', 'v2')).toEqual({
    nodes: new Map([
      ['a', { changed: of('r2', 'v2'), fields: new Map([['x', of('r1', 'v1')]]) }],
      ['b', { changed: of('r1', 'v1'), fields: new Map([['y', of('r3', 'v2')]]) }],
    ]),
    edges: new Map([['e', of('r2', 'v2')]]),
  });
});

test('a blame comes back from its text as it was', () => {
  fc.assert(
    fc.property(arbitraryHistory, (steps) => {
      const blame = blameAfter(steps);
      expect(readBlame(writeBlame(blame))).toEqual(blame);
    }),
  );
});

test('odd ids are ids like any other', () => {
  const odd = nodes(node('__proto__', { constructor: 1 }), node('toString'));
  const blame = readBlame(writeBlame(blameOf(odd, origin(0))));
  expect([...blame.nodes.keys()]).toEqual(['__proto__', 'toString']);
});
