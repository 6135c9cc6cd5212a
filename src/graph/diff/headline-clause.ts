import type { Severity } from './definition-diff';
import { mostSevere } from './severity-rules';

/** A part of a headline: `2 nodes added`. */
export interface Clause {
  text: string;
  /** How many changes it tells of. */
  changes: number;
  severity: Severity;
}

/** Longest name in a headline, in characters: two of them and what is said of them fit. */
export const MAX_HEADLINE_NAME = 30;

/** The clause of changes that it tells of together. */
export function clauseOf(
  text: string,
  changes: readonly { severity: Severity; reason: string }[],
): Clause {
  return { text, changes: changes.length, severity: mostSevere(changes)?.severity ?? 'SAFE' };
}

/** Items by key, in the order in which keys first come. */
export function groupedBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
