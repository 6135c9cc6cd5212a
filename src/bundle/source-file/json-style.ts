/** How a program wrote a JSON text: what `JSON.stringify` must be told to write it the same way. */
export interface JsonStyle {
  /** White space per level; `''` for a text on one line. */
  indent: string;
  /** What stands before and after the value: a byte order mark, a line break. */
  before: string;
  after: string;
  lineBreak: '\n' | '\r\n';
}

/** The style of a JSON text, as far as it has one. */
export function jsonStyleOf(text: string): JsonStyle {
  const before = /^\ufeff?\s*/.exec(text)?.[0] ?? '';
  const value = text.slice(before.length);
  const end = value.trimEnd();
  return {
    indent: /^[[{]\r?\n([ \t]+)/.exec(value)?.[1] ?? '',
    before,
    after: value.slice(end.length),
    lineBreak: value.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** A value as JSON text in a style. */
export function writeJson(value: unknown, { indent, before, after, lineBreak }: JsonStyle): string {
  const text = JSON.stringify(value, null, indent);
  return before + (lineBreak === '\n' ? text : text.replaceAll('\n', lineBreak)) + after;
}
