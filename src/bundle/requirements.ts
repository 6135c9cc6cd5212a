import { type Definition } from '../graph/definition';
import { builtInNodeTypes } from '../graph/node-types';
import { secretNames } from '../graph/secret-reference';
import { subworkflowCalls } from '../graph/subworkflow-calls';
import { type BundleRequirements, type BundleWorkflowCall } from './bundle';

const BUILT_IN: ReadonlySet<string> = new Set(builtInNodeTypes.map(({ type }) => type));

/** Gathers what definitions need around them, one after another. Disabled nodes count: they may be enabled. */
export class Requirements {
  readonly #secrets = new Set<string>();
  readonly #nodeTypes = new Set<string>();
  readonly #calls = new Map<string, BundleWorkflowCall & { keys: Set<string> }>();
  readonly #webhookPaths = new Set<string>();

  add(definition: Definition): void {
    for (const name of secretNames(definition)) this.#secrets.add(name);
    for (const { type, config } of definition.nodes) {
      if (!BUILT_IN.has(type)) this.#nodeTypes.add(type);
      const { path } = config;
      if (type === 'trigger.webhook' && typeof path === 'string') this.#webhookPaths.add(path);
    }
    for (const { nodeKey, workflowId, digest } of subworkflowCalls(definition)) {
      const place = JSON.stringify([workflowId, digest]);
      const call = this.#calls.get(place) ?? { workflowId, digest, nodeKeys: [], keys: new Set() };
      call.keys.add(nodeKey);
      this.#calls.set(place, call);
    }
  }

  /** What was gathered so far. */
  get all(): BundleRequirements {
    const places = [...this.#calls.keys()].sort();
    return {
      secrets: [...this.#secrets].sort(),
      nodeTypes: [...this.#nodeTypes].sort(),
      workflows: places.map((place) => {
        const { workflowId, digest, keys } = this.#calls.get(place)!;
        return { workflowId, ...(digest !== undefined && { digest }), nodeKeys: [...keys].sort() };
      }),
      webhookPaths: [...this.#webhookPaths].sort(),
    };
  }
}

/** What all of `definitions` need around them. */
export function requirementsOf(definitions: Iterable<Definition>): BundleRequirements {
  const requirements = new Requirements();
  for (const definition of definitions) requirements.add(definition);
  return requirements.all;
}
