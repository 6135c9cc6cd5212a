import { setImmediate as othersAreServed } from 'node:timers/promises';
import { type Definition, type JsonObject, type Layout } from '../graph/definition';
import { invalidInput, notFound } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import {
  type Bundle,
  type BundleDraft,
  type BundleVersion,
  MAX_BUNDLE_BYTES,
  MAX_COMPARED_BYTES,
} from './bundle';
import { bundleText } from './bundle-text';
import { comparedBytes } from './compared-bytes';
import { type GatheredExport } from './gather-export';
import { Requirements } from './requirements';
import { SecretFaults } from './secret-faults';

/** Bytes of definitions or layouts that are held at once, but for a single larger one. */
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** Versions that are named as holding a secret. */
const MOST_HOLDERS = 20;

/** What a definition takes besides its own text: its digest as a name, and signs. */
const DIGEST_MEMBER_BYTES = 75;

/** How large the parts of a bundle are, in bytes of UTF-8. */
export interface ExportSizes {
  definitions: ReadonlyMap<string, number>;
  /** By version id. */
  layouts: ReadonlyMap<string, number>;
  /** All of it, from below, by what a bundle requires at most. */
  total: number;
}

/** A definition of a bundle. */
interface WrittenDefinition {
  digest: string;
  /** Canonical. */
  text: string;
  definition: Definition;
}

/**
 * Writes bundles as canonical JSON, piece by piece. Owner of the rules that no bundle is written that an
 * import would refuse for its size, or that holds what has the form of a secret.
 */
export class WriteBundle {
  constructor(private readonly definitions: DefinitionService) {}

  /**
   * How large a bundle will be, without reading what is large.
   * @throws Refusal INVALID_INPUT for more than a bundle can be; NOT_FOUND where a definition was dropped
   * since it was gathered.
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
    refuseTooLarge(
      total,
      comparedBytes(contents, (digest) => definitions.get(digest)!),
    );
    // what is read in pages must be read in the order in which it is written
    return { definitions: inOrder(digests, definitions), layouts: inOrder(ids, layouts), total };
  }

  /**
   * The text of a bundle, holding a few megabytes at a time.
   * @throws Refusal NOT_FOUND where a definition was dropped since it was gathered; BundleInvalid for
   * secrets, before any of them is written.
   */
  text(gathered: GatheredExport, sizes: ExportSizes): AsyncGenerator<string> {
    const requirements = new Requirements();
    const contents = this.contents(gathered, sizes);
    async function* texts(): AsyncGenerator<readonly [string, string]> {
      for await (const { digest, text, definition } of contents) {
        requirements.add(definition);
        yield [digest, text];
      }
    }
    return bundleText({
      head: gathered.head,
      definitions: texts(),
      draft: () => this.draft(gathered),
      requires: () => requirements.all,
      versions: this.versions(gathered, sizes),
    });
  }

  /**
   * A bundle itself, all of it in memory.
   * @throws Refusal as {@link text}.
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
    gathered: GatheredExport,
    sizes: ExportSizes,
  ): AsyncGenerator<WrittenDefinition> {
    for (const digests of pages(sizes.definitions)) {
      const texts = await this.definitions.texts(gathered.workspaceId, digests);
      const secrets = new SecretFaults();
      const page: WrittenDefinition[] = [];
      for (const digest of digests) {
        const text = texts.get(digest);
        if (text === undefined) throw notFound('A definition that was to be exported');
        const definition = JSON.parse(text) as Definition;
        page.push({ digest, text, definition });
        secrets.find(definition, `/definitions/${digest}`, () => holdersOf(digest, gathered));
        await othersAreServed();
      }
      secrets.refuse();
      yield* page;
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
      const secrets = new SecretFaults();
      const page: BundleVersion[] = [];
      for (const id of ids) {
        const version = withLayout(versions[place]!.version, layouts.get(id));
        page.push(version);
        if (version.layout) {
          secrets.find(version.layout, `/versions/${place}/layout`, () => `v${version.number}`);
          await othersAreServed();
        }
        place++;
      }
      secrets.refuse();
      yield* page;
      await othersAreServed();
    }
  }

  private async draft({ draft }: GatheredExport): Promise<BundleDraft | undefined> {
    if (!draft) return undefined;
    const layouts = await this.definitions.layoutTexts([draft.id]);
    const written = withLayout(draft.draft, layouts.get(draft.id));
    const secrets = new SecretFaults();
    secrets.find(written.layout, '/draft/layout', () => 'the draft');
    secrets.refuse();
    return written;
  }
}

/** @throws Refusal INVALID_INPUT. */
function refuseTooLarge(total: number, compared: number): void {
  if (total > MAX_BUNDLE_BYTES)
    throw invalidInput(
      `The bundle would be larger than ${MAX_BUNDLE_BYTES} bytes; choose fewer versions.`,
      ['versions'],
    );
  if (compared > MAX_COMPARED_BYTES)
    throw invalidInput(
      `The definitions of the versions, each counted for itself, are larger than ${MAX_COMPARED_BYTES} bytes; choose fewer versions.`,
      ['versions'],
    );
}

/** What holds a definition, for people: they know versions, not digests. */
function holdersOf(digest: string, { versions, draft }: GatheredExport): string {
  const holders = versions
    .filter(({ version }) => version.digest === digest)
    .map(({ version }) => `v${version.number}`);
  const left = holders.length - MOST_HOLDERS;
  return [
    ...holders.slice(0, MOST_HOLDERS),
    ...(left > 0 ? [`${left} more`] : []),
    ...(draft?.draft.digest === digest ? ['the draft'] : []),
  ].join(', ');
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
function* pages(sizes: ReadonlyMap<string, number>): Generator<string[]> {
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
