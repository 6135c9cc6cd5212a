import { differByRenamesOnly, replaceMentions } from '../../../../src/graph/diff/compare-mentions';
import * as fc from 'fast-check';

const renames = new Map([
  ['old', 'new'],
  ['fetch all', 'load'],
  ['node-1', 'node-2'],
  ['a', 'ab'],
  ['ä', 'ö'],
]);

describe('texts that mention renamed nodes', () => {
  it.each([
    ['old', 'new'],
    ['steps.old.body', 'steps.new.body'],
    ['steps.old', 'steps.new'],
    ['{{ steps.old }} and {{ steps.old.x }}', '{{ steps.new }} and {{ steps.new.x }}'],
    ['$$.steps.old', '$$.steps.new'],
    ['steps.a + steps.a', 'steps.ab + steps.ab'],
    ['steps.ä.x', 'steps.ö.x'],
    [`$("old").item`, `$("new").item`],
    [`don't use $('old') or 'old'`, `don't use $('new') or 'new'`],
    ['steps.`old`', 'steps.`new`'],
    ['steps.`node-1`.x', 'steps.`node-2`.x'],
    ['steps.`fetch all`.body', 'steps.load.body'],
    ['steps.`fetch all`.body', 'steps.`load`.body'],
    [`$node["fetch all"].json`, `$node["load"].json`],
    ['{{#old.text#}}', '{{#new.text#}}'],
    ['the old "old" in steps.old', 'the old "old" in steps.new'],
    ['"old" "old"', '"old" "new"'],
    ['same', 'same'],
    ['', ''],
  ])('take %j and %j for the same', (before, after) => {
    expect(differByRenamesOnly(before, after, renames)).toBe(true);
  });

  it.each([
    ['the old orders', 'the new orders'],
    ['steps.older', 'steps.newer'],
    ['steps.old2', 'steps.new2'],
    ['mysteps.old', 'mysteps.new'],
    ['vars.old', 'vars.new'],
    ['input.old', 'input.new'],
    ['"old one"', '"new one"'],
    ['"old', '"new'],
    [`"old'`, `"new'`],
    ['steps.old.a', 'steps.new.b'],
    ['steps.old', 'steps.other'],
    ['steps.new', 'steps.old'],
    ['steps.old', 'steps.new '],
    ['steps.old', ''],
    ['', 'new'],
    ['abc', 'abd'],
  ])('take %j and %j for different', (before, after) => {
    expect(differByRenamesOnly(before, after, renames)).toBe(false);
  });

  it('are the same once the mentions are replaced', () => {
    const part = fc.constantFrom(
      ...['old', 'new', ' ', '.', 'steps.', '"', "'", '`', '{{#', '}}', 'x', 'fetch all', 'node-1'],
      ...['steps.old', '"old"', 'steps.`fetch all`', '{{#node-1.x#}}', 'steps.ä'],
    );
    const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (before) => {
        const after = replaceMentions(before, (id) => renames.get(id));
        expect(differByRenamesOnly(before, after, renames)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('replacing mentions', () => {
  const replaced = (text: string, id: string, by: string): string =>
    replaceMentions(text, (found) => (found === id ? by : undefined));

  it('puts an id that needs them into backticks after steps', () => {
    expect(replaced('steps.old.x & "old"', 'old', 'fetch all')).toBe(
      'steps.`fetch all`.x & "fetch all"',
    );
    expect(replaced('steps.`old`', 'old', 'new')).toBe('steps.`new`');
  });

  it('leaves the rest of the text as it is', () => {
    expect(replaced('old older steps.older "old" it\'s', 'old', 'new')).toBe(
      'old older steps.older "new" it\'s',
    );
  });
});

it('takes linear time for long texts', () => {
  const before = `"`.repeat(100_000) + `"old" `.repeat(50_000) + 'steps.old.x '.repeat(50_000);
  const start = performance.now();
  expect(
    differByRenamesOnly(
      before,
      replaceMentions(before, (id) => renames.get(id)),
      renames,
    ),
  ).toBe(true);
  expect(performance.now() - start).toBeLessThan(3000);
});
