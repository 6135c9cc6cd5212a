import { LRUCache } from 'lru-cache';
import { type Definition, EMPTY_DEFINITION } from '../graph/definition';
import { assessDiff } from '../graph/diff/assess-diff';
import { compareDefinitions } from '../graph/diff/compare-definitions';
import { type AssessedDiff, type DiffSummary } from '../graph/diff/definition-diff';
import { summarizeDiff } from '../graph/diff/summarize-diff';
import { type Transaction } from '../platform/database/transaction';
import { type DefinitionService } from './definition.service';
import { type DiffSummaryStore, type DigestPair } from './diff-summary.store';

/** A summary with the node ids that were renamed, former to later: what a list needs of a diff. */
export interface KeptSummary extends DiffSummary {
  renames: [string, string][];
}

/** A definition whose digest is known. */
export interface Digested {
  digest: string;
  definition: Definition;
}

/** Characters of what differs that are kept in memory, all diffs together. */
const CACHED_CHARACTERS = 32 * 1024 * 1024;
/** Summaries that are kept in memory; one is about half a kilobyte. */
const CACHED_SUMMARIES = 20_000;

/** Diffs of definitions of a workspace. By the pair of digests they never go stale. */
export class DiffService {
  readonly #diffs = new LRUCache<string, AssessedDiff>({
    maxSize: CACHED_CHARACTERS,
    sizeCalculation: sizeOf,
  });
  readonly #summaries = new LRUCache<string, KeptSummary>({ max: CACHED_SUMMARIES });

  constructor(
    private readonly definitions: DefinitionService,
    private readonly store: DiffSummaryStore,
  ) {}

  /** What differs between two definitions that rows of this workspace refer to. */
  async between(
    workspaceId: string,
    { from, to }: DigestPair,
    transaction?: Transaction,
  ): Promise<AssessedDiff> {
    const known = this.#diffs.get(keyOf(workspaceId, { from, to }));
    if (known) return known;
    const definition = await this.definitions.parsed(workspaceId, to, transaction);
    const diff = await this.since(workspaceId, from, { digest: to, definition }, transaction);
    this.#diffs.set(keyOf(workspaceId, { from, to }), diff);
    return diff;
  }

  /** As {@link between}, where the later definition is at hand; nobody is likely to ask again. */
  async since(
    workspaceId: string,
    from: string,
    { digest, definition }: Digested,
    transaction?: Transaction,
  ): Promise<AssessedDiff> {
    const before =
      from === digest ? definition : await this.definitions.parsed(workspaceId, from, transaction);
    return this.compare(before, definition);
  }

  /** A diff in numbers and a line; from nothing where `from` is absent. */
  async summary(
    workspaceId: string,
    from: string | undefined,
    to: Digested,
    transaction?: Transaction,
  ): Promise<DiffSummary> {
    const diff =
      from === undefined
        ? this.compare(EMPTY_DEFINITION, to.definition)
        : await this.since(workspaceId, from, to, transaction);
    return summarizeDiff(diff);
  }

  /** Keeps the summary of a diff, so that no list has to make it. */
  async keepSummary(
    transaction: Transaction,
    workspaceId: string,
    pair: DigestPair,
    diff: AssessedDiff,
  ): Promise<void> {
    const summary = summaryOf(diff);
    this.#summaries.set(keyOf(workspaceId, pair), summary);
    await this.store.keep(transaction, workspaceId, pair, JSON.stringify(summary));
  }

  /** Summaries in the order of `pairs`; kept ones in one statement, others are made now. */
  async summaries(workspaceId: string, pairs: readonly DigestPair[]): Promise<KeptSummary[]> {
    const missing = pairs.filter((pair) => !this.#summaries.has(keyOf(workspaceId, pair)));
    const kept = missing.length > 0 ? await this.store.texts(workspaceId, missing) : [];
    const found = new Map(
      kept.map(({ summary, ...pair }) => [
        keyOf(workspaceId, pair),
        JSON.parse(summary) as KeptSummary,
      ]),
    );
    for (const [key, summary] of found) this.#summaries.set(key, summary);
    return Promise.all(
      pairs.map(async (pair) => {
        const key = keyOf(workspaceId, pair);
        const known = this.#summaries.get(key) ?? found.get(key);
        if (known) return known;
        const made = summaryOf(await this.between(workspaceId, pair));
        this.#summaries.set(key, made);
        return made;
      }),
    );
  }

  private compare(before: Definition, after: Definition): AssessedDiff {
    const diff = compareDefinitions(before, after);
    return assessDiff(diff, before, after, this.definitions.registry);
  }
}

function summaryOf(diff: AssessedDiff): KeptSummary {
  return { ...summarizeDiff(diff), renames: [...diff.renames] };
}

/** About as many characters as the changed parts hold, which a kept diff keeps alive. */
function sizeOf({ nodes, edges, inputs, variables, settings }: AssessedDiff): number {
  return JSON.stringify([nodes, edges, inputs, variables, settings]).length;
}

function keyOf(workspaceId: string, { from, to }: DigestPair): string {
  return `${workspaceId}/${from}/${to}`;
}
