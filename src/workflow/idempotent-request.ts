import { type Caller } from '../access/caller';
import { canonicalJson, CanonicalJsonError } from '../graph/canonical-json';
import { type IdempotentRequest, keyedRequest } from '../platform/idempotency';
import { invalidInput } from '../platform/refusal';

/** The request as idempotency sees it, or undefined where no key is given. */
export function idempotentRequest(
  caller: Caller,
  mutation: string,
  input: { idempotencyKey?: string | null },
): IdempotentRequest | undefined {
  const { idempotencyKey, ...content } = input;
  return keyedRequest(caller.workspaceId, mutation, idempotencyKey, () => textOf(content));
}

function textOf(content: object): string {
  const given = Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== undefined),
  );
  try {
    return canonicalJson(given);
  } catch (error) {
    // such input makes nothing, so there is nothing to remember of it
    if (error instanceof CanonicalJsonError) throw invalidInput(error.message);
    throw error;
  }
}
