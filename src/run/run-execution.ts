import { setMaxListeners } from 'node:events';
import { type JsonValue } from '../graph/definition';
import { type Clock } from '../platform/clock';
import { type Ids } from '../platform/ids';
import { type AttemptCall } from './call-node';
import {
  type AttemptEnd,
  decideProgress,
  MOST_SIDE_BY_SIDE,
  type Progress,
  refusedAttempt,
  type WaitingStep,
} from './decide-progress';
import {
  type Attempt,
  type RunState,
  type WaitingAttempt,
  type WokenStep,
} from './execution-state';
import { type StepResult } from './execution/execute-node';
import { PriorityQueue } from './execution/priority-queue';
import { StepError } from './execution/step-error';
import { failureOf } from './run-outcome';

/** How a process lets go of a run. */
export type ExecutionEnd = 'FINISHED' | 'RESTING' | 'LOST' | 'STOPPED';

/** What came of writing a run's progress. */
export type Written =
  /** Somebody else has the run, or it was ended. Nothing was written. */
  | { kind: 'LOST' }
  | { kind: 'FINISHED' }
  /** It waits, and nobody has its lease. */
  | { kind: 'RESTING' }
  | {
      kind: 'WRITTEN';
      /** Waits that began, with the runs that were called. */
      waiting: Omit<WaitingStep, 'input'>[];
      /** Calls that were refused. */
      refused: AttemptEnd[];
      /** Whether a wait is over already, so that the run could not rest. */
      isWoken: boolean;
    };

/** What an execution uses of the process. */
export interface ExecutionParts {
  /** Writes what was decided, all of it or nothing. */
  write: (progress: Progress) => Promise<Written>;
  /** @throws StepError where the node failed; anything else is a fault, or the reason of the signal. */
  make: (call: AttemptCall) => Promise<StepResult>;
  /** Waiting steps for which what they wait for has come. */
  woken: () => Promise<WokenStep[]>;
  clock: Clock;
  ids: Ids;
  /** Most milliseconds that it sleeps where a wait ends by time: the clock may be set meanwhile. */
  pollInterval: number;
}

/**
 * Executes one run in this process, as far as it goes: calls the functions of its nodes, and writes
 * before they begin and after they end. All that it knows was written, so it can end at any moment and
 * another one goes on from there.
 */
export class RunExecution {
  readonly #controller = new AbortController();
  readonly #busy = new Set<string>();
  /** Waits that end by time; among them some that are over already. */
  readonly #times = new PriorityQueue<WaitingAttempt>(byTime);
  #ends: AttemptEnd[] = [];
  /** Waiting steps for which what they wait for has come, until there is room for them. */
  readonly #woken = new Map<string, WokenStep>();
  #isAttention = false;
  #isStopping = false;
  #hasProgressed = false;
  #news: (() => void) | undefined;
  /** What failed that is no step's failure. */
  #fault: unknown;

  constructor(
    private readonly state: RunState,
    private readonly parts: ExecutionParts,
  ) {
    for (const attempt of state.waiting.values())
      if (attempt.wakeAt !== null) this.#times.add(attempt);
    // one for each step under way, which is no leak
    setMaxListeners(0, this.#controller.signal);
  }

  /** Whether a step has ended, so that whoever goes on from here has less to do. */
  get hasProgressed(): boolean {
    return this.#hasProgressed;
  }

  async go(): Promise<ExecutionEnd> {
    try {
      for (;;) {
        if (this.#controller.signal.aborted) return 'LOST';
        if (this.#isStopping && this.#busy.size === 0 && this.#ends.length === 0) return 'STOPPED';
        const ends = this.#ends.splice(0);
        const resumed = this.takeWoken();
        const progress = this.decide(ends, resumed);
        const written = await this.parts.write(progress);
        if (written.kind !== 'WRITTEN') return written.kind;
        this.apply(progress, written);
        this.launch(progress, resumed);
        this.#ends.push(...written.refused);
        this.#isAttention ||= written.isWoken;
        await this.nextNews();
      }
    } finally {
      // whatever is still under way works for nothing
      this.#controller.abort(new Error('The run is executed no more.'));
    }
  }

  /** Looks whether a wait is over. */
  attend(): void {
    this.#isAttention = true;
    this.#news?.();
  }

  /** Ends what is under way: the run was ended, or handed out to somebody else. */
  lose(): void {
    this.#controller.abort(new Error('The run was ended or handed out to another executor.'));
    this.#news?.();
  }

  /** Begins nothing new, nor what waited; what is under way may end. */
  stop(): void {
    this.#isStopping = true;
    this.#news?.();
  }

  private decide(ends: readonly AttemptEnd[], resumed: readonly Resumed[]): Progress {
    const { clock, ids } = this.parts;
    const attempts = resumed.map(({ attempt }) => attempt);
    return decideProgress(this.state, ends, attempts, this.#busy.size, {
      now: clock.now(),
      nextId: () => ids.next('step'),
      mayStart: !this.#isStopping,
    });
  }

  /** Those of the woken steps for which there is room; the others have their turn later. */
  private takeWoken(): Resumed[] {
    const resumed: Resumed[] = [];
    if (this.#isStopping) return resumed;
    for (const [nodeKey, { wake }] of this.#woken) {
      if (this.#busy.size + resumed.length >= MOST_SIDE_BY_SIDE) break;
      this.#woken.delete(nodeKey);
      const attempt = this.state.waiting.get(nodeKey);
      if (attempt) resumed.push({ attempt, wake });
    }
    return resumed;
  }

  /** Whether a wait that is over may go on now. */
  private get hasRoom(): boolean {
    return !this.#isStopping && this.#busy.size < MOST_SIDE_BY_SIDE;
  }

  /** Takes over what was committed. */
  private apply(progress: Progress, { waiting }: Extract<Written, { kind: 'WRITTEN' }>): void {
    const { state } = this;
    const { ended, retries, begun, started, skipped, variables } = progress;
    this.#hasProgressed ||= ended.length > 0;
    state.failure ??= failureOf(state, progress);
    if (variables) state.variables = { ...state.variables, ...variables };
    for (const { attempt, status, value, output } of ended) {
      state.waiting.delete(attempt.node.id);
      if (status !== 'FAILED') state.outputs.add(attempt.node.id, value);
      state.outputCharacters += output?.length ?? 0;
    }
    for (const attempt of [...begun, ...started, ...skipped]) this.known(attempt);
    for (const { attempt, waitingFor, wakeAt } of [...retries, ...waiting]) {
      this.known(attempt);
      const waits = { ...attempt, waitingFor, wakeAt };
      state.waiting.set(attempt.node.id, waits);
      if (wakeAt !== null) this.#times.add(waits);
    }
    state.lastPosition += skipped.length + retries.length + started.length;
  }

  private known(attempt: Attempt): void {
    this.state.attempts.set(attempt.node.id, attempt);
    this.state.waiting.delete(attempt.node.id);
  }

  private launch({ begun, started }: Progress, resumed: readonly Resumed[]): void {
    for (const attempt of [...started, ...begun])
      this.run(attempt, attempt.node.disabled ? 'PASS' : 'START');
    for (const { attempt, wake } of resumed) {
      this.state.waiting.delete(attempt.node.id);
      if (attempt.waitingFor.kind !== 'RETRY') this.run(attempt, 'RESUME', wake);
    }
  }

  /** Calls a node's function; its end is written by the next round. */
  private run(attempt: Attempt, how: AttemptCall['how'], wake?: WokenStep['wake']): void {
    const { signal } = this.#controller;
    const { id } = attempt.node;
    let input: JsonValue | undefined;
    const work = async (): Promise<AttemptEnd> => {
      try {
        const refusal = refusedAttempt(attempt);
        if (refusal) throw refusal;
        const recordInput = (value: JsonValue): void => void (input = value);
        const call = { attempt, how, signal, recordInput, ...(wake && { wake }) };
        const result = await this.parts.make(call);
        return { kind: 'RESULT', attempt, result, input };
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        return { kind: 'ERROR', attempt, error: error.at({ nodeKey: id }), input };
      }
    };
    this.#busy.add(id);
    void work()
      .then(
        (end) => this.#ends.push(end),
        (error: unknown) => {
          if (!signal.aborted) this.#fault ??= error;
        },
      )
      .finally(() => {
        this.#busy.delete(id);
        this.#news?.();
      });
  }

  /** Waits until an attempt has ended, or there is room for a wait that is over. */
  private async nextNews(): Promise<void> {
    for (;;) {
      if (this.#fault !== undefined) throw this.#fault as Error;
      const { aborted } = this.#controller.signal;
      if (this.#ends.length > 0 || aborted) return;
      if (this.#isStopping && this.#busy.size === 0) return;
      if (this.hasRoom) {
        if (this.#woken.size === 0 && (this.#isAttention || this.untilWake() <= 0)) {
          this.#isAttention = false;
          for (const step of await this.parts.woken())
            // one that goes on already waits no more here
            if (this.state.waiting.has(step.nodeKey)) this.#woken.set(step.nodeKey, step);
        }
        if (this.#woken.size > 0) return;
      }
      await this.sleep();
    }
  }

  /** Whether something happened that nobody was told of, since nobody slept. */
  private get hasNews(): boolean {
    const isOver = this.#controller.signal.aborted || (this.#isStopping && this.#busy.size === 0);
    return (
      isOver ||
      this.#fault !== undefined ||
      this.#ends.length > 0 ||
      (this.#isAttention && this.hasRoom)
    );
  }

  /** Milliseconds until the first wait ends by time; Infinity where none does. */
  private untilWake(): number {
    const { waiting } = this.state;
    let first = this.#times.first;
    while (first && waiting.get(first.node.id) !== first) {
      this.#times.take();
      first = this.#times.first;
    }
    return first ? Date.parse(first.wakeAt!) - Date.parse(this.parts.clock.now()) : Infinity;
  }

  private async sleep(): Promise<void> {
    const most = Math.min(this.untilWake(), this.parts.pollInterval);
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#news = resolve;
      if (this.untilWake() < Infinity && this.hasRoom)
        timer = setTimeout(resolve, Math.max(1, most));
      if (this.hasNews) resolve();
    });
    clearTimeout(timer);
    this.#news = undefined;
  }
}

/** A waiting attempt that goes on. */
interface Resumed {
  attempt: WaitingAttempt;
  wake: WokenStep['wake'];
}

function byTime(a: WaitingAttempt, b: WaitingAttempt): number {
  return a.wakeAt! < b.wakeAt! ? -1 : 1;
}
