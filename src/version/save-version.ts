import { type Caller } from '../access/caller';
import { type NewEvent } from '../event/event';
import { EMPTY_DEFINITION } from '../graph/definition';
import { type Clock } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { invalidInput } from '../platform/refusal';
import { type Workflow } from '../workflow/workflow';
import { checkDescription, checkName } from '../workflow/workflow.rules';
import { type WorkflowService } from '../workflow/workflow.service';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type RevisionHistory } from './revision-history';
import { type SubworkflowProblems } from './subworkflow-problems';
import { DRAFT_NUMBER, type Version, type VersionOrigin } from './version';
import { ValidationFailed, VersionConflict } from './version.errors';
import * as events from './version.events';
import { sealedOnSave, versionLabel, versionStatus } from './version.rules';
import { type VersionService } from './version.service';
import { type VersionStore } from './version.store';

/** What to save: a version (the draft by default) or a definition given directly. */
export interface SaveVersionInput {
  /** The version to snapshot; resolved already. */
  from?: Version;
  definition?: unknown;
  layout?: unknown;
  /** Parent of a definition given directly; the latest version by default. */
  parent?: Version;
  name?: string | null;
  description?: string | null;
  expectedRevision?: number | null;
  expectedLatestVersion?: number | null;
  allowUnchanged?: boolean | null;
  requireComplete?: boolean | null;
  /** Where a definition given directly comes from; DIRECT by default. */
  origin?: VersionOrigin;
}

export interface SavedVersion {
  workflow: Workflow;
  version: Version;
  /** False where the latest version holds the content already. */
  created: boolean;
  events: NewEvent[];
}

/** Writes versions within an open transaction. Owner of the numbering: from the workflow's row under its lock. */
export class SaveVersion {
  constructor(
    private readonly workflows: WorkflowService,
    private readonly service: VersionService,
    private readonly versions: VersionStore,
    private readonly definitions: DefinitionService,
    private readonly history: RevisionHistory,
    private readonly subworkflows: SubworkflowProblems,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Makes the draft of a new workflow, with `definition` or empty. */
  async createDraft(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    definition: unknown,
    layoutInput: unknown,
    parentId: string | null = null,
  ): Promise<Version> {
    const prepared = await this.prepare(transaction, workflow, definition ?? EMPTY_DEFINITION);
    const draft = this.newVersion(
      caller,
      workflow,
      DRAFT_NUMBER,
      'DRAFT',
      prepared.digest,
      parentId,
    );
    await this.history.begin(transaction, draft, prepared, { kind: 'CREATE', actor: caller.actor });
    await this.keepLayout(transaction, draft, prepared, layoutInput);
    return draft;
  }

  /** Saves a version of a locked workflow; the caller appends the events. */
  async save(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    input: SaveVersionInput,
  ): Promise<SavedVersion> {
    const latest = await this.versions.latest(transaction, workflow.id);
    const latestNumber = latest?.number ?? 0;
    if (input.expectedLatestVersion != null && input.expectedLatestVersion !== latestNumber) {
      throw new VersionConflict(
        'expectedLatestVersion',
        String(input.expectedLatestVersion),
        String(latestNumber),
      );
    }
    const source = await this.source(transaction, workflow, input);
    const prepared = source
      ? await this.contentOf(transaction, source)
      : await this.prepare(transaction, workflow, input.definition);
    if (
      input.requireComplete &&
      prepared.problems.some((problem) => problem.severity === 'ERROR')
    ) {
      throw new ValidationFailed(
        source?.label ?? 'The definition',
        prepared.problems,
        source ? 'from' : 'definition',
      );
    }
    if (latest?.digest === prepared.digest && !input.allowUnchanged) {
      if (source?.number === DRAFT_NUMBER) await this.pointDraftAt(transaction, source, latest);
      return this.unchanged(transaction, caller, workflow, latest, input);
    }
    return this.write(transaction, caller, workflow, latest, source, prepared, input);
  }

  /** The latest version, which holds the content already, with the names that were given. */
  private async unchanged(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    latest: Version,
    input: SaveVersionInput,
  ): Promise<SavedVersion> {
    const { version, events: renamed } = await this.service.rename(transaction, latest, {
      name: input.name ?? undefined,
      description: input.description ?? undefined,
    });
    const stamped =
      renamed.length > 0
        ? await this.workflows.change(transaction, workflow, caller.actor)
        : workflow;
    return { workflow: stamped, version, created: false, events: renamed };
  }

  private async write(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    latest: Version | undefined,
    source: Version | undefined,
    prepared: PreparedDefinition,
    input: SaveVersionInput,
  ): Promise<SavedVersion> {
    const fromDraft = source?.number === DRAFT_NUMBER;
    const origin: VersionOrigin = !source
      ? (input.origin ?? 'DIRECT')
      : fromDraft
        ? 'DRAFT'
        : 'VERSION';
    const parentId = fromDraft ? source.parentId : (source ?? input.parent ?? latest)?.id;
    const version: Version = {
      ...this.newVersion(
        caller,
        workflow,
        workflow.nextVersionNumber,
        origin,
        prepared.digest,
        parentId ?? null,
      ),
      name: input.name == null ? null : checkName(input.name),
      description: checkDescription(input.description),
    };
    const numbered = await this.workflows.takeVersionNumber(transaction, workflow, caller.actor);
    await this.history.begin(transaction, version, prepared, {
      kind: 'CREATE',
      actor: caller.actor,
    });
    if (source) await this.definitions.copyLayout(transaction, source.id, version.id);
    await this.keepLayout(transaction, version, prepared, input.layout);
    if (fromDraft) await this.pointDraftAt(transaction, source, version);
    const sealed = version.sealedAt ? [events.versionSealed(version)] : [];
    return {
      workflow: numbered,
      version,
      created: true,
      events: [events.versionSaved(version), ...sealed],
    };
  }

  /** The version to snapshot, or undefined for a definition given directly. */
  private async source(
    transaction: Transaction,
    workflow: Workflow,
    input: SaveVersionInput,
  ): Promise<Version | undefined> {
    if (input.definition != null) {
      if (input.from) throw invalidInput('Give either from or a definition, not both.', ['from']);
      if (input.expectedRevision != null) {
        throw invalidInput(
          'expectedRevision is of the version that is saved from; a definition has none.',
          ['expectedRevision'],
        );
      }
      return undefined;
    }
    if (input.parent)
      throw invalidInput('A parent is named for a definition given directly only.', ['parent']);
    const source = input.from ?? (await this.service.draft(transaction, workflow.id));
    if (input.expectedRevision != null && input.expectedRevision !== source.revision) {
      throw new VersionConflict(
        'expectedRevision',
        String(input.expectedRevision),
        String(source.revision),
      );
    }
    return source;
  }

  /** What the source holds; what it calls may have changed since it was written. */
  private async contentOf(transaction: Transaction, source: Version): Promise<PreparedDefinition> {
    const content = await this.history.contentOf(transaction, source);
    const { workspaceId, workflowId } = source;
    return this.subworkflows.complete(transaction, workspaceId, workflowId, content);
  }

  private async prepare(
    transaction: Transaction,
    workflow: Workflow,
    definition: unknown,
  ): Promise<PreparedDefinition> {
    const prepared = this.definitions.prepare(definition, workflow.id);
    return this.subworkflows.complete(transaction, workflow.workspaceId, workflow.id, prepared);
  }

  private async pointDraftAt(
    transaction: Transaction,
    draft: Version,
    version: Version,
  ): Promise<void> {
    if (draft.parentId !== version.id)
      await this.versions.update(transaction, draft.id, { parentId: version.id });
  }

  private async keepLayout(
    transaction: Transaction,
    version: Version,
    prepared: PreparedDefinition,
    input: unknown,
  ): Promise<void> {
    if (prepared.layout)
      await this.definitions.mergeLayout(
        transaction,
        version.id,
        prepared.definition,
        prepared.layout,
      );
    if (input != null)
      await this.definitions.mergeLayout(
        transaction,
        version.id,
        prepared.definition,
        this.definitions.readLayout(input),
      );
  }

  private newVersion(
    caller: Caller,
    workflow: Workflow,
    number: number,
    origin: VersionOrigin,
    digest: string,
    parentId: string | null,
  ): Version {
    const now = this.clock.now();
    const sealedAt = number === DRAFT_NUMBER ? null : sealedOnSave(workflow, now);
    return {
      id: this.ids.next('ver'),
      workspaceId: caller.workspaceId,
      workflowId: workflow.id,
      number,
      name: null,
      description: null,
      workflowName: workflow.name,
      origin,
      parentId,
      revision: 1,
      digest,
      createdAt: now,
      createdBy: caller.actor,
      sealedAt,
      archivedAt: null,
      label: versionLabel(number),
      status: versionStatus(number, sealedAt),
      isArchived: false,
    };
  }
}
