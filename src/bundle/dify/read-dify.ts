import { isPlainObject } from '../../graph/canonical-json';
import { FileLayout } from '../graph-file/file-layout';
import { leftOut, settingsOf, type WorkflowMemberFate } from '../graph-file/file-members';
import { finishImport } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import { ImportReportList } from '../import-report';
import type { ImportedWorkflow } from '../imported-workflow';
import { SecretFreeValues } from '../secret-free-values';
import { SecretNames } from '../secret-names';
import { readDifyEdges } from './dify-edges';
import { findDifyGraph } from './dify-file';
import { identifyDifyNodes, readDifyNodes } from './dify-nodes';
import { readDifyVariables } from './dify-variables';

type Fates = Readonly<Record<string, WorkflowMemberFate>>;

const FILE_MEMBERS: Fates = {
  workflow: 'read',
  graph: 'read',
  kind: 'settings',
  version: 'settings',
  dependencies: 'settings',
};
const APP_MEMBERS: Fates = {
  name: 'read',
  description: 'read',
  mode: 'settings',
  icon: 'settings',
  icon_type: 'settings',
  icon_background: 'settings',
  use_icon_as_answer_icon: 'settings',
  max_active_requests: 'settings',
  id: leftOut('names the app in one installation'),
  created_at: leftOut('is a stamp of one installation'),
  updated_at: leftOut('is a stamp of one installation'),
};
const WORKFLOW_MEMBERS: Fates = {
  graph: 'read',
  environment_variables: 'read',
  conversation_variables: 'read',
  features: 'settings',
  rag_pipeline_variables: 'settings',
  id: leftOut('names the workflow in one installation'),
  hash: leftOut('is computed by Dify'),
  created_at: leftOut('is a stamp of one installation'),
  updated_at: leftOut('is a stamp of one installation'),
};
const GRAPH_MEMBERS: Fates = { nodes: 'read', edges: 'read', viewport: 'read' };

/**
 * Reads the workflow of a Dify app (its DSL file, parsed by `parseYamlText`). The argument is never
 * changed or shared.
 *
 * | in the file                                     | becomes                                            |
 * |-------------------------------------------------|----------------------------------------------------|
 * | `app.name`, `app.description`                   | name and description of the workflow               |
 * | other members of `app`                          | `settings.app`                                     |
 * | `kind`, `version`, `dependencies`, `features`,  | members of `settings` of the same name             |
 * | `rag_pipeline_variables`, unknown members       |                                                    |
 * | `environment_variables`, `conversation_variables` | `variables`; those of a conversation persist;    |
 * |                                                 | what ours cannot say: `settings`, by name          |
 * | value of a variable of the type `secret`        | `{{secrets.NAME}}`, NAME that of the variable      |
 * | node `id`                                       | `id`, numbers as texts; absent or taken: from name |
 * | node `data.type`, `data.title`                  | `type`, `name`                                     |
 * | other members of `data`                         | `config`, secrets replaced                         |
 * | node `parentId`, by hand `data.iteration_id`    | `parent`                                           |
 * | other members of a node                         | `config.$node`, reported                           |
 * | node `position`, `width`, `height`; notes       | layout                                             |
 * | `selected`, `zIndex`, `positionAbsolute` …      | nothing (noise), counted in the report             |
 * | edge                                            | edge with both handles as texts, id made of its    |
 * |                                                 | ends; dangling or double ones reported             |
 *
 * @throws ImportError, and nothing else, for what is no Dify workflow or fits no definition.
 */
export function readDify(parsed: unknown): ImportedWorkflow {
  const source = findDifyGraph(parsed);
  const report = new ImportReportList('');
  const names = new SecretNames([]);
  const values = new SecretFreeValues(report, names);
  const context: ImportContext = { system: 'dify', values, names, report };
  const layout = new FileLayout(context);
  // Variables first: the name of a secret is the variable's own wherever it can be.
  const { variables, settings: ofVariables } = readDifyVariables(
    source.workflow,
    source.workflowPointer,
    context,
  );
  const fileNodes = identifyDifyNodes(source.nodes, source.graphPointer, context);
  const nodes = readDifyNodes(fileNodes, layout, context);
  const edges = readDifyEdges(source.edges, fileNodes, source.graphPointer, context);
  layout.look(source.graph['viewport']);
  const { appName } = source;
  const fileMembers: Fates = {
    ...FILE_MEMBERS,
    [appName]: isPlainObject(source.file[appName]) ? 'read' : leftOut('is not an object'),
  };
  const app = settingsOf(source.app, APP_MEMBERS, `/${appName}`, context);
  const isNested = source.graphPointer !== source.workflowPointer;
  const settings = {
    ...settingsOf(
      source.file,
      source.workflowPointer === '' ? { ...fileMembers, ...WORKFLOW_MEMBERS } : fileMembers,
      '',
      context,
    ),
    ...(source.workflowPointer !== '' &&
      settingsOf(
        source.workflow,
        isNested ? WORKFLOW_MEMBERS : { ...WORKFLOW_MEMBERS, ...GRAPH_MEMBERS },
        source.workflowPointer,
        context,
      )),
    ...(isNested && settingsOf(source.graph, GRAPH_MEMBERS, source.graphPointer, context)),
    ...(Object.keys(app).length > 0 && { [appName]: app }),
    ...ofVariables,
  };
  return finishImport(
    {
      name: source.app['name'],
      description: source.app['description'],
      pointer: `/${appName}`,
      unnamed: 'Unnamed Dify workflow',
      nodesInFile: source.nodes.length,
      ...{ fileNodes, nodes, edges, settings, variables, layout },
    },
    context,
  );
}
