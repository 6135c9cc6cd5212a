import { LIVE } from '../../channel/channel';
import { type Definition, type DefinitionNode } from '../../graph/definition';
import { type NodeTypeRegistry } from '../../graph/node-type-registry';
import { secretNames } from '../../graph/secret-reference';
import { type TriggerPlan } from './armed-trigger';
import { isSchedule } from './schedule';

/** Config members that a type does not know do no harm. */
const HARMLESS = new Set(['additionalProperties', 'unevaluatedProperties']);

/**
 * The triggers of a definition that can be armed: enabled schedules and webhooks. What is activated
 * is complete; the draft, and what is rolled back to, may hold triggers that are not, and these are
 * left out.
 */
export function planTriggers(
  definition: Definition,
  digest: string,
  registry: NodeTypeRegistry,
): TriggerPlan[] {
  return definition.nodes
    .filter((node) => !node.disabled && isComplete(node, registry))
    .map((node) => planOf(node, digest))
    .filter((plan): plan is TriggerPlan => plan !== undefined);
}

/** The first path of `plans` that two of them have, with their nodes. */
export function repeatedPath(
  plans: readonly TriggerPlan[],
): { path: string; nodeKeys: [string, string] } | undefined {
  const owners = new Map<string, string>();
  for (const { path, nodeKey } of plans) {
    if (path === null) continue;
    const owner = owners.get(path);
    if (owner !== undefined) return { path, nodeKeys: [owner, nodeKey] };
    owners.set(path, nodeKey);
  }
  return undefined;
}

function isComplete({ type, config }: DefinitionNode, registry: NodeTypeRegistry): boolean {
  return registry.validateConfig(type, config).every(({ keyword }) => HARMLESS.has(keyword));
}

function planOf(node: DefinitionNode, digest: string): TriggerPlan | undefined {
  const { id: nodeKey, type, config } = node;
  const channelKey = typeof config['channel'] === 'string' ? config['channel'] : LIVE;
  const plan = { nodeKey, digest, channelKey, cron: null, timeZone: null, path: null };
  if (type === 'trigger.schedule') {
    const { cron, timeZone } = config as { cron: string; timeZone: string };
    if (!isSchedule({ cron, timeZone })) return undefined;
    return { ...plan, kind: 'SCHEDULE', cron, timeZone, secretName: null };
  }
  if (type === 'trigger.webhook') {
    const { path } = config as { path: string };
    return { ...plan, kind: 'WEBHOOK', path, secretName: secretNameOf(node) };
  }
  return undefined;
}

function secretNameOf(node: DefinitionNode): string | null {
  const { secret } = node.config;
  if (secret === undefined) return null;
  return secretNames({ nodes: [{ ...node, config: { secret } }], edges: [] })[0] ?? null;
}
