import { Worker } from 'node:worker_threads';
import { EXPRESSION_REALM } from './expression-realm';
import { jsonataSource } from './jsonata-source';

/** What an expression may cost. */
export interface ExpressionLimits {
  /** Longest evaluation, in milliseconds. The process does nothing else meanwhile. */
  timeMs: number;
  /** Most parts of the expression that are evaluated, each as often as it is. */
  steps: number;
  /** Longest result, in UTF-16 code units of its JSON. */
  resultCharacters: number;
  /** Longest text and list that is made on the way, in code units and items. */
  valueSize: number;
  /** All texts and lists that are made on the way together: bounds the memory. */
  totalSize: number;
  /** Most memory of a worker, in megabytes; beyond it V8 ends the worker. */
  memoryMb: number;
}

/** Bounds that nothing honest comes near: a step takes about a microsecond. */
export const EXPRESSION_LIMITS: ExpressionLimits = {
  timeMs: 1_000,
  steps: 200_000,
  resultCharacters: 1024 * 1024,
  valueSize: 1024 * 1024,
  totalSize: 32 * 1024 * 1024,
  memoryMb: 256,
};

/** What came of an evaluation. Positions are in code units of the expression. */
export type SandboxAnswer =
  | { kind: 'VALUE'; /** JSON; absent if the expression found nothing. */ json?: string }
  | { kind: 'ERROR' | 'SYNTAX'; message: string; position?: number }
  | { kind: 'TOO_COSTLY'; message: string };

/** How many expressions are evaluated at once. The rest waits its turn. */
const DEFAULT_WORKERS = 2;

/** Loads JSONata into a new realm and answers each message; a text, so that it needs no file of its own. */
const WORKER_CODE = `
const { parentPort, workerData } = require('node:worker_threads');
const { createContext, runInContext } = require('node:vm');
const realm = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
runInContext(workerData.code, realm, { filename: 'jsonata.js' });
parentPort.on('message', async ({ expression, data, limits }) => {
  parentPort.postMessage(await realm.evaluate(expression, data, limits));
});
parentPort.postMessage('ready');
`;

interface Job {
  expression: string;
  data: string | undefined;
  settle: (answer: SandboxAnswer) => void;
}

/**
 * Evaluates JSONata in worker threads. Whatever an expression does there, a regular expression that
 * backtracks for ever included, the process goes on; a worker that is over the time or out of memory is
 * ended and replaced. (A time bound of `node:vm` in the process itself is no way out: Node.js aborts if
 * it ends a microtask while promises are tracked, as `AsyncLocalStorage` does.)
 */
export class ExpressionSandbox {
  private readonly waiting: Job[] = [];
  private readonly workers = new Set<SandboxWorker>();

  constructor(
    private readonly limits: ExpressionLimits = EXPRESSION_LIMITS,
    private readonly mostWorkers: number = DEFAULT_WORKERS,
  ) {}

  /** `data` is the JSON of what `$$` is. The time bound counts from when a worker takes it up. */
  evaluate(expression: string, data: string): Promise<SandboxAnswer> {
    return this.submit(expression, data);
  }

  /**
   * Whether an expression can be parsed: a `VALUE`, or what is wrong. The JSON of the value is a list of the
   * ids of the nodes whose outputs the expression can read, or null where that may be any.
   */
  check(expression: string): Promise<SandboxAnswer> {
    return this.submit(expression, undefined);
  }

  /** Ends the workers. What is under way is answered as too costly. */
  async close(): Promise<void> {
    await Promise.all([...this.workers].map((worker) => worker.end()));
  }

  private submit(expression: string, data: string | undefined): Promise<SandboxAnswer> {
    return new Promise((settle) => {
      this.waiting.push({ expression, data, settle });
      this.dispatch();
    });
  }

  private dispatch(): void {
    if (this.waiting.length === 0) return;
    const worker = [...this.workers].find(({ isIdle }) => isIdle) ?? this.addWorker();
    if (worker === undefined) return;
    const job = this.waiting.shift()!;
    void worker.run(job.expression, job.data).then((answer) => {
      job.settle(answer);
      this.dispatch();
    });
  }

  private addWorker(): SandboxWorker | undefined {
    if (this.workers.size >= this.mostWorkers) return undefined;
    const worker = new SandboxWorker(this.limits, () => this.workers.delete(worker));
    this.workers.add(worker);
    return worker;
  }
}

/** One worker thread, which does one thing at a time. */
class SandboxWorker {
  isIdle = true;
  private isAlive = true;
  private readonly worker: Worker;
  private readonly limitsText: string;
  private readonly isReady: Promise<void>;
  private settle: (answer: SandboxAnswer) => void = () => undefined;

  /** `onEnd` is called as soon as the worker takes nothing up any more. */
  constructor(
    private readonly limits: ExpressionLimits,
    private readonly onEnd: () => void,
  ) {
    this.limitsText = JSON.stringify(limits);
    this.worker = new Worker(WORKER_CODE, {
      eval: true,
      env: {},
      execArgv: [],
      workerData: { code: realmCode() },
      resourceLimits: { maxOldGenerationSizeMb: this.limits.memoryMb },
    });
    this.isReady = new Promise((resolve) => {
      this.worker.on('message', (text: string) => {
        if (text === 'ready') resolve();
        else this.settle(JSON.parse(text) as SandboxAnswer);
      });
      // Out of memory, mostly. A worker that did not even start must not be waited for.
      const fail = (message: string): void => {
        this.giveUp(message);
        resolve();
      };
      this.worker.on('error', (error) => fail(`ends with: ${error.message}`));
      this.worker.on('exit', () => fail('was stopped'));
    });
  }

  async run(expression: string, data: string | undefined): Promise<SandboxAnswer> {
    this.isIdle = false;
    // Only an expression under way keeps the process from ending.
    this.worker.ref();
    const answered = new Promise<SandboxAnswer>((settle) => (this.settle = settle));
    await this.isReady;
    const timer = setTimeout(() => {
      this.giveUp(`takes longer than ${this.limits.timeMs} milliseconds`);
      void this.end();
    }, this.limits.timeMs);
    if (this.isAlive) this.worker.postMessage({ expression, data, limits: this.limitsText });
    const answer = await answered;
    clearTimeout(timer);
    this.worker.unref();
    this.isIdle = this.isAlive;
    return answer;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private giveUp(message: string): void {
    this.isAlive = false;
    this.isIdle = false;
    this.onEnd();
    this.settle({ kind: 'TOO_COSTLY', message });
  }
}

let code: string | undefined;

function realmCode(): string {
  return (code ??= `${jsonataSource()}\n;(() => {${EXPRESSION_REALM}})();`);
}
