import { type FileNode, byFileId, fileIdOf } from './file-nodes';
import type { ImportContext } from './import-context';

/** Which container a node of a file names, and the member that says so. */
export interface NamedParent {
  id: unknown;
  member: string;
}

/**
 * The container of each node that is in one, by id of the node. A container that is not there, is a
 * note, or is through its own containers the node itself, is reported and does not count.
 */
export function resolveParents(
  nodes: readonly FileNode[],
  parentOf: (node: FileNode) => NamedParent | undefined,
  { report }: ImportContext,
): Map<string, string> {
  const known = byFileId(nodes);
  const parents = new Map<string, string>();
  for (const node of nodes) {
    const named = node.isNote ? undefined : parentOf(node);
    if (named === undefined) continue;
    const pointer = `${node.pointer}/${named.member}`;
    const parent = known.get(fileIdOf(named.id) ?? '');
    if (parent === undefined || parent.isNote) {
      const message = `names a container that is not there; ${named.member} is kept in the config`;
      report.add('PARENT_UNKNOWN', pointer, message, { node });
    } else if (holds(parents, parent.id, node.id)) {
      const message = `makes ${parent.name} a container of itself; ${named.member} is kept in the config`;
      report.add('PARENT_UNKNOWN', pointer, message, { node });
    } else parents.set(node.id, parent.id);
  }
  return parents;
}

/** Whether `id` is `of` or one of its containers. */
function holds(parents: ReadonlyMap<string, string>, of: string, id: string): boolean {
  for (let at: string | undefined = of; at !== undefined; at = parents.get(at)) {
    if (at === id) return true;
  }
  return false;
}
