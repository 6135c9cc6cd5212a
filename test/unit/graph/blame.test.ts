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
import { pointerTokens } from '../../../src/graph/json-pointer';
import { arbitraryDefinition } from './arbitrary-definition';

const origin = (step: number): BlameOrigin => ({ revisionId: `rev_${step}`, versionId: 'ver_0' });

function node(id: string, config: DefinitionNode['config'] = {}, name = id): DefinitionNode {
  return { id, type: 'transform', name, config };
}

function nodes(...list: DefinitionNode[]): Definition {
  return { nodes: list, edges: [] };
}

/** The blame after each definition took the place of the one before it. */
function blameAfter(steps: readonly Definition[]): Blame {
  let blame = blameOf(steps[0]!, origin(0));
  for (let step = 1; step < steps.length; step++) {
    const diff = compareDefinitions(steps[step - 1]!, steps[step]!);
    blame = blameOf(steps[step]!, origin(step), [{ blame, diff }]);
  }
  return blame;
}

/** Goes back from the end, step by step, to the one that changed what `isChange` looks for. */
function lastChange(
  steps: readonly Definition[],
  id: string,
  isChange: (diff: ReturnType<typeof compareDefinitions>, id: string) => boolean,
  renamesOf: (diff: ReturnType<typeof compareDefinitions>) => ReadonlyMap<string, string>,
): number {
  let name = id;
  for (let step = steps.length - 1; step > 0; step--) {
    const diff = compareDefinitions(steps[step - 1]!, steps[step]!);
    if (isChange(diff, name)) return step;
    name = [...renamesOf(diff)].find(([, later]) => later === name)?.[0] ?? name;
  }
  return 0;
}

function nodeChange(diff: ReturnType<typeof compareDefinitions>, id: string) {
  return diff.nodes.find(({ after }) => after?.id === id);
}

const arbitraryHistory = fc.array(arbitraryDefinition, { minLength: 1, maxLength: 6 });

test('every node, field and edge has the line that a replay of the history from its end finds', () => {
  fc.assert(
    fc.property(arbitraryHistory, (steps) => {
      const blame = blameAfter(steps);
      const last = steps.at(-1)!;
      for (const { id, config } of last.nodes) {
        const step = lastChange(
          steps,
          id,
          (diff, name) => {
            const change = nodeChange(diff, name);
            return change?.kind === 'ADDED' || (change?.fields.length ?? 0) > 0;
          },
          ({ renames }) => renames,
        );
        expect(blame.nodes.get(id)!.changed).toEqual(origin(step));
        for (const field of Object.keys(config)) {
          const changedAt = lastChange(
            steps,
            id,
            (diff, name) => {
              const change = nodeChange(diff, name);
              const paths = change?.fields.map(({ path }) => pointerTokens(path)!) ?? [];
              return (
                change?.kind === 'ADDED' ||
                paths.some(([member, top]) => member === 'config' && (top ?? field) === field)
              );
            },
            ({ renames }) => renames,
          );
          expect(fieldOrigin(blame.nodes.get(id)!, field)).toEqual(origin(changedAt));
        }
      }
      for (const { id } of last.edges) {
        const step = lastChange(
          steps,
          id,
          (diff, name) =>
            diff.edges.some(({ kind, after }) => after?.id === name && kind !== 'RENAMED'),
          ({ edgeRenames }) => edgeRenames,
        );
        expect(blame.edges.get(id)).toEqual(origin(step));
      }
      expect([...blame.nodes.keys()].sort()).toEqual(last.nodes.map(({ id }) => id).sort());
      expect([...blame.edges.keys()].sort()).toEqual(last.edges.map(({ id }) => id).sort());
    }),
    { numRuns: 150 },
  );
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
