import { setImmediate as othersAreServed } from 'node:timers/promises';
import type { Definition, DefinitionNode, JsonObject, JsonValue } from '../../graph/definition';
import { MAX_RUN_VALUE_CHARACTERS } from '../run.rules';
import { ExpressionEvaluator } from '../execution/expression';
import { ExpressionScope, StepOutputs } from '../execution/expression-scope';
import type { NodeContext } from '../execution/node-function';
import { StepPlan, type StepState } from '../execution/plan-steps';
import { StepError } from '../execution/step-error';
import { emptyStep, fail, simulateNode, type StandIns } from './simulate-node';
import {
  MAX_SIMULATION_CHARACTERS,
  MOST_SIMULATION_MS,
  simulatedError,
  type SimulatedError,
  type SimulatedStep,
} from './simulation';
import type { SimulationState } from './simulation-state';

/** What a walk needs beside its state. */
export interface WalkParts {
  definition: Definition;
  standIns: Omit<StandIns, 'triggerKey'>;
  expressions: ExpressionEvaluator;
  /** What expressions read as `run`. */
  run: JsonObject;
  /** Aborted when the time is over. */
  signal: AbortSignal;
}

/** How far a walk came. */
export interface WalkOutcome {
  status: 'SUCCEEDED' | 'FAILED' | 'PAUSED';
  trace: SimulatedStep[];
  /** Ids of the nodes that come next, the first of them first. */
  next: string[];
  error?: SimulatedError;
}

/**
 * Walks through a definition as the built-in executor does, but one node after the other, always the
 * first that can start in topological order. What comes next therefore follows from the state alone, so
 * steps that are made one by one are those that are made at once.
 */
export class SimulationWalk {
  private readonly plan: StepPlan;
  private readonly outputs: StepOutputs;
  private readonly expressions: ExpressionEvaluator;
  /** Of all outputs, and of what the trace shows of inputs. */
  private characters: number;

  /** @param state is changed. */
  constructor(
    private readonly parts: WalkParts,
    private readonly state: SimulationState,
  ) {
    this.plan = new StepPlan(parts.definition, state.triggerKey, state.steps);
    this.outputs = new StepOutputs(state.outputs);
    this.expressions = new AbortableExpressions(parts.expressions, parts.signal);
    this.characters = [...state.outputs.values()].reduce<number>(
      (sum, output) => sum + JSON.stringify(output).length,
      0,
    );
  }

  /** Makes at most `steps` steps; nodes that are skipped are none. */
  async advance(steps: number): Promise<WalkOutcome> {
    const trace: SimulatedStep[] = [];
    for (let left = steps; ; left--) {
      this.skip(trace);
      if (left <= 0 && this.next.length > 0) return { status: 'PAUSED', trace, next: this.next };
      const [node] = this.plan.start(1);
      if (node === undefined) return this.end(trace);
      // many nodes take no turn of the event loop by themselves
      await othersAreServed();
      try {
        this.parts.signal.throwIfAborted();
        trace.push(await this.make(node));
      } catch (error) {
        if (!this.parts.signal.aborted) throw error;
        return { status: 'FAILED', trace, next: [node.id, ...this.next], error: outOfTime() };
      }
    }
  }

  private end(trace: SimulatedStep[]): WalkOutcome {
    const error = trace.find((step) => step.error !== undefined)?.error;
    if (error === undefined) return { status: 'SUCCEEDED', trace, next: [] };
    return { status: 'FAILED', trace, next: [], error };
  }

  /** A skipped node is settled at once, so that it never comes twice in the answers to single steps. */
  private skip(trace: SimulatedStep[]): void {
    for (const node of this.plan.skip()) {
      this.state.steps.set(node.id, { status: 'SKIPPED' });
      trace.push(emptyStep(node));
    }
  }

  private get next(): string[] {
    return this.plan.ready.map(({ id }) => id);
  }

  private settle(nodeKey: string, state: StepState): void {
    this.plan.set(nodeKey, state);
    this.state.steps.set(nodeKey, state);
  }

  private async make(node: DefinitionNode): Promise<SimulatedStep> {
    const { standIns } = this.parts;
    const { triggerKey } = this.state;
    const from = node.disabled === true ? this.plan.passedOnFrom(node.id) : undefined;
    const step = await simulateNode({ ...standIns, triggerKey }, this.contextOf(node), from);
    if (step.status !== 'FAILED') this.checkSize(step, node);
    if (step.status === 'FAILED') {
      this.settle(node.id, { status: 'FAILED' });
      return step;
    }
    const status = step.status === 'SKIPPED' ? 'PASSED' : 'SUCCEEDED';
    this.settle(node.id, { status, taken: step.takenEdges });
    this.state.outputs.set(node.id, step.output ?? null);
    this.outputs.add(node.id, step.output ?? null);
    this.state.variables = { ...this.state.variables, ...step.variables };
    return step;
  }

  private checkSize(step: SimulatedStep, node: DefinitionNode): void {
    const characters = JSON.stringify(step.output ?? null).length;
    const shown = step.input === undefined ? 0 : JSON.stringify(step.input).length;
    this.characters += characters + shown;
    const isLarge = characters > MAX_RUN_VALUE_CHARACTERS;
    if (!isLarge && this.characters <= MAX_SIMULATION_CHARACTERS) return;
    const message = isLarge
      ? `Its output has more than ${MAX_RUN_VALUE_CHARACTERS} characters.`
      : `With it the simulation has more than ${MAX_SIMULATION_CHARACTERS} characters; mock a smaller output.`;
    delete step.input;
    fail(step, simulatedError('OUTPUT_TOO_LARGE', message, node.id), node);
  }

  private contextOf(node: DefinitionNode): NodeContext {
    const { definition, signal } = this.parts;
    const { startedAt, payload } = this.state;
    return {
      ...{ definition, node, payload, signal, scope: this.scopeOf() },
      stepKey: `simulation/${node.id}`,
      services: {
        // every node is simulated at the same moment, however long its caller takes for each
        clock: { now: () => startedAt },
        expressions: this.expressions,
        http: () => Promise.reject(new StepError('NODE_FAILED', 'A simulation sends nothing.')),
        secretOf: () => undefined,
      },
    };
  }

  private scopeOf(): ExpressionScope {
    const { input, variables, triggerKey, payload } = this.state;
    const { type } = this.plan.nodeOf(triggerKey);
    const trigger = { key: triggerKey, type, payload };
    return new ExpressionScope(
      { input, run: this.parts.run, vars: variables, trigger },
      this.outputs,
    );
  }
}

function outOfTime(): SimulatedError {
  const seconds = MOST_SIMULATION_MS / 1000;
  const message = `It takes longer than ${seconds} seconds; go on from its state.`;
  return simulatedError('OUT_OF_TIME', message);
}

/** Evaluates nothing more once the time is over, though whoever asked may not look at the signal. */
class AbortableExpressions extends ExpressionEvaluator {
  constructor(
    private readonly expressions: ExpressionEvaluator,
    private readonly signal: AbortSignal,
  ) {
    super();
  }

  override async evaluate(
    ...given: Parameters<ExpressionEvaluator['evaluate']>
  ): Promise<JsonValue> {
    this.signal.throwIfAborted();
    return this.expressions.evaluate(...given);
  }
}
