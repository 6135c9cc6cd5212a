import { randomBytes } from 'node:crypto';
import { uuidv7obj } from 'uuidv7';

/** Makes identifiers. The only source of randomness in what is kept: tests replace it by a counter. */
export interface Ids {
  /**
   * A new global id: the prefix of its type, `_`, and a UUID version 7 (RFC 9562) in hex, so that
   * ids of one type sort by age and say what they name.
   */
  next(prefix: string): string;
  /** `bytes` random bytes in base64url, for tokens and salts. */
  secret(bytes: number): string;
}

export const randomIds: Ids = {
  next: (prefix) => `${prefix}_${uuidv7obj().toHex()}`,
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
};

/** The type prefix of a global id, or undefined where it has none. */
export function idPrefix(id: string): string | undefined {
  const end = id.indexOf('_');
  return end > 0 ? id.slice(0, end) : undefined;
}
