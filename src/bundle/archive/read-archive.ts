import { type Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_VERSIONS } from '../bundle';
import { BundleInvalid } from '../bundle.errors';
import { BUNDLE_FILE } from './archive-files';

/** Most entries of an archive: the YAML of each version and its definition, and some room. */
const MAX_ENTRIES = 2 * MAX_BUNDLE_VERSIONS + 1_000;
/** How much larger than packed a file may be. JSON comes nowhere near; one byte repeated to 1,032. */
const MAX_RATIO = 500;
/** Small files may be packed better than that: they harm nobody. */
const RATIO_COUNTS_FROM = 1024 * 1024;
const MAX_SHOWN_NAME = 100;

const STORED = 0;
const DEFLATED = 8;
const ZIP64_FIELD = 0x0001;
const END_SIGNATURE = Buffer.from('PK\x05\x06', 'latin1');
const ZIP64_LOCATOR = Buffer.from('PK\x06\x07', 'latin1');
const ZIP64_LOCATOR_BYTES = 20;

/** Where `bundle.json` stands in an archive of the folder into which somebody has unpacked a bundle. */
const IN_A_FOLDER = new RegExp(`^(?!__MACOSX/)[^/]+/${BUNDLE_FILE.replace('.', '\\.')}$`);

/**
 * The bytes of `bundle.json` in a ZIP archive, at its root or in the one folder that has it. All entries
 * are looked at, but no other is unpacked, and nothing is written anywhere.
 *
 * @throws BundleInvalid that says what is wrong with the archive.
 */
export async function readArchive(bytes: Uint8Array): Promise<Buffer> {
  if (bytes.length > MAX_BUNDLE_BYTES) throw refused(`it is larger than ${MAX_BUNDLE_BYTES} bytes`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  refuseZip64(buffer);
  const zip = await opened(buffer);
  if (zip.entryCount > MAX_ENTRIES) throw refused(`it has more than ${MAX_ENTRIES} entries`);
  return inflated(zip, bundleEntry(await checkedEntries(zip)));
}

/** Sizes beyond 4 GB have no place in 50 MB, and readers disagree on which of two sizes holds. */
function refuseZip64(buffer: Buffer): void {
  const locator = buffer.lastIndexOf(END_SIGNATURE) - ZIP64_LOCATOR_BYTES;
  if (locator >= 0 && buffer.subarray(locator, locator + 4).equals(ZIP64_LOCATOR))
    throw refused('it is in the format ZIP64');
}

function opened(buffer: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are decoded here, so that each is refused in the same words.
    fromBuffer(buffer, { lazyEntries: true, decodeStrings: false }, (error, zip) =>
      error ? reject(unreadable(error)) : resolve(zip),
    );
  });
}

/** The entries that may be the bundle, by their names; all others are looked at and forgotten. */
function checkedEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const names = new Set<string>();
  const found = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => reject(unreadable(error)));
    zip.on('end', () => resolve(found));
    const check = (entry: Entry): void => {
      const name = checkedName(entry);
      // Systems that do not tell Bundle.json from bundle.json unpack one over the other.
      const folded = name.toLowerCase();
      if (names.has(folded)) throw refused(`it has ${shown(name)} twice`);
      names.add(folded);
      checkEntry(entry, name);
      if (name === BUNDLE_FILE || IN_A_FOLDER.test(name)) found.set(name, entry);
    };
    zip.on('entry', (entry: Entry) => {
      try {
        check(entry);
        zip.readEntry();
      } catch (error) {
        reject(error instanceof Error ? error : refused(String(error)));
      }
    });
    zip.readEntry();
  });
}

function bundleEntry(found: ReadonlyMap<string, Entry>): Entry {
  const [[name, entry] = [], another] = found;
  const chosen = found.get(BUNDLE_FILE) ?? (another ? undefined : entry);
  if (chosen) {
    checkSize(chosen);
    return chosen;
  }
  if (!another) throw refused(`it has no ${BUNDLE_FILE}`);
  throw refused(
    `it has no ${BUNDLE_FILE}, but ${shown(name!)} and ${shown(another[0])}: pack one of the folders`,
  );
}

/** @throws BundleInvalid for a name that could leave the folder into which somebody unpacks the archive. */
function checkedName({ fileNameRaw }: Entry): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fileNameRaw);
  } catch {
    throw refused(`it has an entry ${shown(fileNameRaw.toString('latin1'))} that is not UTF-8`);
  }
  const isUnsafe =
    name === '' ||
    /^\/|\\|[\x00-\x1f\x7f]|^[A-Za-z]:/.test(name) ||
    name.split('/').some((part) => part === '..' || part === '.');
  if (isUnsafe) throw refused(`it has an entry ${shown(name)}, which is no safe name`);
  return name;
}

function checkEntry(entry: Entry, name: string): void {
  const { generalPurposeBitFlag, compressionMethod } = entry;
  const what = shown(name);
  // Bits 0, 6 and 13: encryption, strong encryption, hidden headers (APPNOTE 4.4.4).
  if ((generalPurposeBitFlag & 0x2041) !== 0) throw refused(`${what} is encrypted`);
  if (entry.extraFields.some(({ id }) => id === ZIP64_FIELD))
    throw refused(`${what} is in the format ZIP64`);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    throw refused(`${what} is packed by the method ${compressionMethod}, which is not read`);
}

function checkSize({ compressedSize, uncompressedSize }: Entry): void {
  if (uncompressedSize > MAX_BUNDLE_BYTES)
    throw refused(`${BUNDLE_FILE} is larger than ${MAX_BUNDLE_BYTES} bytes when unpacked`);
  if (uncompressedSize > Math.max(RATIO_COUNTS_FROM, compressedSize * MAX_RATIO))
    throw refused(`${BUNDLE_FILE} is more than ${MAX_RATIO} times as large when unpacked`);
}

/** Counts what really comes out: it may be neither more nor less than was declared. */
async function inflated(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  let stream: Readable | undefined;
  try {
    stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream) {
      size += (chunk as Buffer).length;
      if (size > entry.uncompressedSize) break;
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw unreadable(error as Error);
  } finally {
    stream?.destroy();
  }
  if (size !== entry.uncompressedSize)
    throw refused(`${BUNDLE_FILE} does not have the size that is declared`);
  const content = Buffer.concat(chunks);
  if (crc32(content) !== entry.crc32)
    throw refused(`${BUNDLE_FILE} is damaged: its checksum is not the one that is declared`);
  return content;
}

function unreadable(error: Error): BundleInvalid {
  return refused(error.message);
}

function refused(why: string): BundleInvalid {
  const message = `is a ZIP archive that cannot be read: ${why.replace(/\.$/, '')}`;
  return new BundleInvalid([{ path: '', message }]);
}

function shown(name: string): string {
  const long = name.length > MAX_SHOWN_NAME ? `${name.slice(0, MAX_SHOWN_NAME)}…` : name;
  return JSON.stringify(long);
}
