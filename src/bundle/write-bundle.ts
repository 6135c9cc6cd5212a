import { setImmediate as othersAreServed } from 'node:timers/promises';
import { canonicalJson } from '../graph/canonical-json';
import { type Definition, type JsonObject, type Layout } from '../graph/definition';
import { notFound } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { type Bundle, type BundleDraft, type BundleVersion } from './bundle';
import { comparedBytes } from './compared-bytes';
import { type GatheredExport } from './gather-export';
import { Requirements } from './requirements';

/** Bytes of definitions or layouts that are held at once, but for a single larger one. */
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** What a definition takes besides its own text: its digest as a name, and signs. */
const DIGEST_MEMBER_BYTES = 75;

/** How large the parts of a bundle are, in bytes of UTF-8. */
export interface ExportSizes {
  definitions: ReadonlyMap<string, number>;
  /** By version id. */
  layouts: ReadonlyMap<string, number>;
  /** All of it, from below, by what a bundle requires at most. */
  total: number;
  /** See {@link comparedBytes}. */
  compared: number;
}

/** A definition of a bundle. */
interface WrittenDefinition {
  digest: string;
  /** Canonical. */
  text: string;
  definition: Definition;
}

/** Writes bundles as canonical JSON, piece by piece. */
export class WriteBundle {
  constructor(private readonly definitions: DefinitionService) {}

  /**
   * How large a bundle will be, without reading what is large.
   * @throws Refusal NOT_FOUND where a definition was dropped since it was gathered.
   */
  async measure({ workspaceId, head, versions, draft }: GatheredExport): Promise<ExportSizes> {
    const contents = [...versions.map(({ version }) => version), ...(draft ? [draft.draft] : [])];
    const digests = [...new Set(contents.map(({ digest }) => digest))].sort();
    const ids = [...versions.map(({ id }) => id), ...(draft ? [draft.id] : [])];
    const definitions = await this.definitions.sizes(workspaceId, digests);
    if (definitions.size < digests.length) throw notFound('A definition that was to be exported');
    const layouts = await this.definitions.layoutSizes(ids);
    let total = Buffer.byteLength(JSON.stringify(head));
    for (const content of contents) total += Buffer.byteLength(JSON.stringify(content));
    for (const size of definitions.values()) total += size + DIGEST_MEMBER_BYTES;
    for (const size of layouts.values()) total += size;
    return {
      // what is read in pages must be read in the order in which it is written
      definitions: inOrder(digests, definitions),
      layouts: inOrder(ids, layouts),
      total,
      compared: comparedBytes(contents, (digest) => definitions.get(digest)!),
    };
  }

  /**
   * The text of a bundle, as `canonicalJson` would write it whole, holding a few megabytes at a time.
   * @throws Refusal NOT_FOUND where a definition was dropped since it was gathered.
   */
  async *text(gathered: GatheredExport, sizes: ExportSizes): AsyncGenerator<string> {
    const { head } = gathered;
    const requirements = new Requirements();
    yield `{"activations":${canonicalJson(head.activations)},"channels":${canonicalJson(head.channels)}`;
    yield ',"definitions":{';
    let comma = '';
    for await (const { digest, text, definition } of this.contents(gathered, sizes)) {
      requirements.add(definition);
      yield `${comma}"${digest}":${text}`;
      comma = ',';
    }
    yield '}';
    const draft = await this.draft(gathered);
    if (draft) yield `,"draft":${canonicalJson(draft)}`;
    const { exportedAt, exportedBy, format, formatVersion, origin } = head;
    const stamps = { exportedAt, ...(exportedBy && { exportedBy }), format, formatVersion, origin };
    // their names stand between those of the others in the order of RFC 8785
    yield `,${canonicalJson(stamps).slice(1, -1)}`;
    yield `,"requires":${canonicalJson(requirements.all)},"versions":[`;
    comma = '';
    for await (const version of this.versions(gathered, sizes)) {
      yield comma + canonicalJson(version);
      comma = ',';
    }
    yield `],"workflow":${canonicalJson(head.workflow)}}`;
  }

  /**
   * A bundle itself, all of it in memory.
   * @throws Refusal NOT_FOUND where a definition was dropped since it was gathered.
   */
  async whole(gathered: GatheredExport, sizes: ExportSizes): Promise<Bundle> {
    const requirements = new Requirements();
    const definitions: Record<string, JsonObject> = {};
    for await (const { digest, definition } of this.contents(gathered, sizes)) {
      requirements.add(definition);
      definitions[digest] = definition as unknown as JsonObject;
    }
    const versions: BundleVersion[] = [];
    for await (const version of this.versions(gathered, sizes)) versions.push(version);
    const draft = await this.draft(gathered);
    const { head } = gathered;
    return { ...head, definitions, ...(draft && { draft }), requires: requirements.all, versions };
  }

  /** The definitions in the order of their digests. */
  private async *contents(
    { workspaceId }: GatheredExport,
    sizes: ExportSizes,
  ): AsyncGenerator<WrittenDefinition> {
    for (const digests of pages(sizes.definitions)) {
      const texts = await this.definitions.texts(workspaceId, digests);
      for (const digest of digests) {
        const text = texts.get(digest);
        if (text === undefined) throw notFound('A definition that was to be exported');
        yield { digest, text, definition: JSON.parse(text) as Definition };
      }
      await othersAreServed();
    }
  }

  /** The versions with their layouts, ascending. */
  private async *versions(
    { versions }: GatheredExport,
    sizes: ExportSizes,
  ): AsyncGenerator<BundleVersion> {
    const sized = new Map(versions.map(({ id }) => [id, sizes.layouts.get(id) ?? 0]));
    let place = 0;
    for (const ids of pages(sized)) {
      const laidOut = ids.filter((id) => sized.get(id)! > 0);
      const layouts =
        laidOut.length > 0
          ? await this.definitions.layoutTexts(laidOut)
          : new Map<string, string>();
      for (const id of ids) yield withLayout(versions[place++]!.version, layouts.get(id));
      await othersAreServed();
    }
  }

  private async draft({ draft }: GatheredExport): Promise<BundleDraft | undefined> {
    if (!draft) return undefined;
    const layouts = await this.definitions.layoutTexts([draft.id]);
    return withLayout(draft.draft, layouts.get(draft.id));
  }
}

function inOrder(keys: readonly string[], sizes: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    keys.flatMap((key) => {
      const size = sizes.get(key);
      return size === undefined ? [] : [[key, size] as const];
    }),
  );
}

/** Keys in their order, so many together as are not too large at once. */
export function* pages(sizes: ReadonlyMap<string, number>): Generator<string[]> {
  let page: string[] = [];
  let total = 0;
  for (const [key, size] of sizes) {
    if (page.length > 0 && total + size > BYTES_AT_ONCE) {
      yield page;
      page = [];
      total = 0;
    }
    page.push(key);
    total += size;
  }
  if (page.length > 0) yield page;
}

/** An empty layout says nothing, so it is left out. */
function withLayout<Content extends BundleVersion | BundleDraft>(
  content: Content,
  layoutText: string | undefined,
): Content {
  const layout = layoutText === undefined ? {} : (JSON.parse(layoutText) as Layout);
  return Object.keys(layout).length > 0 ? { ...content, layout } : content;
}
