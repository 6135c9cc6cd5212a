import { isPlainObject } from '../graph/canonical-json';

/** Systems whose files are read, by the names under which their files are known here. */
export const WORKFLOW_FORMATS = ['n8n', 'dify', 'node-red', 'langflow', 'flowise'] as const;

export type WorkflowFormat = (typeof WORKFLOW_FORMATS)[number];

/** How many nodes or objects are looked at: the format is the same for all. */
const LOOKED_AT = 50;

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
  const isNodeRed = items.some(
    (item) =>
      typeof item['type'] === 'string' &&
      !isPlainObject(item['data']) &&
      !Object.hasOwn(item, 'connections') &&
      !Object.hasOwn(item, 'flowData'),
  );
  if (isNodeRed) return 'node-red';
  return items[0] === undefined ? undefined : recognizeWorkflowFormat(items[0]);
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
