import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Readable } from 'node:stream';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { type Bundle, type BundleVersion } from '../../../../src/bundle/bundle';
import { type ArchiveContents } from '../../../../src/bundle/called-definitions';
import { ZipArchive } from '../../../../src/bundle/archive/zip-archive';
import { canonicalDefinition } from '../../../../src/graph/canonical-form';
import { type Definition, type JsonObject } from '../../../../src/graph/definition';
import { digestOf } from '../../../../src/graph/digest';
import { readDefinition } from '../../../../src/graph/read-definition';
import { parseContent } from '../../../../src/cli/content-file';

/** A bundle whose version 1 holds the first definition, 2 the second and so on. */
export function bundleOf(definitions: readonly object[], more: Partial<Bundle> = {}): Bundle {
  const texts = definitions.map((definition) => canonicalDefinition(definition as Definition));
  const versions = texts.map((text, index): BundleVersion => ({
    number: index + 1,
    workflowName: 'Orders',
    origin: 'DRAFT',
    digest: digestOf(text),
    createdAt: `2026-01-0${(index % 9) + 1}T08:00:00.000Z`,
    createdBy: { kind: 'USER', id: 'ada', name: 'Ada' },
  }));
  return {
    format: 'switchyard-bundle',
    formatVersion: 1,
    origin: 'wf_origin',
    exportedAt: '2026-02-01T08:00:00.000Z',
    workflow: { key: 'orders', name: 'Orders', sealing: 'ON_SAVE' },
    versions,
    definitions: Object.fromEntries(
      texts.map((text) => [digestOf(text), JSON.parse(text) as JsonObject]),
    ),
    channels: [],
    activations: [],
    requires: { secrets: [], nodeTypes: [], workflows: [], webhookPaths: [] },
    ...more,
  };
}

/** What is packed of a bundle. */
export function contentsOf(
  bundle: Bundle,
  called: ArchiveContents['called'] = new Map(),
): ArchiveContents {
  return { bundle, called };
}

/** The ZIP archive of a bundle. */
export async function packed(bundle: Bundle, called?: ArchiveContents['called']): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of new ZipArchive().write(contentsOf(bundle, called))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The digest of the definition that the command line reads in a text of YAML. */
export async function digestOfYaml(text: string): Promise<string> {
  return digestOf(readDefinition(await parseContent(text, 'v1.yaml')).canonical);
}

/** Contents of an archive's files by name, in their order. */
export async function unpacked(archive: Buffer): Promise<Map<string, Buffer>> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(archive, { lazyEntries: true }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    ),
  );
  const files = new Map<string, Buffer>();
  const ended = once(zip, 'end');
  zip.on('entry', (entry: Entry) => {
    void contentOf(zip, entry).then((content) => {
      files.set(entry.fileName, content);
      zip.readEntry();
    });
  });
  zip.readEntry();
  await ended;
  return files;
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream: Readable = await zip.openReadStreamPromise(entry);
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A new folder with what is in an archive, and nothing else. */
export class UnzippedFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'switchyard-bundle-'));

  static async of(bundle: Bundle, called?: ArchiveContents['called']): Promise<UnzippedFolder> {
    return UnzippedFolder.ofArchive(await packed(bundle, called));
  }

  static async ofArchive(archive: Buffer): Promise<UnzippedFolder> {
    const folder = new UnzippedFolder();
    for (const [name, content] of await unpacked(archive)) folder.write(name, content);
    return folder;
  }

  write(name: string, content: Buffer | string): void {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
