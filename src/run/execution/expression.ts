import { LRUCache } from 'lru-cache';
import type { JsonObject, JsonValue } from '../../graph/definition';
import { ExpressionSandbox, type SandboxAnswer } from './expression-sandbox';
import type { ExpressionScope } from './expression-scope';
import { StepError, type StepErrorPlace } from './step-error';

/** Most characters of expressions of which it is remembered what they read. */
const MAX_REMEMBERED_CHARACTERS = 4 * 1024 * 1024;

/** JSON of a scope, around that of the outputs of steps. */
interface ScopeText {
  before: string;
  after: string;
  /** All outputs, once an expression asked for them. */
  steps?: string;
}

/** Evaluates JSONata over a run. One evaluator serves a whole process. */
export class ExpressionEvaluator {
  // Several expressions of one step read the same scope, and writing its JSON is most of the cost.
  private readonly scopeTexts = new WeakMap<ExpressionScope, ScopeText>();
  /** Ids of the nodes whose outputs an expression can read; null where that may be any. */
  private readonly reads = new LRUCache<string, { nodeKeys: readonly string[] | null }>({
    maxSize: MAX_REMEMBERED_CHARACTERS,
    sizeCalculation: (_reads, expression) => expression.length + 1,
  });

  constructor(private readonly sandbox: ExpressionSandbox = new ExpressionSandbox()) {}

  /**
   * The value of an expression; null if it finds nothing. The scope is not changed, nor must the caller
   * change it between two evaluations: it makes a new one. Of the outputs of steps only those are looked
   * at that the expression can read.
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
    const nodeKeys = await this.readBy(expression);
    const answer = await this.sandbox.evaluate(expression, this.textOf(scope, nodeKeys));
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

  private async readBy(expression: string): Promise<readonly string[] | null> {
    const known = this.reads.get(expression);
    if (known !== undefined) return known.nodeKeys;
    const answer = await this.sandbox.check(expression);
    // to evaluate it tells why
    if (answer.kind !== 'VALUE') return null;
    const nodeKeys = JSON.parse(answer.json!) as string[] | null;
    this.reads.set(expression, { nodeKeys });
    return nodeKeys;
  }

  private textOf(scope: ExpressionScope, nodeKeys: readonly string[] | null): string {
    const text = this.scopeTexts.get(scope) ?? scopeTextOf(scope);
    this.scopeTexts.set(scope, text);
    if (nodeKeys === null) text.steps ??= JSON.stringify(scope.steps);
    const steps = nodeKeys === null ? text.steps : JSON.stringify(outputsOf(nodeKeys, scope));
    return `${text.before}${steps}${text.after}`;
  }
}

function scopeTextOf({ input, vars, trigger, run }: ExpressionScope): ScopeText {
  const rest = JSON.stringify({ vars, trigger, run });
  return { before: `{"input":${JSON.stringify(input)},"steps":`, after: `,${rest.slice(1)}` };
}

function outputsOf(nodeKeys: readonly string[], scope: ExpressionScope): JsonObject {
  const outputs: [string, JsonValue][] = [];
  for (const nodeKey of nodeKeys) {
    const output = scope.outputOf(nodeKey);
    if (output !== undefined) outputs.push([nodeKey, output]);
  }
  return Object.fromEntries(outputs);
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
