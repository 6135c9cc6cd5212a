import { canonicalJson } from '../canonical-json';
import type { Definition, DefinitionNode, JsonValue } from '../definition';
import { replaceMentions } from './compare-mentions';
import { contentOf } from './compare-members';
import { matchSimilarNodes } from './match-similar-nodes';
import { Wiring } from './match-wiring';

/** How often what was just found may make further wiring unique; beyond it the order of ids decides. */
const WIRING_ROUNDS = 3;

/** What stands for every id that only one side has, where it is not known yet which is which. */
const UNKNOWN_ID = '\u0000';

/**
 * The nodes that were given another id: later id by former id, sorted by the former. Only nodes whose id
 * the other definition lacks take part. First come nodes with the same content but for the id, then those
 * whose content mentions other nodes by their new ids, then those with nearly the same content, and at
 * last nodes with an empty config that have a name or connections that no other has. Does not depend
 * on the order of nodes and edges. Takes linear time but for nearly the same ones, which are bounded.
 */
export function matchNodes(before: Definition, after: Definition): Map<string, string> {
  const formerIds = new Set(before.nodes.map((node) => node.id));
  const laterIds = new Set(after.nodes.map((node) => node.id));
  const removed = before.nodes.filter((node) => !laterIds.has(node.id));
  const added = after.nodes.filter((node) => !formerIds.has(node.id));
  return matchRenamedNodes(before, after, removed, added);
}

/** {@link matchNodes} where it is known which nodes only one side has. */
export function matchRenamedNodes(
  before: Definition,
  after: Definition,
  removed: readonly DefinitionNode[],
  added: readonly DefinitionNode[],
): Map<string, string> {
  if (removed.length === 0 || added.length === 0) return new Map();
  const search = new NodeSearch(before, after, removed, added);
  search.pairByKey((node) => contentKey(node, search.isUnknown));
  search.pairByKey((node) => contentKey(masked(node, search.isUnknown), search.isUnknown));
  search.pairSimilar();
  search.pairUnique((node) => [node.type, node.name]);
  search.pairUnique((node, wiring) => (wiring.length > 0 ? [node.type, ...wiring] : undefined));
  return new Map([...search.renames].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Nodes of both sides that have something in common. */
interface Candidates {
  removed: DefinitionNode[];
  added: DefinitionNode[];
}

class NodeSearch {
  readonly renames = new Map<string, string>();
  readonly #found = new Set<string>();
  readonly #removed: DefinitionNode[];
  readonly #added: DefinitionNode[];
  readonly #unknownIds: Set<string>;
  readonly #formerWiring: Wiring;
  readonly #laterWiring: Wiring;

  constructor(
    before: Definition,
    after: Definition,
    removed: readonly DefinitionNode[],
    added: readonly DefinitionNode[],
  ) {
    this.#removed = sortedById(removed);
    this.#added = sortedById(added);
    const formerIds = new Set(removed.map((node) => node.id));
    const laterIds = new Set(added.map((node) => node.id));
    this.#unknownIds = new Set([...formerIds, ...laterIds]);
    this.#formerWiring = new Wiring(before, formerIds, (id) =>
      formerIds.has(id) ? this.renames.get(id) : id,
    );
    this.#laterWiring = new Wiring(after, laterIds, (id) =>
      laterIds.has(id) && !this.#found.has(id) ? undefined : id,
    );
  }

  /** Whether only one side has a node of this id. */
  readonly isUnknown = (id: string): boolean => this.#unknownIds.has(id);

  /**
   * Pairs nodes with the same key. Of several with the same key those with the same connections pair
   * up, and then the rest by the order of ids, unless there is nothing in them to tell that they are
   * the same.
   */
  pairByKey(keyOf: (node: DefinitionNode) => string): void {
    let groups = this.#groups(keyOf, keyOf);
    for (let round = 0; round < WIRING_ROUNDS && groups.length > 0; round++) {
      groups = groups.filter((group) => !this.#pairSingle(group));
      const parts = groups.flatMap((group) => this.#byWiring(group));
      if (parts.filter((part) => this.#pairSingle(part)).length === 0) break;
      groups = groups.map((group) => this.#left(group));
    }
    for (const group of groups) {
      if (isBare(group.removed[0])) continue;
      for (const part of [...this.#byWiring(group), group]) this.#pairInOrder(this.#left(part));
    }
  }

  /** Pairs nodes with an empty config whose key no other node of their side has. */
  pairUnique(
    keyOf: (node: DefinitionNode, wiring: readonly string[]) => readonly string[] | undefined,
  ): void {
    const textOf = (node: DefinitionNode, wiring: Wiring): string | undefined => {
      const key = isBare(node) ? keyOf(node, wiring.of(node.id)) : undefined;
      return key && JSON.stringify(key);
    };
    const groups = this.#groups(
      (node) => textOf(node, this.#formerWiring),
      (node) => textOf(node, this.#laterWiring),
    );
    for (const group of groups) this.#pairSingle(group);
  }

  /** Pairs nodes with nearly the same content, the most alike first. */
  pairSimilar(): void {
    const left = this.#left({ removed: this.#removed, added: this.#added });
    const pairs = matchSimilarNodes(
      left.removed.map((node) => this.#prepared(node, this.#formerWiring)),
      left.added.map((node) => this.#prepared(node, this.#laterWiring)),
    );
    for (const [former, later] of pairs) this.#pair(former, later);
  }

  #prepared(
    node: DefinitionNode,
    wiring: Wiring,
  ): { node: DefinitionNode; wiring: readonly string[] } {
    return { node: masked(node, this.isUnknown), wiring: wiring.of(node.id) };
  }

  #pair(former: DefinitionNode, later: DefinitionNode): void {
    this.renames.set(former.id, later.id);
    this.#found.add(later.id);
  }

  #pairSingle({ removed, added }: Candidates): boolean {
    if (removed.length !== 1 || added.length !== 1) return false;
    this.#pair(removed[0]!, added[0]!);
    return true;
  }

  #pairInOrder({ removed, added }: Candidates): void {
    const count = Math.min(removed.length, added.length);
    for (let place = 0; place < count; place++) this.#pair(removed[place]!, added[place]!);
  }

  #left({ removed, added }: Candidates): Candidates {
    return {
      removed: removed.filter((node) => !this.renames.has(node.id)),
      added: added.filter((node) => !this.#found.has(node.id)),
    };
  }

  #byWiring(group: Candidates): Candidates[] {
    return groupsOf(
      this.#left(group),
      (node) => this.#formerWiring.of(node.id).join('\n'),
      (node) => this.#laterWiring.of(node.id).join('\n'),
    );
  }

  #groups(
    formerKey: (node: DefinitionNode) => string | undefined,
    laterKey: (node: DefinitionNode) => string | undefined,
  ): Candidates[] {
    const all = this.#left({ removed: this.#removed, added: this.#added });
    return groupsOf(all, formerKey, laterKey);
  }
}

/** The nodes of both sides by a key, where both sides have some with it. */
function groupsOf(
  { removed, added }: Candidates,
  formerKey: (node: DefinitionNode) => string | undefined,
  laterKey: (node: DefinitionNode) => string | undefined,
): Candidates[] {
  const groups = new Map<string, Candidates>();
  for (const node of removed) {
    const key = formerKey(node);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.removed.push(node);
    else groups.set(key, { removed: [node], added: [] });
  }
  for (const node of added) {
    const key = laterKey(node);
    if (key !== undefined) groups.get(key)?.added.push(node);
  }
  return [...groups.values()].filter((group) => group.added.length > 0);
}

/** A text that two nodes share if they are the same but for their ids, and their parents' new ids. */
function contentKey(node: DefinitionNode, isUnknown: (id: string) => boolean): string {
  const { parent = null } = node;
  const known = parent !== null && isUnknown(parent) ? UNKNOWN_ID : parent;
  return canonicalJson([contentOf(node), known]);
}

/** A node in whose config every mention of a node that only one side has is the same. */
function masked(node: DefinitionNode, isUnknown: (id: string) => boolean): DefinitionNode {
  const mask = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') {
      return replaceMentions(value, (id) => (isUnknown(id) ? UNKNOWN_ID : undefined));
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(mask);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mask(member)]));
  };
  return { ...node, config: mask(node.config) as DefinitionNode['config'] };
}

function isBare(node: DefinitionNode | undefined): boolean {
  return node !== undefined && Object.keys(node.config).length === 0;
}

function sortedById(nodes: readonly DefinitionNode[]): DefinitionNode[] {
  return [...nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
}
