/** The text is not JSON, or holds what would be changed or lost by reading it. */
export class JsonTextError extends Error {
  /** Line of the fault, from 1. */
  readonly line: number;
  /** Column of the fault in UTF-16 code units, from 1. */
  readonly column: number;

  constructor(reason: string, line: number, column: number) {
    super(`${reason} (line ${line}, column ${column})`);
    this.name = 'JsonTextError';
    this.line = line;
    this.column = column;
  }
}

/** Deepest nesting that is read. */
const MAX_TEXT_NESTING = 500;

const SPACE = 0x20;
/** In a text that is not what stands between its quotes, or is none. */
const NEEDS_READING = /[\\\u0000-\u001f]/;
const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;

/**
 * Parses the text of a file as JSON (RFC 8259), after a byte order mark if there is one. Unlike
 * `JSON.parse` it refuses what would silently become something else: integers beyond 2^53 that a
 * double would round, numbers too large for a double, and names that an object has twice.
 *
 * @throws JsonTextError with line and column.
 */
export function parseJsonText(text: string): unknown {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class JsonReader {
  private at: number;

  constructor(private readonly text: string) {
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.skipSpace();
  }

  value(depth: number): unknown {
    if (depth > MAX_TEXT_NESTING) throw this.fault(`Nested deeper than ${MAX_TEXT_NESTING}`);
    const first = this.text[this.at];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    if (first === '"') return this.string();
    if (first !== undefined && /[-0-9]/.test(first)) return this.number();
    const literal = this.match(LITERAL)?.[0];
    if (literal === undefined) throw this.unexpected('a value');
    return literal === 'null' ? null : literal === 'true';
  }

  end(): void {
    if (this.at < this.text.length) throw this.unexpected('the end');
  }

  private object(depth: number): unknown {
    const members = new Map<string, unknown>();
    this.take('{');
    if (this.takeIf('}')) return {};
    do {
      const start = this.at;
      if (this.text[this.at] !== '"') throw this.unexpected('a name in double quotes');
      const name = this.string();
      if (members.has(name))
        throw this.fault(`The name ${JSON.stringify(name)} stands twice`, start);
      this.take(':');
      members.set(name, this.value(depth + 1));
    } while (this.takeIf(','));
    this.take('}');
    // Defines members, where an assignment to `__proto__` would set the prototype.
    return Object.fromEntries(members);
  }

  private array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.take('[');
    if (this.takeIf(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.takeIf(','));
    this.take(']');
    return items;
  }

  private string(): string {
    const start = this.at;
    const quote = this.text.indexOf('"', start + 1);
    const plain = quote < 0 ? '\\' : this.text.slice(start + 1, quote);
    if (!NEEDS_READING.test(plain)) {
      this.at = quote + 1;
      this.skipSpace();
      return plain;
    }
    // A loop, not a pattern: long texts with many escapes exceed the stack that patterns match with.
    let end = start + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    try {
      const value = JSON.parse(this.text.slice(start, end + 1)) as string;
      this.at = end + 1;
      this.skipSpace();
      return value;
    } catch {
      throw this.fault('A text is not closed or has a bad escape');
    }
  }

  private number(): number {
    const start = this.at;
    const match = this.match(NUMBER);
    if (match === undefined) throw this.unexpected('a number');
    const [digits, fraction, exponent] = match;
    const value = Number(digits);
    if (!Number.isFinite(value)) throw this.fault(`${digits} is too large for a number`, start);
    // What a canonical text holds for a double passes; any other digits would come out changed.
    if (fraction === undefined && exponent === undefined && Math.abs(value) >= 2 ** 53) {
      if (String(value) !== digits) {
        throw this.fault(
          `${digits} is beyond 2^53 and would be rounded; write it as a text`,
          start,
        );
      }
    }
    return value;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    this.skipSpace();
    return match;
  }

  private take(character: string): void {
    if (!this.takeIf(character)) throw this.unexpected(character);
  }

  private takeIf(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    this.skipSpace();
    return true;
  }

  private skipSpace(): void {
    // most of what is read has none
    if (this.text.charCodeAt(this.at) > SPACE) return;
    WHITE_SPACE.lastIndex = this.at;
    WHITE_SPACE.exec(this.text);
    this.at = WHITE_SPACE.lastIndex;
  }

  private unexpected(expected: string): JsonTextError {
    const found = this.at < this.text.length ? JSON.stringify(this.text[this.at]) : 'the end';
    return this.fault(`Expected ${expected}, found ${found}`);
  }

  private fault(reason: string, at = this.at): JsonTextError {
    const before = this.text
      .slice(0, at)
      .replace(/^\ufeff/, '')
      .split(/\r\n|\n|\r/);
    return new JsonTextError(reason, before.length, (before.at(-1) ?? '').length + 1);
  }
}
