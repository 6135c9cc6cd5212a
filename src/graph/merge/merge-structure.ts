import type { Definition, DefinitionEdge, DefinitionNode } from '../definition';
import { escapePointerToken } from '../json-pointer';
import { readEdgeValue, readNodeValue } from './check-values';
import type { Decision, Decisions } from './decisions';
import { otherSide, type Sides } from './merge-conflict';
import type { EntityMerge, InAll, Removal } from './merge-entities';
import { mapAll, present } from './merge-parts';
import { parentCycles } from './parent-cycles';

/**
 * Sees to it that edges end at nodes, and that parents are nodes and nobody's own, by changing `nodes`
 * and `edges` in place. Both have been merged one by one:
 *
 * - What was decided to stay brings back what it needs, if one side removed that and the other left it:
 *   an edge its ends, a node its containers.
 * - What one side removed along with its container, or an edge along with its end, stays if the latter
 *   does.
 * - An edge goes away with a node that was decided to go.
 * - Whatever else would hang in the air, because one side removed what the other refers to anew, is a
 *   conflict, and so are parents of which each side set a part of a circle.
 */
export function keepStructure(
  nodes: EntityMerge<DefinitionNode>,
  edges: EntityMerge<DefinitionEdge>,
  definitions: InAll<Definition>,
  decisions: Decisions,
): void {
  new Structure(nodes, edges, definitions, decisions).settle();
}

class Structure {
  readonly #nodesOf: InAll<ReadonlyMap<string, DefinitionNode>>;
  /** Nodes that are absent as long as a conflict is open. */
  readonly #open = new Set<string>();
  /** Nodes that were decided to go. */
  readonly #gone = new Set<string>();

  constructor(
    private readonly nodes: EntityMerge<DefinitionNode>,
    private readonly edges: EntityMerge<DefinitionEdge>,
    private readonly definitions: InAll<Definition>,
    private readonly decisions: Decisions,
  ) {
    this.#nodesOf = mapAll(definitions, (definition) => {
      return new Map(definition.nodes.map((node) => [node.id, node]));
    });
  }

  settle(): void {
    for (const [id, take] of this.nodes.decided) {
      const node = this.nodes.items.get(id);
      if (node === undefined) (take === undefined ? this.#open : this.#gone).add(id);
      else if (take !== 'VALUE') this.#bringBack(node.parent);
    }
    for (const [id, take] of this.edges.decided) {
      if (take !== 'VALUE') this.#bringBackEnds(this.edges.items.get(id));
    }
    do this.#bringBackContents();
    while (this.#settleParents() || this.#settleCycles() || this.#settleEdges());
    this.#bringBackEdges();
  }

  /** A node and its containers, as far as one side removed them and the other left them. */
  #bringBack(id: string | undefined): void {
    for (let next = id; next !== undefined && !this.nodes.items.has(next);) {
      const removal = this.nodes.removals.get(next);
      if (removal === undefined) return;
      this.nodes.items.set(next, removal.item);
      next = removal.item.parent;
    }
  }

  #bringBackEnds(edge: DefinitionEdge | undefined): void {
    this.#bringBack(edge?.source);
    this.#bringBack(edge?.target);
  }

  /** What went away with its container, where that is there after all. */
  #bringBackContents(): void {
    for (let isDone = false; !isDone;) {
      isDone = true;
      for (const [id, { item, by }] of this.nodes.removals) {
        const { parent } = item;
        if (parent === undefined || this.nodes.items.has(id) || !this.nodes.items.has(parent))
          continue;
        if (this.#nodesOf[by].has(parent)) continue;
        this.nodes.items.set(id, item);
        isDone = false;
      }
    }
  }

  /** Edges that went away with an end, where both ends are there after all. */
  #bringBackEdges(): void {
    for (const [id, { item, by }] of this.edges.removals) {
      const ends = [item.source, item.target];
      const isTied = ends.some((end) => !this.#nodesOf[by].has(end));
      if (isTied && ends.every((end) => this.nodes.items.has(end))) this.edges.items.set(id, item);
    }
  }

  /** Whether there was anything to settle; so of the others. */
  #settleParents(): boolean {
    const hanging = [...this.nodes.items.values()].filter(
      ({ parent }) => parent !== undefined && !this.nodes.items.has(parent),
    );
    for (const node of sortedById(hanging)) this.#settleParent(node, node.parent!);
    return hanging.length > 0;
  }

  #settleParent(node: DefinitionNode, parent: string): void {
    const former = this.#nodesOf.base.get(node.id);
    const path = `${nodePath(node.id)}/parent`;
    // A parent that both sides changed was decided before, and then brings back what it needs.
    if (this.decisions.isKnown(path) && this.decisions.takeOf(path) !== 'VALUE') {
      this.#bringBack(parent);
    }
    if (this.nodes.items.has(parent)) return;
    if (this.#open.has(parent)) {
      if (former === undefined) this.#dropOpen(node.id);
      else this.#setParent(node.id, former.parent === parent ? undefined : former.parent);
      return;
    }
    const removal = this.nodes.removals.get(parent);
    const reason = hangingReason(`put it into ${parent}`, parent, removal);
    if (former !== undefined) this.#decideParent(node.id, reason);
    else this.#decideNode(node.id, reason);
  }

  #decideParent(id: string, reason: string): void {
    this.#decide(
      `${nodePath(id)}/parent`,
      mapAll(this.#nodesOf, (nodes) => nodes.get(id)?.parent),
      reason,
      {
        apply: ({ value, take }) => {
          this.#setParent(id, value);
          if (take !== 'VALUE') this.#bringBack(value);
        },
        giveUp: () => this.#setParent(id, undefined),
      },
    );
  }

  #decideNode(id: string, reason: string): void {
    const path = nodePath(id);
    this.#decide(
      path,
      mapAll(this.#nodesOf, (nodes) => nodes.get(id)),
      reason,
      {
        apply: ({ value, take }) => {
          if (value === undefined) {
            if (take === undefined) this.#dropOpen(id);
            else this.#drop(id);
            return;
          }
          const node = take === 'VALUE' ? readNodeValue(value, path, [id]) : value;
          this.nodes.items.set(id, node);
          if (take !== 'VALUE') this.#bringBack(node.parent);
        },
        giveUp: () => this.#dropOpen(id),
      },
    );
  }

  #settleCycles(): boolean {
    const cycles = parentCycles(this.nodes.items);
    for (const cycle of cycles) {
      for (const id of cycle.sort()) {
        const former = this.#nodesOf.base.get(id)?.parent;
        if (former === this.nodes.items.get(id)?.parent) continue;
        this.#decideParent(id, 'with the changes of both it would contain itself');
      }
    }
    return cycles.length > 0;
  }

  #settleEdges(): boolean {
    const hanging = [...this.edges.items.values()].filter(
      (edge) => this.#missingEnd(edge) !== undefined,
    );
    for (const edge of sortedById(hanging)) this.#settleEdge(edge.id, this.#missingEnd(edge));
    return hanging.length > 0;
  }

  #missingEnd({ source, target }: DefinitionEdge): string | undefined {
    return [source, target].find((id) => !this.nodes.items.has(id));
  }

  #settleEdge(id: string, missing: string | undefined): void {
    // Another edge may have brought the node back in the meantime.
    if (missing === undefined || this.nodes.items.has(missing)) return;
    const path = `/edges/${escapePointerToken(id)}`;
    const isOfGone = this.#gone.has(missing) || this.#open.has(missing);
    if (isOfGone && !this.decisions.isKnown(path)) {
      this.edges.items.delete(id);
      return;
    }
    const sides = mapAll(this.definitions, ({ edges }) => edges.find((edge) => edge.id === id));
    const removal = this.nodes.removals.get(missing);
    this.#decide(path, sides, hangingReason(`connects it with ${missing}`, missing, removal), {
      apply: ({ value, take }) => {
        if (value === undefined) {
          this.edges.items.delete(id);
          return;
        }
        const edge = take === 'VALUE' ? readEdgeValue(value, path, id) : value;
        this.edges.items.set(id, edge);
        if (take !== 'VALUE') this.#bringBackEnds(edge);
      },
      giveUp: () => this.edges.items.delete(id),
    });
  }

  /** Decides a place once; what was decided before and cannot stand is a conflict, and given up. */
  #decide<T>(
    path: string,
    sides: Sides<T>,
    reason: string,
    { apply, giveUp }: { apply: (decision: Decision<T>) => void; giveUp: () => void },
  ): void {
    if (this.decisions.isKnown(path)) {
      this.decisions.refuse(path, sides, `as it was resolved it cannot stand: ${reason}`);
      giveUp();
    } else apply(this.decisions.decide(path, sides, reason));
  }

  #setParent(id: string, parent: string | undefined): void {
    this.nodes.items.set(id, present({ ...this.nodes.items.get(id)!, parent }));
  }

  #drop(id: string): void {
    this.nodes.items.delete(id);
    this.#gone.add(id);
  }

  #dropOpen(id: string): void {
    this.nodes.items.delete(id);
    this.#open.add(id);
  }
}

function hangingReason<T>(deed: string, id: string, removal: Removal<T> | undefined): string {
  if (removal === undefined) return `${id} is not there`;
  return `${otherSide(removal.by)} ${deed}, which ${removal.by} removed`;
}

function nodePath(id: string): string {
  return `/nodes/${escapePointerToken(id)}`;
}

function sortedById<T extends { id: string }>(items: T[]): T[] {
  return items.sort((a, b) => (a.id < b.id ? -1 : 1));
}
