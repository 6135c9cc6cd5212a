import type { JsonValue } from '../definition';
import { counted, displayName, displayValue, fieldNames, listOf, nodeName } from './change-wording';
import type { Assessed, FieldChange, NodeChange } from './definition-diff';
import { type Clause, clauseOf, groupedBy, MAX_HEADLINE_NAME } from './headline-clause';

type Change = Assessed<NodeChange>;

/** Longest list of names that is spelled out, in characters. */
const MAX_NAMES = 40;

/** Longest value that is told, in characters. */
const MAX_VALUE = 16;

/** What clauses are about, in the order in which they come. */
const TOPICS = [
  'added',
  'removed',
  'replaced',
  'disabled',
  'enabled',
  'type',
  'fields',
  'name',
  'id',
] as const;

type Topic = (typeof TOPICS)[number];

/**
 * Clauses about nodes. What breaks something is told apart from the rest, so that it can come first. A node
 * that was removed where another of its name was added, both alike in nothing else, was replaced.
 */
export function nodeClauses(changes: readonly Change[]): Clause[] {
  const replaced = replacedNames(changes);
  const byTopic = groupedBy(changes, (change) => topicOf(change, replaced));
  return TOPICS.flatMap((topic) => {
    const groups = groupedBy(byTopic.get(topic) ?? [], (change) =>
      JSON.stringify([
        change.severity === 'BREAKING' && topic !== 'replaced',
        topic === 'fields' && fieldsOf(change),
      ]),
    );
    return Array.from(groups.values(), (group) => clauseOf(textOf(topic, group), group));
  });
}

/** Names of exactly one node that was added and one that was removed. */
function replacedNames(changes: readonly Change[]): ReadonlySet<string> {
  const namesOf = (kind: Change['kind']): Map<string, Change[]> =>
    groupedBy(
      changes.filter((change) => change.kind === kind),
      ({ before, after }) => (after ?? before)!.name,
    );
  const [added, removed] = [namesOf('ADDED'), namesOf('REMOVED')];
  const isReplaced = (name: string): boolean =>
    added.get(name)!.length === 1 && removed.get(name)?.length === 1;
  return new Set([...added.keys()].filter(isReplaced));
}

function topicOf({ kind, before, after, fields }: Change, replaced: ReadonlySet<string>): Topic {
  if (kind === 'ADDED' || kind === 'REMOVED') {
    if (replaced.has((after ?? before)!.name)) return 'replaced';
    return kind === 'ADDED' ? 'added' : 'removed';
  }
  const paths = fields.map(({ path }) => path);
  if (paths.includes('/disabled')) return after!.disabled === true ? 'disabled' : 'enabled';
  if (paths.includes('/type')) return 'type';
  if (paths.some((path) => path !== '/name')) return 'fields';
  return paths.length > 0 ? 'name' : 'id';
}

function textOf(topic: Topic, group: readonly Change[]): string {
  const [change] = group as [Change];
  const names = namesOf(
    topic === 'replaced' ? group.filter(({ kind }) => kind === 'ADDED') : group,
  );
  if (topic === 'type') return `${group.length === 1 ? 'type' : 'types'} of ${names} changed`;
  if (topic === 'id') return `${group.length === 1 ? 'id' : 'ids'} of ${names} changed`;
  if (topic === 'fields') return fieldsText(group, names);
  if (topic !== 'name') return `${names} ${topic}`;
  if (group.length > 1) return `${names} renamed`;
  return `${nodeName(change.before!, MAX_HEADLINE_NAME)} renamed to ${names}`;
}

/** `Greet`, `Greet and Notify` if that is short, or `3 nodes`. */
function namesOf(group: readonly Change[]): string {
  const names = group.map(({ before, after }) => nodeName((after ?? before)!, MAX_HEADLINE_NAME));
  if (names.length === 1) return names[0]!;
  const both = listOf(names);
  const isTold = names.length === 2 && names[0] !== names[1] && both.length <= MAX_NAMES;
  return isTold ? both : counted(names.length, 'node');
}

function fieldsOf({ fields }: Change): string {
  const paths = fields.map(({ path }) => path).filter((path) => path !== '/name');
  const names = fieldNames(paths);
  const text = listOf(names);
  // Between other clauses a list of three would be hard to read.
  const isTold = names.length <= 2 && text.length <= MAX_NAMES;
  return isTold ? text : counted(names.length, 'field');
}

function fieldsText(group: readonly Change[], names: string): string {
  const [change] = group as [Change];
  const told = `${fieldsOf(change)} of ${names}`;
  const fields = change.fields.filter(({ path }) => path !== '/name');
  if (group.length > 1 || fields.length > 1) return `${told} changed`;
  return `${told} ${happened(fields[0]!)}`;
}

function happened({ kind, before, after }: FieldChange): string {
  if (kind !== 'CHANGED') return kind.toLowerCase();
  const [former, later] = [shortValue(before), shortValue(after)];
  const isTold = former !== undefined && later !== undefined && former !== later;
  return isTold ? `changed from ${former} to ${later}` : 'changed';
}

/** A short text without quotes, a number or a boolean as they are; nothing else is told. */
function shortValue(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null || typeof value === 'object') return undefined;
  const isText = typeof value === 'string';
  if (isText && value.length > MAX_VALUE) return undefined;
  const text = isText ? displayName(value) : displayValue(value);
  return text === '' || text.length > MAX_VALUE ? undefined : text;
}
