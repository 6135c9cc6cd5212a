import { LRUCache } from 'lru-cache';
import { applyDefinitionPatch } from '../graph/apply-patch';
import { type Definition, type Layout } from '../graph/definition';
import { DefinitionCache } from '../graph/definition-cache';
import { DefinitionError } from '../graph/definition-error';
import { digestOf } from '../graph/digest';
import { layoutFor, mergeLayout, readLayout } from '../graph/layout';
import { MAX_LAYOUT_CHARACTERS } from '../graph/limits';
import { type Merge, mergeDefinitions, type Resolution } from '../graph/merge/merge-definitions';
import { type NodeTypeRegistry } from '../graph/node-type-registry';
import { findProblems, type Problem } from '../graph/problems';
import { readDefinition } from '../graph/read-definition';
import { subworkflowPins } from '../graph/subworkflow-calls';
import { type Transaction } from '../platform/database/transaction';
import { Refusal } from '../platform/refusal';
import { type DefinitionStore } from './definition.store';

/** A definition that was read, checked and digested, ready to be kept. */
export interface PreparedDefinition {
  /** In canonical form. */
  definition: Definition;
  /** Its canonical text. */
  content: string;
  digest: string;
  problems: Problem[];
  /** What came with it that only the eye sees. */
  layout: Layout | undefined;
}

/** Bytes of parsed and of stored definitions that are kept in memory, each. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** Reads, keeps and serves definitions. What is immutable is cached by workspace and digest. */
export class DefinitionService {
  readonly #contents = new LRUCache<string, string>({
    maxSize: CACHE_BYTES,
    sizeCalculation: (content) => content.length + 1,
  });
  readonly #parsed = new DefinitionCache(CACHE_BYTES);

  constructor(
    private readonly store: DefinitionStore,
    readonly registry: NodeTypeRegistry,
  ) {}

  /** @throws Refusal DEFINITION_INVALID that names each place, for input that is not a definition. */
  prepare(
    input: unknown,
    workflowId: string | undefined,
    field = 'definition',
  ): PreparedDefinition {
    return refusingInvalid(field, () => {
      const { definition, layout, canonical: content } = readDefinition(input, this.registry);
      return {
        definition,
        content,
        digest: digestOf(content),
        problems: findProblems(definition, this.registry, { workflowId }),
        layout,
      };
    });
  }

  /** `patch` (RFC 6902) applied to the definition of `digest`, then prepared as in {@link prepare}. */
  async preparePatched(
    transaction: Transaction,
    workspaceId: string,
    digest: string,
    patch: unknown,
    workflowId: string,
  ): Promise<PreparedDefinition> {
    const base = await this.parsed(workspaceId, digest, transaction);
    const patched = refusingInvalid('patch', () => applyDefinitionPatch(base, patch));
    return this.prepare(patched, workflowId, 'patch');
  }

  /** @throws Refusal DEFINITION_INVALID for a resolution whose value cannot stand in its place. */
  merge(
    base: Definition,
    ours: Definition,
    theirs: Definition,
    resolutions: readonly Resolution[] | null | undefined,
  ): Merge {
    return refusingInvalid('resolutions', () =>
      mergeDefinitions(base, ours, theirs, resolutions ?? []),
    );
  }

  /** @throws Refusal DEFINITION_INVALID for input that is not a layout. */
  readLayout(input: unknown): Layout {
    return refusingInvalid('layout', () => readLayout(input));
  }

  async keep(
    transaction: Transaction,
    workspaceId: string,
    prepared: PreparedDefinition,
  ): Promise<void> {
    await this.store.keep(transaction, workspaceId, prepared.digest, prepared.content);
    const pins = subworkflowPins(prepared.definition);
    if (pins.length > 0) await this.store.keepPins(transaction, workspaceId, prepared.digest, pins);
    transaction.afterCommit(() => {
      const key = `${workspaceId}/${prepared.digest}`;
      this.#contents.set(key, prepared.content);
      // the next save compares its content with this one
      this.#parsed.keep(key, prepared.definition, prepared.content);
    });
  }

  /** The stored canonical text, or undefined where the workspace has no such definition. */
  async text(
    workspaceId: string,
    digest: string,
    transaction?: Transaction,
  ): Promise<string | undefined> {
    return (await this.texts(workspaceId, [digest], transaction)).get(digest);
  }

  async texts(
    workspaceId: string,
    digests: readonly string[],
    transaction?: Transaction,
  ): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const missing: string[] = [];
    for (const digest of digests) {
      const content = this.#contents.get(`${workspaceId}/${digest}`);
      if (content === undefined) missing.push(digest);
      else found.set(digest, content);
    }
    if (missing.length > 0) {
      for (const [digest, content] of await this.store.contents(
        workspaceId,
        missing,
        transaction,
      )) {
        // what an open transaction sees may yet be rolled back
        if (!transaction) this.#contents.set(`${workspaceId}/${digest}`, content);
        found.set(digest, content);
      }
    }
    return found;
  }

  /** The parsed definition of a digest that a row of this workspace refers to. Not to be changed. */
  async parsed(
    workspaceId: string,
    digest: string,
    transaction?: Transaction,
  ): Promise<Definition> {
    const definition = await this.find(workspaceId, digest, transaction);
    if (definition === undefined) throw new Error(`definition ${digest} is missing`);
    return definition;
  }

  /** As {@link parsed}, of a digest that the workspace may not have. */
  async find(
    workspaceId: string,
    digest: string,
    transaction?: Transaction,
  ): Promise<Definition | undefined> {
    return (await this.findAll(workspaceId, [digest], transaction)).get(digest);
  }

  /** As {@link parsed}, of those of `digests` that the workspace has. */
  async findAll(
    workspaceId: string,
    digests: readonly string[],
    transaction?: Transaction,
  ): Promise<Map<string, Definition>> {
    const found = new Map<string, Definition>();
    for (const [digest, content] of await this.texts(workspaceId, digests, transaction))
      found.set(
        digest,
        this.#parsed.get(`${workspaceId}/${digest}`, () => content),
      );
    return found;
  }

  /** Bytes of those of `digests` that the workspace has, without reading them. */
  sizes(workspaceId: string, digests: readonly string[]): Promise<Map<string, number>> {
    return this.store.sizes(workspaceId, digests);
  }

  /** Bytes of the layouts that versions have, by version id. */
  layoutSizes(versionIds: readonly string[]): Promise<Map<string, number>> {
    return this.store.layoutSizes(versionIds);
  }

  async layout(versionId: string, transaction?: Transaction): Promise<Layout | undefined> {
    const text = (await this.store.layouts([versionId], transaction)).get(versionId);
    return text === undefined ? undefined : (JSON.parse(text) as Layout);
  }

  /** Stored layout texts by version id. */
  layoutTexts(versionIds: readonly string[]): Promise<Map<string, string>> {
    return this.store.layouts(versionIds);
  }

  /**
   * Joins `change` into a version's layout: the last writer wins per node. Nodes that `definition`,
   * the version's, does not have are left out, so that a layout does not grow with what is gone.
   * @throws Refusal DEFINITION_INVALID where it would be too large.
   */
  async mergeLayout(
    transaction: Transaction,
    versionId: string,
    definition: Definition,
    change: Layout,
  ): Promise<void> {
    const present = await this.layout(versionId, transaction);
    await this.keepLayout(transaction, versionId, definition, mergeLayout(present, change));
  }

  /** As {@link mergeLayout}, but what has a place in the version's layout keeps it. */
  async fillLayout(
    transaction: Transaction,
    versionId: string,
    definition: Definition,
    filling: Layout,
  ): Promise<void> {
    const present = (await this.layout(versionId, transaction)) ?? {};
    await this.keepLayout(transaction, versionId, definition, mergeLayout(filling, present));
  }

  /** Gives a version exactly this layout, which {@link readLayout} has passed. */
  async setLayout(transaction: Transaction, versionId: string, layout: Layout): Promise<void> {
    await this.store.keepLayout(transaction, versionId, JSON.stringify(layout));
  }

  async copyLayout(transaction: Transaction, from: string, to: string): Promise<void> {
    await this.store.copyLayout(transaction, from, to);
  }

  private async keepLayout(
    transaction: Transaction,
    versionId: string,
    definition: Definition,
    layout: Layout,
  ): Promise<void> {
    const text = JSON.stringify(layoutFor(definition, layout));
    if (text.length > MAX_LAYOUT_CHARACTERS) {
      const message = `The layout would have ${text.length} characters; at most ${MAX_LAYOUT_CHARACTERS} are allowed.`;
      throw new Refusal('DEFINITION_INVALID', message, ['layout']);
    }
    await this.store.keepLayout(transaction, versionId, text);
  }

  /** Drops those of `held` that nothing refers to any more. */
  async dropUnheld(
    transaction: Transaction,
    held: readonly { workspaceId: string; digest: string }[],
  ): Promise<void> {
    const byWorkspace = new Map<string, Set<string>>();
    for (const { workspaceId, digest } of held) {
      const digests = byWorkspace.get(workspaceId) ?? new Set();
      byWorkspace.set(workspaceId, digests.add(digest));
    }
    // in one order, so that two who drop do not wait for each other
    for (const workspaceId of [...byWorkspace.keys()].sort())
      await this.dropUnused(transaction, workspaceId, [...byWorkspace.get(workspaceId)!]);
  }

  /** Drops those of `digests` that nothing refers to any more. */
  async dropUnused(
    transaction: Transaction,
    workspaceId: string,
    digests: readonly string[],
  ): Promise<void> {
    await this.store.dropUnused(transaction, workspaceId, digests);
    transaction.afterCommit(() =>
      digests.forEach((digest) => this.#contents.delete(`${workspaceId}/${digest}`)),
    );
  }
}

function refusingInvalid<Result>(field: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof DefinitionError)
      throw new Refusal('DEFINITION_INVALID', error.message, [field]);
    throw error;
  }
}
