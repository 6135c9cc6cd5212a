import type { Definition, Variable } from '../definition';
import { pointerTokens } from '../json-pointer';
import type { DefinitionFacts } from './assess-facts';
import { displayName } from './change-wording';
import type { Assessment, FieldChange } from './definition-diff';
import { assessment } from './severity-rules';

/** The variables of both definitions by name. */
export interface VariablesByName {
  former: ReadonlyMap<string, Variable>;
  later: ReadonlyMap<string, Variable>;
}

/** The variables of both definitions by name. */
export function variablesOf(before: Definition, after: Definition): VariablesByName {
  const byName = ({ variables = [] }: Definition): Map<string, Variable> =>
    new Map(variables.map((variable) => [variable.name, variable]));
  return { former: byName(before), later: byName(after) };
}

/** How severe a change of a variable is, and why. */
export function assessVariable(
  { path }: FieldChange,
  variables: VariablesByName,
  facts: DefinitionFacts,
): Assessment {
  const [name = '', member] = pointerTokens(path) ?? [];
  const shown = displayName(name);
  const [before, after] = [variables.former.get(name), variables.later.get(name)];
  if (before === undefined) return assessment('variableIdle', `The variable ${shown} was added.`);
  if (member === 'description') {
    return assessment(
      'variableDescribed',
      `Only the description of the variable ${shown} changed.`,
    );
  }
  const referrer = facts.references.toVariable(name);
  const user = referrer && facts.referrerName(referrer);
  if (after === undefined || member === 'type') {
    if (user !== undefined) {
      const now = after === undefined ? 'was removed' : `is of type ${after.type} now`;
      return assessment('variableMissed', `The variable ${shown} ${now}, but ${user} uses it.`);
    }
    if (after !== undefined && keepsValue(before) && keepsValue(after)) {
      return assessment(
        'variableReset',
        `The value that ${shown} keeps is no ${after.type}, so the default is used.`,
      );
    }
  }
  if (user === undefined) {
    // Expressions of other engines are not understood.
    return facts.later.areAllKnown
      ? assessment('variableIdle', `Nothing uses the variable ${shown}.`)
      : assessment('variableChanged', `${happened(shown, member, after)}, and may be in use.`);
  }
  if (member === 'lifetime') {
    const now = keepsValue(after!)
      ? 'keeps its value from run to run'
      : 'starts anew with each run';
    return assessment('variableChanged', `The variable ${shown} ${now} now.`);
  }
  return assessment('variableChanged', `${happened(shown, member, after)}.`);
}

function happened(name: string, member: string | undefined, after: Variable | undefined): string {
  if (after === undefined) return `The variable ${name} was removed`;
  return `The ${member ?? 'value'} of the variable ${name} changed`;
}

function keepsValue({ lifetime }: Variable): boolean {
  return lifetime === 'persist';
}
