import { type JsonValue } from '../graph/definition';
import { type Progress, textOf } from './decide-progress';
import { type RunState } from './execution-state';
import { runOutput } from './execution/run-output';
import { StepError } from './execution/step-error';
import { type RunError } from './run';
import { MAX_MESSAGE, MAX_RUN_VALUE_CHARACTERS } from './run.rules';

/** How a run ends. */
export type RunOutcome =
  | { status: 'SUCCEEDED'; error: null; /** JSON text. */ output: string }
  | { status: 'FAILED'; error: RunError | null; output: null };

const TOO_LARGE = new StepError(
  'OUTPUT_INVALID',
  `The outputs of its ends together have more than ${MAX_RUN_VALUE_CHARACTERS} characters.`,
);

/** How a run ends whose last progress this is. */
export function outcomeOf(state: RunState, progress: Progress): RunOutcome {
  if (progress.outcome === 'FAILED') return failed(failureOf(state, progress) ?? null);
  const { definition, plan, outputs } = state;
  const last = new Map(progress.ended.map(({ attempt, value }) => [attempt.node.id, value]));
  const valueOf = (nodeKey: string): JsonValue | undefined =>
    last.has(nodeKey) ? last.get(nodeKey) : outputs.of(nodeKey);
  const output = textOf(runOutput(definition, (nodeKey) => plan.stateOf(nodeKey), valueOf));
  // of many ends, each of which may be as large as a whole output may
  if (output === null) return failed(runErrorOf(TOO_LARGE));
  return { status: 'SUCCEEDED', error: null, output };
}

/** Why the run is to fail, if it is: by the first of the steps that failed for good. */
export function failureOf({ failure, plan }: RunState, { ended }: Progress): RunError | undefined {
  if (failure) return failure;
  const first = ended.find(({ attempt }) => plan.stateOf(attempt.node.id)?.status === 'FAILED');
  return first?.error ? runErrorOf(first.error) : undefined;
}

/** Why a step failed, as it is stored. */
export function runErrorOf({ code, message, place }: StepError): RunError {
  return { code, message: message.slice(0, MAX_MESSAGE), nodeKey: place.nodeKey ?? null };
}

function failed(error: RunError | null): RunOutcome {
  return { status: 'FAILED', error, output: null };
}
