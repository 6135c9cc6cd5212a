import { pointerOf } from './json-pointer';

/** Deepest nesting that is written; beyond it `canonicalJson` refuses instead of overflowing the stack. */
export const MAX_NESTING = 200;

/** The value is not JSON as I-JSON (RFC 7493) restricts it. */
export class CanonicalJsonError extends Error {
  /** JSON Pointer (RFC 6901) of the value at fault. */
  readonly path: string;
  /** What is wrong there, without the path. */
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path === '' ? 'The value' : path} ${reason}`);
    this.name = 'CanonicalJsonError';
    this.path = path;
    this.reason = reason;
  }
}

/** Path from the root to the value being written; its length is the depth. */
type Path = (string | number)[];

// Most texts need no escape. A surrogate takes the slow way too, because it may be a lone one.
const NEEDS_ATTENTION = /["\\\u0000-\u001f\ud800-\udfff]/;
const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Writes a value in the JSON Canonicalization Scheme (RFC 8785): members sorted by the UTF-16 code
 * units of their names, no white space, numbers and strings as ECMAScript writes them.
 *
 * @throws CanonicalJsonError for what JSON cannot express (undefined, functions, symbols, bigints,
 * NaN, infinities, lone surrogates, instances of classes) and for nesting beyond `MAX_NESTING`.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

function write(value: unknown, path: Path): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, path);
    case 'number':
      // String() follows ECMAScript's Number::toString, as RFC 8785 section 3.2.2.3 asks; -0 gives 0.
      if (Number.isFinite(value)) return String(value);
      throw fault(path, `is ${value}, which JSON cannot express`);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (path.length >= MAX_NESTING) throw fault(path, `is nested deeper than ${MAX_NESTING}`);
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    default:
      throw fault(path, `is of type ${typeof value}, which JSON cannot express`);
  }
}

/** Whether a text holds half a surrogate pair, which UTF-8 cannot express. */
export function hasLoneSurrogate(text: string): boolean {
  return SURROGATE.test(text) && LONE_SURROGATE.test(text);
}

function writeString(text: string, path: Path): string {
  if (!NEEDS_ATTENTION.test(text)) return '"' + text + '"';
  if (hasLoneSurrogate(text)) throw fault(path, 'holds a lone surrogate');
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], path: Path): string {
  let text = '[';
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ',';
    path.push(index);
    text += write(items[index], path);
    path.pop();
  }
  return text + ']';
}

function writeObject(value: object, path: Path): string {
  if (!isPlainObject(value)) throw fault(path, 'is an instance of a class, not a plain object');
  const names = sortedNames(value);
  let text = '{';
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    if (index > 0) text += ',';
    path.push(name);
    text += writeString(name, path) + ':' + write(value[name], path);
    path.pop();
  }
  return text + '}';
}

function sortedNames(value: object): string[] {
  const names = Object.keys(value);
  // What was canonical before is sorted already, and looking is cheaper than sorting.
  for (let index = 1; index < names.length; index++) {
    // Without a compare function, sort() orders by UTF-16 code units (RFC 8785, section 3.2.3).
    if ((names[index - 1] as string) > (names[index] as string)) return names.sort();
  }
  return names;
}

/** Whether an object is what JSON calls one: made by a literal or by `JSON.parse`, of any realm. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function fault(path: Path, reason: string): CanonicalJsonError {
  return new CanonicalJsonError(pointerOf(path), reason);
}
