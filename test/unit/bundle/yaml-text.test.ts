import { parseYamlText } from '../../../src/bundle/dify/yaml-text';
import { ImportError } from '../../../src/bundle/import-error';

describe('the text of a YAML file', () => {
  test('is read after a byte order mark and with any line ends', () => {
    expect(parseYamlText('\ufeffa: 1\r\nb:\r\n- x\r\n')).toEqual({ a: 1, b: ['x'] });
  });

  test.each([
    ['null', null],
    ['~', null],
    ['', null],
    ['true', true],
    ['False', false],
    ['12', 12],
    ['-3', -3],
    ['0.5', 0.5],
    ["'12'", '12'],
    ['"true"', 'true'],
    ['!!str 12', '12'],
    ["''", ''],
  ])('gives a scalar %s its value in every version of YAML', (text, value) => {
    expect(parseYamlText(`a: ${text}`)).toEqual({ a: value });
  });

  test.each([
    'yes',
    'off',
    '0123',
    '1e5',
    '0x1F',
    '1_000',
    '12:30:45',
    '2024-01-01',
    '.inf',
    '.nan',
  ])('keeps %s as the text that it is', (text) => {
    expect(parseYamlText(`a: ${text}`)).toEqual({ a: text });
  });

  test('may repeat an anchor and merge one map into another', () => {
    const text = 'a: &x {p: 1, q: 2}\nb: *x\nc: {<<: *x, q: 3}';
    expect(parseYamlText(text)).toEqual({
      ...{ a: { p: 1, q: 2 }, b: { p: 1, q: 2 }, c: { p: 1, q: 3 } },
    });
  });

  test('may repeat as many anchors as exports do, each the last of its name', () => {
    const lines = Array.from({ length: 500 }, (_, at) => `- &same {at: ${at}}\n- *same`);
    const value = parseYamlText(lines.join('\n')) as unknown[];
    expect(value).toHaveLength(1000);
    expect(value.at(-1)).toEqual({ at: 499 });
  });

  test('cannot set a prototype', () => {
    const value = parseYamlText('__proto__: {polluted: 1}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('polluted' in value).toBe(false);
  });

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++) {
    const [name, before] = [String.fromCharCode(97 + level), String.fromCharCode(96 + level)];
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
  }

  const longBomb = `a: &a ${'x'.repeat(100_000)}\nb: [${Array(200).fill('*a').join(', ')}]`;

  test.each([
    ['an integer that would be rounded', 'a: 9007199254740993', 'beyond 2^53'],
    ['a name twice', 'a: 1\na: 2', 'unique'],
    ['a second document', 'a: 1\n---\nb: 2', 'multiple documents'],
    ['a tag of a program', 'a: !!python/object:os.system x', 'tag'],
    ['an unknown anchor', 'a: *nothing', 'nothing'],
    ['an anchor in itself', 'a: &a [*a]', ''],
    ['anchors that multiply', bomb.join('\n'), 'more than 1000000 values'],
    ['a text that multiplies', longBomb, 'characters'],
    ['an integer with a point', 'a: 12345678901234567890.0', 'beyond 2^53'],
    ['a list as a name', '? [1]\n: 2', 'not a text'],
    ['an open quote', 'a: "x', 'no YAML'],
    ['a deep nesting', '['.repeat(3000) + ']'.repeat(3000), 'deep'],
  ])('with %s is refused', (_what, text, reason) => {
    let error: unknown;
    try {
      parseYamlText(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ImportError);
    expect((error as Error).message).toContain(reason);
  });
});
