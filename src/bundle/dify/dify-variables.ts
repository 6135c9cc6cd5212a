import { isPlainObject } from '../../graph/canonical-json';
import type { JsonObject, Variable, VariableType } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import { MAX_ID_LENGTH } from '../../graph/limits';
import { hasVariableType } from '../../graph/read-variables';
import type { ImportContext } from '../graph-file/import-context';
import { usableText } from '../usable-text';

/** Lists of variables in a workflow, with how long values of theirs live. */
const LISTS = [
  ['environment_variables', 'reset', 'env'],
  ['conversation_variables', 'persist', 'conversation'],
] as const;

const TYPES: Readonly<Record<string, VariableType>> = {
  string: 'text',
  secret: 'text',
  number: 'number',
  integer: 'number',
  float: 'number',
  boolean: 'boolean',
  object: 'object',
  'array[string]': 'list',
  'array[number]': 'list',
  'array[object]': 'list',
  'array[boolean]': 'list',
  'array[any]': 'list',
};
/** The type that each of ours is without further words. */
const PLAIN: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'object']);

/** What became of the variables of a Dify workflow. */
export interface DifyVariables {
  variables: Variable[];
  /** What ours cannot say, by list and name of the variable. */
  settings: JsonObject;
}

/**
 * Environment variables become variables, those of a conversation ones that persist. Values of the
 * type `secret` become secret references. What a variable of ours cannot say (Dify's own type where
 * it is narrower, its id, a value of another type) is kept in the settings by the variable's name.
 */
export function readDifyVariables(
  workflow: Record<string, unknown>,
  workflowPointer: string,
  context: ImportContext,
): DifyVariables {
  const variables = new Map<string, Variable>();
  const settings: JsonObject = {};
  for (const [list, lifetime, scope] of LISTS) {
    const pointer = `${workflowPointer}/${list}`;
    const items = itemsOf(workflow[list], pointer, context);
    const kept: JsonObject = {};
    for (const { item, pointer: at } of items) {
      const rest = readVariable(item, at, { lifetime, scope }, variables, context);
      if (Object.keys(rest).length > 0) kept[keyOf(item, at, kept, context)] = rest;
    }
    if (Object.keys(kept).length > 0) settings[list] = kept;
  }
  return { variables: [...variables.values()], settings };
}

interface Item {
  item: Record<string, unknown>;
  pointer: string;
}

/** The variables of a list by name, so that their order in the file is no change. */
function itemsOf(list: unknown, pointer: string, { report, values }: ImportContext): Item[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    const value = values.copy(list, { pointer });
    report.add('VARIABLE_UNMAPPED', pointer, 'is not a list of variables; left out', { value });
    return [];
  }
  const items: Item[] = [];
  for (const [index, item] of (list as unknown[]).entries()) {
    const at = `${pointer}/${index}`;
    if (isPlainObject(item)) items.push({ item, pointer: at });
    else {
      const value = values.copy(item, { pointer: at });
      report.add('VARIABLE_UNMAPPED', at, 'is not a variable; left out', { value });
    }
  }
  const key = ({ item }: Item): string => `${String(item['name'])}\n${JSON.stringify(item)}`;
  return items.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Adds the variable that an item can be; answers with what of it is left for the settings. */
function readVariable(
  item: Record<string, unknown>,
  pointer: string,
  { lifetime, scope }: { lifetime: 'reset' | 'persist'; scope: string },
  variables: Map<string, Variable>,
  context: ImportContext,
): JsonObject {
  const { report } = context;
  const copy = copyOf(item, pointer, context);
  const { name: given, value_type: valueType = null, value, description, ...others } = copy;
  const typeText = typeof valueType === 'string' ? valueType : JSON.stringify(valueType);
  const name = usableText(given, MAX_ID_LENGTH);
  const type =
    typeof valueType === 'string' && Object.hasOwn(TYPES, valueType) ? TYPES[valueType] : undefined;
  const reason =
    name === undefined || name in Object.prototype
      ? 'has no name that a variable can have'
      : variables.has(name)
        ? `has the name of another variable, ${name}`
        : type === undefined
          ? `has the type ${typeText}, which no variable has`
          : undefined;
  if (reason !== undefined || name === undefined || type === undefined) {
    report.add('VARIABLE_UNMAPPED', pointer, `${reason ?? ''}; kept in the settings`);
    return copy;
  }
  const isAbsent = value === undefined || value === null;
  const fits = !isAbsent && hasVariableType(value, type);
  const isText = typeof description === 'string';
  variables.set(name, {
    ...{ name, type, lifetime },
    ...(fits && { default: value }),
    ...(isText && description !== '' && { description }),
  });
  if (!isAbsent && !fits) {
    const message = `holds a value that is not of its type, ${typeText}; kept in the settings`;
    report.add('VARIABLE_UNMAPPED', `${pointer}/value`, message);
  }
  const rest: JsonObject = { ...others };
  // The selector says the list and the name once more.
  if (JSON.stringify(rest['selector']) === JSON.stringify([scope, name])) delete rest['selector'];
  if (!PLAIN.has(valueType as string)) rest['value_type'] = valueType;
  if (!isAbsent && !fits) rest['value'] = value;
  if (!isText && description !== undefined && description !== null) {
    rest['description'] = description;
  }
  return rest;
}

/** The members of an item, without the value of a secret. */
function copyOf(
  item: Record<string, unknown>,
  pointer: string,
  { values }: ImportContext,
): JsonObject {
  const copy: JsonObject = {};
  const name = typeof item['name'] === 'string' ? item['name'] : '';
  for (const member of Object.keys(item).sort()) {
    const at = { pointer: `${pointer}/${escapePointerToken(member)}` };
    const isSecret = member === 'value' && item['value_type'] === 'secret';
    copy[values.text(member, at)] = isSecret
      ? values.secret(item['value'] ?? '', 'named', name, at)
      : values.copy(item[member], at, member === 'value' ? name : member);
  }
  return copy;
}

function keyOf(
  item: Record<string, unknown>,
  pointer: string,
  taken: JsonObject,
  { values }: ImportContext,
): string {
  const name = typeof item['name'] === 'string' ? values.text(item['name'], { pointer }) : '';
  const plain = name === '' || name === '__proto__' ? 'unnamed' : name;
  let key = plain;
  for (let next = 2; Object.hasOwn(taken, key); next++) key = `${plain}#${next}`;
  return key;
}
