import { subworkflowReferences } from '../graph/subworkflow-calls';
import { type Actor } from '../platform/actor';
import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { type ChangeRecorder, type MadeFrom } from './change-recorder';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type Held } from './lineage';
import { type LineageStore } from './lineage.store';
import { type RevisionStore } from './revision.store';
import { type RejectedSave, type Revision, type RevisionKind, type Version } from './version';
import { VersionConflict } from './version.errors';
import { type VersionStore } from './version.store';

const REJECTED_SAVE_KEPT_FOR = 30 * 24 * 60 * 60 * 1000;

/** What stands behind a new revision. */
export interface RevisionCause {
  kind: RevisionKind;
  actor: Actor;
  clientId?: string | null;
  /** Of a merge, the content that its client sent. */
  sent?: PreparedDefinition;
  /** Of imported content, when it was made; now if absent. */
  at?: string;
}

/** What the content of a new version was made from. */
export interface Basis {
  /** For the blame: what these have the same is not the new version's change. */
  madeFrom: readonly MadeFrom[];
  /** What the version's parent held when the content came from it; absent: it has none. */
  parent?: Held;
}

const NO_BASIS: Basis = { madeFrom: [] };

/** Appends to the history of a version's content. Owner of the rule that a revision is never changed. */
export class RevisionHistory {
  constructor(
    private readonly versions: VersionStore,
    private readonly revisions: RevisionStore,
    private readonly definitions: DefinitionService,
    private readonly changes: ChangeRecorder,
    private readonly lineage: LineageStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Writes a new version with its first revision; its `parentId` and the basis say where it came from. */
  async begin(
    transaction: Transaction,
    version: Version,
    prepared: PreparedDefinition,
    cause: RevisionCause,
    { madeFrom, parent }: Basis = NO_BASIS,
  ): Promise<void> {
    await this.definitions.keep(transaction, version.workspaceId, prepared);
    await this.versions.create(transaction, version, parent);
    await this.append(transaction, version, prepared, cause, madeFrom, parent?.digest);
  }

  /**
   * Gives a version new content as its next revision, made from what it held, or from `madeFrom`.
   * @throws VersionConflict when it is no longer at `version.revision`.
   */
  async advance(
    transaction: Transaction,
    version: Version,
    prepared: PreparedDefinition,
    cause: RevisionCause,
    madeFrom: readonly MadeFrom[] = [version],
  ): Promise<Version> {
    const next = { ...version, revision: version.revision + 1, digest: prepared.digest };
    await this.definitions.keep(transaction, version.workspaceId, prepared);
    if (!(await this.versions.moveRevision(transaction, version, version.revision, next))) {
      throw new VersionConflict('expectedRevision', String(version.revision), 'another');
    }
    await this.append(transaction, next, prepared, cause, madeFrom, version.digest);
    return next;
  }

  /** Says that the draft comes from `version` now, which holds the same content. */
  async joinDraft(transaction: Transaction, draft: Version, version: Version): Promise<void> {
    const parent = await this.lineage.parentOf(transaction, draft.id);
    if (parent?.id === version.id && parent.revision === version.revision) return;
    await this.lineage.setParent(transaction, draft.id, version);
    await this.changes.adopt(transaction, draft.id, version.id);
  }

  /** The present content of a version, to be written again elsewhere. */
  async contentOf(transaction: Transaction, version: Version): Promise<PreparedDefinition> {
    const { workspaceId, digest } = version;
    const content = await this.definitions.text(workspaceId, digest, transaction);
    if (content === undefined) throw new Error(`definition ${digest} is missing`);
    const key = { versionId: version.id, number: version.revision };
    const problems = await this.revisions.problems([key], transaction);
    return {
      definition: await this.definitions.parsed(workspaceId, digest, transaction),
      content,
      digest,
      problems: [...problems.values()].flat(),
      layout: undefined,
    };
  }

  /** Keeps the content of a refused save for 30 days. */
  async reject(
    transaction: Transaction,
    version: Version,
    baseRevision: number,
    prepared: PreparedDefinition,
    actor: Actor,
  ): Promise<RejectedSave> {
    const now = this.clock.now();
    const save: RejectedSave = {
      id: this.ids.next('rej'),
      workspaceId: version.workspaceId,
      versionId: version.id,
      baseRevision,
      digest: prepared.digest,
      createdAt: now,
      createdBy: actor,
      expiresAt: plusMilliseconds(now, REJECTED_SAVE_KEPT_FOR),
    };
    await this.definitions.keep(transaction, version.workspaceId, prepared);
    await this.revisions.keepRejected(transaction, save);
    return save;
  }

  private async append(
    transaction: Transaction,
    version: Version,
    prepared: PreparedDefinition,
    cause: RevisionCause,
    madeFrom: readonly MadeFrom[],
    comparedWith: string | undefined,
  ): Promise<void> {
    const revision: Revision = {
      id: this.ids.next('rev'),
      workspaceId: version.workspaceId,
      versionId: version.id,
      number: version.revision,
      kind: cause.kind,
      digest: prepared.digest,
      clientId: cause.clientId ?? null,
      sentDigest: cause.sent?.digest ?? null,
      createdAt: cause.at ?? this.clock.now(),
      createdBy: cause.actor,
    };
    if (cause.sent) await this.definitions.keep(transaction, version.workspaceId, cause.sent);
    const callsWorkflows = subworkflowReferences(prepared.definition).length > 0;
    await this.revisions.create(transaction, revision, prepared.problems, callsWorkflows);
    await this.changes.record(transaction, {
      revisionId: revision.id,
      workspaceId: version.workspaceId,
      versionId: version.id,
      content: prepared,
      madeFrom,
      comparedWith,
    });
  }
}
