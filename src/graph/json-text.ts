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

/** How much of a number is repeated in an error. */
const MAX_SHOWN = 100;

const SPACE = 0x20;
/** In a text that is not what stands between its quotes, or is none. */
const NEEDS_READING = /[\\\u0000-\u001f]/;
const WHITE_SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;

/** Characters that {@link readJsonText} reads in a step. */
const STEP_CHARACTERS = 256 * 1024;

/**
 * Whether a text of an integer, also one such as `1234e3` or `12.0`, says another number than the double
 * that is read of it. What a canonical text holds for a double passes.
 */
export function isRoundedInteger(value: number, text: string): boolean {
  if (Math.abs(value) < 2 ** 53 || /\.\d*[1-9]/.test(text)) return false;
  return significantDigits(String(value)) !== significantDigits(text);
}

function significantDigits(text: string): string {
  const digits = text.replace(/[eE].*$/, '').replace(/[^0-9]/g, '');
  let [start, end] = [0, digits.length];
  while (digits[start] === '0') start++;
  while (end > start && digits[end - 1] === '0') end--;
  return digits.slice(start, end);
}

/**
 * Parses the text of a file as JSON (RFC 8259), after a byte order mark if there is one. Unlike
 * `JSON.parse` it refuses what would silently become something else: integers beyond 2^53 that a
 * double would round, numbers too large for a double, and names that an object has twice.
 *
 * @throws JsonTextError with line and column.
 */
export function parseJsonText(text: string): unknown {
  const steps = readJsonText(text);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** As {@link parseJsonText}, in steps of some milliseconds each, between which a caller can do other work. */
export function readJsonText(text: string): Generator<undefined, unknown> {
  return new JsonReader(text).read();
}

/** An object or array that is not read to its end. */
type OpenValue = { members: Map<string, unknown>; name: string } | { items: unknown[] };
/** In place of a value: there is more to be read first. */
const OPEN = Symbol('open');

class JsonReader {
  private at: number;
  /** What the reader stands in, outermost first. */
  private readonly open: OpenValue[] = [];

  constructor(private readonly text: string) {
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.skipSpace();
  }

  /** A loop with a stack of its own, since a recursion cannot be left and gone on with. */
  *read(): Generator<undefined, unknown> {
    let stepEnd = STEP_CHARACTERS;
    for (;;) {
      if (this.at >= stepEnd) {
        yield;
        stepEnd = this.at + STEP_CHARACTERS;
      }
      let value = this.begin();
      while (value !== OPEN) {
        const container = this.open.at(-1);
        if (container === undefined) {
          if (this.at < this.text.length) throw this.unexpected('the end');
          return value;
        }
        value = this.add(container, value);
      }
    }
  }

  /** Reads a value; of one that holds others only the beginning, then it is {@link OPEN}. */
  private begin(): unknown {
    if (this.open.length > MAX_TEXT_NESTING)
      throw this.fault(`Nested deeper than ${MAX_TEXT_NESTING}`);
    const first = this.text[this.at];
    if (first === '{') return this.beginObject();
    if (first === '[') return this.beginArray();
    if (first === '"') return this.string();
    if (first !== undefined && /[-0-9]/.test(first)) return this.number();
    const literal = this.match(LITERAL)?.[0];
    if (literal === undefined) throw this.unexpected('a value');
    return literal === 'null' ? null : literal === 'true';
  }

  private beginObject(): unknown {
    this.take('{');
    if (this.takeIf('}')) return {};
    const members = new Map<string, unknown>();
    this.open.push({ members, name: this.name(members) });
    return OPEN;
  }

  private beginArray(): unknown {
    this.take('[');
    if (this.takeIf(']')) return [];
    this.open.push({ items: [] });
    return OPEN;
  }

  /** Puts a value into what it stands in; answers that if it ends there, else {@link OPEN}. */
  private add(container: OpenValue, value: unknown): unknown {
    if ('items' in container) {
      container.items.push(value);
      if (this.takeIf(',')) return OPEN;
      this.take(']');
      this.open.pop();
      return container.items;
    }
    const { members, name } = container;
    members.set(name, value);
    if (this.takeIf(',')) {
      container.name = this.name(members);
      return OPEN;
    }
    this.take('}');
    this.open.pop();
    // Defines members, where an assignment to `__proto__` would set the prototype.
    return Object.fromEntries(members);
  }

  /** Reads the name of a member and the colon behind it. */
  private name(members: ReadonlyMap<string, unknown>): string {
    const start = this.at;
    if (this.text[this.at] !== '"') throw this.unexpected('a name in double quotes');
    const name = this.string();
    if (members.has(name)) throw this.fault(`The name ${JSON.stringify(name)} stands twice`, start);
    this.take(':');
    return name;
  }

  private string(): string {
    const start = this.at;
    const quote = this.text.indexOf('"', start + 1);
    const plain = quote < 0 ? undefined : this.text.slice(start + 1, quote);
    if (plain !== undefined && !NEEDS_READING.test(plain)) {
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
    const [digits] = match;
    const value = Number(digits);
    if (!Number.isFinite(value)) {
      throw this.fault(`${digits.slice(0, MAX_SHOWN)} is too large for a number`, start);
    }
    if (isRoundedInteger(value, digits)) {
      const message = `${digits.slice(0, MAX_SHOWN)} is beyond 2^53 and would be rounded; write it as a text`;
      throw this.fault(message, start);
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
