import { isPlainObject } from '../graph/canonical-json';

/** Systems whose files are read, by the names under which their files are known here. */
export type WorkflowFormat = 'n8n' | 'dify' | 'node-red' | 'langflow' | 'flowise';

/** How many nodes or objects are looked at: the format is the same for all. */
const LOOKED_AT = 50;

const NODE_RED_ID = /^[0-9a-f]{6,}(?:\.[0-9a-f]+)?$/;
/** Members of workflows and nodes of other systems. */
const FOREIGN_MEMBERS = ['connections', 'flowData', 'position', 'typeVersion'] as const;

/**
 * The system that wrote a parsed file, by what only its files have; `undefined` if it could be none
 * of those that are read. A graph of nodes and edges is told by what stands in `data` of its nodes.
 */
export function recognizeWorkflowFormat(file: unknown): WorkflowFormat | undefined {
  if (Array.isArray(file)) return formatOfList(file as unknown[]);
  if (!isPlainObject(file)) return undefined;
  if (isDify(file)) return 'dify';
  if (Array.isArray(file['flows']) && formatOfList(file['flows']) === 'node-red') return 'node-red';
  if (file['flowData'] !== undefined) return 'flowise';
  if (isTemplateOfN8n(file)) return 'n8n';
  if (file['nodes'] !== undefined) return formatOfGraph(file);
  for (const wrapper of ['data', 'workflow', 'workflows', 'flows'] as const) {
    const inner = file[wrapper];
    if (isPlainObject(inner) && inner['nodes'] !== undefined) {
      const format = formatOfGraph(inner);
      // Without nodes nothing tells a graph of Langflow from others but where it lies.
      return format === 'flowise' && wrapper === 'data' ? 'langflow' : format;
    }
    if (Array.isArray(inner) || (wrapper !== 'flows' && isPlainObject(inner))) {
      return recognizeWorkflowFormat(inner);
    }
  }
  return undefined;
}

/** n8n's library of templates writes the kinds of nodes beside the workflow, as `nodes` too. */
export function isTemplateOfN8n(file: Record<string, unknown>): boolean {
  const { workflow, connections } = file;
  return (
    connections === undefined && isPlainObject(workflow) && isPlainObject(workflow['connections'])
  );
}

function isDify(file: Record<string, unknown>): boolean {
  const { app, workflow, graph, kind } = file;
  if (isPlainObject(workflow) && isPlainObject(workflow['graph'])) return true;
  if (isPlainObject(graph) && graph['nodes'] !== undefined) return true;
  return kind === 'app' || (isPlainObject(app) && app['mode'] !== undefined);
}

/** A list is the objects of Node-RED, each with a type, or whole workflows of n8n or others. */
function formatOfList(list: readonly unknown[]): WorkflowFormat | undefined {
  const items = list.slice(0, LOOKED_AT).filter(isPlainObject);
  if (list.length === 0) return 'node-red';
  if (items.some(isNodeRedObject)) return 'node-red';
  return items[0] === undefined ? undefined : recognizeWorkflowFormat(items[0]);
}

/** Lists of objects with a type are many: those of Node-RED have wires, a tab, or an id of its form. */
function isNodeRedObject(item: Record<string, unknown>): boolean {
  const { type, id, wires } = item;
  if (typeof type !== 'string' || isPlainObject(item['data'])) return false;
  if (FOREIGN_MEMBERS.some((name) => Object.hasOwn(item, name))) return false;
  return (
    Array.isArray(wires) ||
    Object.hasOwn(item, 'z') ||
    ['tab', 'subflow', 'group', 'comment'].includes(type) ||
    (typeof id === 'string' && NODE_RED_ID.test(id))
  );
}

function formatOfGraph(graph: Record<string, unknown>): WorkflowFormat | undefined {
  const { nodes, edges, connections } = graph;
  if (isPlainObject(connections)) return 'n8n';
  if (!Array.isArray(nodes)) return edges === undefined ? 'n8n' : undefined;
  const scores = new Map<WorkflowFormat, number>();
  for (const node of (nodes as unknown[]).slice(0, LOOKED_AT)) {
    const format = isPlainObject(node) ? formatOfNode(node) : undefined;
    if (format !== undefined) scores.set(format, (scores.get(format) ?? 0) + 1);
  }
  const best = [...scores].sort(([, a], [, b]) => b - a)[0]?.[0];
  if (best !== undefined) return best;
  if (edges === undefined) return 'n8n';
  // An empty flow: only the shape of the file is left, which is Flowise's.
  return nodes.length === 0 ? 'flowise' : undefined;
}

function formatOfNode(node: Record<string, unknown>): WorkflowFormat | undefined {
  const { type, data } = node;
  if (Array.isArray(node['wires'])) return 'node-red';
  if (type === 'genericNode' || type === 'noteNode') return 'langflow';
  if (isPlainObject(data)) {
    if (isPlainObject(data['node'])) return 'langflow';
    const isFlowise =
      ['inputParams', 'inputAnchors', 'outputAnchors', 'baseClasses'].some((name) =>
        Array.isArray(data[name]),
      ) || isPlainObject(data['inputs']);
    if (isFlowise || ['customNode', 'agentFlow', 'stickyNote'].includes(type as string)) {
      return 'flowise';
    }
    return typeof data['type'] === 'string' ? 'dify' : undefined;
  }
  const isN8n = ['parameters', 'typeVersion', 'credentials'].some((name) =>
    Object.hasOwn(node, name),
  );
  return isN8n || (typeof type === 'string' && type.startsWith('n8n-nodes-')) ? 'n8n' : undefined;
}
