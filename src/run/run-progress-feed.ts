import { cursorInvalid } from '../event/event-cursor';
import { type PubSub } from '../platform/pubsub';
import { type Run, type RunProgress } from './run';
import { RUNS_TOPIC } from './run-progress-log';
import { type RunProgressStore } from './run-progress.store';
import { type RunStore } from './run.store';

/** Entries read per statement. */
const PAGE = 200;

/**
 * Sends what happens to runs to those who follow one, each entry once, in order, until the run is
 * finished. The table is the truth: a reader asks it when its client asks, so a slow one costs no
 * memory; notices and the poll only say that it is time to look.
 */
export class RunProgressFeed {
  readonly #readers = new Map<string, Set<RunProgressReader>>();
  readonly #unsubscribe: () => void;
  readonly #poll: NodeJS.Timeout;

  /** @param pollInterval milliseconds between looks, for entries whose notice was lost. */
  constructor(
    private readonly runs: RunStore,
    private readonly progress: RunProgressStore,
    pubSub: PubSub,
    pollInterval: number,
  ) {
    this.#unsubscribe = pubSub.subscribe(RUNS_TOPIC, (runId) => this.wake(runId));
    this.#poll = setInterval(() => {
      for (const runId of this.#readers.keys()) this.wake(runId);
    }, pollInterval).unref();
  }

  /**
   * Progress of a run after `after`: a sequence as text, "0" for the beginning, absent for now.
   * @throws Refusal CURSOR_INVALID.
   */
  follow(run: Run, after: string | null | undefined): AsyncIterableIterator<RunProgress> {
    const start = after == null ? run.lastSequence : sequenceOf(after, run);
    const readers = this.#readers.get(run.id) ?? new Set();
    const reader = new RunProgressReader(run, start, this.runs, this.progress, () => {
      readers.delete(reader);
      if (readers.size === 0) this.#readers.delete(run.id);
    });
    this.#readers.set(run.id, readers.add(reader));
    return reader;
  }

  close(): void {
    clearInterval(this.#poll);
    this.#unsubscribe();
    for (const readers of [...this.#readers.values()])
      for (const reader of [...readers]) reader.end();
  }

  private wake(runId: string): void {
    for (const reader of this.#readers.get(runId) ?? []) reader.wake();
  }
}

/** What one subscriber reads of one run. */
class RunProgressReader implements AsyncIterableIterator<RunProgress> {
  #read: RunProgress[] = [];
  #ended = false;
  #isNews = true;
  #waiting: (() => void) | undefined;

  constructor(
    private readonly run: Run,
    private sequence: number,
    private readonly runs: RunStore,
    private readonly progress: RunProgressStore,
    private readonly onEnd: () => void,
  ) {}

  wake(): void {
    this.#isNews = true;
    this.#waiting?.();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.onEnd();
    this.wake();
  }

  async next(): Promise<IteratorResult<RunProgress>> {
    while (this.#read.length === 0 && !this.#ended) {
      if (!this.#isNews) await new Promise<void>((resolve) => (this.#waiting = resolve));
      if (this.#isNews) await this.look();
    }
    const value = this.#read.shift();
    if (!value) return { value: undefined, done: true };
    this.sequence = value.sequence;
    if (value.kind === 'FINISHED') this.end();
    return { value, done: false };
  }

  async return(): Promise<IteratorResult<RunProgress>> {
    this.#read = [];
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Reads on; ends where nothing can follow: behind the end of the run, or once it is deleted. */
  private async look(): Promise<void> {
    this.#isNews = false;
    const [present] = await this.runs.byIds(this.run.workspaceId, [this.run.id]);
    if (!present || (present.finishedAt && present.lastSequence <= this.sequence))
      return this.end();
    if (present.lastSequence > this.sequence)
      this.#read = await this.progress.after(this.run.id, this.sequence, PAGE);
    // what follows a full page is there already
    if (this.#read.length === PAGE) this.#isNews = true;
  }
}

function sequenceOf(after: string, run: Run): number {
  const sequence = /^\d{1,15}$/.test(after) ? Number(after) : undefined;
  if (sequence === undefined) throw cursorInvalid('A run counts from 1; give such a sequence.');
  if (sequence > run.lastSequence) throw cursorInvalid('It lies in the future.');
  return sequence;
}
