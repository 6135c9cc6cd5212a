import { createReadStream } from 'node:fs';
import { type JsonValue } from '../graph/definition';
import { JsonTextError, parseJsonText } from '../graph/json-text';
import { UsageError } from './arguments';

/** Most bytes that are read as an input; a run refuses much less, but tells so. */
const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/**
 * The input of a run as the command line gives it: JSON, `@` and the name of a file, or `-`.
 * @throws UsageError for what cannot be read, or is not JSON.
 */
export async function readInput(
  given: string | undefined,
  stdin: AsyncIterable<Buffer | string>,
): Promise<JsonValue> {
  if (given === undefined) return {};
  const text =
    given === '-'
      ? await textOf(stdin)
      : given.startsWith('@')
        ? await textOf(createReadStream(given.slice(1)))
        : given;
  try {
    return parseJsonText(text) as JsonValue;
  } catch (error) {
    if (error instanceof JsonTextError)
      throw new UsageError(`The input is not JSON: ${error.message}.`);
    throw error;
  }
}

async function textOf(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      // a device may never end
      if (size > MAX_INPUT_BYTES) break;
      chunks.push(bytes);
    }
  } catch (error) {
    throw new UsageError(`The input cannot be read: ${(error as Error).message}`);
  }
  if (size > MAX_INPUT_BYTES)
    throw new UsageError(`The input is larger than ${MAX_INPUT_BYTES} bytes.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new UsageError('The input is not UTF-8.');
  }
}
