/** Any value that JSON can express. Numbers are finite. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/**
 * How often a failed step is tried. `attempts` counts the first try, so 1 means no retry;
 * `backoffMs` is the pause before the next try in milliseconds.
 */
export interface RetryPolicy {
  attempts: number;
  backoffMs: number;
}

/** One step of a workflow. */
export interface DefinitionNode {
  /** Unique among the nodes of the definition. */
  id: string;
  /** Name of a node type; types that the registry does not know are allowed. */
  type: string;
  /** What people read on the canvas. */
  name: string;
  /** Free content, described by the node type's JSON Schema. */
  config: JsonObject;
  /** Id of the container that executes this node. */
  parent?: string;
  /** Default false. */
  disabled?: boolean;
  /** Default: one attempt, no pause. */
  retry?: RetryPolicy;
  /** Longest time that one attempt may take, in milliseconds. Default: no limit of its own. */
  timeoutMs?: number;
}

/** A connection from one node to another. */
export interface DefinitionEdge {
  /** Unique among the edges of the definition. */
  id: string;
  /** Id of the node that it leaves. */
  source: string;
  /** Id of the node that it enters. */
  target: string;
  /** Output of the source; of a `branch`, the name of the branch. Default: the only one. */
  sourceHandle?: string;
  /** Input of the target. Default: the only one. */
  targetHandle?: string;
  /** JSONata; the edge is taken if it is truthy. Default: none. */
  condition?: string;
  /** Edges of a branch are tried in ascending priority, ties by id. Default 0. */
  priority?: number;
}

/** Types that a variable can have: `list` is a JSON array, `text` a string. */
export type VariableType = 'number' | 'text' | 'boolean' | 'list' | 'object';

/** A variable that expressions read as `vars.NAME` and `set-variable` nodes write. */
export interface Variable {
  /** Unique among the variables of the definition. */
  name: string;
  type: VariableType;
  /** Matches `type`. */
  default?: JsonValue;
  description?: string;
  /** `persist` keeps the value from run to run. Default `reset`. */
  lifetime?: 'reset' | 'persist';
}

/** The content that decides how a workflow behaves. Immutable once it has a digest. */
export interface Definition {
  nodes: DefinitionNode[];
  edges: DefinitionEdge[];
  /** JSON Schema (2020-12) of a run's input. Default: anything. */
  inputs?: JsonObject;
  variables?: Variable[];
  settings?: JsonObject;
}

/** A place on the canvas in React Flow's units; of a node with a parent, relative to the parent. */
export interface Position {
  x: number;
  y: number;
}

/** A size on the canvas in React Flow's units. */
export interface Size {
  width: number;
  height: number;
}

/** The part of the canvas that is looked at. */
export interface Viewport {
  x: number;
  y: number;
  zoom: number;
}

/** What only the eye sees. Never part of a digest. */
export interface Layout {
  /** By node id. */
  positions?: Record<string, Position>;
  /** By node id. */
  sizes?: Record<string, Size>;
  /** Sticky notes, in whatever shape the editor keeps them. */
  notes?: JsonValue[];
  /** Visual groups, in whatever shape the editor keeps them. */
  groups?: JsonValue[];
  viewport?: Viewport;
}

/** The definition of a workflow that nobody has drawn yet. Frozen. */
export const EMPTY_DEFINITION: Definition = Object.freeze({
  nodes: Object.freeze([]) as unknown as DefinitionNode[],
  edges: Object.freeze([]) as unknown as DefinitionEdge[],
});
