import { setImmediate as othersAreServed } from 'node:timers/promises';
import { type Definition } from '../../graph/definition';
import { NodeTypeRegistry, builtInNodeTypes } from '../../graph/node-types';
import { findProblems, type Problem } from '../../graph/problems';
import { secretNames } from '../../graph/secret-reference';
import { subworkflowReferences } from '../../graph/subworkflow-calls';
import {
  RUNNER_INDEX_FORMAT,
  type RunnableDefinition,
  type RunnerIndex,
} from '../../runner/runner-index';
import { NO_TRIGGER, structuralRefusals } from '../../runner/structural-refusals';
import { type Bundle } from '../bundle';

/** The runner has the built-in node types alone, whatever the server has. */
const registry = new NodeTypeRegistry(builtInNodeTypes);

/**
 * What the runner of a bundle reads: its versions, and of each definition whether it can be run. A
 * version with problems that would stop a run stands in it with these, and is refused.
 */
export async function runnableForm(bundle: Bundle): Promise<RunnerIndex> {
  const { origin: id, workflow } = bundle;
  const definitions: [string, RunnableDefinition][] = [];
  for (const digest of Object.keys(bundle.definitions).sort()) {
    const definition = bundle.definitions[digest] as unknown as Definition;
    const refusals = runRefusals(definition, id);
    definitions.push([digest, { refusals, secrets: secretNames(definition) }]);
    await othersAreServed();
  }
  return {
    format: RUNNER_INDEX_FORMAT,
    formatVersion: 1,
    workflow: { id, key: workflow.key, name: workflow.name },
    versions: bundle.versions.map(({ number, name, createdBy, createdAt, digest }) => ({
      number,
      ...(name !== undefined && { name }),
      author: createdBy.name,
      ...{ createdAt, digest },
    })),
    definitions: Object.fromEntries(definitions),
  };
}

/**
 * What would stop a run of a definition in the runner, in sentences; empty if nothing does.
 * @param workflowId of the workflow that it is of.
 */
export function runRefusals(definition: Definition, workflowId: string): string[] {
  const errors = findProblems(definition, registry, { workflowId }).filter(
    ({ severity }) => severity === 'ERROR',
  );
  const unpinned = subworkflowReferences(definition)
    .filter(({ digest }) => digest === undefined)
    .map(({ nodeKey }) => `${nodeKey}: The call is not pinned to a definition.`);
  const told = new Set([...errors.map(sentence), ...unpinned]);
  const isTriggerMissing = errors.some(({ code }) => code === 'TRIGGER_MISSING');
  for (const refusal of structuralRefusals(definition))
    if (!(isTriggerMissing && refusal === NO_TRIGGER)) told.add(refusal);
  return [...told];
}

function sentence({ nodeKey, edgeKey, message }: Problem): string {
  const place = nodeKey ?? edgeKey;
  return place === undefined ? message : `${place}: ${message}`;
}
