import { counted } from './change-wording';
import type { AssessedDiff, ChangeKind, DiffSummary } from './definition-diff';
import type { Clause } from './headline-clause';
import { edgeClauses } from './headline-edges';
import { inputClauses, memberClauses } from './headline-fields';
import { nodeClauses } from './headline-nodes';
import { bySeverity } from './severity-rules';

/** Longest headline, in UTF-16 code units. */
export const MAX_HEADLINE = 100;

/** The headline of a diff in which nothing differs. */
export const NO_CHANGES = 'No changes';

/**
 * A diff in numbers and a line. The headline has the most severe changes first and else nodes before
 * connections, inputs, variables and settings; what does not fit is counted at its end.
 */
export function summarizeDiff(diff: AssessedDiff): DiffSummary {
  const nodes = countsOf(diff.nodes);
  const edges = countsOf(diff.edges);
  return {
    nodesAdded: nodes.ADDED,
    nodesRemoved: nodes.REMOVED,
    nodesChanged: nodes.CHANGED,
    nodesRenamed: nodes.RENAMED,
    edgesAdded: edges.ADDED,
    edgesRemoved: edges.REMOVED,
    edgesChanged: edges.CHANGED,
    settingsChanged: diff.settings.length,
    variablesChanged: new Set(diff.variables.map(({ path }) => path.split('/')[1])).size,
    inputsChanged: diff.inputs.length,
    severity: diff.severity,
    headline: headlineOf(clausesOf(diff)),
  };
}

function countsOf(changes: readonly { kind: ChangeKind }[]): Record<ChangeKind, number> {
  const counts = { ADDED: 0, REMOVED: 0, CHANGED: 0, RENAMED: 0 };
  for (const { kind } of changes) counts[kind]++;
  return counts;
}

/** The clauses that fit, the first of them first, and the number of changes that the others tell of. */
function headlineOf(clauses: readonly Clause[]): string {
  if (clauses.length === 0) return NO_CHANGES;
  let rest = clauses.reduce((sum, { changes }) => sum + changes, 0);
  let headline = counted(rest, 'change');
  const told: string[] = [];
  for (const { text, changes } of clauses) {
    const longer = [...told, text].join(', ') + restText(rest - changes);
    if (longer.length > MAX_HEADLINE) continue;
    headline = longer;
    told.push(text);
    rest -= changes;
  }
  return headline;
}

function restText(changes: number): string {
  return changes === 0 ? '' : ` and ${counted(changes, 'more change')}`;
}

function clausesOf(diff: AssessedDiff): Clause[] {
  const clauses = [
    ...nodeClauses(diff.nodes),
    ...edgeClauses(diff.edges, diff.nodeNames),
    ...inputClauses(diff.inputs),
    ...memberClauses(diff.variables, 'variable'),
    ...memberClauses(diff.settings, 'setting'),
  ];
  // Sorting keeps the order of those that are equally severe.
  return clauses.sort(bySeverity);
}
