import { ArgsType, Field, Int } from 'type-graphql';
import { invalidInput, Refusal } from '../refusal';

const DEFAULT_SIZE = 20;
const MAX_SIZE = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many from the start; 20 if neither first nor last is given, 100 at most.',
  })
  first?: number;

  @Field(() => String, {
    nullable: true,
    description: 'Only those after this cursor; goes with first.',
  })
  after?: string;

  @Field(() => Int, { nullable: true, description: 'How many from the end, 100 at most.' })
  last?: number;

  @Field(() => String, {
    nullable: true,
    description: 'Only those before this cursor; goes with last.',
  })
  before?: string;
}

/** What the cursors of a list hold: its name, so that those of other lists are told apart, and the keys that order it. */
export interface CursorForm {
  list: string;
  keys: readonly ('number' | 'string')[];
}

/** One page as a store understands it. */
export interface Page {
  /** Name of the list, for its cursors. */
  list: string;
  limit: number;
  /** Read against the list's order, from its end. */
  backward: boolean;
  /** Keys of the row that the page lies beyond; absent for the first page. */
  beyond?: (string | number)[];
}

/** @throws Refusal INVALID_INPUT for sizes out of bounds, mixed directions and foreign cursors. */
export function readPage(args: PageArgs, form: CursorForm): Page {
  const backward = args.last !== undefined && args.last !== null;
  if (backward && isGiven(args.first))
    throw invalidInput('Give first or last, not both.', ['last']);
  if (backward && isGiven(args.after))
    throw invalidInput('after goes with first, before with last.', ['after']);
  if (!backward && isGiven(args.before)) throw invalidInput('before goes with last.', ['before']);
  const name = backward ? 'last' : 'first';
  const limit = (backward ? args.last : args.first) ?? DEFAULT_SIZE;
  if (limit < 0 || limit > MAX_SIZE) {
    throw invalidInput(`${name} must be from 0 to ${MAX_SIZE}, not ${limit}.`, [name]);
  }
  const cursor = backward ? args.before : args.after;
  const beyond = isGiven(cursor) ? decodeCursor(cursor, form) : undefined;
  return { list: form.list, limit, backward, beyond };
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

export function encodeCursor(list: string, keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...keys])).toString('base64url');
}

function decodeCursor(cursor: string, { list, keys: types }: CursorForm): (string | number)[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(content) && content[0] === list) {
      const keys: unknown[] = content.slice(1);
      if (keys.length === types.length && keys.every((key, place) => isKey(key, types[place])))
        return keys as (string | number)[];
    }
  } catch {
    // falls through to the refusal
  }
  throw new Refusal('CURSOR_INVALID', 'This is not a cursor of this list.');
}

/** Numbers that order a list are counters. */
function isKey(key: unknown, type: 'number' | 'string' | undefined): boolean {
  return type === 'number' ? Number.isSafeInteger(key) : typeof key === type;
}
