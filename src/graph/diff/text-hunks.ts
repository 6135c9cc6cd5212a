import { type ChangeObject, diffArrays } from 'diff';
import { WordComparison } from './changed-words';
import type { TextHunk, TextLine } from './definition-diff';
import { TextAllowance } from './text-allowance';

/** Longest text that is shown as a value, in UTF-16 code units; a longer one is compared by lines and words. */
export const MAX_SHORT_TEXT = 80;

/** Lines around a change that a hunk shows. */
const CONTEXT_LINES = 3;

/** Most lines that may differ; the search for the fewest takes time by the square of it. */
const MAX_LINE_EDITS = 1_000;

/** Whether a text is compared by lines and words: it has several lines, or is longer than `MAX_SHORT_TEXT`. */
export function isLongText(text: string): boolean {
  return text.length > MAX_SHORT_TEXT || text.includes('\n');
}

/**
 * What differs between two texts, by lines with some around them, in the order of lines. Lines are what
 * stands between `\n`: a text that ends with one has an empty last line, which is how a missing one at
 * the end shows, and the empty text has no lines. A `\r` is part of its line, so that other line breaks
 * are a change. Where a hunk has no lines of a side, its start is the line before it, and 0 if there is none.
 *
 * The time is bounded by the limits here and in `WordComparison`, never by a clock, so that the same texts
 * always give the same hunks. Texts that differ in more lines than `MAX_LINE_EDITS` are compared as one
 * change, from the first line that differs to the last. Whoever compares many texts at once gives all the
 * same `allowance`.
 */
export function textHunks(
  before: string,
  after: string,
  allowance = new TextAllowance(),
): TextHunk[] {
  if (before === after) return [];
  const former = linesOf(before);
  const later = linesOf(after);
  const words = new WordComparison(allowance);
  return grouped(changedBlocks(former, later, allowance)).map((blocks) =>
    hunkOf(blocks, former, later, words),
  );
}

/** Lines from `start` to before `end` on each side; between two blocks the sides are the same. */
interface Block {
  formerStart: number;
  formerEnd: number;
  laterStart: number;
  laterEnd: number;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

function changedBlocks(
  former: readonly string[],
  later: readonly string[],
  allowance: TextAllowance,
): Block[] {
  const shorter = Math.min(former.length, later.length);
  let start = 0;
  while (start < shorter && former[start] === later[start]) start++;
  let same = 0;
  while (same < shorter - start && former.at(-1 - same) === later.at(-1 - same)) same++;
  const [formerEnd, laterEnd] = [former.length - same, later.length - same];
  const whole = { formerStart: start, formerEnd, laterStart: start, laterEnd };

  const numbers = new LineNumbers();
  const maxEditLength = allowance.edits(MAX_LINE_EDITS);
  const changes = diffArrays(
    former.slice(start, formerEnd).map((line) => numbers.of(line)),
    later.slice(start, laterEnd).map((line) => numbers.of(line)),
    { maxEditLength },
  );
  allowance.spend(changes === undefined ? maxEditLength : editsOf(changes));
  if (changes === undefined) return [whole];
  const blocks: Block[] = [];
  let [formerPlace, laterPlace] = [start, start];
  let isOpen = false;
  for (const { value, added, removed } of changes) {
    if (!isOpen && (added || removed)) {
      blocks.push({
        ...{ formerStart: formerPlace, formerEnd: formerPlace },
        ...{ laterStart: laterPlace, laterEnd: laterPlace },
      });
    }
    isOpen = added || removed;
    if (!added) formerPlace += value.length;
    if (!removed) laterPlace += value.length;
    if (isOpen) Object.assign(blocks.at(-1)!, { formerEnd: formerPlace, laterEnd: laterPlace });
  }
  return blocks;
}

function editsOf(changes: readonly ChangeObject<number[]>[]): number {
  const edited = changes.filter(({ added, removed }) => added || removed);
  return edited.reduce((sum, { count }) => sum + count, 0);
}

/** A number for each different line: long lines would be compared again and again. */
class LineNumbers {
  readonly #numbers = new Map<string, number>();

  of(line: string): number {
    const known = this.#numbers.get(line);
    if (known !== undefined) return known;
    this.#numbers.set(line, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** Blocks whose context would touch or overlap come into one hunk. */
function grouped(blocks: readonly Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1)?.at(-1);
    if (last && block.formerStart - last.formerEnd <= 2 * CONTEXT_LINES) groups.at(-1)!.push(block);
    else groups.push([block]);
  }
  return groups;
}

function hunkOf(
  blocks: readonly Block[],
  former: readonly string[],
  later: readonly string[],
  words: WordComparison,
): TextHunk {
  const [first, last] = [blocks[0]!, blocks.at(-1)!];
  const leading = Math.min(CONTEXT_LINES, first.formerStart);
  const trailing = Math.min(CONTEXT_LINES, former.length - last.formerEnd);
  const lines: TextLine[] = [];
  let place = first.formerStart - leading;
  for (const block of blocks) {
    for (; place < block.formerStart; place++) lines.push(contextLine(former[place]!));
    for (const line of changedLines(block, former, later, words)) lines.push(line);
    place = block.formerEnd;
  }
  for (; place < last.formerEnd + trailing; place++) lines.push(contextLine(former[place]!));
  const beforeLines = last.formerEnd + trailing - (first.formerStart - leading);
  const afterLines = last.laterEnd + trailing - (first.laterStart - leading);
  return {
    beforeStart: first.formerStart - leading + (beforeLines > 0 ? 1 : 0),
    beforeLines,
    afterStart: first.laterStart - leading + (afterLines > 0 ? 1 : 0),
    afterLines,
    lines,
  };
}

function contextLine(text: string): TextLine {
  return { kind: 'CONTEXT', text, segments: text === '' ? [] : [{ text, changed: false }] };
}

function changedLines(
  block: Block,
  former: readonly string[],
  later: readonly string[],
  words: WordComparison,
): TextLine[] {
  const removed = former.slice(block.formerStart, block.formerEnd);
  const added = later.slice(block.laterStart, block.laterEnd);
  const segments = words.compare(removed, added);
  return [
    ...removed.map((text, line): TextLine => ({
      kind: 'REMOVED',
      text,
      segments: segments.removed[line]!,
    })),
    ...added.map((text, line): TextLine => ({
      kind: 'ADDED',
      text,
      segments: segments.added[line]!,
    })),
  ];
}
