import * as fc from 'fast-check';
import { canonicalDefinition } from '../../../../src/graph/canonical-form';
import type { Definition } from '../../../../src/graph/definition';
import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import { readDefinition } from '../../../../src/graph/read-definition';
import { toReactFlow } from '../../../../src/graph/react-flow';
import { arbitraryDefinition, arbitraryDrawing } from '../arbitrary-definition';
import { arbitraryEdit } from './arbitrary-edit';
import { countChanges, isEmpty, misplacedValues } from './diff-facts';

/** The same definition as it could have been sent, sharing no object with it. */
function arbitraryReordering(definition: Definition): fc.Arbitrary<Definition> {
  const anyOrder = <T>(items: T[]): fc.Arbitrary<T[]> =>
    fc.shuffledSubarray(items, { minLength: items.length });
  const { nodes, edges, variables } = definition;
  return fc
    .tuple(anyOrder(nodes), anyOrder(edges), anyOrder(variables ?? []))
    .map(([someNodes, someEdges, someVariables]) => ({
      ...withMembersTurned({ ...definition, nodes: someNodes, edges: someEdges }),
      ...(variables && { variables: withMembersTurned(someVariables) }),
    }));
}

function withMembersTurned<T>(value: T): T {
  if (Array.isArray(value)) return (value as unknown[]).map((item) => withMembersTurned(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const members: [string, unknown][] = Object.entries(value);
  const turned = members.map(([name, member]) => [name, withMembersTurned(member)] as const);
  return Object.fromEntries(turned.reverse()) as T;
}

const arbitraryPair = fc.oneof(
  fc.tuple(arbitraryDefinition, arbitraryDefinition),
  arbitraryEdit.map(({ before, after }): [Definition, Definition] => [before, after]),
  arbitraryEdit.map(({ before, after }): [Definition, Definition] => [after, before]),
);

describe('a comparison of definitions', () => {
  it('finds nothing between a definition and itself in any order', () => {
    const both = arbitraryDefinition.chain((definition) =>
      fc.tuple(fc.constant(definition), arbitraryReordering(definition)),
    );
    fc.assert(
      fc.property(both, ([definition, other]) => {
        expect(isEmpty(compareDefinitions(definition, other))).toBe(true);
        expect(isEmpty(compareDefinitions(definition, definition))).toBe(true);
      }),
    );
  });

  it('says the same of two definitions in any order', () => {
    const withOthers = arbitraryPair.chain(([before, after]) =>
      fc.tuple(
        fc.constant(before),
        fc.constant(after),
        arbitraryReordering(before),
        arbitraryReordering(after),
      ),
    );
    fc.assert(
      fc.property(withOthers, ([before, after, otherBefore, otherAfter]) => {
        expect(compareDefinitions(otherBefore, otherAfter)).toEqual(
          compareDefinitions(before, after),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is empty if and only if the digests are the same', () => {
    fc.assert(
      fc.property(arbitraryPair, ([before, after]) => {
        const isSame = canonicalDefinition(before) === canonicalDefinition(after);
        expect(isEmpty(compareDefinitions(before, after))).toBe(isSame);
        const canonical = JSON.parse(canonicalDefinition(before)) as Definition;
        expect(isEmpty(compareDefinitions(before, canonical))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('gives what stands at its pointers, sorted by them', () => {
    fc.assert(
      fc.property(arbitraryPair, ([before, after]) => {
        const diff = compareDefinitions(before, after);
        expect(misplacedValues(before, after, diff)).toEqual([]);
        const lists = [...diff.nodes, ...diff.edges].map(({ fields }) => fields);
        for (const fields of [...lists, diff.inputs, diff.variables, diff.settings]) {
          const paths = fields.map(({ path }) => path);
          expect(paths).toEqual([...paths].sort());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('calls one edit one change of its kind', () => {
    fc.assert(
      fc.property(arbitraryEdit, ({ before, after, part, kind, path }) => {
        const diff = compareDefinitions(before, after);
        expect(countChanges(diff)).toBe(1);
        const [change] = diff[part];
        const fields = change && 'fields' in change ? change.fields : [];
        expect((fields[0] ?? change)?.kind).toBe(kind);
        if (path !== undefined) expect(fields[0] ?? change).toHaveProperty('path', path);
      }),
      { numRuns: 1500 },
    );
  });

  it('never sees a layout', () => {
    fc.assert(
      fc.property(arbitraryDrawing, ({ definition, layout }) => {
        const drawn = readDefinition(toReactFlow(definition, layout)).definition;
        expect(isEmpty(compareDefinitions(drawn, definition))).toBe(true);
      }),
    );
  });
});
