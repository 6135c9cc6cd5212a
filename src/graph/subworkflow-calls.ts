import type { Definition, DefinitionNode } from './definition';

/** A call of another workflow by a node of the type `workflow`. */
export interface SubworkflowCall {
  nodeKey: string;
  workflowId: string;
  /** As the config has it; absent if the node names no version. */
  version?: number | string;
  /** Digest of the definition that it runs; absent while it is not pinned. */
  digest?: string;
}

/** A definition of another workflow that a definition runs. */
export interface SubworkflowPin {
  workflowId: string;
  digest: string;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** The calls of all nodes, disabled ones too, by node id. Nodes that name no workflow are left out. */
export function subworkflowCalls(definition: Definition): SubworkflowCall[] {
  return callsOf(definition, isCall);
}

/** As {@link subworkflowCalls}, of the nodes that run: a disabled one is passed over. */
export function subworkflowReferences(definition: Definition): SubworkflowCall[] {
  return callsOf(definition, (node) => isCall(node) && node.disabled !== true);
}

/** What a definition is pinned to, each once. What is not a digest pins nothing. */
export function subworkflowPins(definition: Definition): SubworkflowPin[] {
  const pins = new Map<string, SubworkflowPin>();
  for (const { workflowId, digest } of subworkflowCalls(definition))
    if (digest !== undefined && DIGEST.test(digest))
      pins.set(`${digest} ${workflowId}`, { workflowId, digest });
  return [...pins.values()];
}

/** `definition` with other pins, by node id; undefined takes a pin away. It shares what did not change. */
export function withPins(
  definition: Definition,
  pins: ReadonlyMap<string, string | undefined>,
): Definition {
  const nodes = definition.nodes.map((node) => {
    if (!pins.has(node.id)) return node;
    const config = { ...node.config };
    const digest = pins.get(node.id);
    if (digest === undefined) delete config['digest'];
    else config['digest'] = digest;
    return { ...node, config };
  });
  return { ...definition, nodes };
}

function isCall({ type, config }: DefinitionNode): boolean {
  return type === 'workflow' && typeof config['workflowId'] === 'string';
}

function callsOf(
  definition: Definition,
  isMeant: (node: DefinitionNode) => boolean,
): SubworkflowCall[] {
  const nodes = definition.nodes.filter(isMeant);
  return nodes.map(callOf).sort((a, b) => (a.nodeKey < b.nodeKey ? -1 : 1));
}

function callOf({ id, config }: DefinitionNode): SubworkflowCall {
  const { workflowId, version, digest } = config;
  const hasVersion = typeof version === 'number' || typeof version === 'string';
  return {
    nodeKey: id,
    workflowId: workflowId as string,
    ...(hasVersion && { version }),
    ...(typeof digest === 'string' && { digest }),
  };
}
