import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { canonicalJson, CanonicalJsonError, MAX_NESTING } from '../../../src/graph/canonical-json';

const VECTORS = join(__dirname, '../../fixtures/jcs');

function faultOf(value: unknown): CanonicalJsonError {
  try {
    canonicalJson(value);
  } catch (error) {
    if (error instanceof CanonicalJsonError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe('canonicalJson', () => {
  it.each(['arrays', 'french', 'structures', 'unicode', 'values', 'weird'])(
    'writes the vector %s of RFC 8785 byte for byte',
    (name) => {
      const input = JSON.parse(
        readFileSync(join(VECTORS, `input/${name}.json`), 'utf8'),
      ) as unknown;
      const bytes = readFileSync(join(VECTORS, `outhex/${name}.txt`), 'utf8').replace(/\s/g, '');
      expect(Buffer.from(canonicalJson(input), 'utf8').toString('hex')).toBe(bytes);
      expect(canonicalJson(input)).toBe(readFileSync(join(VECTORS, `output/${name}.json`), 'utf8'));
    },
  );

  it.each([
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [-1.7976931348623157e308, '-1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [9.999999999999997e22, '9.999999999999997e+22'],
    [1e23, '1e+23'],
    [1e21, '1e+21'],
    [333333333.3333333, '333333333.3333333'],
    [-0.0000033333333333333333, '-0.0000033333333333333333'],
    [1424953923781206.2, '1424953923781206.2'],
  ])('writes the number %d of RFC 8785, appendix B', (number, text) => {
    expect(canonicalJson(number)).toBe(text);
  });

  it('writes what JSON.parse reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('writes its own output again unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('sorts members by UTF-16 code units, not by code points', () => {
    expect(canonicalJson({ '\u{1f600}': 1, '\ufb33': 2 })).toBe('{"\u{1f600}":1,"\ufb33":2}');
  });

  it('sorts names that look like integers as texts', () => {
    expect(canonicalJson({ 9: 1, 10: 2, a: 3, 1: 4 })).toBe('{"1":4,"10":2,"9":1,"a":3}');
  });

  it.each([
    ['NaN', { a: [NaN] }, '/a/0'],
    ['Infinity', { a: { b: Infinity } }, '/a/b'],
    ['undefined', { a: undefined }, '/a'],
    ['a hole in an array', { a: new Array<unknown>(1) }, '/a/0'],
    ['a function', [() => 1], '/0'],
    ['a symbol', [Symbol('a')], '/0'],
    ['a bigint', [1n], '/0'],
    ['a date', { 'a/b': new Date(0) }, '/a~1b'],
    ['a map', { 'a~b': new Map() }, '/a~0b'],
    ['a boxed text', [Object('a')], '/0'],
    ['a lone high surrogate', ['\ud83d'], '/0'],
    ['a lone low surrogate', ['a\ude00b'], '/0'],
    ['a name with a lone surrogate', { '\ud83d': 1 }, '/\ud83d'],
  ])('refuses %s and says where it stands', (_name, value, path) => {
    expect(faultOf(value).path).toBe(path);
  });

  it('writes objects without a prototype', () => {
    expect(canonicalJson(Object.assign(Object.create(null) as object, { a: 1 }))).toBe('{"a":1}');
  });

  it('writes a member named __proto__ like any other', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":1}}'))).toBe(
      '{"__proto__":{"a":1},"b":1}',
    );
  });

  it('refuses to nest without bound instead of overflowing the stack', () => {
    expect(canonicalJson(nested(MAX_NESTING))).toHaveLength(2 * MAX_NESTING + 1);
    expect(faultOf(nested(MAX_NESTING + 1)).message).toContain('nested deeper');
    expect(faultOf(nested(100_000)).path).toBe('/0'.repeat(MAX_NESTING));
    const circular: unknown[] = [];
    circular.push(circular);
    expect(faultOf(circular).message).toContain('nested deeper');
  });
});
