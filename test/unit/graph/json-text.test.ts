import * as fc from 'fast-check';
import { canonicalJson } from '../../../src/graph/canonical-json';
import { JsonTextError, parseJsonText, readJsonText } from '../../../src/graph/json-text';

function errorOf(text: string): JsonTextError {
  try {
    parseJsonText(text);
  } catch (error) {
    if (error instanceof JsonTextError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('parseJsonText', () => {
  it('reads what JSON.stringify writes, however it is indented', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJsonText(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('takes and refuses the same texts as JSON.parse, but for what would be lost', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b',
      '0',
      '-',
      '01',
      '1.',
      '.5',
      '1e5',
      '1.5E-3',
      'true',
      'nul',
      ' ',
      '\n',
      '\t',
      '\u00a0',
      '\\',
      '"\\u00e4"',
      '"\\x"',
      '"\t"',
      '+1',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), (tokens) => {
        const text = tokens.join('');
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(() => parseJsonText(text)).toThrow(JsonTextError);
          return;
        }
        fc.pre(!/e[0-9]{3}/i.test(text));
        expect(parseJsonText(text)).toEqual(expected);
      }),
      { numRuns: 5000 },
    );
  });

  it('takes every number that a canonical text can hold', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(canonicalJson(parseJsonText(canonicalJson(number)))).toBe(canonicalJson(number));
      }),
    );
    expect(parseJsonText(canonicalJson(2 ** 60))).toBe(2 ** 60);
  });

  it('takes a byte order mark, and only one', () => {
    expect(parseJsonText('\ufeff{"a":1}')).toEqual({ a: 1 });
    expect(errorOf('\ufeff\ufeff1').column).toBe(1);
  });

  it.each([
    '9007199254740992',
    '-9007199254740992',
    '1e300',
    '12300e20',
    '0.1',
    '12345678901234567890.5',
    '9007199254740994',
    '295147905179352830000',
    '-0',
  ])('takes the number %s', (text) => {
    expect(parseJsonText(text)).toBe(Number(text));
  });

  it.each([
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890.0',
    '123456789012345678e0',
    '12345678901234567890',
    '123456789012345678901234567890',
    '1e999',
    '-1e999',
  ])('refuses the number %s instead of rounding it', (number) => {
    const error = errorOf(`{\n  "id": ${number}\n}`);
    expect([error.line, error.column]).toEqual([2, 9]);
    expect(error.message).toContain(number);
  });

  it('takes long digits inside a text', () => {
    expect(parseJsonText('{"id":"90071992547409931234"}')).toEqual({ id: '90071992547409931234' });
  });

  it('refuses a name that an object has twice, however it is written', () => {
    expect(errorOf('{"a":1,"\\u0061":2}').message).toBe(
      'The name "a" stands twice (line 1, column 8)',
    );
  });

  it.each([
    ['', 1, 1, 'Expected a value, found the end'],
    ['{"a":1,}', 1, 8, 'Expected a name in double quotes, found "}"'],
    ['{"a" 1}', 1, 6, 'Expected :, found "1"'],
    ['[1 2]', 1, 4, 'Expected ], found "2"'],
    ['[\r\n1,\r\n]', 3, 1, 'Expected a value, found "]"'],
    ['[1]\n[2]', 2, 1, 'Expected the end, found "["'],
    ['{"a":"b', 1, 6, 'A text is not closed or has a bad escape'],
    ['{"a":undefined}', 1, 6, 'Expected a value, found "u"'],
  ])('says where %j goes wrong', (text, line, column, reason) => {
    const error = errorOf(text);
    expect(error.message).toBe(`${reason} (line ${line}, column ${column})`);
  });

  it('defines a member named __proto__ without setting a prototype', () => {
    const value = parseJsonText('{"__proto__":{"x":1}}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value['x']).toBeUndefined();
  });

  it('refuses to nest without bound, and reads long texts', () => {
    expect(errorOf('['.repeat(1_000_000)).message).toContain('Nested deeper');
    const long = 'x\\n'.repeat(4_000_000);
    expect((parseJsonText(`["${long}"]`) as string[])[0]).toHaveLength(8_000_000);
  });
});

test('a large text is read in steps, each of a bounded length', () => {
  const value = Array.from({ length: 20_000 }, (_, id) => ({
    id,
    list: [id, { text: 'x'.repeat(80) }],
  }));
  const text = JSON.stringify(value);
  const steps = readJsonText(text);
  let count = 1;
  let step = steps.next();
  for (; !step.done; step = steps.next()) count++;
  expect(step.value).toEqual(value);
  expect(count).toBe(Math.ceil(text.length / (256 * 1024)));
});
