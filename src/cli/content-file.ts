import { readFileSync } from 'node:fs';
import { CommandError } from './command-error';

const STRING = /"(?:[^"\\]|\\.)*"/g;
const INTEGER = /(?<![\w.+-])-?\d{16,}(?![\w.])/g;

/** The content of a file, or of stdin for `-`, as JSON or YAML. @throws CommandError invalid, or notFound */
export async function readContentFile(file: string): Promise<unknown> {
  return parseContent(readTextFile(file), file);
}

export function readTextFile(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new CommandError('notFound', `There is no file ${file}.`, 'Check its path.')
      : new CommandError('invalid', `${file} cannot be read: ${message}.`, 'Check its path.');
  }
}

/**
 * A text as JSON, or as YAML 1.2 where it is no JSON. Integers beyond 2^53 are refused, since reading
 * would round them. @throws CommandError invalid
 */
export async function parseContent(text: string, name: string): Promise<unknown> {
  const plain = text.replace(/^\uFEFF/, '');
  if (/^\s*[[{]/.test(plain)) {
    const value = parseJson(plain, name);
    refuseInexact(plain.replace(STRING, '""'), name);
    return value;
  }
  return parseYaml(plain, name);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw invalidFile(name, (error as Error).message);
  }
}

function refuseInexact(text: string, name: string): void {
  for (const [digits] of text.matchAll(INTEGER))
    if (String(Number(digits)) !== digits)
      throw invalidFile(name, `${digits} is beyond 2^53 and would be rounded; write it as a text`);
}

async function parseYaml(text: string, name: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, { intAsBigInt: true, prettyErrors: true });
  const [error] = document.errors;
  if (error) throw invalidFile(name, error.message.split('\n')[0]!.replace(/:$/, ''));
  try {
    return exact(document.toJS(), name);
  } catch (error) {
    // such as aliases that would unfold to a great size
    throw error instanceof CommandError ? error : invalidFile(name, (error as Error).message);
  }
}

/** Integers as numbers, none of them rounded. */
function exact(value: unknown, name: string): unknown {
  if (typeof value === 'bigint') {
    if (String(Number(value)) === String(value)) return Number(value);
    throw invalidFile(name, `${value} is beyond 2^53 and would be rounded; write it as a text`);
  }
  if (Array.isArray(value)) return value.map((item) => exact(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, exact(member, name)]),
  );
}

function invalidFile(name: string, reason: string): CommandError {
  return new CommandError('invalid', `${name} is not valid: ${reason}.`, 'Correct the file.');
}
