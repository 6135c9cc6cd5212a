/** What can happen to a workflow, in the past tense. The log's whole vocabulary; `docs/events.md` explains each. */
export enum EventType {
  WORKFLOW_CREATED = 'WORKFLOW_CREATED',
  WORKFLOW_UPDATED = 'WORKFLOW_UPDATED',
  WORKFLOW_PAUSED = 'WORKFLOW_PAUSED',
  WORKFLOW_RESUMED = 'WORKFLOW_RESUMED',
  WORKFLOW_ARCHIVED = 'WORKFLOW_ARCHIVED',
  WORKFLOW_UNARCHIVED = 'WORKFLOW_UNARCHIVED',
  WORKFLOW_DELETED = 'WORKFLOW_DELETED',
  DRAFT_SAVED = 'DRAFT_SAVED',
  LAYOUT_SAVED = 'LAYOUT_SAVED',
  DRAFT_RESTORED = 'DRAFT_RESTORED',
  DRAFT_DISCARDED = 'DRAFT_DISCARDED',
  VERSION_SAVED = 'VERSION_SAVED',
  VERSION_EDITED = 'VERSION_EDITED',
  VERSION_RENAMED = 'VERSION_RENAMED',
  VERSION_SEALED = 'VERSION_SEALED',
  VERSION_ARCHIVED = 'VERSION_ARCHIVED',
  VERSION_UNARCHIVED = 'VERSION_UNARCHIVED',
  VERSION_DELETED = 'VERSION_DELETED',
  REVISIONS_PRUNED = 'REVISIONS_PRUNED',
  CHANNEL_CREATED = 'CHANNEL_CREATED',
  CHANNEL_DELETED = 'CHANNEL_DELETED',
  VERSION_ACTIVATED = 'VERSION_ACTIVATED',
  VERSION_ROLLED_BACK = 'VERSION_ROLLED_BACK',
  CHANNEL_DEACTIVATED = 'CHANNEL_DEACTIVATED',
  CHANNEL_ROUTED = 'CHANNEL_ROUTED',
  RUN_STARTED = 'RUN_STARTED',
  RUN_FINISHED = 'RUN_FINISHED',
  RUN_RETRIED = 'RUN_RETRIED',
}

/** What ends a workflow's log: nothing follows it. */
export const LAST_EVENT = EventType.WORKFLOW_DELETED;

/** What each type says in the schema, in one sentence. */
export const EVENT_MEANINGS: Record<EventType, string> = {
  WORKFLOW_CREATED: 'A workflow was made, with its draft and the channel live.',
  WORKFLOW_UPDATED: 'Name, key, description, sealing, limits or retention were changed.',
  WORKFLOW_PAUSED: 'New runs are refused from then on.',
  WORKFLOW_RESUMED: 'New runs are taken again.',
  WORKFLOW_ARCHIVED: 'The workflow was taken out of use.',
  WORKFLOW_UNARCHIVED: 'The workflow was taken into use again.',
  WORKFLOW_DELETED: 'The workflow is gone.',
  DRAFT_SAVED: 'The draft got new content.',
  LAYOUT_SAVED: "Something moved on the draft's canvas.",
  DRAFT_RESTORED: 'The draft was replaced by a version.',
  DRAFT_DISCARDED: 'The draft was replaced by the latest version.',
  VERSION_SAVED: 'A version was saved.',
  VERSION_EDITED: 'An editable version got new content or layout.',
  VERSION_RENAMED: 'A version got another name or description.',
  VERSION_SEALED: 'A version stopped being editable; shown by VersionSealedEvent.',
  VERSION_ARCHIVED: 'A version was hidden from lists.',
  VERSION_UNARCHIVED: 'A version is shown in lists again.',
  VERSION_DELETED: 'A version is gone.',
  REVISIONS_PRUNED: 'Revisions were dropped by the retention policy.',
  CHANNEL_CREATED: 'A channel was added.',
  CHANNEL_DELETED: 'A channel was deleted.',
  VERSION_ACTIVATED: 'A channel was routed wholly to a version.',
  VERSION_ROLLED_BACK: 'A channel was routed back to what was live before.',
  CHANNEL_DEACTIVATED: 'A channel routes nowhere.',
  CHANNEL_ROUTED: 'A channel was routed by weights.',
  RUN_STARTED: 'A run was started: it is pinned and queued.',
  RUN_FINISHED: 'A run succeeded, failed or was canceled.',
  RUN_RETRIED: 'A failed run goes on from where it failed.',
};

/** The name of the GraphQL type of an event, e.g. `VersionActivated`. */
export function eventTypeName(type: EventType): string {
  // the name VersionSealed belongs to the user error
  if (type === EventType.VERSION_SEALED) return 'VersionSealedEvent';
  return type
    .toLowerCase()
    .split('_')
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('');
}

/** The dotted name for webhooks and logs, e.g. `workflow.version.rolled_back`: noun, then what happened to it. */
export function eventName(type: EventType): string {
  const name = type.toLowerCase().replace('_', '.');
  return name.startsWith('workflow.') ? name : `workflow.${name}`;
}
