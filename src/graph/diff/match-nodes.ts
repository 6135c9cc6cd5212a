import type { Definition, DefinitionNode } from '../definition';

/**
 * The nodes that were given another id: later id by former id. Only nodes whose id the other
 * definition lacks take part.
 */
export function matchNodes(before: Definition, after: Definition): Map<string, string> {
  const formerIds = new Set(before.nodes.map((node) => node.id));
  const laterIds = new Set(after.nodes.map((node) => node.id));
  return matchRenamed(
    before.nodes.filter((node) => !laterIds.has(node.id)),
    after.nodes.filter((node) => !formerIds.has(node.id)),
  );
}

function matchRenamed(_removed: DefinitionNode[], _added: DefinitionNode[]): Map<string, string> {
  return new Map();
}
