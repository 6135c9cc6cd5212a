import { type Definition } from '../graph/definition';
import { DefinitionError, IssueList } from '../graph/definition-error';
import { inputFaults } from '../graph/input-schema';
import { JsonCheck } from '../graph/json-check';
import { invalidInput, Refusal } from '../platform/refusal';
import { type Workflow } from '../workflow/workflow';
import { variableKey } from './persistent-variable';
import { type RunError, type RunMode, type RunTally, type Step, type StepStatus } from './run';

/** Most characters of JSON that a run's input, its output, or those of a step may have. */
export const MAX_RUN_VALUE_CHARACTERS = 1024 * 1024;
/** Most characters of JSON that the outputs of a run's steps may have together: an executor holds them all. */
export const MAX_RUN_OUTPUTS_CHARACTERS = 32 * 1024 * 1024;
/** Most characters of JSON that the variables of a run may have together: each step that sets one stores them all. */
export const MAX_RUN_VARIABLES_CHARACTERS = 8 * 1024 * 1024;
/** Most runs that one request starts. */
export const MOST_STARTED = 100;
/** Most runs that one request claims. */
export const MOST_CLAIMED = 100;
/** A lease lasts at least so many milliseconds, and at most so many. */
export const LEASE_MS = { least: 1_000, most: 60 * 60 * 1000, usual: 60_000 } as const;
const MAX_CODE = 200;
/** Most characters of the message of an error. */
export const MAX_MESSAGE = 10_000;
const MOST_METRICS = 50;
const MAX_METRIC_NAME = 100;
const MAX_STICKY_KEY = 500;
const LISTED_FAULTS = 3;

/**
 * A free value as the JSON text that is stored; null for none.
 * @throws Refusal INVALID_INPUT for what is too large, too deep, or not JSON.
 */
export function jsonText(value: unknown, field: string): string | null {
  if (value === undefined || value === null) return null;
  try {
    const issues = new IssueList();
    new JsonCheck(issues, MAX_RUN_VALUE_CHARACTERS).check(value, '');
    issues.throwIfAny();
  } catch (error) {
    if (error instanceof DefinitionError) throw invalidInput(`${field}: ${error.message}`, [field]);
    throw error;
  }
  return JSON.stringify(value);
}

/** @throws Refusal RUN_INPUT_INVALID for an input that the definition's JSON Schema does not take. */
export function checkRunInput(definition: Definition, input: unknown, field: string[]): void {
  if (definition.inputs === undefined) return;
  const faults = inputFaults(definition.inputs, input);
  if (faults.length === 0) return;
  const listed = faults
    .slice(0, LISTED_FAULTS)
    .map(({ path, message }) => `${path || 'The input'} ${message}`);
  const left = faults.length - listed.length;
  throw new Refusal(
    'RUN_INPUT_INVALID',
    listed.join('; ') + (left > 0 ? `; and ${left} more` : '') + '.',
    field,
  );
}

/** Whether a definition has variables that outlive runs. */
export function keepsVariables({ variables }: Definition): boolean {
  return variables?.some(({ lifetime }) => lifetime === 'persist') ?? false;
}

/**
 * Values of the variables at the start of a run: what earlier runs left of those that persist, else
 * their defaults, null where there is none.
 *
 * @param kept JSON texts by `variableKey`.
 */
export function initialVariables(
  definition: Definition,
  kept: ReadonlyMap<string, string>,
): Record<string, unknown> {
  return Object.fromEntries(
    (definition.variables ?? []).map(({ name, type, lifetime, default: value }) => {
      const text = lifetime === 'persist' ? kept.get(variableKey(name, type)) : undefined;
      return [name, text === undefined ? (value ?? null) : (JSON.parse(text) as unknown)];
    }),
  );
}

/** @throws Refusal that says why the workflow takes no run of this mode now. */
export function checkStartable(workflow: Workflow, mode: RunMode): void {
  if (workflow.archivedAt) {
    throw new Refusal('WORKFLOW_ARCHIVED', 'This workflow is archived; it takes no runs.', [
      'workflowId',
    ]);
  }
  if (workflow.pausedAt && mode === 'LIVE') {
    throw new Refusal('WORKFLOW_PAUSED', `This workflow is paused: ${workflow.pausedReason}`, [
      'workflowId',
    ]);
  }
}

/**
 * Why `count` more live runs may not start, or undefined where they may.
 *
 * @param underWay live runs that are not finished.
 */
export function limitHit(
  { limits }: Workflow,
  tally: RunTally,
  underWay: number,
  count: number,
  now: string,
): string | undefined {
  const { maxConcurrentRuns, maxRunsPerDay, coolDownMs } = limits ?? {};
  if (maxConcurrentRuns != null && underWay + count > maxConcurrentRuns)
    return `Limit hit: at most ${maxConcurrentRuns} runs may be under way at once.`;
  const today = tally.day === dayOf(now) ? tally.startedOnDay : 0;
  if (maxRunsPerDay != null && today + count > maxRunsPerDay)
    return `Limit hit: at most ${maxRunsPerDay} runs may start per day.`;
  const since =
    tally.lastStartedAt === null ? Infinity : Date.parse(now) - Date.parse(tally.lastStartedAt);
  if (coolDownMs != null && (count > 1 || since < coolDownMs))
    return `Limit hit: between two starts there must be ${coolDownMs} ms.`;
  return undefined;
}

/** The day of a moment, in UTC: `2026-01-31`. */
export function dayOf(time: string): string {
  return time.slice(0, 10);
}

/**
 * Which attempt a report without one means: the one under way; where none is, the next for a start
 * or after an interruption, else the finished one, which makes a repeated report harmless.
 *
 * @param latest the node's latest step in the run.
 */
export function attemptMeant(latest: Step | undefined, reported: StepStatus): number {
  if (!latest) return 1;
  if (latest.status === 'RUNNING') return latest.attempt;
  const isNext = reported === 'RUNNING' || latest.status === 'INTERRUPTED';
  return isNext ? latest.attempt + 1 : latest.attempt;
}

/** Milliseconds of a lease. @throws Refusal INVALID_INPUT out of bounds. */
export function checkLease(leaseMs: number | null | undefined): number {
  const wanted = leaseMs ?? LEASE_MS.usual;
  if (wanted < LEASE_MS.least || wanted > LEASE_MS.most) {
    throw invalidInput(`leaseMs is from ${LEASE_MS.least} to ${LEASE_MS.most}.`, ['leaseMs']);
  }
  return wanted;
}

/** @throws Refusal INVALID_INPUT for texts that are too long. */
export function checkError(error: {
  code: string;
  message: string;
  nodeKey?: string | null;
}): RunError {
  const { code, message, nodeKey } = error;
  if (code.length === 0 || code.length > MAX_CODE)
    throw invalidInput(`An error's code has 1 to ${MAX_CODE} characters.`, ['error', 'code']);
  if (message.length > MAX_MESSAGE)
    throw invalidInput(`An error's message has at most ${MAX_MESSAGE} characters.`, [
      'error',
      'message',
    ]);
  return { code, message, nodeKey: nodeKey ?? null };
}

/** Metrics as the JSON text that is stored. @throws Refusal INVALID_INPUT unless they are numbers by name. */
export function metricsText(metrics: unknown): string | null {
  if (metrics === undefined || metrics === null) return null;
  const refuse = (): never => {
    throw invalidInput(
      `metrics is an object of at most ${MOST_METRICS} numbers, each with a name of at most ${MAX_METRIC_NAME} characters.`,
      ['metrics'],
    );
  };
  if (typeof metrics !== 'object' || Array.isArray(metrics)) return refuse();
  const entries = Object.entries(metrics);
  if (entries.length > MOST_METRICS) return refuse();
  for (const [name, value] of entries)
    if (name.length > MAX_METRIC_NAME || typeof value !== 'number') return refuse();
  return JSON.stringify(metrics);
}

/** @throws Refusal INVALID_INPUT for a sticky key of no or of too many characters. */
export function checkStickyKey(key: string | null | undefined): void {
  if (key != null && (key.length === 0 || key.length > MAX_STICKY_KEY))
    throw invalidInput(`A stickyKey has 1 to ${MAX_STICKY_KEY} characters.`, ['stickyKey']);
}
