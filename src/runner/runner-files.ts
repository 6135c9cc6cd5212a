import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Definition } from '../graph/definition';
import { digestOf } from '../graph/digest';
import { definitionFile, RUNNER_INDEX_FILE, isRunnerIndex, type RunnerIndex } from './runner-index';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The folder of `run.mjs` does not hold what it should. */
export class RunnerFilesError extends Error {}

/** What stands beside `run.mjs`. */
export class RunnerFiles {
  readonly index: RunnerIndex;
  private readonly definitions = new Map<string, Definition | undefined>();

  /** @throws RunnerFilesError where there is no index, or one of another format. */
  constructor(private readonly folder: string) {
    const text = this.textOf(RUNNER_INDEX_FILE);
    if (text === undefined)
      throw new RunnerFilesError(`There is no ${RUNNER_INDEX_FILE} beside run.mjs.`);
    this.index = indexOf(text);
  }

  /**
   * The definition with a digest, undefined where it is not there.
   * @throws RunnerFilesError where the file was changed: it no longer has the digest.
   */
  definition(digest: string): Definition | undefined {
    if (!this.definitions.has(digest)) this.definitions.set(digest, this.read(digest));
    return this.definitions.get(digest);
  }

  private read(digest: string): Definition | undefined {
    // A digest of a definition is anybody's text, and becomes a path.
    const file = DIGEST.test(digest) ? definitionFile(digest) : undefined;
    const text = file === undefined ? undefined : this.textOf(file);
    if (text === undefined) return undefined;
    if (digestOf(text) === digest) return JSON.parse(text) as Definition;
    throw new RunnerFilesError(`${file} was changed: its content does not have that digest.`);
  }

  private textOf(file: string): string | undefined {
    try {
      return readFileSync(join(this.folder, file), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new RunnerFilesError(`${file} cannot be read: ${(error as Error).message}`);
    }
  }
}

function indexOf(text: string): RunnerIndex {
  let index: unknown;
  try {
    index = JSON.parse(text);
  } catch (error) {
    throw new RunnerFilesError(`${RUNNER_INDEX_FILE} is not JSON: ${(error as Error).message}`);
  }
  if (isRunnerIndex(index)) return index;
  throw new RunnerFilesError(`${RUNNER_INDEX_FILE} is not of a format that this runner knows.`);
}
