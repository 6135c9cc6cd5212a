import DataLoader from 'dataloader';
import { setImmediate as othersAreServed } from 'node:timers/promises';
import { type Blame, type BlameOrigin } from '../graph/blame';
import { readBlame } from '../graph/blame-text';
import { type JsonObject, type Layout } from '../graph/definition';
import { compareLayouts } from '../graph/diff/compare-layouts';
import {
  type AssessedDiff,
  type DiffSummary,
  type LayoutChange,
} from '../graph/diff/definition-diff';
import { TextAllowance } from '../graph/diff/text-allowance';
import { type DiffService, type KeptSummary } from '../version/diff.service';
import { type Revision, type Version } from '../version/version';
import { type VersionLoader } from '../version/version.loader';
import { type ChangeSource } from './blame.type';
import { type Comparison, movesBetween, type MovesBetween } from './comparison';

/** Reads what contents were made from, by the ids of those that have it. */
export interface LineageReader {
  parentDigests(versionIds: readonly string[]): Promise<Map<string, string>>;
  formerDigests(revisionIds: readonly string[]): Promise<Map<string, string>>;
  mergeParents(versionIds: readonly string[]): Promise<{ versionId: string; parentId: string }[]>;
}

/** Reads blames as texts, by version id. */
export interface BlameReader {
  texts(versionIds: readonly string[]): Promise<Map<string, string>>;
}

/** A summary, with where nodes can have moved. */
export interface SummaryWithMoves extends DiffSummary {
  moves?: MovesBetween;
}

interface DigestPair {
  from: string;
  to: string;
}

/** Reads diffs and blames of one workspace for one request, many at a time. */
export class DiffLoader {
  /** Of all texts of the request. */
  readonly textAllowance = new TextAllowance();
  readonly #parentDigests: DataLoader<string, string | undefined>;
  readonly #formerDigests: DataLoader<string, string | undefined>;
  readonly #mergeParents: DataLoader<string, string[]>;
  readonly #summaries: DataLoader<DigestPair, KeptSummary, string>;
  readonly #diffs: DataLoader<DigestPair, AssessedDiff, string>;
  readonly #blames: DataLoader<string, Blame | undefined>;
  readonly #layouts: DataLoader<string, Layout | undefined>;
  // made once per definition and version, however many nodes ask
  readonly #configs = new DataLoader<string, Map<string, JsonObject>>((digests) =>
    Promise.all(digests.map((digest) => this.configsOf(digest))),
  );
  readonly #nodeSources = new DataLoader<string, Map<string, Version | undefined>>((ids) =>
    Promise.all(ids.map((id) => this.nodeSourcesOf(id))),
  );

  constructor(
    diffs: DiffService,
    lineage: LineageReader,
    blames: BlameReader,
    private readonly versions: VersionLoader,
    workspaceId: string,
  ) {
    this.#parentDigests = byId((ids) => lineage.parentDigests(ids));
    this.#formerDigests = byId((ids) => lineage.formerDigests(ids));
    this.#mergeParents = new DataLoader(async (ids) => {
      const parents = new Map<string, string[]>(ids.map((id) => [id, []]));
      for (const { versionId, parentId } of await lineage.mergeParents(ids))
        parents.get(versionId)!.push(parentId);
      return ids.map((id) => parents.get(id)!);
    });
    this.#summaries = new DataLoader((pairs) => diffs.summaries(workspaceId, pairs), {
      cacheKeyFn: pairKey,
    });
    this.#diffs = new DataLoader(
      async (pairs) => {
        // all at once, so that they are at hand below
        await Promise.all(
          pairs.flatMap(({ from, to }) => [versions.text(from), versions.text(to)]),
        );
        const compared: AssessedDiff[] = [];
        for (const pair of pairs) {
          if (compared.length > 0) await othersAreServed();
          compared.push(await diffs.between(workspaceId, pair));
        }
        return compared;
      },
      { cacheKeyFn: pairKey },
    );
    this.#blames = byId(async (ids) => {
      const texts = await blames.texts(ids);
      return new Map([...texts].map(([id, text]) => [id, readBlame(text)]));
    });
    // parsed once, however many nodes ask for their places
    this.#layouts = new DataLoader((ids) => Promise.all(ids.map((id) => versions.layout(id))));
  }

  /** What differs between two contents. */
  between({ from, to }: Comparison): Promise<AssessedDiff> {
    return this.#diffs.load({ from: from.digest, to: to.digest });
  }

  /** What a version changed of what it was made from; undefined where it came from nowhere. */
  async changesOf(version: Version): Promise<SummaryWithMoves | undefined> {
    const { id, parentId, digest } = version;
    const former = await this.#parentDigests.load(id);
    if (former === undefined) return undefined;
    const summary = await this.#summaries.load({ from: former, to: digest });
    if (parentId === null) return summary;
    return { ...summary, moves: { from: parentId, to: id, renames: new Map(summary.renames) } };
  }

  /** What a revision changed of what it replaced; undefined where there is none, or it was pruned. */
  async changesOfRevision({ id, digest }: Revision): Promise<DiffSummary | undefined> {
    const former = await this.#formerDigests.load(id);
    return former === undefined ? undefined : this.#summaries.load({ from: former, to: digest });
  }

  /** The versions that were merged into one. */
  async mergedFrom(versionId: string): Promise<Version[]> {
    const ids = await this.#mergeParents.load(versionId);
    const versions = await Promise.all(ids.map((id) => this.versions.byId(id)));
    return versions.filter((version) => version !== undefined);
  }

  /** Nodes that stand elsewhere in the layout of the later version. */
  async moved({ from, to, renames }: MovesBetween): Promise<LayoutChange[]> {
    const [former, later] = await Promise.all([this.layout(from), this.layout(to)]);
    return compareLayouts(former, later, renames);
  }

  /** Nodes that stand elsewhere in one of two contents; none where a side has no layout. */
  async movedIn(comparison: Comparison): Promise<LayoutChange[]> {
    const { renames } = await this.between(comparison);
    const moves = movesBetween(comparison, renames);
    return moves ? this.moved(moves) : [];
  }

  /** The layout of a version; none where it has none or there is no version. */
  async layout(versionId: string | undefined): Promise<Layout | undefined> {
    return versionId === undefined ? undefined : this.#layouts.load(versionId);
  }

  /** The config of a node of a definition. */
  async configOf(digest: string, nodeId: string): Promise<JsonObject | undefined> {
    return (await this.#configs.load(digest)).get(nodeId);
  }

  /** Who last changed what a version holds now. */
  blame(versionId: string): Promise<Blame | undefined> {
    return this.#blames.load(versionId);
  }

  /** What stands behind each origin that a blame names. */
  async changeSources({ nodes, edges }: Blame): Promise<Map<BlameOrigin, ChangeSource>> {
    const origins = new Set(edges.values());
    for (const { changed, fields } of nodes.values()) {
      origins.add(changed);
      for (const origin of fields.values()) origins.add(origin);
    }
    const sources = await Promise.all([...origins].map((origin) => this.changeSource(origin)));
    return new Map([...origins].map((origin, place) => [origin, sources[place]!]));
  }

  /** The version that last changed a node of what a version holds now. */
  async lastChangedIn(versionId: string, nodeId: string): Promise<Version | undefined> {
    return (await this.#nodeSources.load(versionId)).get(nodeId);
  }

  private async changeSource({ revisionId, versionId }: BlameOrigin): Promise<ChangeSource> {
    const [version, revision] = await Promise.all([
      this.versions.byId(versionId),
      this.versions.revision(revisionId),
    ]);
    return { version, revision, changedBy: revision?.createdBy, changedAt: revision?.createdAt };
  }

  private async configsOf(digest: string): Promise<Map<string, JsonObject>> {
    const { nodes } = await this.versions.definition(digest);
    return new Map(nodes.map(({ id, config }) => [id, config]));
  }

  private async nodeSourcesOf(versionId: string): Promise<Map<string, Version | undefined>> {
    const nodes = [...((await this.blame(versionId))?.nodes ?? [])];
    const ids = [...new Set(nodes.map(([, { changed }]) => changed.versionId))];
    const versions = await Promise.all(ids.map((id) => this.versions.byId(id)));
    const byId = new Map(ids.map((id, place) => [id, versions[place]]));
    return new Map(nodes.map(([id, { changed }]) => [id, byId.get(changed.versionId)]));
  }
}

function byId<Value>(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): DataLoader<string, Value | undefined> {
  return new DataLoader(async (ids) => {
    const found = await read(ids);
    return ids.map((id) => found.get(id));
  });
}

function pairKey({ from, to }: DigestPair): string {
  return `${from}/${to}`;
}
