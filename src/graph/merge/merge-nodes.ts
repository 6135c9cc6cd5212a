import type { DefinitionNode, JsonObject, JsonValue, RetryPolicy } from '../definition';
import { isSameNode } from '../diff/match-by-id';
import { canonicalNode } from './canonical-parts';
import { readNodeValue } from './check-values';
import type { EntityKind, InAll, Merged } from './merge-entities';
import { isUnchanged, mapAll, mergeWhole, present, settledPart } from './merge-parts';
import type { MergeContext } from './merge-context';
import { mergeMembers, mergeValue } from './merge-values';
import { joinValues } from './settled-values';

/**
 * How nodes are merged: by member, and the config within. The config belongs to the type: where the type
 * changed, both are taken from one side; if the other side changed either too, the node is a conflict
 * as a whole. Nodes that both sides added may differ in members of the config that only one has.
 */
export const NODES: EntityKind<DefinitionNode> = {
  list: 'nodes',
  isSame: isSameNode,
  merge: mergeNode,
  join: joinNodes,
  read: (value, path, id) => readNodeValue(value, path, [id]),
};

function mergeNode(
  nodes: InAll<DefinitionNode>,
  path: string,
  context: MergeContext,
): Merged<DefinitionNode> {
  const all = mapAll(nodes, canonicalNode);
  const whole = <T extends JsonValue>(
    name: string,
    part: (node: DefinitionNode) => T | undefined,
  ) => mergeWhole(mapAll(all, part), `${path}/${name}`, context);
  const content = mergeContent(all, path, context);
  if (content === undefined) return { clash: 'both changed it, and its type is another' };
  const retries = mapAll(all, ({ retry }) => retry as unknown as JsonObject | undefined);
  return {
    item: present({
      id: all.base.id,
      ...content,
      name: whole('name', ({ name }) => name) ?? all.base.name,
      parent: whole('parent', ({ parent }) => parent),
      disabled: whole('disabled', ({ disabled }) => disabled),
      retry: mergeValue(retries, `${path}/retry`, context) as unknown as RetryPolicy | undefined,
      timeoutMs: whole('timeoutMs', ({ timeoutMs }) => timeoutMs),
    }),
  };
}

function mergeContent(
  all: InAll<DefinitionNode>,
  path: string,
  context: MergeContext,
): Pick<DefinitionNode, 'type' | 'config'> | undefined {
  const { type } = all.base;
  if (isUnchanged(mapAll(all, (node) => node.type))) {
    const configs = mapAll(all, ({ config }) => config);
    return { type, config: mergeMembers(configs, `${path}/config`, context) };
  }
  return settledPart(mapAll(all, (node) => ({ type: node.type, config: node.config })));
}

function joinNodes(ours: DefinitionNode, theirs: DefinitionNode): DefinitionNode | undefined {
  const config = joinValues(ours.config, theirs.config) as JsonObject | undefined;
  if (config === undefined) return undefined;
  const joined = { ...canonicalNode(ours), config };
  return isSameNode(joined, { ...theirs, config }) ? joined : undefined;
}
