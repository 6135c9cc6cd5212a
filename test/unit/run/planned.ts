import type { Definition, DefinitionNode, JsonValue } from '../../../src/graph/definition';
import {
  ExpressionScope,
  type ScopeFacts,
  StepOutputs,
} from '../../../src/run/execution/expression-scope';
import { type PlanOutcome, StepPlan, type StepState } from '../../../src/run/execution/plan-steps';

/** What follows from states, as a plan that is made of them says. */
export interface Planned {
  start: DefinitionNode[];
  /** Disabled nodes that are passed over. */
  pass: DefinitionNode[];
  skip: string[];
  outcome: PlanOutcome;
}

/** What a plan says next; the nodes that it skips are skipped by it. */
export function nextOf(plan: StepPlan): Planned {
  const skip = plan.skip().map(({ id }) => id);
  const { ready, outcome } = plan;
  const start = ready.filter(({ disabled }) => disabled !== true);
  return { start, pass: ready.filter(({ disabled }) => disabled === true), skip, outcome };
}

export function planned(
  definition: Definition,
  states: ReadonlyMap<string, StepState>,
  triggerKey: string,
): Planned {
  return nextOf(new StepPlan(definition, triggerKey, states));
}

/** What expressions read, of plain values. */
export function scopeOf(
  facts: ScopeFacts & { steps: Readonly<Record<string, JsonValue>> },
): ExpressionScope {
  return new ExpressionScope(facts, new StepOutputs(Object.entries(facts.steps)));
}
