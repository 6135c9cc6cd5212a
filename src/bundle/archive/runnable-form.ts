import { setImmediate as othersAreServed } from 'node:timers/promises';
import { type Definition } from '../../graph/definition';
import { problemSentence } from '../../graph/problem-sentence';
import { type Problem } from '../../graph/problems';
import { secretNames } from '../../graph/secret-reference';
import { subworkflowReferences } from '../../graph/subworkflow-calls';
import { MOST_NESTED_RUNS } from '../../run/run';
import {
  RUNNER_INDEX_FORMAT,
  type RunnableDefinition,
  type RunnableVersion,
  type RunnerIndex,
} from '../../runner/runner-index';
import { type BundleVersion } from '../bundle';
import { type ArchiveContents } from '../called-definitions';
import { definitionsOf } from './run-problems';

/**
 * What the runner of an archive reads: its versions, and of each definition whether it can be run. A
 * version with problems that would stop a run stands in it with these, and the runner refuses it.
 *
 * @param problems of each definition, by digest.
 */
export async function runnableForm(
  contents: ArchiveContents,
  problems: ReadonlyMap<string, readonly Problem[]>,
): Promise<RunnerIndex> {
  const { origin: id, workflow, versions } = contents.bundle;
  const needs = new Map(
    [...definitionsOf(contents)].map(([digest, { definition }]) => [digest, needsOf(definition)]),
  );
  const definitions: Record<string, RunnableDefinition> = {};
  for (const digest of needs.keys()) {
    const refusals = (problems.get(digest) ?? []).map(problemSentence);
    definitions[digest] = { refusals, secrets: secretsBelow(digest, needs) };
    await othersAreServed();
  }
  return {
    format: RUNNER_INDEX_FORMAT,
    formatVersion: 1,
    workflow: { id, key: workflow.key, name: workflow.name },
    versions: versions.map(runnableVersion),
    definitions,
  };
}

function runnableVersion({
  number,
  name,
  createdBy,
  createdAt,
  digest,
}: BundleVersion): RunnableVersion {
  const author = createdBy.name;
  return { number, ...(name !== undefined && { name }), author, createdAt, digest };
}

/** What a definition needs by itself. */
interface Needs {
  secrets: readonly string[];
  /** Digests. */
  calls: readonly string[];
}

function needsOf(definition: Definition): Needs {
  const calls = subworkflowReferences(definition).flatMap(({ digest }) => digest ?? []);
  return { secrets: secretNames(definition), calls };
}

/** Names of the secrets of a definition and of all that it calls, as deep as runs may, sorted. */
function secretsBelow(digest: string, needs: ReadonlyMap<string, Needs>): string[] {
  const names = new Set<string>();
  const reached = new Set([digest]);
  let level = [digest];
  for (let depth = 0; depth <= MOST_NESTED_RUNS; depth++) {
    const found = level.flatMap((one) => needs.get(one) ?? []);
    for (const name of found.flatMap(({ secrets }) => secrets)) names.add(name);
    const called = new Set(found.flatMap(({ calls }) => calls));
    level = [...called].filter((one) => !reached.has(one));
    for (const one of level) reached.add(one);
  }
  return [...names].sort();
}
