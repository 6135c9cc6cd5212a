import { type Caller } from '../access/caller';
import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { invalidInput, notFound } from '../platform/refusal';
import { type BundleArchive } from './bundle-archive';
import { BundleInvalid } from './bundle.errors';
import { type BundleUploadStore } from './bundle-upload.store';
import { type ReadBundle } from './read-bundle';

/** Milliseconds that an upload is kept. */
export const UPLOAD_KEPT_FOR = 60 * 60 * 1000;
/** Uploads of a workspace that are kept at once; a further one takes the place of the oldest. */
export const MOST_UPLOADS = 20;

/** A bundle as a mutation names it: itself, or the id of an upload. */
export interface GivenBundle {
  bundle?: unknown;
  bundleId?: string | null;
}

/** Keeps files that were uploaded, and finds what a request names. */
export class BundleUploads {
  constructor(
    private readonly database: Database,
    private readonly store: BundleUploadStore,
    private readonly reader: ReadBundle,
    private readonly archive: BundleArchive | undefined,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Keeps a file for an hour; answers its id. It is read when it is used.
   * @throws BundleInvalid for an empty one.
   */
  async keep({ workspaceId }: Caller, bytes: Buffer): Promise<string> {
    if (bytes.length === 0) throw new BundleInvalid([{ path: '', message: 'is empty' }]);
    const createdAt = this.clock.now();
    const expiresAt = plusMilliseconds(createdAt, UPLOAD_KEPT_FOR);
    const upload = { id: this.ids.next('upload'), workspaceId, createdAt, expiresAt };
    await this.database.transaction(async (transaction) => {
      await this.store.add(transaction, upload, bytes);
      await this.store.keepNewest(transaction, workspaceId, MOST_UPLOADS);
    });
    return upload.id;
  }

  /**
   * What was given, parsed and not yet verified.
   * @throws Refusal INVALID_INPUT, NOT_FOUND for an upload that is not there, BundleInvalid.
   */
  async contentOf(workspaceId: string, { bundle, bundleId }: GivenBundle): Promise<unknown> {
    if ((bundle == null) === (bundleId == null))
      throw invalidInput('Give either bundle or bundleId.', ['bundle']);
    if (bundleId == null) return bundle;
    const bytes = await this.store.bytes(workspaceId, bundleId, this.clock.now());
    if (!bytes) throw notFound('This upload', ['bundleId']);
    return this.reader.parse(isZip(bytes) ? await this.unpacked(bytes) : bytes);
  }

  async expire(transaction: Transaction): Promise<void> {
    await this.store.expire(transaction, this.clock.now());
  }

  private async unpacked(bytes: Buffer): Promise<Uint8Array> {
    if (!this.archive) throw invalidInput('This server takes no ZIP.', ['bundleId']);
    return this.archive.read(bytes);
  }
}

/** By the signature of a local file header, or of an archive with nothing in it (APPNOTE 4.3.7, 4.3.16). */
function isZip(bytes: Buffer): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}
