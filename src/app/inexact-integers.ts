import { GraphQLError } from 'graphql';
import { pointerOf } from '../graph/json-pointer';

/** The fewest digits with which an integer is beyond 2^53. */
const LONG = 16;
/** Digits that are repeated to the client. */
const MOST_SHOWN = 40;
const NUMBER = /-?[0-9]*([.eE][0-9.eE+-]*)?/y;
const NAME_END = /\s*:/y;

/** An integer that does not survive being read from JSON text. */
export interface InexactInteger {
  /** JSON Pointer (RFC 6901) to it. */
  path: string;
  digits: string;
}

/**
 * The first integer in a JSON text that `JSON.parse` would change in silence: beyond 2^53, and
 * written with other digits than a double of its value. Digits in strings, fractions and numbers with an
 * exponent pass: who writes these asks for no exact integer. Of a text that is no JSON it may throw.
 */
export function inexactInteger(text: string): InexactInteger | undefined {
  return hasLongDigits(text) ? search(text) : undefined;
}

/**
 * @param where JSON Pointer to what `text` is of the request.
 * @throws GraphQLError BAD_USER_INPUT that names the first inexact integer.
 */
export function refuseInexactIntegers(text: string, where = ''): void {
  const found = inexactInteger(text);
  if (found) throw inexactIntegerError({ ...found, path: where + found.path });
}

export function inexactIntegerError({ path, digits }: InexactInteger): GraphQLError {
  const shown = digits.length > MOST_SHOWN ? `${digits.slice(0, MOST_SHOWN)}…` : digits;
  return new GraphQLError(
    `${path} is ${shown}, an integer beyond 2^53 that would be rounded; write it as a text.`,
    { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } },
  );
}

/**
 * Whether there are sixteen digits in a row. Every request pays for this, so it looks at every
 * sixteenth character only: there is one in each such row.
 */
function hasLongDigits(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (!isDigit(text, at)) continue;
    let start = at;
    while (isDigit(text, start - 1)) start--;
    let end = at + 1;
    while (end - start < LONG && isDigit(text, end)) end++;
    if (end - start >= LONG) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Walks through the tokens, with the name or index that it is at in each object or list around it. */
function search(text: string): InexactInteger | undefined {
  const path: (string | number)[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '"') {
      const end = stringEnd(text, at);
      NAME_END.lastIndex = end;
      if (NAME_END.test(text)) path[path.length - 1] = text.slice(at, end);
      at = end;
    } else if (character === '-' || isDigit(text, at)) {
      NUMBER.lastIndex = at;
      const [digits, rest] = NUMBER.exec(text)!;
      if (rest === undefined && isInexact(digits)) return { path: pointer(path), digits };
      at += digits.length;
    } else {
      if (character === '{') path.push('""');
      else if (character === '[') path.push(0);
      else if (character === '}' || character === ']') path.pop();
      else if (character === ',') next(path);
      at++;
    }
  }
  return undefined;
}

function stringEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

function next(path: (string | number)[]): void {
  const place = path.at(-1);
  if (typeof place === 'number') path[path.length - 1] = place + 1;
}

/** As in files: what a double of the value is written as passes. */
function isInexact(digits: string): boolean {
  const value = Number(digits);
  return Math.abs(value) >= 2 ** 53 && String(value) !== digits;
}

/** @param path indexes, and names as JSON writes them. */
function pointer(path: readonly (string | number)[]): string {
  return pointerOf(
    path.map((place) => (typeof place === 'number' ? place : (JSON.parse(place) as string))),
  );
}
