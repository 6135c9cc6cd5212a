import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem } from '../../graph/problems';
import { type BundleArchive } from '../bundle-archive';
import { type ArchiveContents } from '../called-definitions';
import { readArchive } from './read-archive';
import { runProblems } from './run-problems';
import { writeArchive } from './write-archive';

/** Where `npm run build` puts the runner: seen from the compiled file, and from its source. */
const RUNNER_PLACES = ['../../../runner/run.mjs', '../../../dist/runner/run.mjs'];

/** Bundles as ZIP archives that can be unzipped and run. */
export class ZipArchive implements BundleArchive {
  private runner: Promise<Buffer> | undefined;

  /** @param runnerFile the built runner; it is read when it is first needed. */
  constructor(private readonly runnerFile: string = builtRunner()) {}

  read(bytes: Uint8Array): Promise<Uint8Array> {
    return readArchive(bytes);
  }

  problems(contents: ArchiveContents): Promise<ReadonlyMap<string, readonly Problem[]>> {
    return runProblems(contents);
  }

  async *write(contents: ArchiveContents): AsyncGenerator<Uint8Array, void, undefined> {
    yield* writeArchive(contents, await (this.runner ??= this.readRunner()));
  }

  private async readRunner(): Promise<Buffer> {
    try {
      return await readFile(this.runnerFile);
    } catch (error) {
      // the next one looks again
      this.runner = undefined;
      throw new Error('The runner of bundles is not built; npm run build makes it.', {
        cause: error,
      });
    }
  }
}

function builtRunner(): string {
  const places = RUNNER_PLACES.map((place) => join(__dirname, place));
  return places.find((place) => existsSync(place)) ?? places[0]!;
}
