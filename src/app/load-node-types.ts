import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { NodeTypeRegistry } from '../graph/node-type-registry';
import { builtInNodeTypes } from '../graph/node-types';
import { type InstalledNodeType } from '../run/execution/installed-node-type';

/** NODE_TYPES names something that is not a module of node types. The message is one line. */
class NodeTypesError extends Error {
  constructor(message: string) {
    super(`NODE_TYPES ${message}`);
    this.name = 'NodeTypesError';
  }
}

/**
 * The node types that a module exports as `nodeTypes`.
 * @param path of the module, from the working directory.
 * @throws NodeTypesError that says what is wrong with which type.
 */
export function loadNodeTypes(path: string): InstalledNodeType[] {
  const file = resolve(path);
  let loaded: { nodeTypes?: unknown };
  try {
    loaded = createRequire(__filename)(file) as { nodeTypes?: unknown };
  } catch (error) {
    throw new NodeTypesError(`names ${path}, which cannot be loaded: ${(error as Error).message}`);
  }
  const { nodeTypes } = loaded;
  if (!Array.isArray(nodeTypes))
    throw new NodeTypesError(`names ${path}, which exports no list nodeTypes.`);
  for (const [place, one] of nodeTypes.entries()) {
    const fault = faultOf(one);
    if (fault) throw new NodeTypesError(`names ${path}: nodeTypes[${place}] ${fault}.`);
  }
  const types = nodeTypes as InstalledNodeType[];
  try {
    const registry = new NodeTypeRegistry([...builtInNodeTypes, ...types.map(({ type }) => type)]);
    // compiles the schema, which else would fail at the first save
    for (const { type } of types) registry.validateConfig(type.type, {});
  } catch (error) {
    throw new NodeTypesError(`names ${path}: ${(error as Error).message}`);
  }
  return types;
}

/** What a value lacks to be an installed node type. */
function faultOf(value: unknown): string | undefined {
  const { type, function: nodeFunction } = (value ?? {}) as {
    type?: Record<string, unknown>;
    function?: { start?: unknown };
  };
  if (typeof type !== 'object' || type === null) return 'has no type';
  for (const name of ['type', 'title', 'description', 'category'])
    if (typeof type[name] !== 'string' || type[name] === '') return `has no text type.${name}`;
  for (const name of ['isTrigger', 'reachesOutside'])
    if (typeof type[name] !== 'boolean') return `has no boolean type.${name}`;
  if (typeof type['configSchema'] !== 'object' || type['configSchema'] === null)
    return 'has no type.configSchema';
  if (type['example'] === undefined) return 'has no type.example';
  if (nodeFunction !== undefined && typeof nodeFunction?.start !== 'function')
    return 'has a function without start';
  return undefined;
}
