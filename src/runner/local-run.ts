import { setMaxListeners } from 'node:events';
import { type Definition, type JsonObject, type JsonValue } from '../graph/definition';
import { LONGEST_TIMER } from '../platform/clock';
import { type Ids } from '../platform/ids';
import { callNode } from '../run/call-node';
import { type Progress, type WaitingStep, type WorkflowCall } from '../run/decide-progress';
import { type Attempt, type RunFacts, stateOf, type WokenStep } from '../run/execution-state';
import { type NodeServices, type Wake } from '../run/execution/node-function';
import { builtInNodeFunctions } from '../run/execution/node-functions';
import { PriorityQueue } from '../run/execution/priority-queue';
import { RunExecution, type Written } from '../run/run-execution';
import { outcomeOf, runErrorOf } from '../run/run-outcome';
import { type RunnerFailure, type StepNews } from './step-news';

/** A run that is to be executed. Its definition has passed what keeps one from running. */
export interface LocalRunPlan {
  definition: Definition;
  facts: RunFacts;
  /** What variables are at its start. */
  variables: JsonObject;
  /** Ids of the nodes by which it was called, outermost first. */
  callers: readonly string[];
}

/** What came of a call of another workflow. */
export type CallEnd = Extract<Wake, { kind: 'CHILD' }>;

/** What a run uses of the world. */
export interface LocalRunParts {
  services: NodeServices;
  ids: Ids;
  /** Whether delays are waited for; pauses before another attempt always are. */
  waits: boolean;
  /** What a person answers. @throws StepError where nobody can be asked. */
  askApproval: (nodeKey: string, prompt: string, signal: AbortSignal) => Promise<JsonValue>;
  /** Runs another workflow. @throws StepError where that does not even start. */
  call: (call: WorkflowCall, callers: readonly string[], signal: AbortSignal) => Promise<CallEnd>;
  /** Keeps what variables were set to. */
  keep: (workflowId: string, definition: Definition, variables: JsonObject) => void;
  tell: (news: StepNews) => void;
}

/** How a run ended. */
export type LocalRunEnd =
  { status: 'SUCCEEDED'; output: JsonValue } | { status: 'FAILED'; error: RunnerFailure };

/**
 * One run in the memory of this process, executed by the loop of the server's built-in executor. What
 * that writes into the database is told here, and whoever ends a wait is asked by this process.
 */
export class LocalRun {
  readonly #controller = new AbortController();
  readonly #execution: RunExecution;
  readonly #began = new Map<string, string>();
  /** Waits that end by time, and those that are over. */
  readonly #times = new PriorityQueue<{ nodeKey: string; wakeAt: string }>((a, b) =>
    a.wakeAt < b.wakeAt ? -1 : 1,
  );
  #woken: WokenStep[] = [];
  #end: LocalRunEnd | undefined;

  constructor(
    private readonly plan: LocalRunPlan,
    private readonly parts: LocalRunParts,
  ) {
    const { services, ids } = parts;
    const state = stateOf(plan.facts, plan.definition, [], plan.variables);
    // one for each call and question that is waited for, which is no leak
    setMaxListeners(0, this.#controller.signal);
    this.#execution = new RunExecution(state, {
      write: async (progress) => {
        this.tellProgress(progress);
        if (progress.variables)
          parts.keep(plan.facts.run.workflow, plan.definition, progress.variables);
        if (progress.outcome !== 'SUCCEEDED' && progress.outcome !== 'FAILED')
          return this.wait(progress);
        const { output, error } = outcomeOf(state, progress);
        this.#end =
          output === null
            ? { status: 'FAILED', error: error! }
            : { status: 'SUCCEEDED', output: JSON.parse(output) as JsonValue };
        return { kind: 'FINISHED' };
      },
      make: (call) => callNode(state, call, { functions: builtInNodeFunctions, services }),
      woken: async () => this.takeWoken(),
      ...{ clock: services.clock, ids, pollInterval: LONGEST_TIMER },
    });
  }

  /** @throws the reason of `signal` when that is aborted, and what is no step's failure. */
  async execute(signal?: AbortSignal): Promise<LocalRunEnd> {
    const stop = (): void => this.#execution.lose();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await this.#execution.go();
      signal?.throwIfAborted();
      return this.#end!;
    } finally {
      signal?.removeEventListener('abort', stop);
      // whatever is still waited for is of no use any more
      this.#controller.abort(new Error('The run has ended.'));
    }
  }

  private tellProgress({ ended, skipped, begun, started, retries }: Progress): void {
    for (const { attempt, status, value, error } of ended) {
      const milliseconds = this.millisecondsOf(attempt);
      if (status === 'FAILED')
        this.tell(attempt, { kind: 'FAILED', error: runErrorOf(error!), milliseconds });
      else {
        const kind = status === 'SKIPPED' ? 'PASSED' : 'SUCCEEDED';
        this.tell(attempt, { kind, output: value, milliseconds });
      }
    }
    for (const attempt of skipped) this.tell(attempt, { kind: 'SKIPPED' });
    for (const { attempt, wakeAt } of retries)
      this.tell(attempt, { kind: 'RETRYING', until: wakeAt! });
    const now = this.parts.services.clock.now();
    for (const { stepId } of [...begun, ...started]) this.#began.set(stepId, now);
  }

  /** Begins what is waited for. */
  private wait({ waits, calls, retries }: Progress): Written {
    for (const { attempt, wakeAt } of retries)
      this.#times.add({ nodeKey: attempt.node.id, wakeAt: wakeAt! });
    for (const waiting of waits) this.waitFor(waiting);
    return {
      kind: 'WRITTEN',
      waiting: [...waits, ...calls.map((call) => this.call(call))],
      refused: [],
      isWoken: false,
    };
  }

  private waitFor({ attempt, waitingFor, wakeAt }: WaitingStep): void {
    const { id } = attempt.node;
    if (waitingFor.kind === 'APPROVAL') {
      const { prompt } = waitingFor;
      this.tell(attempt, { kind: 'ASKING', prompt });
      const asked = this.parts.askApproval(id, prompt, this.#controller.signal);
      this.wakeBy(
        id,
        asked.then((data) => ({ kind: 'SIGNAL', data })),
      );
      return;
    }
    this.tell(attempt, { kind: 'DELAYED', until: wakeAt! });
    if (this.parts.waits) this.#times.add({ nodeKey: id, wakeAt: wakeAt! });
    else this.wakeBy(id, Promise.resolve({ kind: 'TIME' }));
  }

  private call(call: WorkflowCall): Omit<WaitingStep, 'input'> {
    const { attempt, digest } = call;
    const { id } = attempt.node;
    this.tell(attempt, { kind: 'CALLING', digest });
    const callers = [...this.plan.callers, id];
    this.wakeBy(id, this.parts.call(call, callers, this.#controller.signal));
    return { attempt, waitingFor: { kind: 'RUN', runId: '' }, wakeAt: null };
  }

  /** Has a step go on, or fail, once it is known by what. */
  private wakeBy(nodeKey: string, over: Promise<Wake>): void {
    const wake = (): Promise<Wake> => over;
    const go = (): void => {
      this.#woken.push({ nodeKey, wake });
      this.#execution.attend();
    };
    over.then(go, go);
  }

  private takeWoken(): WokenStep[] {
    const woken = this.#woken;
    this.#woken = [];
    const now = this.parts.services.clock.now();
    while (this.#times.first && this.#times.first.wakeAt <= now) {
      const { nodeKey } = this.#times.take()!;
      woken.push({ nodeKey, wake: () => ({ kind: 'TIME' }) });
    }
    return woken;
  }

  private millisecondsOf({ stepId }: Attempt): number {
    const now = this.parts.services.clock.now();
    return Date.parse(now) - Date.parse(this.#began.get(stepId) ?? now);
  }

  private tell({ node, attempt }: Attempt, what: Told): void {
    const { id: nodeKey, name, type } = node;
    this.parts.tell({ nodeKey, name, type, attempt, callers: this.plan.callers, ...what });
  }
}

type Told = StepNews extends infer News
  ? News extends StepNews
    ? Omit<News, 'nodeKey' | 'name' | 'type' | 'attempt' | 'callers'>
    : never
  : never;
