import type { Definition, DefinitionNode } from '../definition';
import type { NodeTypeRegistry } from '../node-type-registry';
import { adjacencyOf, reachableFrom } from '../reachability';

/**
 * Which nodes of a definition a run can come to: those that an enabled trigger leads to. Where an enabled
 * node has a type that the registry does not know, all are taken for reachable, since that node may be a
 * trigger. Found on first use, because most changes do not need it.
 */
export class ReachableNodes {
  #reached?: ReadonlySet<string> | 'ALL';

  constructor(
    private readonly definition: Definition,
    private readonly registry: NodeTypeRegistry,
  ) {}

  has(id: string): boolean {
    this.#reached ??= this.#find();
    return this.#reached === 'ALL' || this.#reached.has(id);
  }

  /** Whether the registry knows the types of all enabled nodes. */
  get areAllKnown(): boolean {
    return (this.#reached ??= this.#find()) !== 'ALL';
  }

  /** Whether a run may execute a node: it is enabled, and a run can come to it. */
  executes(node: DefinitionNode): boolean {
    return node.disabled !== true && this.has(node.id);
  }

  #find(): ReadonlySet<string> | 'ALL' {
    const { nodes, edges } = this.definition;
    const starts: string[] = [];
    for (const { id, type, disabled } of nodes) {
      if (disabled === true) continue;
      const known = this.registry.get(type);
      if (known === undefined) return 'ALL';
      if (known.isTrigger) starts.push(id);
    }
    return reachableFrom(starts, adjacencyOf(nodes, edges));
  }
}
