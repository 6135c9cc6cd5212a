import { type DefinitionEdge, type DefinitionNode, type Layout } from '../graph/definition';
import { type GraphEdgeType, type GraphNodeType } from './graph.type';

/** A node as it is answered, with the version that it is of: of a revision or a rejected save none. */
export interface GraphNode extends GraphNodeType {
  versionId?: string;
}

/** A node of a definition as it is answered, with its place on the canvas. */
export function graphNodeOf(
  { id, disabled, ...node }: DefinitionNode,
  layout: Layout | undefined,
  versionId: string | undefined,
): GraphNode {
  return {
    ...node,
    key: id,
    disabled: disabled ?? false,
    position: layout?.positions?.[id],
    versionId,
  };
}

/** An edge of a definition as it is answered. */
export function graphEdgeOf({ id, priority, ...edge }: DefinitionEdge): GraphEdgeType {
  return { ...edge, key: id, priority: priority ?? 0 };
}
