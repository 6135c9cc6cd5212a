import { invalidInput } from '../platform/refusal';

/** What can stand in `{{secrets.NAME}}`. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
export const LONGEST_NAME = 100;
/** Bytes of UTF-8: room for a private key with its chain of certificates, not for files. */
export const MAX_SECRET_BYTES = 16_384;
/** Stored secrets of one workspace: its list is read as a whole. */
export const MOST_SECRETS = 1_000;

/** @throws Refusal INVALID_INPUT for a name that no reference could hold. */
export function checkSecretName(name: string): void {
  if (!NAME.test(name) || name.length > LONGEST_NAME) {
    throw invalidInput(
      `name takes 1 to ${LONGEST_NAME} of A-Z, a-z, 0-9 and _, not beginning with a digit.`,
      ['name'],
    );
  }
}

/**
 * The value is not repeated in what is thrown.
 * @throws Refusal INVALID_INPUT for a value that is empty, too long or no text that UTF-8 can express.
 */
export function checkSecretValue(value: string): void {
  const bytes = Buffer.from(value, 'utf8');
  if (bytes.length < 1 || bytes.length > MAX_SECRET_BYTES) {
    throw invalidInput(`value takes 1 to ${MAX_SECRET_BYTES} bytes of UTF-8.`, ['value']);
  }
  // half a surrogate pair would come back as another character
  if (bytes.toString('utf8') !== value) throw invalidInput('value is no valid Unicode.', ['value']);
}

/** @throws Refusal INVALID_INPUT where a workspace now has more stored secrets than it may. */
export function checkSecretCount(count: number): void {
  if (count > MOST_SECRETS) {
    throw invalidInput(`A workspace takes ${MOST_SECRETS} secrets; delete some first.`);
  }
}
