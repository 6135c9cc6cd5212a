import { canonicalForm } from '../canonical-form';
import type { DefinitionEdge, DefinitionNode, Variable } from '../definition';

/** A node without the members that say what holds without them. */
export function canonicalNode(node: DefinitionNode): DefinitionNode {
  return canonicalForm({ nodes: [node], edges: [] }).nodes[0]!;
}

/** {@link canonicalNode} of an edge. */
export function canonicalEdge(edge: DefinitionEdge): DefinitionEdge {
  return canonicalForm({ nodes: [], edges: [edge] }).edges[0]!;
}

/** {@link canonicalNode} of a variable. */
export function canonicalVariable(variable: Variable): Variable {
  return canonicalForm({ nodes: [], edges: [], variables: [variable] }).variables![0]!;
}
