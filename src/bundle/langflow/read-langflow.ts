import { isPlainObject } from '../../graph/canonical-json';
import { FileEdges, reportEdgeMembers } from '../graph-file/file-edges';
import { FileLayout } from '../graph-file/file-layout';
import { leftOut, settingsOf, type WorkflowMemberFate } from '../graph-file/file-members';
import type { FileNode } from '../graph-file/file-nodes';
import { finishImport, listOf } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import { ImportError } from '../import-error';
import { ImportReportList } from '../import-report';
import type { ImportedWorkflow } from '../imported-workflow';
import { checkImportedJson } from '../imported-json';
import { SecretFreeValues, type ValueRules } from '../secret-free-values';
import { SecretNames } from '../secret-names';
import { hasSecretForm } from '../secret-rules';
import { langflowHandle } from './langflow-handles';
import { identifyLangflowNodes, readLangflowNodes } from './langflow-nodes';

type Fates = Readonly<Record<string, WorkflowMemberFate>>;

const FLOW_MEMBERS: Fates = {
  name: 'read',
  description: 'read',
  data: 'read',
  endpoint_name: 'settings',
  is_component: 'settings',
  tags: 'settings',
  webhook: 'settings',
  locked: 'settings',
  mcp_enabled: 'settings',
  action_name: 'settings',
  action_description: 'settings',
  access_type: 'settings',
  chat: 'settings',
  id: leftOut('names the flow in one installation'),
  user_id: leftOut('names a person of one installation'),
  folder_id: leftOut('sorts flows of one installation'),
  updated_at: leftOut('is a stamp of one installation'),
  date_created: leftOut('is a stamp of one installation'),
  last_tested_version: leftOut('is the release that saved the file'),
  icon: leftOut('is only for the eye'),
  icon_bg_color: leftOut('is only for the eye'),
  gradient: leftOut('is only for the eye'),
  style: leftOut('is only for the eye'),
};
const GRAPH_MEMBERS: Fates = { nodes: 'read', edges: 'read', viewport: 'read' };

const EDGE_READ = new Set(['source', 'target', 'sourceHandle', 'targetHandle', 'data']);
const EDGE_NOISE = new Set([
  ...['id', 'type', 'style', 'className', 'animated', 'selected', 'zIndex', 'markerEnd'],
]);
const EDGE_DATA_READ = new Set(['sourceHandle', 'targetHandle']);

const NUMBERS: ReadonlySet<unknown> = new Set(['int', 'float', 'bool']);

/** A field that is a secret says so itself; one that names an entry of Langflow's store too. */
const VALUE_RULES: ValueRules = {
  secret: (owner, name, { pointer, node }) => {
    if (name !== 'value') return undefined;
    const value = owner['value'];
    const isKey = typeof value === 'string' && hasSecretForm(value);
    if (owner['load_from_db'] === true && !isKey) {
      return typeof value === 'string' ? { kind: 'reference', name: value } : undefined;
    }
    const isSecret = owner['password'] === true || owner['_input_type'] === 'SecretStrInput';
    // The first releases took every field with `token` in its name for a password: `max_tokens`.
    if (!isSecret || NUMBERS.has(owner['type'])) return undefined;
    const field = owner['name'] ?? pointer.split('/').at(-2);
    // With the node's id, so that a secret of another node can never take over the name.
    return { kind: 'literal', name: `${node?.id ?? ''} ${typeof field === 'string' ? field : ''}` };
  },
};

/**
 * Reads one flow of Langflow. The file is the parsed JSON. The argument is never changed or shared.
 *
 * | in the file                                        | becomes                                         |
 * |----------------------------------------------------|-------------------------------------------------|
 * | `name`, `description`                              | name and description of the workflow            |
 * | `endpoint_name`, `tags` … and unknown members      | `settings`                                      |
 * | `data.nodes`, of the first releases `nodes`        | nodes; `noteNode` a note of the layout          |
 * | node `data.type`, `data.node.display_name`         | `type`, `name`                                  |
 * | `template.<field>.value`                           | `config.values.<field>`: what the author set    |
 * | `template.code.value` of a component that is not   | `config.component.code`                         |
 * | edited                                             |                                                 |
 * | the rest of `data.node`                            | `config.component`: what the release defines    |
 * | fields with `load_from_db`                         | `{{secrets.NAME}}`, NAME that of the variable   |
 * | fields with `password`                             | `{{secrets.NAME}}`, NAME from node and field    |
 * | edge                                               | edge from the output's name to the field's; see |
 * |                                                    | `langflowHandle`                                |
 * | `selected`, `dragging`, `last_updated` …           | nothing (noise), counted in the report          |
 *
 * @throws ImportError, and nothing else, for what is no flow or fits no definition.
 */
export function readLangflow(file: unknown): ImportedWorkflow {
  checkImportedJson(file);
  if (!isPlainObject(file))
    throw new ImportError('', 'is not a Langflow flow: an object is expected');
  const isNested = isPlainObject(file['data']);
  const graph = isNested ? (file['data'] as Record<string, unknown>) : file;
  const graphPointer = isNested ? '/data' : '';
  if (graph['nodes'] === undefined) throw new ImportError(graphPointer, 'has no nodes');
  const list = listOf(graph, 'nodes', graphPointer);
  const report = new ImportReportList('');
  const names = new SecretNames([]);
  const values = new SecretFreeValues(report, names, VALUE_RULES);
  const context: ImportContext = { system: 'langflow', values, names, report };
  const layout = new FileLayout(context);
  const fileNodes = identifyLangflowNodes(list, graphPointer, context);
  const nodes = readLangflowNodes(fileNodes, layout, context);
  const edges = readEdges(listOf(graph, 'edges', graphPointer), fileNodes, graphPointer, context);
  layout.look(graph['viewport']);
  const flowMembers = isNested
    ? FLOW_MEMBERS
    : { ...FLOW_MEMBERS, ...GRAPH_MEMBERS, data: leftOut('is not an object') };
  const settings = {
    ...settingsOf(file, flowMembers, '', context),
    ...(isNested && settingsOf(graph, GRAPH_MEMBERS, graphPointer, context)),
  };
  return finishImport(
    {
      name: file['name'],
      description: file['description'],
      pointer: '',
      unnamed: 'Unnamed Langflow flow',
      nodesInFile: list.length,
      ...{ fileNodes, nodes, edges, settings, layout },
    },
    context,
  );
}

function readEdges(
  list: readonly unknown[],
  nodes: readonly FileNode[],
  graphPointer: string,
  context: ImportContext,
): FileEdges {
  const edges = new FileEdges(nodes, context);
  for (const [index, edge] of list.entries()) {
    const place = { pointer: `${graphPointer}/edges/${index}` };
    if (!isPlainObject(edge)) {
      edges.refuse(edge, place);
      continue;
    }
    const { source, target, data } = edge;
    const output = langflowHandle(edge, 'sourceHandle', source, place, context);
    const input = langflowHandle(edge, 'targetHandle', target, place, context);
    edges.add({ source: { id: source }, target: { id: target }, output, input }, place);
    reportEdgeMembers(edge, EDGE_READ, EDGE_NOISE, place, context);
    const ofData = isPlainObject(data) ? data : {};
    const inData = { pointer: `${place.pointer}/data` };
    reportEdgeMembers(ofData, EDGE_DATA_READ, new Set(), inData, context);
  }
  return edges;
}
