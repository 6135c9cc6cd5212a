import { CronPattern } from 'croner';
import type { Definition, DefinitionEdge, DefinitionNode } from './definition';
import { escapePointerToken } from './json-pointer';
import type { NodeTypeRegistry } from './node-types';
import { adjacencyOf, edgesClosingCycles, reachableFrom, type Adjacency } from './reachability';
import { variableUses } from './variable-uses';

/** What a problem can be. Codes never change their meaning. */
export type ProblemCode =
  | 'BRANCH_ELSE_AMBIGUOUS'
  | 'BRANCH_WITHOUT_EDGES'
  | 'CONFIG_INVALID'
  | 'CONFIG_PROPERTY_UNKNOWN'
  | 'CRON_INVALID'
  | 'GRAPH_CYCLIC'
  | 'NODE_TYPE_UNKNOWN'
  | 'NODE_UNREACHABLE'
  | 'SUBWORKFLOW_CYCLE'
  | 'SUBWORKFLOW_MISSING'
  | 'SUBWORKFLOW_NOT_PINNED'
  | 'SUBWORKFLOW_PIN_UNKNOWN'
  | 'SUBWORKFLOW_RECURSIVE'
  | 'TIME_ZONE_INVALID'
  | 'TRIGGER_MISSING'
  | 'VARIABLE_UNDECLARED'
  | 'WEBHOOK_PATH_DUPLICATE';

/** Something about a definition that is allowed in a draft. An ERROR bars it from going live. */
export interface Problem {
  severity: 'ERROR' | 'WARNING';
  /** A `ProblemCode`; text, because problems are stored and may be older than this list. */
  code: string;
  /** Id of the node at fault. */
  nodeKey?: string;
  /** Id of the edge at fault. */
  edgeKey?: string;
  /** JSON Pointer from the node or edge, such as `/config/cron`. */
  path?: string;
  message: string;
}

/** What the definition alone does not say. */
export interface ProblemOptions {
  /** Id of the workflow that the definition is of, to find a node that runs it again. */
  workflowId?: string;
}

/**
 * Everything that keeps a structurally sound definition from being complete. Disabled nodes are not
 * looked at, since they do not run. Where an enabled node has a type that the registry does not know,
 * the rules on triggers, reachability and cycles are waived: any such node may be a trigger, and only
 * external executors run such graphs. The order depends on ids alone: problems of the whole, of nodes
 * by id, of edges by id. Takes linear time, sorting aside.
 */
export function findProblems(
  definition: Definition,
  registry: NodeTypeRegistry,
  options: ProblemOptions = {},
): Problem[] {
  const nodes = sortedById(definition.nodes);
  const edges = sortedById(definition.edges);
  const enabled = nodes.filter((node) => node.disabled !== true);
  const adjacency = adjacencyOf(nodes, edges);
  const declared = new Set((definition.variables ?? []).map((variable) => variable.name));
  const isKnownOnly = enabled.every((node) => registry.get(node.type) !== undefined);
  const unreachable = isKnownOnly ? unreachableNodes(enabled, adjacency, registry) : new Set();
  const webhookPaths = new Map<string, string>();

  const problems: Problem[] = [];
  if (isKnownOnly && !enabled.some((node) => isTrigger(node, registry))) {
    problems.push(
      error('TRIGGER_MISSING', {}, 'No enabled node is a trigger, so nothing starts a run.'),
    );
  }
  for (const node of enabled) {
    const at = { nodeKey: node.id };
    if (registry.get(node.type) === undefined) {
      const message = `The node type ${node.type} is not known here; only an external executor can run it.`;
      problems.push(warning('NODE_TYPE_UNKNOWN', { ...at, path: '/type' }, message));
      continue;
    }
    if (unreachable.has(node.id)) {
      problems.push(
        warning('NODE_UNREACHABLE', at, 'No trigger leads to this node, so it never runs.'),
      );
    }
    problems.push(
      ...configProblems(node, registry),
      ...scheduleProblems(node),
      ...webhookProblems(node, webhookPaths),
      ...variableProblems(node, declared),
      ...branchProblems(node, adjacency),
      ...recursionProblems(node, options.workflowId),
    );
  }
  if (isKnownOnly) problems.push(...cycleProblems(nodes, adjacency));
  for (const edge of edges) problems.push(...conditionProblems(edge, declared));
  return problems;
}

type At = Pick<Problem, 'nodeKey' | 'edgeKey' | 'path'>;

function error(code: ProblemCode, at: At, message: string): Problem {
  return { severity: 'ERROR', code, ...at, message };
}

function warning(code: ProblemCode, at: At, message: string): Problem {
  return { severity: 'WARNING', code, ...at, message };
}

function sortedById<T extends { id: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function isTrigger(node: DefinitionNode, registry: NodeTypeRegistry): boolean {
  return registry.get(node.type)?.isTrigger === true;
}

/** Empty without a trigger: then that is the problem, not every single node. */
function unreachableNodes(
  enabled: readonly DefinitionNode[],
  adjacency: Adjacency,
  registry: NodeTypeRegistry,
): Set<string> {
  const triggers = enabled.filter((node) => isTrigger(node, registry)).map((node) => node.id);
  if (triggers.length === 0) return new Set();
  const reached = reachableFrom(triggers, adjacency);
  return new Set(enabled.map((node) => node.id).filter((id) => !reached.has(id)));
}

function configProblems(node: DefinitionNode, registry: NodeTypeRegistry): Problem[] {
  return registry.validateConfig(node.type, node.config).map(({ path, message, keyword }) => {
    const at = { nodeKey: node.id, path: `/config${path}` };
    const text = `${path === '' ? 'The config' : path.slice(1)} ${message}.`;
    return keyword === 'additionalProperties' || keyword === 'unevaluatedProperties'
      ? warning('CONFIG_PROPERTY_UNKNOWN', at, text)
      : error('CONFIG_INVALID', at, text);
  });
}

function scheduleProblems(node: DefinitionNode): Problem[] {
  if (node.type !== 'trigger.schedule') return [];
  const { cron, timeZone } = node.config;
  const problems: Problem[] = [];
  const fault = typeof cron === 'string' && cron !== '' ? faultOfCron(cron) : undefined;
  if (fault !== undefined) {
    const at = { nodeKey: node.id, path: '/config/cron' };
    problems.push(error('CRON_INVALID', at, `This is not a cron expression: ${fault}`));
  }
  if (typeof timeZone === 'string' && timeZone !== '' && !isTimeZone(timeZone)) {
    const at = { nodeKey: node.id, path: '/config/timeZone' };
    problems.push(error('TIME_ZONE_INVALID', at, `${timeZone} is not a time zone.`));
  }
  return problems;
}

function faultOfCron(cron: string): string | undefined {
  try {
    new CronPattern(cron);
    return undefined;
  } catch (fault) {
    return (fault as Error).message.replace(/^CronPattern: /, '');
  }
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

function webhookProblems(node: DefinitionNode, pathOwners: Map<string, string>): Problem[] {
  const { path } = node.config;
  if (node.type !== 'trigger.webhook' || typeof path !== 'string') return [];
  const owner = pathOwners.get(path);
  if (owner === undefined) {
    pathOwners.set(path, node.id);
    return [];
  }
  const at = { nodeKey: node.id, path: '/config/path' };
  return [error('WEBHOOK_PATH_DUPLICATE', at, `The node ${owner} has the path ${path} too.`)];
}

function variableProblems(node: DefinitionNode, declared: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  const { name } = node.config;
  if (
    node.type === 'set-variable' &&
    typeof name === 'string' &&
    name !== '' &&
    !declared.has(name)
  ) {
    const at = { nodeKey: node.id, path: '/config/name' };
    problems.push(error('VARIABLE_UNDECLARED', at, `The variable ${name} is not declared.`));
  }
  for (const [member, value] of Object.entries(node.config)) {
    const at = { nodeKey: node.id, path: `/config/${escapePointerToken(member)}` };
    problems.push(...undeclaredUses(variableUses(value), declared, at));
  }
  return problems;
}

function conditionProblems(edge: DefinitionEdge, declared: ReadonlySet<string>): Problem[] {
  if (edge.condition === undefined) return [];
  const at = { edgeKey: edge.id, path: '/condition' };
  return undeclaredUses(variableUses(edge.condition), declared, at);
}

function undeclaredUses(names: string[], declared: ReadonlySet<string>, at: At): Problem[] {
  return names
    .filter((name) => !declared.has(name))
    .map((name) => warning('VARIABLE_UNDECLARED', at, `The variable ${name} is not declared.`));
}

function branchProblems(node: DefinitionNode, adjacency: Adjacency): Problem[] {
  if (node.type !== 'branch') return [];
  const at = { nodeKey: node.id };
  const edges = adjacency.leaving.get(node.id) ?? [];
  if (edges.length === 0) {
    return [warning('BRANCH_WITHOUT_EDGES', at, 'The branch leads nowhere.')];
  }
  // Several edges of one else are fine: they share the handle that names it.
  const elses = edges.filter((edge) => !edge.condition);
  const handles = new Set(elses.map((edge) => edge.sourceHandle ?? ''));
  if (elses.length <= 1 || (handles.size === 1 && !handles.has(''))) return [];
  const names = elses.map((edge) => edge.id).join(', ');
  return [warning('BRANCH_ELSE_AMBIGUOUS', at, `Several edges are the else: ${names}.`)];
}

function recursionProblems(node: DefinitionNode, workflowId: string | undefined): Problem[] {
  const isRecursive =
    node.type === 'workflow' &&
    workflowId !== undefined &&
    node.config['workflowId'] === workflowId;
  if (!isRecursive) return [];
  const at = { nodeKey: node.id, path: '/config/workflowId' };
  return [error('SUBWORKFLOW_RECURSIVE', at, 'The node runs the workflow that it is part of.')];
}

function cycleProblems(nodes: readonly DefinitionNode[], adjacency: Adjacency): Problem[] {
  return edgesClosingCycles(nodes, adjacency).map((edge) => {
    const message = `The edge from ${edge.source} to ${edge.target} closes a cycle; only an external executor can run it.`;
    return warning('GRAPH_CYCLIC', { edgeKey: edge.id }, message);
  });
}
