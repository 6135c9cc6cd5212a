import type { Definition, DefinitionEdge, DefinitionNode } from '../../graph/definition';
import { wiringOf } from './graph-wiring';

/**
 * What is known of a node in a run. A node without a state is yet to be decided on. A plain value: it
 * is stored with the step, and all that follows from a run's states follows again when they are read
 * back. Which edges are taken is decided once, when the node is done with, and stored as `taken`: a
 * condition is never evaluated a second time.
 *
 * - `RUNNING`: its function works, or waits for its next attempt.
 * - `WAITING`: it waits for a time, a person or another run; no process is held.
 * - `SUCCEEDED`: it is done; `taken` are the ids of the leaving edges on which the run goes on.
 * - `PASSED`: it is disabled and was passed over; `taken` as above.
 * - `FAILED`: its last attempt failed.
 * - `SKIPPED`: no edge into it was taken.
 */
export type StepState =
  | { readonly status: 'RUNNING' | 'WAITING' | 'FAILED' | 'SKIPPED' }
  | { readonly status: 'SUCCEEDED' | 'PASSED'; readonly taken: readonly string[] };

/** The states of a run's nodes, by node id. */
export type StepStates = ReadonlyMap<string, StepState>;

/** What to do next in a run. Node lists are in topological order. */
export interface StepPlan {
  /** Enabled nodes whose functions are to be called now, side by side. */
  start: DefinitionNode[];
  /** Disabled nodes that the run goes through now: their edges are to be decided, as `PASSED`. */
  pass: DefinitionNode[];
  /** Ids of the nodes that are `SKIPPED` from now on. */
  skip: string[];
  /**
   * Absent while something is to be done or under way. `WAITING`: nothing is, until a wait ends.
   * `FAILED`: a step failed and none is under way; waits need not be waited for.
   */
  outcome?: 'SUCCEEDED' | 'FAILED' | 'WAITING';
}

const TRIGGER_PREFIX = 'trigger.';

/**
 * Decides what a run does next. The rules:
 *
 * - The trigger that fired starts at once, whatever leads into it. Other built-in triggers are skipped.
 * - Another node starts when the nodes before it are all done with and at least one edge into it was
 *   taken. If none was it is skipped, so a node without entering edges is. Nothing leaves a skipped node.
 * - A disabled node that would start is passed over instead: the run goes through it as if it had
 *   succeeded at once, and its edges are decided by their conditions as ever. A disabled `branch`
 *   therefore decides as before: it has no work of its own that could be left out.
 * - After a failure nothing starts, passes or is skipped any more: steps under way may finish, then the
 *   run has failed. When the failed node's state is removed, the run goes on from there.
 *
 * Nodes on which nothing was decided have no state, so a plan can be followed in any order, in part, or
 * once more after a crash. Takes linear time.
 *
 * @param triggerKey id of the trigger that fired.
 * @throws Error if that is not a node, or if the graph is cyclic.
 */
export function planSteps(definition: Definition, steps: StepStates, triggerKey: string): StepPlan {
  const { order, entering } = wiringOf(definition);
  const plan: StepPlan = { start: [], pass: [], skip: [] };
  const statuses = new Set([...steps.values()].map(({ status }) => status));
  if (statuses.has('FAILED')) {
    return statuses.has('RUNNING') ? plan : { ...plan, outcome: 'FAILED' };
  }
  const skipped = new Set<string>();
  const taken = takenEdges(steps);
  let hasTrigger = false;
  for (const node of order) {
    hasTrigger ||= node.id === triggerKey;
    if (steps.has(node.id)) continue;
    const verdict = verdictOn(node, entering.get(node.id) ?? [], triggerKey, {
      steps,
      skipped,
      taken,
    });
    if (verdict === 'SKIP') {
      skipped.add(node.id);
      plan.skip.push(node.id);
    } else if (verdict === 'START') {
      (node.disabled === true ? plan.pass : plan.start).push(node);
    }
  }
  if (!hasTrigger) throw new Error(`The trigger ${triggerKey} is not a node of the definition.`);
  const outcome = outcomeOf(plan, statuses, steps.size + skipped.size === order.length);
  return outcome === undefined ? plan : { ...plan, outcome };
}

/**
 * The node whose output a disabled node passes on as its own: of the nodes from which an edge into it
 * was taken, that of the edge with the smallest id.
 */
export function passedOnFrom(
  definition: Definition,
  steps: StepStates,
  nodeKey: string,
): string | undefined {
  const taken = takenEdges(steps);
  const edges = wiringOf(definition).entering.get(nodeKey) ?? [];
  return edges.find(({ id }) => taken.has(id))?.source;
}

/**
 * The trigger on which a run starts that nobody's trigger fired, such as a child's: the first enabled
 * `trigger.manual` by id, else the first enabled trigger of any other built-in type.
 */
export function startingTrigger(definition: Definition): string | undefined {
  const triggers = definition.nodes.filter(
    ({ type, disabled }) => disabled !== true && type.startsWith(TRIGGER_PREFIX),
  );
  const manual = triggers.filter(({ type }) => type === 'trigger.manual');
  return (manual.length > 0 ? manual : triggers).map(({ id }) => id).sort()[0];
}

interface Knowledge {
  steps: StepStates;
  /** Ids of the nodes that this plan skips. */
  skipped: ReadonlySet<string>;
  /** Ids of the edges that were taken. */
  taken: ReadonlySet<string>;
}

function verdictOn(
  node: DefinitionNode,
  edges: readonly DefinitionEdge[],
  triggerKey: string,
  { steps, skipped, taken }: Knowledge,
): 'START' | 'SKIP' | 'LATER' {
  if (node.id === triggerKey) return 'START';
  if (node.type.startsWith(TRIGGER_PREFIX) && node.disabled !== true) return 'SKIP';
  const areSettled = edges.every(
    ({ source }) => skipped.has(source) || isDoneWith(steps.get(source)),
  );
  if (!areSettled) return 'LATER';
  return edges.some(({ id }) => taken.has(id)) ? 'START' : 'SKIP';
}

function isDoneWith(state: StepState | undefined): boolean {
  return state?.status === 'SUCCEEDED' || state?.status === 'PASSED' || state?.status === 'SKIPPED';
}

function takenEdges(steps: StepStates): Set<string> {
  const taken = new Set<string>();
  for (const state of steps.values()) {
    if ('taken' in state) for (const id of state.taken) taken.add(id);
  }
  return taken;
}

function outcomeOf(
  plan: StepPlan,
  statuses: ReadonlySet<StepState['status']>,
  isWhole: boolean,
): StepPlan['outcome'] {
  if (plan.start.length + plan.pass.length > 0 || statuses.has('RUNNING')) return undefined;
  if (statuses.has('WAITING')) return 'WAITING';
  // A graph without cycles has a node that can be decided on as long as any is undecided.
  return isWhole ? 'SUCCEEDED' : undefined;
}
