import { setImmediate as othersAreServed } from 'node:timers/promises';
import { type Definition } from '../../graph/definition';
import { NodeTypeRegistry, builtInNodeTypes } from '../../graph/node-types';
import { problemSentence } from '../../graph/problem-sentence';
import { findProblems, type Problem } from '../../graph/problems';
import { type SubworkflowCall, subworkflowReferences } from '../../graph/subworkflow-calls';
import { structuralProblems } from '../../runner/structural-problems';
import { type ArchiveContents, type CalledDefinition } from '../called-definitions';

/** The runner has the built-in node types alone, whatever the server has. */
const registry = new NodeTypeRegistry(builtInNodeTypes);
const NOT_RUNNABLE = 'SUBWORKFLOW_NOT_RUNNABLE';

/**
 * What keeps each definition of an archive, by digest, from being run by its runner: errors of the
 * definition, nodes that the runner does not know, calls that lead to none of the archive or to one that
 * cannot be run. Empty lists where nothing does.
 */
export async function runProblems(contents: ArchiveContents): Promise<Map<string, Problem[]>> {
  const definitions = definitionsOf(contents);
  const problems = new Map<string, Problem[]>();
  for (const [digest, { definition, workflowId }] of definitions) {
    problems.set(digest, ownProblems(definition, workflowId));
    await othersAreServed();
  }
  const calls = new Map(
    [...definitions].map(([digest, { definition }]) => [digest, subworkflowReferences(definition)]),
  );
  for (const digest of calledFirst(calls))
    for (const call of calls.get(digest)!) {
      const problem = problemOfCall(call, problems);
      if (problem) problems.get(digest)!.push(problem);
    }
  return problems;
}

/** Definitions, each after those that it calls. A digest covers pins, so that calls close no circle. */
function calledFirst(calls: ReadonlyMap<string, readonly SubworkflowCall[]>): Iterable<string> {
  const order = new Set<string>();
  // no recursion: versions may call each other thousands deep
  const pending = [...calls.keys()];
  for (let digest = pending.at(-1); digest !== undefined; digest = pending.at(-1)) {
    const called = calls.get(digest)!.flatMap((call) => call.digest ?? []);
    const missing = called.filter((one) => calls.has(one) && !order.has(one));
    if (missing.length > 0) pending.push(...missing);
    else order.add(pending.pop()!);
  }
  return order;
}

/** All definitions of an archive by digest, each with a workflow that it is of. */
export function definitionsOf({ bundle, called }: ArchiveContents): Map<string, CalledDefinition> {
  const own = Object.entries(bundle.definitions).map(([digest, definition]) => {
    const is = { workflowId: bundle.origin, definition: definition as unknown as Definition };
    return [digest, is] as const;
  });
  return new Map([...own, ...called].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ownProblems(definition: Definition, workflowId: string): Problem[] {
  const errors = findProblems(definition, registry, { workflowId }).filter(
    ({ severity }) => severity === 'ERROR',
  );
  const told = new Set(errors.map(placeAndCode));
  const others = structuralProblems(definition).filter((one) => !told.has(placeAndCode(one)));
  return [...errors, ...others];
}

function placeAndCode({ code, nodeKey, edgeKey }: Problem): string {
  return JSON.stringify([code, nodeKey, edgeKey]);
}

function problemOfCall(
  { nodeKey, digest }: SubworkflowCall,
  problems: ReadonlyMap<string, readonly Problem[]>,
): Problem | undefined {
  const problem = (code: string, message: string): Problem => ({
    ...{ severity: 'ERROR', code, nodeKey, message },
  });
  if (digest === undefined)
    return problem('SUBWORKFLOW_NOT_PINNED', 'The call is not pinned to a definition.');
  const found = problems.get(digest);
  if (found === undefined)
    return problem(
      'SUBWORKFLOW_PIN_UNKNOWN',
      `The workspace has no definition ${digest}, or it is called too deep.`,
    );
  const [first] = found;
  if (first === undefined) return undefined;
  // however deep it lies, the cause alone is told
  if (first.code === NOT_RUNNABLE) return problem(NOT_RUNNABLE, first.message);
  return problem(NOT_RUNNABLE, `What it calls cannot be run: ${problemSentence(first)}`);
}
