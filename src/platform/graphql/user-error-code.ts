/** Every code of a user error. `docs/errors.md` tells cause and cure of each, and a test holds it to this list. */
export enum UserErrorCode {
  ALREADY_ARCHIVED = 'ALREADY_ARCHIVED',
  CHANNEL_KEY_TAKEN = 'CHANNEL_KEY_TAKEN',
  CHANNEL_PROTECTED = 'CHANNEL_PROTECTED',
  DEFINITION_INVALID = 'DEFINITION_INVALID',
  DRAFT_CONFLICT = 'DRAFT_CONFLICT',
  DRAFT_NOT_ALLOWED = 'DRAFT_NOT_ALLOWED',
  FORBIDDEN = 'FORBIDDEN',
  IDEMPOTENCY_KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED',
  INVALID_INPUT = 'INVALID_INPUT',
  KEY_TAKEN = 'KEY_TAKEN',
  LEASE_LOST = 'LEASE_LOST',
  LIMIT_HIT = 'LIMIT_HIT',
  MERGE_CONFLICT = 'MERGE_CONFLICT',
  NEVER_ACTIVATED = 'NEVER_ACTIVATED',
  NOTHING_SAVED = 'NOTHING_SAVED',
  NOTHING_TO_ROLL_BACK = 'NOTHING_TO_ROLL_BACK',
  NOT_ARCHIVED = 'NOT_ARCHIVED',
  NOT_FOUND = 'NOT_FOUND',
  NOT_PAUSED = 'NOT_PAUSED',
  NO_ROUTE = 'NO_ROUTE',
  ROLLBACK_AMBIGUOUS = 'ROLLBACK_AMBIGUOUS',
  RUN_FINISHED = 'RUN_FINISHED',
  RUN_INPUT_INVALID = 'RUN_INPUT_INVALID',
  RUN_NOT_FINISHED = 'RUN_NOT_FINISHED',
  STEP_FINISHED = 'STEP_FINISHED',
  VALIDATION_FAILED = 'VALIDATION_FAILED',
  VERSION_ARCHIVED = 'VERSION_ARCHIVED',
  VERSION_CONFLICT = 'VERSION_CONFLICT',
  VERSION_IN_USE = 'VERSION_IN_USE',
  VERSION_IS_LATEST = 'VERSION_IS_LATEST',
  VERSION_SEALED = 'VERSION_SEALED',
  WEBHOOK_PATH_TAKEN = 'WEBHOOK_PATH_TAKEN',
  WORKFLOW_ARCHIVED = 'WORKFLOW_ARCHIVED',
  WORKFLOW_IN_USE = 'WORKFLOW_IN_USE',
  WORKFLOW_PAUSED = 'WORKFLOW_PAUSED',
}

/** What each code says in the schema, in one sentence. */
export const USER_ERROR_MEANINGS: Record<UserErrorCode, string> = {
  ALREADY_ARCHIVED: 'The workflow or version is archived already.',
  CHANNEL_KEY_TAKEN: 'The workflow has, or once had, a channel of this key.',
  CHANNEL_PROTECTED: 'The channel live was to be deleted.',
  DEFINITION_INVALID: 'What was given is not a definition, a layout or a patch that applies.',
  DRAFT_CONFLICT:
    'The save is based on an older revision and clashes with what others have saved since.',
  DRAFT_NOT_ALLOWED:
    'The draft was named where only a saved version can stand: to activate, archive, delete or rename it, to merge it into a version, or to restore it from itself.',
  FORBIDDEN:
    'The token has the right to the mutation, but not to all that its input asks for, such as activate: true without releases:write.',
  IDEMPOTENCY_KEY_REUSED: 'This idempotencyKey was used with another input in the last 7 days.',
  INVALID_INPUT:
    'A value does not fit its place: too long, out of bounds, two that exclude each other, a text with U+0000, active where the channel is split.',
  KEY_TAKEN: 'Another workflow, or workspace, has this key.',
  LEASE_LOST: 'The run was handed out to another executor, or is finished.',
  LIMIT_HIT: 'A limit of the workflow is hit; this has paused it.',
  MERGE_CONFLICT: 'The versions to merge clash, and the resolutions do not decide all of it.',
  NEVER_ACTIVATED: 'A rollback names a version that was never live on this channel.',
  NOTHING_SAVED:
    'The draft was to be discarded, but no version was saved that it could go back to.',
  NOTHING_TO_ROLL_BACK: 'The channel had no other routing before the present one.',
  NOT_ARCHIVED: 'The workflow or version is not archived.',
  NOT_FOUND: 'What the input refers to is not there, or is not in your workspace.',
  NOT_PAUSED: 'The workflow is not paused.',
  NO_ROUTE: 'A run was to be started on a channel that routes nowhere.',
  ROLLBACK_AMBIGUOUS:
    'The present routing is itself a rollback, so going back could restore the fault.',
  RUN_FINISHED: 'The run is finished, so it cannot be canceled.',
  RUN_INPUT_INVALID: "The input of a run is not what the version's JSON Schema takes.",
  RUN_NOT_FINISHED: 'A run that is under way cannot be deleted.',
  STEP_FINISHED: 'Another end of this attempt was reported before.',
  VALIDATION_FAILED:
    'The content has problems of severity ERROR, so it cannot go live, start a run that is not a test, or be saved with requireComplete.',
  VERSION_ARCHIVED: 'A channel was to be routed, or rolled back, to an archived version.',
  VERSION_CONFLICT: 'Something that you expected is not so any more.',
  VERSION_IN_USE:
    'The version cannot be archived while a channel routes to it, nor deleted once it was activated, a run is pinned to it or another version came from it.',
  VERSION_IS_LATEST: 'The latest version can be neither archived nor deleted.',
  VERSION_SEALED: 'The content of a sealed version never changes.',
  WEBHOOK_PATH_TAKEN:
    'The path of a webhook belongs to another workflow of the workspace, or stands twice in one definition.',
  WORKFLOW_ARCHIVED: 'An archived workflow takes no runs.',
  WORKFLOW_IN_USE:
    'A workflow that was activated or ever ran is part of the record and cannot be deleted.',
  WORKFLOW_PAUSED: 'A paused workflow takes no runs but test runs.',
};
