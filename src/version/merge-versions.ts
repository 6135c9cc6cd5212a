import { type Caller } from '../access/caller';
import { type NewEvent } from '../event/event';
import { type EventLog } from '../event/event-log';
import { canonicalDefinition } from '../graph/canonical-form';
import { type Definition, EMPTY_DEFINITION } from '../graph/definition';
import { type DiffSummary } from '../graph/diff/definition-diff';
import { digestOf } from '../graph/digest';
import { mergeLayout } from '../graph/layout';
import { type MergeConflict, type Resolution } from '../graph/merge/merge-conflict';
import { type Merge } from '../graph/merge/merge-definitions';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type IdempotencyKeys } from '../platform/idempotency';
import { invalidInput, Refusal } from '../platform/refusal';
import { idempotentRequest } from '../workflow/idempotent-request';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type DiffService } from './diff.service';
import { commonAncestor } from './lineage';
import { type LineageStore } from './lineage.store';
import { type RevisionHistory } from './revision-history';
import { type SaveVersion } from './save-version';
import { type SubworkflowPins } from './subworkflow-pins';
import { DRAFT_NUMBER, type Version } from './version';
import { type VersionRef } from './version-ref';
import { MergeRefused, VersionConflict } from './version.errors';
import * as events from './version.events';
import { type VersionService } from './version.service';

/** Two versions to merge. */
export interface MergeRequest {
  /** Takes the changes in; the draft by default. */
  ours?: VersionRef | null;
  theirs: VersionRef;
  /** What both came from; by default the nearest version that is in the history of both. */
  base?: VersionRef | null;
  /** Decide places where the two clash. */
  resolutions?: readonly Resolution[] | null;
}

export interface MergeInput extends MergeRequest {
  workflowId: string;
  /** Revision that `ours` is expected to be at. */
  expectedRevision?: number | null;
  expectedLatestVersion?: number | null;
  name?: string | null;
  description?: string | null;
  idempotencyKey?: string | null;
}

/** What a merge would do; nothing is written. */
export interface MergePreview {
  /** Absent where the two have no common history: then they are merged as from nothing. */
  base: Version | undefined;
  ours: Version;
  theirs: Version;
  conflicts: MergeConflict[];
  /** The merged content; absent while there are conflicts. */
  prepared: PreparedDefinition | undefined;
  /** What each side changed since the base. */
  oursChanges: DiffSummary;
  theirsChanges: DiffSummary;
}

export interface MergedVersions {
  workflow: Workflow;
  /** What took the changes in: the draft, or a new version. */
  version: Version;
  /** Whether anything was new in it. */
  changed: boolean;
  /** What each side had changed since the base; absent where an earlier request is repeated. */
  oursChanges?: DiffSummary;
  theirsChanges?: DiffSummary;
}

/** What an idempotent repetition finds again. */
interface Remembered {
  number: number;
  changed: boolean;
}

/** The two sides of a merge, and what both came from. */
interface Sides {
  base: Version | undefined;
  before: { digest: string | undefined; definition: Definition };
  ours: Version;
  theirs: Version;
}

/** Merges two versions of a workflow: into the draft, or into a new version. */
export class MergeVersions {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly versions: VersionService,
    private readonly lineage: LineageStore,
    private readonly definitions: DefinitionService,
    private readonly diffs: DiffService,
    private readonly history: RevisionHistory,
    private readonly pins: SubworkflowPins,
    private readonly saveVersion: SaveVersion,
    private readonly idempotency: IdempotencyKeys,
    private readonly log: EventLog,
  ) {}

  /** What {@link merge} would do now, with all conflicts that are left. */
  async preview(workflow: Workflow, request: MergeRequest): Promise<MergePreview> {
    const sides = await this.sides(undefined, workflow, request);
    const merge = await this.join(undefined, sides, request);
    const { base, ours, theirs } = sides;
    return {
      base,
      ours,
      theirs,
      conflicts: merge.conflicts,
      prepared:
        merge.conflicts.length === 0
          ? this.definitions.prepare(merge.definition, workflow.id)
          : undefined,
      oursChanges: await this.changesOf(sides, ours),
      theirsChanges: await this.changesOf(sides, theirs),
    };
  }

  /**
   * Writes the merge: a revision of the draft where `ours` is the draft, else a new version whose
   * parent is `ours`.
   * @throws MergeRefused where the two clash and `resolutions` do not decide.
   */
  async merge(caller: Caller, input: MergeInput): Promise<MergedVersions> {
    const request = idempotentRequest(caller, 'mergeVersions', input);
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, input.workflowId);
      const earlier = request && (await this.idempotency.find<Remembered>(transaction, request));
      if (earlier) {
        const version = await this.versions.resolve(transaction, workflow, earlier);
        return { workflow, version, changed: earlier.changed };
      }
      const sides = await this.sides(transaction, workflow, input);
      checkExpectedRevision(sides.ours, input.expectedRevision);
      const { definition, conflicts } = await this.join(transaction, sides, input);
      if (conflicts.length > 0) throw new MergeRefused(sides.ours, sides.theirs, conflicts);
      const oursChanges = await this.changesOf(sides, sides.ours, transaction);
      const theirsChanges = await this.changesOf(sides, sides.theirs, transaction);
      const intoDraft = sides.ours.number === DRAFT_NUMBER;
      const { events: happened, ...merged } = intoDraft
        ? await this.intoDraft(transaction, caller, workflow, sides, definition, input)
        : await this.intoNewVersion(transaction, caller, workflow, sides, definition, input);
      await this.log.append(transaction, merged.workflow, caller.actor, happened);
      if (request) {
        const remembered: Remembered = { number: merged.version.number, changed: merged.changed };
        await this.idempotency.remember(transaction, request, remembered);
      }
      return { ...merged, oursChanges, theirsChanges };
    });
  }

  private async sides(
    transaction: Transaction | undefined,
    workflow: Workflow,
    request: MergeRequest,
  ): Promise<Sides> {
    const find = (ref: VersionRef, field: string): Promise<Version> =>
      this.versions.resolve(transaction, workflow, ref, field);
    const ours = await find(request.ours ?? { number: DRAFT_NUMBER }, 'ours');
    const theirs = await find(request.theirs, 'theirs');
    if (theirs.number === DRAFT_NUMBER) {
      // nothing comes from the draft: its content changes, and its history with each save
      throw new Refusal(
        'DRAFT_NOT_ALLOWED',
        'The draft is merged into, not from; save it as a version first.',
        ['theirs'],
      );
    }
    if (ours.id === theirs.id)
      throw invalidInput(`${ours.label} cannot be merged with itself.`, ['theirs']);
    const { base, digest } =
      request.base == null
        ? await this.ancestor(transaction, workflow, ours, theirs)
        : await find(request.base, 'base').then((base) => ({ base, digest: base.digest }));
    const definition =
      digest === undefined
        ? EMPTY_DEFINITION
        : await this.definitions.parsed(workflow.workspaceId, digest, transaction);
    return { base, before: { digest, definition }, ours, theirs };
  }

  private async ancestor(
    transaction: Transaction | undefined,
    workflow: Workflow,
    ours: Version,
    theirs: Version,
  ): Promise<{ base: Version | undefined; digest: string | undefined }> {
    const lineage = await this.lineage.ofWorkflow(transaction, workflow.id);
    const found = commonAncestor(lineage, ours.id, theirs.id);
    if (!found) return { base: undefined, digest: undefined };
    const { versionId, digest } = found;
    const [base] = await this.versions.byIds(workflow.workspaceId, [versionId], transaction);
    return { base, digest };
  }

  private async join(
    transaction: Transaction | undefined,
    { before, ours, theirs }: Sides,
    { resolutions }: MergeRequest,
  ): Promise<Merge> {
    const read = (version: Version): Promise<Definition> =>
      this.definitions.parsed(version.workspaceId, version.digest, transaction);
    return this.definitions.merge(
      before.definition,
      await read(ours),
      await read(theirs),
      resolutions,
    );
  }

  private async changesOf(
    { before }: Sides,
    { workspaceId, digest }: Version,
    transaction?: Transaction,
  ): Promise<DiffSummary> {
    const definition = await this.definitions.parsed(workspaceId, digest, transaction);
    const to = { digest, definition };
    return this.diffs.summary(workspaceId, before.digest, to, transaction);
  }

  private async intoDraft(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    { ours: draft, theirs }: Sides,
    definition: Definition,
    input: MergeInput,
  ): Promise<MergedVersions & { events: NewEvent[] }> {
    checkNotNamed(input);
    const read = this.definitions.prepare(definition, workflow.id);
    const prepared = await this.pins.settle(transaction, workflow, read);
    await this.lineage.addMergeParent(transaction, draft.id, theirs);
    if (prepared.digest === draft.digest)
      return { workflow, version: draft, changed: false, events: [] };
    const cause = { kind: 'MERGE' as const, actor: caller.actor };
    const madeFrom = [draft, theirs];
    const version = await this.history.advance(transaction, draft, prepared, cause, madeFrom);
    const layout = await this.definitions.layout(theirs.id, transaction);
    if (layout) await this.definitions.fillLayout(transaction, draft.id, definition, layout);
    return {
      workflow: await this.workflows.change(transaction, workflow, caller.actor),
      version,
      changed: true,
      events: [events.draftSaved(version, null)],
    };
  }

  private async intoNewVersion(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    { base, ours, theirs }: Sides,
    definition: Definition,
    input: MergeInput,
  ): Promise<MergedVersions & { events: NewEvent[] }> {
    if (digestOf(canonicalDefinition(definition)) === ours.digest) {
      // it knows of theirs from now on, so that what was decided does not clash again
      if (base?.id !== theirs.id) await this.lineage.addMergeParent(transaction, ours.id, theirs);
      return { workflow, version: ours, changed: false, events: [] };
    }
    const oursLayout = await this.definitions.layout(ours.id, transaction);
    const theirsLayout = await this.definitions.layout(theirs.id, transaction);
    const { created, ...saved } = await this.saveVersion.save(transaction, caller, workflow, {
      definition,
      // where both place a node, ours is what people look at
      layout: mergeLayout(theirsLayout, oursLayout ?? {}),
      parent: ours,
      mergedFrom: theirs,
      origin: 'MERGE',
      name: input.name,
      description: input.description,
      expectedLatestVersion: input.expectedLatestVersion,
    });
    return { ...saved, changed: created };
  }
}

function checkExpectedRevision(ours: Version, expected: number | null | undefined): void {
  if (expected != null && expected !== ours.revision)
    throw new VersionConflict('expectedRevision', String(expected), String(ours.revision));
}

/** @throws Refusal for what only a new version can take. */
function checkNotNamed(input: MergeInput): void {
  const given = (['name', 'description', 'expectedLatestVersion'] as const).find(
    (member) => input[member] != null,
  );
  if (given)
    throw invalidInput(`${given} is of a new version; the draft is merged into as it is.`, [given]);
}
