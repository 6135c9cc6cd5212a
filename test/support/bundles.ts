import { type Bundle } from '../../src/bundle/bundle';
import { digestOf } from '../../src/graph/digest';
import { canonicalDefinition } from '../../src/graph/canonical-form';
import { type Seed } from './seed';
import { greets } from './builders';

/** The bundle of a workflow. */
export async function exported(
  seed: Seed,
  workflowId: string,
  input: object = {},
): Promise<Bundle> {
  const answer = await seed.mutate('exportBundle', { workflowId, ...input }, 'bundle downloadUrl');
  return answer['bundle'] as Bundle;
}

/** Imports a bundle; answers the new workflow's id. */
export async function imported(seed: Seed, bundle: unknown, input: object = {}): Promise<string> {
  return (await seed.mutate('importBundle', { bundle, ...input }, 'workflow { id }')).workflow.id;
}

/** A bundle made by hand, with a version for each greeting. */
export function bundleOf(greetings: string[], changes: Partial<Bundle> = {}): Bundle {
  const contents = greetings.map((greeting) => canonicalDefinition(greets(greeting) as never));
  const createdAt = '2025-01-31T09:00:00.000Z';
  return {
    format: 'switchyard-bundle',
    formatVersion: 1,
    origin: 'wf_elsewhere',
    exportedAt: createdAt,
    workflow: { key: 'elsewhere', name: 'Elsewhere', sealing: 'ON_SAVE' },
    versions: contents.map((content, place) => ({
      number: place + 1,
      workflowName: 'Elsewhere',
      origin: 'DIRECT' as const,
      ...(place > 0 && { parent: place }),
      digest: digestOf(content),
      createdAt,
      createdBy: { kind: 'USER' as const, id: 'usr_1', name: 'Ada' },
      sealedAt: createdAt,
    })),
    definitions: Object.fromEntries(
      contents.map((content) => [digestOf(content), JSON.parse(content) as never]),
    ),
    channels: [],
    activations: [],
    requires: { secrets: [], nodeTypes: [], workflows: [], webhookPaths: [] },
    ...changes,
  };
}
