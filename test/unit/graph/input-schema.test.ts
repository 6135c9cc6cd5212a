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

  it('refuses what a choice refuses that another place of the schema refers to', () => {
    const choice: JsonObject = {
      $defs: { name: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      properties: { nick: { $ref: '#/$defs/name/anyOf/0' } },
    };
    expect(inputFaults(choice, { nick: 'Ada' })).toEqual([]);
    expect(inputFaults(choice, { nick: 1 })).toEqual([
      { path: '/nick', message: 'must be string', keyword: 'type' },
    ]);
  });

  it('tells that there are more choices than it names', () => {
    const { message } = inputFaults({ enum: Array.from({ length: 101 }, (_, at) => at) }, -1)[0]!;
    expect(message).toMatch(/, 98, 99, …$/);
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

describe('an input that is large', () => {
  const many = <Value>(count: number, value: (at: number) => Value): Value[] =>
    Array.from({ length: count }, (_, at) => value(at));

  test('is compared item by item in time that grows with it, not with its square', () => {
    const began = performance.now();
    const objects = many(40_000, (at) => ({ at, more: ['x'] }));
    const unique: JsonObject = { uniqueItems: true };
    expect(inputFaults(unique, objects)).toEqual([]);
    expect(inputFaults(unique, [...objects, { more: ['x'], at: 7 }])).toEqual([
      { path: '', message: 'must not hold the same item twice', keyword: 'uniqueItems' },
    ]);
    const choice: JsonObject = { items: { enum: many(10_000, (at) => ({ at })) } };
    expect(
      inputFaults(
        choice,
        many(40_000, () => ({ at: 9_999 })),
      ),
    ).toEqual([]);
    // each of them took a minute and more
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('has its faults told as far as they fit into memory', () => {
    const wide: JsonObject = { items: { enum: many(20_000, (at) => at) } };
    const [fault, ...others] = inputFaults(
      wide,
      many(100_000, () => -1),
    );
    expect(others).toEqual([]);
    expect(fault!.path).toBe('/0');
    expect(fault!.message).toMatch(/^must be one of 0, 1, 2, /);
    expect(fault!.message.length).toBeLessThan(1_100);
    const required: JsonObject = { items: { required: many(20_000, (at) => `name${at}`) } };
    expect(
      inputFaults(
        required,
        many(2_000, () => ({})),
      ),
    ).toHaveLength(1);
    expect(
      inputFaults(
        { items: { type: 'string' } },
        many(5_000, () => 1),
      ),
    ).toHaveLength(100);
  });

  test.each([
    [[1, '1', '[1]', [1], true, 'true', null, 'null', {}, '{}', -0.5], true],
    [
      [
        { a: 1, b: [] },
        { b: [], a: 1 },
      ],
      false,
    ],
    [[0, -0], false],
    [['x', 'y', 'x'], false],
    [
      [
        [1, 2],
        [2, 1],
      ],
      true,
    ],
  ])('and %j, with items that are all different or not, is told so', (items, isUnique) => {
    expect(inputFaults({ uniqueItems: true }, items).length === 0).toBe(isUnique);
    expect(inputFaults({ uniqueItems: false }, items)).toEqual([]);
    expect(inputFaults({ items: { enum: items } }, items)).toEqual([]);
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
