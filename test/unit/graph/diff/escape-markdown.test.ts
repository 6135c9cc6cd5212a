import * as fc from 'fast-check';
import { codeSpan, escapeMarkdown, fencedBlock } from '../../../../src/graph/diff/escape-markdown';

/** What a code span shows, by section 6.1 of CommonMark; nothing if it is not one span as a whole. */
function shownBy(span: string): string | undefined {
  const [, fence, content] = /^(`+)([^]*?[^`])\1$/.exec(span) ?? [];
  if (fence === undefined || content!.split(/(?<!`)(`+)(?!`)/).includes(fence)) return undefined;
  return /^ .* $/.test(content!) && content!.trim() !== '' ? content!.slice(1, -1) : content;
}

describe('a code span', () => {
  test('shows its text, whatever backticks and spaces it has', () => {
    const text = fc
      .array(fc.constantFrom('`', '``', ' ', 'a', '<b>', '|'), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join(''));
    fc.assert(fc.property(text, (each) => expect(shownBy(codeSpan(each))).toBe(each)));
  });
});

describe('a fenced block', () => {
  test('is longer fenced than any run of backticks in it, and indented', () => {
    expect(fencedBlock('diff', ['+a', '-````'], 2)).toBe('  `````diff\n  +a\n  -````\n  `````\n');
    expect(fencedBlock('', [], 0)).toBe('```\n```\n');
  });
});

describe('escaped text', () => {
  test.each([
    ['*a* `b` [c](d) <e> ~f~ |g| \\', '\\*a\\* \\`b\\` \\[c\\](d) \\<e\\> \\~f\\~ \\|g\\| \\\\'],
    ['_a_ b_c', '\\_a\\_ b_c'],
    ['&amp; $x$', '\\&amp; \\$x\\$'],
    ['https://a.b www.a.b', 'https\\://a.b www\\.a.b'],
    ['@name a@b.c', '@\u2060name a@\u2060b.c'],
    ['#12 a#1 # 1 gh-7', '\\#\u206012 a\\#\u20601 \\# 1 gh-\u20607'],
  ])('%s', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});
