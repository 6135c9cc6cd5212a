import {
  type Definition,
  type DefinitionNode,
  type JsonObject,
  type JsonValue,
} from '../graph/definition';
import { type Ids } from '../platform/ids';
import {
  type AttemptEnd,
  decideProgress,
  type DecidedOn,
  type Progress,
  type WaitingStep,
  type WorkflowCall,
} from '../run/decide-progress';
import { type Attempt, type WaitingAttempt } from '../run/execution-state';
import { passNode, resumeNode, startNode, type StepResult } from '../run/execution/execute-node';
import { type NodeContext, type NodeServices, type Wake } from '../run/execution/node-function';
import { builtInNodeFunctions } from '../run/execution/node-functions';
import { passedOnFrom } from '../run/execution/plan-steps';
import { runOutput } from '../run/execution/run-output';
import { StepError } from '../run/execution/step-error';
import { stepKey } from '../run/execution/step-key';
import { type RunnerFailure, type StepNews } from './step-news';

/** A run that is to be executed. Its definition has passed what keeps one from running. */
export interface LocalRunPlan {
  definition: Definition;
  input: JsonValue;
  /** Id of the node at which it starts. */
  triggerKey: string;
  /** What variables are at its start. */
  variables: JsonObject;
  /** What expressions read as `run`. */
  run: { id: string; workflow: string; version: number | null };
  /** Ids of the nodes by which it was called, outermost first. */
  callers: readonly string[];
}

/** What came of a call of another workflow. */
export type CallEnd = Extract<Wake, { kind: 'CHILD' }>;

/** What a run uses of the world. */
export interface LocalRunParts {
  services: NodeServices;
  ids: Ids;
  /** Until a time has come; `delay` where a node waits for it, and not the next attempt at one. */
  waitUntil: (time: string, kind: 'DELAY' | 'RETRY', signal: AbortSignal) => Promise<void>;
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
 * One run in the memory of this process. It decides as the server's built-in executor does, by the same
 * functions; what that writes into the database is only told here.
 */
export class LocalRun {
  readonly #controller = new AbortController();
  readonly #state: DecidedOn;
  readonly #outputs: JsonObject = {};
  #variables: JsonObject;
  readonly #busy = new Set<string>();
  readonly #began = new Map<string, string>();
  readonly #ends: AttemptEnd[] = [];
  readonly #woken: { attempt: WaitingAttempt; wake: Wake }[] = [];
  #failure: RunnerFailure | undefined;
  /** What failed that is no step's failure. */
  #fault: unknown;
  #news: (() => void) | undefined;

  constructor(
    private readonly plan: LocalRunPlan,
    private readonly parts: LocalRunParts,
  ) {
    const { definition, triggerKey, variables } = plan;
    const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
    this.#state = {
      ...{ definition, nodes, triggerKey, outputCharacters: 0 },
      ...{ states: new Map(), attempts: new Map() },
    };
    this.#variables = variables;
  }

  /** @throws the reason of `signal` when that is aborted, and what is no step's failure. */
  async execute(signal?: AbortSignal): Promise<LocalRunEnd> {
    const stop = (): void => {
      this.#fault ??= signal!.reason;
      this.#news?.();
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      for (;;) {
        if (this.#fault !== undefined) throw this.#fault as Error;
        const woken = this.#woken.splice(0);
        const progress = this.decide(this.#ends.splice(0), woken);
        this.apply(progress);
        if (progress.outcome === 'SUCCEEDED') return this.succeeded();
        if (progress.outcome === 'FAILED') return { status: 'FAILED', error: this.#failure! };
        this.launch(progress, woken);
        await this.nextNews();
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      // whatever is still under way, or waited for, is of no use any more
      this.#controller.abort(new Error('The run has ended.'));
    }
  }

  private decide(
    ends: readonly AttemptEnd[],
    woken: readonly { attempt: WaitingAttempt }[],
  ): Progress {
    const { services, ids } = this.parts;
    const resumed = woken.map(({ attempt }) => attempt);
    return decideProgress(this.#state, ends, resumed, this.#busy.size, {
      now: services.clock.now(),
      nextId: () => ids.next('step'),
      mayStart: true,
    });
  }

  private succeeded(): LocalRunEnd {
    const { definition, states } = this.#state;
    return { status: 'SUCCEEDED', output: runOutput(definition, states, this.#outputs) };
  }

  /** Takes over what was decided, and tells it. */
  private apply({ ended, skipped, states, started, begun, variables }: Progress): void {
    this.#state.states = states;
    if (variables) {
      this.#variables = { ...this.#variables, ...variables };
      this.parts.keep(this.plan.run.workflow, this.plan.definition, variables);
    }
    for (const { attempt, status, value, output, error } of ended) {
      this.#state.outputCharacters += output?.length ?? 0;
      const milliseconds = this.millisecondsOf(attempt);
      if (status === 'FAILED') {
        const failure = failureOf(error!);
        this.tell(attempt, { kind: 'FAILED', error: failure, milliseconds });
        if (states.get(attempt.node.id)?.status === 'FAILED') this.#failure ??= failure;
      } else {
        this.#outputs[attempt.node.id] = value;
        const kind = status === 'SKIPPED' ? 'PASSED' : 'SUCCEEDED';
        this.tell(attempt, { kind, output: value, milliseconds });
      }
    }
    for (const attempt of skipped) this.tell(attempt, { kind: 'SKIPPED' });
    for (const attempt of [...begun, ...started, ...skipped])
      this.#state.attempts.set(attempt.node.id, attempt);
  }

  private launch(
    { begun, started, waits, calls, retries }: Progress,
    woken: readonly { attempt: WaitingAttempt; wake: Wake }[],
  ): void {
    for (const attempt of started) this.run(attempt, attempt.pass ? 'PASS' : 'START');
    for (const attempt of begun) this.run(attempt, 'START');
    for (const { attempt, wake } of woken)
      if (attempt.waitingFor.kind !== 'RETRY') this.run(attempt, wake);
    for (const waiting of retries) {
      this.#state.attempts.set(waiting.attempt.node.id, waiting.attempt);
      this.tell(waiting.attempt, { kind: 'RETRYING', until: waiting.wakeAt! });
      this.await(waiting, this.timePassed(waiting.wakeAt!, 'RETRY'));
    }
    for (const waiting of waits) this.await(waiting, this.waitFor(waiting));
    for (const call of calls) this.call(call);
  }

  /** Calls a node's function; its end is seen in the next round. */
  private run(attempt: Attempt, how: 'START' | 'PASS' | Wake): void {
    const { id } = attempt.node;
    if (!this.#began.has(attempt.stepId))
      this.#began.set(attempt.stepId, this.parts.services.clock.now());
    this.#busy.add(id);
    this.settle(
      attempt,
      this.make(attempt, how).then((result) => {
        this.#ends.push({ kind: 'RESULT', attempt, result });
      }),
      () => this.#busy.delete(id),
    );
  }

  private make(attempt: Attempt, how: 'START' | 'PASS' | Wake): Promise<StepResult> {
    const { definition, states } = this.#state;
    const context = this.contextOf(attempt.node);
    if (how === 'PASS') return passNode(context, passedOnFrom(definition, states, attempt.node.id));
    if (how === 'START') return startNode(builtInNodeFunctions, context);
    return resumeNode(builtInNodeFunctions, context, how);
  }

  private contextOf(node: DefinitionNode): NodeContext {
    const { definition, input, triggerKey, run } = this.plan;
    const { type } = this.#state.nodes.get(triggerKey)!;
    return {
      definition,
      node,
      // copies: what runs beside this step must not change what it sees
      scope: {
        input,
        steps: { ...this.#outputs },
        vars: { ...this.#variables },
        trigger: { key: triggerKey, type, payload: input },
        run,
      },
      payload: input,
      stepKey: stepKey(run.id, node.id),
      signal: this.#controller.signal,
      services: this.parts.services,
    };
  }

  private waitFor({ attempt, waitingFor, wakeAt }: WaitingStep): Promise<Wake> {
    if (waitingFor.kind !== 'APPROVAL') {
      this.tell(attempt, { kind: 'DELAYED', until: wakeAt! });
      return this.timePassed(wakeAt!, 'DELAY');
    }
    const { prompt } = waitingFor;
    this.tell(attempt, { kind: 'ASKING', prompt });
    const { signal } = this.#controller;
    const asked = this.parts.askApproval(attempt.node.id, prompt, signal);
    return asked.then((data) => ({ kind: 'SIGNAL', data }));
  }

  private async timePassed(time: string, kind: 'DELAY' | 'RETRY'): Promise<Wake> {
    await this.parts.waitUntil(time, kind, this.#controller.signal);
    return { kind: 'TIME' };
  }

  private call(call: WorkflowCall): void {
    const { attempt, digest } = call;
    this.tell(attempt, { kind: 'CALLING', digest });
    const waiting: WaitingStep = {
      attempt,
      waitingFor: { kind: 'RUN', runId: '' },
      wakeAt: null,
      input: null,
    };
    const callers = [...this.plan.callers, attempt.node.id];
    this.await(waiting, this.parts.call(call, callers, this.#controller.signal));
  }

  private await({ attempt, waitingFor, wakeAt }: WaitingStep, over: Promise<Wake>): void {
    this.settle(
      attempt,
      over.then((wake) => {
        this.#woken.push({ attempt: { ...attempt, waitingFor, wakeAt }, wake });
      }),
    );
  }

  private settle(attempt: Attempt, work: Promise<void>, finish?: () => void): void {
    const { signal } = this.#controller;
    void work
      .catch((error: unknown) => {
        if (signal.aborted) return;
        if (error instanceof StepError) this.#ends.push({ kind: 'ERROR', attempt, error });
        else this.#fault ??= error;
      })
      .finally(() => {
        finish?.();
        this.#news?.();
      });
  }

  private async nextNews(): Promise<void> {
    if (this.#ends.length > 0 || this.#woken.length > 0 || this.#fault !== undefined) return;
    await new Promise<void>((resolve) => (this.#news = resolve));
    this.#news = undefined;
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

function failureOf({ code, message, place }: StepError): RunnerFailure {
  return { code, message, nodeKey: place.nodeKey ?? null };
}
