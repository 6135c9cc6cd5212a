import { type Definition } from '../../graph/definition';
import { problemSentence } from '../../graph/problem-sentence';
import { type Problem } from '../../graph/problems';
import { secretNames } from '../../graph/secret-reference';
import { subworkflowReferences } from '../../graph/subworkflow-calls';
import {
  RUNNER_INDEX_FORMAT,
  type RunnableDefinition,
  type RunnerIndex,
} from '../../runner/runner-index';
import { type Bundle } from '../bundle';
import { type ArchiveContents, type CalledDefinition } from '../called-definitions';
import { definitionsOf } from './run-problems';

/**
 * What the runner of an archive reads: its versions, and of each definition whether it can be run. A
 * version with problems that would stop a run stands in it with these, and the runner refuses it.
 *
 * @param problems of each definition, by digest.
 */
export function runnableForm(
  contents: ArchiveContents,
  problems: ReadonlyMap<string, readonly Problem[]>,
): RunnerIndex {
  const { origin: id, workflow, versions } = contents.bundle;
  const definitions = definitionsOf(contents);
  return {
    format: RUNNER_INDEX_FORMAT,
    formatVersion: 1,
    workflow: { id, key: workflow.key, name: workflow.name },
    versions: versions.map(runnableVersion),
    definitions: Object.fromEntries(
      [...definitions].map(([digest, { definition }]): [string, RunnableDefinition] => [
        digest,
        {
          refusals: (problems.get(digest) ?? []).map(problemSentence),
          secrets: secretsBelow(definition, definitions),
        },
      ]),
    ),
  };
}

function runnableVersion({
  number,
  name,
  createdBy,
  createdAt,
  digest,
}: Bundle['versions'][number]): RunnerIndex['versions'][number] {
  const author = createdBy.name;
  return { number, ...(name !== undefined && { name }), author, createdAt, digest };
}

/** Names of the secrets of a definition and of all that it calls, sorted. */
function secretsBelow(
  definition: Definition,
  definitions: ReadonlyMap<string, CalledDefinition>,
): string[] {
  const reached = new Set([definition]);
  const names = new Set<string>();
  // the set grows while it is walked
  for (const one of reached) {
    for (const name of secretNames(one)) names.add(name);
    for (const { digest } of subworkflowReferences(one)) {
      const called = digest === undefined ? undefined : definitions.get(digest);
      if (called) reached.add(called.definition);
    }
  }
  return [...names].sort();
}
