import { type Caller } from '../access/caller';
import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { invalidInput, notFound } from '../platform/refusal';
import { type BundleArchive } from './bundle-archive';
import { type BundleUpload, type BundleUploadStore, CHUNK_BYTES } from './bundle-upload.store';
import { type ReadBundle, type VerifiedBundle } from './read-bundle';

/** Milliseconds that an upload is kept. */
const UPLOAD_KEPT_FOR = 60 * 60 * 1000;
/** Uploads of a workspace that are kept at once; a further one takes the place of the oldest. */
export const MOST_UPLOADS = 20;

/** A bundle as a mutation names it: itself, or the id of an upload. */
export interface GivenBundle {
  bundle?: unknown;
  bundleId?: string | null;
}

/** Keeps files that were uploaded, and reads what a request names. */
export class BundleUploads {
  constructor(
    private readonly database: Database,
    private readonly store: BundleUploadStore,
    private readonly reader: ReadBundle,
    private readonly archive: BundleArchive,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Keeps a file for an hour, as its pieces come; answers its id, or undefined for an empty one. It is
   * read when it is used. Nobody waits for a slow client: each chunk is written by itself, and what
   * breaks off is dropped.
   * @throws Refusal INVALID_INPUT where newer ones took its place meanwhile.
   */
  async keep(
    { workspaceId }: Caller,
    pieces: AsyncIterable<Uint8Array>,
  ): Promise<string | undefined> {
    const createdAt = this.clock.now();
    const expiresAt = plusMilliseconds(createdAt, UPLOAD_KEPT_FOR);
    const upload = { id: this.ids.next('upload'), workspaceId, createdAt, expiresAt };
    let position = 0;
    try {
      for await (const chunk of chunksOf(pieces)) await this.keepChunk(upload, position++, chunk);
    } catch (error) {
      if (position > 0)
        await this.database.transaction((transaction) => this.store.drop(transaction, upload.id));
      throw error;
    }
    return position === 0 ? undefined : upload.id;
  }

  private keepChunk(upload: BundleUpload, position: number, chunk: Buffer): Promise<void> {
    return this.database.transaction(async (transaction) => {
      if (position === 0) {
        await this.store.begin(transaction, upload, chunk);
        return this.store.keepNewest(transaction, upload.workspaceId, MOST_UPLOADS);
      }
      if (!(await this.store.append(transaction, upload.id, position, chunk)))
        throw invalidInput(`${MOST_UPLOADS} newer uploads took its place; send it again.`);
    });
  }

  /**
   * What was given, read and verified.
   * @throws Refusal INVALID_INPUT, NOT_FOUND for an upload that is not there, BundleInvalid.
   */
  async verified({ workspaceId }: Caller, given: GivenBundle): Promise<VerifiedBundle> {
    return this.reader.verify(await this.contentOf(workspaceId, given));
  }

  async expire(transaction: Transaction): Promise<void> {
    await this.store.expire(transaction, this.clock.now());
  }

  private async contentOf(
    workspaceId: string,
    { bundle, bundleId }: GivenBundle,
  ): Promise<unknown> {
    if ((bundle == null) === (bundleId == null))
      throw invalidInput('Give either bundle or bundleId.', ['bundle']);
    if (bundleId == null) return bundle;
    const bytes = await this.store.bytes(workspaceId, bundleId, this.clock.now());
    if (!bytes) throw notFound('This upload', ['bundleId']);
    return this.reader.parse(isZip(bytes) ? await this.archive.read(bytes) : bytes);
  }
}

/** What comes in pieces of any size, in chunks of one size and a last one. */
async function* chunksOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let kept: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    kept.push(piece);
    size += piece.length;
    if (size < CHUNK_BYTES) continue;
    let whole = Buffer.concat(kept);
    for (; whole.length >= CHUNK_BYTES; whole = whole.subarray(CHUNK_BYTES))
      yield whole.subarray(0, CHUNK_BYTES);
    kept = [whole];
    size = whole.length;
  }
  if (size > 0) yield Buffer.concat(kept);
}

/** By the signature of a local file header, or of an archive with nothing in it (APPNOTE 4.3.7, 4.3.16). */
function isZip(bytes: Buffer): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}
