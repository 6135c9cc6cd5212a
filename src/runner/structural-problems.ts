import { type Definition } from '../graph/definition';
import { type Problem } from '../graph/problems';
import { executorRefusals } from '../run/execution/graph-wiring';
import { builtInNodeFunctions } from '../run/execution/node-functions';
import { NO_TRIGGER, startingTrigger } from '../run/execution/plan-steps';

/**
 * What keeps a definition from being executed with the built-in node types alone; empty if nothing does.
 * What its configs lack is not looked at.
 */
export function structuralProblems(definition: Definition): Problem[] {
  const found = executorRefusals(definition, (type) => builtInNodeFunctions.has(type)).map(
    (refusal): Problem => ({ severity: 'ERROR', ...refusal }),
  );
  // a node of an unknown type may be a trigger
  const isKnown = found.every(({ code }) => code !== 'NODE_TYPE_UNKNOWN');
  if (isKnown && startingTrigger(definition) === undefined) {
    found.push({ severity: 'ERROR', code: 'TRIGGER_MISSING', message: NO_TRIGGER });
  }
  return found;
}
