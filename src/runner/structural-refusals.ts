import { type Definition } from '../graph/definition';
import { executorRefusals } from '../run/execution/graph-wiring';
import { builtInNodeFunctions } from '../run/execution/node-functions';
import { startingTrigger } from '../run/execution/plan-steps';

/** The refusal of a definition at which no run could start. */
export const NO_TRIGGER = 'It has no trigger at which a run could start.';

/**
 * What keeps a definition from being executed with the built-in node types alone, in sentences; empty if
 * nothing does. What its configs lack is not looked at.
 */
export function structuralRefusals(definition: Definition): string[] {
  const found = executorRefusals(definition, (type) => builtInNodeFunctions.has(type)).map(
    ({ nodeKey, edgeKey, message }) => `${nodeKey ?? edgeKey}: ${message}`,
  );
  if (startingTrigger(definition) === undefined) found.push(NO_TRIGGER);
  return found;
}
