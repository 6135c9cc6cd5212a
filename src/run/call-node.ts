import { type JsonValue } from '../graph/definition';
import { type Attempt, type RunState, type WokenStep } from './execution-state';
import { passNode, resumeNode, startNode, type StepResult } from './execution/execute-node';
import { ExpressionScope } from './execution/expression-scope';
import { type NodeContext, type NodeFunction, type NodeServices } from './execution/node-function';
import { stepKey } from './execution/step-key';

/** What is to be done with an attempt. */
export interface AttemptCall {
  attempt: Attempt;
  /** PASS: the node is disabled. RESUME: it waited. */
  how: 'START' | 'PASS' | 'RESUME';
  /** What came, for one that waited. */
  wake?: WokenStep['wake'];
  signal: AbortSignal;
  recordInput: (input: JsonValue) => void;
}

/** What calls of nodes use beside the run. */
export interface CallParts {
  functions: ReadonlyMap<string, NodeFunction>;
  services: NodeServices;
}

/**
 * Calls the function of a node, as an attempt at its step.
 * @throws StepError where the node failed; anything else is a fault, or the reason of the signal.
 */
export async function callNode(
  state: RunState,
  { attempt, how, wake, signal, recordInput }: AttemptCall,
  { functions, services }: CallParts,
): Promise<StepResult> {
  const { node } = attempt;
  const { definition, facts, outputs, variables, plan } = state;
  const { input, payload, run, triggerKey } = facts;
  const trigger = { key: triggerKey, type: plan.nodeOf(triggerKey).type, payload };
  const context: NodeContext = {
    ...{ definition, node, payload, signal, services, recordInput },
    scope: new ExpressionScope({ input, vars: { ...variables }, trigger, run }, outputs),
    stepKey: stepKey(run.id, node.id),
  };
  if (how === 'PASS') return passNode(context, plan.passedOnFrom(node.id));
  if (how === 'RESUME') return resumeNode(functions, context, await wake!());
  return startNode(functions, context);
}
