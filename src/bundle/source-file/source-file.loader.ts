import DataLoader from 'dataloader';
import { type SourceFileStore } from './source-file.store';
import { type WritableFormat } from './writable-format';

/** Reads the files behind versions of one workspace for one request, many at a time. */
export class SourceFileLoader {
  readonly #byFormat = new Map<WritableFormat, DataLoader<string, string | undefined>>();

  constructor(
    private readonly store: SourceFileStore,
    private readonly workspaceId: string,
  ) {}

  /** The file that a version, the nearest that it came from, or one with the same content was read from. */
  async behind(versionId: string, format: WritableFormat): Promise<string | undefined> {
    let loader = this.#byFormat.get(format);
    if (!loader) {
      loader = new DataLoader(
        async (ids) => {
          const found = await this.store.behind(this.workspaceId, ids, format);
          return ids.map((id) => found.get(id));
        },
        // files are large
        { maxBatchSize: 20 },
      );
      this.#byFormat.set(format, loader);
    }
    return loader.load(versionId);
  }
}
