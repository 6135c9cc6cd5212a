import DataLoader from 'dataloader';
import { type Problem } from '../graph/problems';
import { type Definition, type Layout } from '../graph/definition';
import { type Clock } from '../platform/clock';
import { type Page } from '../platform/graphql/page';
import { type DefinitionService } from './definition.service';
import { type RevisionStore } from './revision.store';
import { type RejectedSave, type Revision, type Version } from './version';
import { type VersionSelection, type VersionStore } from './version.store';

/** Reads versions of one workspace for one request, many at a time; content only where it is asked for. */
export class VersionLoader {
  readonly #byId: DataLoader<string, Version | undefined>;
  readonly #byNumber: DataLoader<
    { workflowId: string; number: number },
    Version | undefined,
    string
  >;
  readonly #latest: DataLoader<string, Version | undefined>;
  readonly #problems: DataLoader<{ versionId: string; number: number }, Problem[], string>;
  readonly #texts: DataLoader<string, string>;
  readonly #layouts: DataLoader<string, string | undefined>;
  readonly #revisions: DataLoader<string, Revision | undefined>;
  readonly #pages = new Map<string, DataLoader<string, Version[]>>();
  readonly #counts = new Map<boolean, DataLoader<string, number>>();

  constructor(
    private readonly store: VersionStore,
    private readonly revisions: RevisionStore,
    private readonly definitions: DefinitionService,
    private readonly clock: Clock,
    private readonly workspaceId: string,
  ) {
    this.#byId = new DataLoader(async (ids) => {
      const found = new Map(
        (await store.byIds(workspaceId, ids)).map((version) => [version.id, version]),
      );
      return ids.map((id) => found.get(id));
    });
    this.#byNumber = new DataLoader(
      async (refs) => {
        const versions = await store.byNumbers(workspaceId, refs);
        const found = new Map(versions.map((version) => [numberKey(version), version]));
        return refs.map((ref) => found.get(numberKey(ref)));
      },
      { cacheKeyFn: numberKey },
    );
    this.#latest = new DataLoader(async (workflowIds) => {
      const versions = await store.latestOf(workspaceId, workflowIds);
      const found = new Map(versions.map((version) => [version.workflowId, version]));
      return workflowIds.map((id) => found.get(id));
    });
    this.#problems = new DataLoader(
      async (keys) => {
        const found = await revisions.problems(keys);
        return keys.map((key) => found.get(revisionKey(key)) ?? []);
      },
      { cacheKeyFn: revisionKey },
    );
    this.#texts = new DataLoader(async (digests) => {
      const found = await definitions.texts(workspaceId, digests);
      return digests.map(
        (digest) => found.get(digest) ?? new Error(`definition ${digest} is missing`),
      );
    });
    this.#layouts = new DataLoader(async (ids) => {
      const found = await definitions.layoutTexts(ids);
      return ids.map((id) => found.get(id));
    });
    this.#revisions = new DataLoader(async (ids) => {
      const found = new Map(
        (await revisions.byIds(workspaceId, ids)).map((revision) => [revision.id, revision]),
      );
      return ids.map((id) => found.get(id));
    });
  }

  byId(id: string): Promise<Version | undefined> {
    return this.#byId.load(id);
  }

  /** The version `number` of a workflow; 0 is its draft. */
  byNumber(workflowId: string, number: number): Promise<Version | undefined> {
    return this.#byNumber.load({ workflowId, number });
  }

  latest(workflowId: string): Promise<Version | undefined> {
    return this.#latest.load(workflowId);
  }

  /** A page of a workflow's saved versions; the same page of several workflows is one statement. */
  page(workflowId: string, selection: VersionSelection, page: Page): Promise<Version[]> {
    const key = JSON.stringify([selection, page]);
    let loader = this.#pages.get(key);
    if (!loader) {
      loader = new DataLoader(async (workflowIds) => {
        const byWorkflow = new Map<string, Version[]>(workflowIds.map((id) => [id, []]));
        const versions = await this.store.pages(this.workspaceId, workflowIds, selection, page);
        for (const version of versions) byWorkflow.get(version.workflowId)!.push(version);
        return workflowIds.map((id) => byWorkflow.get(id)!);
      });
      this.#pages.set(key, loader);
    }
    return loader.load(workflowId);
  }

  count(workflowId: string, includeArchived: boolean): Promise<number> {
    let loader = this.#counts.get(includeArchived);
    if (!loader) {
      loader = new DataLoader(async (workflowIds) => {
        const counts = await this.store.counts(this.workspaceId, workflowIds, includeArchived);
        return workflowIds.map((id) => counts.get(id) ?? 0);
      });
      this.#counts.set(includeArchived, loader);
    }
    return loader.load(workflowId);
  }

  /** Problems of a version's present revision. */
  problems(version: Version): Promise<Problem[]> {
    return this.#problems.load({ versionId: version.id, number: version.revision });
  }

  /** The canonical text of a definition of this workspace. */
  text(digest: string): Promise<string> {
    return this.#texts.load(digest);
  }

  /** The parsed definition; not to be changed. */
  async definition(digest: string): Promise<Definition> {
    await this.text(digest);
    return this.definitions.parsed(this.workspaceId, digest);
  }

  layoutText(versionId: string): Promise<string | undefined> {
    return this.#layouts.load(versionId);
  }

  async layout(versionId: string): Promise<Layout | undefined> {
    const text = await this.layoutText(versionId);
    return text === undefined ? undefined : (JSON.parse(text) as Layout);
  }

  revision(id: string): Promise<Revision | undefined> {
    return this.#revisions.load(id);
  }

  revisionPage(versionId: string, page: Page): Promise<Revision[]> {
    return this.revisions.page(versionId, page);
  }

  revisionCount(versionId: string): Promise<number> {
    return this.revisions.count(versionId);
  }

  /** A save that was refused in the last 30 days. */
  rejectedSave(id: string): Promise<RejectedSave | undefined> {
    return this.revisions.rejectedById(this.workspaceId, id, this.clock.now());
  }
}

function numberKey(ref: { workflowId: string; number: number }): string {
  return `${ref.workflowId}/${ref.number}`;
}

function revisionKey(key: { versionId: string; number: number }): string {
  return `${key.versionId}/${key.number}`;
}
