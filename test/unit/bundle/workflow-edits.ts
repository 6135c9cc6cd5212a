import * as fc from 'fast-check';
import type { FileContent } from '../../../src/bundle/source-file/file-content';
import type { WritableFormat } from '../../../src/bundle/source-file/writable-format';
import type { DefinitionNode, JsonValue } from '../../../src/graph/definition';

const TYPES: Record<WritableFormat, string[]> = {
  n8n: ['n8n-nodes-base.set', 'n8n-nodes-base.httpRequest', 'http'],
  'node-red': ['function', 'debug', 'node-red:delay', 'http'],
};
const OUTPUTS: Record<WritableFormat, string[]> = {
  n8n: ['main:0', 'main:1', 'ai_tool:0', 'main:01', 'x'],
  'node-red': ['0', '1', '01', 'link', 'in:0', 'x'],
};
const CONFIGS: Record<WritableFormat, string[]> = {
  n8n: ['parameters', 'notes', 'onError', 'credentials'],
  'node-red': ['func', 'topic', 'wires', 'links', 'outputs'],
};
const NEW_CONFIG = { n8n: { parameters: {}, typeVersion: 2 }, 'node-red': { func: 'return msg;' } };

/** Numbers choose among what there is, so that an edit can be applied to whatever earlier ones have left. */
export const edit = fc.record({
  kind: fc.constantFrom(
    ...(['add', 'add', 'rename', 'rename', 'config', 'disable', 'timeout', 'move'] as const),
    ...(['remove', 'unwire', 'wire', 'wire'] as const),
  ),
  node: fc.nat(30),
  other: fc.nat(30),
  choice: fc.nat(30),
  /** Absent: the name of another node. */
  name: fc.option(fc.constantFrom('Fresh', 'Fresh', 'Fresh1', '2024', '__proto__', "It's"), {
    nil: undefined,
    freq: 2,
  }),
  value: fc.constantFrom<JsonValue | undefined>(
    ...[undefined, 'text', 7, null, [], [['new 0']], {}, { a: [1, { b: 2 }] }],
    { smtp: '{{secrets.SMTP_OF_NOBODY}}' },
  ),
});

export type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** Does what people do in an editor, in place. The definition stays one that can be saved. */
export function applyEdit(format: WritableFormat, content: FileContent, each: Edit): void {
  const { definition, layout } = content;
  if (each.kind === 'add') return addNode(format, content, each);
  const node = pick(definition.nodes, each.node);
  const { choice, value } = each;
  if (node === undefined) return;
  if (each.kind === 'rename') node.name = nameFor(content, each);
  else if (each.kind === 'config') {
    const name = pick([...CONFIGS[format], ...Object.keys(node.config)], choice)!;
    if (value === undefined) delete node.config[name];
    else node.config[name] = structuredClone(value);
  } else if (each.kind === 'disable') node.disabled = node.disabled !== true;
  else if (each.kind === 'timeout') node.timeoutMs = choice + 1;
  else if (each.kind === 'move') {
    layout.positions = { ...layout.positions, [node.id]: { x: choice, y: each.other } };
  } else if (each.kind === 'remove') removeNode(content, node);
  else if (each.kind === 'unwire') definition.edges.splice(choice % 30, 1);
  else addEdge(format, content, node, each);
}

function pick<T>(from: readonly T[], number: number): T | undefined {
  return from[number % Math.max(from.length, 1)];
}

function nameFor({ definition }: FileContent, { name, other }: Edit): string {
  return name ?? pick(definition.nodes, other)?.name ?? 'Only';
}

function addNode(format: WritableFormat, content: FileContent, each: Edit): void {
  const { nodes } = content.definition;
  const number = nodes.filter(({ id }) => id.startsWith('new ')).length;
  const id = nodes.some((node) => node.id === `new ${number}`)
    ? `new ${nodes.length}x`
    : `new ${number}`;
  if (nodes.some((node) => node.id === id)) return;
  const type = pick(TYPES[format], each.choice)!;
  const tabs = nodes.filter(({ type }) => type === 'tab');
  const parent = format === 'n8n' ? undefined : pick([...tabs, undefined], each.choice)?.id;
  nodes.push({
    ...{ id, type, name: nameFor(content, each) },
    config: {
      ...structuredClone(NEW_CONFIG[format]),
      ...(type === 'node-red:delay' && { type: 'delay' }),
    },
    ...(parent !== undefined && { parent }),
  });
  if (each.other % 2 === 0) return;
  content.layout.positions = { ...content.layout.positions, [id]: { x: each.node, y: each.other } };
}

function removeNode({ definition, layout }: FileContent, node: DefinitionNode): void {
  const gone = new Set([node.id]);
  // A container goes with what is in it, to any depth.
  for (let size = 0; size < gone.size;) {
    size = gone.size;
    for (const { id, parent } of definition.nodes) if (parent && gone.has(parent)) gone.add(id);
  }
  definition.nodes = definition.nodes.filter(({ id }) => !gone.has(id));
  definition.edges = definition.edges.filter(
    ({ source, target }) => !gone.has(source) && !gone.has(target),
  );
  for (const id of gone) delete layout.positions?.[id];
}

/** Node-RED tells inputs apart only where they are ends of a subflow, or of a link. */
function inputOf(format: WritableFormat, type: string, number: number): string | undefined {
  if (format === 'n8n') return pick(['main:0', 'main:0', 'main:1', 'ai_tool:0', 'a/b:0'], number);
  return type === 'subflow' ? pick(['out:0', 'out:1', 'status'], number) : undefined;
}

function addEdge(
  format: WritableFormat,
  { definition }: FileContent,
  { id: source }: DefinitionNode,
  { other, choice, value }: Edit,
): void {
  const target = pick(definition.nodes, other)!;
  const sourceHandle = pick(OUTPUTS[format], choice)!;
  const isLink = sourceHandle === 'link' && target.type === 'link in';
  const targetHandle = isLink ? 'link' : inputOf(format, target.type, choice % 7);
  definition.edges.push({
    id: `edge ${definition.edges.length} ${source} ${target.id} ${choice}`,
    ...{ source, target: target.id, sourceHandle },
    ...(targetHandle !== undefined && { targetHandle }),
    ...(value === 7 && { condition: 'true' }),
  });
}
