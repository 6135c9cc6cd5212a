import { type Caller, systemCaller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type Logger } from '../platform/logger';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type ChangeRecorder } from './change-recorder';
import { type DefinitionService } from './definition.service';
import { planRetention, type RetentionPlan } from './retention.rules';
import { type RevisionStore } from './revision.store';
import { type RunUsage } from './run-usage';
import { type SubworkflowStore } from './subworkflow.store';
import { revisionsPruned } from './version.events';
import { type VersionUsage } from './version-usage';

export interface PrunedRevisions {
  workflow: Workflow;
  prunedCount: number;
  kept: RetentionPlan['keep'];
}

/** Drops revisions by the policy of their workflow. Off unless a workflow has a policy. */
export class Retention {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly revisions: RevisionStore,
    private readonly definitions: DefinitionService,
    private readonly changes: ChangeRecorder,
    private readonly usage: VersionUsage,
    private readonly runUsage: RunUsage,
    private readonly subworkflows: SubworkflowStore,
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async prune(caller: Caller, workflowId: string): Promise<PrunedRevisions> {
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, workflowId);
      const { drop, keep } = await this.plan(transaction, workflow);
      if (drop.length > 0) {
        await this.revisions.delete(
          transaction,
          drop.map((revision) => revision.id),
        );
        await this.definitions.dropUnused(transaction, workflow.workspaceId, [
          ...new Set(drop.flatMap(({ digest, sentDigest }) => [digest, sentDigest ?? digest])),
        ]);
        await this.log.append(transaction, workflow, caller.actor, [revisionsPruned(drop.length)]);
      }
      return { workflow, prunedCount: drop.length, kept: keep };
    });
  }

  /** Prunes every workflow that has a policy, one transaction each, and forgets expired rejected saves. */
  async sweep(): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const now = this.clock.now();
      const held = await this.revisions.dropExpiredRejections(transaction, now);
      await this.definitions.dropUnheld(transaction, held);
    });
    for (const { id, workspaceId } of await this.workflows.withRetention()) {
      try {
        await this.prune(systemCaller(workspaceId), id);
      } catch (error) {
        // it may have been deleted since; the others have their turn all the same
        this.logger.warn({ error, workflowId: id }, 'revisions of a workflow were not pruned');
      }
    }
  }

  private async plan(transaction: Transaction, workflow: Workflow): Promise<RetentionPlan> {
    const blamed = await this.changes.blamedRevisions(transaction, workflow.id);
    const kept = await this.revisions.ofWorkflow(transaction, workflow.id);
    const revisions = kept.map((revision) => ({ ...revision, blamed: blamed.has(revision.id) }));
    const routed = new Set(await this.usage.routedDigests(transaction, workflow.id));
    const ran = await this.runUsage.ranDigests(transaction, workflow, [
      ...new Set(kept.map(({ digest }) => digest)),
    ]);
    await this.subworkflows.lock(transaction, workflow.workspaceId);
    const called = await this.subworkflows.pinned(transaction, workflow);
    const used = { routed, ran: new Set(ran), called: new Set(called) };
    return planRetention(workflow.retention, revisions, used, this.clock.now());
  }
}
