import type { DefinitionNode, JsonValue } from '../definition';
import { pointerTokens } from '../json-pointer';
import { oneLine, shortened } from './visible-text';

/** Longest name that a sentence or headline gives whole, in characters. */
const MAX_NAME = 40;

/** Longest value that a sentence gives, in characters. */
const MAX_VALUE = 30;

/** What people call a node: its name on one line, or its id if it has none. */
export function nodeName(node: Pick<DefinitionNode, 'id' | 'name'>, most = MAX_NAME): string {
  return displayName(oneLine(node.name) || node.id, most);
}

/** A name of a user's on one line, without what does not show, with at most `most` characters. */
export function displayName(name: string, most = MAX_NAME): string {
  return shortened(oneLine(name), most) || NO_NAME;
}

/** What stands for a name in which nothing shows. */
const NO_NAME = '""';

/** A value as JSON, on one line, with at most `most` characters. */
export function displayValue(value: JsonValue, most = MAX_VALUE): string {
  return shortened(oneLine(JSON.stringify(value)), most);
}

/** `a`, `a and b`, `a, b and c`; from the fourth on, `a, b and 2 more`. */
export function listOf(names: readonly string[]): string {
  if (names.length > 3) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** `1 node`, `2 nodes`. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

const MEMBER_NAMES: ReadonlyMap<string, string> = new Map([
  ['parent', 'container'],
  ['timeoutMs', 'timeout'],
]);

/** Members that only wrap others: `parameters` is where nodes of n8n have theirs. */
const WRAPPERS = new Set(['config', 'parameters']);

/** Names that say nothing without what they are of. */
const WEAK_NAMES = new Set(['value', 'id', 'name', 'type', 'key', 'mode', 'text', 'content']);

/**
 * What people call a field of a node or edge: `prompt` of `/config/prompt`, `systemMessage` of
 * `/config/parameters/options/systemMessage`, `assignments value` of `/config/assignments/0/value`.
 */
export function fieldName(path: string): string {
  const names = namesOf(path);
  const last = names.at(-1) ?? 'config';
  const isWeak = names.length > 1 && WEAK_NAMES.has(last);
  return displayName(isWeak ? `${names.at(-2)} ${last}` : last);
}

/** What people call several fields: each by its name; those below one member by that member's. */
export function fieldNames(paths: readonly string[]): string[] {
  const byMember = new Map<string, string[]>();
  for (const path of paths) {
    const member = namesOf(path)[0] ?? '';
    byMember.set(member, [...(byMember.get(member) ?? []), path]);
  }
  return Array.from(byMember, ([member, below]) =>
    below.length === 1 ? fieldName(below[0]!) : displayName(member),
  );
}

/** The place of a field as code would write it: `rule.interval[0].field`. */
export function fieldPath(path: string): string {
  const tokens = withoutWrappers(pointerTokens(path) ?? [path]);
  return tokens
    .map((token, at) => (isIndex(token) && at > 0 ? `[${token}]` : `.${token}`))
    .join('')
    .slice(1);
}

function namesOf(path: string): string[] {
  const tokens = withoutWrappers(pointerTokens(path) ?? [path]).filter((token) => !isIndex(token));
  return tokens.map((token, at) => (at === 0 ? (MEMBER_NAMES.get(token) ?? token) : token));
}

function withoutWrappers(tokens: string[]): string[] {
  let first = 0;
  while (first < tokens.length - 1 && first < 2 && WRAPPERS.has(tokens[first]!)) first++;
  return tokens.slice(first);
}

function isIndex(token: string): boolean {
  return /^\d+$/.test(token);
}
