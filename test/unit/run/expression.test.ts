import * as fc from 'fast-check';
import type { JsonValue } from '../../../src/graph/definition';
import { ExpressionEvaluator, isTruthy } from '../../../src/run/execution/expression';
import {
  EXPRESSION_LIMITS,
  ExpressionSandbox,
} from '../../../src/run/execution/expression-sandbox';
import { StepError } from '../../../src/run/execution/step-error';
import { arbitraryJson } from '../graph/arbitrary-definition';
import { scopeOf } from './planned';
import { ExpressionScope, StepOutputs } from '../../../src/run/execution/expression-scope';

const evaluator = new ExpressionEvaluator();
/** Stops soon, so that the tests of endless expressions are quick. */
const impatient = new ExpressionEvaluator(
  new ExpressionSandbox({ ...EXPRESSION_LIMITS, timeMs: 500, steps: 20_000 }),
);

const facts = {
  input: { name: 'Ada', amount: 12, list: [3, 1, 2] },
  steps: { fetch: { status: 200 }, 'odd name': 'x' },
  vars: { counter: 4 },
  trigger: { key: 't', type: 'trigger.manual' },
  run: { id: 'r', version: 3 },
};
const scope = scopeOf(facts);

function value(expression: string, on = scope): Promise<JsonValue> {
  return evaluator.evaluate(expression, on);
}

async function failure(expression: string, by = evaluator): Promise<StepError> {
  try {
    await by.evaluate(expression, scope, { nodeKey: 'n', path: '/config/expression' });
  } catch (error) {
    return error as StepError;
  }
  throw new Error(`${expression} did not fail.`);
}

afterAll(() => Promise.all([evaluator.close(), impatient.close()]));

test.each([
  ['"Hello " & input.name', 'Hello Ada'],
  ['vars.counter + 1', 5],
  ['steps.fetch.status = 200', true],
  ['steps.`odd name`', 'x'],
  ['trigger.type', 'trigger.manual'],
  ['run.version', 3],
  ['$sort(input.list)', [1, 2, 3]],
  ['input.nothing', null],
  ['{ "total": $sum(input.list) }', { total: 6 }],
  ['$pad("x", -3, "ab") & $pad("x", 2) & "|"', 'abxx |'],
  ['$join(["a", "b"], ", ")', 'a, b'],
  ['$base64decode($base64encode("any carnal pleas"))', 'any carnal pleas'],
  ['$base64encode("Hi")', 'SGk='],
  ['$eval("1 + 2")', 3],
])('%s', async (expression, expected) => {
  expect(await value(expression)).toEqual(expected);
});

test('any JSON comes back from the scope as it went in', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryJson, async (json) => {
      // JSONata takes a list of one for its item, so the value stands in an object.
      const input = { value: json };
      expect(await value('input', scopeOf({ ...facts, input }))).toEqual(
        JSON.parse(JSON.stringify(input)),
      );
    }),
  );
});

test('an expression that is not JSONata is told with its node and position', async () => {
  const error = await failure('input.name +');
  expect(error).toBeInstanceOf(StepError);
  expect(error.code).toBe('EXPRESSION_INVALID');
  expect(error.place).toEqual({ nodeKey: 'n', path: '/config/expression', position: 12 });
  expect(error.isRetryable).toBe(false);
});

test('an expression that cannot be evaluated is told with its node and position', async () => {
  const error = await failure('1 + input.name');
  expect(error.code).toBe('EXPRESSION_FAILED');
  expect(error.message).toContain('right side of the "+"');
  expect(error.place).toMatchObject({ nodeKey: 'n', position: 3 });
  expect((await failure('$error("no stock")')).message).toContain('no stock');
});

test.each([
  ['endless recursion', '($f := function($n) { $f($n) }; $f(1))'],
  ['recursion without end of the stack', '($f := function($n) { 1 + $f($n + 1) }; $f(1))'],
  [
    'a regular expression that backtracks',
    '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)',
  ],
  ['a product of lists', '[1..1000].[1..1000].[1..1000]'],
  ['a long list', '$count([1..9000000])'],
  ['a padded text', '$pad("x", 400000000)'],
  ['a joined text', '$join([1..1000].$string(), $pad("x", 1000000))'],
  [
    'a text that doubles',
    '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f("x", 60))',
  ],
  ['many long texts', '[1..1000].$uppercase($pad("x", 1000000))'],
  ['a long result', '[1..3].$pad("x", 900000)'],
])('%s is stopped soon, and the next expression is evaluated', async (_name, expression) => {
  const before = performance.now();
  expect((await failure(expression, impatient)).code).toMatch(/^EXPRESSION_(TOO_COSTLY|FAILED)$/);
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(await impatient.evaluate('1 + 1', scope)).toBe(2);
});

test.each(['$pad("x", 600000000)', '$join([1..1000].$string(), $pad("x", 1000000))'])(
  '%s is refused for its size before it is made',
  async (expression) => {
    expect((await failure(expression)).message).toContain('a value larger than 1048576');
  },
);

test('a step bound counts what is evaluated, not time', async () => {
  const bounded = new ExpressionEvaluator(
    new ExpressionSandbox({ ...EXPRESSION_LIMITS, steps: 50 }),
  );
  expect(await bounded.evaluate('$sum([1, 2, 3])', scope)).toBe(6);
  expect((await failure('[1..100].($ + 1)', bounded)).message).toContain('more than 50 steps');
});

test.each([
  'constructor',
  'input.constructor',
  'input.__proto__',
  'input.list.constructor',
  'input.name.constructor',
  '$lookup(input, "constructor")',
  '$lookup(input, "__proto__")',
  '$string.constructor',
  '$sum.implementation',
  'process',
  '$globalThis',
  'answer',
])('%s is nothing: prototypes and globals are out of reach', async (expression) => {
  expect(await value(expression)).toBeNull();
});

test('no expression changes what another finds', async () => {
  await value('($merge([{ "__proto__": { "polluted": 1 } }]); $x := 7; $sum := 8)');
  await value('{ "__proto__": { "polluted": 1 } }');
  expect(await value('$x')).toBeNull();
  expect(await value('polluted')).toBeNull();
  expect(await value('$sum([1, 2])')).toBe(3);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  // The same parsed expression, evaluated again, starts anew.
  const again = '($z := $exists($y) ? 2 : 1; $y := 1; $z)';
  expect([await value(again), await value(again)]).toEqual([1, 1]);
});

test('a function is not a result', async () => {
  expect((await failure('$sum')).message).toContain('function');
  expect((await failure('{ "f": function($x) { $x } }')).message).toContain('function');
});

test('data that pretends to be a function stays data or fails', async () => {
  const input = { f: { _jsonata_function: true, implementation: 'x' } };
  await expect(value('input.f(1)', scopeOf({ ...facts, input }))).rejects.toThrow(StepError);
});

test.each<[JsonValue, boolean]>([
  [null, false],
  [0, false],
  ['', false],
  [{}, false],
  [[], false],
  [[0, ''], false],
  [[0, [1]], true],
  ['false', true],
  [{ a: null }, true],
  [-1, true],
])('%j counts as %s, as for $boolean', async (json, expected) => {
  expect(isTruthy(json)).toBe(expected);
  // $boolean of nothing is nothing, so null is asked as such.
  expect(await value('$boolean(input.value)', scopeOf({ ...facts, input: { value: json } }))).toBe(
    expected,
  );
});

test('conditions hold by these rules', async () => {
  expect(await evaluator.holds('input.amount > 10', scope)).toBe(true);
  expect(await evaluator.holds('input.nothing', scope)).toBe(false);
});

test('parsing alone finds what is not JSONata and evaluates nothing', async () => {
  await evaluator.check('$error("never")');
  await expect(evaluator.check('(')).rejects.toThrow('not JSONata');
});

test('a parsed expression is kept: the second evaluation is quick', async () => {
  const expression = `${'('.repeat(200)}1${')'.repeat(200)}`;
  await value(expression);
  const before = performance.now();
  for (let turn = 0; turn < 200; turn++) await value('input.amount + 1');
  expect((performance.now() - before) / 200).toBeLessThan(10);
});

test('many at once are all answered, an endless one among them', async () => {
  const endless = failure('$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)', impatient);
  const sums = Array.from({ length: 50 }, (_, place) => impatient.evaluate(`1 + ${place}`, scope));
  expect(await Promise.all(sums)).toEqual(Array.from({ length: 50 }, (_, place) => 1 + place));
  expect((await endless).message).toContain('longer than 500 milliseconds');
});

test('what takes too much memory is stopped, and the process goes on', async () => {
  const greedy = new ExpressionEvaluator(
    new ExpressionSandbox({
      ...EXPRESSION_LIMITS,
      timeMs: 60_000,
      steps: Number.MAX_SAFE_INTEGER,
      valueSize: 1e9,
      totalSize: 1e12,
      memoryMb: 32,
    }),
  );
  const error = await failure('($f := function($n) { $append([$n], $f($n + 1)) }; $f(1))', greedy);
  expect(error.code).toBe('EXPRESSION_TOO_COSTLY');
  expect(error.message).toContain('memory');
  await greedy.close();
});

test('a closed evaluator starts anew when it is used again', async () => {
  const own = new ExpressionEvaluator();
  expect(await own.evaluate('1', scope)).toBe(1);
  const endless = failure('($f := function($n) { $f($n) }; $f(1))', own);
  await own.close();
  expect((await endless).code).toBe('EXPRESSION_TOO_COSTLY');
  expect(await own.evaluate('2', scope)).toBe(2);
  await own.close();
});

describe('of the outputs of steps', () => {
  const steps = {
    a: { n: 1, list: [1, 2, 3] },
    'odd name': 'x',
    b: { steps: { a: 'inner' } },
    c: null,
  };
  const all = { ...facts, steps, input: { steps: { a: 'of the input' }, key: 'a' } };
  const sent: string[] = [];
  class RecordingSandbox extends ExpressionSandbox {
    override evaluate(expression: string, data: string): ReturnType<ExpressionSandbox['evaluate']> {
      sent.push(data);
      return super.evaluate(expression, data);
    }
  }
  const sandbox = new RecordingSandbox();
  const recording = new ExpressionEvaluator(sandbox);
  afterAll(() => recording.close());

  /** What was sent of steps to evaluate an expression, and what came of it. */
  async function read(expression: string): Promise<{ keys: string[]; found: unknown }> {
    const found = await recording
      .evaluate(expression, scopeOf(all))
      .catch(({ message }: Error) => message);
    const data = JSON.parse(sent.pop()!) as { steps: object };
    return { keys: Object.keys(data.steps), found };
  }

  test.each([
    ['input.key', []],
    ['vars.counter + 1', []],
    ['steps.a.n + 1', ['a']],
    ['steps.a.list[$$.steps.b.steps.a = "inner"]', ['a', 'b']],
    ['steps.`odd name` & steps.none', ['odd name']],
    ['"steps"."a".n', ['a']],
    ['$sum(steps.a.list) > 3 ? steps.b : steps.c', ['a', 'b', 'c']],
    ['input.steps.a', []],
    ['(steps.b).steps.a', ['b']],
    ['$map([1], function($v) { $v + steps.a.n })', ['a']],
    ['$string(steps.a)', ['a']],
  ])('%s is given no more than it can read', async (expression, keys) => {
    expect((await read(expression)).keys).toEqual(keys);
  });

  test.each([
    'steps',
    '(steps).a',
    'steps[0].a',
    'steps.*',
    'steps.$keys()',
    '$lookup(steps, input.key)',
    '$lookup("steps")',
    '$lookup($lookup("st" & "eps"), "a")',
    '$keys()',
    '$string()',
    '$boolean()',
    '$spread()',
    '$clone()',
    '$each(function($v, $k) { $k })',
    '$sift(function($v, $k) { $k = "steps" })',
    '$eval("ste" & "ps.a.n")',
    '$.steps.a.n',
    '$$',
    '$$[0].steps.a.n',
    '$$.*.a.n',
    '*.a',
    '**.n',
    'input.(%.steps.a.n)',
    'input.key.%.%.steps.a.n',
    'steps@$s.a',
    'input@$i.steps.a.n',
    'input.(vars@$v.steps)',
    'steps#$i.a',
    'steps{"k": a.n}',
    'steps ~> $keys',
    'input ~> $append($$)',
    '($f := $keys; $f())',
    '($f := function($x)<x-:x> { $x }; $f())',
    '$map([1], $keys) ~> $append($keys())',
    '$ ~> |steps.a|{"n": 2}|',
    '($s := steps; $s.a.n)',
    '$exists(steps)',
    '[steps].a.n',
    'steps.a.n + (',
  ])('%s has the value that it has with all of them', async (expression) => {
    const { found } = await read(expression);
    const { input, vars, trigger, run } = all;
    const whole = JSON.stringify({ input, steps, vars, trigger, run });
    const answer = await sandbox.evaluate(expression, whole);
    if (answer.kind !== 'VALUE') expect(found).toContain(answer.message);
    else expect(found).toEqual(answer.json === undefined ? null : JSON.parse(answer.json));
  });

  test('a scope keeps those that there were when it was made', async () => {
    const outputs = new StepOutputs([['a', 1]]);
    const before = new ExpressionScope(facts, outputs);
    outputs.add('b', 2);
    expect(before.steps).toEqual({ a: 1 });
    expect(await value('steps.b', before)).toBeNull();
    const after = before.after('c', 3, { counter: 5 });
    expect(await value('[steps.a, steps.b, steps.c, vars.counter]', after)).toEqual([1, 3, 5]);
    expect(after.steps).toEqual({ a: 1, c: 3 });
  });
});
