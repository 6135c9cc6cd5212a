import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import * as fastJsonPatch from 'fast-json-patch';
import * as rfc6902 from 'rfc6902';
import { readHistory } from '../../../../src/bundle/history-files';
import { applyDefinitionPatch, applyJsonPatch } from '../../../../src/graph/apply-patch';
import { canonicalDefinition } from '../../../../src/graph/canonical-form';
import { canonicalJson } from '../../../../src/graph/canonical-json';
import type {
  Definition,
  DefinitionNode,
  JsonObject,
  JsonValue,
} from '../../../../src/graph/definition';
import { makePatch, makeValuePatch } from '../../../../src/graph/diff/make-patch';
import type { PatchOperation } from '../../../../src/graph/diff/patch-writer';
import { MAX_PATCH_OPERATIONS, MAX_VALUE_NESTING } from '../../../../src/graph/limits';
import { readDefinition } from '../../../../src/graph/read-definition';
import { historyKeys, HISTORIES } from '../../bundle/n8n-fixtures';
import { arbitraryDefinition, arbitraryJson } from '../arbitrary-definition';
import { editedDefinition, ODD_NAMES } from './edited-definition';

function parsed(definition: Definition): JsonValue {
  return JSON.parse(canonicalDefinition(definition)) as JsonValue;
}

function node(id: string, config: JsonObject = {}): DefinitionNode {
  return { id, type: 'transform', name: id, config };
}

/** A definition of one node with this config. */
function withConfig(config: JsonObject): Definition {
  return { nodes: [node('n', config)], edges: [] };
}

function expectPatch(before: Definition, after: Definition, patch: PatchOperation[]): void {
  expect(makePatch(before, after)).toEqual(patch);
  expect(canonicalJson(applyDefinitionPatch(before, patch))).toBe(canonicalDefinition(after));
}

describe.each<[string, (document: JsonValue, patch: PatchOperation[]) => unknown]>([
  ['our own applier', applyJsonPatch],
  [
    'rfc6902',
    (document, patch) => {
      expect(rfc6902.applyPatch(document, patch as rfc6902.Operation[])).toEqual(
        patch.map(() => null),
      );
      return document;
    },
  ],
  [
    'fast-json-patch',
    (document, patch) =>
      fastJsonPatch.applyPatch(document, patch as fastJsonPatch.Operation[], true).newDocument,
  ],
])('a patch of two definitions, applied by %s, turns the one into the other', (_name, apply) => {
  function expectAfter(before: Definition, after: Definition): void {
    const patch = JSON.parse(JSON.stringify(makePatch(before, after))) as PatchOperation[];
    expect(canonicalJson(apply(parsed(before), patch))).toBe(canonicalDefinition(after));
  }

  test('whatever the two are', () => {
    fc.assert(fc.property(arbitraryDefinition, arbitraryDefinition, expectAfter), { numRuns: 300 });
  });

  test('when it was edited', () => {
    fc.assert(
      fc.property(editedDefinition, ({ before, after }) => {
        expectAfter(before, after);
        expectAfter(after, before);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a patch', () => {
  test('of a definition and itself is empty, whatever the order and whether defaults are written', () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        expect(makePatch(definition, structuredClone(definition))).toEqual([]);
        const { nodes, edges, variables = [], ...rest } = definition;
        const turned: Definition = {
          ...rest,
          variables: [...variables].reverse(),
          edges: [...edges].reverse(),
          nodes: [...nodes].reverse().map((item) => ({ disabled: false, ...item })),
        };
        expect(makePatch(definition, turned)).toEqual([]);
      }),
    );
  });

  test('does not depend on the order of members, nodes, edges and variables', () => {
    fc.assert(
      fc.property(editedDefinition, ({ before, after }) => {
        const patch = makePatch(parsed(before) as never, parsed(after) as never);
        expect(patch).toEqual(makePatch(before, after));
      }),
    );
  });

  test('changes neither definition', () => {
    fc.assert(
      fc.property(editedDefinition, ({ before, after }) => {
        const texts = [JSON.stringify(before), JSON.stringify(after)];
        applyDefinitionPatch(before, makePatch(before, after));
        expect([JSON.stringify(before), JSON.stringify(after)]).toEqual(texts);
      }),
    );
  });

  test('renames a node, moves it to its place and lets edges and children follow', () => {
    const prompt = 'A text that is too long to be written again.';
    const before: Definition = {
      nodes: [node('a', { prompt }), node('b'), { ...node('c'), parent: 'a' }],
      edges: [{ id: 'e', source: 'a', target: 'b', condition: 'a long condition that stays' }],
    };
    const after: Definition = {
      nodes: [{ ...node('a', { prompt }), id: 'z' }, node('b'), { ...node('c'), parent: 'z' }],
      edges: [{ id: 'e', source: 'z', target: 'b', condition: 'a long condition that stays' }],
    };
    expectPatch(before, after, [
      { op: 'replace', path: '/edges/0/source', value: 'z' },
      { op: 'replace', path: '/nodes/0/id', value: 'z' },
      { op: 'replace', path: '/nodes/2/parent', value: 'z' },
      { op: 'move', from: '/nodes/0', path: '/nodes/2' },
    ]);
  });

  test('renames an edge whose ends stay', () => {
    const edge = {
      id: 'a',
      source: 'n',
      target: 'm',
      condition: 'a condition that stays the same',
    };
    const other = { id: 'b', source: 'm', target: 'n' };
    const nodes = [node('n'), node('m')];
    expectPatch({ nodes, edges: [edge, other] }, { nodes, edges: [{ ...edge, id: 'c' }, other] }, [
      { op: 'replace', path: '/edges/0/id', value: 'c' },
      { op: 'move', from: '/edges/0', path: '/edges/1' },
    ]);
  });

  test('adds and removes nodes where they belong by id', () => {
    const before: Definition = { nodes: [node('a'), node('b'), node('d')], edges: [] };
    const after: Definition = { nodes: [node('b'), node('c', { x: 1 }), node('d')], edges: [] };
    expectPatch(before, after, [
      { op: 'remove', path: '/nodes/0' },
      { op: 'add', path: '/nodes/1', value: node('c', { x: 1 }) as unknown as JsonValue },
    ]);
  });

  test('replaces a node that another took the place of', () => {
    const after = { id: 'b', type: 'agent', name: 'Other', config: { prompt: 'Quite another.' } };
    expectPatch(
      { nodes: [node('a', { expression: '1 + 1' }), node('z')], edges: [] },
      { nodes: [after, node('z')], edges: [] },
      [{ op: 'replace', path: '/nodes/0', value: after }],
    );
  });

  test.each<[string, JsonObject, JsonObject, PatchOperation[]]>([
    [
      'puts an item into an array',
      { list: ['one', 'two', 'three'] },
      { list: ['one', 'new', 'two', 'three'] },
      [{ op: 'add', path: '/nodes/0/config/list/1', value: 'new' }],
    ],
    [
      'takes an item from an array',
      { list: ['a long first item', 'a long second item', 'a long third item'] },
      { list: ['a long second item', 'a long third item'] },
      [{ op: 'remove', path: '/nodes/0/config/list/0' }],
    ],
    [
      'moves an item of an array',
      { list: ['a long first item', 'a long second item', 'a long third item'] },
      { list: ['a long second item', 'a long third item', 'a long first item'] },
      [{ op: 'move', from: '/nodes/0/config/list/0', path: '/nodes/0/config/list/2' }],
    ],
    [
      'changes an item of an array that moved',
      { list: [{ id: 1, text: 'x'.repeat(99), on: false }, { id: 2 }, { id: 3 }] },
      { list: [{ id: 2 }, { id: 3 }, { id: 1, text: 'x'.repeat(99), on: true }] },
      [
        { op: 'replace', path: '/nodes/0/config/list/0/on', value: true },
        { op: 'move', from: '/nodes/0/config/list/0', path: '/nodes/0/config/list/2' },
      ],
    ],
    [
      'moves a member that was given another name',
      { text: 'What was written under text.', other: 'o'.repeat(99) },
      { prompt: 'What was written under text.', other: 'o'.repeat(99) },
      [{ op: 'move', from: '/nodes/0/config/text', path: '/nodes/0/config/prompt' }],
    ],
    [
      'replaces a long text whole',
      { prompt: 'word '.repeat(200) },
      { prompt: 'word '.repeat(200) + '.' },
      [{ op: 'replace', path: '/nodes/0/config/prompt', value: 'word '.repeat(200) + '.' }],
    ],
    [
      'replaces an object whose members would take more',
      { object: { a: 1, b: 2, c: 3 }, other: 'o'.repeat(200) },
      { object: { a: 2, b: 3, c: 4 }, other: 'o'.repeat(200) },
      [{ op: 'replace', path: '/nodes/0/config/object', value: { a: 2, b: 3, c: 4 } }],
    ],
    [
      'replaces an array whose items would take more',
      { list: [1, 2, 3, 4], other: 'o'.repeat(200) },
      { list: [4, 3, 2, 1], other: 'o'.repeat(200) },
      [{ op: 'replace', path: '/nodes/0/config/list', value: [4, 3, 2, 1] }],
    ],
  ])('%s', (_name, before, after, patch) => {
    expectPatch(withConfig(before), withConfig(after), patch);
  });

  test('of arrays is exact however long items were moved, repeated, removed and added', () => {
    // So long that no array is replaced whole.
    const item = fc.integer({ min: 0, max: 15 }).map((number) => `${number}`.repeat(300));
    const list = fc.oneof(
      fc.array(item, { maxLength: 20 }),
      fc.uniqueArray(item, { maxLength: 16 }),
    );
    fc.assert(
      fc.property(list, list, (before, after) => {
        const patch = makeValuePatch({ list: before }, { list: after });
        expect(applyJsonPatch({ list: [...before] }, patch)).toEqual({ list: after });
      }),
      { numRuns: 1000 },
    );
  });

  test('of values is never longer than replacing the value of a member', () => {
    fc.assert(
      fc.property(arbitraryJson, arbitraryJson, (before, after) => {
        const patch = makeValuePatch({ value: before }, { value: after });
        const whole = [{ op: 'replace', path: '/value', value: after }];
        // An escape counts as one character where the sizes are compared.
        const escapes = JSON.stringify([before, after, patch]).match(/\\/g)?.length ?? 0;
        expect(JSON.stringify(patch).length).toBeLessThanOrEqual(
          JSON.stringify(whole).length + 6 * escapes,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a patch stays within what is applied', () => {
  const long = 'x'.repeat(200);

  test('so lists with too many changes are replaced whole', () => {
    const settings = (add: number): JsonObject =>
      Object.fromEntries(
        Array.from({ length: MAX_PATCH_OPERATIONS }, (_, index) => [
          `s${index}`,
          { long, value: index + add },
        ]),
      );
    const before: Definition = { nodes: [node('a')], edges: [], settings: settings(0) };
    const exact: Definition = { nodes: [node('a')], edges: [], settings: settings(1) };
    expect(makePatch(before, exact)).toHaveLength(MAX_PATCH_OPERATIONS);
    const after = { ...exact, settings: { ...settings(1), more: 1 } };
    expectPatch(before, after, [{ op: 'replace', path: '/settings', value: after.settings }]);
  });

  test('so a change that no more fits beside others replaces the whole', () => {
    const values = (length: number, value: number): JsonObject =>
      Object.fromEntries(Array.from({ length }, (_, index) => [`v${index}`, { long, value }]));
    const before = withConfig({ rest: { text: 1 } });
    const after = withConfig({ rest: { text: 2 } });
    before.inputs = values(MAX_PATCH_OPERATIONS, 0);
    after.inputs = values(MAX_PATCH_OPERATIONS, 1);
    expectPatch(before, after, [{ op: 'replace', path: '', value: parsed(after) }]);
  });

  test('so a list of which too much would shift is replaced whole', () => {
    const edges = Array.from({ length: 20_000 }, (_, index) => ({
      ...{ id: `e${String(index).padStart(5, '0')}`, source: 'a', target: 'a' },
    }));
    const before: Definition = { nodes: [node('a')], edges };
    const after: Definition = { nodes: [node('a')], edges: edges.slice(2_000) };
    expectPatch(before, after, [{ op: 'replace', path: '/edges', value: edges.slice(2_000) }]);
    const fewer = { ...after, edges: edges.slice(900) };
    expect(makePatch(before, fewer)).toHaveLength(900);
    expect(applyDefinitionPatch(before, makePatch(before, fewer))).toEqual(parsed(fewer));
  });

  test('even for arrays of hundreds of thousands of items', () => {
    const numbers = (from: number) => Array.from({ length: 300_000 }, (_, index) => from + index);
    const [before, after] = [withConfig({ v: numbers(0) }), withConfig({ v: numbers(7) })];
    expectPatch(before, after, [{ op: 'replace', path: '/nodes/0/config/v', value: numbers(7) }]);
  });

  test('arrays in many arrays are compared in order, others by what is in them', () => {
    const nested = (depth: number, list: JsonValue): JsonObject => ({
      list: Array.from({ length: depth }).reduce<JsonValue>((inner) => [inner, long], list),
    });
    const items = [1, 2, 3].map((value) => ({ value, long, more: long }));
    const [before, after] = [items.slice(0, 2), [items[2]!, ...items.slice(0, 2)]];
    const path = (depth: number) => `/nodes/0/config/list${'/0'.repeat(depth + 1)}`;
    const [shallow, deep] = [7, MAX_VALUE_NESTING - 4];
    expectPatch(withConfig(nested(shallow, before)), withConfig(nested(shallow, after)), [
      { op: 'add', path: path(shallow), value: items[2]! },
    ]);
    expectPatch(withConfig(nested(deep, before)), withConfig(nested(deep, after)), [
      { op: 'replace', path: `${path(deep)}/value`, value: 3 },
      { op: 'replace', path: `${path(deep).slice(0, -1)}1/value`, value: 1 },
      { op: 'add', path: `${path(deep).slice(0, -1)}2`, value: items[1]! },
    ]);
  });

  test('for nodes whose config is as deep as may be', () => {
    const config = Array.from({ length: MAX_VALUE_NESTING - 1 }).reduce<JsonObject>(
      (inner) => ({ inner }),
      {},
    );
    const before: Definition = { nodes: [node('a', { long })], edges: [] };
    const after: Definition = { nodes: [node('b', config), node('c', config)], edges: [] };
    const patch = makePatch(before, after);
    const { canonical } = readDefinition(applyDefinitionPatch(before, patch));
    expect(canonical).toBe(canonicalDefinition(after));
  });
});

describe('members with odd names', () => {
  const long = 'x'.repeat(100);

  test.each(ODD_NAMES)('such as "%s" come, change, go and move', (name) => {
    const states: JsonObject[] = [
      { long },
      { long, [name]: 1 },
      { long, [name]: 2 },
      { long, other: 2 },
      { long, [name]: { long, inner: { [name]: 1 } } },
      { long, [name]: { long, inner: { [name]: 2 } } },
      { long, [name]: [{ [name]: 1 }, 1, long] },
      { long, [name]: [0, { [name]: 1 }, 1, long] },
    ];
    for (const before of states) {
      for (const after of states) {
        const patch = makePatch(withConfig(before), withConfig(after));
        const result = applyDefinitionPatch(withConfig(before), patch);
        expect(result).toEqual(withConfig(after));
        const bare = applyJsonPatch(structuredClone(before), makeValuePatch(before, after));
        expect(bare).toEqual(after);
      }
    }
  });

  test('that no pointer may have are written with what is around them', () => {
    for (const name of ['constructor', 'prototype']) {
      expectPatch(
        withConfig({ long, around: { [name]: { a: long, b: 1 } } }),
        withConfig({ long, around: { [name]: { a: long, b: 2 } } }),
        [
          {
            op: 'replace',
            path: '/nodes/0/config/around',
            value: { [name]: { a: long, b: 2 } },
          },
        ],
      );
    }
  });

  test('__proto__ stays, goes with what is around it, and is never reached through', () => {
    const value = (text: string) => JSON.parse(text) as JsonObject;
    const before = value(`{"in":{"__proto__":{"x":1},"y":1,"long":"${long}"},"z":1}`);
    const beside = value(`{"in":{"__proto__":{"x":1},"y":2,"long":"${long}"},"z":1}`);
    const without = value(`{"in":{"y":1,"long":"${long}"},"z":1}`);
    const changed = value(`{"in":{"__proto__":{"x":2},"y":1,"long":"${long}"},"z":1}`);
    const applied = (after: JsonObject) =>
      canonicalJson(applyJsonPatch(structuredCloneOf(before), makeValuePatch(before, after)));
    expect(makeValuePatch(before, beside)).toEqual([{ op: 'replace', path: '/in/y', value: 2 }]);
    expect(applied(beside)).toBe(canonicalJson(beside));
    expect(applied(without)).toBe(canonicalJson(without));
    // A definition has no such member, so the one that nobody would apply is never made of definitions.
    expect(JSON.stringify(makeValuePatch(before, changed))).toBe(
      JSON.stringify([{ op: 'replace', path: '/in', value: changed['in'] }]),
    );
    expect(() => applied(changed)).toThrow('not allowed');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  function structuredCloneOf(value: JsonObject): JsonObject {
    return JSON.parse(JSON.stringify(value)) as JsonObject;
  }
});

describe.each(['tests.json', 'spec_tests.json'])('the JSON Patch vectors of %s', (file) => {
  interface Vector {
    comment?: string;
    doc: JsonValue;
    expected?: JsonValue;
  }
  const path = join(__dirname, '../../../fixtures/json-patch', file);
  const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vector[];
  // The others are patches that must be refused or tests that must hold: they say no result.
  const withResult = vectors.filter((vector) => 'expected' in vector && 'doc' in vector);

  test('are there', () => {
    expect(withResult.length).toBe(file === 'tests.json' ? 63 : 12);
  });

  test.each(withResult.map((vector, index) => [`${index}: ${vector.comment ?? ''}`, vector]))(
    '%s: a patch is made between the document and the result',
    (_name, { doc, expected }) => {
      const patch = makeValuePatch(doc, expected as JsonValue);
      expect(applyJsonPatch(structuredClone(doc), patch)).toEqual(expected);
    },
  );
});

describe('the size of patches of real workflows', () => {
  interface Measure {
    pair: string;
    ours: number;
    theirs: number;
  }
  const measures = new Map<string, Measure[]>();

  beforeAll(async () => {
    for (const key of historyKeys()) {
      const files = await readHistory(join(HISTORIES, key));
      const pairs = files.slice(1).map((file, index) => [files[index]!, file] as const);
      pairs.push([files[0]!, files.at(-1)!]);
      measures.set(
        key,
        pairs.map(([before, after]) => {
          const patch = makePatch(before.definition, after.definition);
          const applied = canonicalJson(applyDefinitionPatch(before.definition, patch));
          expect(applied).toBe(canonicalDefinition(after.definition));
          const [former, later] = [parsed(before.definition), parsed(after.definition)];
          const theirs = fastJsonPatch.compare(former as object, later as object);
          return {
            pair: `${key}: ${before.name} to ${after.name}`,
            ours: JSON.stringify(patch).length,
            theirs: JSON.stringify(theirs).length,
          };
        }),
      );
    }
  });

  const total = (list: Measure[], of: 'ours' | 'theirs') =>
    list.reduce((sum, measure) => sum + measure[of], 0);

  test('is less than four fifths of that of fast-json-patch on average, three fifths in total', () => {
    const all = [...measures.values()].flat();
    const ratios = all.map(({ ours, theirs }) => ours / theirs);
    const average = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    expect(all.length).toBeGreaterThan(150);
    expect(average).toBeLessThan(0.8);
    expect(total(all, 'ours') / total(all, 'theirs')).toBeLessThan(0.6);
  });

  test('is on no history above that of fast-json-patch', () => {
    const longer = [...measures].filter(([, list]) => total(list, 'ours') > total(list, 'theirs'));
    expect(longer.map(([key]) => key)).toEqual([]);
  });

  test('is on no pair much above that of fast-json-patch', () => {
    const longer = [...measures.values()].flat().filter(({ ours, theirs }) => ours > 1.05 * theirs);
    expect(longer).toEqual([]);
  });
});
