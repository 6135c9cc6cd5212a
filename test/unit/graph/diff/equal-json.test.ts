import * as fc from 'fast-check';
import { canonicalJson } from '../../../../src/graph/canonical-json';
import type { JsonValue } from '../../../../src/graph/definition';
import { equalJson } from '../../../../src/graph/diff/equal-json';
import { arbitraryJson } from '../arbitrary-definition';

const small = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<JsonValue>(null, 0, 1, '', 'a', false, [], {}),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'toString'), tie('value'), { maxKeys: 2 }),
  ),
})).value;

describe('equality of JSON values', () => {
  it('is that of their canonical texts', () => {
    const pair = fc.oneof(fc.tuple(small, small), fc.tuple(arbitraryJson, arbitraryJson));
    fc.assert(
      fc.property(pair, ([before, after]) => {
        expect(equalJson(before, after)).toBe(canonicalJson(before) === canonicalJson(after));
      }),
      { numRuns: 5000 },
    );
  });

  it('holds between a value and what its canonical text reads as', () => {
    fc.assert(
      fc.property(fc.oneof(small, arbitraryJson), (value) => {
        expect(equalJson(value, JSON.parse(canonicalJson(value)) as JsonValue)).toBe(true);
      }),
    );
  });

  it.each([
    ['{"__proto__": {}}', '{"a": {}}'],
    ['{"__proto__": {}}', '{}'],
    ['{}', '{"__proto__": {}}'],
    ['{"constructor": {}}', '{"toString": {}}'],
    ['{"a": 1}', '{"a": 1, "b": 2}'],
    ['[]', '{}'],
    ['[null]', 'null'],
    ['[[]]', '[{}]'],
  ])('does not hold between %s and %s', (before, after) => {
    expect(equalJson(JSON.parse(before) as JsonValue, JSON.parse(after) as JsonValue)).toBe(false);
  });
});
