import { setImmediate as othersAreServed } from 'node:timers/promises';
import { type Definition } from '../graph/definition';
import { subworkflowReferences } from '../graph/subworkflow-calls';
import { invalidInput } from '../platform/refusal';
import { MOST_NESTED_RUNS } from '../run/run';
import { type DefinitionService } from '../version/definition.service';
import { type Bundle, MAX_BUNDLE_BYTES } from './bundle';
import { SecretFaults } from './secret-faults';

/** A definition of another workflow that a bundle's versions run. */
export interface CalledDefinition {
  /** Of the workflow that the call names. */
  workflowId: string;
  definition: Definition;
}

/** What goes into an archive. */
export interface ArchiveContents {
  bundle: Bundle;
  /** By digest, the definitions that it calls and does not hold. */
  called: ReadonlyMap<string, CalledDefinition>;
}

/** Finds what a bundle's versions call, since an archive must run without the workspace. */
export class CalledDefinitions {
  constructor(private readonly definitions: DefinitionService) {}

  /**
   * The definitions that those of `bundle` are pinned to, those that these are pinned to, and so on, as
   * deep as runs may call each other. What the workspace does not have is left out.
   * @throws Refusal INVALID_INPUT where they are larger than a bundle can be; BundleInvalid for secrets.
   */
  async of(workspaceId: string, bundle: Bundle): Promise<Map<string, CalledDefinition>> {
    const called = new Map<string, CalledDefinition>();
    const secrets = new SecretFaults();
    let callers = Object.values(bundle.definitions) as unknown as Definition[];
    let total = 0;
    for (let depth = 1; depth <= MOST_NESTED_RUNS && callers.length > 0; depth++) {
      const pins = new Map<string, string>();
      for (const { digest, workflowId } of callers.flatMap(subworkflowReferences))
        if (
          digest !== undefined &&
          !called.has(digest) &&
          !Object.hasOwn(bundle.definitions, digest)
        )
          pins.set(digest, workflowId);
      const sizes = await this.definitions.sizes(workspaceId, [...pins.keys()]);
      for (const size of sizes.values()) total += size;
      if (total > MAX_BUNDLE_BYTES)
        throw invalidInput(
          `The workflows that are called are larger than ${MAX_BUNDLE_BYTES} bytes; choose fewer versions, or JSON.`,
          ['versions'],
        );
      const found = await this.definitions.findAll(workspaceId, [...sizes.keys()]);
      for (const [digest, definition] of found) {
        const workflowId = pins.get(digest)!;
        called.set(digest, { workflowId, definition });
        secrets.find(definition, `/definitions/${digest}`, () => `${workflowId}, which is called,`);
        await othersAreServed();
      }
      callers = [...found.values()];
    }
    secrets.refuse();
    return called;
  }
}
