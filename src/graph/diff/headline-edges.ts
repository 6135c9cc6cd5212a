import { outputName } from './assess-edges';
import { counted, displayName, fieldNames, listOf } from './change-wording';
import type { Assessed, EdgeChange } from './definition-diff';
import { type Clause, clauseOf, groupedBy, MAX_HEADLINE_NAME } from './headline-clause';

type Change = Assessed<EdgeChange>;

/** Longest name of an output that is told, in characters. */
const MAX_OUTPUT = 16;

const ORDER = ['ADDED', 'REMOVED', 'CHANGED', 'RENAMED'] as const;

/** Clauses about connections: one told by its ends, several by their number. */
export function edgeClauses(
  changes: readonly Change[],
  nodeNames: ReadonlyMap<string, string>,
): Clause[] {
  const byKind = groupedBy(changes, ({ kind }) => kind);
  return ORDER.flatMap((kind) => {
    const group = byKind.get(kind);
    if (group === undefined) return [];
    return [clauseOf(textOf(kind, group, nodeNames), group)];
  });
}

function textOf(
  kind: EdgeChange['kind'],
  group: readonly Change[],
  nodeNames: ReadonlyMap<string, string>,
): string {
  const connections = counted(group.length, 'connection');
  if (kind === 'RENAMED') {
    return group.length === 1 ? 'id of a connection changed' : `ids of ${connections} changed`;
  }
  if (group.length > 1) return `${connections} ${kind.toLowerCase()}`;
  const nameOf = (id: string): string => displayName(nodeNames.get(id) ?? id, MAX_HEADLINE_NAME);
  return oneText(group[0]!, nameOf);
}

function oneText({ kind, before, after, fields }: Change, nameOf: (id: string) => string): string {
  const { source, target } = (after ?? before)!;
  const ends = `from ${nameOf(source)} to ${nameOf(target)}`;
  if (kind !== 'CHANGED') return `connection ${ends} ${kind.toLowerCase()}`;
  const paths = fields.map(({ path }) => path);
  const [former, later] = [before!, after!];
  if (paths.includes('/source')) {
    return `connection to ${nameOf(target)} moved from ${nameOf(former.source)} to ${nameOf(source)}`;
  }
  if (paths.includes('/target')) {
    return `connection from ${nameOf(source)} moved from ${nameOf(former.target)} to ${nameOf(target)}`;
  }
  if (paths.includes('/sourceHandle')) {
    const [from, to] = [former, later].map((edge) => displayName(outputName(edge), MAX_OUTPUT));
    return `connection from ${nameOf(source)} moved from ${from} to ${to}`;
  }
  const names = displayName(listOf(fieldNames(paths)), MAX_HEADLINE_NAME);
  return `${names} ${ends} changed`;
}
