import { type Caller } from '../access/caller';
import { type NewEvent } from '../event/event';
import { type EventLog } from '../event/event-log';
import { type Problem } from '../graph/problems';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { notFound, Refusal } from '../platform/refusal';
import { type Workflow } from '../workflow/workflow';
import { checkDescription, checkName } from '../workflow/workflow.rules';
import { type WorkflowService } from '../workflow/workflow.service';
import { type DefinitionService } from './definition.service';
import { type LineageStore } from './lineage.store';
import { type RevisionStore } from './revision.store';
import { type RunUsage } from './run-usage';
import { type SubworkflowProblems } from './subworkflow-problems';
import { type SubworkflowStore } from './subworkflow.store';
import { DRAFT_NUMBER, type Version } from './version';
import * as events from './version.events';
import { type VersionUsage } from './version-usage';
import { activeIsSplit, type VersionRef, versionRefText } from './version-ref';
import { checkArchivable, checkDeletable, checkNotCalled } from './version.rules';
import { type VersionStore } from './version.store';

/** Absent members stay; null removes. */
export interface NameChanges {
  name?: string | null;
  description?: string | null;
}

export interface ChangedVersion {
  workflow: Workflow;
  version: Version;
}

/** Versions apart from their content: names, archive, deletion. */
export class VersionService {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly versions: VersionStore,
    private readonly revisions: RevisionStore,
    private readonly lineage: LineageStore,
    private readonly usage: VersionUsage,
    private readonly runUsage: RunUsage,
    private readonly definitions: DefinitionService,
    private readonly subworkflows: SubworkflowProblems,
    private readonly calls: SubworkflowStore,
    private readonly log: EventLog,
    private readonly clock: Clock,
  ) {}

  async draft(transaction: Transaction | undefined, workflowId: string): Promise<Version> {
    const draft = await this.versions.byNumber(transaction, workflowId, DRAFT_NUMBER);
    if (!draft) throw new Error(`workflow ${workflowId} has no draft`);
    return draft;
  }

  latest(transaction: Transaction | undefined, workflowId: string): Promise<Version | undefined> {
    return this.versions.latest(transaction, workflowId);
  }

  /** All versions of a workflow by number, the draft first. */
  ofWorkflow(transaction: Transaction | undefined, workflowId: string): Promise<Version[]> {
    return this.versions.ofWorkflow(transaction, workflowId);
  }

  /** What was merged into each version of a workflow and its draft, by the ids of both. */
  mergeParents(
    transaction: Transaction,
    workflowId: string,
  ): Promise<{ versionId: string; parentId: string }[]> {
    return this.lineage.mergeParentsOf(transaction, workflowId);
  }

  byNumber(
    transaction: Transaction | undefined,
    workflowId: string,
    number: number,
  ): Promise<Version | undefined> {
    return this.versions.byNumber(transaction, workflowId, number);
  }

  /**
   * The version of a workflow that `ref` selects.
   * @throws Refusal NOT_FOUND; INVALID_INPUT for `active` in a split.
   */
  async resolve(
    transaction: Transaction | undefined,
    workflow: Workflow,
    ref: VersionRef,
    field = 'version',
  ): Promise<Version> {
    const version = await this.find(transaction, workflow, ref, field);
    if (!version) throw notFound(`Version ${versionRefText(ref)}`, [field]);
    return version;
  }

  /**
   * The version of a workflow, as of the revision, that holds or once held `digest`: the newest such,
   * or `ref` if given.
   * @throws Refusal NOT_FOUND.
   */
  async holding(
    transaction: Transaction,
    workflow: Workflow,
    digest: string,
    ref?: VersionRef,
  ): Promise<Version> {
    const wanted = ref === undefined ? undefined : await this.resolve(transaction, workflow, ref);
    const found = await this.revisions.withDigest(transaction, workflow, digest, wanted?.id);
    if (!found) throw notFound('A revision with this digest', ['digest']);
    const [version] = await this.byIds(workflow.workspaceId, [found.versionId], transaction);
    return { ...version!, revision: found.number, digest };
  }

  /** Those of `digests` that one of the workflows holds or once held, with whose it is. */
  held(
    workspaceId: string,
    workflowIds: readonly string[],
    digests: readonly string[],
  ): Promise<{ workflowId: string; digest: string }[]> {
    return this.calls.held(undefined, workspaceId, workflowIds, digests);
  }

  byIds(
    workspaceId: string,
    ids: readonly string[],
    transaction?: Transaction,
  ): Promise<Version[]> {
    return this.versions.byIds(workspaceId, ids, transaction);
  }

  /**
   * All problems of a version's present revision if one of them is an error, else none. Those of its
   * calls of other workflows are looked for again, since these may have changed.
   */
  async refusingProblems(version: Version, transaction: Transaction): Promise<Problem[]> {
    const { id, revision } = version;
    const stored = await this.revisions.releaseFacts(id, revision, transaction);
    const problems = stored.callsWorkflows
      ? await this.subworkflows.refresh(transaction, version, stored.problems)
      : stored.problems;
    return problems.some(({ severity }) => severity === 'ERROR') ? problems : [];
  }

  /** Gives a saved version another name or description, sealed or not; answers the events. */
  async rename(
    transaction: Transaction,
    version: Version,
    changes: NameChanges,
  ): Promise<{ version: Version; events: NewEvent[] }> {
    if (version.number === DRAFT_NUMBER) {
      throw new Refusal(
        'DRAFT_NOT_ALLOWED',
        'The draft has no name of its own; rename the workflow.',
        ['version'],
      );
    }
    const wanted = {
      ...(changes.name !== undefined && {
        name: changes.name === null ? null : checkName(changes.name),
      }),
      ...(changes.description !== undefined && {
        description: checkDescription(changes.description),
      }),
    };
    const renamed = { ...version, ...wanted };
    if (renamed.name === version.name && renamed.description === version.description)
      return { version, events: [] };
    await this.versions.update(transaction, version.id, wanted);
    return { version: renamed, events: [events.versionRenamed(renamed)] };
  }

  async archive(caller: Caller, workflowId: string, ref: VersionRef): Promise<ChangedVersion> {
    return this.changeUnderLock(caller, workflowId, ref, async (transaction, version) => {
      checkArchivable(
        version,
        await this.versions.latest(transaction, workflowId),
        await this.useOf(transaction, version),
      );
      const archived = { ...version, archivedAt: this.clock.now(), isArchived: true };
      await this.versions.update(transaction, version.id, { archivedAt: archived.archivedAt });
      return { version: archived, events: [events.versionArchived(archived)] };
    });
  }

  async unarchive(caller: Caller, workflowId: string, ref: VersionRef): Promise<ChangedVersion> {
    return this.changeUnderLock(caller, workflowId, ref, async (transaction, version) => {
      if (!version.archivedAt)
        throw new Refusal('NOT_ARCHIVED', `${version.label} is not archived.`, ['version']);
      const shown = { ...version, archivedAt: null, isArchived: false };
      await this.versions.update(transaction, version.id, { archivedAt: null });
      return { version: shown, events: [events.versionUnarchived(shown)] };
    });
  }

  /** Removes a version that nothing refers to. Its number is not used again. */
  async delete(caller: Caller, workflowId: string, ref: VersionRef): Promise<ChangedVersion> {
    return this.changeUnderLock(caller, workflowId, ref, async (transaction, version) => {
      await this.calls.lock(transaction, version.workspaceId);
      checkDeletable(version, await this.versions.latest(transaction, workflowId), {
        ...(await this.useOf(transaction, version)),
        caller: await this.calls.callerOfVersion(transaction, version),
      });
      const held = await this.revisions.heldBy(transaction, version.id);
      await this.versions.delete(transaction, version.id);
      await this.definitions.dropUnheld(transaction, held);
      return { version, events: [events.versionDeleted(version)] };
    });
  }

  /**
   * Removes the draft and all versions of a workflow that is deleted.
   * @throws Refusal WORKFLOW_IN_USE where another workflow is pinned to one of its definitions.
   */
  async deleteAll(transaction: Transaction, workflow: Workflow): Promise<void> {
    await this.calls.lock(transaction, workflow.workspaceId);
    checkNotCalled(await this.calls.callerOfWorkflow(transaction, workflow));
    const held = await this.revisions.heldByAll(transaction, workflow.id);
    await this.lineage.dropMergeParents(transaction, workflow.id);
    await this.versions.deleteAll(transaction, workflow.id);
    await this.definitions.dropUnheld(transaction, held);
  }

  private async find(
    transaction: Transaction | undefined,
    workflow: Workflow,
    ref: VersionRef,
    field: string,
  ): Promise<Version | undefined> {
    if (ref === 'latest') return this.versions.latest(transaction, workflow.id);
    if (ref !== 'active') return this.versions.byNumber(transaction, workflow.id, ref.number);
    const live = await this.usage.liveVersions(transaction, workflow.id);
    if (live.length > 1) throw activeIsSplit(field);
    return (await this.versions.byIds(workflow.workspaceId, live, transaction))[0];
  }

  private async useOf(transaction: Transaction, version: Version) {
    return {
      channels: await this.usage.routedChannels(transaction, version.id),
      activated: (await this.usage.activatedVersions(transaction, version.workflowId)).includes(
        version.id,
      ),
      ran: await this.runUsage.hasRuns(transaction, version.id),
      child: await this.lineage.child(transaction, version.id),
    };
  }

  private async changeUnderLock(
    caller: Caller,
    workflowId: string,
    ref: VersionRef,
    work: (
      transaction: Transaction,
      version: Version,
    ) => Promise<{ version: Version; events: NewEvent[] }>,
  ): Promise<ChangedVersion> {
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, workflowId);
      const found = await this.resolve(transaction, workflow, ref);
      const { version, events: happened } = await work(transaction, found);
      const stamped = await this.workflows.change(transaction, workflow, caller.actor);
      await this.log.append(transaction, workflow, caller.actor, happened);
      return { workflow: stamped, version };
    });
  }
}
