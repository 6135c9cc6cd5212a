import type { DefinitionNode } from '../definition';

/** The circles in which nodes are containers of each other, each as the ids in it. Takes linear time. */
export function parentCycles(nodes: ReadonlyMap<string, DefinitionNode>): string[][] {
  const settled = new Set<string>();
  const cycles: string[][] = [];
  for (const [start, { parent }] of nodes) {
    if (parent === undefined) continue;
    const chain = new Set<string>();
    let next: string | undefined = start;
    while (next !== undefined && !settled.has(next) && !chain.has(next)) {
      chain.add(next);
      next = nodes.get(next)?.parent;
    }
    if (next !== undefined && chain.has(next)) {
      const ids = [...chain];
      cycles.push(ids.slice(ids.indexOf(next)));
    }
    for (const id of chain) settled.add(id);
  }
  return cycles;
}
