import { Refusal } from '../platform/refusal';
import { type Scope } from './caller';

/** Nobody known makes the request. */
export class Unauthenticated extends Refusal {
  constructor(message: string) {
    super('UNAUTHENTICATED', message);
  }
}

/** The caller is known and may not. */
export class Forbidden extends Refusal {
  constructor(
    message: string,
    readonly missingScopes: readonly Scope[] = [],
  ) {
    super('FORBIDDEN', message);
  }
}

/** The caller lacks `scopes`. */
export function missingScopes(scopes: readonly Scope[]): Forbidden {
  return new Forbidden(
    `This needs the ${scopes.length > 1 ? 'scopes' : 'scope'} ${scopes.join(', ')}, which your token does not have.`,
    scopes,
  );
}

/**
 * The identity provider's keys cannot be had, so its tokens can be neither trusted nor refused: a
 * fault that passes, not the caller's.
 */
export class IdentityProviderUnavailable extends Error {
  constructor(cause: unknown) {
    super('The keys of the identity provider could not be fetched.', { cause });
    this.name = 'IdentityProviderUnavailable';
  }
}
