import type { Definition, DefinitionEdge, DefinitionNode } from '../../graph/definition';
import { wiringOf } from './graph-wiring';

/** Whether the condition of an edge holds; called only for edges that have one. */
export type ConditionTest = (edge: DefinitionEdge, condition: string) => Promise<boolean>;

/** On which edges a run goes on after a node. */
export interface EdgeDecision {
  /** Ids of the edges that are taken, sorted. To be stored as `StepState.taken`. */
  taken: string[];
  /**
   * Of a `branch`: the handle of the branch that was chosen; where edges carry no handle the id of the
   * edge, or `else`; null if no branch was.
   */
  branch?: string | null;
}

/**
 * Decides on which edges a run goes on after a node. Of most nodes: on each edge that has no condition
 * or one that holds. Of a `branch`: on one branch, which is all edges with the same `sourceHandle`, or
 * one edge without. Its edges are tried in ascending priority, ties by id, and the first condition that
 * holds chooses the branch; with that edge go those of the same handle that have no condition or one
 * that holds. If none holds, the first edge is chosen that has no condition and whose handle has none
 * either: the else. Conditions are asked no more often than needed.
 *
 * @throws whatever `holds` throws.
 */
export async function decideEdges(
  definition: Definition,
  node: DefinitionNode,
  holds: ConditionTest,
): Promise<EdgeDecision> {
  const edges = wiringOf(definition).leaving.get(node.id) ?? [];
  // An empty condition is none.
  const test = async (edge: DefinitionEdge) => !edge.condition || holds(edge, edge.condition);
  if (node.type !== 'branch') return { taken: idsOf(await holding(edges, test)) };
  const inOrder = [...edges].sort(byPriority);
  const conditional = inOrder.filter((edge) => edge.condition);
  const [held] = await holding(conditional, test, 1);
  const first = held ?? elseOf(inOrder, conditional);
  if (first === undefined) return { taken: [], branch: null };
  const companions = inOrder.filter((edge) => edge !== first && isSameBranch(edge, first));
  return {
    taken: idsOf([first, ...(await holding(companions, test))]),
    branch: first.sourceHandle ?? (first.condition ? first.id : 'else'),
  };
}

/** The first `most` edges that pass, asked one after the other. */
async function holding(
  edges: readonly DefinitionEdge[],
  test: (edge: DefinitionEdge) => Promise<boolean>,
  most = Infinity,
): Promise<DefinitionEdge[]> {
  const passed: DefinitionEdge[] = [];
  for (const edge of edges) {
    if (passed.length >= most) break;
    if (await test(edge)) passed.push(edge);
  }
  return passed;
}

function elseOf(
  inOrder: readonly DefinitionEdge[],
  conditional: readonly DefinitionEdge[],
): DefinitionEdge | undefined {
  return inOrder.find(
    (edge) => !edge.condition && !conditional.some((other) => isSameBranch(other, edge)),
  );
}

function isSameBranch(a: DefinitionEdge, b: DefinitionEdge): boolean {
  return a.sourceHandle !== undefined && a.sourceHandle === b.sourceHandle;
}

function byPriority(a: DefinitionEdge, b: DefinitionEdge): number {
  const difference = (a.priority ?? 0) - (b.priority ?? 0);
  return difference !== 0 ? difference : a.id < b.id ? -1 : 1;
}

function idsOf(edges: readonly DefinitionEdge[]): string[] {
  return edges.map(({ id }) => id).sort();
}
