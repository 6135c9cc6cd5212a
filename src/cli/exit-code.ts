import { type UserErrorCode } from './generated/documents';

/** What the process ends with. Scripts rely on these numbers: they never change their meaning. */
export const EXIT = {
  ok: 0,
  /** A fault of the server or of this program. */
  fault: 1,
  /** The command was called in a wrong way. */
  usage: 2,
  /** The server refuses by a rule: sealed, in use, paused. */
  refused: 3,
  /** Something is not as the caller expected, or is somebody else's. */
  conflict: 4,
  notFound: 5,
  /** No server answers, or it asks to come again later. */
  unreachable: 6,
  /** What was given is not valid: a definition, an input, a reference. */
  invalid: 7,
  /** There is no token, or it may not do this. */
  unauthorized: 8,
  /** The run that was followed failed or was canceled. */
  runFailed: 9,
} as const;

export type ExitName = keyof typeof EXIT;

/** What each refusal ends with. A code that is missing here does not compile. */
export const EXIT_OF_REFUSAL: Record<UserErrorCode, ExitName> = {
  ALREADY_ARCHIVED: 'refused',
  BUNDLE_INVALID: 'invalid',
  CHANNEL_KEY_TAKEN: 'conflict',
  CHANNEL_PROTECTED: 'refused',
  DEFINITION_INVALID: 'invalid',
  DRAFT_CONFLICT: 'conflict',
  DRAFT_NOT_ALLOWED: 'refused',
  EXECUTOR_UNSUITABLE: 'refused',
  FILE_TOO_LARGE: 'invalid',
  FILE_UNREADABLE: 'invalid',
  FORBIDDEN: 'unauthorized',
  IDEMPOTENCY_KEY_REUSED: 'conflict',
  INVALID_INPUT: 'invalid',
  KEY_TAKEN: 'conflict',
  LEASE_LOST: 'conflict',
  LIMIT_HIT: 'refused',
  MERGE_CONFLICT: 'conflict',
  NEVER_ACTIVATED: 'refused',
  NOTHING_SAVED: 'refused',
  NOTHING_TO_ROLL_BACK: 'refused',
  NOT_ARCHIVED: 'refused',
  NOT_FOUND: 'notFound',
  NOT_PAUSED: 'refused',
  NOT_WAITING: 'refused',
  NO_ROUTE: 'refused',
  PROMOTION_DIVERGED: 'conflict',
  PROMOTION_UNRELATED: 'refused',
  ROLLBACK_AMBIGUOUS: 'conflict',
  RUN_FINISHED: 'refused',
  RUN_INPUT_INVALID: 'invalid',
  RUN_NOT_FAILED: 'refused',
  RUN_NOT_FINISHED: 'refused',
  SECRETS_KEY_MISSING: 'refused',
  SECRET_UNREADABLE: 'refused',
  SIMULATION_MISMATCH: 'conflict',
  STEP_FINISHED: 'conflict',
  TRIGGER_MISSING: 'refused',
  VALIDATION_FAILED: 'invalid',
  VERSION_ARCHIVED: 'refused',
  VERSION_CONFLICT: 'conflict',
  VERSION_IN_USE: 'refused',
  VERSION_IS_LATEST: 'refused',
  VERSION_NOT_RUNNABLE: 'invalid',
  VERSION_SEALED: 'refused',
  WEBHOOK_PATH_TAKEN: 'conflict',
  WORKFLOW_ARCHIVED: 'refused',
  WORKFLOW_IN_USE: 'refused',
  WORKFLOW_PAUSED: 'refused',
};

/** What errors of a whole request end with; any other is a fault. */
const EXIT_OF_ERROR: Record<string, ExitName> = {
  BAD_USER_INPUT: 'invalid',
  CURSOR_INVALID: 'invalid',
  EVENTS_EXPIRED: 'invalid',
  FORBIDDEN: 'unauthorized',
  INVALID_INPUT: 'invalid',
  NOT_FOUND: 'notFound',
  PAYLOAD_TOO_LARGE: 'invalid',
  QUERY_TOO_COSTLY: 'invalid',
  RATE_LIMITED: 'unreachable',
  SERVICE_UNAVAILABLE: 'unreachable',
  UNAUTHENTICATED: 'unauthorized',
};

/** Of a refusal; one that a newer server knows and this program does not is a refusal all the same. */
export function exitOfRefusal(code: string): ExitName {
  return (EXIT_OF_REFUSAL as Record<string, ExitName>)[code] ?? 'refused';
}

/** Of an error that ended a whole request. */
export function exitOfError(code: string): ExitName {
  return EXIT_OF_ERROR[code] ?? 'fault';
}
