import * as fc from 'fast-check';
import { RawJson, stringifyWithRawJson } from '../../../src/platform/graphql/raw-json';

/** The placeholder, as somebody would see it who could read the process. */
function readPlaceholder(): string {
  let seen = '';
  const spy = { toJSON: () => ((seen = String(new RawJson('1').toJSON())), null) };
  stringifyWithRawJson(spy);
  return seen;
}

describe('stored JSON in a response', () => {
  test('is spliced in byte for byte, wherever it stands', () => {
    const stored = '{"b":1.0,"a":[1e3]}';
    const json = stringifyWithRawJson({
      data: { first: new RawJson(stored), list: [new RawJson('null'), 2] },
    });
    expect(json).toBe(`{"data":{"first":${stored},"list":[null,2]}}`);
  });

  test('prints as its value where nobody splices', () => {
    expect(JSON.stringify({ value: new RawJson('{"a":1}') })).toBe('{"value":{"a":1}}');
  });

  test('has the same meaning as its parsed value, whatever the content', () => {
    const holder = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.jsonValue(),
        fc.jsonValue().map((value) => new RawJson(JSON.stringify(value))),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('node'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(holder.node, (value) => {
        const spliced = stringifyWithRawJson({ value });
        expect(JSON.parse(spliced)).toEqual(JSON.parse(JSON.stringify({ value })));
      }),
    );
  });

  test('is not confused by content that equals the placeholder', () => {
    const placeholder = readPlaceholder();
    const value = {
      a: placeholder,
      b: new RawJson('{"x":1}'),
      [placeholder]: [placeholder],
      c: new RawJson('2'),
    };
    expect(JSON.parse(stringifyWithRawJson(value))).toEqual({
      a: placeholder,
      b: { x: 1 },
      [placeholder]: [placeholder],
      c: 2,
    });
  });

  test('is not confused by a placeholder inside other stored text', () => {
    const placeholder = readPlaceholder();
    const value = [new RawJson(JSON.stringify({ text: placeholder })), new RawJson('3')];
    expect(JSON.parse(stringifyWithRawJson(value))).toEqual([{ text: placeholder }, 3]);
  });

  test('does not leave the splicing on when something throws', () => {
    const bad = {
      toJSON() {
        throw new Error('no');
      },
    };
    expect(() => stringifyWithRawJson([new RawJson('1'), bad])).toThrow('no');
    expect(JSON.stringify(new RawJson('{"a":1}'))).toBe('{"a":1}');
  });
});
