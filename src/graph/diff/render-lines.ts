import type { JsonValue } from '../definition';
import { displayName } from './change-wording';
import type { TextHunk, TextLine, TextSegment } from './definition-diff';
import { shortened, visibleText } from './visible-text';

/** Most lines of one long text that are shown. */
const MAX_TEXT_LINES = 40;

/** Longest line of a text that is shown whole, in UTF-16 code units. */
const MAX_LINE = 400;

/** What is shown of a changed and of an unchanged part of a longer line. */
const MAX_CHANGED_PART = 120;
const MAX_SAME_PART = 30;

/** Most parts of a longer line that are shown. */
const MAX_PARTS = 12;

/** Longest value that is shown, in characters. */
const MAX_VALUE = 100;

/** A line of a unified diff, without characters that do not show. */
export interface HunkLine {
  /** `@` heads a hunk, `…` says how much is left out. */
  mark: '@' | ' ' | '+' | '-' | '…';
  segments: TextSegment[];
}

/** Hunks as lines of a unified diff, cut where there are too many or they are too long. */
export function hunkLines(hunks: readonly TextHunk[]): HunkLine[] {
  const shown: HunkLine[] = [];
  let left = 0;
  for (const hunk of hunks) {
    if (shown.length >= MAX_TEXT_LINES) {
      left += hunk.lines.length;
      continue;
    }
    // Where a text is shown from its first line on, there is nothing to tell.
    if (hunk !== hunks[0] || hunk.beforeStart > 1) shown.push(line('@', headOf(hunk)));
    const room = MAX_TEXT_LINES - shown.length;
    for (const each of hunk.lines.slice(0, room)) shown.push(shownLine(each));
    left += Math.max(0, hunk.lines.length - room);
  }
  if (left > 0) shown.push(line('…', `${left} more ${left === 1 ? 'line' : 'lines'}`));
  return shown;
}

/** A value on one line. */
export function shownValue(value: JsonValue): string {
  return visibleText(shortened(JSON.stringify(value), MAX_VALUE));
}

/** Values on one line: `30 → 60`. */
export function shownValues(values: readonly JsonValue[], show = shownValue): string {
  return values.map((value) => show(value)).join(' → ');
}

/** A text of a user's that is a line, such as the label of a version. */
export function shownName(name: string): string {
  return displayName(name, MAX_VALUE);
}

function headOf({ beforeStart, beforeLines, afterStart, afterLines }: TextHunk): string {
  return `@@ -${beforeStart},${beforeLines} +${afterStart},${afterLines} @@`;
}

function line(mark: HunkLine['mark'], text: string): HunkLine {
  return { mark, segments: [{ text, changed: false }] };
}

function shownLine({ kind, text, segments }: TextLine): HunkLine {
  const mark = kind === 'ADDED' ? '+' : kind === 'REMOVED' ? '-' : ' ';
  const parts = text.length <= MAX_LINE ? segments : clipped(segments);
  return {
    mark,
    segments: parts.map((part) => ({ ...part, text: visibleText(part.text) })),
  };
}

/** The changed parts of a long line, with a little of what is around them. */
function clipped(segments: readonly TextSegment[]): TextSegment[] {
  const parts = segments.slice(0, MAX_PARTS).map(({ text, changed }, at): TextSegment => {
    if (changed || segments.length === 1) {
      const most = segments.length === 1 ? MAX_LINE : MAX_CHANGED_PART;
      const left = text.length - most;
      return { text: left > 0 ? `${start(text, most)}… (${left} more characters)` : text, changed };
    }
    const isFirst = at === 0;
    const isLast = at === segments.length - 1;
    const most = (isFirst ? 0 : MAX_SAME_PART) + (isLast ? 0 : MAX_SAME_PART);
    if (text.length <= most) return { text, changed };
    const leading = isFirst ? '' : start(text, MAX_SAME_PART);
    return { text: `${leading}…${isLast ? '' : end(text, MAX_SAME_PART)}`, changed };
  });
  if (segments.length > MAX_PARTS) parts.push({ text: '…', changed: false });
  return parts;
}

/** The first characters, no character cut in half. */
function start(text: string, length: number): string {
  return text.slice(0, isLowSurrogate(text, length) ? length - 1 : length);
}

function end(text: string, length: number): string {
  const place = text.length - length;
  return text.slice(isLowSurrogate(text, place) ? place + 1 : place);
}

function isLowSurrogate(text: string, place: number): boolean {
  const code = text.charCodeAt(place);
  return code >= 0xdc00 && code <= 0xdfff;
}
