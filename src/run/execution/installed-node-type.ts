import { type NodeTypeDefinition } from '../../graph/node-type-registry';
import { type NodeFunction } from './node-function';
import { builtInNodeFunctions } from './node-functions';

/** A node type that an installation adds in code. */
export interface InstalledNodeType {
  /** What editors and validation know of it. */
  type: NodeTypeDefinition;
  /** How its nodes work. Without one they run on external executors alone. */
  function?: NodeFunction;
}

/** The functions of the built-in node types and of those of an installation, by type. */
export function functionsOf(
  installed: readonly InstalledNodeType[],
): ReadonlyMap<string, NodeFunction> {
  const functions = new Map(builtInNodeFunctions);
  for (const { type, function: nodeFunction } of installed)
    if (nodeFunction) functions.set(type.type, nodeFunction);
  return functions;
}
