import type { Definition, DefinitionEdge, DefinitionNode, Variable } from '../definition';
import { escapePointerToken } from '../json-pointer';
import { compareEdges, compareNodes, compareVariables } from './compare-members';
import { FieldComparison } from './compare-values';
import type { DefinitionDiff, EdgeChange, FieldChange, NodeChange } from './definition-diff';
import { isSameEdge, isSameNode, matchById, type IdMatch } from './match-by-id';
import { type EdgePair, followsRename, matchEdges } from './match-edges';
import { matchRenamedNodes } from './match-nodes';

type Renames = ReadonlyMap<string, string>;

/**
 * What differs between two definitions. Neither the order of nodes, edges, variables and members nor
 * members that say what holds without them make a difference: nothing differs if and only if the digests
 * are the same. The result shares parts with its arguments, which are not changed.
 *
 * Takes linear time, but for sorting what changed and for what `matchItems` and `matchNodes` say.
 */
export function compareDefinitions(before: Definition, after: Definition): DefinitionDiff {
  const nodes = matchById(before.nodes, after.nodes, isSameNode);
  const edges = matchById(before.edges, after.edges, isSameEdge);
  const renames = matchRenamedNodes(before, after, nodes.removed, nodes.added);
  const edgePairs = matchEdges(edges.removed, edges.added, renames);
  return {
    nodes: nodeChanges(nodes, renames),
    edges: edgeChanges(edges, edgePairs, renames),
    inputs: changesOf(({ inputs = {} }) => inputs, before, after),
    variables: variableChanges(before.variables ?? [], after.variables ?? []),
    settings: changesOf(({ settings = {} }) => settings, before, after),
    renames,
    edgeRenames: new Map(edgePairs.map(([former, later]) => [former.id, later.id])),
  };
}

function nodeChanges(
  { differing, removed, added }: IdMatch<DefinitionNode>,
  renames: Renames,
): NodeChange[] {
  const changes: NodeChange[] = [];
  for (const [before, after] of differing) {
    const fields = compareNodes(before, after, renames);
    if (fields.length > 0) changes.push({ kind: 'CHANGED', before, after, fields });
  }
  const addedById = new Map(added.map((node) => [node.id, node]));
  for (const before of removed) {
    const later = renames.get(before.id);
    const after = later === undefined ? undefined : addedById.get(later);
    if (after === undefined) changes.push({ kind: 'REMOVED', before, fields: [] });
    else {
      addedById.delete(after.id);
      changes.push({
        kind: 'RENAMED',
        before,
        after,
        fields: compareNodes(before, after, renames),
      });
    }
  }
  for (const after of addedById.values()) changes.push({ kind: 'ADDED', after, fields: [] });
  return sortedById(changes);
}

function edgeChanges(
  { differing, removed, added }: IdMatch<DefinitionEdge>,
  pairs: readonly EdgePair[],
  renames: Renames,
): EdgeChange[] {
  const changes: EdgeChange[] = [];
  for (const [before, after] of differing) {
    const fields = compareEdges(before, after, renames);
    if (fields.length > 0) changes.push({ kind: 'CHANGED', before, after, fields });
  }
  const paired = new Set(pairs.flat());
  for (const [before, after] of pairs) {
    const fields = compareEdges(before, after, renames);
    if (fields.length > 0) changes.push({ kind: 'CHANGED', before, after, fields });
    else if (!followsRename(before, after, renames)) {
      changes.push({ kind: 'RENAMED', before, after, fields });
    }
  }
  for (const before of removed) {
    if (!paired.has(before)) changes.push({ kind: 'REMOVED', before, fields: [] });
  }
  for (const after of added) {
    if (!paired.has(after)) changes.push({ kind: 'ADDED', after, fields: [] });
  }
  return sortedById(changes);
}

function changesOf(
  part: (definition: Definition) => NonNullable<Definition['inputs']>,
  before: Definition,
  after: Definition,
): FieldChange[] {
  const comparison = new FieldComparison();
  comparison.compare(part(before), part(after), '');
  return comparison.sorted();
}

function variableChanges(before: readonly Variable[], after: readonly Variable[]): FieldChange[] {
  const comparison = new FieldComparison();
  const laterByName = new Map(after.map((variable) => [variable.name, variable]));
  for (const former of before) {
    const path = pathOf(former);
    const later = laterByName.get(former.name);
    laterByName.delete(former.name);
    if (later === undefined) comparison.compare({ ...former }, undefined, path);
    else compareVariables(former, later, path, comparison);
  }
  for (const later of laterByName.values())
    comparison.compare(undefined, { ...later }, pathOf(later));
  return comparison.sorted();
}

function pathOf({ name }: Variable): string {
  return '/' + escapePointerToken(name);
}

function sortedById<Change extends NodeChange | EdgeChange>(changes: Change[]): Change[] {
  const idOf = ({ before, after }: Change): string => (after ?? before)!.id;
  return changes.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}
