import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type NewEvent } from '../event/event';
import { LIVE } from '../channel/channel';
import { type CreateChannel } from '../channel/create-channel';
import { canonicalDefinition } from '../graph/canonical-form';
import { EMPTY_DEFINITION } from '../graph/definition';
import { digestOf } from '../graph/digest';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type IdempotencyKeys } from '../platform/idempotency';
import { invalidInput } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { type RestoreDraft } from '../version/restore-draft';
import { type SaveVersion } from '../version/save-version';
import { type Version } from '../version/version';
import { draftRestored, layoutSaved } from '../version/version.events';
import { type VersionService } from '../version/version.service';
import { idempotentRequest } from '../workflow/idempotent-request';
import { type Workflow } from '../workflow/workflow';
import { workflowCreated } from '../workflow/workflow.events';
import { type WorkflowService } from '../workflow/workflow.service';
import { descriptionOf, importedActor, nameOfVersion, withoutZero } from './imported-stamps';
import { type ReadFile, readFiles } from './read-workflow-files';
import { isSame } from './source-file/rewrite-value';
import { type SourceFileStore } from './source-file/source-file.store';
import { reportOn, type WorkflowFileReport } from './workflow-file-report';

/** One state of a workflow of another system. */
export interface FileToImport {
  name: string;
  text: string;
  author?: string | null;
  /** When it was made; now if absent. */
  committedAt?: Date | null;
  message?: string | null;
}

export interface ImportFilesInput {
  /** In the order in which they followed each other. */
  files: readonly FileToImport[];
  /** The workflow that gets the versions; a new one if absent. */
  into?: string | null;
  name?: string | null;
  key?: string | null;
  idempotencyKey?: string | null;
}

/** What became of a file. */
export interface ImportedFile {
  name: string;
  report: WorkflowFileReport;
  /** Number of the version that holds its content. */
  version: number;
  /** False where the version before it holds the same content. */
  created: boolean;
}

export interface ImportedFiles {
  workflowId: string;
  files: ImportedFile[];
  /** Whether the draft holds what the last file says; it does not where it had changes of its own. */
  draftFollows: boolean;
}

/** What an idempotent repetition finds again. */
interface Remembered {
  workflowId: string;
  versions: { version: number; created: boolean }[];
  draftFollows: boolean;
}

const EMPTY_DIGEST = digestOf(canonicalDefinition(EMPTY_DEFINITION));

/** Makes versions of files of other systems. Nothing that it makes is live. */
export class ImportWorkflowFiles {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly versions: VersionService,
    private readonly saveVersion: SaveVersion,
    private readonly restoreDraft: RestoreDraft,
    private readonly definitions: DefinitionService,
    private readonly channels: CreateChannel,
    private readonly sources: SourceFileStore,
    private readonly idempotency: IdempotencyKeys,
    private readonly log: EventLog,
  ) {}

  /**
   * Imports all files or none, in one transaction.
   * @throws Refusal FILE_UNREADABLE or FILE_TOO_LARGE that names the file.
   */
  async import(caller: Caller, input: ImportFilesInput): Promise<ImportedFiles> {
    if (input.into != null && (input.name != null || input.key != null)) {
      const field = input.name != null ? 'name' : 'key';
      throw invalidInput('A workflow that is there has its name and key already.', [field]);
    }
    const request = idempotentRequest(caller, 'importWorkflowFiles', plainInput(input));
    const read = await readFiles(input.files);
    const made = await this.database.transaction(async (transaction) => {
      const earlier = request && (await this.idempotency.find<Remembered>(transaction, request));
      if (earlier) {
        await this.workflows.lock(transaction, caller, earlier.workflowId);
        return earlier;
      }
      const imported =
        input.into == null
          ? await this.create(transaction, caller, input, read)
          : await this.add(transaction, caller, input.into, input, read);
      if (request) await this.idempotency.remember(transaction, request, imported);
      return imported;
    });
    const { workflowId, draftFollows } = made;
    const files = read.map((file, index) => ({
      name: input.files[index]!.name,
      report: reportOn(file),
      ...made.versions[index]!,
    }));
    return { workflowId, files, draftFollows };
  }

  private async create(
    transaction: Transaction,
    caller: Caller,
    input: ImportFilesInput,
    read: readonly ReadFile[],
  ): Promise<Remembered> {
    const last = read.at(-1)!;
    const created = await this.workflows.create(transaction, caller, {
      name: input.name ?? withoutZero(last.name),
      key: input.key,
      description: descriptionOf(last.description),
    });
    const saved = await this.save(transaction, caller, created, undefined, input.files, read);
    const { latest, definition, layout } = saved;
    const { workflow } = saved;
    const draft = await this.saveVersion.createDraft(
      transaction,
      caller,
      workflow,
      definition,
      layout,
      latest,
    );
    if (last.source) await this.sources.keep(transaction, draft, last.source);
    await this.channels.within(transaction, caller, workflow, LIVE);
    const importedFrom = { format: last.format, files: read.length };
    const stamped = await this.workflows.change(transaction, workflow, caller.actor, {
      importedFrom,
    });
    await this.log.append(transaction, stamped, caller.actor, [
      workflowCreated(stamped),
      ...saved.events,
    ]);
    return { workflowId: workflow.id, versions: saved.versions, draftFollows: true };
  }

  private async add(
    transaction: Transaction,
    caller: Caller,
    workflowId: string,
    input: ImportFilesInput,
    read: readonly ReadFile[],
  ): Promise<Remembered> {
    const locked = await this.workflows.lock(transaction, caller, workflowId);
    const before = await this.versions.latest(transaction, workflowId);
    const draft = await this.versions.draft(transaction, workflowId);
    const saved = await this.save(transaction, caller, locked, before, input.files, read);
    const isClean = draft.digest === (before?.digest ?? EMPTY_DIGEST);
    const draftFollows = isClean || draft.digest === saved.latest.digest;
    const moved = draftFollows ? await this.moveDraft(transaction, caller, draft, saved) : [];
    const source = read.at(-1)!.source;
    if (draftFollows && source) await this.sources.keep(transaction, draft, source);
    const stamped =
      saved.events.length > 0 || moved.length > 0
        ? await this.workflows.change(transaction, saved.workflow, caller.actor)
        : saved.workflow;
    await this.log.append(transaction, stamped, caller.actor, [...saved.events, ...moved]);
    return { workflowId, versions: saved.versions, draftFollows };
  }

  /** The draft takes what the last file says. */
  private async moveDraft(
    transaction: Transaction,
    caller: Caller,
    draft: Version,
    { latest, definition, layout }: SavedFiles,
  ): Promise<NewEvent[]> {
    const isOther = draft.parentId !== latest.id || draft.digest !== latest.digest;
    const present = isOther ? undefined : await this.definitions.layout(draft.id, transaction);
    if (!isOther && isSame(withLists(present ?? {}), withLists(layout))) return [];
    const moved = isOther
      ? await this.restoreDraft.within(transaction, caller, draft, latest, 'RESTORE')
      : draft;
    const { definition: canonical } = this.definitions.prepare(definition, draft.workflowId);
    await this.definitions.mergeLayout(transaction, draft.id, canonical, withLists(layout));
    return [isOther ? draftRestored(moved, latest, draft.revision) : layoutSaved(draft, null)];
  }

  /** Saves a version for each file that says something else than the one before. */
  private async save(
    transaction: Transaction,
    caller: Caller,
    created: Workflow,
    before: Version | undefined,
    files: readonly FileToImport[],
    read: readonly ReadFile[],
  ): Promise<SavedFiles> {
    let workflow = created;
    let latest = before;
    let drawn = before && (await this.definitions.layout(before.id, transaction));
    const versions: Remembered['versions'] = [];
    const events: NewEvent[] = [];
    for (const [index, { name, definition, digest, source, ...file }] of read.entries()) {
      const { author, message, committedAt } = files[index]!;
      const layout = file.layout;
      const isSaid = latest?.digest === digest;
      if (latest === undefined || !isSaid) {
        const saved = await this.saveVersion.save(
          transaction,
          { ...caller, actor: importedActor(author) ?? caller.actor },
          // what the workflow was called at that time
          { ...workflow, name: withoutZero(name) },
          {
            definition,
            layout,
            origin: 'IMPORT',
            ...nameOfVersion(message),
            createdAt: committedAt?.toISOString(),
          },
        );
        workflow = { ...saved.workflow, name: created.name };
        latest = saved.version;
        drawn = layout;
        events.push(...saved.events);
      }
      versions.push({ version: latest.number, created: !isSaid });
      // a file that differs in nothing that a version holds is the better one to write back
      const isDrawnSo = isSame(withLists(drawn ?? {}), withLists(layout));
      if (source && isDrawnSo) await this.sources.keep(transaction, latest, source);
    }
    const { definition, layout } = read.at(-1)!;
    return { workflow, latest: latest!, definition, layout, versions, events };
  }
}

/** The input as JSON, for idempotency to know it again. */
function plainInput({ files, ...input }: ImportFilesInput): { idempotencyKey?: string | null } {
  const plain = {
    ...input,
    files: files.map((file) => ({ ...file, committedAt: file.committedAt?.toISOString() ?? null })),
  };
  return plain;
}

interface SavedFiles {
  workflow: Workflow;
  /** The version that holds what the last file says. */
  latest: Version;
  definition: ReadFile['definition'];
  layout: ReadFile['layout'];
  versions: Remembered['versions'];
  events: NewEvent[];
}

/** A layout that says of everything what it has, so that nothing of another stays where it is merged. */
function withLists(layout: ReadFile['layout']): ReadFile['layout'] {
  return { positions: {}, sizes: {}, notes: [], groups: [], ...layout };
}
