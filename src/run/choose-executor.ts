import { type Definition } from '../graph/definition';
import { problemSentence } from '../graph/problem-sentence';
import { Refusal } from '../platform/refusal';
import { executorRefusals } from './execution/graph-wiring';
import { type NodeFunction } from './execution/node-function';
import { NO_TRIGGER, startingTrigger } from './execution/plan-steps';
import { type RunExecutor } from './run';

const LISTED = 3;

/** Decides who executes a run. */
export class ChooseExecutor {
  // a definition is frozen and shared by digest, and each start of a run asks
  readonly #refusals = new WeakMap<Definition, string[]>();

  /** @param functions those of the node types that the built-in executor knows, by type. */
  constructor(private readonly functions: ReadonlyMap<string, NodeFunction>) {}

  /**
   * Who executes runs of a definition: whoever is asked for, else the built-in executor where it can.
   * @throws Refusal EXECUTOR_UNSUITABLE where the built-in one is asked for and cannot, with the reasons.
   */
  choose(definition: Definition, wanted: RunExecutor | null | undefined): RunExecutor {
    if (wanted === 'EXTERNAL') return 'EXTERNAL';
    const reasons = this.refusals(definition);
    if (reasons.length === 0) return 'BUILT_IN';
    if (wanted == null) return 'EXTERNAL';
    const left = reasons.length - LISTED;
    const more = left > 0 ? ` And ${left} more.` : '';
    throw new Refusal('EXECUTOR_UNSUITABLE', reasons.slice(0, LISTED).join(' ') + more, [
      'executor',
    ]);
  }

  /** What keeps a definition from the built-in executor, in sentences; empty if nothing does. */
  refusals(definition: Definition): string[] {
    const known = this.#refusals.get(definition);
    if (known) return known;
    const found = this.find(definition);
    this.#refusals.set(definition, found);
    return found;
  }

  private find(definition: Definition): string[] {
    const found = executorRefusals(definition, (type) => this.functions.has(type));
    const sentences = found.map(problemSentence);
    if (startingTrigger(definition) === undefined) sentences.push(NO_TRIGGER);
    return sentences;
  }
}
