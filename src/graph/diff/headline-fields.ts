import type { JsonValue } from '../definition';
import { pointerTokens } from '../json-pointer';
import { counted, displayName, listOf } from './change-wording';
import type { Assessed, FieldChange } from './definition-diff';
import { type Clause, clauseOf, groupedBy, MAX_HEADLINE_NAME } from './headline-clause';

type Change = Assessed<FieldChange>;

/** Longest list of names that is spelled out, in characters. */
const MAX_NAMES = 40;

const VERBS = ['added', 'removed', 'changed', 'required'] as const;

type Verb = (typeof VERBS)[number];

/** Stands for the input as a whole among the names of its properties. */
const WHOLE = '';

/** What happened to one input, variable or setting. */
interface Happening {
  name: string;
  verb: Verb;
  change: Change;
}

/** Clauses about the properties of a run's input. */
export function inputClauses(changes: readonly Change[]): Clause[] {
  return clausesOf(changes.flatMap(inputHappenings), 'input');
}

/** Clauses about variables or settings, named by the first token of a path. */
export function memberClauses(changes: readonly Change[], noun: 'variable' | 'setting'): Clause[] {
  const happenings = changes.map((change): Happening => {
    const tokens = pointerTokens(change.path) ?? [];
    return {
      name: tokens[0] ?? '',
      verb: tokens.length === 1 ? verbOf(change) : 'changed',
      change,
    };
  });
  return clausesOf(happenings, noun);
}

/** Of each name what happened to it as a whole; of several with the same verb, one clause. */
function clausesOf(happenings: readonly Happening[], noun: string): Clause[] {
  const subjects = Array.from(
    groupedBy(happenings, ({ name }) => name),
    ([name, group]) => {
      const verbs = new Set(group.map(({ verb }) => verb));
      const verb =
        verbs.size === 1 ? group[0]!.verb : verbs.has('required') ? 'required' : 'changed';
      return { name, verb, isNew: verbs.has('added'), changes: group.map(({ change }) => change) };
    },
  );
  const byVerb = groupedBy(subjects, ({ verb, isNew }) =>
    verb === 'required' && isNew ? 'added as required' : verb,
  );
  return ['added as required', ...VERBS].flatMap((verb) => {
    const group = byVerb.get(verb);
    if (group === undefined) return [];
    const named = nameList(
      group.map(({ name }) => name),
      noun,
    );
    const clause = clauseOf(
      textOf(verb, named, group.length),
      group.flatMap(({ changes }) => changes),
    );
    return [{ ...clause, changes: group.length }];
  });
}

function textOf(verb: string, named: string, count: number): string {
  if (verb === 'added as required') return `required ${named} added`;
  if (verb === 'required') return `${named} ${count === 1 ? 'is' : 'are'} required now`;
  return `${named} ${verb}`;
}

/** `input email`, `inputs email and name`, or `5 inputs`. */
function nameList(names: readonly string[], noun: string): string {
  if (names.length === 1 && names[0] === WHOLE) return `schema of the ${noun}`;
  const shown = names.map((name) => displayName(name, MAX_HEADLINE_NAME));
  if (shown.length === 1) return `${noun} ${shown[0]}`;
  const list = listOf(shown);
  const isTold = shown.length <= 3 && list.length <= MAX_NAMES && !names.includes(WHOLE);
  return isTold ? `${noun}s ${list}` : counted(shown.length, noun);
}

function verbOf({ kind }: FieldChange): Verb {
  if (kind === 'ADDED') return 'added';
  return kind === 'REMOVED' ? 'removed' : 'changed';
}

/** By property: a property that came or went, one that became required, anything else below it. */
function inputHappenings(change: Change): Happening[] {
  const [keyword, name, ...below] = pointerTokens(change.path) ?? [];
  const value = change.after ?? change.before;
  if (keyword === 'properties' && name === undefined) {
    const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    return names.map((each) => ({ name: each, verb: verbOf(change), change }));
  }
  if (keyword === 'properties') {
    return [{ name: name!, verb: below.length === 0 ? verbOf(change) : 'changed', change }];
  }
  if (keyword === 'required') {
    const verb = change.kind === 'ADDED' ? 'required' : 'changed';
    return textsIn(value).map((each) => ({ name: each, verb, change }));
  }
  return [{ name: WHOLE, verb: 'changed', change }];
}

function textsIn(value: JsonValue | undefined): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string');
}
