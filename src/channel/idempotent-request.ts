import { type Caller } from '../access/caller';
import { canonicalJson, CanonicalJsonError } from '../graph/canonical-json';
import { digestOf } from '../graph/digest';
import { type IdempotentRequest } from '../platform/idempotency';
import { invalidInput } from '../platform/refusal';

/** The request as idempotency sees it, or undefined where no key is given. */
export function idempotentRequest(
  caller: Caller,
  mutation: string,
  input: { idempotencyKey?: string | null },
): IdempotentRequest | undefined {
  const { idempotencyKey: key, ...content } = input;
  if (key == null) return undefined;
  if (key.length === 0 || key.length > 200)
    throw invalidInput('An idempotencyKey has 1 to 200 characters.', ['idempotencyKey']);
  const given = Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== undefined),
  );
  return { workspaceId: caller.workspaceId, mutation, key, inputDigest: inputDigestOf(given) };
}

function inputDigestOf(input: object): string {
  try {
    return digestOf(canonicalJson(input));
  } catch (error) {
    // such input makes nothing, so there is nothing to remember of it
    if (error instanceof CanonicalJsonError) throw invalidInput(error.message);
    throw error;
  }
}
