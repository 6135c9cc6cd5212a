import * as fc from 'fast-check';
import type { TextHunk, TextLine } from '../../../../src/graph/diff/definition-diff';
import { isLongText, MAX_SHORT_TEXT, textHunks } from '../../../../src/graph/diff/text-hunks';

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** The lines of one side of a hunk. */
function side(hunk: TextHunk, kind: 'ADDED' | 'REMOVED'): string[] {
  return hunk.lines
    .filter((line) => line.kind === 'CONTEXT' || line.kind === kind)
    .map(({ text }) => text);
}

/** The text with the lines of the hunks put in the place of those that they say are there. */
function apply(before: string, hunks: readonly TextHunk[]): string {
  const lines = linesOf(before);
  const parts: string[][] = [];
  let place = 0;
  for (const hunk of hunks) {
    const start = hunk.beforeLines === 0 ? hunk.beforeStart : hunk.beforeStart - 1;
    parts.push(lines.slice(place, start), side(hunk, 'ADDED'));
    place = start + hunk.beforeLines;
  }
  return [...parts, lines.slice(place)].flat().join('\n');
}

/** Changed words in brackets. */
const marked = (line: TextLine): string =>
  line.segments.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('');

/** The lines of all hunks as a unified diff has them, changed words in brackets. */
function shown(before: string, after: string): string[] {
  const marks = { CONTEXT: ' ', ADDED: '+', REMOVED: '-' };
  return textHunks(before, after).flatMap(({ lines }) =>
    lines.map((line) => marks[line.kind] + marked(line)),
  );
}

/** Milliseconds that a call takes. */
function timed(call: () => unknown): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}

const word = fc.constantFrom(
  'a',
  'b',
  'the',
  'model',
  ' ',
  '  ',
  '.',
  'é',
  '邮件',
  '👩‍💻',
  '\r',
  '\t',
);
const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(''));
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n')) },
  fc.string({ unit: 'binary' }),
);
/** Two texts of which the second is often an edit of the first. */
const edit = fc.oneof(
  fc.tuple(text, text),
  fc.tuple(text, fc.nat(200), fc.nat(40), text).map(([before, start, length, inserted]) => {
    const after = before.slice(0, start) + inserted + before.slice(start + length);
    return [before, after] as [string, string];
  }),
);

describe('a text is long', () => {
  test('when it has a line break, or more characters than a value that is shown on one line', () => {
    expect(isLongText('a\nb')).toBe(true);
    expect(isLongText('a'.repeat(MAX_SHORT_TEXT))).toBe(false);
    expect(isLongText('a'.repeat(MAX_SHORT_TEXT + 1))).toBe(true);
  });
});

describe('hunks', () => {
  test('turn the former text into the later one', () => {
    fc.assert(
      fc.property(edit, ([before, after]) => {
        expect(apply(before, textHunks(before, after))).toBe(after);
      }),
    );
  });

  test('have the lines of both texts at the numbers that they state', () => {
    fc.assert(
      fc.property(edit, ([before, after]) => {
        for (const hunk of textHunks(before, after)) {
          const removed = side(hunk, 'REMOVED');
          const added = side(hunk, 'ADDED');
          expect([removed.length, added.length]).toEqual([hunk.beforeLines, hunk.afterLines]);
          const formerStart = Math.max(0, hunk.beforeStart - 1);
          const laterStart = Math.max(0, hunk.afterStart - 1);
          if (removed.length > 0)
            expect(linesOf(before).slice(formerStart, formerStart + removed.length)).toEqual(
              removed,
            );
          if (added.length > 0)
            expect(linesOf(after).slice(laterStart, laterStart + added.length)).toEqual(added);
        }
      }),
    );
  });

  test('have segments that make up their line, none empty, neighbours never alike', () => {
    fc.assert(
      fc.property(edit, ([before, after]) => {
        for (const { lines } of textHunks(before, after)) {
          for (const { kind, text: whole, segments } of lines) {
            expect(segments.map((segment) => segment.text).join('')).toBe(whole);
            expect(segments.every((segment) => segment.text !== '')).toBe(true);
            segments.forEach(({ changed }, at) => {
              if (at > 0) expect(changed).toBe(!segments[at - 1]!.changed);
              if (kind === 'CONTEXT') expect(changed).toBe(false);
            });
          }
        }
      }),
    );
  });

  test('say of the removed and of the added lines of a change that the same words stay', () => {
    fc.assert(
      fc.property(edit, ([before, after]) => {
        const staying = (kind: TextLine['kind']): string =>
          textHunks(before, after)
            .flatMap(({ lines }) => lines.filter((each) => each.kind === kind))
            .flatMap(({ segments }) => segments.filter(({ changed }) => !changed))
            .map((segment) => segment.text)
            .join('');
        expect(staying('REMOVED')).toBe(staying('ADDED'));
      }),
    );
  });

  test('are none for equal texts', () => {
    expect(textHunks('a\nb', 'a\nb')).toEqual([]);
  });

  test('show three lines around a change and come together where these meet', () => {
    const lines = Array.from({ length: 30 }, (_, number) => `line ${number + 1}`);
    const changed = (...numbers: number[]): string =>
      lines.map((each, at) => (numbers.includes(at + 1) ? `${each}!` : each)).join('\n');
    const starts = (...numbers: number[]): [number, number][] =>
      textHunks(lines.join('\n'), changed(...numbers)).map(({ beforeStart, beforeLines }) => [
        beforeStart,
        beforeLines,
      ]);
    expect(starts(10)).toEqual([[7, 7]]);
    expect(starts(1, 30)).toEqual([
      [1, 4],
      [27, 4],
    ]);
    expect(starts(10, 17)).toEqual([[7, 14]]);
    expect(starts(10, 18)).toEqual([
      [7, 7],
      [15, 7],
    ]);
  });

  test('count lines as unified diffs do where a side has none', () => {
    expect(textHunks('', 'a\nb')).toMatchObject([
      { beforeStart: 0, beforeLines: 0, afterStart: 1, afterLines: 2 },
    ]);
    expect(textHunks('a\nb', '')).toMatchObject([
      { beforeStart: 1, beforeLines: 2, afterStart: 0, afterLines: 0 },
    ]);
  });

  test('show a missing line break at the end, and other line breaks', () => {
    expect(shown('a\nb\n', 'a\nb')).toEqual([' a', ' b', '-']);
    expect(shown('a\r\nb', 'a\nb')).toEqual(['-a[\r]', '+a', ' b']);
  });
});

describe('changed words', () => {
  test('are marked, not the whole line', () => {
    expect(shown('You are a helpful assistant.', 'You are a friendly assistant.')).toEqual([
      '-You are a [helpful] assistant.',
      '+You are a [friendly] assistant.',
    ]);
  });

  test('are whole words with their accents, emoji and numbers', () => {
    expect(shown('Ein cafe\u0301 👩‍💻 zu 15', 'Ein cafe 👩🏽‍💻 zu 16')).toEqual([
      '-Ein [cafe\u0301 👩‍💻] zu [15]',
      '+Ein [cafe 👩🏽‍💻] zu [16]',
    ]);
  });

  test('are words of scripts without spaces', () => {
    expect(shown('请帮我写邮件。谢谢大家', '请帮我写报告。谢谢大家')).toEqual([
      '-请帮我写[邮件]。谢谢大家',
      '+请帮我写[报告]。谢谢大家',
    ]);
    expect(shown('東京都に住んでいます', '東京都に働いています')).toEqual([
      expect.stringMatching(/^-東京都に\[.+\]/),
      expect.stringMatching(/^\+東京都に\[.+\]/),
    ]);
  });

  test('are none where text only came to stand on another line', () => {
    expect(shown('one two three four five\nsix', 'one two\nthree four five six')).toEqual([
      '-one two[ ]three four five',
      '-six',
      '+one two',
      '+three four five[ ]six',
    ]);
  });

  test('take in what stays between longer changes', () => {
    expect(shown('Greet the customer a bit', 'Write one the reminder a bit')).toEqual([
      '-[Greet the customer] a bit',
      '+[Write one the reminder] a bit',
    ]);
  });

  test('are found on the line that changed when lines are added to it', () => {
    const added = 'and this\nand that\nand more';
    expect(shown('Be polite.\nEnd', `Be very polite.\n${added}\nEnd`)).toEqual([
      '-Be polite.',
      '+Be [very ]polite.',
      '+[and this]',
      '+[and that]',
      '+[and more]',
      ' End',
    ]);
  });
});

describe('huge texts', () => {
  // Many times what it takes: a search without bounds takes minutes.
  const BOUND_MS = 10_000;
  const words = Array.from({ length: 170_000 }, (_, at) => `w${(at * 7919) % 5000}`);
  const megabyte = words.join(' ');

  test('of one line have their one changed word marked', () => {
    const place = megabyte.indexOf(' ', 500_000) + 1;
    const after = `${megabyte.slice(0, place)}NEW ${megabyte.slice(place)}`;
    const [hunk] = textHunks(megabyte, after);
    expect(hunk!.lines[1]!.segments.map(({ changed }) => changed)).toEqual([false, true, false]);
    expect(hunk!.lines[1]!.segments[1]!.text).toBe('NEW ');
  });

  test.each([
    ['words without order', megabyte, [...words].reverse().join(' ')],
    ['one long word', 'x'.repeat(1e6), 'xy'.repeat(5e5)],
    ['lines without order', words.join('\n'), [...words].reverse().join('\n')],
    ['no spaces', '请帮我写一封邮件'.repeat(125_000), '写一封邮件请帮我'.repeat(125_000)],
    ['short lines', 'a b\n'.repeat(250_000), 'b a\n'.repeat(250_000)],
    [
      'every other line changed',
      words.map((each, at) => `${each} ${each} ${each} ${at}`).join('\n'),
      words.map((each, at) => (at % 2 ? `${each} ${each} ${each} ${at}` : `x ${at}`)).join('\n'),
    ],
  ])('of %s are compared in bounded time', (_name, before, after) => {
    let hunks: TextHunk[] = [];
    expect(timed(() => (hunks = textHunks(before, after)))).toBeLessThan(BOUND_MS);
    expect(apply(before, hunks) === after).toBe(true);
  });

  test('are compared alike each time', () => {
    const after = [...words].reverse().join('\n');
    const texts = [1, 2].map(() => JSON.stringify(textHunks(words.join('\n'), after)));
    expect(texts[0] === texts[1]).toBe(true);
  });
});
