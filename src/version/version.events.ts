import { type NewEvent } from '../event/event';
import { EventType } from '../event/event-type';
import { type Version } from './version';

const facts = (version: Version) => ({
  versionId: version.id,
  number: version.number,
  revision: version.revision,
  digest: version.digest,
});

export const draftSaved = (draft: Version, clientId: string | null): NewEvent => ({
  type: EventType.DRAFT_SAVED,
  facts: { ...facts(draft), clientId },
});

export const layoutSaved = (version: Version, clientId: string | null): NewEvent => ({
  type: EventType.LAYOUT_SAVED,
  facts: { ...facts(version), clientId },
});

/** `from`: the version whose content the draft took; `replacedRevision`: where the former content still is. */
export const draftRestored = (
  draft: Version,
  from: Version,
  replacedRevision: number,
): NewEvent => ({
  type: EventType.DRAFT_RESTORED,
  facts: { ...facts(draft), fromVersionId: from.id, fromNumber: from.number, replacedRevision },
});

export const draftDiscarded = (
  draft: Version,
  from: Version,
  replacedRevision: number,
): NewEvent => ({
  type: EventType.DRAFT_DISCARDED,
  facts: { ...facts(draft), fromVersionId: from.id, fromNumber: from.number, replacedRevision },
});

export const versionSaved = (version: Version): NewEvent => ({
  type: EventType.VERSION_SAVED,
  facts: { ...facts(version), versionName: version.name, origin: version.origin },
});

export const versionEdited = (version: Version, clientId: string | null): NewEvent => ({
  type: EventType.VERSION_EDITED,
  facts: { ...facts(version), clientId },
});

export const versionRenamed = (version: Version): NewEvent => ({
  type: EventType.VERSION_RENAMED,
  facts: { ...facts(version), versionName: version.name },
});

export const versionSealed = (version: Version): NewEvent => ({
  type: EventType.VERSION_SEALED,
  facts: facts(version),
});
export const versionArchived = (version: Version): NewEvent => ({
  type: EventType.VERSION_ARCHIVED,
  facts: facts(version),
});
export const versionUnarchived = (version: Version): NewEvent => ({
  type: EventType.VERSION_UNARCHIVED,
  facts: facts(version),
});
export const versionDeleted = (version: Version): NewEvent => ({
  type: EventType.VERSION_DELETED,
  facts: facts(version),
});

/** `count` revisions were dropped by the retention policy. */
export const revisionsPruned = (count: number): NewEvent => ({
  type: EventType.REVISIONS_PRUNED,
  facts: { count },
});
