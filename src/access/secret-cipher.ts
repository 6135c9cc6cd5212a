import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { type SecretPlace } from './secret';

/** Begins what this scheme has written, so that a later one can tell its own texts from these. */
const SCHEME = 'v1';
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
/** The length that NIST SP 800-38D, 5.2.1.1, recommends for nonces. */
const NONCE_BYTES = 12;
/** All 128 bits of the tag (NIST SP 800-38D, 5.2.1.2). */
const TAG_BYTES = 16;
/** Tells this use of the key from any other that could be made of it (RFC 5869, 3.2). */
const PURPOSE = 'switchyard secrets v1';

/**
 * Encrypts texts by AES-256-GCM, each with a random nonce, and bound to its place: what was stored
 * for one name or workspace is not readable in another.
 *
 * Random nonces allow 2^32 encryptions with one key (NIST SP 800-38D, 8.3), one a second for 136 years.
 */
export class SecretCipher {
  readonly #key: Buffer;

  /**
   * @param secretKey what the key is derived from by HKDF-SHA-256 (RFC 5869). It must be random: HKDF
   * does not make it harder to guess.
   */
  constructor(secretKey: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secretKey, '', PURPOSE, KEY_BYTES));
  }

  /** `v1:` and the Base64 of nonce, ciphertext and tag. */
  encrypt(value: string, place: SecretPlace): string {
    // not by Ids, which tests make predictable: a nonce that comes twice betrays both texts
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(boundTo(place));
    const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    const stored = Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]);
    return `${SCHEME}:${stored.toString('base64')}`;
  }

  /** The text; undefined where `stored` is not exactly what `encrypt` answered for this place with this key. */
  decrypt(stored: string, place: SecretPlace): string | undefined {
    const bytes = bytesOf(stored);
    if (!bytes || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const ciphertext = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
    } catch {
      // the tag does not fit; Node tells no more than that
      return undefined;
    }
  }
}

/** The bytes of a stored text; undefined for another scheme, and for Base64 that `encrypt` would not write. */
function bytesOf(stored: string): Buffer | undefined {
  const [scheme, text, ...rest] = stored.split(':');
  if (scheme !== SCHEME || text === undefined || rest.length > 0) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** What is authenticated beside the ciphertext. JSON, so that no two places have the same. */
function boundTo({ workspaceId, name }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([SCHEME, workspaceId, name]), 'utf8');
}
