import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { Refusal } from '../platform/refusal';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type VersionRef } from './version-ref';
import { type DefinitionService } from './definition.service';
import { type LineageStore } from './lineage.store';
import { type RevisionHistory } from './revision-history';
import { type RevisionStore } from './revision.store';
import { DRAFT_NUMBER, type Revision, type Version } from './version';
import { VersionConflict } from './version.errors';
import * as events from './version.events';
import { type VersionService } from './version.service';

export interface RestoredDraft {
  workflow: Workflow;
  version: Version;
  /** The draft's former content, as a revision of the draft. */
  replacedRevision: Revision;
}

/** Replaces the draft's content by a version's. A barrier: saves based on something before it are conflicts. */
export class RestoreDraft {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly versions: VersionService,
    private readonly revisions: RevisionStore,
    private readonly definitions: DefinitionService,
    private readonly history: RevisionHistory,
    private readonly lineage: LineageStore,
    private readonly log: EventLog,
  ) {}

  /** From the version that `ref` selects, or from the latest one where none is given (discard). */
  async restore(
    caller: Caller,
    workflowId: string,
    ref: VersionRef | undefined,
    expectedRevision: number,
  ): Promise<RestoredDraft> {
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, workflowId);
      const draft = await this.versions.draft(transaction, workflowId);
      if (draft.revision !== expectedRevision) {
        throw new VersionConflict(
          'expectedRevision',
          String(expectedRevision),
          String(draft.revision),
        );
      }
      const source =
        ref === undefined
          ? await this.latest(transaction, workflow)
          : await this.versions.resolve(transaction, workflow, ref);
      if (source.number === DRAFT_NUMBER) {
        throw new Refusal('DRAFT_NOT_ALLOWED', 'The draft cannot be made from itself.', [
          'version',
        ]);
      }
      const kind = ref === undefined ? ('DISCARD' as const) : ('RESTORE' as const);
      const replacedRevision = await this.revisions.byNumber(draft.id, draft.revision, transaction);
      const restored = await this.within(transaction, caller, draft, source, kind);
      const stamped = await this.workflows.change(transaction, workflow, caller.actor);
      const event = ref === undefined ? events.draftDiscarded : events.draftRestored;
      await this.log.append(transaction, workflow, caller.actor, [
        event(restored, source, draft.revision),
      ]);
      return { workflow: stamped, version: restored, replacedRevision: replacedRevision! };
    });
  }

  /** Gives the draft of a locked workflow the content and layout of `source`; the caller appends the event. */
  async within(
    transaction: Transaction,
    caller: Caller,
    draft: Version,
    source: Version,
    kind: 'RESTORE' | 'DISCARD',
  ): Promise<Version> {
    const prepared = await this.history.contentOf(transaction, source);
    const cause = { kind, actor: caller.actor };
    const advanced = await this.history.advance(transaction, draft, prepared, cause, [source]);
    await this.lineage.setParent(transaction, draft.id, source);
    await this.definitions.copyLayout(transaction, source.id, draft.id);
    return { ...advanced, parentId: source.id };
  }

  private async latest(transaction: Transaction, workflow: Workflow): Promise<Version> {
    const latest = await this.versions.latest(transaction, workflow.id);
    if (!latest) {
      throw new Refusal(
        'NOTHING_SAVED',
        'Nothing was saved yet, so there is nothing to go back to.',
        ['workflowId'],
      );
    }
    return latest;
  }
}
