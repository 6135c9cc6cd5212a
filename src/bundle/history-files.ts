import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJsonText } from '../graph/json-text';
import { type HistoryFile, type HistoryMeta, HistoryFormatError, readHistoryMeta } from './history';
import { readWorkflowFile } from './read-workflow-file';

/**
 * Reads a history of workflow files, oldest first: a directory of `meta.json` and the files that it lists.
 *
 * @throws HistoryFormatError naming the file that cannot be read as what it should be, with the
 * cause; errors of the file system as they are.
 */
export async function readHistory(directory: string): Promise<HistoryFile[]> {
  const meta = await readMeta(directory);
  const files: HistoryFile[] = [];
  // One after the other: a history may have hundreds of files, and memory is for those that are read.
  for (const { file, subject, date, commit, author } of meta.history) {
    const text = await readFile(join(directory, file), 'utf8');
    const workflow = named(file, () => readWorkflowFile(text));
    const { format, name: workflowName, definition, layout, report } = workflow;
    files.push({
      ...{ name: file, subject, date, commit },
      ...(author !== undefined && { author }),
      ...{ format, workflowName, definition, layout, report },
    });
  }
  return files;
}

/** Reads `meta.json` of a history's directory. */
async function readMeta(directory: string): Promise<HistoryMeta> {
  const text = await readFile(join(directory, 'meta.json'), 'utf8');
  return named('meta.json', () => readHistoryMeta(parseJsonText(text)));
}

function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw Object.assign(new HistoryFormatError(`${file}: ${reason}`), { cause: error });
  }
}
