import type { JsonValue, Variable } from '../definition';
import { canonicalVariable } from './canonical-parts';
import { readVariableValue } from './check-values';
import type { EntityKind, InAll, Merged } from './merge-entities';
import { isUnchanged, mapAll, mergeText, mergeWhole, present, settledPart } from './merge-parts';
import type { MergeContext } from './merge-context';
import { mergeValue } from './merge-values';
import { isSame } from './settled-values';

/** A variable, by whose name things of its kind are told apart. */
export interface VariableEntity {
  id: string;
  variable: Variable;
}

/**
 * How variables are merged. The default belongs to the type: where the type changed, both are taken from
 * one side; if the other side changed either too, the variable is a conflict as a whole. Variables
 * that both sides added under one name must be the same.
 */
export const VARIABLES: EntityKind<VariableEntity> = {
  list: 'variables',
  isSame: (before, after) =>
    before.variable === after.variable ||
    isSame(asJson(canonicalVariable(before.variable)), asJson(canonicalVariable(after.variable))),
  merge: mergeVariable,
  join: () => undefined,
  read: (value, path, name) => ({ id: name, variable: readVariableValue(value, path, name) }),
};

/** The variables of a definition as things to merge. */
export function variableEntities(variables: readonly Variable[] = []): VariableEntity[] {
  return variables.map((variable) => ({ id: variable.name, variable }));
}

function mergeVariable(
  entities: InAll<VariableEntity>,
  path: string,
  context: MergeContext,
): Merged<VariableEntity> {
  const all = mapAll(entities, ({ variable }) => canonicalVariable(variable));
  const content = mergeContent(all, path, context);
  if (content === undefined) return { clash: 'both changed it, and its type is another' };
  const { name } = all.base;
  const variable = present({
    name,
    ...content,
    description: mergeText(
      mapAll(all, (it) => it.description),
      `${path}/description`,
      context,
    ),
    lifetime: mergeWhole(
      mapAll(all, (it) => it.lifetime),
      `${path}/lifetime`,
      context,
    ),
  });
  return { item: { id: name, variable } };
}

function mergeContent(
  all: InAll<Variable>,
  path: string,
  context: MergeContext,
): Pick<Variable, 'type' | 'default'> | undefined {
  const { type } = all.base;
  if (isUnchanged(mapAll(all, (variable) => variable.type))) {
    const defaults = mapAll(all, (variable) => variable.default);
    return { type, default: mergeValue(defaults, `${path}/default`, context) };
  }
  const typed = settledPart(mapAll(all, (it): JsonValue[] => [it.type, ...withDefault(it)]));
  if (typed === undefined) return undefined;
  return { type: typed[0] as Variable['type'], default: typed[1] };
}

/** The default in a list, which is empty without one. */
function withDefault(variable: Variable): JsonValue[] {
  return variable.default === undefined ? [] : [variable.default];
}

function asJson(variable: Variable): JsonValue {
  return variable as unknown as JsonValue;
}
