import { type Caller } from '../access/caller';
import { conflictPlaces } from '../graph/conflict-places';
import { type Definition } from '../graph/definition';
import { type DiffSummary } from '../graph/diff/definition-diff';
import { type MergeConflict, type Resolution } from '../graph/merge/merge-conflict';
import { type Actor } from '../platform/actor';
import { type Transaction } from '../platform/database/transaction';
import { invalidInput, Refusal } from '../platform/refusal';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type DiffService } from './diff.service';
import { type RevisionHistory } from './revision-history';
import { type RevisionStore } from './revision.store';
import { BARRIERS, type Version } from './version';
import { DraftConflict } from './version.errors';
import { lastOwn } from './version.rules';

/** What a save is based on. */
export interface SaveBase {
  /** Absent where that revision is no longer kept. */
  digest: string | undefined;
  /** Digest of the revision that the client says it has seen, which may be older than its own saves. */
  seen: string | undefined;
  /** Whether the save may go on top of the present content as it is. */
  isCurrent: boolean;
  /** Why nothing can be merged with it. */
  barrier?: string;
}

/** A save as {@link StaleSave.join} reads it. */
export interface StaleEdit {
  expectedRevision: number;
  /** Decide places where the save clashed with `expectedCurrentRevision`. */
  resolutions?: readonly Resolution[] | null;
  expectedCurrentRevision?: number | null;
}

/** What was joined when a stale save was merged. */
export interface Merged {
  /** The revision that the save was based on. */
  baseRevision: number;
  /** What the save changed since then. */
  ours: DiffSummary;
  /** What others changed since then. */
  theirs: DiffSummary;
}

/** Merges saves that are based on an older revision, or keeps what they hold and says where they clash. */
export class StaleSave {
  constructor(
    private readonly revisions: RevisionStore,
    private readonly definitions: DefinitionService,
    private readonly diffs: DiffService,
    private readonly history: RevisionHistory,
  ) {}

  /** @throws Refusal INVALID_INPUT for a revision that never was. */
  async baseOf(
    transaction: Transaction,
    version: Version,
    expectedRevision: number,
    clientId: string | null | undefined,
    actor: Actor,
  ): Promise<SaveBase> {
    if (expectedRevision === version.revision)
      return { digest: version.digest, seen: version.digest, isCurrent: true };
    if (expectedRevision > version.revision || expectedRevision < 1) {
      throw invalidInput(
        `expectedRevision ${expectedRevision} does not exist; the content is at ${version.revision}.`,
        ['expectedRevision'],
      );
    }
    const later = await this.revisions.after(transaction, version.id, expectedRevision);
    const base = await this.revisions.byNumber(version.id, expectedRevision, transaction);
    const isWhole = base && later.length === version.revision - expectedRevision;
    const restored = later.find(({ kind }) => BARRIERS.includes(kind));
    const barrier = !isWhole
      ? 'Revisions since then are no longer kept.'
      : restored && `The content was replaced as a whole in revision ${restored.number}.`;
    const seen = base?.digest;
    if (barrier) return { digest: seen, seen, isCurrent: false, barrier };
    // a client that has saves in flight made each of them on top of what it had sent before
    const own = lastOwn(later, clientId, actor);
    const digest = own ? (own.sentDigest ?? own.digest) : base!.digest;
    return { digest, seen, isCurrent: digest === version.digest };
  }

  /**
   * The content with both what the save changed and what came between. Where the two clash and
   * `resolutions` do not decide, the save's content is kept as a rejected save and the conflict is
   * the answer: the transaction is to commit before it is thrown.
   */
  async join(
    transaction: Transaction,
    caller: Caller,
    version: Version,
    base: SaveBase,
    ours: PreparedDefinition,
    edit: StaleEdit,
  ): Promise<{ prepared: PreparedDefinition; merged: Merged } | DraftConflict> {
    const { workspaceId } = caller;
    const theirs = await this.definitions.parsed(workspaceId, version.digest, transaction);
    const before =
      base.digest === undefined
        ? undefined
        : await this.definitions.parsed(workspaceId, base.digest, transaction);
    if (before === undefined || base.barrier !== undefined) {
      const reason = base.barrier ?? '';
      const places = conflictPlaces(before, ours.definition, theirs);
      const conflicts = places.map((place) => ({ ...place, reason }));
      return this.refuse(transaction, caller, version, edit.expectedRevision, ours, conflicts);
    }
    // what was decided against another content decides nothing
    const isDecided = edit.expectedCurrentRevision === version.revision;
    const resolutions = isDecided ? edit.resolutions : undefined;
    const merge = this.definitions.merge(before, ours.definition, theirs, resolutions);
    const merged =
      merge.conflicts.length > 0
        ? merge.conflicts
        : this.prepareMerged(merge.definition, version, before, ours, theirs);
    if (Array.isArray(merged))
      return this.refuse(transaction, caller, version, edit.expectedRevision, ours, merged);
    const from = base.digest!;
    return {
      prepared: { ...merged, layout: ours.layout },
      merged: {
        baseRevision: edit.expectedRevision,
        ours: await this.diffs.summary(workspaceId, from, ours, transaction),
        theirs: await this.diffs.summary(
          workspaceId,
          from,
          { digest: version.digest, definition: theirs },
          transaction,
        ),
      },
    };
  }

  /** The merged content, or conflicts where the two are sound, but not together: too large, for one. */
  private prepareMerged(
    merged: Definition,
    version: Version,
    before: Definition,
    ours: PreparedDefinition,
    theirs: Definition,
  ): PreparedDefinition | MergeConflict[] {
    try {
      return this.definitions.prepare(merged, version.workflowId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const reason = `Together they are no definition: ${error.message}`;
      const places = conflictPlaces(before, ours.definition, theirs);
      return places.map((place) => ({ ...place, reason }));
    }
  }

  private async refuse(
    transaction: Transaction,
    caller: Caller,
    version: Version,
    expectedRevision: number,
    ours: PreparedDefinition,
    conflicts: MergeConflict[],
  ): Promise<DraftConflict> {
    const rejected = await this.history.reject(
      transaction,
      version,
      expectedRevision,
      ours,
      caller.actor,
    );
    return new DraftConflict(expectedRevision, version.revision, conflicts, rejected);
  }
}
