import type { DefinitionNode, JsonValue } from '../definition';
import { pointerOf } from '../json-pointer';
import { wiringSimilarity } from './match-wiring';

/**
 * From which similarity on two nodes of a type are taken for one. Git takes half of a file's content for
 * a rename; nodes are shorter, and those of one type share what the editor fills in. Among the real
 * histories in examples/ the pairs from 0.6 to 0.7 are nearly all nodes that kept their name, while
 * below, nodes with little more than their type in common come in.
 */
const RENAME_SIMILARITY = 0.6;

/**
 * How much of the similarity is the name's; the rest is the config's. With the same name half of the
 * config must be the same, with quite another name three quarters.
 */
const NAME_SHARE = 0.2;

/** Characters that all comparisons together may look at: less than a tenth of a second. */
const MAX_CHARACTERS = 10_000_000;

/** A node that is to be matched, with its connections to nodes that both sides know. */
export interface WiredNode {
  node: DefinitionNode;
  wiring: readonly string[];
}

interface Candidate extends WiredNode {
  /** Texts of what is no object and no array, by pointer; of an empty one its brackets. */
  leaves: ReadonlyMap<string, string>;
  /** Characters of all leaves. */
  size: number;
}

interface Scored {
  before: Candidate;
  after: Candidate;
  similarity: number;
  wiring: number;
}

/**
 * Pairs nodes of the same type whose configs and names are nearly the same, the most alike first; of
 * equally alike ones first those with more connections in common, then by id. Nodes with an empty
 * config are left out. Both lists are sorted by id. If there are too many to compare each with each,
 * those with the same name come first, and the rest is left unpaired.
 */
export function matchSimilarNodes(
  before: readonly WiredNode[],
  after: readonly WiredNode[],
): [DefinitionNode, DefinitionNode][] {
  const scored = scorePairs(candidatesOf(before), candidatesOf(after));
  // Sorting is stable, so what is equally alike stays in the order of ids.
  scored.sort((a, b) => b.similarity - a.similarity || b.wiring - a.wiring);
  const taken = new Set<Candidate>();
  const pairs: [DefinitionNode, DefinitionNode][] = [];
  for (const { before: former, after: later } of scored) {
    if (taken.has(former) || taken.has(later)) continue;
    taken.add(former).add(later);
    pairs.push([former.node, later.node]);
  }
  return pairs;
}

function scorePairs(before: readonly Candidate[], after: readonly Candidate[]): Scored[] {
  const scored: Scored[] = [];
  let left = MAX_CHARACTERS;
  for (const sameName of [true, false]) {
    const candidates = candidatesByKey(after, sameName);
    for (const former of before) {
      for (const later of candidates.get(keyOf(former, sameName)) ?? []) {
        if (!sameName && former.node.name === later.node.name) continue;
        left -= Math.min(former.size, later.size);
        if (left < 0) return scored;
        const similarity = similarityOf(former, later);
        if (similarity < RENAME_SIMILARITY) continue;
        const wiring = wiringSimilarity(former.wiring, later.wiring);
        scored.push({ before: former, after: later, similarity, wiring });
      }
    }
  }
  return scored;
}

function candidatesByKey(
  candidates: readonly Candidate[],
  sameName: boolean,
): Map<string, Candidate[]> {
  const byKey = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = keyOf(candidate, sameName);
    const others = byKey.get(key);
    if (others) others.push(candidate);
    else byKey.set(key, [candidate]);
  }
  return byKey;
}

/** What two nodes must share to be compared: the type, and maybe the name. */
function keyOf({ node }: Candidate, sameName: boolean): string {
  return JSON.stringify(sameName ? [node.type, node.name] : node.type);
}

/** How alike two nodes are, from 0 to 1. */
function similarityOf(before: Candidate, after: Candidate): number {
  const name = textSimilarity(before.node.name, after.node.name);
  const sizes = [before.size, after.size];
  // Even if all of the shorter one were in the longer one.
  const most = Math.min(...sizes) / Math.max(...sizes);
  if (NAME_SHARE * name + (1 - NAME_SHARE) * most < RENAME_SIMILARITY) return 0;
  return NAME_SHARE * name + (1 - NAME_SHARE) * configSimilarity(before, after);
}

/** The share of characters in leaves that are the same, of all that either side has. */
function configSimilarity(before: Candidate, after: Candidate): number {
  let shared = 0;
  let all = after.size;
  for (const [pointer, text] of before.leaves) {
    const other = after.leaves.get(pointer);
    if (other === undefined) all += weightOf(text);
    else {
      const weight = Math.max(weightOf(text), weightOf(other));
      all += weight - weightOf(other);
      shared += weight * textSimilarity(text, other);
    }
  }
  return shared / all;
}

/** A leaf counts by its length, and at least something. */
function weightOf(text: string): number {
  return text.length + 1;
}

/** The share of two texts that is the same at their beginnings and ends, from 0 to 1. */
function textSimilarity(before: string, after: string): number {
  if (before === after) return 1;
  const shorter = Math.min(before.length, after.length);
  const longer = Math.max(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++;
  }
  return (start + end) / longer;
}

function candidatesOf(nodes: readonly WiredNode[]): Candidate[] {
  return nodes.map(candidateOf).filter(({ leaves }) => leaves.size > 0);
}

function candidateOf({ node, wiring }: WiredNode): Candidate {
  const leaves = new Map<string, string>();
  for (const [name, value] of Object.entries(node.config)) collectLeaves(value, [name], leaves);
  let size = 0;
  for (const text of leaves.values()) size += weightOf(text);
  return { node, wiring, leaves, size };
}

function collectLeaves(
  value: JsonValue,
  path: (string | number)[],
  leaves: Map<string, string>,
): void {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (members.length === 0) {
    leaves.set(pointerOf(path), typeof value === 'string' ? value : JSON.stringify(value));
  }
  for (const [name, member] of members) collectLeaves(member, [...path, name], leaves);
}
