import fc from 'fast-check';
import { inexactInteger } from '../../../src/app/inexact-integers';
import { pointerOf } from '../../../src/graph/json-pointer';

describe('integers that reading JSON would round', () => {
  test.each([
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890',
    '9223372036854775807',
    `1${'0'.repeat(400)}`,
  ])('%s is found', (digits) => {
    for (const text of [digits, `[${digits}]`, `[ 1 ,\n ${digits} ]`, `{"a":"x","b":${digits}}`])
      expect(inexactInteger(text)?.digits).toBe(digits);
  });

  test.each([
    '9007199254740991',
    '9007199254740992',
    '9223372036854776000',
    '-9223372036854776000',
    '9007199254740993.0',
    '9007199254740993e0',
    '1e400',
    '0.1234567890123456789',
    '"9007199254740993"',
    '{"9007199254740993":1}',
    '"a\\"9007199254740993"',
    '"\\\\9007199254740993"',
    '',
  ])('nothing is found in %s', (text) => expect(inexactInteger(text)).toBeUndefined());

  test('whatever is written of values in memory passes', () => {
    const large = fc.double({ min: 2 ** 53, max: 1e21, noNaN: true }).map(Math.round);
    fc.assert(
      fc.property(fc.json(), fc.array(large), (json, numbers) => {
        const text = `[${json},${JSON.stringify(numbers.filter((n) => n < 1e21))}]`;
        expect(inexactInteger(text)).toBeUndefined();
      }),
    );
  });

  test('one that stands anywhere is found where it stands, and is the first', () => {
    const name = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('__proto__'));
    const path = fc.array(fc.oneof(name, fc.nat(3)), { maxLength: 6 });
    const odd = fc.bigInt({ min: 2n ** 52n, max: 2n ** 70n }).map((half) => String(half * 2n + 1n));
    fc.assert(
      fc.property(path, odd, fc.json(), fc.json(), (places, digits, before, after) => {
        const text = places.reduceRight((inner: string, place) => {
          if (typeof place === 'number')
            return `[${`${before}, `.repeat(place)}${inner} ,${after}, 9007199254740993]`;
          return `{"before":${before},${JSON.stringify(place)} : ${inner},"later":9007199254740993}`;
        }, digits);
        expect(inexactInteger(text)).toEqual({ path: pointerOf(places), digits });
      }),
    );
  });

  test('what is no JSON is looked through in time too', () => {
    const piece = fc.constantFrom(
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '-',
      '1234567890123456',
      'e',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          inexactInteger(pieces.join(''));
        } catch {
          // it may
        }
      }),
    );
  });
});
