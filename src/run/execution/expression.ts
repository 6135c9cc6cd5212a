import type { JsonObject, JsonValue } from '../../graph/definition';
import { ExpressionSandbox, type SandboxAnswer } from './expression-sandbox';
import { StepError, type StepErrorPlace } from './step-error';

/** What expressions and conditions can read. */
export interface ExpressionScope {
  /** The run's input. */
  input: JsonValue;
  /** Outputs by node id; a node without one is absent. */
  steps: JsonObject;
  /** Values of variables as the run has them now, by name. */
  vars: JsonObject;
  /** The trigger that fired, e.g. its key, type and payload. */
  trigger: JsonValue;
  /** The run itself: id, workflow, version. */
  run: JsonObject;
}

/** Evaluates JSONata over a run. One evaluator serves a whole process. */
export class ExpressionEvaluator {
  // Several expressions of one step read the same scope, and writing its JSON is most of the cost.
  private readonly scopeTexts = new WeakMap<ExpressionScope, string>();

  constructor(private readonly sandbox: ExpressionSandbox = new ExpressionSandbox()) {}

  /**
   * The value of an expression; null if it finds nothing. The scope is not changed, nor must the caller
   * change it between two evaluations: it makes a new one.
   *
   * @throws StepError `EXPRESSION_INVALID` if it is not JSONata, `EXPRESSION_FAILED` if it cannot be
   * evaluated or its result is not JSON, `EXPRESSION_TOO_COSTLY` if it is over a limit. It names `place`
   * and the position in the expression.
   */
  async evaluate(
    expression: string,
    scope: ExpressionScope,
    place: StepErrorPlace = {},
  ): Promise<JsonValue> {
    const answer = await this.sandbox.evaluate(expression, this.textOf(scope));
    if (answer.kind !== 'VALUE') throw errorOf(answer, place);
    return answer.json === undefined ? null : (JSON.parse(answer.json) as JsonValue);
  }

  /** Whether a condition holds, see {@link isTruthy}. Throws what {@link evaluate} throws. */
  async holds(
    condition: string,
    scope: ExpressionScope,
    place: StepErrorPlace = {},
  ): Promise<boolean> {
    return isTruthy(await this.evaluate(condition, scope, place));
  }

  /** @throws StepError `EXPRESSION_INVALID` if an expression is not JSONata. */
  async check(expression: string, place: StepErrorPlace = {}): Promise<void> {
    const answer = await this.sandbox.check(expression);
    if (answer.kind !== 'VALUE') throw errorOf(answer, place);
  }

  /** Ends the threads that evaluate. */
  close(): Promise<void> {
    return this.sandbox.close();
  }

  private textOf(scope: ExpressionScope): string {
    const known = this.scopeTexts.get(scope);
    if (known !== undefined) return known;
    const { input, steps, vars, trigger, run } = scope;
    const text = JSON.stringify({ input, steps, vars, trigger, run });
    this.scopeTexts.set(scope, text);
    return text;
  }
}

/**
 * Whether a value counts as true, by the rules of JSONata's `$boolean`: null, false, 0, the empty text,
 * the empty object and lists in which nothing counts as true do not.
 */
export function isTruthy(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(isTruthy);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function errorOf(
  answer: Exclude<SandboxAnswer, { kind: 'VALUE' }>,
  place: StepErrorPlace,
): StepError {
  if (answer.kind === 'TOO_COSTLY') {
    return new StepError('EXPRESSION_TOO_COSTLY', `The expression ${answer.message}.`, place);
  }
  const { position } = answer;
  const where = position === undefined ? '' : ` (at position ${position})`;
  const code = answer.kind === 'SYNTAX' ? 'EXPRESSION_INVALID' : 'EXPRESSION_FAILED';
  const what = answer.kind === 'SYNTAX' ? 'This is not JSONata' : 'The expression failed';
  return new StepError(code, `${what}: ${answer.message}${where}`, {
    ...place,
    ...(position !== undefined && { position }),
  });
}
