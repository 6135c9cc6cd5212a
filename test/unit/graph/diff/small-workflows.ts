import type {
  Definition,
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
  Variable,
} from '../../../../src/graph/definition';

export function node(
  id: string,
  type: string,
  config: JsonObject = {},
  more: Partial<DefinitionNode> = {},
): DefinitionNode {
  return { id, type, name: id[0]!.toUpperCase() + id.slice(1), config, ...more };
}

export function edge(
  source: string,
  target: string,
  more: Partial<DefinitionEdge> = {},
): DefinitionEdge {
  return { id: `${source}-${target}`, source, target, ...more };
}

export const start = node('start', 'trigger.manual');
export const hook = node('hook', 'trigger.webhook', { path: 'orders' });
export const timer = node('timer', 'trigger.schedule', {
  cron: '0 9 * * *',
  timeZone: 'Europe/Berlin',
});
export const greet = node('greet', 'transform', { expression: '"Hello"' });
export const send = node('send', 'http', {
  method: 'POST',
  url: 'https://example.com',
  body: '{{ 1 }}',
});
export const reader = node('send', 'transform', { expression: 'steps.greet & "!"' });
export const counter: Variable = { name: 'n', type: 'number', default: 0 };
export const counting = node('count', 'set-variable', { name: 'n', value: 'vars.n + 1' });

/** A workflow of nodes in a row, the first of which is a trigger. */
export function row(nodes: DefinitionNode[], more: Partial<Definition> = {}): Definition {
  const edges = nodes.slice(1).map((each, at) => edge(nodes[at]!.id, each.id));
  return { nodes, edges, ...more };
}

export const base = row([start, greet, send]);
export const counts = row([start, counting], { variables: [counter] });
export const idle = row([start, greet], { variables: [counter] });

/** Two definitions, the former first, and the reason that one of the changes between them has. */
export type SeverityCase = [pair: [Definition, Definition], reason: string];
