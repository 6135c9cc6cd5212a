import { TextAllowance } from '../../../../src/graph/diff/text-allowance';
import { textHunks } from '../../../../src/graph/diff/text-hunks';

const lines = (count: number, line: (place: number) => string): string =>
  Array.from({ length: count }, (_, place) => line(place)).join('\n');

describe('an allowance of text comparisons', () => {
  const before = lines(40, (place) => `line ${place} of the prompt`);
  const after = before.replace('line 2 of', 'line two of').replace('line 30 of', 'line thirty of');
  const rewritten = [lines(1_000, (place) => `a${place}`), lines(1_000, (place) => `b${place}`)];

  test('leaves texts that people edited as they are without one', () => {
    const allowance = new TextAllowance();
    for (let text = 0; text < 200; text++)
      expect(textHunks(before, after, allowance)).toEqual(textHunks(before, after));
  });

  test('that rewritten texts have used up makes one change of each further text, from first to last', () => {
    const allowance = new TextAllowance();
    expect(textHunks(before, after)).toHaveLength(2);
    for (let text = 0; text < 10; text++) textHunks(rewritten[0]!, rewritten[1]!, allowance);
    const [hunk, ...others] = textHunks(before, after, allowance);
    expect(others).toEqual([]);
    const removed = hunk!.lines.filter(({ kind }) => kind === 'REMOVED');
    expect([removed.length, hunk!.beforeStart]).toEqual([29, 1]);
    const within = removed.slice(1, -1).flatMap(({ segments }) => segments);
    expect(within.every(({ changed }) => changed)).toBe(true);
  });

  test('never has more edits looked for than are asked, and never less than none', () => {
    const allowance = new TextAllowance();
    expect(allowance.edits(7)).toBe(7);
    allowance.spend(1_000_000);
    expect(allowance.edits(7)).toBe(0);
  });
});
