import { readFileSync } from 'node:fs';

/**
 * The code of JSONata, for the realm in which expressions are evaluated. A file of its own, because the
 * build of the self-contained runner puts the text in its place.
 */
export function jsonataSource(): string {
  return readFileSync(require.resolve('jsonata'), 'utf8');
}
