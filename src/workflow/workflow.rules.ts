import { invalidInput } from '../platform/refusal';

const KEY = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
/** Characters of a key at most, as KEY has it. */
export const LONGEST_KEY = 64;
const MAX_NAME = 200;
const MAX_DESCRIPTION = 10_000;
const MAX_REASON = 2_000;
/** Long enough for a UUID with a name before it; every event of a save keeps one. */
const MAX_CLIENT_ID = 128;

/** @throws Refusal INVALID_INPUT unless `name` is 1 to 200 characters. */
export function checkName(name: string, field = 'name'): string {
  const trimmed = name.trim();
  if (trimmed.length === 0 || trimmed.length > MAX_NAME) {
    throw invalidInput(`A name has 1 to ${MAX_NAME} characters.`, [field]);
  }
  return trimmed;
}

/** @throws Refusal INVALID_INPUT for a reason of more than 2,000 characters. */
export function checkReason(reason: string | null | undefined): string | undefined {
  if (reason && reason.length > MAX_REASON) {
    throw invalidInput(`A reason has at most ${MAX_REASON} characters.`, ['reason']);
  }
  return reason?.trim();
}

export function checkDescription(description: string | null | undefined): string | null {
  if (description && description.length > MAX_DESCRIPTION) {
    throw invalidInput(`A description has at most ${MAX_DESCRIPTION} characters.`, ['description']);
  }
  return description ?? null;
}

/** @throws Refusal INVALID_INPUT unless `key` is 1 to 64 of a–z, 0–9 and inner hyphens. */
export function checkKey(key: string): string {
  if (!KEY.test(key)) {
    throw invalidInput('A key has 1 to 64 characters of a–z, 0–9 and hyphens, not at its ends.', [
      'key',
    ]);
  }
  return key;
}

/** @throws Refusal INVALID_INPUT unless `clientId` is absent or 1 to 128 characters. */
export function checkClientId(clientId: string | null | undefined): void {
  if (clientId == null) return;
  if (clientId.length === 0 || clientId.length > MAX_CLIENT_ID)
    throw invalidInput(`A clientId has 1 to ${MAX_CLIENT_ID} characters.`, ['clientId']);
}

/**
 * A text as searches compare it: in lower case, letters of all scripts, with one spelling of each
 * character (Unicode's NFKC).
 */
export function folded(text: string): string {
  // a sigma at the end of a word is another lower-case letter, and a part of a word may end elsewhere
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
}

/** A key made of a name: `Order intake (EU)` becomes `order-intake-eu`. */
export function keyOfName(name: string): string {
  const key = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  return key || 'workflow';
}

/** Every number given must be a whole one of at least `least`. */
export function checkNumbers(
  values: object | null | undefined,
  field: string,
  least: number,
): void {
  for (const [name, value] of Object.entries(values ?? {})) {
    if (
      value !== null &&
      value !== undefined &&
      (!Number.isSafeInteger(value) || (value as number) < least)
    ) {
      throw invalidInput(`${name} must be a whole number of at least ${least}.`, [field, name]);
    }
  }
}
