import type { JsonObject } from '../definition';
import { DefinitionError } from '../definition-error';
import { inputSchemaFault } from '../input-schema';
import type { InAll } from './merge-entities';
import type { MergeContext } from './merge-context';
import { mergeMembers } from './merge-values';
import { isObject, settledValue } from './settled-values';

const PATH = '/inputs';

/**
 * Merges the schema of a run's input by member. Two changes that are each a schema may be none
 * together, such as a reference to what the other side removed: then it is a conflict as a whole.
 *
 * @throws DefinitionError if a resolution's value is no schema.
 */
export function mergeInputs(
  { base = {}, ours = {}, theirs = {} }: Partial<InAll<JsonObject>>,
  context: MergeContext,
): JsonObject {
  const sides = { base, ours, theirs };
  const settled = settledValue<JsonObject>(sides);
  if (settled !== undefined) return settled.value ?? {};
  const { decisions } = context;
  const merged = mergeMembers(sides, PATH, context);
  // What the base keeps at places of conflict need not fit the rest.
  if (decisions.conflicts.some(({ path }) => path.startsWith(PATH + '/'))) return merged;
  const fault = inputSchemaFault(merged);
  if (fault === undefined) return merged;
  const { value = {}, take } = decisions.decide<JsonObject>(
    PATH,
    sides,
    `both changed it; together it ${fault}`,
  );
  if (take === 'VALUE') checkSchema(value);
  return value;
}

function checkSchema(value: JsonObject): void {
  const message = isObject(value) ? inputSchemaFault(value) : 'must be an object';
  if (message !== undefined) throw new DefinitionError([{ path: PATH, message }]);
}
