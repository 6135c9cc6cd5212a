import type { Definition } from './definition';
import type { NodeTypeRegistry } from './node-types';

/** Something about a definition that is allowed in a draft. An ERROR bars it from going live. */
export interface Problem {
  severity: 'ERROR' | 'WARNING';
  /** SCREAMING_SNAKE_CASE, stable. */
  code: string;
  /** Id of the node at fault. */
  nodeKey?: string;
  /** Id of the edge at fault. */
  edgeKey?: string;
  /** JSON Pointer from the node or edge, such as `/config/cron`. */
  path?: string;
  message: string;
}

/** A use of another workflow by a node of the type `workflow`. */
export interface SubworkflowReference {
  nodeKey: string;
  workflowId: string;
  version?: number | string;
}

export function findProblems(
  _definition: Definition,
  _registry: NodeTypeRegistry,
  _options: { workflowId?: string } = {},
): Problem[] {
  return [];
}

export function subworkflowReferences(_definition: Definition): SubworkflowReference[] {
  return [];
}
