import {
  type Definition,
  type DefinitionNode,
  type JsonObject,
  type JsonValue,
} from '../graph/definition';
import { type Actor } from '../platform/actor';
import { StepOutputs } from './execution/expression-scope';
import { type Wake } from './execution/node-function';
import { StepPlan, type StepState } from './execution/plan-steps';
import { type RunError, type StepStatus, type StepWait } from './run';

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

/** What a step waited for, as it is stored until the step goes on. */
export type StoredWake =
  | { kind: 'SIGNAL'; data: JsonValue; by: Actor }
  /** `failure`: why the run failed. It may be tried again before anybody reads this. */
  | { kind: 'RUN'; runId: string; failure?: string };

/** A waiting step for which what it waits for has come. */
export interface WokenStep {
  nodeKey: string;
  /** What came. @throws StepError that fails the attempt. */
  wake: () => Wake | Promise<Wake>;
}

/** The last attempt at a node, as the executor goes on from it. */
export interface KnownStep {
  id: string;
  nodeKey: string;
  attempt: number;
  /** Its place among the steps of the run. */
  position: number;
  /** Which try of the node's retry policy it is, from 1. */
  tries: number;
  /** As stored: WAITING is RUNNING with `waitingFor`. */
  status: Exclude<StepStatus, 'WAITING'>;
  waitingFor: StepWait | null;
  wakeAt: string | null;
  /** Ids of the edges that were taken from it; null where none were decided. */
  taken: string[] | null;
  output: JsonValue | undefined;
  /** Of JSON. */
  outputCharacters: number;
  error: RunError | null;
  /** Whether it failed before the run was tried again. */
  isRetried: boolean;
  /** Attempts at the node that were interrupted since one failed. */
  interruptions: number;
}

/** What of a run stays the same from its start to its end. */
export interface RunFacts {
  input: JsonValue;
  /** What the trigger was given. */
  payload: JsonValue;
  /** Id of the node of the trigger that fired. */
  triggerKey: string;
  /** What expressions read as `run`; `version` is a number, null where the version is not known. */
  run: { id: string; workflow: string; version: number | null };
}

/**
 * What the executor knows of a run while it has it. The plan is ahead of what was committed while that is
 * written; where it cannot be written, the state is dropped as a whole.
 */
export interface RunState {
  facts: RunFacts;
  definition: Definition;
  plan: StepPlan;
  /** Last attempts at nodes, whatever came of them. */
  attempts: Map<string, Attempt>;
  waiting: Map<string, WaitingAttempt>;
  outputs: StepOutputs;
  /** Values of variables as the steps so far have set them; replaced, never changed. */
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
 * @param steps in the order in which they ended.
 * @param variables as the steps so far have set them.
 */
export function stateOf(
  facts: RunFacts,
  definition: Definition,
  steps: readonly KnownStep[],
  variables: JsonObject,
): RunState {
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  const attempts = new Map<string, Attempt>();
  const waiting = new Map<string, WaitingAttempt>();
  const outputs = new StepOutputs();
  const states: [string, StepState][] = [];
  for (const step of steps) {
    const node = nodes.get(step.nodeKey)!;
    const { id: stepId, attempt, tries, interruptions, waitingFor, wakeAt, output } = step;
    const isInterrupted = step.status === 'INTERRUPTED';
    const known: Attempt = { stepId, node, attempt, tries, interruptions, isInterrupted };
    attempts.set(node.id, known);
    if (output !== undefined) outputs.add(node.id, output);
    if (step.status === 'RUNNING' && waitingFor)
      waiting.set(node.id, { ...known, waitingFor, wakeAt });
    const state = stepStateOf(step);
    if (state) states.push([node.id, state]);
  }
  const failed = steps.find((step) => step.error && stepStateOf(step)?.status === 'FAILED');
  return {
    ...{ facts, definition, attempts, waiting, outputs, variables },
    plan: new StepPlan(definition, facts.triggerKey, states),
    outputCharacters: steps.reduce((sum, step) => sum + step.outputCharacters, 0),
    lastPosition: steps.reduce((last, { position }) => Math.max(last, position), 0),
    ...(failed?.error && { failure: failed.error }),
  };
}

function stepStateOf({ status, waitingFor, taken, isRetried }: KnownStep): StepState | undefined {
  if (status === 'RUNNING' && waitingFor) return { status: 'WAITING' };
  if (status === 'SUCCEEDED') return { status, taken: taken ?? [] };
  // a disabled node was passed over: a way led to it and on
  if (status === 'SKIPPED') return taken ? { status: 'PASSED', taken } : { status };
  if (status === 'FAILED' && !isRetried) return { status };
  return undefined;
}
