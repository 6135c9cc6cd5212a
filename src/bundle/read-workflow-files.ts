import { setImmediate as othersAreServed } from 'node:timers/promises';
import { canonicalDefinition } from '../graph/canonical-form';
import { digestOf } from '../graph/digest';
import { invalidInput, Refusal } from '../platform/refusal';
import { ImportError } from './import-error';
import { readWorkflowFile, type WorkflowFile } from './read-workflow-file';
import { secretFreeFile } from './source-file/secret-free-file';
import { isWritable, type WritableFormat } from './source-file/writable-format';

/** Largest file, in bytes of UTF-8: 5 MB, as a definition. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** All files of one import together, in bytes of UTF-8: 50 MB. */
export const MAX_TOTAL_BYTES = 50 * 1024 * 1024;
export const MAX_FILES = 10_000;

/** A file that was read, ready to become a version. */
export interface ReadFile extends WorkflowFile {
  /** Of its definition. */
  digest: string;
  /** The file without its secrets, where its system is written back. */
  source?: { format: WritableFormat; text: string };
}

/**
 * Reads files of other systems, giving way to other requests between them.
 *
 * @throws Refusal FILE_UNREADABLE, FILE_TOO_LARGE or INVALID_INPUT that names the file.
 */
export async function readFiles(
  files: readonly { name: string; text: string }[],
): Promise<ReadFile[]> {
  if (files.length === 0) throw invalidInput('Give at least one file.', ['files']);
  if (files.length > MAX_FILES) {
    throw new Refusal('FILE_TOO_LARGE', `At most ${MAX_FILES} files are imported at once.`, [
      'files',
    ]);
  }
  let bytes = 0;
  for (const [index, file] of files.entries()) {
    bytes += checkSize(file, ['files', String(index), 'text']);
    if (bytes <= MAX_TOTAL_BYTES) continue;
    const message = `All files together have more than ${MAX_TOTAL_BYTES} bytes; import them in several requests.`;
    throw new Refusal('FILE_TOO_LARGE', message, ['files']);
  }
  const read: ReadFile[] = [];
  for (const [index, file] of files.entries()) {
    read.push(readNamed(file, ['files', String(index), 'text']));
    await othersAreServed();
  }
  return read;
}

/** One file, as {@link readFiles} reads it. */
export function readFileText(text: string): WorkflowFile {
  const file = { name: 'The file', text };
  checkSize(file, ['file']);
  return refusingUnreadable(file.name, ['file'], () => readWorkflowFile(text));
}

function checkSize({ name, text }: { name: string; text: string }, field: string[]): number {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_FILE_BYTES) return bytes;
  const message = `${shown(name)} has ${bytes} bytes; at most ${MAX_FILE_BYTES} are read.`;
  throw new Refusal('FILE_TOO_LARGE', message, field);
}

function readNamed({ name, text }: { name: string; text: string }, field: string[]): ReadFile {
  return refusingUnreadable(shown(name), field, () => {
    const file = readWorkflowFile(text);
    const { format } = file;
    const digest = digestOf(canonicalDefinition(file.definition));
    if (!isWritable(format)) return { ...file, digest };
    return { ...file, digest, source: { format, text: secretFreeFile(format, text).text } };
  });
}

function refusingUnreadable<Result>(name: string, field: string[], read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw new Refusal('FILE_UNREADABLE', `${name}: ${error.message}.`, field);
  }
}

/** A name of a file, as a message can say it. */
function shown(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}
