import type { JsonValue } from '../../graph/definition';
import { withoutSecretForms } from './secret-rules';

/**
 * What the reader has to say about a place of the file.
 *
 * | code                  | what happened                                                            |
 * |-----------------------|--------------------------------------------------------------------------|
 * | `NAME_ABSENT`         | workflow or node without a name: one was made up                         |
 * | `NAME_SHORTENED`      | a name longer than a definition allows was cut                           |
 * | `NAME_DUPLICATE`      | several nodes share a name: connections by that name mean one of them    |
 * | `ID_DERIVED`          | a node without a usable id got one from its name                         |
 * | `ID_DUPLICATE`        | several nodes share an id: one kept it, this one got another             |
 * | `TYPE_ABSENT`         | a node without a type got the type `unknown`                             |
 * | `NODE_UNREADABLE`     | an entry of `nodes` is not an object: left out                           |
 * | `NODE_MEMBER_ODD`     | a known member of a node has a value of another type: kept in its config |
 * | `NODE_MEMBER_UNKNOWN` | a member of a node that n8n does not document: kept in its config        |
 * | `POSITION_UNREADABLE` | no position, or not two numbers: the node is not in the layout           |
 * | `DISPLAY_ONLY`        | only the eye sees it: left out                                           |
 * | `NOISE`               | changes without anybody's doing: left out                                |
 * | `RETRY_UNMAPPED`      | a retry policy that ours cannot say: kept in the config                  |
 * | `CREDENTIAL_BOUND`    | a credential became the named secret reference in the message            |
 * | `CREDENTIAL_ODD`      | a credential in an unknown shape: nothing of its content was kept        |
 * | `SECRET_REMOVED`      | a text that looks like a secret became a secret reference                |
 * | `PINNED_DATA`         | test data of a node: left out, may hold anything                         |
 * | `CONNECTION_DANGLING` | a connection from or to a node that is not there: left out               |
 * | `CONNECTION_DUPLICATE`| the same connection once more: left out                                  |
 * | `CONNECTION_ODD`      | a connection or list of them that cannot be read: left out               |
 * | `SLOT_NULL`           | an output without connections, written null: it counts, as in n8n        |
 * | `SETTINGS_ODD`        | settings that are not an object: left out                                |
 * | `WORKFLOW_MEMBER`     | a member of the workflow that is no content: left out                    |
 */
export type N8nReportCode =
  | 'NAME_ABSENT'
  | 'NAME_SHORTENED'
  | 'NAME_DUPLICATE'
  | 'ID_DERIVED'
  | 'ID_DUPLICATE'
  | 'TYPE_ABSENT'
  | 'NODE_UNREADABLE'
  | 'NODE_MEMBER_ODD'
  | 'NODE_MEMBER_UNKNOWN'
  | 'POSITION_UNREADABLE'
  | 'DISPLAY_ONLY'
  | 'NOISE'
  | 'RETRY_UNMAPPED'
  | 'CREDENTIAL_BOUND'
  | 'CREDENTIAL_ODD'
  | 'SECRET_REMOVED'
  | 'PINNED_DATA'
  | 'CONNECTION_DANGLING'
  | 'CONNECTION_DUPLICATE'
  | 'CONNECTION_ODD'
  | 'SLOT_NULL'
  | 'SETTINGS_ODD'
  | 'WORKFLOW_MEMBER';

/** A node of the definition, as a report names it. */
export interface N8nNodeReference {
  id: string;
  name: string;
}

/** One thing that did not go into the definition as it stood in the file. */
export interface N8nReportItem {
  code: N8nReportCode;
  /** JSON Pointer (RFC 6901) into the file. */
  pointer: string;
  /** The node that it is about; absent if it is about the workflow. */
  node?: N8nNodeReference;
  /** A sentence for people. */
  message: string;
  /** What was left out, free of what looks like a secret; absent where it may hold anything. */
  value?: JsonValue;
}

/** What became of a file. Everything that was left out or changed is named. */
export interface N8nReport {
  /** Entries of the file's list of nodes. */
  nodesInFile: number;
  /** Nodes of the definition. */
  nodes: number;
  /** Sticky notes, which are nodes to n8n and part of the layout here. */
  notes: number;
  /** Edges of the definition. */
  edges: number;
  items: N8nReportItem[];
}

/** Gathers the items of a report on one workflow of a file. */
export class N8nReportList {
  readonly items: N8nReportItem[] = [];

  /** @param workflow JSON Pointer of the workflow in the file, which all given pointers start from. */
  constructor(private readonly workflow: string) {}

  add(
    code: N8nReportCode,
    pointer: string,
    message: string,
    about: { node?: N8nNodeReference | undefined; value?: JsonValue | undefined } = {},
  ): void {
    const { node, value } = about;
    this.items.push({
      code,
      // Names in the file are no place for a secret, but a report is the last place to repeat one.
      pointer: withoutSecretForms(this.workflow + pointer),
      ...(node && { node: { id: node.id, name: node.name } }),
      message: withoutSecretForms(message),
      ...(value !== undefined && { value }),
    });
  }
}
