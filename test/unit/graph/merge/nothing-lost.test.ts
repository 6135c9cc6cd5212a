import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { canonicalForm } from '../../../../src/graph/canonical-form';
import type { Definition, DefinitionNode, JsonValue } from '../../../../src/graph/definition';
import { escapePointerToken } from '../../../../src/graph/json-pointer';
import { mergeDefinitions } from '../../../../src/graph/merge/merge-definitions';
import { arbitraryBase, arbitraryMerge } from './arbitrary-edits';

const RUNS = Number(process.env['MERGE_RUNS'] ?? 300);

/** One person's work on nodes that nobody else touches. */
interface Work {
  person: 'ours' | 'theirs';
  x: number;
  name: string;
  added: number;
  setting: JsonValue;
}

function workOf(person: Work['person']): fc.Arbitrary<Work> {
  return fc.record({
    person: fc.constant(person),
    x: fc.nat(),
    name: fc.constantFrom('Ann', 'Bob', 'Cy'),
    added: fc.nat(3),
    setting: fc.constantFrom<JsonValue>(1, [1], { a: 1 }),
  });
}

/** Changes every other node, removes one that nothing needs, and adds nodes, edges, a variable and a setting. */
function worked(base: Definition, { person, x, name, added, setting }: Work): Definition {
  const definition = structuredClone(base);
  const own = definition.nodes.filter((_, place) => place % 2 === (person === 'ours' ? 0 : 1));
  for (const node of own) Object.assign(node, { name, config: { ...node.config, [person]: x } });
  const needed = new Set(definition.edges.flatMap(({ source, target }) => [source, target]));
  for (const { parent } of definition.nodes) needed.add(parent ?? '');
  const idle = own.find(({ id }) => !needed.has(id));
  definition.nodes = definition.nodes.filter((node) => node !== idle);
  for (let count = 0; count < added; count++) {
    const id = `${person}-${count}`;
    definition.nodes.push({ id, type: person, name: id, config: { [person]: count } });
    definition.edges.push({ id: `${id}-edge`, source: id, target: `${person}-0` });
  }
  definition.variables = [...(definition.variables ?? []), { name: `${person}-v`, type: 'number' }];
  definition.settings = { ...definition.settings, [`${person}-s`]: setting };
  return canonicalForm(definition);
}

test('what two people do in different places is what they would have done one after the other', () => {
  const works = fc.tuple(workOf('ours'), workOf('theirs'));
  fc.assert(
    fc.property(arbitraryBase, works, (base, [own, other]) => {
      const [ours, theirs] = [worked(base, own), worked(base, other)];
      const { definition, conflicts } = mergeDefinitions(base, ours, theirs);
      expect(conflicts).toEqual([]);
      const oneAfterTheOther = canonicalForm({
        ...ours,
        nodes: [
          ...base.nodes.flatMap(({ id }, place) => {
            const node = nodeOf(place % 2 === 0 ? ours : theirs, id);
            return node === undefined ? [] : [node];
          }),
          ...ours.nodes.filter(({ id }) => nodeOf(base, id) === undefined),
          ...theirs.nodes.filter(({ id }) => nodeOf(base, id) === undefined),
        ],
        edges: [
          ...ours.edges,
          ...theirs.edges.filter((edge) => !base.edges.some(({ id }) => id === edge.id)),
        ],
        variables: [...ours.variables!, { name: 'theirs-v', type: 'number' }],
        settings: { ...ours.settings, 'theirs-s': other.setting },
      });
      expect(canonicalForm(definition)).toEqual(oneAfterTheOther);
    }),
    { numRuns: RUNS },
  );
});

test('every member is as the side has it that changed it, or is told to be a conflict', () => {
  let clashes = 0;
  fc.assert(
    fc.property(arbitraryMerge, ({ base, ours, theirs }) => {
      // Renames are another matter.
      fc.pre(base.nodes.every(({ id }) => nodeOf(ours, id) && nodeOf(theirs, id)));
      const { definition, conflicts } = mergeDefinitions(base, ours, theirs);
      const isTold = (path: string): boolean => {
        const told = conflicts.some(
          (it) =>
            it.path === path || it.path.startsWith(`${path}/`) || path.startsWith(`${it.path}/`),
        );
        if (told) clashes++;
        return told;
      };
      for (const { id } of base.nodes) {
        const [former, own, other, merged] = [base, ours, theirs, definition].map((it) =>
          partsOf(nodeOf(it, id)),
        ) as [Parts, Parts, Parts, Parts];
        for (const name of new Set([former, own, other, merged].flatMap((it) => Object.keys(it)))) {
          if (isTold(`/nodes/${escapePointerToken(id)}${name}`)) continue;
          const parts = [former[name], own[name], other[name]] as const;
          expectMerged(merged[name], ...parts);
        }
      }
      // What is in a container that is open waits for it.
      const isWaiting = (side: Definition, node: DefinitionNode | undefined): boolean =>
        node !== undefined &&
        (isTold(`/nodes/${escapePointerToken(node.id)}`) ||
          isWaiting(side, nodeOf(side, node.parent)));
      for (const side of [ours, theirs]) {
        for (const node of side.nodes) {
          if (!isWaiting(side, node)) expect(nodeOf(definition, node.id)).toBeDefined();
        }
      }
    }),
    { numRuns: RUNS },
  );
  expect(clashes).toBeGreaterThan(0);
});

type Parts = Record<string, JsonValue | undefined>;

/** The members of a node and of its config, by pointer. */
function partsOf(node: DefinitionNode | undefined): Parts {
  const { config = {}, ...members } = node ?? {};
  const parts = [
    ...Object.entries(members).map(([name, value]) => [`/${name}`, value] as const),
    ...Object.entries(config).map(
      ([name, value]) => [`/config/${escapePointerToken(name)}`, value] as const,
    ),
  ];
  return Object.fromEntries(parts) as Parts;
}

function expectMerged(
  merged: JsonValue | undefined,
  base: JsonValue | undefined,
  ours: JsonValue | undefined,
  theirs: JsonValue | undefined,
): void {
  if (isDeepStrictEqual(ours, theirs) || isDeepStrictEqual(base, theirs))
    expect(merged).toEqual(ours);
  else if (isDeepStrictEqual(base, ours)) expect(merged).toEqual(theirs);
  else {
    // Merged within: each part of it is of one of the three.
    const known = new Set([base, ours, theirs].flatMap(smallestParts));
    for (const part of smallestParts(merged)) expect(known).toContain(part);
  }
}

/** Lines of texts, and what is no text, array or object; each as JSON. */
function smallestParts(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return value.split('\n').map((line) => JSON.stringify(line));
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value ?? null)];
  return Object.values(value).flatMap(smallestParts);
}

function nodeOf({ nodes }: Definition, id: string | undefined): DefinitionNode | undefined {
  return nodes.find((node) => node.id === id);
}
