import type { Definition, Position } from './definition';

const COLUMN_WIDTH = 280;
const ROW_HEIGHT = 120;

/**
 * A place for every node, for definitions that nobody has drawn: columns from left to right by the
 * number of edges from a start, rows in the order of the definition. Nodes of a container are placed
 * relative to it, from its own corner. The same definition always gives the same places.
 */
export function placeNodes(definition: Definition): Record<string, Position> {
  const columns = columnsOf(definition);
  const rowsTaken = new Map<string, number>();
  const positions: Record<string, Position> = {};
  for (const node of definition.nodes) {
    const column = columns.get(node.id) ?? 0;
    const place = JSON.stringify([node.parent ?? null, column]);
    const row = rowsTaken.get(place) ?? 0;
    rowsTaken.set(place, row + 1);
    positions[node.id] = { x: column * COLUMN_WIDTH, y: row * ROW_HEIGHT };
  }
  return positions;
}

/** Fewest edges from a node that nothing enters. Nodes that only a cycle leads to are in column 0. */
function columnsOf(definition: Definition): Map<string, number> {
  const targets = new Map<string, string[]>(definition.nodes.map((node) => [node.id, []]));
  const entered = new Set<string>();
  for (const edge of definition.edges) {
    targets.get(edge.source)?.push(edge.target);
    entered.add(edge.target);
  }
  const columns = new Map<string, number>();
  const queue = definition.nodes.map((node) => node.id).filter((id) => !entered.has(id));
  for (const id of queue) columns.set(id, 0);
  for (let next = 0; next < queue.length; next++) {
    const id = queue[next] as string;
    for (const target of targets.get(id) ?? []) {
      if (columns.has(target)) continue;
      columns.set(target, (columns.get(id) ?? 0) + 1);
      queue.push(target);
    }
  }
  return columns;
}
