import { setMaxListeners } from 'node:events';
import { type JsonValue } from '../graph/definition';
import { type Clock } from '../platform/clock';
import { type Ids } from '../platform/ids';
import {
  type AttemptEnd,
  decideProgress,
  MOST_SIDE_BY_SIDE,
  type Progress,
  refusedAttempt,
} from './decide-progress';
import { type Attempt, type ExecutionState, type WaitingAttempt } from './execution-state';
import { type AttemptMaker } from './make-attempt';
import { StepError } from './execution/step-error';
import { type WokenStep } from './execution.store';
import { type StoredWake } from './wake-steps';
import { type ExecutionLease, failureOf, type WriteProgress, type Written } from './write-progress';

/** How a process lets go of a run. */
export type ExecutionEnd = 'FINISHED' | 'RESTING' | 'LOST' | 'STOPPED';

/** What an execution uses of the process. */
export interface ExecutionParts {
  writer: WriteProgress;
  attempts: AttemptMaker;
  /** Waiting steps of a run for which what they wait for has come. */
  woken: (runId: string) => Promise<WokenStep[]>;
  /** Until when a lease is good that is renewed now. */
  expiresAt: () => string;
  clock: Clock;
  ids: Ids;
  /** Most milliseconds between looks for waits that are over. */
  pollInterval: number;
}

/**
 * Executes one run in this process, as far as it goes: calls the functions of its nodes, and writes
 * before they begin and after they end. All that it knows is in the database too, so it can end at any
 * moment and another one goes on from there.
 */
export class RunExecution {
  readonly #controller = new AbortController();
  readonly #busy = new Set<string>();
  #ends: AttemptEnd[] = [];
  #isAttention = false;
  #isStopping = false;
  #hasProgressed = false;
  #news: (() => void) | undefined;
  /** What failed that is no step's failure. */
  #fault: unknown;

  constructor(
    private readonly state: ExecutionState,
    readonly lease: ExecutionLease,
    private readonly parts: ExecutionParts,
  ) {
    // one for each step under way, which is no leak
    setMaxListeners(0, this.#controller.signal);
  }

  /** Whether a step has ended, so that whoever goes on from here has less to do. */
  get hasProgressed(): boolean {
    return this.#hasProgressed;
  }

  async go(): Promise<ExecutionEnd> {
    try {
      let woken: WokenStep[] = [];
      for (;;) {
        if (this.#controller.signal.aborted) return 'LOST';
        if (this.#isStopping && this.#busy.size === 0 && this.#ends.length === 0) return 'STOPPED';
        const ends = this.#ends.splice(0);
        const resumed = this.resumable(woken);
        const progress = this.decide(ends, resumed);
        const written = await this.parts.writer.write(
          this.state,
          this.lease,
          progress,
          this.parts.expiresAt(),
        );
        if (written.kind !== 'WRITTEN') return written.kind;
        this.apply(progress, written);
        this.launch(progress, resumed, woken);
        this.#ends.push(...written.refused);
        woken = written.woken.length > 0 ? written.woken : await this.nextNews();
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

  /** Begins nothing new; what is under way may end. */
  stop(): void {
    this.#isStopping = true;
    this.#news?.();
  }

  private decide(ends: readonly AttemptEnd[], resumed: readonly WaitingAttempt[]): Progress {
    const { clock, ids } = this.parts;
    return decideProgress(this.state, ends, resumed, this.#busy.size, {
      now: clock.now(),
      nextId: () => ids.next('step'),
      mayStart: !this.#isStopping,
    });
  }

  /** Those of the woken steps for which there is room; the others have their turn later. */
  private resumable(woken: readonly WokenStep[]): WaitingAttempt[] {
    const waits = woken.flatMap(({ nodeKey }) => this.state.waiting.get(nodeKey) ?? []);
    const resumed = waits.slice(0, MOST_SIDE_BY_SIDE - this.#busy.size);
    if (resumed.length < waits.length) this.#isAttention = true;
    return resumed;
  }

  private get isFull(): boolean {
    return this.#busy.size >= MOST_SIDE_BY_SIDE;
  }

  /** Takes over what was committed. */
  private apply(progress: Progress, { waiting }: Extract<Written, { kind: 'WRITTEN' }>): void {
    const { state } = this;
    this.#hasProgressed ||= progress.ended.length > 0;
    state.failure ??= failureOf(state, progress);
    state.states = progress.states;
    Object.assign(state.variables, progress.variables);
    for (const { attempt, status, value } of progress.ended) {
      state.waiting.delete(attempt.node.id);
      if (status !== 'FAILED') state.outputs[attempt.node.id] = value;
    }
    for (const attempt of [...progress.begun, ...progress.started, ...progress.skipped])
      this.known(attempt);
    for (const { attempt, waitingFor, wakeAt } of [...progress.retries, ...waiting]) {
      this.known(attempt);
      state.waiting.set(attempt.node.id, { ...attempt, waitingFor, wakeAt });
    }
    state.outputCharacters += progress.ended.reduce(
      (sum, { output }) => sum + (output?.length ?? 0),
      0,
    );
    state.lastPosition +=
      progress.skipped.length + progress.retries.length + progress.started.length;
  }

  private known(attempt: Attempt): void {
    this.state.attempts.set(attempt.node.id, attempt);
    this.state.waiting.delete(attempt.node.id);
  }

  private launch(
    { begun, started }: Progress,
    resumed: readonly WaitingAttempt[],
    woken: readonly WokenStep[],
  ): void {
    const wakes = new Map(woken.map(({ nodeKey, wake }) => [nodeKey, wake]));
    for (const attempt of started) this.run(attempt, attempt.pass ? 'PASS' : 'START');
    for (const attempt of begun) this.run(attempt, attempt.node.disabled ? 'PASS' : 'START');
    for (const attempt of resumed) {
      this.state.waiting.delete(attempt.node.id);
      if (attempt.waitingFor.kind === 'RETRY') continue;
      this.run(attempt, 'RESUME', wakes.get(attempt.node.id) ?? null);
    }
  }

  /** Calls a node's function; its end is written by the next round. */
  private run(
    attempt: Attempt,
    how: 'START' | 'PASS' | 'RESUME',
    wake: StoredWake | null = null,
  ): void {
    const { signal } = this.#controller;
    const { id } = attempt.node;
    let input: JsonValue | undefined;
    const work = async (): Promise<AttemptEnd> => {
      try {
        const refusal = refusedAttempt(attempt);
        if (refusal) throw refusal;
        const recordInput = (value: JsonValue): void => void (input = value);
        const call = { attempt, how, wake, signal, recordInput };
        const result = await this.parts.attempts.make(this.state, call);
        return { kind: 'RESULT', attempt, result, input };
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
        return { kind: 'ERROR', attempt, error, input };
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

  /** Waits until an attempt has ended or a wait may be over; answers the waits that are. */
  private async nextNews(): Promise<WokenStep[]> {
    for (;;) {
      if (this.#fault !== undefined) throw this.#fault as Error;
      const { aborted } = this.#controller.signal;
      if (this.#ends.length > 0 || aborted) return [];
      if (this.#isStopping && this.#busy.size === 0) return [];
      if (!this.isFull && (this.#isAttention || this.untilWake() <= 0)) {
        this.#isAttention = false;
        const woken = await this.parts.woken(this.state.run.id);
        // one that goes on already waits no more here
        const known = woken.filter(({ nodeKey }) => this.state.waiting.has(nodeKey));
        if (known.length > 0) return known;
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
      (this.#isAttention && !this.isFull)
    );
  }

  /** Milliseconds until the first wait ends by time; Infinity where none does. */
  private untilWake(): number {
    const times = [...this.state.waiting.values()].flatMap(({ wakeAt }) => wakeAt ?? []);
    if (times.length === 0) return Infinity;
    return Date.parse(times.sort()[0]!) - Date.parse(this.parts.clock.now());
  }

  private async sleep(): Promise<void> {
    const most = Math.min(this.untilWake(), this.parts.pollInterval);
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#news = resolve;
      if (this.untilWake() < Infinity && !this.isFull)
        timer = setTimeout(resolve, Math.max(1, most));
      if (this.hasNews) resolve();
    });
    clearTimeout(timer);
    this.#news = undefined;
  }
}
