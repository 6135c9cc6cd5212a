import { EXIT, type ExitName, exitOfRefusal } from './exit-code';
import { type NotRunnableFragment, type RefusedFragment } from './generated/documents';
import { oneLine } from './output';

/** What ends a command: a line for people, a code for programs, an exit code for scripts. */
export class CommandError extends Error {
  readonly exitCode: number;

  /**
   * @param exit names the exit code.
   * @param message what is wrong, as a sentence.
   * @param cure what to do, as a sentence.
   * @param code of the server, where it gave one.
   * @param details lines that follow the first one.
   * @param data of the refusal, for `--json`.
   */
  constructor(
    readonly exit: ExitName,
    message: string,
    readonly cure?: string,
    readonly code: string = exit,
    readonly details: readonly string[] = [],
    readonly data?: unknown,
  ) {
    super(message);
    this.exitCode = EXIT[exit];
  }
}

/** A wrong call: what was given does not make a command. */
export function usageError(message: string, cure = 'See --help.'): CommandError {
  return new CommandError('usage', message, cure);
}

const CURES: Partial<Record<RefusedFragment['code'], string>> = {
  BUNDLE_INVALID: 'Export it again from where it came.',
  ALREADY_ARCHIVED: 'There is nothing to do; --undo takes it back.',
  DEFINITION_INVALID: 'Correct the file; `switchyard validate FILE` checks it without saving.',
  DRAFT_CONFLICT:
    'Look at it by `switchyard show WORKFLOW draft --definition`, take the places in, and save with its revision as --expected-revision.',
  EXECUTOR_UNSUITABLE: 'Start it without --executor BUILT_IN, for an executor of your own.',
  FORBIDDEN: 'Use a token with that scope: `switchyard token create` makes one.',
  KEY_TAKEN: 'Take another key, or save into the workflow that is there.',
  LIMIT_HIT: 'Resume the workflow when its limit allows.',
  NEVER_ACTIVATED: 'Use `switchyard activate` for a version that was never live here.',
  NOT_FOUND: '`switchyard workflows` and `switchyard versions WORKFLOW` list what is there.',
  NO_ROUTE: 'Activate a version first, or name one by --version.',
  NOTHING_TO_ROLL_BACK: 'Name a version that was live before, or activate another one.',
  ROLLBACK_AMBIGUOUS: 'Name the version to go back to.',
  RUN_INPUT_INVALID: 'Correct --input; the schema is in `switchyard show WORKFLOW --definition`.',
  VALIDATION_FAILED: 'Mend what is told below, and save anew.',
  PROMOTION_DIVERGED: 'Compare the two by `switchyard diff`; save the content as a newer version.',
  PROMOTION_UNRELATED:
    'Promote into the workflow that was imported from it, or make one by --create.',
  VERSION_ARCHIVED: 'Take it back by `switchyard archive WORKFLOW VERSION --undo` first.',
  VERSION_CONFLICT: 'Look again by `switchyard show WORKFLOW`, and decide anew.',
  VERSION_IN_USE: 'Route its channels elsewhere first.',
  VERSION_IS_LATEST: 'Save a newer version first.',
  WORKFLOW_ARCHIVED: 'Take it back by `switchyard archive WORKFLOW --undo` first.',
  VERSION_NOT_RUNNABLE: 'Mend them, or export them as JSON.',
  WORKFLOW_PAUSED: 'Resume it, or start a test run by --mode TEST.',
};

/** Refusals of a mutation or a preview as what ends the command. */
export function refusalError(errors: readonly RefusedFragment[]): CommandError {
  const [first, ...others] = errors;
  if (!first) throw new Error('there is no refusal');
  const { code, message } = first;
  const cure = CURES[code] ?? `See ${code} in docs/errors.md.`;
  const details = [...detailsOf(first), ...others.map((error) => oneLine(error.message))];
  return new CommandError(exitOfRefusal(code), message, cure, code, details, first);
}

function detailsOf(error: RefusedFragment): string[] {
  switch (error.__typename) {
    case 'DraftConflict':
      return [
        ...placesOf(error.places),
        `Kept until ${error.rejectedSave.expiresAt} as ${error.rejectedSave.id}.`,
      ];
    case 'MergeConflict':
      return placesOf(error.places);
    case 'VersionConflict':
      return [`Expected ${error.expected}, found ${error.actual}.`];
    case 'ValidationFailed':
      return error.problems.map(problemLine);
    case 'PromotionDiverged':
      return [`Numbers with other content: ${error.numbers.join(', ')}.`];
    case 'VersionsNotRunnable':
      return error.versions.flatMap(notRunnableLines);
    case 'RollbackAmbiguous':
      return error.candidates.map(
        ({ sequence, kind, version }) =>
          `${version?.label ?? 'a split'}, by activation ${sequence} (${kind})`,
      );
    default:
      return [];
  }
}

type Places = Extract<RefusedFragment, { __typename: 'DraftConflict' }>['places'];

function placesOf(places: Places): string[] {
  return places.flatMap(({ path, base, ours, theirs, reason }) => [
    oneLine(`${path}: ${reason}`),
    `  before: ${shown(base)}`,
    `  yours:  ${shown(ours)}`,
    `  theirs: ${shown(theirs)}`,
  ]);
}

/** Longest value that is told of a place; the whole is in --json. */
const MOST_SHOWN = 160;

function shown(value: unknown): string {
  if (value === null || value === undefined) return '(nothing)';
  const text = JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

/** A version that cannot be run, and what stops it. */
function notRunnableLines({ number, problems }: NotRunnableFragment): string[] {
  return [`v${number} cannot be run:`, ...problems.map((problem) => `  ${problemLine(problem)}`)];
}

/** A problem of a definition in a line. */
export function problemLine(problem: {
  severity: string;
  code: string;
  nodeKey?: string | null;
  edgeKey?: string | null;
  path?: string | null;
  message: string;
}): string {
  const { severity, code, nodeKey, edgeKey, path, message } = problem;
  const where = nodeKey ? ` node ${nodeKey}` : edgeKey ? ` edge ${edgeKey}` : '';
  return oneLine(`${severity} ${code}${where}${path ? ` ${path}` : ''}: ${message}`);
}
