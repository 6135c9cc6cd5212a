import { diffArrays } from 'diff';
import type { TextSegment } from './definition-diff';
import type { TextAllowance } from './text-allowance';
import { tokensOf } from './text-tokens';

/** The lines of both sides of a change, each cut where changed words begin and end. */
export interface ChangedLines {
  removed: TextSegment[][];
  added: TextSegment[][];
}

/** Largest change in which changed words are looked for, in characters of both sides. */
const MAX_CHARACTERS = 100_000;

/** Most words, signs and spaces that may differ in one change; the search takes time by its square. */
const MAX_EDITS = 500;

/** The same for all changes of one comparison. */
const MAX_EDITS_ALTOGETHER = 5_000;

/** The most that a cut is moved back to the edge of a word. */
const MAX_WORD = 200;

/**
 * Finds the words that differ between lines and those that took their place. It looks at the lines
 * together, so that words that only came to stand on another line are no change. Words that stay
 * between longer changes count as changed, since nobody reads text that changes back and forth. What has
 * no counterpart, or more changes than the limits above, is changed as a whole. One instance serves all
 * changes of one comparison, and its time is bounded by the limits alone.
 */
export class WordComparison {
  #edits = MAX_EDITS_ALTOGETHER;

  constructor(private readonly allowance: TextAllowance) {}

  compare(removed: readonly string[], added: readonly string[]): ChangedLines {
    const before = removed.join('\n');
    const after = added.join('\n');
    const start = commonStart(before, after);
    const end = commonEnd(before, after, start);
    const parts = this.#parts(
      before.slice(start, before.length - end),
      after.slice(start, after.length - end),
    );
    const first: Part = { same: before.slice(0, start), removed: '', added: '' };
    const last: Part = { same: before.slice(before.length - end), removed: '', added: '' };
    const all = [first, ...parts, last];
    return {
      removed: removed.length === 0 ? [] : linesOf(all, (part) => part.removed),
      added: added.length === 0 ? [] : linesOf(all, (part) => part.added),
    };
  }

  #parts(before: string, after: string): Part[] {
    const whole = [{ same: '', removed: before, added: after }];
    if (before === '' || after === '' || before.length + after.length > MAX_CHARACTERS) {
      return whole;
    }
    const maxEditLength = this.allowance.edits(Math.min(MAX_EDITS, this.#edits));
    const changes = diffArrays(tokensOf(before), tokensOf(after), { maxEditLength });
    if (changes === undefined) {
      this.#spend(maxEditLength);
      return whole;
    }
    const parts = new PartList();
    let edits = 0;
    for (const { value, added: isAdded, removed: isRemoved } of changes) {
      if (isAdded || isRemoved) edits += value.length;
      const text = value.join('');
      if (isAdded) parts.add(text);
      else if (isRemoved) parts.remove(text);
      else parts.keep(text);
    }
    this.#spend(edits);
    return parts.finished();
  }

  #spend(edits: number): void {
    this.#edits -= edits;
    this.allowance.spend(edits);
  }
}

/** What is the same on both sides, and then what differs. */
interface Part {
  same: string;
  removed: string;
  added: string;
}

class PartList {
  readonly #parts: Part[] = [];
  #open: Part = { same: '', removed: '', added: '' };

  keep(text: string): void {
    this.#close();
    this.#open = { same: text, removed: '', added: '' };
  }

  remove(text: string): void {
    this.#open.removed += text;
  }

  add(text: string): void {
    this.#open.added += text;
  }

  finished(): Part[] {
    this.#close();
    return this.#parts;
  }

  #close(): void {
    let part = this.#open;
    let last = this.#parts.at(-1);
    while (last && isDrowned(part.same, last, part)) {
      this.#parts.pop();
      part = {
        same: last.same,
        removed: last.removed + part.same + part.removed,
        added: last.added + part.same + part.added,
      };
      last = this.#parts.at(-1);
    }
    this.#parts.push(part);
  }
}

/**
 * Whether what stayed is no longer than the changes on either side of it: the rule by which the
 * library diff-match-patch makes differences readable. Across lines it is kept, since lines part anyway.
 */
function isDrowned(same: string, before: Part, after: Part): boolean {
  return (
    !same.includes('\n') &&
    same.length <= Math.max(before.removed.length, before.added.length) &&
    same.length <= Math.max(after.removed.length, after.added.length)
  );
}

/** The texts of one side, line by line. */
function linesOf(parts: readonly Part[], changedText: (part: Part) => string): TextSegment[][] {
  let line: TextSegment[] = [];
  const lines = [line];
  const write = (text: string, changed: boolean): void => {
    text.split('\n').forEach((piece, index) => {
      if (index > 0) lines.push((line = []));
      if (piece === '') return;
      const last = line.at(-1);
      if (last?.changed === changed) last.text += piece;
      else line.push({ text: piece, changed });
    });
  };
  for (const part of parts) {
    write(part.same, false);
    write(changedText(part), true);
  }
  return lines;
}

/** How many characters both texts begin with, up to the edge of a word. */
function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let length = 0;
  while (length < most && before.charCodeAt(length) === after.charCodeAt(length)) length++;
  if (length === before.length && length === after.length) return length;
  const least = Math.max(0, length - MAX_WORD);
  for (let edge = length; edge > least; edge--) {
    if (isEdge(before.charCodeAt(edge - 1))) return edge;
  }
  return 0;
}

/** How many characters both texts end with behind `start`, from the edge of a word on. */
function commonEnd(before: string, after: string, start: number): number {
  const most = Math.min(before.length, after.length) - start;
  let length = 0;
  while (length < most && before.at(-1 - length) === after.at(-1 - length)) length++;
  const least = Math.max(0, length - MAX_WORD);
  for (let edge = length; edge > least; edge--) {
    if (isEdge(before.charCodeAt(before.length - edge))) return edge;
  }
  return 0;
}

/** White space and punctuation of ASCII: nothing that a word or an emoji could go on with. */
function isEdge(code: number): boolean {
  return code < 128 && !/\w/.test(String.fromCharCode(code));
}
