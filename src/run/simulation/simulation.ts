import type { Definition, JsonObject, JsonValue } from '../../graph/definition';

/** Longest time of one simulation, in milliseconds, waiting for its turn included. */
export const MOST_SIMULATION_MS = 30_000;
/** Most simulations that a process works on at once; others wait for their turn. */
export const MOST_SIMULATIONS = 4;
/** Most characters of JSON of all outputs of a simulation together, and of the recorded ones it may take. */
export const MAX_SIMULATION_CHARACTERS = 2 * 1024 * 1024;
/** Most characters of JSON of what a node is given that a trace shows. */
export const MAX_SHOWN_INPUT_CHARACTERS = 100_000;

/**
 * - `SUCCEEDED`: it came to its end.
 * - `FAILED`: a step failed, or it took too long; it can go on from its state.
 * - `PAUSED`: as many steps as asked for were made.
 * - `REFUSED`: the definition, or its input, cannot be simulated; nothing was.
 */
export type SimulationStatus = 'SUCCEEDED' | 'FAILED' | 'PAUSED' | 'REFUSED';

/** Where an output comes from: the node itself, a mock, an earlier run, or the example of its type. */
export type OutputSource = 'EXECUTED' | 'MOCK' | 'RECORDED' | 'EXAMPLE';

/** Why a step failed. */
export interface SimulatedError {
  /** A `StepErrorCode`, a {@link SimulationErrorCode}, or what a mock says. */
  code: string;
  message: string;
  nodeKey?: string;
  edgeKey?: string;
  /** JSON Pointer from the node or edge to the text at fault. */
  path?: string;
  /** Where in that text, in UTF-16 code units from 0. */
  position?: number;
}

/** What a node did in a simulation. */
export interface SimulatedStep {
  nodeKey: string;
  name: string;
  type: string;
  /** A disabled node that was passed over is `SKIPPED` with an output and taken edges. */
  status: 'SUCCEEDED' | 'FAILED' | 'SKIPPED';
  /** Absent where there is no output, and of what was passed over. */
  source?: OutputSource;
  /** What a node that reaches outside would be given; secrets are references. */
  input?: JsonValue;
  output?: JsonValue;
  error?: SimulatedError;
  /** New values of variables, by name. */
  variables: JsonObject;
  /** Ids of the leaving edges on which it goes on. */
  takenEdges: readonly string[];
  /** When a run would go on that came to this delay now. */
  resumedAt?: string;
  /** What a run would do otherwise, for people. */
  notes: string[];
}

/** Why a definition or its input cannot be simulated. */
export interface SimulationRefusal {
  code: string;
  nodeKey?: string;
  edgeKey?: string;
  /** JSON Pointer, of a fault of the input from the input. */
  path?: string;
  message: string;
}

/** What came of a simulation. */
export interface Simulation {
  digest: string;
  definition: Definition;
  status: SimulationStatus;
  /** Why it is `FAILED`. */
  error?: SimulatedError;
  refusals: SimulationRefusal[];
  /** What was done now: not what was done before the state that it went on from. */
  trace: SimulatedStep[];
  /** Ids of the nodes that come next. */
  next: string[];
  /** What the run would give; absent unless it succeeded. */
  output?: JsonValue;
  /** Values of variables, by name. */
  variables: JsonObject;
  /** To go on from; absent where there is nothing to go on with. */
  state?: JsonObject;
}

/** What a caller says that a node gives. */
export type Mock = { output: JsonValue } | { error: { code: string; message: string } };

/** What only a simulation fails with, beside what fails steps of runs. */
export type SimulationErrorCode = 'NO_OUTPUT' | 'OUTPUT_TOO_LARGE' | 'OUT_OF_TIME';

/** An error that a simulation itself finds. */
export function simulatedError(
  code: SimulationErrorCode,
  message: string,
  nodeKey?: string,
): SimulatedError {
  return { code, message, ...(nodeKey !== undefined && { nodeKey }) };
}
