import { inputFaults, inputSchemaFault } from '../../../src/graph/input-schema';
import type { JsonObject } from '../../../src/graph/definition';

describe('the schema of a run’s input', () => {
  const schema: JsonObject = {
    type: 'object',
    required: ['email'],
    properties: { email: { type: 'string', format: 'email' }, age: { type: 'integer' } },
  };

  it('names every fault of an input and where it is', () => {
    expect(inputFaults(schema, { email: 'ada@example.com' })).toEqual([]);
    expect(inputFaults(schema, { age: 'x' })).toEqual([
      { path: '/email', message: 'is required', keyword: 'required' },
      { path: '/age', message: 'must be integer', keyword: 'type' },
    ]);
    expect(inputFaults(schema, { email: 'nobody' })[0]?.keyword).toBe('format');
  });

  it('may carry the $id of another schema, or of the meta-schema, without any harm', () => {
    const first: JsonObject = { $id: 'https://example.com/input', type: 'string' };
    const second: JsonObject = { $id: 'https://example.com/input', type: 'number' };
    expect([inputSchemaFault(first), inputSchemaFault(second)]).toEqual([undefined, undefined]);
    expect(inputFaults(first, 'x')).toEqual([]);
    expect(inputFaults(second, 'x')).toHaveLength(1);
    const $id = 'https://json-schema.org/draft/2020-12/schema';
    expect(inputSchemaFault({ $id, type: 'string' })).toBeUndefined();
    expect(inputSchemaFault({ type: 'nothing' })).toContain('not a JSON Schema');
    expect(inputSchemaFault({ type: 'string' })).toBeUndefined();
  });

  it('does not know the schema of another workflow', () => {
    inputSchemaFault({ $id: 'https://example.com/other', type: 'string' });
    expect(inputSchemaFault({ $ref: 'https://example.com/other' })).toContain("can't resolve");
  });

  it('may be recursive, and refuses an input that is too deep for it', () => {
    const tree: JsonObject = { type: 'object', properties: { next: { $ref: '#' } } };
    let input: unknown = {};
    for (let level = 0; level < 100_000; level++) input = { next: input };
    expect(() => inputFaults(tree, input)).toThrow('nested deeper');
    expect(inputFaults(tree, { next: { next: 1 } })).toHaveLength(1);
  });

  it('is refused where compiling it would take too long', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`property${index}`, { type: 'string' }]),
    );
    expect(inputSchemaFault({ properties })).toContain('larger than');
  });
});

describe('patterns of a schema', () => {
  const of = (pattern: string) => ({ type: 'string', pattern });

  test.each([
    ['^[a-z0-9]+(-[a-z0-9]+)*$', 'a-slug-1', 'not a slug'],
    ['^\\p{L}+$', 'Zoë', 'Zoe1'],
    ['^\\d{4}-\\d{2}$', '2026-11', '2026-1'],
    ['^(?<year>\\d+)$', '2026', 'x'],
    ['\\u00e9', 'caf\u00e9', 'cafe'],
    ['b', 'abc', 'ac'],
  ])('%s takes what it should', (pattern, good, bad) => {
    expect(inputSchemaFault(of(pattern))).toBeUndefined();
    expect(inputFaults(of(pattern), good)).toEqual([]);
    expect(inputFaults(of(pattern), bad)).toHaveLength(1);
  });

  test('never take long, whatever they are', () => {
    const began = performance.now();
    expect(inputFaults(of('^(a+)+$'), `${'a'.repeat(100_000)}!`)).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('that look around or refer back are refused with the schema', () => {
    for (const pattern of ['(?=a)b', '(a)\\1'])
      expect(inputSchemaFault(of(pattern))).toMatch(/cannot|can be used|invalid/i);
  });
});
