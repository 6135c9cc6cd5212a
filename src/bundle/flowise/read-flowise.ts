import { isPlainObject } from '../../graph/canonical-json';
import { JsonTextError, parseJsonText } from '../../graph/json-text';
import { FileEdges, reportEdgeMembers } from '../graph-file/file-edges';
import { FileLayout } from '../graph-file/file-layout';
import { leftOut, settingsOf, type WorkflowMemberFate } from '../graph-file/file-members';
import { byFileId, fileIdOf, type FileNode } from '../graph-file/file-nodes';
import { finishImport, listOf } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import { ImportError } from '../import-error';
import { ImportReportList } from '../import-report';
import { checkImportedJson } from '../imported-json';
import type { ImportedWorkflow } from '../imported-workflow';
import { SecretFreeValues } from '../secret-free-values';
import { SecretNames } from '../secret-names';
import { flowiseHandle } from './flowise-handles';
import { identifyFlowiseNodes, readFlowiseNodes } from './flowise-nodes';
import { flowiseSecrets } from './flowise-secrets';

type Fates = Readonly<Record<string, WorkflowMemberFate>>;

const FLOW_MEMBERS: Fates = {
  name: 'read',
  description: 'read',
  flowData: 'read',
  usecases: 'settings',
  categories: 'settings',
  framework: 'settings',
  category: 'settings',
  badge: 'settings',
  type: 'settings',
  chatbotConfig: 'settings',
  apiConfig: 'settings',
  analytic: 'settings',
  speechToText: 'settings',
  textToSpeech: 'settings',
  followUpPrompts: 'settings',
  id: leftOut('names the flow in one installation'),
  apikeyid: leftOut('names a key of one installation'),
  workspaceId: leftOut('sorts flows of one installation'),
  deployed: leftOut('is a matter of release; an import activates nothing'),
  isPublic: leftOut('is a matter of one installation'),
  createdDate: leftOut('is a stamp of one installation'),
  updatedDate: leftOut('is a stamp of one installation'),
};
const GRAPH_MEMBERS: Fates = { nodes: 'read', edges: 'read', viewport: 'read' };

const EDGE_READ = new Set(['source', 'target', 'sourceHandle', 'targetHandle', 'data']);
const EDGE_NOISE = new Set([
  ...['id', 'type', 'style', 'className', 'animated', 'selected', 'zIndex', 'markerEnd'],
]);
const EDGE_DATA_NOISE = new Set(['sourceColor', 'targetColor', 'isHumanInput']);

/**
 * Reads one flow of Flowise. The file is the parsed JSON: an export, or a row of the database with
 * the graph as `flowData`. The argument is never changed or shared.
 *
 * | in the file                                | becomes                                              |
 * |--------------------------------------------|------------------------------------------------------|
 * | `name`, `description`                      | name and description of the workflow                 |
 * | `usecases`, `categories`, `framework` …,   | `settings`                                           |
 * | unknown members                            |                                                      |
 * | node `data.name`, `data.label`             | `type`, `name`                                       |
 * | `data.inputs`, `data.outputs`              | `config.inputs`, `config.outputs`: what was set      |
 * | `data.credential`, `FLOWISE_CREDENTIAL_ID` | `{{secrets.NAME}}`, NAME from what asks and the id   |
 * | inputs that the component calls passwords  | `{{secrets.NAME}}`, NAME from node and input         |
 * | the rest of `data`                         | `config.component`: what the release defines         |
 * | `parentNode`                               | `parent`                                             |
 * | other members of a node                    | `config.$node`                                       |
 * | sticky notes, positions, sizes             | layout                                               |
 * | edge                                       | edge between the names of anchors, see `flowiseHandle` |
 * | label of an edge                           | nothing (only for the eye), reported                 |
 *
 * @throws ImportError, and nothing else, for what is no flow or fits no definition.
 */
export function readFlowise(file: unknown): ImportedWorkflow {
  checkImportedJson(file);
  if (!isPlainObject(file))
    throw new ImportError('', 'is not a Flowise flow: an object is expected');
  const { graph, graphPointer } = graphOf(file);
  const list = listOf(graph, 'nodes', graphPointer);
  const report = new ImportReportList('');
  const names = new SecretNames([]);
  let fileNodes: FileNode[] = [];
  const values = new SecretFreeValues(
    report,
    names,
    flowiseSecrets(() => fileNodes),
  );
  const context: ImportContext = { system: 'flowise', values, names, report };
  const layout = new FileLayout(context);
  fileNodes = identifyFlowiseNodes(list, graphPointer, context);
  const nodes = readFlowiseNodes(fileNodes, layout, context);
  const edges = readEdges(listOf(graph, 'edges', graphPointer), fileNodes, graphPointer, context);
  layout.look(graph['viewport']);
  const isNested = graph !== file;
  const flowMembers = isNested
    ? FLOW_MEMBERS
    : { ...FLOW_MEMBERS, ...GRAPH_MEMBERS, flowData: leftOut('stands beside the nodes') };
  const settings = {
    ...settingsOf(file, flowMembers, '', context),
    ...(isNested && settingsOf(graph, GRAPH_MEMBERS, graphPointer, context)),
  };
  return finishImport(
    {
      name: file['name'],
      description: file['description'],
      pointer: '',
      unnamed: 'Unnamed Flowise flow',
      nodesInFile: list.length,
      ...{ fileNodes, nodes, edges, settings, layout },
    },
    context,
  );
}

/** The graph: the file itself, or `flowData`, in the database a JSON text. */
function graphOf(file: Record<string, unknown>): {
  graph: Record<string, unknown>;
  graphPointer: string;
} {
  if (file['nodes'] !== undefined) return { graph: file, graphPointer: '' };
  const flowData = file['flowData'];
  const graph = typeof flowData === 'string' ? parsedFlowData(flowData) : flowData;
  if (!isPlainObject(graph) || graph['nodes'] === undefined) {
    throw new ImportError('', 'is not a Flowise flow: it has no nodes');
  }
  return { graph, graphPointer: '/flowData' };
}

function parsedFlowData(text: string): unknown {
  try {
    const parsed = parseJsonText(text);
    checkImportedJson(parsed);
    return parsed;
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new ImportError('/flowData', `is no JSON: ${error.message}`);
  }
}

function readEdges(
  list: readonly unknown[],
  nodes: readonly FileNode[],
  graphPointer: string,
  context: ImportContext,
): FileEdges {
  const edges = new FileEdges(nodes, context);
  const known = byFileId(nodes);
  for (const [index, edge] of list.entries()) {
    const place = { pointer: `${graphPointer}/edges/${index}` };
    if (!isPlainObject(edge)) {
      edges.refuse(edge, place);
      continue;
    }
    const handle = (end: 'source' | 'target'): string | undefined => {
      const name = `${end}Handle`;
      const node = known.get(fileIdOf(edge[end]) ?? '');
      const side = end === 'source' ? 'output' : 'input';
      const at = { pointer: `${place.pointer}/${name}` };
      return flowiseHandle({ handle: edge[name], side, end: edge[end], node }, at, context);
    };
    const ends = { source: { id: edge['source'] }, target: { id: edge['target'] } };
    edges.add({ ...ends, output: handle('source'), input: handle('target') }, place);
    reportEdgeMembers(edge, EDGE_READ, EDGE_NOISE, place, context);
    reportEdgeData(edge['data'], `${place.pointer}/data`, context);
  }
  return edges;
}

function reportEdgeData(data: unknown, pointer: string, context: ImportContext): void {
  if (!isPlainObject(data)) return;
  const { label, edgeLabel, ...others } = data;
  for (const [name, text] of [
    ['label', label],
    ['edgeLabel', edgeLabel],
  ] as const) {
    if (text === undefined || text === null || text === '') continue;
    const at = { pointer: `${pointer}/${name}` };
    const value = context.values.copy(text, at);
    context.report.add('DISPLAY_ONLY', at.pointer, `${name} is only for the eye; left out`, {
      value,
    });
  }
  reportEdgeMembers(others, new Set(), EDGE_DATA_NOISE, { pointer }, context);
}
