import { type Definition, type DefinitionEdge, type DefinitionNode } from '../../graph/definition';

/** Nodes and edges in the order in which a person reads them. */
export interface ReadingOrder {
  /** Each node after those that lead to it, as far as cycles allow; ties by id. */
  nodes: DefinitionNode[];
  /** By the nodes that they leave, then those that they enter, then by id. */
  edges: DefinitionEdge[];
}

/** The order of a graph from its beginnings on. It depends on the definition's content alone. */
export function readingOrder(definition: Definition): ReadingOrder {
  const edges = sortedById(definition.edges);
  const nodes = orderOf(sortedById(definition.nodes), edges);
  const place = new Map(nodes.map(({ id }, index) => [id, index]));
  const placeOf = (id: string): number => place.get(id)!;
  return {
    nodes,
    // The sort is stable, so that ids decide what is left.
    edges: edges.sort(
      (a, b) => placeOf(a.source) - placeOf(b.source) || placeOf(a.target) - placeOf(b.target),
    ),
  };
}

/** As Kahn sorts a graph; where only cycles are left it goes on at the node with the smallest id. */
function orderOf(nodes: readonly DefinitionNode[], edges: readonly DefinitionEdge[]) {
  const leaving = new Map<string, string[]>();
  const missing = new Map(nodes.map(({ id }) => [id, 0]));
  for (const { source, target } of edges) {
    const targets = leaving.get(source);
    if (targets) targets.push(target);
    else leaving.set(source, [target]);
    missing.set(target, missing.get(target)! + 1);
  }
  const order: string[] = [];
  const isPlaced = new Set<string>();
  const placeFrom = (start: string): void => {
    const ready = [start];
    for (const id of ready) {
      if (isPlaced.has(id)) continue;
      isPlaced.add(id);
      order.push(id);
      for (const target of leaving.get(id) ?? []) {
        const left = missing.get(target)! - 1;
        missing.set(target, left);
        if (left === 0) ready.push(target);
      }
    }
  };
  for (const { id } of nodes.filter((node) => missing.get(node.id) === 0)) placeFrom(id);
  for (const { id } of nodes) placeFrom(id);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return order.map((id) => byId.get(id)!);
}

function sortedById<T extends { id: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
