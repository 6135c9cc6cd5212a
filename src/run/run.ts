import { type Actor } from '../platform/actor';

/** How a run came to its version: asked for, by a channel's one route, by a split, as its origin, by its parent run. */
export type RunSelection = 'EXPLICIT' | 'CHANNEL' | 'SPLIT' | 'REPLAY' | 'PARENT';
/** Test runs go also while the workflow is paused or has errors, and count neither in figures nor for limits. */
export type RunMode = 'LIVE' | 'TEST';
export type RunTrigger = 'MANUAL' | 'SCHEDULE' | 'WEBHOOK' | 'WORKFLOW' | 'REPLAY';
export type RunExecutor = 'BUILT_IN' | 'EXTERNAL';
export type RunStatus = 'QUEUED' | 'RUNNING' | 'WAITING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

/** Runs that call each other, one below the other, at most: else a few workflows could start millions. */
export const MOST_NESTED_RUNS = 10;

/** Why a run or step failed, as its executor put it. */
export interface RunError {
  /** Stable, for programs; whatever the executor uses. */
  code: string;
  message: string;
  /** The node at which it failed. */
  nodeKey: string | null;
}

/**
 * One execution, pinned for life to the definition that was chosen at its start. What may be large
 * (input, output, variables, metrics) is apart, see {@link RunContent}.
 */
export interface Run {
  id: string;
  workspaceId: string;
  workflowId: string;
  versionId: string;
  /** Revision of the version that held the digest. */
  revision: number;
  digest: string;
  /** Null where the version was asked for and no channel named. */
  channelId: string | null;
  /** Label of the route that it came by. */
  variant: string | null;
  selectedBy: RunSelection;
  mode: RunMode;
  trigger: RunTrigger;
  /** Key of the trigger's node, if the definition has one of that kind. */
  triggerKey: string | null;
  executor: RunExecutor;
  status: RunStatus;
  error: RunError | null;
  replayOf: string | null;
  /** The run that called this one, while it is there. */
  parentRun: string | null;
  /** The step of that run which waits for this one. */
  parentStep: string | null;
  createdAt: string;
  createdBy: Actor;
  /** When it was first claimed. */
  startedAt: string | null;
  finishedAt: string | null;
  /** How often it was handed out; more than once where a lease was lost. */
  claims: number;
  /** While it is queued, since when it may be claimed; while it runs, when its lease ends. */
  claimableAt: string | null;
  /** Number of its last progress. */
  lastSequence: number;
}

/** What a run was given and gave, as JSON text. */
export interface RunContent {
  id: string;
  input: string;
  output: string | null;
  /** Values of the variables at the start, by name. */
  variables: string;
  /** Those values as steps have set them since; null while none has. */
  currentVariables: string | null;
  /** What its trigger was given; null where that is the input. */
  triggerPayload: string | null;
  /** Numbers that the executor measured, by name. */
  metrics: string | null;
}

export type StepStatus =
  'RUNNING' | 'WAITING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'CANCELED' | 'INTERRUPTED';

/** What a step waits for without holding a process. Times are as of `Clock.now`. */
export type StepWait =
  | { kind: 'TIME'; resumesAt: string }
  /** Before its next attempt. */
  | { kind: 'RETRY'; resumesAt: string }
  | { kind: 'APPROVAL'; prompt: string }
  /** For another run to finish. */
  | { kind: 'RUN'; runId: string };

/** One attempt at one node of a run. Once it is finished it never changes. */
export interface Step {
  id: string;
  runId: string;
  nodeKey: string;
  /** Name of the node, as its definition has it. */
  name: string;
  /** From 1, per node. */
  attempt: number;
  /** Its place among the steps of the run. */
  position: number;
  status: StepStatus;
  error: RunError | null;
  /** Of a WAITING step. */
  waitingFor: StepWait | null;
  startedAt: string;
  finishedAt: string | null;
}

/** What a step was given and gave, as JSON text. */
export interface StepContent {
  id: string;
  input: string | null;
  output: string | null;
}

export type RunProgressKind =
  | 'QUEUED'
  | 'CLAIMED'
  | 'STEP_STARTED'
  | 'STEP_WAITING'
  | 'STEP_FINISHED'
  | 'FINISHED'
  /** It is queued again, to go on from where it failed. */
  | 'RETRIED';

/** One thing that happened to a run, numbered from 1 without gaps. */
export interface RunProgress {
  runId: string;
  sequence: number;
  kind: RunProgressKind;
  stepId: string | null;
  occurredAt: string;
}

/** What the limits of a workflow are held against. Test runs do not count. */
export interface RunTally {
  /** The day (UTC, `2026-01-31`) of `startedOnDay`. */
  day: string;
  startedOnDay: number;
  lastStartedAt: string | null;
  failuresInARow: number;
}
