import { type DefinitionNode, type JsonObject, type JsonValue } from '../graph/definition';
import { plusMilliseconds } from '../platform/clock';
import { type Attempt, type RunState, type WaitingAttempt } from './execution-state';
import { type StepResult } from './execution/execute-node';
import { type PlanOutcome } from './execution/plan-steps';
import { decideRetry } from './execution/retry';
import { StepError } from './execution/step-error';
import { type StepWait } from './run';
import {
  MAX_RUN_OUTPUTS_CHARACTERS,
  MAX_RUN_VALUE_CHARACTERS,
  MAX_RUN_VARIABLES_CHARACTERS,
} from './run.rules';

/** What came of an attempt. */
export type AttemptEnd = {
  attempt: Attempt;
  /** What it worked on, as far as it told; secrets stand as references. */
  input?: JsonValue;
} & ({ kind: 'RESULT'; result: StepResult } | { kind: 'ERROR'; error: StepError });

/** A step that ended, as it is to be written. */
export interface EndedAttempt {
  attempt: Attempt;
  status: 'SUCCEEDED' | 'FAILED' | 'SKIPPED';
  input: string | null;
  /** JSON text. */
  output: string | null;
  value: JsonValue;
  error: StepError | null;
  taken: readonly string[] | null;
}

/** A step that waits from now on. */
export interface WaitingStep {
  attempt: Attempt;
  waitingFor: StepWait;
  wakeAt: string | null;
  input: string | null;
}

/** A step that calls another workflow. */
export interface WorkflowCall {
  attempt: Attempt;
  workflowId: string;
  digest: string;
  input: JsonValue;
}

/** What is to be written after some attempts ended, and what begins then. */
export interface Progress {
  ended: EndedAttempt[];
  waits: WaitingStep[];
  calls: WorkflowCall[];
  /** Failed attempts that are tried again after a pause. */
  retries: WaitingStep[];
  /** Attempts that were waited for and begin now. */
  begun: Attempt[];
  /** New attempts that begin now. */
  started: Attempt[];
  skipped: Attempt[];
  /** Variables that were set, by name; null where none was. */
  variables: JsonObject | null;
  outcome: PlanOutcome;
}

/** What a run under way may do at most at once; more waits for its turn. */
export const MOST_SIDE_BY_SIDE = 20;
/** Attempts at one node that may be lost to crashes before it counts as their cause. */
const MOST_INTERRUPTIONS = 5;

/** What of an execution the next decision depends on. */
export type DecidedOn = Pick<RunState, 'plan' | 'attempts' | 'outputCharacters' | 'variables'>;

/**
 * Decides what follows from attempts that ended and waits that are over. The plan of the run is changed
 * by it, and is to be dropped where what was decided cannot be written.
 *
 * @param woken waiting attempts that go on now.
 * @param busy attempts that stay under way.
 * @param mayStart false while the process stops: nothing new begins.
 */
export function decideProgress(
  state: DecidedOn,
  ends: readonly AttemptEnd[],
  woken: readonly WaitingAttempt[],
  busy: number,
  context: { now: string; nextId: () => string; mayStart: boolean },
): Progress {
  const progress: Progress = {
    ended: [],
    waits: [],
    calls: [],
    retries: [],
    begun: woken.filter(({ waitingFor }) => waitingFor.kind === 'RETRY'),
    started: [],
    skipped: [],
    variables: null,
    outcome: undefined,
  };
  const { plan } = state;
  for (const { node } of woken) plan.set(node.id, { status: 'RUNNING' });
  let room = MAX_RUN_OUTPUTS_CHARACTERS - state.outputCharacters;
  for (const end of ends) room -= settle(progress, state, end, room, context);
  const next = (node: DefinitionNode): Attempt => nextAttempt(state, node, context.nextId());
  progress.skipped = plan.skip().map(next);
  progress.outcome = plan.outcome;
  // nobody would wait for a run that begins as this one ends
  if (progress.outcome === 'FAILED') progress.calls = [];
  if (!context.mayStart) return progress;
  const free = Math.max(0, MOST_SIDE_BY_SIDE - busy - woken.length);
  progress.started = plan.start(free).map(next);
  return progress;
}

/**
 * Applies what came of one attempt.
 *
 * @param room characters of JSON that its output may have at most.
 * @returns how many it has.
 */
function settle(
  progress: Progress,
  { plan, variables: before }: DecidedOn,
  end: AttemptEnd,
  room: number,
  { now, nextId }: { now: string; nextId: () => string },
): number {
  const { attempt } = end;
  const { node } = attempt;
  const input = end.input === undefined ? null : textOf(end.input);
  const failed = end.kind === 'ERROR' ? end.error : undefined;
  const failedBy = (error: StepError): number => {
    plan.set(node.id, { status: fail(progress, attempt, error, input, now, nextId) });
    return 0;
  };
  if (failed) return failedBy(failed);
  const { result } = end as Extract<AttemptEnd, { kind: 'RESULT' }>;
  if (result.kind === 'CHILD') {
    progress.calls.push({ ...result, attempt });
    plan.set(node.id, { status: 'WAITING' });
  } else if (result.kind === 'WAIT') {
    const waitingFor: StepWait =
      'until' in result
        ? { kind: 'TIME', resumesAt: result.until }
        : { kind: 'APPROVAL', prompt: result.prompt };
    const wakeAt = 'until' in result ? result.until : null;
    progress.waits.push({ attempt, waitingFor, wakeAt, input });
    plan.set(node.id, { status: 'WAITING' });
  } else {
    const { output: value, taken, variables } = result;
    const output = textOf(value);
    if (output === null) return failedBy(unusable(node.id));
    if (output.length > room)
      return failedBy(tooMuch(node.id, 'outputs', MAX_RUN_OUTPUTS_CHARACTERS));
    const set =
      Object.keys(variables).length === 0 ? null : { ...progress.variables, ...variables };
    if (set && JSON.stringify({ ...before, ...set }).length > MAX_RUN_VARIABLES_CHARACTERS)
      return failedBy(tooMuch(node.id, 'variables', MAX_RUN_VARIABLES_CHARACTERS));
    const isPassed = node.disabled === true;
    const status = isPassed ? 'SKIPPED' : 'SUCCEEDED';
    progress.ended.push({ attempt, status, input, output, value, error: null, taken });
    plan.set(node.id, { status: isPassed ? 'PASSED' : 'SUCCEEDED', taken });
    if (set) progress.variables = set;
    return output.length;
  }
  return 0;
}

/** Ends a failed attempt; answers whether its node waits for another one. */
function fail(
  progress: Progress,
  attempt: Attempt,
  error: StepError,
  input: string | null,
  now: string,
  nextId: () => string,
): 'FAILED' | 'WAITING' {
  const { node } = attempt;
  progress.ended.push({
    attempt,
    status: 'FAILED',
    input,
    output: null,
    value: null,
    error,
    taken: null,
  });
  const decision = decideRetry(node.retry, attempt.tries, error);
  if (decision.kind === 'GIVE_UP') return 'FAILED';
  const resumesAt = plusMilliseconds(now, decision.afterMs);
  const again: Attempt = {
    ...attempt,
    stepId: nextId(),
    attempt: attempt.attempt + 1,
    tries: attempt.tries + 1,
    interruptions: 0,
  };
  progress.retries.push({
    attempt: again,
    waitingFor: { kind: 'RETRY', resumesAt },
    wakeAt: resumesAt,
    input: null,
  });
  return 'WAITING';
}

/** The next attempt at a node; an interrupted one is no try that failed. */
function nextAttempt({ attempts }: DecidedOn, node: DefinitionNode, stepId: string): Attempt {
  const last = attempts.get(node.id);
  return {
    stepId,
    node,
    attempt: (last?.attempt ?? 0) + 1,
    tries: last?.isInterrupted ? last.tries : 1,
    interruptions: last?.interruptions ?? 0,
  };
}

/** Why an attempt is not made at all, if so: crash after crash at the same node is its doing. */
export function refusedAttempt({ interruptions, node }: Attempt): StepError | undefined {
  if (interruptions < MOST_INTERRUPTIONS) return undefined;
  return new StepError(
    'INTERRUPTED',
    `The process ended ${interruptions} times while this node was under way.`,
    { nodeKey: node.id },
  );
}

/** JSON text of what is stored with a step or run; null if it is too large, or not JSON. */
export function textOf(value: JsonValue): string | null {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text !== undefined && text.length <= MAX_RUN_VALUE_CHARACTERS ? text : null;
  } catch {
    return null;
  }
}

function tooMuch(nodeKey: string, what: 'outputs' | 'variables', most: number): StepError {
  return new StepError(
    'OUTPUT_INVALID',
    `The ${what} of the run have more than ${most} characters of JSON together.`,
    { nodeKey },
  );
}

function unusable(nodeKey: string): StepError {
  return new StepError(
    'OUTPUT_INVALID',
    `The output is not JSON, or has more than ${MAX_RUN_VALUE_CHARACTERS} characters.`,
    { nodeKey },
  );
}
