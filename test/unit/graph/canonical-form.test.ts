import * as fc from 'fast-check';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import type { Definition } from '../../../src/graph/definition';
import { EMPTY_DEFINITION } from '../../../src/graph/definition';
import { digestOf, isDigest } from '../../../src/graph/digest';
import { readDefinition } from '../../../src/graph/read-definition';
import { toReactFlow } from '../../../src/graph/react-flow';
import { arbitraryDefinition, arbitraryDrawing } from './arbitrary-definition';

const a = { id: 'a', type: 'transform', name: 'A', config: {} };
const b = { id: 'b', type: 'transform', name: 'B', config: {} };
const edge = { id: 'e', source: 'a', target: 'b' };
const base: Definition = { nodes: [a, b], edges: [edge] };

function shuffled<T>(items: readonly T[], seed: number): T[] {
  return [...items]
    .map((item, index) => ({ item, rank: (Math.imul(index + 1, seed) >>> 0) % 1009 }))
    .sort((x, y) => x.rank - y.rank)
    .map(({ item }) => item);
}

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reordered(member)]),
  );
}

describe('the canonical form of a definition', () => {
  it('does not depend on the order of nodes, edges, variables or members', () => {
    fc.assert(
      fc.property(arbitraryDefinition, fc.integer({ min: 1 }), (definition, seed) => {
        const other = reordered({
          ...definition,
          nodes: shuffled(definition.nodes, seed),
          edges: shuffled(definition.edges, seed),
          ...(definition.variables && { variables: shuffled(definition.variables, seed) }),
        }) as Definition;
        expect(canonicalDefinition(other)).toBe(canonicalDefinition(definition));
      }),
    );
  });

  it('does not depend on the layout', () => {
    fc.assert(
      fc.property(arbitraryDrawing, ({ definition, layout }) => {
        const drawn = readDefinition(toReactFlow(definition, layout)).definition;
        expect(digestOf(canonicalDefinition(drawn))).toBe(
          digestOf(canonicalDefinition(definition)),
        );
      }),
    );
  });

  it('comes back byte for byte after it was read', () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const canonical = canonicalDefinition(definition);
        const reading = readDefinition(JSON.parse(canonical));
        expect(reading.canonical).toBe(canonical);
        expect(canonicalDefinition(reading.definition)).toBe(canonical);
      }),
    );
  });

  it.each<[string, Definition]>([
    ['disabled: false', { ...base, nodes: [{ ...a, disabled: false }, b] }],
    [
      'a retry policy of one attempt',
      { ...base, nodes: [{ ...a, retry: { attempts: 1, backoffMs: 0 } }, b] },
    ],
    ['an empty source handle', { ...base, edges: [{ ...edge, sourceHandle: '' }] }],
    ['an empty target handle', { ...base, edges: [{ ...edge, targetHandle: '' }] }],
    ['an empty condition', { ...base, edges: [{ ...edge, condition: '' }] }],
    ['the priority 0', { ...base, edges: [{ ...edge, priority: 0 }] }],
    ['an input schema that allows everything', { ...base, inputs: {} }],
    ['no variables', { ...base, variables: [] }],
    ['no settings', { ...base, settings: {} }],
    [
      'an undefined member',
      { ...base, nodes: [{ ...a, parent: undefined }, b], settings: undefined },
    ],
  ])('drops %s', (_name, definition) => {
    expect(canonicalDefinition(definition)).toBe(canonicalDefinition(base));
  });

  it('drops the default lifetime and an empty description of a variable', () => {
    const plain: Definition = { ...base, variables: [{ name: 'v', type: 'text' }] };
    const told: Definition = {
      ...base,
      variables: [{ name: 'v', type: 'text', lifetime: 'reset', description: '' }],
    };
    expect(canonicalDefinition(told)).toBe(canonicalDefinition(plain));
  });

  it.each<[string, Definition]>([
    ['disabled', { ...base, nodes: [{ ...a, disabled: true }, b] }],
    ['a retry policy', { ...base, nodes: [{ ...a, retry: { attempts: 1, backoffMs: 5 } }, b] }],
    ['a name', { ...base, nodes: [{ ...a, name: '' }, b] }],
    ['a false member of a config', { ...base, nodes: [{ ...a, config: { disabled: false } }, b] }],
    ['a handle', { ...base, edges: [{ ...edge, sourceHandle: 'true' }] }],
    ['a priority', { ...base, edges: [{ ...edge, priority: 1 }] }],
    ['a variable', { ...base, variables: [{ name: 'v', type: 'text' }] }],
    ['a member of the settings', { ...base, settings: { a: {} } }],
  ])('keeps %s', (_name, definition) => {
    expect(canonicalDefinition(definition)).not.toBe(canonicalDefinition(base));
  });

  it('keeps what readers rely on, though it be empty', () => {
    expect(canonicalDefinition(EMPTY_DEFINITION)).toBe('{"edges":[],"nodes":[]}');
    expect(canonicalDefinition({ nodes: [{ ...a, name: '' }], edges: [] })).toBe(
      '{"edges":[],"nodes":[{"config":{},"id":"a","name":"","type":"transform"}]}',
    );
  });

  it('does not change its argument', () => {
    const definition = Object.freeze({
      ...base,
      nodes: Object.freeze([b, a]) as unknown as (typeof a)[],
    });
    canonicalDefinition(definition);
    expect(definition.nodes).toEqual([b, a]);
  });

  it('keeps members that share a name with members of every object', () => {
    const odd = { ...base, constructor: 'kept' } as unknown as Definition;
    expect(canonicalDefinition(odd)).toContain('"constructor":"kept"');
  });
});

describe('digestOf', () => {
  it('is the SHA-256 of the UTF-8 of a text', () => {
    expect(digestOf('')).toBe(
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(digestOf('ä€😀')).toBe(digestOf(Buffer.from('ä€😀', 'utf8').toString('utf8')));
  });

  it.each([
    ['a digest', digestOf('a'), true],
    ['upper case', digestOf('a').toUpperCase(), false],
    ['a shorter text', digestOf('a').slice(0, -1), false],
    ['a line after it', `${digestOf('a')}\n`, false],
    ['a bare hash', digestOf('a').slice(7), false],
    ['a number', 1, false],
  ])('isDigest answers for %s', (_name, value, expected) => {
    expect(isDigest(value)).toBe(expected);
  });
});
