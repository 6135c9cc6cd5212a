import type { Definition, DefinitionEdge, DefinitionNode } from '../../graph/definition';
import { adjacencyOf, edgesClosingCycles } from '../../graph/reachability';

/** A definition's graph, ready to be walked. */
export interface GraphWiring {
  /** Each node after all those that lead to it; which of several comes first depends on ids alone. */
  order: readonly DefinitionNode[];
  /** Where in that order a node stands, by its id. */
  places: ReadonlyMap<string, number>;
  /** Edges that enter a node, by its id, sorted by id. */
  entering: ReadonlyMap<string, readonly DefinitionEdge[]>;
  /** Edges that leave a node, by its id, sorted by id. */
  leaving: ReadonlyMap<string, readonly DefinitionEdge[]>;
}

/** What the built-in executor cannot do. */
export type ExecutorRefusalCode = 'CONTAINER' | 'GRAPH_CYCLIC' | 'NODE_TYPE_UNKNOWN';

/** Something that keeps a definition from running on the built-in executor. */
export interface ExecutorRefusal {
  code: ExecutorRefusalCode;
  nodeKey?: string;
  edgeKey?: string;
  message: string;
}

// A definition is frozen and shared by digest, and each of its steps looks at it.
const wirings = new WeakMap<Definition, GraphWiring>();

/**
 * The wiring of a definition that nobody changes any more.
 *
 * @throws Error if the graph is cyclic; {@link executorRefusals} tells so beforehand.
 */
export function wiringOf(definition: Definition): GraphWiring {
  const known = wirings.get(definition);
  if (known !== undefined) return known;
  const nodes = sortedById(definition.nodes);
  const edges = sortedById(definition.edges);
  const leaving = listsBy(edges, 'source');
  const entering = listsBy(edges, 'target');
  const order = topologicalOrder(nodes, entering, leaving);
  const places = new Map(order.map(({ id }, place) => [id, place]));
  const wiring = { order, places, entering, leaving };
  wirings.set(definition, wiring);
  return wiring;
}

/**
 * Everything that keeps a definition from running on the built-in executor: a cycle, since a node
 * starts when all edges into it are settled; a container, since what it means to execute its nodes
 * (once, for each item, until something holds) is known to the engine of its node type alone; an
 * enabled node of a type that has no function here. Disabled nodes may have any type. Empty if it runs.
 */
export function executorRefusals(
  definition: Definition,
  hasFunction: (type: string) => boolean,
): ExecutorRefusal[] {
  const nodes = sortedById(definition.nodes);
  const refusals: ExecutorRefusal[] = [];
  for (const { id: nodeKey, type, parent, disabled } of nodes) {
    if (parent !== undefined) {
      const message = `The node stands in the container ${parent}; only an external executor can run it.`;
      refusals.push(refusal('CONTAINER', { nodeKey }, message));
    }
    if (disabled !== true && !hasFunction(type)) {
      const message = `The node type ${type} is not known here; only an external executor can run it.`;
      refusals.push(refusal('NODE_TYPE_UNKNOWN', { nodeKey }, message));
    }
  }
  for (const edge of edgesClosingCycles(nodes, adjacencyOf(nodes, sortedById(definition.edges)))) {
    const message = `The edge from ${edge.source} to ${edge.target} closes a cycle; only an external executor can run it.`;
    refusals.push(refusal('GRAPH_CYCLIC', { edgeKey: edge.id }, message));
  }
  return refusals;
}

function refusal(
  code: ExecutorRefusalCode,
  place: Pick<ExecutorRefusal, 'nodeKey' | 'edgeKey'>,
  message: string,
): ExecutorRefusal {
  return { code, ...place, message };
}

/** A. B. Kahn, "Topological sorting of large networks", CACM 5(11), 1962. */
function topologicalOrder(
  nodes: readonly DefinitionNode[],
  entering: GraphWiring['entering'],
  leaving: GraphWiring['leaving'],
): DefinitionNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const missing = new Map(nodes.map(({ id }) => [id, entering.get(id)?.length ?? 0]));
  const order = nodes.filter(({ id }) => missing.get(id) === 0);
  // The list grows while it is walked.
  for (const { id } of order) {
    for (const { target } of leaving.get(id) ?? []) {
      const left = missing.get(target)! - 1;
      missing.set(target, left);
      if (left === 0) order.push(byId.get(target)!);
    }
  }
  if (order.length < nodes.length) {
    throw new Error('The graph is cyclic; only an external executor can run it.');
  }
  return order;
}

function listsBy(
  edges: readonly DefinitionEdge[],
  end: 'source' | 'target',
): Map<string, DefinitionEdge[]> {
  const lists = new Map<string, DefinitionEdge[]>();
  for (const edge of edges) {
    const list = lists.get(edge[end]);
    if (list === undefined) lists.set(edge[end], [edge]);
    else list.push(edge);
  }
  return lists;
}

function sortedById<T extends { id: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
