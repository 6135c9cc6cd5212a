import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type IdempotencyKeys } from '../platform/idempotency';
import { invalidInput, Refusal } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { type RunUsage } from '../version/run-usage';
import { type SaveVersion } from '../version/save-version';
import { type Version } from '../version/version';
import { type VersionRef } from '../version/version-ref';
import { type VersionService } from '../version/version.service';
import { type ForkSource, type Workflow } from '../workflow/workflow';
import { workflowCreated, workflowDeleted } from '../workflow/workflow.events';
import { type NewWorkflow, type WorkflowService } from '../workflow/workflow.service';
import { LIVE } from './channel';
import { type ChannelStore } from './channel.store';
import { type CreateChannel } from './create-channel';
import { idempotentRequest } from '../workflow/idempotent-request';

export interface CreateWorkflowInput extends NewWorkflow {
  definition?: unknown;
  layout?: unknown;
  idempotencyKey?: string | null;
}

export interface ForkWorkflowInput extends NewWorkflow {
  /** The workflow that is forked; with `definition` only noted as the origin. */
  sourceWorkflowId?: string | null;
  sourceVersion?: VersionRef | null;
  definition?: unknown;
  layout?: unknown;
  idempotencyKey?: string | null;
}

/** Workflows come to be and go: what spans the workflow, its draft, its versions and its channels. */
export class CreateWorkflow {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly versions: VersionService,
    private readonly saveVersion: SaveVersion,
    private readonly definitions: DefinitionService,
    private readonly channels: CreateChannel,
    private readonly channelStore: ChannelStore,
    private readonly runUsage: RunUsage,
    private readonly idempotency: IdempotencyKeys,
    private readonly log: EventLog,
  ) {}

  /** Makes a workflow with its draft and the channel `live`; answers its id. */
  async create(caller: Caller, input: CreateWorkflowInput): Promise<string> {
    return this.once(caller, 'createWorkflow', input, async (transaction) => {
      const workflow = await this.workflows.create(transaction, caller, input);
      await this.saveVersion.createDraft(
        transaction,
        caller,
        workflow,
        input.definition,
        input.layout,
      );
      await this.channels.within(transaction, caller, workflow, LIVE);
      await this.log.append(transaction, workflow, caller.actor, [workflowCreated(workflow)]);
      return workflow.id;
    });
  }

  /** Starts a new workflow at version 1 from a version, the draft, or a definition given directly. */
  async fork(caller: Caller, input: ForkWorkflowInput): Promise<string> {
    if (input.sourceWorkflowId == null && input.definition == null) {
      throw invalidInput('Give a workflow or a definition to fork.', ['workflowId']);
    }
    if (input.sourceWorkflowId == null && input.sourceVersion != null) {
      throw invalidInput('A version is of a workflow; give that too.', ['version']);
    }
    return this.once(caller, 'forkWorkflow', input, async (transaction) => {
      const { source, version } = await this.sourceOf(transaction, caller, input);
      const definition =
        input.definition ??
        (await this.definitions.parsed(caller.workspaceId, version!.digest, transaction));
      const layout =
        input.layout ??
        (version && input.definition == null
          ? await this.definitions.layout(version.id, transaction)
          : undefined);
      const digest = version?.digest ?? this.definitions.prepare(definition, undefined).digest;
      const forkedFrom: ForkSource | undefined = source && {
        workflowId: source.id,
        workflowKey: source.key,
        versionId: version?.id ?? null,
        versionNumber: version?.number ?? null,
        digest,
      };
      const workflow = await this.workflows.create(transaction, caller, { ...input, forkedFrom });
      const saved = await this.saveVersion.save(transaction, caller, workflow, {
        definition,
        layout,
        origin: 'FORK',
      });
      await this.saveVersion.createDraft(
        transaction,
        caller,
        saved.workflow,
        definition,
        layout,
        saved.version,
      );
      await this.channels.within(transaction, caller, workflow, LIVE);
      await this.log.append(transaction, workflow, caller.actor, [
        workflowCreated(workflow),
        ...saved.events,
      ]);
      return workflow.id;
    });
  }

  /** Removes a workflow that never ran and was never activated. Its events stay. */
  async delete(caller: Caller, workflowId: string): Promise<Workflow> {
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, workflowId);
      if ((await this.channelStore.everRouted(transaction, workflowId)).length > 0) {
        throw new Refusal(
          'WORKFLOW_IN_USE',
          'This workflow was activated, so it is part of the record; archive it instead.',
          ['workflowId'],
        );
      }
      if (await this.runUsage.everRan(transaction, workflowId)) {
        throw new Refusal(
          'WORKFLOW_IN_USE',
          'This workflow ran, so it is part of the record; archive it instead.',
          ['workflowId'],
        );
      }
      await this.channelStore.deleteAll(transaction, workflowId);
      await this.versions.deleteAll(transaction, workflow);
      await this.workflows.remove(transaction, workflow);
      await this.log.append(transaction, workflow, caller.actor, [workflowDeleted(workflow)]);
      return workflow;
    });
  }

  private async sourceOf(
    transaction: Transaction,
    caller: Caller,
    input: ForkWorkflowInput,
  ): Promise<{ source?: Workflow; version?: Version }> {
    if (input.sourceWorkflowId == null) return {};
    const source = await this.workflows.lock(transaction, caller, input.sourceWorkflowId);
    // with a definition the origin is only a note, which may name no version
    if (input.definition != null && input.sourceVersion == null) return { source };
    const version = await this.versions.resolve(
      transaction,
      source,
      input.sourceVersion ?? { number: 0 },
    );
    return { source, version };
  }

  private async once(
    caller: Caller,
    mutation: string,
    input: { idempotencyKey?: string | null },
    work: (transaction: Transaction) => Promise<string>,
  ): Promise<string> {
    const request = idempotentRequest(caller, mutation, input);
    return this.database.transaction(async (transaction) => {
      if (!request) return work(transaction);
      const earlier = await this.idempotency.find<{ id: string }>(transaction, request);
      if (earlier) {
        await this.workflows.lock(transaction, caller, earlier.id);
        return earlier.id;
      }
      const id = await work(transaction);
      await this.idempotency.remember(transaction, request, { id });
      return id;
    });
  }
}
