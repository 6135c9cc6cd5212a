import { isPlainObject } from './canonical-json';
import type { JsonValue, Variable, VariableType } from './definition';
import type { IssueList } from './definition-error';
import type { JsonCheck } from './json-check';
import { MAX_ID_LENGTH } from './limits';
import { Members } from './members';

const VARIABLE_MEMBERS = new Set(['name', 'type', 'default', 'description', 'lifetime']);

const HAS_TYPE: Record<VariableType, (value: unknown) => boolean> = {
  number: (value) => typeof value === 'number',
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
  object: (value) => isPlainObject(value),
};

/** Whether a value is one that a variable of the type can hold. */
export function hasVariableType(value: unknown, type: VariableType): boolean {
  return HAS_TYPE[type](value);
}

/** Reads the variables of a definition, adding an issue for each that is not one or has a name twice. */
export function readVariables(
  items: readonly unknown[],
  path: string,
  check: JsonCheck,
  issues: IssueList,
): Variable[] {
  const variables: Variable[] = [];
  const names = new Set<string>();
  items.forEach((item, index) => {
    const members = Members.of(item, `${path}/${index}`, issues);
    const variable = members && readVariable(members, check, issues);
    if (members === undefined || variable === undefined) return;
    if (names.has(variable.name)) {
      issues.add(members.pathOf('name'), `${variable.name} is the name of another variable too`);
    }
    names.add(variable.name);
    variables.push(variable);
  });
  return variables;
}

/** Reads one variable, adding an issue for everything that is wrong with it. */
export function readVariable(
  members: Members,
  check: JsonCheck,
  issues: IssueList,
): Variable | undefined {
  members.refuseUnknown(VARIABLE_MEMBERS);
  const name = members.requiredKey('name', MAX_ID_LENGTH);
  const type = members.requiredChoice('type', ['number', 'text', 'boolean', 'list', 'object']);
  const description = members.text('description');
  if (description !== undefined) check.check(description, members.pathOf('description'));
  const lifetime =
    members.value('lifetime') === undefined
      ? undefined
      : members.requiredChoice('lifetime', ['reset', 'persist']);
  const value = members.value('default');
  if (value !== undefined) check.check(value, members.pathOf('default'));
  if (name === undefined || type === undefined) return undefined;
  if (value !== undefined && !hasVariableType(value, type)) {
    issues.add(members.pathOf('default'), `is not of the variable's type, ${type}`);
  }
  return {
    name,
    type,
    ...(value !== undefined && { default: value as JsonValue }),
    ...(description !== undefined && { description }),
    ...(lifetime !== undefined && { lifetime }),
  };
}
