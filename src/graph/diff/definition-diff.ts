import type { DefinitionEdge, DefinitionNode, JsonValue, Position } from '../definition';

/** What happened to a node or an edge. */
export type ChangeKind = 'ADDED' | 'REMOVED' | 'CHANGED' | 'RENAMED';

/** What happened to a field; `MOVED` is an item of an array that only changed its place. */
export type FieldChangeKind = 'ADDED' | 'REMOVED' | 'CHANGED' | 'MOVED';

/**
 * What a change means, judged from the two definitions alone. `SAFE` changes neither results nor what
 * callers rely on; `RISKY` may change results; `BREAKING` fails callers, triggers or references that
 * worked before.
 */
export type Severity = 'SAFE' | 'RISKY' | 'BREAKING';

/** How severe a change is, and why in a short sentence for people. */
export interface Assessment {
  severity: Severity;
  reason: string;
}

/** One field that differs. */
export interface FieldChange {
  /**
   * JSON Pointer (RFC 6901) below what changed: of a node or edge below the node or edge
   * (`/config/prompt`), of inputs and settings below these, of variables with the variable's name first
   * (`/threshold/default`). It is a place of the later content; of a removed field, of the former.
   */
  path: string;
  kind: FieldChangeKind;
  /** Where it stood in the former content, if that is another place than `path`. */
  from?: string;
  /** Absent of an added field. */
  before?: JsonValue;
  /** Absent of a removed field. */
  after?: JsonValue;
}

/** One node that differs. A renamed one has another id; its `fields` say what else changed. */
export interface NodeChange {
  kind: ChangeKind;
  /** Absent of an added node. */
  before?: DefinitionNode;
  /** Absent of a removed node. */
  after?: DefinitionNode;
  /** What changed in a node that both have; the id is not among them. Sorted by path. */
  fields: FieldChange[];
}

/**
 * One edge that differs. An edge that only follows a renamed node is no change; one whose id alone
 * changed is `RENAMED`.
 */
export interface EdgeChange {
  kind: ChangeKind;
  /** Absent of an added edge. */
  before?: DefinitionEdge;
  /** Absent of a removed edge. */
  after?: DefinitionEdge;
  /** What changed in an edge that both have; the id is not among them. Sorted by path. */
  fields: FieldChange[];
}

/** What differs between two definitions, whatever the order in which they list things. */
export interface DefinitionDiff {
  /** By the node's id in the later definition, of a removed one in the former. */
  nodes: NodeChange[];
  /** By the edge's id in the later definition, of a removed one in the former. */
  edges: EdgeChange[];
  inputs: FieldChange[];
  variables: FieldChange[];
  settings: FieldChange[];
  /** Later node id by former node id, of renamed nodes. */
  renames: ReadonlyMap<string, string>;
  /** Later edge id by former edge id, of edges of which both have one under another id. */
  edgeRenames: ReadonlyMap<string, string>;
}

/** A change with its assessment. */
export type Assessed<Change> = Change & Assessment;

/** A diff whose every change is assessed. */
export interface AssessedDiff {
  nodes: Assessed<NodeChange>[];
  edges: Assessed<EdgeChange>[];
  inputs: Assessed<FieldChange>[];
  variables: Assessed<FieldChange>[];
  settings: Assessed<FieldChange>[];
  renames: ReadonlyMap<string, string>;
  edgeRenames: ReadonlyMap<string, string>;
  /** What people call the nodes that changed edges connect, by id in the definition of that edge. */
  nodeNames: ReadonlyMap<string, string>;
  /** The most severe of all changes; `SAFE` if nothing changed. */
  severity: Severity;
}

/** A node that stands elsewhere on the canvas. Never a change of behaviour. */
export interface LayoutChange {
  /** The node's id in the later definition. */
  key: string;
  before?: Position;
  after?: Position;
}

/** A diff in numbers and a line, for lists. */
export interface DiffSummary {
  nodesAdded: number;
  nodesRemoved: number;
  /** Nodes with the same id and other fields. */
  nodesChanged: number;
  /** Nodes with another id, whether other fields changed too or not. */
  nodesRenamed: number;
  edgesAdded: number;
  edgesRemoved: number;
  edgesChanged: number;
  /** Fields that changed. */
  settingsChanged: number;
  /** Variables that changed. */
  variablesChanged: number;
  /** Fields of the schema that changed. */
  inputsChanged: number;
  severity: Severity;
  /** `2 nodes added, prompt of Greet changed`. */
  headline: string;
}

/** A part of a line, and whether it differs from the line that took its place. */
export interface TextSegment {
  text: string;
  changed: boolean;
}

/** A line of a hunk, without its line break. */
export interface TextLine {
  kind: 'CONTEXT' | 'ADDED' | 'REMOVED';
  text: string;
  /** The line cut where changed words begin and end; of a context line, the line whole. */
  segments: TextSegment[];
}

/** Lines of a long text around a change. Line numbers count from 1, as in unified diffs. */
export interface TextHunk {
  beforeStart: number;
  beforeLines: number;
  afterStart: number;
  afterLines: number;
  lines: TextLine[];
}
