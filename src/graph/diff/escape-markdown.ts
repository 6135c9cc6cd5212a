/** What keeps `@name` from mentioning anybody: nothing that shows. */
const WORD_JOINER = '\u2060';

/**
 * A part of a line, but its beginning, as Markdown that shows just that text: no markup, no HTML, no links made of addresses, no
 * formulas, nobody mentioned, no issue referred to. What only has a meaning where a line begins is kept.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[\\`*[\]<>#|~&$]/g, '\\$&')
      // Inside a word an underscore means nothing.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
      .replace(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
      .replace(/@|\\#(?=\d)|\bGH-(?=\d)/gi, `$&${WORD_JOINER}`)
  );
}

/** A line of text as a code span, in which nothing has a meaning. */
export function codeSpan(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  // One space on each side is not shown, and keeps backticks of the text apart from those around it.
  const needsSpace = /^`|`$|^ .* $/.test(text) && text.trim() !== '';
  return needsSpace ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

/** Lines as a fenced block of a language, indented by spaces. */
export function fencedBlock(language: string, lines: readonly string[], indent: number): string {
  const longest = Math.max(0, ...lines.map(longestRun));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  const margin = ' '.repeat(indent);
  return [`${fence}${language}`, ...lines, fence].map((line) => `${margin}${line}\n`).join('');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
