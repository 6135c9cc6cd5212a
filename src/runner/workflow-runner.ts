import { type Definition, type JsonObject, type JsonValue } from '../graph/definition';
import { problemSentence } from '../graph/problem-sentence';
import { subworkflowCalls } from '../graph/subworkflow-calls';
import { type Ids } from '../platform/ids';
import { Refusal } from '../platform/refusal';
import { type WorkflowCall } from '../run/decide-progress';
import { type NodeServices } from '../run/execution/node-function';
import { startingTrigger } from '../run/execution/plan-steps';
import { StepError } from '../run/execution/step-error';
import { MOST_NESTED_RUNS } from '../run/run';
import { checkRunInput, initialVariables, jsonText } from '../run/run.rules';
import { type KeptVariables } from './kept-variables';
import { type CallEnd, LocalRun, type LocalRunEnd, type LocalRunParts } from './local-run';
import { type RunnerFiles, RunnerFilesError } from './runner-files';
import { structuralProblems } from './structural-problems';

/** What runs use beside the files. */
export interface WorkflowRunnerParts extends Pick<LocalRunParts, 'waits' | 'askApproval' | 'tell'> {
  services: NodeServices;
  ids: Ids;
  variables: KeptVariables;
}

/** Runs definitions that stand beside `run.mjs`, and those that they call. */
export class WorkflowRunner {
  constructor(
    private readonly files: RunnerFiles,
    private readonly parts: WorkflowRunnerParts,
  ) {}

  /** What keeps a definition from running here, in sentences; empty if nothing does. */
  refusals(digest: string): string[] {
    try {
      return this.refusalsOf(digest, this.files.definition(digest));
    } catch (error) {
      if (error instanceof RunnerFilesError) return [error.message];
      throw error;
    }
  }

  /**
   * What a run of a definition can come to: itself and those that it calls, by digest, as far as they are
   * in this bundle.
   * @throws RunnerFilesError where a file was changed.
   */
  reachable(digest: string): Map<string, Definition> {
    const found = new Map<string, Definition>();
    const left = [digest];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const definition = found.has(next) ? undefined : this.files.definition(next);
      if (definition === undefined) continue;
      found.set(next, definition);
      left.push(...subworkflowCalls(definition).flatMap((call) => call.digest ?? []));
    }
    return found;
  }

  private refusalsOf(digest: string, definition: Definition | undefined): string[] {
    if (definition === undefined) return [`The definition ${digest} is not in this bundle.`];
    const { definitions } = this.files.index;
    const told = Object.hasOwn(definitions, digest) ? definitions[digest]!.refusals : [];
    return told.length > 0 ? told : structuralProblems(definition).map(problemSentence);
  }

  /**
   * Runs a definition that is not refused.
   * @throws Refusal for an input that it does not take; the reason of `signal`.
   */
  async run(
    digest: string,
    workflow: string,
    version: number | null,
    input: JsonValue,
    callers: readonly string[] = [],
    signal?: AbortSignal,
  ): Promise<LocalRunEnd> {
    const definition = this.files.definition(digest)!;
    jsonText(input, 'input');
    checkRunInput(definition, input, ['input']);
    const kept = this.parts.variables.of(workflow);
    const plan = {
      definition,
      facts: {
        ...{ input, payload: input, triggerKey: startingTrigger(definition)! },
        run: { id: this.parts.ids.next('run'), workflow, version },
      },
      variables: initialVariables(definition, kept) as JsonObject,
      callers,
    };
    return new LocalRun(plan, {
      ...this.parts,
      keep: (...given) => this.parts.variables.keep(...given),
      call: (call, by, stop) => this.call(call, by, stop),
    }).execute(signal);
  }

  private async call(
    { digest, workflowId, input }: WorkflowCall,
    callers: readonly string[],
    signal: AbortSignal,
  ): Promise<CallEnd> {
    const [refusal] = this.refusals(digest);
    if (refusal !== undefined) throw notStarted(refusal);
    if (callers.length >= MOST_NESTED_RUNS)
      throw notStarted(`runs call each other at most ${MOST_NESTED_RUNS} deep.`);
    try {
      const end = await this.run(digest, workflowId, null, input ?? {}, callers, signal);
      return end.status === 'SUCCEEDED'
        ? { kind: 'CHILD', succeeded: true, output: end.output }
        : { kind: 'CHILD', succeeded: false, message: end.error.message };
    } catch (error) {
      if (error instanceof Refusal) throw notStarted(error.message);
      throw error;
    }
  }
}

function notStarted(why: string): StepError {
  return new StepError('CHILD_FAILED', `The other workflow did not start: ${why}`);
}
