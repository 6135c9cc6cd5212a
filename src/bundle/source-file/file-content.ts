import type { Definition, DefinitionNode, Layout } from '../../graph/definition';

/** What is to be written as a file of another system, and what was read of the file behind it. */
export interface FileContent {
  definition: Definition;
  layout: Layout;
}

/** What of a version does not stand in the file that was written of it, or stands there in another way. */
export interface FileLoss {
  code: FileLossCode;
  /** The node that it is about; absent if it is about the workflow. */
  node?: { id: string; name: string };
  /** A sentence for people. */
  message: string;
}

/**
 * | code                 | what happened                                                                  |
 * |----------------------|--------------------------------------------------------------------------------|
 * | `SECRET_REMOVED`     | the file has a secret reference in place of a secret                            |
 * | `CREDENTIAL_UNKNOWN` | a credential is named after the secret reference and must be chosen anew        |
 * | `NODE_TYPE_FOREIGN`  | a node has a type that the system does not know                                 |
 * | `NODE_CHANGED`       | something of a node has no place in the file                                    |
 * | `NAME_CHANGED`       | a node has another name in the file, since its own is taken there               |
 * | `NODE_MISSING`       | a node is not in the file                                                       |
 * | `EDGE_MISSING`       | an edge is not in the file                                                      |
 * | `NAME_IN_TEXT`       | expressions of the file still say the former name of a renamed node             |
 * | `CONTENT_MISSING`    | settings, variables, inputs or the like have no place in the file               |
 * | `LAYOUT_CHANGED`     | something on the canvas has no place in the file                                |
 * | `SOURCE_MISSING`     | no file stands behind the version: only what the definition holds is written    |
 * | `FORMATTING`         | white space of the file is written in another way                               |
 */
export type FileLossCode =
  | 'SECRET_REMOVED'
  | 'CREDENTIAL_UNKNOWN'
  | 'NODE_TYPE_FOREIGN'
  | 'NODE_CHANGED'
  | 'NAME_CHANGED'
  | 'NODE_MISSING'
  | 'EDGE_MISSING'
  | 'NAME_IN_TEXT'
  | 'CONTENT_MISSING'
  | 'LAYOUT_CHANGED'
  | 'SOURCE_MISSING'
  | 'FORMATTING';

/** A loss, of a node where one is given. */
export function fileLoss(
  code: FileLossCode,
  message: string,
  node?: { id: string; name: string },
): FileLoss {
  return { code, ...(node && { node: { id: node.id, name: node.name } }), message };
}

/** Nodes by their ids. */
export function nodesById({ nodes }: Definition): Map<string, DefinitionNode> {
  return new Map(nodes.map((node) => [node.id, node]));
}

/** What an edge connects, which is the same for two edges that mean the same to other systems. */
export function endsKey(
  source: string,
  output: string | undefined,
  target: string,
  input: string | undefined,
): string {
  return JSON.stringify([source, output ?? '', target, input ?? '']);
}
