import type { Definition } from '../definition';

/**
 * How nodes are connected, in words that both definitions share: a neighbour is named by its later id,
 * and one of which it is not known (yet) which node it became is named by nothing.
 */
export class Wiring {
  readonly #ends = new Map<string, { text: string; neighbour: string }[]>();

  /** `ids` are the nodes that are asked about; `laterId` answers `undefined` of an unknown neighbour. */
  constructor(
    definition: Definition,
    ids: ReadonlySet<string>,
    private readonly laterId: (id: string) => string | undefined,
  ) {
    for (const id of ids) this.#ends.set(id, []);
    for (const { source, target, sourceHandle = '', targetHandle = '' } of definition.edges) {
      const handles = JSON.stringify([sourceHandle, targetHandle]);
      this.#ends.get(source)?.push({ text: `to ${handles} `, neighbour: target });
      this.#ends.get(target)?.push({ text: `from ${handles} `, neighbour: source });
    }
    for (const { id, parent } of definition.nodes) {
      if (parent !== undefined) this.#ends.get(id)?.push({ text: 'in ', neighbour: parent });
    }
  }

  /** The connections of a node to nodes that are known, sorted. */
  of(id: string): string[] {
    const known: string[] = [];
    for (const { text, neighbour } of this.#ends.get(id) ?? []) {
      const later = this.laterId(neighbour);
      if (later !== undefined) known.push(text + later);
    }
    return known.sort();
  }
}

/** How many of the connections of two nodes are the same, from 0 to 1 (Jaccard's coefficient). */
export function wiringSimilarity(before: readonly string[], after: readonly string[]): number {
  if (before.length === 0 || after.length === 0) return 0;
  const later = new Set(after);
  const shared = before.filter((end) => later.has(end)).length;
  return shared / (before.length + after.length - shared);
}
