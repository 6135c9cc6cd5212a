import * as fc from 'fast-check';
import type { Definition, DefinitionNode, JsonObject, Layout } from '../../../src/graph/definition';

/** Keys that a careless reader or writer would trip over. */
const awkwardKey = fc.constantFrom(
  'label',
  '$label',
  '$$label',
  'data',
  'constructor',
  '10',
  '9',
  'ä',
  '€',
  '😀',
  '',
);

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const key = fc
  .oneof({ weight: 3, arbitrary: text }, awkwardKey)
  .filter((name) => name !== '__proto__');

/** JSON values as they come out of `JSON.parse`; -0 is left out because JSON text has no such thing. */
export const arbitraryJson: fc.Arbitrary<JsonObject[string]> = fc.letrec<{
  value: JsonObject[string];
}>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

export const arbitraryObject: fc.Arbitrary<JsonObject> = fc.dictionary(key, arbitraryJson, {
  maxKeys: 5,
  noNullPrototype: true,
});

const id = fc
  .oneof(text, fc.constantFrom('a', 'b', 'a/b', 'a~b', '10', '9'))
  .filter((name) => name !== '' && !(name in Object.prototype));

const optionalMembers = fc.record(
  {
    disabled: fc.boolean(),
    retry: fc.record({ attempts: fc.integer({ min: 1, max: 9 }), backoffMs: fc.nat(9999) }),
    timeoutMs: fc.integer({ min: 1, max: 99999 }),
  },
  { requiredKeys: [] },
);

function nodes(): fc.Arbitrary<DefinitionNode[]> {
  const node = fc.record({
    id,
    type: fc.constantFrom('agent', 'group', 'default', 'transform'),
    name: text,
    config: arbitraryObject,
    more: optionalMembers,
    parent: fc.option(fc.nat(), { nil: undefined }),
  });
  return fc.uniqueArray(node, { maxLength: 8, selector: ({ id: key }) => key }).map((drawn) =>
    drawn.map(({ more, parent, ...rest }, index) => ({
      ...rest,
      ...more,
      // A parent that stands later in the list, so that there are no cycles and order matters.
      ...(parent !== undefined &&
        index + 1 < drawn.length && {
          parent: (drawn[index + 1 + (parent % (drawn.length - index - 1))] as { id: string }).id,
        }),
    })),
  );
}

/** Definitions that are structurally sound, in every shape that the format allows. */
export const arbitraryDefinition: fc.Arbitrary<Definition> = nodes().chain((drawnNodes) => {
  const ends = drawnNodes.map((node) => node.id);
  const edge = fc.record(
    {
      id,
      source: fc.constantFrom(...(ends.length > 0 ? ends : [''])),
      target: fc.constantFrom(...(ends.length > 0 ? ends : [''])),
      sourceHandle: fc.constantFrom('', 'out', 'true'),
      targetHandle: fc.constantFrom('', 'in'),
      condition: text,
      priority: fc.integer({ min: -3, max: 3 }),
    },
    { requiredKeys: ['id', 'source', 'target'] },
  );
  const variable = fc.oneof(
    fc.record(
      { name: id, type: fc.constant('text' as const), default: text },
      { requiredKeys: ['name', 'type'] },
    ),
    fc.record(
      {
        name: id,
        type: fc.constant('object' as const),
        default: arbitraryObject,
        description: text,
        lifetime: fc.constantFrom('reset' as const, 'persist' as const),
      },
      { requiredKeys: ['name', 'type'] },
    ),
  );
  return fc.record(
    {
      nodes: fc.constant(drawnNodes),
      edges: fc.uniqueArray(edge, {
        maxLength: ends.length > 0 ? 8 : 0,
        selector: ({ id: key }) => key,
      }),
      inputs: fc.constantFrom<JsonObject>(
        {},
        { type: 'object', properties: { name: { type: 'string' } } },
      ),
      variables: fc.uniqueArray(variable, { maxLength: 4, selector: ({ name }) => name }),
      settings: arbitraryObject,
    },
    { requiredKeys: ['nodes', 'edges'] },
  );
});

const coordinate = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
const length = fc.double({ min: 0, max: 1e6, noNaN: true }).map((number) => number + 0);

/** A definition with a layout that places all of its nodes, and maybe sizes some. */
export const arbitraryDrawing: fc.Arbitrary<{ definition: Definition; layout: Layout }> =
  arbitraryDefinition.chain((definition) => {
    const ids = definition.nodes.map((node) => node.id);
    const positions = fc.record(
      Object.fromEntries(ids.map((key) => [key, fc.record({ x: coordinate, y: coordinate })])),
    );
    const sizes = fc.record(
      Object.fromEntries(ids.map((key) => [key, fc.record({ width: length, height: length })])),
      { requiredKeys: [] },
    );
    const canvas = fc.record(
      {
        notes: fc.array(arbitraryJson, { maxLength: 3 }),
        groups: fc.array(arbitraryJson, { maxLength: 3 }),
        viewport: fc.record({ x: coordinate, y: coordinate, zoom: length }),
      },
      { requiredKeys: [] },
    );
    return fc.tuple(positions, sizes, canvas).map(([drawnPositions, drawnSizes, rest]) => ({
      definition,
      layout: {
        ...(ids.length > 0 && { positions: { ...drawnPositions } }),
        ...(Object.keys(drawnSizes).length > 0 && { sizes: drawnSizes as Layout['sizes'] }),
        ...rest,
      },
    }));
  });
