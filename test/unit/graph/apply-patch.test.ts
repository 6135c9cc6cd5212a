import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { createPatch } from 'rfc6902';
import { applyDefinitionPatch, applyJsonPatch } from '../../../src/graph/apply-patch';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import type { Definition } from '../../../src/graph/definition';
import { DefinitionError } from '../../../src/graph/definition-error';
import { arbitraryDefinition } from './arbitrary-definition';

interface Vector {
  comment?: string;
  doc: unknown;
  patch: unknown;
  expected?: unknown;
  error?: string;
  disabled?: boolean;
}

const VECTORS = join(__dirname, '../../fixtures/json-patch');

function vectors(file: string): [string, Vector][] {
  const list = JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as Vector[];
  return list
    .filter((vector) => vector.disabled !== true && 'patch' in vector)
    .map((vector, index) => [
      `${index}: ${vector.comment ?? vector.error ?? JSON.stringify(vector.patch)}`,
      vector,
    ]);
}

const definition: Definition = {
  nodes: [
    { id: 'b', type: 'transform', name: 'B', config: { expression: '1' } },
    { id: 'a', type: 'trigger.manual', name: 'A', config: {} },
  ],
  edges: [{ id: 'e', source: 'a', target: 'b' }],
};

function errorOf(patch: unknown): DefinitionError {
  try {
    applyDefinitionPatch(definition, patch);
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe.each(['tests.json', 'spec_tests.json'])('the JSON Patch vectors of %s', (file) => {
  it.each(vectors(file))('%s', (_name, vector) => {
    const document = JSON.parse(JSON.stringify(vector.doc)) as unknown;
    if (vector.error !== undefined) {
      expect(() => applyJsonPatch(document, vector.patch)).toThrow(DefinitionError);
    } else {
      const result = applyJsonPatch(document, vector.patch);
      if ('expected' in vector) expect(result).toEqual(vector.expected);
    }
  });
});

describe('applyDefinitionPatch', () => {
  it('turns one definition into another by the patch between their canonical forms', () => {
    fc.assert(
      fc.property(arbitraryDefinition, arbitraryDefinition, (from, to) => {
        const target = JSON.parse(canonicalDefinition(to)) as unknown;
        const patch = createPatch(JSON.parse(canonicalDefinition(from)), target);
        fc.pre(!/"(path|from)":"[^"]*(constructor|prototype)/.test(JSON.stringify(patch)));
        expect(applyDefinitionPatch(from, patch)).toEqual(target);
      }),
    );
  });

  it('counts nodes in the canonical order, by id', () => {
    const result = applyDefinitionPatch(definition, [
      { op: 'replace', path: '/nodes/0/name', value: 'Start' },
    ]) as Definition;
    expect(result.nodes.map(({ name }) => name)).toEqual(['Start', 'B']);
  });

  it('changes neither the definition nor the patch, and shares nothing with them', () => {
    const value = { list: [1] };
    const patch = [
      { op: 'add', path: '/nodes/0/config/x', value },
      { op: 'add', path: '/nodes/0/config/x/list/-', value: 2 },
    ];
    const before = JSON.stringify([definition, patch]);
    const result = applyDefinitionPatch(definition, patch) as Definition;
    expect(result.nodes[0]?.config).toEqual({ x: { list: [1, 2] } });
    (result.nodes[1] as { config: Record<string, unknown> }).config['expression'] = '2';
    expect(JSON.stringify([definition, patch])).toBe(before);
  });

  it('can replace the whole definition', () => {
    const value = { nodes: [], edges: [] };
    expect(applyDefinitionPatch(definition, [{ op: 'replace', path: '', value }])).toEqual(value);
  });

  it('finds the target of a move after the value was taken away, as RFC 6902 says', () => {
    const document = { list: [['a'], ['b'], ['c']] };
    const patch = [{ op: 'move', from: '/list/0', path: '/list/1/0' }];
    expect(applyJsonPatch(document, patch)).toEqual({ list: [['b'], [['a'], 'c']] });
  });

  it.each<[string, unknown, string, string]>([
    ['a patch that is no list', {}, '', 'a list'],
    ['an operation that is no object', [1], '/0', 'an object'],
    ['an operation without op', [{ path: '' }], '/0', 'op must be one of'],
    ['an unknown op', [{ op: 'inc', path: '/a' }], '/0', 'op must be one of'],
    ['a missing path', [{ op: 'remove' }], '/0', 'needs a text as path'],
    ['a missing from', [{ op: 'move', path: '/a' }], '/0', 'needs a text as from'],
    ['a missing value', [{ op: 'add', path: '/a' }], '/0', 'needs a value'],
    ['what is no pointer', [{ op: 'add', path: 'nodes', value: 1 }], '/0', 'not a JSON Pointer'],
    ['a bad escape', [{ op: 'add', path: '/a~2', value: 1 }], '/0', 'not a JSON Pointer'],
    ['a missing place', [{ op: 'remove', path: '/edges/1' }], '/0', '/edges/1 does not exist'],
    ['a missing container', [{ op: 'add', path: '/a/b', value: 1 }], '/0', '/a/b does not exist'],
    [
      'a place inside a text',
      [{ op: 'add', path: '/nodes/0/name/0', value: 1 }],
      '/0',
      'does not exist',
    ],
    [
      'the length of a list',
      [{ op: 'replace', path: '/nodes/length', value: 0 }],
      '/0',
      'does not exist',
    ],
    [
      'an index that is written oddly',
      [{ op: 'replace', path: '/nodes/01', value: 0 }],
      '/0',
      'does not exist',
    ],
    [
      'an index with an exponent',
      [{ op: 'replace', path: '/nodes/1e0', value: 0 }],
      '/0',
      'does not exist',
    ],
    ['an index past the end', [{ op: 'add', path: '/nodes/3', value: 0 }], '/0', 'does not exist'],
    ['taking away everything', [{ op: 'remove', path: '' }], '/0', 'the whole document'],
    [
      'moving a node into itself',
      [{ op: 'move', from: '/nodes/0', path: '/nodes/0/config/x' }],
      '/0',
      'into itself',
    ],
    [
      'a test that does not hold',
      [
        { op: 'test', path: '/edges', value: [] },
        { op: 'add', path: '/a', value: 1 },
      ],
      '/0',
      'tests /edges',
    ],
    [
      'a test of some members only',
      [{ op: 'test', path: '/edges/0', value: { id: 'e', source: 'a' } }],
      '/0',
      'tests /edges/0',
    ],
    [
      'a test that does not hold, later',
      [
        { op: 'test', path: '/nodes/0/id', value: 'a' },
        { op: 'test', path: '/nodes/0/id', value: 'b' },
      ],
      '/1',
      '(operation 1) tests /nodes/0/id',
    ],
    ['an inherited member', [{ op: 'test', path: '/toString', value: 1 }], '/0', 'does not exist'],
    [
      'the path __proto__',
      [{ op: 'add', path: '/__proto__/x', value: 1 }],
      '/0',
      'names __proto__',
    ],
    [
      'the path constructor',
      [{ op: 'add', path: '/constructor/prototype/x', value: 1 }],
      '/0',
      'names constructor',
    ],
    ['from __proto__', [{ op: 'copy', from: '/__proto__', path: '/a' }], '/0', 'names __proto__'],
    [
      'a value with __proto__',
      JSON.parse('[{"op":"add","path":"/a","value":{"__proto__":{"x":1}}}]'),
      '/0/value/__proto__',
      'not allowed',
    ],
    ['a value that is not JSON', [{ op: 'add', path: '/a', value: NaN }], '/0/value', 'finite'],
  ])('refuses %s', (_name, patch, path, message) => {
    expect(errorOf(patch).issues).toEqual([
      { path, message: expect.stringContaining(message) as string },
    ]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('does not let copies of copies grow without bound', () => {
    const copies = Array.from({ length: 60 }, () => ({
      op: 'copy',
      from: '/settings',
      path: '/settings/x',
    }));
    const patch = [{ op: 'add', path: '/settings', value: { text: 'x'.repeat(1000) } }];
    copies.forEach((copy, index) => (copy.path = `/settings/x${index}`));
    expect(errorOf([...patch, ...copies]).message).toContain('larger than');
    const many = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '', value: 1 }));
    expect(errorOf(many).message).toContain('at most 10000');
  });

  it('throws nothing but a DefinitionError on arbitrary patches', () => {
    const pointer = fc.constantFrom(
      '',
      '/nodes',
      '/nodes/0',
      '/nodes/-',
      '/nodes/0/config',
      '/edges/0/id',
      '/x',
      '/x/y',
      '/nodes/0/config/__proto__',
    );
    const operation = fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
        path: pointer,
        from: pointer,
        value: fc.jsonValue(),
      },
      { requiredKeys: ['op'] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(operation, fc.jsonValue()), { maxLength: 6 }), (patch) => {
        try {
          applyDefinitionPatch(definition, patch);
        } catch (error) {
          expect(error).toBeInstanceOf(DefinitionError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the work of a patch', () => {
  const many = () => Array.from({ length: 400_000 }, () => 0);
  const repeated = (operation: object) => Array.from({ length: 10_000 }, () => operation);

  test.each([
    ['items put before many', many(), { op: 'add', path: '/0', value: 0 }],
    ['items taken from before many', many(), { op: 'remove', path: '/0' }],
    ['items moved within many', many(), { op: 'move', from: '/0', path: '/1' }],
  ])('is bounded for %s', (_, document, operation) => {
    expect(() => applyJsonPatch(document, repeated(operation))).toThrow(
      /operation \d+\) moves too much/,
    );
  });

  test('is free at the end of a list', () => {
    const patch = repeated({ op: 'add', path: '/-', value: 0 });
    expect(applyJsonPatch(many(), patch)).toHaveLength(410_000);
  });
});
