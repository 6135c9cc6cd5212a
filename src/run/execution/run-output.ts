import type { Definition, JsonValue } from '../../graph/definition';
import type { StepState } from './plan-steps';

/**
 * What a run gives: what came out where it ended, which is at nodes that are done with and from which no
 * edge was taken. Of one such node its output; of several an object of their outputs by node key, in the
 * order of the keys; null where there is none. A disabled node that was passed over counts like one that
 * succeeded, since the run went through it as if it had.
 *
 * @param stateOf what became of a node.
 * @param outputOf what a node gave; undefined counts as null.
 */
export function runOutput(
  definition: Definition,
  stateOf: (nodeKey: string) => StepState | undefined,
  outputOf: (nodeKey: string) => JsonValue | undefined,
): JsonValue {
  const ends = definition.nodes
    .map(({ id }) => id)
    .filter((id) => isEnd(stateOf(id)))
    .sort();
  if (ends.length === 0) return null;
  if (ends.length === 1) return outputOf(ends[0]!) ?? null;
  return Object.fromEntries(ends.map((id) => [id, outputOf(id) ?? null]));
}

function isEnd(state: StepState | undefined): boolean {
  return state !== undefined && 'taken' in state && state.taken.length === 0;
}
