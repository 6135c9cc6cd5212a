import { createHash } from 'node:crypto';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The address of a canonical text: `sha256:` and the lower-case hex SHA-256 of its UTF-8. */
export function digestOf(canonical: string): string {
  return 'sha256:' + createHash('sha256').update(canonical, 'utf8').digest('hex');
}

/** Whether a value is written as a digest; says nothing about whether anything has it. */
export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && DIGEST.test(value);
}
