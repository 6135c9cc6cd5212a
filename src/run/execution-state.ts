import {
  type Definition,
  type DefinitionNode,
  type JsonObject,
  type JsonValue,
} from '../graph/definition';
import { type StepState } from './execution/plan-steps';
import { type KnownStep } from './execution.store';
import { type Run, type RunError, type StepWait } from './run';

/** One attempt at a node. */
export interface Attempt {
  stepId: string;
  node: DefinitionNode;
  /** From 1, per node. */
  attempt: number;
  /** Which try of the node's retry policy it is, from 1. */
  tries: number;
  /** Earlier attempts at the node that were interrupted since one failed. */
  interruptions: number;
  /** Whether it was interrupted itself. */
  isInterrupted?: boolean;
}

/** An attempt that waits. */
export interface WaitingAttempt extends Attempt {
  waitingFor: StepWait;
  /** Null where no time ends it. */
  wakeAt: string | null;
}

/** What expressions can read that stays the same for a whole run. */
export interface RunFacts {
  input: JsonValue;
  /** What the trigger was given. */
  payload: JsonValue;
  /** Number of the version. */
  version: number;
}

/** What the executor knows of a run while it has its lease. Changed only by what was committed. */
export interface ExecutionState {
  run: Run;
  facts: RunFacts;
  definition: Definition;
  /** Of the definition, by id. */
  nodes: ReadonlyMap<string, DefinitionNode>;
  /** Id of the trigger that fired. */
  triggerKey: string;
  /** Of nodes that are decided on. */
  states: Map<string, StepState>;
  /** Last attempts at nodes, whatever came of them. */
  attempts: Map<string, Attempt>;
  waiting: Map<string, WaitingAttempt>;
  /** Outputs by node id. */
  outputs: JsonObject;
  /** Values of variables as the steps so far have set them. */
  variables: JsonObject;
  /** Characters of JSON that the outputs have together. */
  outputCharacters: number;
  /** Place of the last step. */
  lastPosition: number;
  /** Why the run is to fail, once nothing is under way any more. */
  failure?: RunError;
}

/**
 * The state from which a run goes on, by its last attempts: those that failed before it was tried
 * again, were interrupted or canceled are to be decided on anew; waits go on.
 *
 * @param variables as the steps so far have set them.
 */
export function stateOf(
  run: Run,
  facts: RunFacts,
  definition: Definition,
  steps: readonly KnownStep[],
  variables: JsonObject,
): ExecutionState {
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  const state: ExecutionState = {
    run,
    facts,
    definition,
    nodes,
    triggerKey: run.triggerKey!,
    states: new Map(),
    attempts: new Map(),
    waiting: new Map(),
    outputs: {},
    variables,
    outputCharacters: steps.reduce((sum, step) => sum + step.outputCharacters, 0),
    lastPosition: steps.reduce((last, { position }) => Math.max(last, position), 0),
  };
  for (const step of steps) {
    const node = nodes.get(step.nodeKey)!;
    const { id: stepId, attempt, tries, interruptions, waitingFor, wakeAt, taken, output } = step;
    const isInterrupted = step.status === 'INTERRUPTED';
    const known: Attempt = { stepId, node, attempt, tries, interruptions, isInterrupted };
    state.attempts.set(node.id, known);
    if (output !== undefined) state.outputs[node.id] = output;
    if (step.status === 'RUNNING' && waitingFor) {
      state.waiting.set(node.id, { ...known, waitingFor, wakeAt });
      state.states.set(node.id, { status: 'WAITING' });
    } else if (step.status === 'SUCCEEDED') {
      state.states.set(node.id, { status: 'SUCCEEDED', taken: taken ?? [] });
    } else if (step.status === 'SKIPPED') {
      // a disabled node was passed over: a way led to it and on
      state.states.set(node.id, taken ? { status: 'PASSED', taken } : { status: 'SKIPPED' });
    } else if (step.status === 'FAILED' && !step.isRetried) {
      state.states.set(node.id, { status: 'FAILED' });
      if (step.error) state.failure = step.error;
    }
  }
  return state;
}
