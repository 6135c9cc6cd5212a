import type { Definition, JsonValue } from '../../graph/definition';
import type { StepStates } from './plan-steps';

/**
 * What a run gives: what came out where it ended, which is at nodes that are done with and from which no
 * edge was taken. Of one such node its output; of several an object of their outputs by node key, in the
 * order of the keys; null where there is none. A disabled node that was passed over counts like one that
 * succeeded, since the run went through it as if it had.
 *
 * @param outputs outputs by node key; a node without one gave null.
 */
export function runOutput(
  definition: Definition,
  states: StepStates,
  outputs: Readonly<Record<string, JsonValue>>,
): JsonValue {
  const ends = definition.nodes
    .map(({ id }) => id)
    .filter((id) => isEnd(states, id))
    .sort();
  const outputOf = (id: string): JsonValue => (Object.hasOwn(outputs, id) ? outputs[id]! : null);
  if (ends.length === 0) return null;
  if (ends.length === 1) return outputOf(ends[0]!);
  return Object.fromEntries(ends.map((id) => [id, outputOf(id)]));
}

function isEnd(states: StepStates, nodeKey: string): boolean {
  const state = states.get(nodeKey);
  return state !== undefined && 'taken' in state && state.taken.length === 0;
}
