import type { Definition, DefinitionNode } from '../definition';
import type { NodeTypeRegistry } from '../node-type-registry';
import { References, type Referrer } from './assess-references';
import { nodeName } from './change-wording';
import { ReachableNodes } from './reachable-nodes';

/**
 * What the assessment of a change needs to know of the two definitions. Each is found on first use: most
 * diffs are small and need little of it.
 */
export class DefinitionFacts {
  /** Of the former definition. */
  readonly former: NodesById;
  /** Of the later definition. */
  readonly later: NodesById;
  /** What the expressions of the later definition refer to. */
  readonly references: References;
  #names?: Set<string>;

  constructor(
    before: Definition,
    private readonly after: Definition,
    readonly registry: NodeTypeRegistry,
  ) {
    this.former = new NodesById(before, registry);
    this.later = new NodesById(after, registry);
    this.references = new References(after);
  }

  /** Whether a node of the later definition has this name. */
  hasName(name: string): boolean {
    this.#names ??= new Set(this.after.nodes.map((node) => node.name));
    return this.#names.has(name);
  }

  /** What people call that which refers to something in the later definition. */
  referrerName(referrer: Referrer): string {
    if ('node' in referrer) return nodeName(referrer.node);
    const { source, target } = referrer.edge;
    return `the condition between ${this.later.nameOf(source)} and ${this.later.nameOf(target)}`;
  }
}

/** The nodes of one definition. */
export class NodesById extends ReachableNodes {
  #byId?: Map<string, DefinitionNode>;
  #several?: Set<string>;

  constructor(
    private readonly content: Definition,
    registry: NodeTypeRegistry,
  ) {
    super(content, registry);
  }

  get(id: string): DefinitionNode | undefined {
    this.#byId ??= new Map(this.content.nodes.map((node) => [node.id, node]));
    return this.#byId.get(id);
  }

  /** What people call a node; the id itself where no node has it. */
  nameOf(id: string): string {
    return nodeName(this.get(id) ?? { id, name: '' });
  }

  /** Whether edges leave a node at more than one output. */
  hasSeveralOutputs(id: string): boolean {
    this.#several ??= this.#findSeveralOutputs();
    return this.#several.has(id);
  }

  #findSeveralOutputs(): Set<string> {
    const several = new Set<string>();
    const first = new Map<string, string>();
    for (const { source, sourceHandle = '' } of this.content.edges) {
      if ((first.get(source) ?? sourceHandle) !== sourceHandle) several.add(source);
      first.set(source, sourceHandle);
    }
    return several;
  }
}
