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
import { type LineageStore } from './lineage.store';
import { newVersion, type NewVersion } from './new-version';
import { type Basis, type RevisionHistory } from './revision-history';
import { type SubworkflowPins } from './subworkflow-pins';
import { type SubworkflowProblems } from './subworkflow-problems';
import { DRAFT_NUMBER, type Version, type VersionOrigin } from './version';
import { ValidationFailed, VersionConflict } from './version.errors';
import * as events from './version.events';
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
  /** The version that was merged with the parent into a definition given directly. */
  mergedFrom?: Version;
  /** Of imported content, when it was made; now if absent. */
  createdAt?: string;
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
    private readonly lineage: LineageStore,
    private readonly pins: SubworkflowPins,
    private readonly subworkflows: SubworkflowProblems,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Makes the draft of a new workflow, with `definition` or empty; `parent` holds the same. */
  async createDraft(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    definition: unknown,
    layoutInput: unknown,
    parent?: Version,
  ): Promise<Version> {
    const content = definition ?? EMPTY_DEFINITION;
    const prepared = await this.prepare(transaction, workflow, content, parent?.digest);
    const draft = this.newVersion(caller, workflow, {
      number: DRAFT_NUMBER,
      origin: 'DRAFT',
      parentId: parent?.id ?? null,
      digest: prepared.digest,
    });
    const cause = { kind: 'CREATE' as const, actor: caller.actor };
    await this.history.begin(transaction, draft, prepared, cause, {
      madeFrom: parent ? [parent] : [],
      parent,
    });
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
    // a merge has its pins from both sides already
    const base = input.mergedFrom ? undefined : (input.parent ?? latest);
    const prepared = source
      ? await this.contentOf(transaction, source)
      : await this.prepare(transaction, workflow, input.definition, base?.digest);
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
      if (source?.number === DRAFT_NUMBER)
        await this.history.joinDraft(transaction, source, latest);
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
    const parent = fromDraft ? undefined : (source ?? input.parent ?? latest);
    const version: Version = {
      ...this.newVersion(caller, workflow, {
        number: workflow.nextVersionNumber,
        origin,
        parentId: (fromDraft ? source.parentId : parent?.id) ?? null,
        digest: prepared.digest,
        createdAt: input.createdAt,
      }),
      name: input.name == null ? null : checkName(input.name),
      description: checkDescription(input.description),
    };
    const numbered = await this.workflows.takeVersionNumber(transaction, workflow, caller.actor);
    await this.history.begin(
      transaction,
      version,
      prepared,
      { kind: input.mergedFrom ? 'MERGE' : 'CREATE', actor: caller.actor, at: input.createdAt },
      await this.basisOf(transaction, source ?? parent, input.mergedFrom),
    );
    if (fromDraft) await this.lineage.copyMergeParents(transaction, source.id, version.id);
    if (input.mergedFrom)
      await this.lineage.addMergeParent(transaction, version.id, input.mergedFrom);
    if (source) await this.definitions.copyLayout(transaction, source.id, version.id);
    await this.keepLayout(transaction, version, prepared, input.layout);
    if (fromDraft) await this.lineage.setParent(transaction, source.id, version);
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
    base: string | undefined,
  ): Promise<PreparedDefinition> {
    const read = this.definitions.prepare(definition, workflow.id);
    return this.pins.settle(transaction, workflow, read, { base });
  }

  /** What a version that is made from `source` has from there; the draft's own parent is its parent. */
  private async basisOf(
    transaction: Transaction,
    source: Version | undefined,
    mergedFrom: Version | undefined,
  ): Promise<Basis> {
    if (!source) return { madeFrom: [] };
    return {
      madeFrom: mergedFrom ? [source, mergedFrom] : [source],
      parent:
        source.number === DRAFT_NUMBER
          ? await this.lineage.parentOf(transaction, source.id)
          : source,
    };
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
    made: Omit<NewVersion, 'id' | 'createdAt' | 'createdBy'> & { createdAt?: string | undefined },
  ): Version {
    return newVersion(workflow, {
      ...made,
      id: this.ids.next('ver'),
      createdAt: made.createdAt ?? this.clock.now(),
      createdBy: caller.actor,
    });
  }
}
