import { canonicalJson } from '../graph/canonical-json';
import { type Definition, type DefinitionNode } from '../graph/definition';
import { isSameNode } from '../graph/diff/match-by-id';
import { type Severity } from '../graph/diff/definition-diff';
import { type RunUnderWay } from './activation-impact.store';

/** Types whose nodes are armed; a manual trigger waits for nothing. */
const ARMED_TYPES = new Set(['trigger.schedule', 'trigger.webhook']);
/** Runs that are named for a node. */
const MOST_EXAMPLES = 5;
const SEVERITIES: readonly Severity[] = ['SAFE', 'RISKY', 'BREAKING'];

/** What an activation does to a trigger. */
export interface TriggerChange {
  kind: 'ARMED' | 'DISARMED' | 'CHANGED';
  before?: DefinitionNode;
  after?: DefinitionNode;
}

/** A node at which runs are, and which the new content lacks or has otherwise. */
export interface NodeUnderWay {
  nodeKey: string;
  name: string;
  type: string;
  kind: 'REMOVED' | 'CHANGED';
  /** How many runs are there. */
  runs: number;
  exampleIds: string[];
}

/** A definition that runs are pinned to, and what became of its nodes. */
export interface PinnedContent {
  definition: Definition;
  /** Later node id by former node id. */
  renames: ReadonlyMap<string, string>;
}

/**
 * What becomes of schedules and webhooks when one definition takes the place of another, by node key.
 *
 * @param renames later node id by former node id: a trigger that is only renamed is the same.
 */
export function triggerChanges(
  before: Definition | undefined,
  after: Definition,
  renames: ReadonlyMap<string, string>,
): TriggerChange[] {
  const later = armedNodes(after);
  const changes: TriggerChange[] = [];
  for (const [id, former] of armedNodes(before)) {
    const key = renames.get(id) ?? id;
    const now = later.get(key);
    later.delete(key);
    if (now === undefined) changes.push({ kind: 'DISARMED', before: former });
    else if (!isSameTrigger(former, now)) {
      changes.push({ kind: 'CHANGED', before: former, after: now });
    }
  }
  for (const now of later.values()) changes.push({ kind: 'ARMED', after: now });
  const keyOf = (change: TriggerChange): string => (change.after ?? change.before)!.id;
  return changes.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/**
 * The nodes at which runs are that `after` lacks or has otherwise, most runs first.
 *
 * @param contents by digest; runs of others are left out.
 */
export function nodesUnderWay(
  runs: readonly RunUnderWay[],
  openSteps: readonly { runId: string; nodeKey: string }[],
  contents: ReadonlyMap<string, PinnedContent>,
  after: Definition,
): NodeUnderWay[] {
  const digests = new Map(runs.map(({ id, digest }) => [id, digest]));
  const laterNodes = nodesById(after);
  const formerNodes = new Map(
    [...contents].map(([digest, { definition }]) => [digest, nodesById(definition)]),
  );
  const found = new Map<string, NodeUnderWay>();
  for (const { runId, nodeKey } of openSteps) {
    const digest = digests.get(runId)!;
    const former = formerNodes.get(digest)?.get(nodeKey);
    if (former === undefined) continue;
    const later = laterNodes.get(contents.get(digest)!.renames.get(nodeKey) ?? nodeKey);
    if (later !== undefined && isSameNode(former, later)) continue;
    const kind = later === undefined ? 'REMOVED' : 'CHANGED';
    const { name, type } = former;
    const key = `${kind} ${nodeKey}`;
    const node = found.get(key) ?? { nodeKey, name, type, kind, runs: 0, exampleIds: [] };
    node.runs++;
    if (node.exampleIds.length < MOST_EXAMPLES) node.exampleIds.push(runId);
    found.set(key, node);
  }
  return [...found.values()].sort(
    (a, b) => b.runs - a.runs || (a.nodeKey < b.nodeKey ? -1 : a.nodeKey > b.nodeKey ? 1 : 0),
  );
}

/** The most severe; undefined of none. */
export function mostSevere(severities: readonly Severity[]): Severity | undefined {
  return SEVERITIES.findLast((severity) => severities.includes(severity));
}

function armedNodes(definition: Definition | undefined): Map<string, DefinitionNode> {
  const armed = (definition?.nodes ?? []).filter(
    ({ type, disabled }) => disabled !== true && ARMED_TYPES.has(type),
  );
  return new Map(armed.map((node) => [node.id, node]));
}

function isSameTrigger(before: DefinitionNode, after: DefinitionNode): boolean {
  return before.type === after.type && canonicalJson(before.config) === canonicalJson(after.config);
}

function nodesById({ nodes }: Definition): Map<string, DefinitionNode> {
  return new Map(nodes.map((node) => [node.id, node]));
}
