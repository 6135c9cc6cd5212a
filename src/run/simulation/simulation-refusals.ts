import type { Definition, DefinitionNode, JsonValue } from '../../graph/definition';
import { inputFaults } from '../../graph/input-schema';
import type { NodeTypeRegistry } from '../../graph/node-type-registry';
import { executorRefusals } from '../execution/graph-wiring';
import { startingTrigger } from '../execution/plan-steps';
import type { SimulationRefusal } from './simulation';

/** What keeps a definition from being simulated, whatever it is given: cycles and containers. */
export function contentRefusals(definition: Definition): SimulationRefusal[] {
  // a type without a function takes a mock
  return executorRefusals(definition, () => true);
}

/** What the definition's JSON Schema finds wrong in an input. */
export function inputRefusals({ inputs }: Definition, input: JsonValue): SimulationRefusal[] {
  if (inputs === undefined) return [];
  return inputFaults(inputs, input).map(({ path, message }) =>
    refusal('RUN_INPUT_INVALID', `${path || 'The input'} ${message}.`, path),
  );
}

/** That nothing says where to begin. */
export function triggerMissing(): SimulationRefusal {
  return refusal(
    'TRIGGER_MISSING',
    'No enabled node is a trigger that is known here; say by triggerKey where to begin.',
  );
}

/**
 * The node at which a simulation begins where nobody says: the trigger at which a run would, else
 * another trigger of the installation, else the only node of an unknown type that others follow and
 * none comes before.
 */
export function defaultTrigger(
  definition: Definition,
  registry: NodeTypeRegistry,
): string | undefined {
  const known = startingTrigger(definition);
  if (known !== undefined) return known;
  const candidates = definition.nodes.filter((node) => canBegin(node, registry));
  const triggers = candidates.filter(({ type }) => registry.get(type) !== undefined);
  if (triggers.length > 0) return triggers.map(({ id }) => id).sort()[0];
  const sources = new Set(definition.edges.map(({ source }) => source));
  const targets = new Set(definition.edges.map(({ target }) => target));
  const roots = candidates.filter(({ id }) => sources.has(id) && !targets.has(id));
  return roots.length === 1 ? roots[0]!.id : undefined;
}

/** Whether a run could begin at a node: a node of an unknown type may be a trigger. */
export function canBegin(node: DefinitionNode, registry: NodeTypeRegistry): boolean {
  return node.disabled !== true && registry.get(node.type)?.isTrigger !== false;
}

/**
 * What the trigger is given where nobody says: a manual one the input of the run, a webhook a request
 * with the input as its body, another the example of its type.
 */
export function defaultPayload(
  { type }: DefinitionNode,
  input: JsonValue,
  registry: NodeTypeRegistry,
): JsonValue {
  const example = registry.get(type)?.example;
  if (example === undefined || type === 'trigger.manual') return input;
  const isRequest = type === 'trigger.webhook' && typeof example === 'object';
  return isRequest ? { ...example, body: input } : example;
}

function refusal(code: string, message: string, path?: string): SimulationRefusal {
  return { code, message, ...(path !== undefined && { path }) };
}
