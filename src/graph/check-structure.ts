import type { DefinitionEdge, DefinitionNode } from './definition';
import type { IssueList } from './definition-error';

/** Something that was read, with its place in the input. */
export interface Placed<T> {
  item: T;
  path: string;
}

/** A node that was read; its parent can stand under several names. */
export interface PlacedNode extends Placed<DefinitionNode> {
  parentPath: string;
}

/**
 * Adds an issue for every id that is not unique, every edge that does not end at a node, and every
 * parent that is missing or is, through its own parents, the node itself. Takes linear time.
 */
export function checkStructure(
  nodes: readonly PlacedNode[],
  edges: readonly Placed<DefinitionEdge>[],
  issues: IssueList,
): void {
  const byId = checkUnique(nodes, 'node', issues);
  checkUnique(edges, 'edge', issues);
  for (const { item, path } of edges) {
    for (const end of ['source', 'target'] as const) {
      if (!byId.has(item[end]))
        issues.add(`${path}/${end}`, `${item[end]} is not the id of a node`);
    }
  }
  checkParents(nodes, byId, issues);
}

function checkUnique<T extends { id: string }>(
  placed: readonly Placed<T>[],
  kind: string,
  issues: IssueList,
): Map<string, T> {
  const byId = new Map<string, T>();
  for (const { item, path } of placed) {
    if (byId.has(item.id)) issues.add(`${path}/id`, `${item.id} is the id of another ${kind} too`);
    byId.set(item.id, item);
  }
  return byId;
}

function checkParents(
  nodes: readonly PlacedNode[],
  byId: ReadonlyMap<string, DefinitionNode>,
  issues: IssueList,
): void {
  const settled = new Set<string>();
  for (const { item, parentPath } of nodes) {
    if (item.parent !== undefined && !byId.has(item.parent)) {
      issues.add(parentPath, `${item.parent} is not the id of a node`);
    }
    const chain = new Set<string>();
    let next: DefinitionNode | undefined = item;
    while (next !== undefined && !settled.has(next.id)) {
      if (chain.has(next.id)) {
        issues.add(parentPath, `makes ${next.id} a parent of itself`);
        break;
      }
      chain.add(next.id);
      next = next.parent === undefined ? undefined : byId.get(next.parent);
    }
    for (const id of chain) settled.add(id);
  }
}
