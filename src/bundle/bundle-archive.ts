import { type Problem } from '../graph/problems';
import { type ArchiveContents } from './called-definitions';

/** How bundles are packed into, and found in, another container than JSON. */
export interface BundleArchive {
  /**
   * The bytes of the bundle in an archive. They are not checked: they go the way of any bundle.
   * @throws BundleInvalid for bytes that are no archive, or one that is not safe to unpack.
   */
  read(bytes: Uint8Array): Promise<Uint8Array>;
  /** What keeps each definition, by digest, from being run out of the archive; empty lists where nothing does. */
  problems(contents: ArchiveContents): Promise<ReadonlyMap<string, readonly Problem[]>>;
  /** The archive, piece by piece. */
  write(contents: ArchiveContents): AsyncIterable<Uint8Array>;
}
