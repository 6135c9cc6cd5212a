import { readFile } from 'node:fs/promises';
import { CommandError } from './command-error';

/** Written so that a long text needs no stack. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
const INTEGER = /(?<![\w.+-])-?\d{16,}(?![\w.])/g;

/** The content of a file, or of stdin for `-`, as JSON or YAML. @throws CommandError invalid, or notFound */
export async function readContentFile(file: string): Promise<unknown> {
  return parseContent(decodeText(await readBytes(file), file), file);
}

/** As {@link readContentFile}, for a definition: what is empty is none. @throws CommandError */
export async function readDefinitionFile(file: string): Promise<unknown> {
  const content = await readContentFile(file);
  if (content === null) throw invalidFile(file, 'it is empty');
  return content;
}

/** The bytes of a file, or of stdin for `-`. @throws CommandError invalid, or notFound */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    return file === '-' ? await readStandardInput() : await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new CommandError('notFound', `There is no file ${file}.`, 'Check its path.')
      : new CommandError('invalid', `${file} cannot be read: ${message}.`, 'Check its path.');
  }
}

/** All of stdin. Read as it comes: a pipe that others made non-blocking has nothing at times. */
async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Bytes as text. @throws CommandError invalid where they are none: reading would replace them */
export function decodeText(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidFile(name, 'it is not text in UTF-8');
  }
}

/**
 * A text as JSON, or as YAML 1.2 where it is no JSON. Numbers that reading would change are refused:
 * integers beyond 2^53, and what is too large for any number. @throws CommandError invalid
 */
export async function parseContent(text: string, name: string): Promise<unknown> {
  const plain = text.replace(/^\uFEFF/, '');
  try {
    return /^\s*[[{]/.test(plain) ? parseJson(plain, name) : await parseYaml(plain, name);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    if (error instanceof RangeError) throw invalidFile(name, 'it is nested too deeply');
    // such as what is no JSON, or aliases that would unfold to a great size
    throw invalidFile(name, (error as Error).message);
  }
}

function parseJson(text: string, name: string): unknown {
  const value = JSON.parse(text) as unknown;
  for (const [digits] of text.replace(STRING, '""').matchAll(INTEGER))
    if (String(Number(digits)) !== digits) throw inexact(name, digits);
  return exact(value, name);
}

async function parseYaml(text: string, name: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { intAsBigInt: true, prettyErrors: true });
  const [error] = document.errors;
  if (error) throw invalidFile(name, error.message.split('\n')[0]!.replace(/:$/, ''));
  return exact(document.toJS(), name);
}

/** Integers of YAML as numbers, none of them rounded, and no number that JSON does not have. */
function exact(value: unknown, name: string): unknown {
  if (typeof value === 'bigint') {
    if (String(Number(value)) === String(value)) return Number(value);
    throw inexact(name, String(value));
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw invalidFile(name, `${value} is no number that JSON has`);
  if (Array.isArray(value)) return value.map((item) => exact(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, exact(member, name)]),
  );
}

function inexact(name: string, digits: string): CommandError {
  return invalidFile(name, `${digits} is beyond 2^53 and would be rounded; write it as a text`);
}

function invalidFile(name: string, reason: string): CommandError {
  return new CommandError(
    'invalid',
    `${name === '-' ? 'stdin' : name} is not valid: ${reason}.`,
    'Correct the file.',
  );
}
