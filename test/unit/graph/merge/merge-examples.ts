import type {
  Definition,
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
} from '../../../../src/graph/definition';
import {
  mergeDefinitions,
  type Merge,
  type Resolution,
} from '../../../../src/graph/merge/merge-definitions';
import { readDefinition } from '../../../../src/graph/read-definition';

/** A node with little in it. */
export function node(
  id: string,
  config: JsonObject = {},
  more: Partial<DefinitionNode> = {},
): DefinitionNode {
  return { id, type: 'agent', name: id, config, ...more };
}

/** An edge whose id is made of its ends. */
export function edge(
  source: string,
  target: string,
  more: Partial<DefinitionEdge> = {},
): DefinitionEdge {
  return { id: `${source}-${target}`, source, target, ...more };
}

/** A definition of these nodes and edges. */
export function graph(
  nodes: DefinitionNode[],
  edges: DefinitionEdge[] = [],
  more: Partial<Definition> = {},
): Definition {
  return { nodes, edges, ...more };
}

/** Merges after a look at whether the three are definitions at all. */
export function merge(
  base: Definition,
  ours: Definition,
  theirs: Definition,
  resolutions?: Resolution[],
): Merge {
  for (const definition of [base, ours, theirs]) readDefinition(definition);
  return mergeDefinitions(base, ours, theirs, resolutions);
}

/** What is merged of one config by itself. */
export function mergeConfigs(
  base: JsonObject,
  ours: JsonObject,
  theirs: JsonObject,
  resolutions?: Resolution[],
): { config: JsonObject | undefined; conflicts: string[] } {
  const { definition, conflicts } = merge(
    graph([node('a', base)]),
    graph([node('a', ours)]),
    graph([node('a', theirs)]),
    resolutions,
  );
  return { config: definition.nodes[0]?.config, conflicts: conflicts.map(({ path }) => path) };
}

/** The paths of the conflicts, each with its reason. */
export function reasonsOf({ conflicts }: Merge): Record<string, string> {
  return Object.fromEntries(conflicts.map(({ path, reason }) => [path, reason]));
}
