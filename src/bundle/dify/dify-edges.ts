import { isPlainObject } from '../../graph/canonical-json';
import { FileEdges, handleText, reportEdgeMembers } from '../graph-file/file-edges';
import type { FileNode } from '../graph-file/file-nodes';
import { membersOf } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import type { ImportPlace } from '../secret-free-values';

const READ = new Set(['source', 'target', 'sourceHandle', 'targetHandle', 'data']);
// The id is made of the ends, and anew here; the type and what `data` says follow from the nodes.
const NOISE = new Set(['id', 'type', 'zIndex', 'selected', 'style', 'animated', 'className']);
const NOTHING: ReadonlySet<string> = new Set();
const DATA_NOISE = new Set([
  ...['sourceType', 'targetType', 'isInIteration', 'iteration_id', 'isInLoop', 'loop_id'],
  ...['selected', '_connectedNodeIsSelected', '_hovering'],
]);

/** The edges of a Dify graph: `source` and `target` are its names of a node's only output and input. */
export function readDifyEdges(
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
    const [source, target] = [{ id: edge['source'] }, { id: edge['target'] }];
    const output = handleOf(edge, 'sourceHandle', 'source', place, context);
    const input = handleOf(edge, 'targetHandle', 'target', place, context);
    edges.add({ source, target, output, input }, place);
    reportEdgeMembers(edge, READ, NOISE, place, context);
    const data = { pointer: `${place.pointer}/data` };
    reportEdgeMembers(membersOf(edge['data']), NOTHING, DATA_NOISE, data, context);
  }
  return edges;
}

function handleOf(
  edge: Record<string, unknown>,
  name: 'sourceHandle' | 'targetHandle',
  otherwise: string,
  place: ImportPlace,
  context: ImportContext,
): string {
  const handle = handleText(edge[name], { pointer: `${place.pointer}/${name}` }, context);
  if (handle !== undefined) return handle;
  const message = `has no ${name}; it was taken for ${otherwise}`;
  context.report.add('HANDLE_ODD', place.pointer, message);
  return otherwise;
}
