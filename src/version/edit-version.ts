import { type Caller } from '../access/caller';
import { type NewEvent } from '../event/event';
import { type EventLog } from '../event/event-log';
import { type Resolution } from '../graph/merge/merge-conflict';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { invalidInput } from '../platform/refusal';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type VersionRef } from './version-ref';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type RevisionHistory } from './revision-history';
import { type Merged, type SaveBase, type StaleSave } from './stale-save';
import { type SubworkflowPins } from './subworkflow-pins';
import { DRAFT_NUMBER, type RevisionKind, type Version } from './version';
import { DraftConflict, VersionConflict, VersionSealed } from './version.errors';
import * as events from './version.events';
import { type NameChanges, type VersionService } from './version.service';

/** New content of a version: whole or as an RFC 6902 patch of the revision that is expected. */
export interface ContentEdit {
  expectedRevision: number;
  clientId?: string | null;
  definition?: unknown;
  patch?: unknown;
  layout?: unknown;
  /** Decide places where a stale save clashed with `expectedCurrentRevision`. */
  resolutions?: readonly Resolution[] | null;
  expectedCurrentRevision?: number | null;
}

/** Names alone can be held to a revision too. */
export interface ExpectingNameChanges extends NameChanges {
  expectedRevision?: number | null;
}

export interface EditedVersion {
  workflow: Workflow;
  version: Version;
  /** Whether the content became a new revision. */
  changed: boolean;
  /** What was joined, where the save was stale. */
  merged?: Merged;
}

/** Content that was written; the events that tell it are still to be appended. */
interface WrittenContent extends EditedVersion {
  events: NewEvent[];
}

/** Edits the draft and editable versions. Owner of the rule that nobody's work is lost. */
export class EditVersion {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly service: VersionService,
    private readonly staleSaves: StaleSave,
    private readonly definitions: DefinitionService,
    private readonly history: RevisionHistory,
    private readonly pins: SubworkflowPins,
    private readonly log: EventLog,
  ) {}

  /**
   * Saves the content of the draft; a stale save is merged. The refused content of one that clashes
   * must outlive the refusal, so the transaction commits before it is thrown.
   * @throws DraftConflict for a stale save that clashes with what came between.
   */
  async saveDraft(caller: Caller, workflowId: string, edit: ContentEdit): Promise<EditedVersion> {
    return this.update(caller, workflowId, { number: DRAFT_NUMBER }, {}, edit);
  }

  /**
   * Changes name, description and content of a version, whichever is given, together.
   * @throws DraftConflict for a stale save that clashes, VersionConflict for a stale change of names alone,
   * VersionSealed for new content of a sealed version.
   */
  async update(
    caller: Caller,
    workflowId: string,
    ref: VersionRef,
    names: ExpectingNameChanges,
    edit: ContentEdit | undefined,
  ): Promise<EditedVersion> {
    if (edit?.definition != null && edit.patch != null) {
      throw invalidInput('Give either a definition or a patch, not both.', ['patch']);
    }
    if (edit?.resolutions?.length && edit.expectedCurrentRevision == null) {
      const message = 'Resolutions name the revision that they were decided against.';
      throw invalidInput(message, ['expectedCurrentRevision']);
    }
    const outcome = await this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, workflowId);
      const found = await this.service.resolve(transaction, workflow, ref);
      if (names.expectedRevision != null && names.expectedRevision !== found.revision && !edit) {
        throw new VersionConflict(
          'expectedRevision',
          String(names.expectedRevision),
          String(found.revision),
        );
      }
      const edited = edit
        ? await this.edit(transaction, caller, workflow, found, edit)
        : { workflow, version: found, changed: false, events: [], merged: undefined };
      // a conflict commits its rejected save, and nothing else
      if (edited instanceof DraftConflict) return edited;
      const renames = names.name !== undefined || names.description !== undefined;
      const { version, events: renamed } = renames
        ? await this.service.rename(transaction, edited.version, names)
        : { version: edited.version, events: [] };
      const stamped =
        renamed.length > 0
          ? await this.workflows.change(transaction, workflow, caller.actor)
          : edited.workflow;
      await this.log.append(transaction, workflow, caller.actor, [...renamed, ...edited.events]);
      return { workflow: stamped, version, changed: edited.changed, merged: edited.merged };
    });
    if (outcome instanceof DraftConflict) throw outcome;
    return outcome;
  }

  /** Moves things on the draft's canvas: no revision, but an event. */
  async saveLayout(
    caller: Caller,
    workflowId: string,
    input: unknown,
    clientId?: string | null,
  ): Promise<EditedVersion> {
    const layout = this.definitions.readLayout(input);
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, workflowId);
      const draft = await this.service.draft(transaction, workflow.id);
      const { id, workspaceId, digest } = draft;
      const definition = await this.definitions.parsed(workspaceId, digest, transaction);
      await this.definitions.mergeLayout(transaction, id, definition, layout);
      await this.log.append(transaction, workflow, caller.actor, [
        events.layoutSaved(draft, clientId ?? null),
      ]);
      return { workflow, version: draft, changed: false };
    });
  }

  private async edit(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    version: Version,
    edit: ContentEdit,
  ): Promise<WrittenContent | DraftConflict> {
    if (version.sealedAt) throw new VersionSealed(version);
    const movesOnly = edit.definition == null && edit.patch == null;
    const base: SaveBase = movesOnly
      ? { digest: version.digest, seen: version.digest, isCurrent: true }
      : await this.staleSaves.baseOf(
          transaction,
          version,
          edit.expectedRevision,
          edit.clientId,
          caller.actor,
        );
    const read = await this.prepare(
      transaction,
      caller,
      workflow,
      base.digest,
      version.revision,
      edit,
    );
    const former = { base: base.digest, seen: base.seen };
    const ours = movesOnly ? read : await this.pins.settle(transaction, workflow, read, former);
    const isStale = !base.isCurrent;
    if (!isStale || ours.digest === version.digest)
      return this.write(transaction, caller, workflow, version, ours, edit, { isStale });
    const joined = await this.staleSaves.join(transaction, caller, version, base, ours, edit);
    if (joined instanceof DraftConflict) return joined;
    const prepared = await this.pins.settle(transaction, workflow, joined.prepared);
    const how = { isStale, merged: joined.merged, sent: ours };
    return this.write(transaction, caller, workflow, version, prepared, edit, how);
  }

  private async prepare(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    baseDigest: string | undefined,
    currentRevision: number,
    edit: ContentEdit,
  ): Promise<PreparedDefinition> {
    if (edit.definition != null) return this.definitions.prepare(edit.definition, workflow.id);
    // nothing to apply the patch to, so not even its result can be kept as a rejected save
    if (baseDigest === undefined) {
      throw new VersionConflict(
        'expectedRevision',
        String(edit.expectedRevision),
        String(currentRevision),
        ' That revision is no longer kept, so send the whole definition.',
      );
    }
    const patch = edit.patch ?? [];
    return this.definitions.preparePatched(
      transaction,
      caller.workspaceId,
      baseDigest,
      patch,
      workflow.id,
    );
  }

  private async write(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    version: Version,
    prepared: PreparedDefinition,
    edit: ContentEdit,
    { isStale, merged, sent }: { isStale: boolean; merged?: Merged; sent?: PreparedDefinition },
  ): Promise<WrittenContent> {
    const clientId = edit.clientId ?? null;
    const changed = prepared.digest !== version.digest;
    const kind: RevisionKind = merged ? 'MERGE' : 'EDIT';
    const cause = { kind, actor: caller.actor, clientId, sent: clientId ? sent : undefined };
    const edited = changed
      ? await this.history.advance(transaction, version, prepared, cause)
      : version;
    const moved = await this.applyLayout(transaction, version, prepared, edit, isStale);
    const stamped = changed
      ? await this.workflows.change(transaction, workflow, caller.actor)
      : workflow;
    // of a saved version a move is an edit like any other: LAYOUT_SAVED is the draft's
    const event =
      version.number !== DRAFT_NUMBER
        ? events.versionEdited
        : changed
          ? events.draftSaved
          : events.layoutSaved;
    return {
      workflow: stamped,
      version: edited,
      changed,
      merged,
      events: changed || moved ? [event(edited, clientId)] : [],
    };
  }

  private async applyLayout(
    transaction: Transaction,
    version: Version,
    { definition, layout }: PreparedDefinition,
    edit: ContentEdit,
    isStale: boolean,
  ): Promise<boolean> {
    const drawn = edit.definition == null ? undefined : layout;
    // a stale canvas says where everything stood then, so it only places what has no place yet
    if (drawn && isStale)
      await this.definitions.fillLayout(transaction, version.id, definition, drawn);
    else if (drawn) await this.definitions.mergeLayout(transaction, version.id, definition, drawn);
    if (edit.layout == null) return drawn !== undefined;
    const moves = this.definitions.readLayout(edit.layout);
    await this.definitions.mergeLayout(transaction, version.id, definition, moves);
    return true;
  }
}
