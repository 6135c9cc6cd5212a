import type { DefinitionNode, JsonObject } from '../../graph/definition';
import type { FileLayout } from './file-layout';
import type { FileNode } from './file-nodes';
import type { ImportContext } from './import-context';

/** How a format tells what its nodes hold. */
export interface NodeReaders {
  readNote: (node: FileNode, layout: FileLayout, context: ImportContext) => void;
  /** What is not the node's name, type or place. */
  readConfig: (node: FileNode, hasParent: boolean, context: ImportContext) => JsonObject;
}

/** The nodes of a file that are steps; the places of these, and the notes, go to the layout. */
export function readFileNodes(
  nodes: readonly FileNode[],
  parents: ReadonlyMap<string, string>,
  layout: FileLayout,
  context: ImportContext,
  { readNote, readConfig }: NodeReaders,
): DefinitionNode[] {
  return nodes.flatMap((node) => {
    if (node.isNote) {
      readNote(node, layout, context);
      return [];
    }
    layout.place(node);
    const parent = parents.get(node.id);
    const config = readConfig(node, parent !== undefined, context);
    return [
      {
        ...{ id: node.id, type: node.type, name: node.name, config },
        ...(parent !== undefined && { parent }),
      },
    ];
  });
}
