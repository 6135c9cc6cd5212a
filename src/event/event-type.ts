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
}

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
