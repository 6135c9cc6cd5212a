import { isPlainObject } from '../../graph/canonical-json';
import { listOf, membersOf } from '../graph-file/finish-import';
import { ImportError } from '../import-error';
import { checkImportedJson } from '../imported-json';

/** The parts of a Dify file. */
export interface DifySource {
  file: Record<string, unknown>;
  app: Record<string, unknown>;
  /** The member that `app` stands under. */
  appName: 'app' | 'rag_pipeline';
  workflow: Record<string, unknown>;
  graph: Record<string, unknown>;
  nodes: unknown[];
  edges: unknown[];
  /** JSON Pointers of workflow and graph. */
  workflowPointer: string;
  graphPointer: string;
}

/**
 * Finds the graph of a Dify app, or of a pipeline for knowledge, which says `rag_pipeline` for `app`: `workflow.graph`; by hand also `workflow` with the nodes in it, or
 * `graph` beside `app`.
 *
 * @throws ImportError for an app without a graph, such as a plain chat, and for anything else.
 */
export function findDifyGraph(file: unknown): DifySource {
  checkImportedJson(file);
  if (!isPlainObject(file)) throw new ImportError('', 'is not a Dify app: an object is expected');
  const isPipeline = file['app'] === undefined && isPlainObject(file['rag_pipeline']);
  const appName = isPipeline ? 'rag_pipeline' : 'app';
  const app = membersOf(file[appName]);
  const hasWorkflow = isPlainObject(file['workflow']);
  if (!hasWorkflow && !isPlainObject(file['graph'])) {
    const mode = typeof app['mode'] === 'string' ? ` of the mode ${app['mode']}` : '';
    throw new ImportError('', `is a Dify app${mode} without a workflow`);
  }
  const workflow = hasWorkflow ? membersOf(file['workflow']) : file;
  const workflowPointer = hasWorkflow ? '/workflow' : '';
  const isNested = isPlainObject(workflow['graph']);
  const graph = isNested ? membersOf(workflow['graph']) : workflow;
  const graphPointer = isNested ? `${workflowPointer}/graph` : workflowPointer;
  if (graph['nodes'] === undefined) throw new ImportError(graphPointer, 'has no nodes');
  return {
    ...{ file, app, appName, workflow, graph, workflowPointer, graphPointer },
    nodes: listOf(graph, 'nodes', graphPointer),
    edges: listOf(graph, 'edges', graphPointer),
  };
}
