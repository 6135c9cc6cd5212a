import type { Definition, JsonObject, JsonValue } from '../../graph/definition';
import { DefinitionError, IssueList } from '../../graph/definition-error';
import { JsonCheck } from '../../graph/json-check';
import { Refusal } from '../../platform/refusal';
import { wiringOf } from '../execution/graph-wiring';
import type { StepState } from '../execution/plan-steps';
import { MAX_SIMULATION_CHARACTERS } from './simulation';

/** Changes when states of an older form can no longer be gone on from. */
const FORMAT = 1;
/** Inputs and variables stand beside the outputs. */
const MAX_STATE_CHARACTERS = 3 * MAX_SIMULATION_CHARACTERS;
const STATUSES = ['SUCCEEDED', 'PASSED', 'SKIPPED'];
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** How far a simulation is. The caller keeps it, so that the server need not. */
export interface SimulationState {
  /** When it began, which is now for each of its nodes. */
  startedAt: string;
  /** Id of the node at which it began. */
  triggerKey: string;
  input: JsonValue;
  /** What the trigger was given. */
  payload: JsonValue;
  steps: Map<string, StepState>;
  outputs: Map<string, JsonValue>;
  variables: JsonObject;
}

/** The state as a caller keeps it; failed steps are left out, so that going on tries them again. */
export function writeState(state: SimulationState, digest: string): JsonObject {
  const { startedAt, triggerKey, input, payload, variables } = state;
  const steps = [...state.steps].flatMap(([nodeKey, step]): JsonObject[] => {
    if (step.status === 'FAILED') return [];
    const output = state.outputs.get(nodeKey);
    return [
      {
        nodeKey,
        status: step.status,
        ...('taken' in step && { taken: [...step.taken] }),
        ...(output !== undefined && { output }),
      },
    ];
  });
  return { format: FORMAT, digest, startedAt, triggerKey, input, payload, steps, variables };
}

/**
 * What {@link writeState} wrote. A caller may have changed it, so nothing in it is relied on.
 *
 * @param definition one without cycles.
 * @throws Refusal SIMULATION_MISMATCH if it is of another definition or not a state of this one.
 */
export function readState(value: unknown, definition: Definition, digest: string): SimulationState {
  checkJson(value);
  const state = value as Record<string, unknown>;
  if (!isObject(value) || state['format'] !== FORMAT) throw invalid('This is not a state.');
  if (state['digest'] !== digest) {
    throw invalid(
      'The state is of another definition than the one to simulate, which has changed since or is another version. Begin anew.',
    );
  }
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  const { startedAt, triggerKey, variables } = state;
  if (typeof startedAt !== 'string' || !isInstant(startedAt)) throw invalid('startedAt is bad.');
  if (typeof triggerKey !== 'string' || !nodes.has(triggerKey)) throw invalid('triggerKey is bad.');
  if (!isObject(variables)) throw invalid('variables are not an object.');
  if (!Array.isArray(state['steps'])) throw invalid('steps are not a list.');
  const steps = new Map<string, StepState>();
  const outputs = new Map<string, JsonValue>();
  for (const [place, step] of state['steps'].entries()) {
    if (!isObject(step)) throw invalid(`steps/${place} is not an object.`);
    const { nodeKey, output } = step;
    if (typeof nodeKey !== 'string' || !nodes.has(nodeKey) || steps.has(nodeKey)) {
      throw invalid(`steps/${place} is not of a node of the definition, or the second one of it.`);
    }
    steps.set(nodeKey, stepStateOf(step, definition, place));
    if (output !== undefined) outputs.set(nodeKey, output as JsonValue);
  }
  return {
    ...{ startedAt, triggerKey, steps, outputs },
    variables: variables as JsonObject,
    input: (state['input'] ?? null) as JsonValue,
    payload: (state['payload'] ?? null) as JsonValue,
  };
}

function stepStateOf(
  { nodeKey, status, taken }: Record<string, unknown>,
  definition: Definition,
  place: number,
): StepState {
  if (typeof status !== 'string' || !STATUSES.includes(status)) {
    throw invalid(`The status of steps/${place} is bad.`);
  }
  if (status === 'SKIPPED') return { status };
  const edges = wiringOf(definition).leaving.get(nodeKey as string) ?? [];
  const leaving = new Set<unknown>(edges.map(({ id }) => id));
  if (!Array.isArray(taken) || !taken.every((id) => leaving.has(id))) {
    throw invalid(`steps/${place} has taken edges that do not leave its node.`);
  }
  return { status: status as 'SUCCEEDED' | 'PASSED', taken: taken as string[] };
}

function checkJson(value: unknown): void {
  try {
    const issues = new IssueList();
    new JsonCheck(issues, MAX_STATE_CHARACTERS).check(value, '');
    issues.throwIfAny();
  } catch (error) {
    if (error instanceof DefinitionError) throw invalid(error.message);
    throw error;
  }
}

function isInstant(text: string): boolean {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): Refusal {
  return new Refusal('SIMULATION_MISMATCH', message, ['continueFrom']);
}
