import type { Definition, DefinitionNode } from '../../graph/definition';
import { type GraphWiring, wiringOf } from './graph-wiring';
import { PriorityQueue } from './priority-queue';

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

/** Where a run is: absent while something is to be done or under way. */
export type PlanOutcome = 'SUCCEEDED' | 'FAILED' | 'WAITING' | undefined;

const TRIGGER_PREFIX = 'trigger.';

/** What is wrong with a definition that has no {@link startingTrigger}. */
export const NO_TRIGGER = 'It has no trigger at which a run could start.';

/**
 * Knows the states of a run's nodes and decides what the run does next. The rules:
 *
 * - The trigger that fired starts at once, whatever leads into it. Other built-in triggers are skipped.
 * - Another node starts when the nodes before it are all done with and at least one edge into it was
 *   taken. If none was it is skipped, so a node without entering edges is. Nothing leaves a skipped node.
 * - A disabled node that would start is passed over instead: the run goes through it as if it had
 *   succeeded at once, and its edges are decided by their conditions as ever. A disabled `branch`
 *   therefore decides as before: it has no work of its own that could be left out.
 * - After a failure nothing starts, passes or is skipped any more: steps under way may finish, then the
 *   run has failed. When the failed node's state is left out, a new plan goes on from there.
 *
 * Nodes on which nothing was decided have no state, so a plan can be followed in any order, in part, or
 * be made once more after a crash. What follows from a change is found from the neighbours of the node
 * that changed: a whole run costs its nodes and edges once, whatever the number of its steps.
 */
export class StepPlan {
  readonly #wiring: GraphWiring;
  readonly #states: Map<string, StepState>;
  /** How many nodes before a node are not done with yet; a node counts once for each edge from it. */
  readonly #unsettled = new Map<string, number>();
  /** Ids of the edges that were taken, and of the nodes that they lead to. */
  readonly #taken = new Set<string>();
  readonly #reached = new Set<string>();
  readonly #ready = new PriorityQueue<DefinitionNode>((a, b) => this.compare(a, b));
  /** Nodes to which no edge was taken, and which are not skipped yet. */
  #unreached: DefinitionNode[] = [];
  readonly #counts = { RUNNING: 0, WAITING: 0, FAILED: 0 };

  /**
   * @param triggerKey id of the trigger that fired.
   * @param states of nodes on which something was decided, by id.
   * @throws Error if the trigger is not a node, or if the graph is cyclic.
   */
  constructor(
    definition: Definition,
    private readonly triggerKey: string,
    states: Iterable<readonly [string, StepState]> = [],
  ) {
    this.#wiring = wiringOf(definition);
    const { order, entering } = this.#wiring;
    this.nodeOf(triggerKey);
    this.#states = new Map(states);
    for (const node of order) {
      const { id } = node;
      // what leads into a trigger decides nothing
      const edges = this.isTrigger(node) ? Infinity : (entering.get(id)?.length ?? 0);
      this.#unsettled.set(id, edges);
    }
    for (const [id, state] of this.#states) {
      this.count(state, 1);
      this.settleEdges(id, state);
    }
    for (const node of order)
      if (this.isTrigger(node) || this.#unsettled.get(node.id) === 0) this.decideOn(node);
  }

  /** @throws Error where the definition has no such node. */
  nodeOf(nodeKey: string): DefinitionNode {
    const { order, places } = this.#wiring;
    const node = order[places.get(nodeKey) ?? -1];
    if (node === undefined) throw new Error(`${nodeKey} is not a node of the definition.`);
    return node;
  }

  /** What was decided on a node; undefined where nothing was. */
  stateOf(nodeKey: string): StepState | undefined {
    return this.#states.get(nodeKey);
  }

  /** Notes what became of a node that was started. What is done with never changes again. */
  set(nodeKey: string, state: StepState): void {
    const before = this.#states.get(nodeKey);
    if (before) this.count(before, -1);
    this.count(state, 1);
    this.#states.set(nodeKey, state);
    for (const node of this.settleEdges(nodeKey, state)) this.decideOn(node);
  }

  /**
   * Takes up to `most` of the nodes that can start, in topological order; they are `RUNNING` from now
   * on. Disabled ones are to be passed over.
   */
  start(most: number): DefinitionNode[] {
    const started: DefinitionNode[] = [];
    while (started.length < most && this.#counts.FAILED === 0) {
      const node = this.#ready.take();
      if (node === undefined) break;
      this.set(node.id, { status: 'RUNNING' });
      started.push(node);
    }
    return started;
  }

  /** The nodes that can start, in topological order. Costs as much as there are. */
  get ready(): DefinitionNode[] {
    return this.#counts.FAILED > 0 ? [] : this.#ready.inOrder();
  }

  /** Skips what no edge leads to any more, and answers those nodes in topological order. */
  skip(): DefinitionNode[] {
    const skipped: DefinitionNode[] = [];
    if (this.#counts.FAILED > 0) return skipped;
    for (let node = this.#unreached.pop(); node; node = this.#unreached.pop()) {
      this.set(node.id, { status: 'SKIPPED' });
      skipped.push(node);
    }
    return skipped.sort((a, b) => this.compare(a, b));
  }

  /**
   * Where the run is, once what is to be skipped was. `WAITING`: nothing is to be done or under way until
   * a wait ends. `FAILED`: a step failed and none is under way; waits need not be waited for.
   */
  get outcome(): PlanOutcome {
    const { RUNNING, WAITING, FAILED } = this.#counts;
    if (RUNNING > 0) return undefined;
    if (FAILED > 0) return 'FAILED';
    if (this.#ready.size > 0) return undefined;
    if (WAITING > 0) return 'WAITING';
    // A graph without cycles has a node that can be decided on as long as any is undecided.
    return this.#states.size === this.#wiring.order.length ? 'SUCCEEDED' : undefined;
  }

  /**
   * The node whose output a disabled node passes on as its own: of the nodes from which an edge into it
   * was taken, that of the edge with the smallest id.
   */
  passedOnFrom(nodeKey: string): string | undefined {
    const edges = this.#wiring.entering.get(nodeKey) ?? [];
    return edges.find(({ id }) => this.#taken.has(id))?.source;
  }

  /** By topological order. */
  private compare(a: DefinitionNode, b: DefinitionNode): number {
    const { places } = this.#wiring;
    return places.get(a.id)! - places.get(b.id)!;
  }

  private count({ status }: StepState, by: 1 | -1): void {
    if (status === 'RUNNING' || status === 'WAITING' || status === 'FAILED')
      this.#counts[status] += by;
  }

  /** Settles the edges from a node that is done with; answers the nodes to which the last one led. */
  private settleEdges(nodeKey: string, state: StepState): DefinitionNode[] {
    const settled: DefinitionNode[] = [];
    if (!isDoneWith(state)) return settled;
    if ('taken' in state) for (const id of state.taken) this.#taken.add(id);
    for (const { id, target } of this.#wiring.leaving.get(nodeKey) ?? []) {
      if (this.#taken.has(id)) this.#reached.add(target);
      const left = this.#unsettled.get(target)! - 1;
      this.#unsettled.set(target, left);
      if (left === 0) settled.push(this.nodeOf(target));
    }
    return settled;
  }

  /** Has a node start or be skipped, once all before it are done with, unless it has a state already. */
  private decideOn(node: DefinitionNode): void {
    if (this.#states.has(node.id)) return;
    const isReached = this.#reached.has(node.id) && !this.isTrigger(node);
    if (isReached || node.id === this.triggerKey) this.#ready.add(node);
    else this.#unreached.push(node);
  }

  private isTrigger({ id, type, disabled }: DefinitionNode): boolean {
    return id === this.triggerKey || (type.startsWith(TRIGGER_PREFIX) && disabled !== true);
  }
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

function isDoneWith({ status }: StepState): boolean {
  return status === 'SUCCEEDED' || status === 'PASSED' || status === 'SKIPPED';
}
