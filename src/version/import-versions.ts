import { setImmediate as othersAreServed } from 'node:timers/promises';
import { type NewEvent } from '../event/event';
import { type Layout } from '../graph/definition';
import { type Actor } from '../platform/actor';
import { type Clock } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { type Workflow } from '../workflow/workflow';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type Held } from './lineage';
import { type LineageStore } from './lineage.store';
import { newVersion } from './new-version';
import { type RevisionCause, type RevisionHistory } from './revision-history';
import { type SubworkflowProblems } from './subworkflow-problems';
import { DRAFT_NUMBER, type Version } from './version';
import * as events from './version.events';
import { versionStatus } from './version.rules';

/** Content that was saved elsewhere. */
export interface ImportedContent {
  prepared: PreparedDefinition;
  layout?: Layout;
  /** Number of the version that it came from; one that is there, or comes earlier. */
  parent?: number;
  /** Numbers of those that were merged into it, likewise. */
  mergedFrom: readonly number[];
}

/** A version that was saved elsewhere. */
export interface ImportedVersion extends ImportedContent {
  number: number;
  name: string | null;
  description: string | null;
  workflowName: string;
  createdAt: string;
  createdBy: Actor;
  sealedAt: string | null;
  archivedAt: string | null;
}

/** Versions by number, of the workflow that others are added to. */
export type VersionsByNumber = Map<number, Version>;

/**
 * Writes versions that were saved elsewhere within an open transaction, with their numbers, authors and
 * times. Their digests stay: what calls other workflows is never pinned anew, but gets the problems that
 * its calls have here.
 */
export class ImportVersions {
  constructor(
    private readonly definitions: DefinitionService,
    private readonly history: RevisionHistory,
    private readonly lineage: LineageStore,
    private readonly subworkflows: SubworkflowProblems,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Adds versions to a new or locked workflow, each numbered as none of `known` is.
   * @param imported ascending by number.
   * @param known what the workflow has; those that are added join it.
   */
  async add(
    transaction: Transaction,
    workflow: Workflow,
    imported: readonly ImportedVersion[],
    known: VersionsByNumber,
  ): Promise<{ versions: Version[]; events: NewEvent[] }> {
    const versions: Version[] = [];
    for (const one of imported) {
      const version = await this.write(transaction, workflow, versionOf(workflow, one, this.ids), {
        content: one,
        known,
        cause: { kind: 'CREATE', actor: one.createdBy, at: one.createdAt },
      });
      known.set(version.number, version);
      versions.push(version);
      // SQLite answers at once, so that thousands of versions would be one turn of the event loop
      await othersAreServed();
    }
    return { versions, events: versions.flatMap(eventsOf) };
  }

  /** Writes the draft of a new workflow. */
  async addDraft(
    transaction: Transaction,
    workflow: Workflow,
    content: ImportedContent,
    known: VersionsByNumber,
    actor: Actor,
  ): Promise<Version> {
    const draft = newVersion(workflow, {
      id: this.ids.next('ver'),
      number: DRAFT_NUMBER,
      origin: 'DRAFT',
      parentId: null,
      digest: content.prepared.digest,
      createdAt: this.clock.now(),
      createdBy: actor,
    });
    const cause = { kind: 'CREATE' as const, actor };
    return this.write(transaction, workflow, draft, { content, known, cause });
  }

  private async write(
    transaction: Transaction,
    workflow: Workflow,
    version: Version,
    {
      content,
      known,
      cause,
    }: { content: ImportedContent; known: VersionsByNumber; cause: RevisionCause },
  ): Promise<Version> {
    const { id, workspaceId } = workflow;
    const parent = content.parent === undefined ? undefined : known.get(content.parent);
    const merged = content.mergedFrom.flatMap((number) => known.get(number) ?? []);
    const written = { ...version, parentId: parent?.id ?? null };
    const { prepared } = content;
    const complete = await this.subworkflows.complete(transaction, workspaceId, id, prepared);
    await this.history.begin(
      transaction,
      written,
      complete,
      { ...cause, kind: merged.length > 0 ? 'MERGE' : 'CREATE' },
      { madeFrom: parent ? [parent, ...merged] : merged, parent: parent && heldBy(parent) },
    );
    for (const one of merged)
      if (one.id !== parent?.id) await this.lineage.addMergeParent(transaction, written.id, one);
    if (content.layout) await this.definitions.setLayout(transaction, written.id, content.layout);
    return written;
  }
}

function versionOf(workflow: Workflow, imported: ImportedVersion, ids: Ids): Version {
  const { number, name, description, workflowName, createdAt, createdBy, archivedAt } = imported;
  const version = newVersion(workflow, {
    id: ids.next('ver'),
    number,
    origin: 'IMPORT',
    parentId: null,
    digest: imported.prepared.digest,
    createdAt,
    createdBy,
  });
  const sealedAt = imported.sealedAt ?? version.sealedAt;
  return {
    ...version,
    ...{ name, description, workflowName, sealedAt, archivedAt },
    status: versionStatus(number, sealedAt),
    isArchived: archivedAt !== null,
  };
}

function heldBy({ revision, digest }: Version): Held {
  return { revision, digest };
}

function eventsOf(version: Version): NewEvent[] {
  const saved = events.versionSaved(version);
  return version.sealedAt ? [saved, events.versionSealed(version)] : [saved];
}
