import { type JsonValue } from '../graph/definition';

/** Why a step or run failed. */
export interface RunnerFailure {
  code: string;
  message: string;
  nodeKey: string | null;
}

/** What happened to a step, as it is told. */
export type StepNews = {
  nodeKey: string;
  name: string;
  type: string;
  /** From 1. */
  attempt: number;
  /** Ids of the nodes by which the run was called, outermost first; empty for the run that was asked for. */
  callers: readonly string[];
} & (
  | { kind: 'SUCCEEDED' | 'PASSED'; output: JsonValue; milliseconds: number }
  | { kind: 'FAILED'; error: RunnerFailure; milliseconds: number }
  | { kind: 'SKIPPED' }
  /** Before another attempt, or by a `delay`. */
  | { kind: 'RETRYING' | 'DELAYED'; until: string }
  | { kind: 'ASKING'; prompt: string }
  | { kind: 'CALLING'; digest: string }
);
