import type {
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
  JsonValue,
  RetryPolicy,
  Variable,
} from '../definition';

/**
 * The members that decide what a node, edge or variable is, without those that say what holds without
 * them: the same defaults as in the canonical form, so that nothing differs whose digest does not.
 */

/** A node's members but its id. */
export function nodeMembers(node: DefinitionNode): JsonObject {
  const { type, name, config, parent, timeoutMs } = node;
  const retry = retryOf(node.retry);
  return present({
    type,
    name,
    config,
    parent,
    disabled: node.disabled || undefined,
    retry,
    timeoutMs,
  });
}

/** An edge's members but its id. */
export function edgeMembers(edge: DefinitionEdge): JsonObject {
  return present({
    source: edge.source,
    target: edge.target,
    sourceHandle: edge.sourceHandle || undefined,
    targetHandle: edge.targetHandle || undefined,
    condition: edge.condition || undefined,
    priority: edge.priority || undefined,
  });
}

/** A variable's members but its name. */
export function variableMembers(variable: Variable): JsonObject {
  return present({
    type: variable.type,
    default: variable.default,
    description: variable.description || undefined,
    lifetime: variable.lifetime === 'reset' ? undefined : variable.lifetime,
  });
}

/** The policy, or `undefined` where it says no more than that there is one attempt. */
export function retryOf(retry: RetryPolicy | undefined): JsonValue | undefined {
  if (retry === undefined || (retry.attempts === 1 && retry.backoffMs === 0)) return undefined;
  return retry as unknown as JsonValue;
}

function present(members: Record<string, JsonValue | undefined>): JsonObject {
  const object: JsonObject = {};
  for (const name in members) {
    const value = members[name];
    if (value !== undefined) object[name] = value;
  }
  return object;
}
