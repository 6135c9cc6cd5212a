import { type Caller } from '../access/caller';
import { type NewEvent } from '../event/event';
import { type EventLog } from '../event/event-log';
import { conflictPlaces } from '../graph/conflict-places';
import { type Layout } from '../graph/definition';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { invalidInput } from '../platform/refusal';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type VersionRef } from './version-ref';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type RevisionHistory } from './revision-history';
import { type RevisionStore } from './revision.store';
import { type SubworkflowProblems } from './subworkflow-problems';
import { DRAFT_NUMBER, type Version } from './version';
import { DraftConflict, VersionConflict, VersionSealed } from './version.errors';
import * as events from './version.events';
import { isOwnChain } from './version.rules';
import { type NameChanges, type VersionService } from './version.service';

/** New content of a version: whole or as an RFC 6902 patch of the revision that is expected. */
export interface ContentEdit {
  expectedRevision: number;
  clientId?: string | null;
  definition?: unknown;
  patch?: unknown;
  layout?: unknown;
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
    private readonly revisions: RevisionStore,
    private readonly definitions: DefinitionService,
    private readonly history: RevisionHistory,
    private readonly subworkflows: SubworkflowProblems,
    private readonly log: EventLog,
  ) {}

  /**
   * Saves the content of the draft. The refused content of a stale save must outlive the refusal,
   * so the transaction commits before it is thrown.
   * @throws DraftConflict for a stale save.
   */
  async saveDraft(caller: Caller, workflowId: string, edit: ContentEdit): Promise<EditedVersion> {
    return this.update(caller, workflowId, { number: DRAFT_NUMBER }, {}, edit);
  }

  /**
   * Changes name, description and content of a version, whichever is given, together.
   * @throws DraftConflict for a stale save, VersionConflict for a stale change of names alone,
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
        : { workflow, version: found, changed: false, events: [] };
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
      return { workflow: stamped, version, changed: edited.changed };
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
    const base = await this.baseDigest(transaction, version, edit);
    const read = await this.prepare(
      transaction,
      caller,
      workflow,
      base.digest,
      version.revision,
      edit,
    );
    const prepared = await this.subworkflows.complete(
      transaction,
      caller.workspaceId,
      workflow.id,
      read,
    );
    if (!base.current && prepared.digest !== version.digest) {
      return this.conflict(
        transaction,
        caller,
        version,
        edit.expectedRevision,
        base.digest,
        prepared,
      );
    }
    return this.write(transaction, caller, workflow, version, prepared, edit);
  }

  /** The digest that the save is based on, and whether the save may go on top of the present content. */
  private async baseDigest(
    transaction: Transaction,
    version: Version,
    edit: ContentEdit,
  ): Promise<{ digest: string | undefined; current: boolean }> {
    const movesOnly = edit.definition == null && edit.patch == null;
    if (movesOnly || edit.expectedRevision === version.revision)
      return { digest: version.digest, current: true };
    if (edit.expectedRevision > version.revision || edit.expectedRevision < 1) {
      throw invalidInput(
        `expectedRevision ${edit.expectedRevision} does not exist; the content is at ${version.revision}.`,
        ['expectedRevision'],
      );
    }
    const later = await this.revisions.after(transaction, version.id, edit.expectedRevision);
    const base = await this.revisions.byNumber(version.id, edit.expectedRevision, transaction);
    const isWhole = base && later.length === version.revision - edit.expectedRevision;
    // a client that chains saves in flight made each of them on top of its own last one
    if (isWhole && isOwnChain(later, edit.clientId))
      return { digest: version.digest, current: true };
    return { digest: base?.digest, current: false };
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
  ): Promise<WrittenContent> {
    const clientId = edit.clientId ?? null;
    const changed = prepared.digest !== version.digest;
    const cause = { kind: 'EDIT' as const, actor: caller.actor, clientId };
    const edited = changed
      ? await this.history.advance(transaction, version, prepared, cause)
      : version;
    const moved = await this.applyLayout(transaction, version, prepared, edit);
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
      events: changed || moved ? [event(edited, clientId)] : [],
    };
  }

  private async applyLayout(
    transaction: Transaction,
    version: Version,
    prepared: PreparedDefinition,
    edit: ContentEdit,
  ): Promise<boolean> {
    const given: Layout[] = prepared.layout && edit.definition != null ? [prepared.layout] : [];
    if (edit.layout != null) given.push(this.definitions.readLayout(edit.layout));
    const { definition } = prepared;
    for (const layout of given)
      await this.definitions.mergeLayout(transaction, version.id, definition, layout);
    return given.length > 0;
  }

  private async conflict(
    transaction: Transaction,
    caller: Caller,
    version: Version,
    expectedRevision: number,
    baseDigest: string | undefined,
    prepared: PreparedDefinition,
  ): Promise<DraftConflict> {
    const { workspaceId } = caller;
    const rejected = await this.history.reject(
      transaction,
      version,
      expectedRevision,
      prepared,
      caller.actor,
    );
    const base =
      baseDigest === undefined
        ? undefined
        : await this.definitions.parsed(workspaceId, baseDigest, transaction);
    const theirs = await this.definitions.parsed(workspaceId, version.digest, transaction);
    return new DraftConflict(
      expectedRevision,
      version.revision,
      conflictPlaces(base, prepared.definition, theirs),
      rejected,
    );
  }
}
