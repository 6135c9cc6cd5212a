import type { JsonObject, JsonValue } from '../../graph/definition';

/** What the steps of a run gave, by node id, in the order in which they did. Each gives once; it only grows. */
export class StepOutputs {
  readonly #outputs = new Map<string, { value: JsonValue; place: number }>();

  constructor(outputs: Iterable<readonly [string, JsonValue]> = []) {
    for (const [nodeKey, value] of outputs) this.add(nodeKey, value);
  }

  get count(): number {
    return this.#outputs.size;
  }

  add(nodeKey: string, value: JsonValue): void {
    this.#outputs.set(nodeKey, { value, place: this.#outputs.size });
  }

  /** What a node gave; undefined unless it is among the first `count`. */
  of(nodeKey: string, count = Infinity): JsonValue | undefined {
    const output = this.#outputs.get(nodeKey);
    return output !== undefined && output.place < count ? output.value : undefined;
  }

  /** The first `count`. */
  first(count: number): JsonObject {
    const values: [string, JsonValue][] = [];
    for (const [nodeKey, { value, place }] of this.#outputs) {
      if (place >= count) break;
      values.push([nodeKey, value]);
    }
    return Object.fromEntries(values);
  }
}

/** What expressions can read beside the outputs of steps. */
export interface ScopeFacts {
  /** The run's input. */
  input: JsonValue;
  /** Values of variables as the run has them now, by name. */
  vars: JsonObject;
  /** The trigger that fired, e.g. its key, type and payload. */
  trigger: JsonValue;
  /** The run itself: id, workflow, version. */
  run: JsonObject;
}

/**
 * What expressions and conditions of one step can read. It stays as it was made, whatever other steps
 * give meanwhile, and costs nothing to make: a run makes one for each of its steps.
 */
export class ExpressionScope implements ScopeFacts {
  readonly input: JsonValue;
  readonly vars: JsonObject;
  readonly trigger: JsonValue;
  readonly run: JsonObject;
  #steps: JsonObject | undefined;

  constructor(
    facts: ScopeFacts,
    private readonly outputs: StepOutputs,
    private readonly count: number = outputs.count,
    /** What the step itself gave, seen by the conditions of the edges that leave it. */
    private readonly own?: readonly [nodeKey: string, output: JsonValue],
  ) {
    this.input = facts.input;
    this.vars = facts.vars;
    this.trigger = facts.trigger;
    this.run = facts.run;
  }

  /** Outputs by node id; a node without one is absent. Costs as much as there are. */
  get steps(): JsonObject {
    this.#steps ??= {
      ...this.outputs.first(this.count),
      ...(this.own && Object.fromEntries([this.own])),
    };
    return this.#steps;
  }

  /** One of {@link steps}. */
  outputOf(nodeKey: string): JsonValue | undefined {
    return this.own?.[0] === nodeKey ? this.own[1] : this.outputs.of(nodeKey, this.count);
  }

  /** The same once a step has given `output` and set `variables`. */
  after(nodeKey: string, output: JsonValue, variables: JsonObject): ExpressionScope {
    const facts = { ...this.facts, vars: { ...this.vars, ...variables } };
    return new ExpressionScope(facts, this.outputs, this.count, [nodeKey, output]);
  }

  private get facts(): ScopeFacts {
    const { input, vars, trigger, run } = this;
    return { input, vars, trigger, run };
  }
}
