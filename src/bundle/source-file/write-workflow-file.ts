import { canonicalDefinition } from '../../graph/canonical-form';
import { parseJsonText } from '../../graph/json-text';
import type { JsonValue } from '../../graph/definition';
import { isPlainObject } from '../../graph/canonical-json';
import { pointerOf } from '../../graph/json-pointer';
import { layoutFor } from '../../graph/layout';
import { isSecretReference } from '../../graph/secret-reference';
import { ImportError } from '../import-error';
import { emptyN8nFile, writeN8n } from '../n8n/write-n8n';
import { readN8n } from '../n8n/read-n8n';
import { readNodeRed } from '../node-red/read-node-red';
import { writeNodeRed } from '../node-red/write-node-red';
import { fileLoss, type FileContent, type FileLoss } from './file-content';
import { findLosses } from './find-losses';
import { jsonStyleOf, writeJson } from './json-style';
import { isSame } from './rewrite-value';
import type { WritableFormat } from './writable-format';

/** A version as a file of another system. */
export interface WrittenFile {
  text: string;
  losses: FileLoss[];
}

const READERS = { n8n: readN8n, 'node-red': readNodeRed };
const WRITERS = { n8n: writeN8n, 'node-red': writeNodeRed };
const NEW_FILE_INDENT = '  ';

/**
 * Writes a version as a file of another system. Where the file that it was read from says the same, it
 * is this file, byte for byte but for its secrets; otherwise what changed since is written into it. What
 * was written is read again: every difference to the version is told.
 *
 * @param source the file that the version, or one before it, was read from, without its secrets.
 */
export function writeWorkflowFile(
  format: WritableFormat,
  source: string | undefined,
  version: FileContent & { name: string },
): WrittenFile {
  const losses: FileLoss[] = [];
  if (source === undefined) losses.push(noSource());
  const text = source ?? emptyFile(format, version.name);
  const file = parseJsonText(text);
  const read = normalized(READERS[format](file));
  const now = normalized(version);
  if (isSameContent(read, now)) return { text, losses: [...losses, ...removedSecrets(file)] };
  const style =
    source === undefined
      ? { ...jsonStyleOf(''), indent: NEW_FILE_INDENT, after: '\n' }
      : jsonStyleOf(text);
  const isStyled = source === undefined || writeJson(file, style) === text;
  WRITERS[format](file, read, now, losses);
  losses.push(...removedSecrets(file));
  const written = writeJson(file, style);
  losses.push(...lossesOf(format, written, now, losses));
  if (!isStyled) {
    const message = 'white space, or numbers and texts in another spelling, are written anew';
    losses.push(fileLoss('FORMATTING', message));
  }
  return { text: written, losses };
}

/** What is missing in a file that was written, found by reading it again. */
function lossesOf(
  format: WritableFormat,
  written: string,
  now: FileContent,
  told: readonly FileLoss[],
): FileLoss[] {
  try {
    return findLosses(format, normalized(READERS[format](parseJsonText(written))), now, told);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    const message = `the file cannot be read again, so it may hold anything else: ${error.message}`;
    return [fileLoss('CONTENT_MISSING', message)];
  }
}

function emptyFile(format: WritableFormat, name: string): string {
  return JSON.stringify(format === 'n8n' ? emptyN8nFile(name) : []);
}

function noSource(): FileLoss {
  const message =
    'no file of this system stands behind the version; what no definition holds is not in it';
  return fileLoss('SOURCE_MISSING', message);
}

/** What reading and saving make the same. */
function normalized({ definition, layout }: FileContent): FileContent {
  const { positions = {}, sizes = {}, notes = [], groups = [] } = layoutFor(definition, layout);
  return { definition, layout: { positions, sizes, notes, groups } };
}

function isSameContent(read: FileContent, now: FileContent): boolean {
  return (
    canonicalDefinition(read.definition) === canonicalDefinition(now.definition) &&
    isSame(read.layout, now.layout)
  );
}

/** Where references stand in the file, which are secrets that it does not have. */
function removedSecrets(file: unknown): FileLoss[] {
  const losses: FileLoss[] = [];
  const visit = (value: JsonValue, path: (string | number)[]): void => {
    if (typeof value === 'string') {
      if (!holdsReference(value)) return;
      const message = `${pointerOf(path)} has a reference in place of a secret: put the secret in again`;
      losses.push(fileLoss('SECRET_REMOVED', message));
    } else if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index]));
    else if (isPlainObject(value)) {
      for (const [name, member] of Object.entries(value)) visit(member, [...path, name]);
    }
  };
  visit(file as JsonValue, []);
  return losses;
}

function holdsReference(text: string): boolean {
  return isSecretReference(text) || /\{\{secrets\.\w+\}\}/.test(text);
}
