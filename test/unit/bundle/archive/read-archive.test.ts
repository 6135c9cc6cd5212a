import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { readArchive } from '../../../../src/bundle/archive/read-archive';
import { MAX_BUNDLE_BYTES } from '../../../../src/bundle/bundle';
import { BundleInvalid } from '../../../../src/bundle/bundle.errors';
import { bundleOf, packed } from './bundle-fixtures';
import { rawZip, type RawEntry } from './raw-zip';

const TEXT = '{"format":"switchyard-bundle"}';
const BUNDLE: RawEntry = { name: 'bundle.json', content: TEXT };
const zeros = Buffer.alloc(10_000_000);

const textIn = async (archive: Buffer): Promise<string> =>
  (await readArchive(archive)).toString('utf8');

/** What an archive is refused with; it takes less than a second. */
async function refusalOf(archive: Buffer): Promise<string> {
  const began = performance.now();
  const error: unknown = await readArchive(archive).then(
    (content) => `it was read: ${content.toString('utf8', 0, 100)}`,
    (thrown: unknown) => thrown,
  );
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(error).toBeInstanceOf(BundleInvalid);
  const { message, details } = error as BundleInvalid;
  expect(details.faults).toHaveLength(1);
  expect(message).toMatch(
    /^This bundle cannot be read: the file is a ZIP archive that cannot be read: .+[^.]\.$/,
  );
  return message;
}

test('the bundle is read among files that nobody knows, packed or stored', async () => {
  const others = [{ name: '__MACOSX/._bundle.json' }, { name: 'notes/', method: 0 }];
  expect(await textIn(rawZip([...others, BUNDLE]))).toBe(TEXT);
  expect(await textIn(rawZip([{ ...BUNDLE, method: 0 }]))).toBe(TEXT);
  // of a larger buffer, as of a request
  const archive = rawZip([BUNDLE]);
  const within = Buffer.concat([Buffer.alloc(7), archive, Buffer.alloc(7)]);
  expect(await textIn(within.subarray(7, 7 + archive.length))).toBe(TEXT);
});

test('the bundle is read in the one folder that was packed with all that is in it', async () => {
  const inFolder = { ...BUNDLE, name: 'orders/bundle.json' };
  const others = [
    { name: 'orders/' },
    { name: '__MACOSX/bundle.json' },
    { name: 'orders/run.mjs' },
  ];
  expect(await textIn(rawZip([...others, inFolder]))).toBe(TEXT);
  expect(await textIn(rawZip([{ ...inFolder, content: '{}' }, BUNDLE]))).toBe(TEXT);
  const two = [inFolder, { ...BUNDLE, name: 'bills/bundle.json' }];
  expect(await refusalOf(rawZip(two))).toContain('"orders/bundle.json" and "bills/bundle.json"');
  for (const name of ['a/b/bundle.json', '__MACOSX/bundle.json', 'a/bundlexjson', '/bundle.json'])
    expect(await refusalOf(rawZip([{ ...BUNDLE, name }]))).toMatch(/no bundle.json|no safe name/);
  const bomb = [{ ...inFolder, content: zeros }];
  expect(await refusalOf(rawZip(bomb))).toContain('more than 500 times');
});

test.each([
  ...['../bundle.json', 'a/../../b', '/etc/passwd', 'C:\\x', 'C:/x', 'a\\b', '..', './a', ''],
  ...['a\0b', 'a\nb'],
])('an entry of the name %j is refused', async (name) => {
  expect(await refusalOf(rawZip([BUNDLE, { name }]))).toContain('no safe name');
});

const zip64Field = Buffer.from([1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

test.each<[string, RawEntry[], string]>([
  ['a name twice', [BUNDLE, BUNDLE], 'it has "bundle.json" twice'],
  ['a name twice but for its case', [BUNDLE, { name: 'Bundle.JSON' }], 'twice'],
  ['a name that is not UTF-8', [{ name: Buffer.from([0xff]) }], 'not UTF-8'],
  ['no bundle', [{ name: 'other.json', content: TEXT }], 'no bundle.json'],
  ['no entries', [], 'no bundle.json'],
  ['an encrypted bundle', [{ ...BUNDLE, flags: 0x801 }], 'is encrypted'],
  ['an encrypted entry', [BUNDLE, { name: 'x', flags: 1 }], 'is encrypted'],
  ['a strongly encrypted entry', [BUNDLE, { name: 'x', flags: 0x41 }], 'encrypt'],
  ['another method of packing', [BUNDLE, { name: 'x', method: 12 }], 'the method 12'],
  ['sizes of ZIP64', [{ ...BUNDLE, extra: zip64Field }], 'ZIP64'],
  ['a wrong checksum', [{ ...BUNDLE, crc: 1 }], 'is damaged'],
  ['a smaller size than declared', [{ ...BUNDLE, size: 1000 }], 'cannot be read'],
  ['a larger size than declared', [{ ...BUNDLE, size: 3 }], 'cannot be read'],
  ['a packed size beyond the end', [{ ...BUNDLE, packedSize: 1e6 }], 'cannot be read'],
  ['ten megabytes of zeros', [{ ...BUNDLE, content: zeros }], 'more than 500 times'],
  ['zeros of a lower size', [{ ...BUNDLE, content: zeros, size: 500 }], 'cannot be read'],
  ['a declared size of gigabytes', [{ ...BUNDLE, size: 4e9 }], 'is larger than'],
])('an archive with %s is refused', async (_what, entries, message) => {
  expect(await refusalOf(rawZip(entries))).toContain(message);
});

test('what lies packed within what is packed is never unpacked', async () => {
  let bomb: Buffer = zeros;
  for (let level = 0; level < 5; level++)
    bomb = rawZip(Array.from({ length: 10 }, (_, i) => ({ name: `${i}.zip`, content: bomb })));
  const before = process.memoryUsage().arrayBuffers;
  expect(await refusalOf(bomb)).toContain('no bundle.json');
  expect(await textIn(rawZip([{ name: 'a.zip', content: bomb }, BUNDLE]))).toBe(TEXT);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
});

test('a bomb that tells a smaller size is stopped at that size', async () => {
  const many = Buffer.alloc(300_000_000);
  const content = deflateRawSync(many);
  const entry = {
    ...BUNDLE,
    content,
    size: 1_000_000,
    crc: 0,
    method: 0,
    packedSize: content.length,
  };
  const archive = rawZip([entry]);
  // the method is told as packed in both headers
  for (const signature of ['PK\x03\x04', 'PK\x01\x02']) {
    const at = archive.indexOf(signature, 0, 'latin1') + (signature.endsWith('\x04') ? 8 : 10);
    archive.writeUInt16LE(8, at);
  }
  const before = process.memoryUsage().arrayBuffers;
  await refusalOf(archive);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
});

test('an archive of a hundred thousand entries is refused by its count', async () => {
  const entries = Array.from({ length: 100_000 }, (_, i) => ({ name: `${i}`, method: 0 }));
  const archive = rawZip([BUNDLE, ...entries]);
  expect(await refusalOf(archive)).toContain('more than 21000 entries');
  expect(await refusalOf(rawZip([BUNDLE], { count: 40_000 }))).toContain('entries');
  expect(await refusalOf(rawZip([BUNDLE], { zip64: true }))).toContain('ZIP64');
});

test('more bytes than a bundle may have are not even looked at', async () => {
  const message = await refusalOf(Buffer.alloc(MAX_BUNDLE_BYTES + 1));
  expect(message).toContain('larger than 52428800 bytes');
});

test('an archive that is cut off anywhere is refused', async () => {
  const archive = await packed(bundleOf([{ nodes: [], edges: [] }]));
  for (let place = 0; place < 50; place++)
    await refusalOf(archive.subarray(0, Math.floor((archive.length * place) / 50)));
  await refusalOf(archive.subarray(0, archive.length - 1));
});

test('bytes that are no archive, or were changed anywhere, are refused or give the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await refusalOf(Buffer.from(bytes));
    }),
  );
  const archive = rawZip([BUNDLE, { name: 'README.md', content: 'Hello' }]);
  const place = fc.nat(archive.length - 1);
  await fc.assert(
    fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const changed = Buffer.from(archive);
      changed[at] = changed[at]! ^ change;
      const text = await textIn(changed).catch((error: unknown) => {
        expect(error).toBeInstanceOf(BundleInvalid);
        return TEXT;
      });
      expect(text).toBe(TEXT);
    }),
    { numRuns: 500 },
  );
});
