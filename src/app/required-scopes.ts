import { missingScopes, Unauthenticated } from '../access/api-token.errors';
import { type Caller, mayUse } from '../access/caller';
import { type OperationFacts } from './operation-facts';

/**
 * Checks before an operation is executed that its caller holds every scope that anything it
 * selects asks for: root fields, types and fields name theirs in the schema's extension `scope`.
 * So nothing is read or written for a caller who may see only a part. What asks about the schema
 * alone is anybody's.
 * @throws Unauthenticated or Forbidden.
 */
export function checkScopes(facts: OperationFacts, caller: Caller | undefined): void {
  if (facts.introspectionOnly) return;
  if (!caller) {
    throw new Unauthenticated('This needs a token: send "Authorization: Bearer" and the token.');
  }
  const lacking = facts.scopes.filter((scope) => !mayUse(caller, scope));
  if (lacking.length > 0) throw missingScopes(lacking);
}
