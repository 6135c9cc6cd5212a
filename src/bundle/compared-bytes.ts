import { type BundleDraft, type BundleVersion } from './bundle';

/**
 * Bytes of definitions that are compared when the versions of a bundle are written: of each version
 * its own, and once more for each version that was merged into it.
 * @param bytesOf how large a definition is, by its digest.
 */
export function comparedBytes(
  contents: readonly (BundleVersion | BundleDraft)[],
  bytesOf: (digest: string) => number,
): number {
  let bytes = 0;
  for (const { digest, mergedFrom = [] } of contents)
    bytes += bytesOf(digest) * (1 + mergedFrom.length);
  return bytes;
}
