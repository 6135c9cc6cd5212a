import { StepError } from './step-error';

/** The value of a secret of the run's workspace, or undefined if there is none of that name. */
export type SecretSource = (name: string) => string | undefined | Promise<string | undefined>;

/** Part of a text that is complete but for its secrets. */
export type SecretTextPart = string | { readonly secret: string };

/**
 * A text in which secrets stand by name. It can be stored and shown: what it says of a secret is its
 * reference, never its value.
 */
export class SecretText {
  constructor(readonly parts: readonly SecretTextPart[]) {}

  /** Whether it holds a secret. */
  get isSecret(): boolean {
    return this.parts.some((part) => typeof part !== 'string');
  }

  /** With `{{secrets.NAME}}` for each secret. */
  toString(): string {
    return this.parts
      .map((part) => (typeof part === 'string' ? part : secretReference(part.secret)))
      .join('');
  }

  toJSON(): string {
    return this.toString();
  }
}

/**
 * The secrets that one step has resolved. It lives as long as the step's request, and can take their
 * values out of whatever comes back, since servers repeat what they are sent.
 */
export class SecretReveal {
  private readonly values = new Map<string, string>();

  constructor(private readonly secretOf: SecretSource) {}

  /**
   * The text with the values of its secrets. To be called right before the text is used.
   *
   * @throws StepError `SECRET_MISSING` with the name of a secret that is not set.
   */
  async reveal(text: SecretText): Promise<string> {
    const parts: string[] = [];
    for (const part of text.parts) {
      parts.push(typeof part === 'string' ? part : await this.valueOf(part.secret));
    }
    return parts.join('');
  }

  /** The text with references instead of what was revealed, in any of the usual encodings. */
  redact(text: string): string {
    return replaceAll(text, redactions(this.values));
  }

  /** A JSON value with references instead of what was revealed; numbers and keys included. */
  redactJson<T>(value: T): T {
    if (this.values.size === 0) return value;
    return redactedValue(value, redactions(this.values)) as T;
  }

  private async valueOf(name: string): Promise<string> {
    const value = this.values.get(name) ?? (await this.secretOf(name));
    if (value === undefined) {
      throw new StepError('SECRET_MISSING', `The secret ${name} is not set.`);
    }
    this.values.set(name, value);
    return value;
  }
}

export function secretReference(name: string): string {
  return `{{secrets.${name}}}`;
}

/**
 * Shortest text that is taken out. A secret of fewer characters is none, and taking it out would
 * leave nothing of an answer.
 */
const SHORTEST_REDACTED = 4;

/** A text and what stands for it. */
type Redaction = [text: string, reference: string];

/** What to replace by what, longest first, so that no secret is cut by one that it contains. */
function redactions(values: ReadonlyMap<string, string>): Redaction[] {
  const found = new Map<string, string>();
  for (const [name, value] of values) {
    for (const encoded of encodingsOf(value)) {
      if (encoded.length >= SHORTEST_REDACTED) found.set(encoded, secretReference(name));
    }
  }
  return [...found].sort(([a], [b]) => b.length - a.length);
}

function replaceAll(text: string, all: readonly Redaction[]): string {
  // The replacement is a function, because in a text `$` would have a meaning.
  return all.reduce((left, [secret, reference]) => left.replaceAll(secret, () => reference), text);
}

function redactedValue(value: unknown, all: readonly Redaction[]): unknown {
  if (typeof value === 'string') return replaceAll(value, all);
  if (typeof value === 'number') {
    const text = String(value);
    const redacted = replaceAll(text, all);
    return redacted === text ? value : redacted;
  }
  if (Array.isArray(value)) return value.map((item) => redactedValue(item, all));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [replaceAll(key, all), redactedValue(item, all)]),
  );
}

function encodingsOf(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const escaped = JSON.stringify(value).slice(1, -1);
  return [
    value,
    escaped,
    escaped.replaceAll('/', '\\/'),
    encodeURIComponent(value),
    encodeURI(value),
    new URLSearchParams([['', value]]).toString().slice(1),
    ...[0, 1, 2].flatMap((offset) => base64Of(bytes, offset)),
    bytes.toString('hex'),
  ];
}

/**
 * How bytes show in the Base64 (RFC 4648) of something longer in which `offset` bytes modulo 3 stand
 * before them, as in `user:password`: the characters that depend on them alone.
 */
function base64Of(bytes: Buffer, offset: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((whole.length * 8) / 6);
  return (['base64', 'base64url'] as const).map((name) => whole.toString(name).slice(first, last));
}
