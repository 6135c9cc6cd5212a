import { type Actor } from '../platform/actor';
import { Refusal } from '../platform/refusal';
import { Sealing, type Workflow } from '../workflow/workflow';
import { DRAFT_NUMBER, type Revision, type Version, type VersionStatus } from './version';

export function versionStatus(number: number, sealedAt: string | null): VersionStatus {
  if (number === DRAFT_NUMBER) return 'DRAFT';
  return sealedAt ? 'SEALED' : 'EDITABLE';
}

export function versionLabel(number: number): string {
  return number === DRAFT_NUMBER ? 'Draft' : `v${number}`;
}

/** When a version that is saved now is sealed: at once or not yet. */
export function sealedOnSave(workflow: Workflow, now: string): string | null {
  return workflow.sealing === Sealing.ON_SAVE ? now : null;
}

/** The last of `later` that an editor saved itself, if it names itself by a `clientId`. */
export function lastOwn(
  later: readonly Revision[],
  clientId: string | null | undefined,
  actor: Actor,
): Revision | undefined {
  if (!clientId) return undefined;
  return later.findLast(
    (revision) => revision.clientId === clientId && revision.createdBy.id === actor.id,
  );
}

/** What else uses a version, found out by those who stand above. */
export interface VersionUse {
  /** Keys of the channels that route to it now. */
  channels: readonly string[];
  /** Whether an activation ever routed to it. */
  activated: boolean;
  /** Whether a run is pinned to it. */
  ran: boolean;
  /** Lowest number of those that have it as parent, 0 for the draft. A fork only notes where it came from. */
  child: number | undefined;
}

/** A version that calls another workflow. */
export interface CallingVersion {
  workflowKey: string;
  number: number;
}

/** What uses a version and would lose it for good. */
export interface LastingUse extends VersionUse {
  /** A version that is pinned to something that this one held. */
  caller: CallingVersion | undefined;
}

/** @throws Refusal unless the version may be hidden. */
export function checkArchivable(
  version: Version,
  latest: Version | undefined,
  use: VersionUse,
): void {
  if (version.archivedAt)
    throw new Refusal('ALREADY_ARCHIVED', `${version.label} is archived already.`, ['version']);
  checkNotDraftOrLatest(version, latest, 'archived');
  if (use.channels.length > 0) {
    throw new Refusal(
      'VERSION_IN_USE',
      `${version.label} cannot be archived: ${quoted(use.channels)} routes to it.`,
      ['version'],
    );
  }
}

/** @throws Refusal unless nothing refers to the version. */
export function checkDeletable(
  version: Version,
  latest: Version | undefined,
  use: LastingUse,
): void {
  checkNotDraftOrLatest(version, latest, 'deleted');
  if (use.activated) {
    throw new Refusal(
      'VERSION_IN_USE',
      `${version.label} cannot be deleted: it was activated. Archive it instead.`,
      ['version'],
    );
  }
  if (use.ran) {
    throw new Refusal(
      'VERSION_IN_USE',
      `${version.label} cannot be deleted: runs are pinned to it. Archive it instead.`,
      ['version'],
    );
  }
  if (use.caller) {
    const caller = callerText(use.caller);
    throw new Refusal(
      'VERSION_IN_USE',
      `${version.label} cannot be deleted: ${caller} is pinned to what it holds or held. Archive it instead.`,
      ['version'],
    );
  }
  // without its parent the draft would say that it has changes to save where it has none
  if (use.child !== undefined) {
    const child = nameOf(use.child);
    throw new Refusal(
      'VERSION_IN_USE',
      `${version.label} cannot be deleted: ${child} comes from it. Archive it instead.`,
      ['version'],
    );
  }
}

/** @throws Refusal where another workflow is pinned to a definition of one that is to be deleted. */
export function checkNotCalled(caller: CallingVersion | undefined): void {
  if (!caller) return;
  throw new Refusal(
    'WORKFLOW_IN_USE',
    `This workflow is called: ${callerText(caller)} is pinned to a definition of it. Archive it instead.`,
    ['workflowId'],
  );
}

function callerText({ workflowKey, number }: CallingVersion): string {
  return `${nameOf(number)} of "${workflowKey}"`;
}

function nameOf(number: number): string {
  return number === DRAFT_NUMBER ? 'the draft' : versionLabel(number);
}

function checkNotDraftOrLatest(version: Version, latest: Version | undefined, what: string): void {
  if (version.number === DRAFT_NUMBER) {
    throw new Refusal('DRAFT_NOT_ALLOWED', `The draft cannot be ${what}.`, ['version']);
  }
  if (version.id === latest?.id) {
    throw new Refusal(
      'VERSION_IS_LATEST',
      `${version.label} is the latest version and cannot be ${what}.`,
      ['version'],
    );
  }
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}
