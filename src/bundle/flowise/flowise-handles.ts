import { isPlainObject } from '../../graph/canonical-json';
import { handleText } from '../graph-file/file-edges';
import type { FileNode } from '../graph-file/file-nodes';
import { membersOf } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import type { ImportPlace } from '../secret-free-values';

/** Where a handle belongs to. */
export interface FlowiseHandle {
  handle: unknown;
  side: 'output' | 'input';
  /** Id of the node at this end, as the edge names it. */
  end: unknown;
  /** The node at this end, if it is there. */
  node: FileNode | undefined;
}

/**
 * Which output an edge leaves, or which input it enters, by the name of the anchor alone: a handle is
 * `<node>-output-<anchor>-<types>`, and the list of types changes between releases while the wire is
 * the same. Agent flows write `<node>-output-<number>`, and only the node's id for the one input.
 */
export function flowiseHandle(
  { handle, side, end, node }: FlowiseHandle,
  place: ImportPlace,
  context: ImportContext,
): string | undefined {
  if (typeof handle !== 'string') return handleText(handle, place, context);
  if (handle === end) return undefined;
  const mark = `-${side}-`;
  const isOwn = typeof end === 'string' && handle.startsWith(end + mark);
  const at = isOwn ? end.length : handle.indexOf(mark);
  if (at < 0) return handleText(handle, place, context);
  if (!isOwn) {
    const message = 'names another node than the edge does; the edge was followed';
    context.report.add('HANDLE_ODD', place.pointer, message, { node });
  }
  const rest = handle.slice(at + mark.length);
  return handleText(anchorName(rest, node, side), place, context);
}

/** The longest name of an anchor that the rest of a handle starts with; otherwise up to its first `-`. */
function anchorName(rest: string, node: FileNode | undefined, side: 'output' | 'input'): string {
  const named = anchorsOf(node, side)
    .filter((name) => rest === name || rest.startsWith(`${name}-`))
    .sort((a, b) => b.length - a.length)[0];
  return named ?? (rest.split('-')[0] || rest);
}

function anchorsOf(node: FileNode | undefined, side: 'output' | 'input'): string[] {
  const data = membersOf(node?.members['data']);
  const lists =
    side === 'output' ? [data['outputAnchors']] : [data['inputAnchors'], data['inputParams']];
  return lists.flatMap((list) => namesIn(list));
}

/** Names of anchors, those among the options of an output too. */
function namesIn(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return (list as unknown[]).flatMap((anchor) => {
    if (!isPlainObject(anchor)) return [];
    const name = anchor['name'];
    const own = typeof name === 'string' && name !== '' ? [name] : [];
    return [...own, ...namesIn(anchor['options'])];
  });
}
