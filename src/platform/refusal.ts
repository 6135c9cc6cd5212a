/**
 * A refusal that the caller can cause and can mend. It leaves a mutation as a user error, a query
 * as a top-level error with its code; it is never a fault of the server.
 */
export class Refusal extends Error {
  /** Name of the GraphQL type that shows it. */
  readonly typeName: string = 'BasicUserError';
  /** What that type has beyond message, field and code. */
  readonly details: Record<string, unknown> = {};

  constructor(
    /** A stable name, listed with cause and cure in `docs/errors.md`. */
    readonly code: string,
    message: string,
    /** Path of the input field that is to blame, if one is. */
    readonly field?: string[],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** A reference to something that is not there, or that this caller must not know of. */
export function notFound(what: string, field?: string[]): Refusal {
  return new Refusal('NOT_FOUND', `${what} does not exist.`, field);
}

/** A value that does not fit its place. */
export function invalidInput(message: string, field?: string[]): Refusal {
  return new Refusal('INVALID_INPUT', message, field);
}
