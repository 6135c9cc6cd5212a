import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the clock of a sender may be off, either way, in milliseconds. */
const TOLERANCE = 5 * 60 * 1000;
const MOST_ID_CHARACTERS = 500;

/** What a request is signed by. */
export interface SignedRequest {
  /** Value of a header by its name in lower case; undefined where it is not there. */
  header: (name: string) => string | undefined;
  /** The bytes of the body as they came. */
  body: Buffer;
}

/** What a good signature says beyond being good. */
export interface Signed {
  /** Id of the message by Standard Webhooks: the same where it is sent again. */
  messageId?: string;
}

/**
 * Checks a request that must be signed with `secret`, by Standard Webhooks
 * (https://www.standardwebhooks.com) or, where there is no `webhook-signature`, by the
 * `X-Hub-Signature-256` of GitHub. Compares in constant time.
 *
 * @param now in the form of `Clock.now`; only the former says when it was signed.
 * @returns undefined for a missing, wrong or outdated signature.
 */
export function checkSignature(
  request: SignedRequest,
  secret: string,
  now: string,
): Signed | undefined {
  const signatures = request.header('webhook-signature');
  if (signatures !== undefined) return checkStandard(request, signatures, secret, now);
  const signature = request.header('x-hub-signature-256');
  if (signature === undefined) return undefined;
  const expected = `sha256=${createHmac('sha256', secret).update(request.body).digest('hex')}`;
  return isEqual(signature.trim().toLowerCase(), expected) ? {} : undefined;
}

/** HMAC-SHA256 over `id.timestamp.body`; several signatures, while a secret is changed, have spaces between. */
function checkStandard(
  { header, body }: SignedRequest,
  signatures: string,
  secret: string,
  now: string,
): Signed | undefined {
  const id = header('webhook-id');
  const timestamp = header('webhook-timestamp');
  if (!id || id.length > MOST_ID_CHARACTERS || timestamp === undefined) return undefined;
  if (!/^\d{1,12}$/.test(timestamp)) return undefined;
  if (Math.abs(Date.parse(now) - Number(timestamp) * 1000) > TOLERANCE) return undefined;
  const hmac = createHmac('sha256', standardKey(secret));
  const expected = `v1,${hmac.update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
  // all of them are looked at, so that the time does not tell which it was
  const matching = signatures.split(' ').filter((signature) => isEqual(signature, expected));
  return matching.length > 0 ? { messageId: id } : undefined;
}

/** Secrets of Standard Webhooks are written as base64 behind a prefix; any other text is its bytes. */
function standardKey(secret: string): Buffer {
  const isBase64 = secret.startsWith('whsec_');
  return isBase64 ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
