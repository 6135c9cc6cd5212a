import { invalidInput } from '../platform/refusal';
import { missingScopes } from './api-token.errors';
import { type Caller, mayUse, SCOPES, type Scope } from './caller';

const LONGEST_NAME = 200;

/** What somebody asks of a new token. */
export interface TokenRequest {
  name: string;
  scopes: readonly Scope[];
  expiresAt?: string | null;
}

/**
 * Whether `caller` may have such a token made.
 * @throws Refusal FORBIDDEN for a scope that the caller lacks, INVALID_INPUT for anything that is no token.
 */
export function checkTokenRequest(caller: Caller, request: TokenRequest, now: string): void {
  checkName(request.name);
  if (request.scopes.length === 0)
    throw invalidInput('A token needs at least one scope.', ['scopes']);
  const lacking = request.scopes.filter((scope) => !mayUse(caller, scope));
  if (lacking.length > 0) throw missingScopes(lacking);
  if (request.expiresAt && request.expiresAt <= now) {
    throw invalidInput('expiresAt lies in the past.', ['expiresAt']);
  }
}

/** @throws Refusal INVALID_INPUT for a name that is empty or too long. */
export function checkName(name: string): void {
  if (name.trim() === '' || name.length > LONGEST_NAME) {
    throw invalidInput(`name takes 1 to ${LONGEST_NAME} characters.`, ['name']);
  }
}

/** Those of `scopes`, each once, in the order of {@link SCOPES}; what is no scope is left out. */
export function knownScopes(scopes: readonly string[]): Scope[] {
  return SCOPES.filter((scope) => scopes.includes(scope));
}
