import type { JsonValue } from '../graph/definition';
import { ImportError } from './import-error';
import { withoutSecretForms } from './secret-rules';

/** A file of which there is more to say is none that anybody could mend, and a report is kept in memory. */
const MAX_ITEMS = 50_000;

/**
 * What a reader has to say about a place of the file.
 *
 * | code                  | what happened                                                            |
 * |-----------------------|--------------------------------------------------------------------------|
 * | `NAME_ABSENT`         | workflow or node without a name: one was made up                         |
 * | `NAME_SHORTENED`      | a name longer than a definition allows was cut                           |
 * | `NAME_DUPLICATE`      | several nodes share a name: connections by that name mean one of them    |
 * | `ID_DERIVED`          | a node without a usable id got one from its name                         |
 * | `ID_DUPLICATE`        | several nodes share an id: one kept it, this one got another             |
 * | `TYPE_ABSENT`         | a node without a type got the type `unknown`                             |
 * | `TYPE_RENAMED`        | a type that means something else here got its system's name in front     |
 * | `NODE_UNREADABLE`     | an entry of `nodes` is not an object: left out                           |
 * | `NODE_MEMBER_ODD`     | a known member of a node has a value of another type: kept in its config |
 * | `NODE_MEMBER_UNKNOWN` | a member of a node that its system does not document: kept in its config |
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
 * | `EDGE_MEMBER`         | a member of an edge without a place in ours: left out                    |
 * | `HANDLE_ODD`          | an output or input that is not written as it should be: how it was taken |
 * | `SLOT_NULL`           | an output without connections, written null: it counts, as in n8n        |
 * | `SETTINGS_ODD`        | settings that are not an object: left out                                |
 * | `PARENT_UNKNOWN`      | a container that is not there, or holds itself: kept in the config       |
 * | `PARENT_DERIVED`      | a container told by something else than the member for it                |
 * | `VARIABLE_UNMAPPED`   | a variable that ours cannot say wholly: the rest is kept in the settings |
 * | `LAYOUT_ODD`          | something for the eye that cannot be read: left out                      |
 * | `WORKFLOW_MEMBER`     | a member of the workflow that is no content: left out                    |
 * | `WORKFLOW_MEMBER_KEPT`| a member of the workflow that its system does not document: in settings  |
 */
export type ImportReportCode =
  | 'NAME_ABSENT'
  | 'NAME_SHORTENED'
  | 'NAME_DUPLICATE'
  | 'ID_DERIVED'
  | 'ID_DUPLICATE'
  | 'TYPE_ABSENT'
  | 'TYPE_RENAMED'
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
  | 'EDGE_MEMBER'
  | 'HANDLE_ODD'
  | 'SLOT_NULL'
  | 'SETTINGS_ODD'
  | 'PARENT_UNKNOWN'
  | 'PARENT_DERIVED'
  | 'VARIABLE_UNMAPPED'
  | 'LAYOUT_ODD'
  | 'WORKFLOW_MEMBER'
  | 'WORKFLOW_MEMBER_KEPT';

/** A node of the definition, as a report names it. */
export interface ImportedNodeName {
  id: string;
  name: string;
}

/** One thing that did not go into the definition as it stood in the file. */
export interface ImportReportItem {
  code: ImportReportCode;
  /** JSON Pointer (RFC 6901) into the file. */
  pointer: string;
  /** The node that it is about; absent if it is about the workflow. */
  node?: ImportedNodeName;
  /** A sentence for people. */
  message: string;
  /** What was left out, free of what looks like a secret; absent where it may hold anything. */
  value?: JsonValue;
}

/** What became of a file. Everything that was left out or changed is named. */
export interface ImportReport {
  /** Entries of the file's list of nodes. */
  nodesInFile: number;
  /** Nodes of the definition. */
  nodes: number;
  /** Notes, which are nodes to most systems and part of the layout here. */
  notes: number;
  /** Edges of the definition. */
  edges: number;
  items: ImportReportItem[];
}

/** Gathers the items of a report on one workflow of a file. */
export class ImportReportList {
  readonly items: ImportReportItem[] = [];
  private readonly noise = new Map<string, number>();

  /** @param workflow JSON Pointer of the workflow in the file, which all given pointers start from. */
  constructor(private readonly workflow: string) {}

  /**
   * Counts a member that is left out because it only tells how an editor shows the graph, or follows
   * from the rest. It stands with nearly every node or edge, so `summarize` reports all in one item.
   */
  countNoise(member: string): void {
    this.noise.set(member, (this.noise.get(member) ?? 0) + 1);
  }

  /** Adds the one item for all members that `countNoise` counted. */
  summarize(): void {
    if (this.noise.size === 0) return;
    const counts = [...this.noise].sort(([a], [b]) => (a < b ? -1 : 1));
    this.noise.clear();
    const members = counts.map(([member, times]) => `${member} (${times})`).join(', ');
    const message = `members that only tell how an editor shows it, or follow from the rest: ${members}; left out`;
    this.add('NOISE', '', message);
  }

  /** @throws ImportError where there is more to say than a report can hold. */
  add(
    code: ImportReportCode,
    pointer: string,
    message: string,
    about: { node?: ImportedNodeName | undefined; value?: JsonValue | undefined } = {},
  ): void {
    const { node, value } = about;
    if (this.items.length >= MAX_ITEMS) {
      throw new ImportError(
        '',
        `has more than ${MAX_ITEMS} places that cannot be taken as they are`,
      );
    }
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
