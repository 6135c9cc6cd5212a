import type { DefinitionEdge, DefinitionNode } from './definition';

/** The graph of a definition, by node id, in a fixed order. */
export interface Adjacency {
  /** Edges that leave a node. */
  leaving: ReadonlyMap<string, readonly DefinitionEdge[]>;
  /** Nodes that a container holds. */
  children: ReadonlyMap<string, readonly DefinitionNode[]>;
}

/** Takes nodes and edges in the order in which they are to be walked. */
export function adjacencyOf(
  nodes: readonly DefinitionNode[],
  edges: readonly DefinitionEdge[],
): Adjacency {
  const children = new Map<string, DefinitionNode[]>();
  for (const node of nodes) {
    if (node.parent !== undefined) listIn(children, node.parent).push(node);
  }
  return { leaving: leavingOf(edges), children };
}

function leavingOf(edges: readonly DefinitionEdge[]): Map<string, DefinitionEdge[]> {
  const leaving = new Map<string, DefinitionEdge[]>();
  for (const edge of edges) listIn(leaving, edge.source).push(edge);
  return leaving;
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  if (list.length === 0) lists.set(key, list);
  return list;
}

/**
 * Ids of the nodes that a run can come to from the given ones. It enters a container's nodes with
 * the container. Disabled nodes are passed through: switching one off says nothing about what is
 * behind it.
 */
export function reachableFrom(starts: readonly string[], adjacency: Adjacency): Set<string> {
  const reached = new Set(starts);
  const pending = [...starts];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const targets = (adjacency.leaving.get(id) ?? []).map((edge) => edge.target);
    const inside = (adjacency.children.get(id) ?? []).map((node) => node.id);
    for (const next of [...targets, ...inside]) {
      if (reached.has(next)) continue;
      reached.add(next);
      pending.push(next);
    }
  }
  return reached;
}

/** Edges that lead back to a node that the walk has not left yet: each closes a cycle. */
export function edgesClosingCycles(
  nodes: readonly DefinitionNode[],
  adjacency: Adjacency,
): DefinitionEdge[] {
  const closing: DefinitionEdge[] = [];
  const finished = new Set<string>();
  const open = new Set<string>();
  for (const start of nodes) {
    if (finished.has(start.id)) continue;
    // A stack of its own, because a definition can be deeper than the stack of calls.
    const walk: { id: string; next: number }[] = [{ id: start.id, next: 0 }];
    while (walk.length > 0) {
      const step = walk[walk.length - 1] as { id: string; next: number };
      const edge = adjacency.leaving.get(step.id)?.[step.next++];
      open.add(step.id);
      if (edge === undefined) {
        finished.add(step.id);
        open.delete(step.id);
        walk.pop();
      } else if (open.has(edge.target)) {
        closing.push(edge);
      } else if (!finished.has(edge.target)) {
        walk.push({ id: edge.target, next: 0 });
      }
    }
  }
  return closing;
}
