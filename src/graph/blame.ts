import type { Definition, DefinitionNode } from './definition';
import type { DefinitionDiff, NodeChange } from './diff/definition-diff';
import { pointerTokens } from './json-pointer';

/** A revision that changed something, and the version that holds the change: the draft until it is saved. */
export interface BlameOrigin {
  revisionId: string;
  versionId: string;
}

/** Who last changed a node. */
export interface NodeBlame {
  /** The last change of anything in the node; a rename alone is none. */
  changed: BlameOrigin;
  /** By top-level config field, of those fields that `changed` left as they were. */
  fields: ReadonlyMap<string, BlameOrigin>;
}

/** Who last changed each node and each edge of a definition, by their ids. Never changed. */
export interface Blame {
  nodes: ReadonlyMap<string, NodeBlame>;
  edges: ReadonlyMap<string, BlameOrigin>;
}

/** Content that a definition was made from, with what differs between the two. */
export interface BlameParent {
  blame: Blame;
  diff: DefinitionDiff;
}

const NO_FIELDS: ReadonlyMap<string, BlameOrigin> = new Map();

/** The last change of one top-level config field of a node. */
export function fieldOrigin(blame: NodeBlame, field: string): BlameOrigin {
  return blame.fields.get(field) ?? blame.changed;
}

/**
 * The blame of a definition that `origin` made from `parents`: what a parent has the same keeps its
 * line, the first such parent's, renames followed; everything else is `origin`'s. Without parents all
 * of it is. Takes time in the size of the definition, whatever the length of the history.
 */
export function blameOf(
  definition: Definition,
  origin: BlameOrigin,
  parents: readonly BlameParent[] = [],
): Blame {
  const lookups = parents.map(lookupOf);
  const nodes = new Map<string, NodeBlame>();
  for (const node of definition.nodes) nodes.set(node.id, nodeBlame(node, origin, lookups));
  const edges = new Map<string, BlameOrigin>();
  for (const { id } of definition.edges) {
    const kept = lookups.find(({ changedEdges }) => !changedEdges.has(id));
    edges.set(id, kept?.edgeOf(id) ?? origin);
  }
  return { nodes, edges };
}

/** `blame` once the changes that `from` (a draft) held belong to the saved version `to`. */
export function savedBlame(blame: Blame, from: string, to: string): Blame {
  const saved = new Map<BlameOrigin, BlameOrigin>();
  const adopt = (origin: BlameOrigin): BlameOrigin => {
    if (origin.versionId !== from) return origin;
    const known = saved.get(origin);
    if (known) return known;
    const adopted = { ...origin, versionId: to };
    saved.set(origin, adopted);
    return adopted;
  };
  const nodes = new Map<string, NodeBlame>();
  for (const [id, { changed, fields }] of blame.nodes)
    nodes.set(id, { changed: adopt(changed), fields: mapped(fields, adopt) });
  return { nodes, edges: mapped(blame.edges, adopt) };
}

/** What of a parent's content is the same in the definition, by the definition's ids. */
interface Lookup {
  changes: ReadonlyMap<string, NodeChange>;
  changedEdges: ReadonlySet<string>;
  nodeOf: (id: string) => NodeBlame | undefined;
  edgeOf: (id: string) => BlameOrigin | undefined;
}

function lookupOf({ blame, diff }: BlameParent): Lookup {
  const formerNode = inverted(diff.renames);
  const formerEdge = inverted(diff.edgeRenames);
  const changes = new Map<string, NodeChange>();
  for (const change of diff.nodes) if (change.after) changes.set(change.after.id, change);
  const changedEdges = new Set<string>();
  for (const { kind, after } of diff.edges)
    if (after && kind !== 'RENAMED') changedEdges.add(after.id);
  return {
    changes,
    changedEdges,
    nodeOf: (id) => blame.nodes.get(formerNode.get(id) ?? id),
    edgeOf: (id) => blame.edges.get(formerEdge.get(id) ?? id),
  };
}

function nodeBlame(
  node: DefinitionNode,
  origin: BlameOrigin,
  lookups: readonly Lookup[],
): NodeBlame {
  for (const { changes, nodeOf } of lookups) {
    const change = changes.get(node.id);
    const kept = change === undefined || (change.kind === 'RENAMED' && change.fields.length === 0);
    const former = kept ? nodeOf(node.id) : undefined;
    if (former) return former;
  }
  return { changed: origin, fields: keptFields(node, lookups) };
}

/** Fields of a changed node that some parent has the same. */
function keptFields(
  node: DefinitionNode,
  lookups: readonly Lookup[],
): ReadonlyMap<string, BlameOrigin> {
  const kept = new Map<string, BlameOrigin>();
  for (const { changes, nodeOf } of lookups) {
    const change = changes.get(node.id);
    const former = change && change.kind !== 'ADDED' ? nodeOf(node.id) : undefined;
    if (!former) continue;
    const changed = changedFields(change!);
    if (changed === 'ALL') continue;
    for (const field of Object.keys(node.config))
      if (!kept.has(field) && !changed.has(field)) kept.set(field, fieldOrigin(former, field));
  }
  return kept.size > 0 ? kept : NO_FIELDS;
}

function changedFields(change: NodeChange): Set<string> | 'ALL' {
  const changed = new Set<string>();
  for (const { path } of change.fields) {
    const [member, field] = pointerTokens(path) ?? [];
    if (member !== 'config') continue;
    if (field === undefined) return 'ALL';
    changed.add(field);
  }
  return changed;
}

function inverted(renames: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...renames].map(([former, later]) => [later, former]));
}

function mapped<Key, Value>(from: ReadonlyMap<Key, Value>, change: (value: Value) => Value) {
  return new Map([...from].map(([key, value]) => [key, change(value)]));
}
