import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type Database } from '../platform/database/database';
import { type WorkflowService } from '../workflow/workflow.service';
import { type EditedVersion } from './edit-version';
import { type RevisionHistory } from './revision-history';
import { type SubworkflowPins } from './subworkflow-pins';
import { VersionConflict } from './version.errors';
import * as events from './version.events';
import { type VersionService } from './version.service';

/** Moves what the draft's calls are pinned to, as an edit of the draft. */
export class MoveSubworkflowPins {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly versions: VersionService,
    private readonly history: RevisionHistory,
    private readonly pins: SubworkflowPins,
    private readonly log: EventLog,
  ) {}

  /**
   * Pins the calls of the draft, or those of `nodeKeys`, to where they lead now. The revision names no
   * client, not even the one that asked: an editor has not seen the new pins, so a save that it has in
   * flight is merged with them and does not put the former ones back.
   * @throws VersionConflict unless the draft is at `expectedRevision`.
   * @throws Refusal NOT_FOUND for a node that calls no workflow.
   */
  async move(
    caller: Caller,
    workflowId: string,
    expectedRevision: number,
    nodeKeys?: readonly string[] | null,
  ): Promise<EditedVersion> {
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, workflowId);
      const draft = await this.versions.draft(transaction, workflow.id);
      if (draft.revision !== expectedRevision) {
        const [expected, actual] = [String(expectedRevision), String(draft.revision)];
        throw new VersionConflict('expectedRevision', expected, actual);
      }
      const stored = await this.history.contentOf(transaction, draft);
      const moved = await this.pins.move(transaction, workflow, stored, nodeKeys);
      if (!moved) return { workflow, version: draft, changed: false };
      const cause = { kind: 'EDIT' as const, actor: caller.actor };
      const version = await this.history.advance(transaction, draft, moved, cause);
      const stamped = await this.workflows.change(transaction, workflow, caller.actor);
      const happened = [events.draftSaved(version, null)];
      await this.log.append(transaction, workflow, caller.actor, happened);
      return { workflow: stamped, version, changed: true };
    });
  }
}
