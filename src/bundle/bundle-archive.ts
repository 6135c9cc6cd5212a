import { type Bundle } from './bundle';

/** How bundles are packed into, and found in, another container than JSON. */
export interface BundleArchive {
  /**
   * The JSON text of the bundle in an archive. It is not checked: it goes the way of any bundle.
   * @throws Refusal BUNDLE_INVALID for bytes that are no archive, or one that is not safe to unpack.
   */
  read(bytes: Uint8Array): Promise<string>;
  /** The archive, piece by piece. */
  write(bundle: Bundle): AsyncIterable<Uint8Array>;
}
