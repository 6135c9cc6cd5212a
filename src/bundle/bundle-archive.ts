import { type Bundle } from './bundle';

/** How bundles are packed into, and found in, another container than JSON. */
export interface BundleArchive {
  /**
   * The bytes of the bundle in an archive. They are not checked: they go the way of any bundle.
   * @throws BundleInvalid for bytes that are no archive, or one that is not safe to unpack.
   */
  read(bytes: Uint8Array): Promise<Uint8Array>;
  /** The archive, piece by piece. */
  write(bundle: Bundle): AsyncIterable<Uint8Array>;
}
