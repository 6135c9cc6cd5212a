import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { canonicalJson } from '../../graph/canonical-json';
import { type Definition } from '../../graph/definition';
import { definitionFile, RUNNER_INDEX_FILE } from '../../runner/runner-index';
import { type Bundle } from '../bundle';
import { textOfBundle } from '../bundle-text';
import { type ArchiveContents } from '../called-definitions';
import { archiveReadme } from './archive-readme';
import { BUNDLE_FILE, README_FILE, RUNNER_FILE, versionFile } from './archive-files';
import { definitionsOf, runProblems } from './run-problems';
import { runnableForm } from './runnable-form';
import { versionYaml } from './version-yaml';

/**
 * The same for every entry, so that equal bundles are equal archives: the first time that the format
 * knows, which it takes in local time.
 */
const ENTRY_OPTIONS = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true };

/** A file of an archive; its content, whole or in pieces, is made when its turn comes. */
interface ArchiveFile {
  name: string;
  content: () => string | Uint8Array | AsyncIterable<string>;
}

/**
 * A bundle as a ZIP archive that can be unzipped and run, piece by piece: one file after the other is
 * made and packed. Equal bundles and runners are equal bytes.
 *
 * @param runner the built `run.mjs`.
 */
export async function* writeArchive(
  contents: ArchiveContents,
  runner: Uint8Array,
): AsyncGenerator<Uint8Array, void, undefined> {
  const files = await filesOf(contents, runner);
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  for (const file of files)
    zip.addReadStreamLazy(file.name, ENTRY_OPTIONS, (done) => openFile(file, done));
  zip.end();
  try {
    for await (const chunk of output) yield chunk as Uint8Array;
  } finally {
    // nobody reads on: nothing more is packed
    output.destroy();
  }
}

function openFile(
  { content }: ArchiveFile,
  done: (error: unknown, stream: NodeJS.ReadableStream) => void,
): void {
  // files come one after the other without a pause, so that thousands would be one long turn
  setImmediate(() => {
    try {
      const made = content();
      const isWhole = typeof made === 'string' || made instanceof Uint8Array;
      done(null, Readable.from(isWhole ? [made] : made, { objectMode: false }));
    } catch (error) {
      done(error, Readable.from([]));
    }
  });
}

async function filesOf(contents: ArchiveContents, runner: Uint8Array): Promise<ArchiveFile[]> {
  const { bundle } = contents;
  const index = await runnableForm(contents, await runProblems(contents));
  return [
    { name: README_FILE, content: () => archiveReadme(contents, index) },
    { name: BUNDLE_FILE, content: () => textOfBundle(bundle) },
    { name: RUNNER_FILE, content: () => runner },
    { name: RUNNER_INDEX_FILE, content: () => `${JSON.stringify(index, null, 2)}\n` },
    ...versionFiles(bundle),
    ...[...definitionsOf(contents)].map(([digest, { definition }]) => ({
      name: definitionFile(digest),
      content: () => canonicalJson(definition),
    })),
  ];
}

function versionFiles({
  workflow,
  versions,
  draft,
  definitions,
  exportedAt,
}: Bundle): ArchiveFile[] {
  const definitionOf = (digest: string) => definitions[digest] as unknown as Definition;
  const saved = versions.map(({ number, name, digest, createdAt, createdBy, workflowName }) => ({
    name: versionFile(number),
    content: () => {
      const heading = { workflow: workflowName, number, name, createdAt, digest };
      return versionYaml({ ...heading, author: createdBy.name }, definitionOf(digest));
    },
  }));
  if (!draft) return saved;
  const { digest } = draft;
  const heading = { workflow: workflow.name, number: 0, createdAt: exportedAt, digest };
  const content = () => versionYaml(heading, definitionOf(digest));
  return [...saved, { name: versionFile(0), content }];
}
