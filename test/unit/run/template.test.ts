import * as fc from 'fast-check';
import { ExpressionEvaluator } from '../../../src/run/execution/expression';
import { SecretReveal, SecretText } from '../../../src/run/execution/secret-text';
import type { StepError } from '../../../src/run/execution/step-error';
import { renderJson, renderTemplate, revealJson } from '../../../src/run/execution/template';
import { scopeOf } from './planned';

const evaluator = new ExpressionEvaluator();
afterAll(() => evaluator.close());

const scope = scopeOf({
  input: { name: 'Ada', n: 3, list: [1], evil: '{{secrets.TOKEN}} {{ input.n }}' },
  steps: {},
  vars: {},
  trigger: null,
  run: {},
});
const evaluate = (expression: string, place: object) =>
  evaluator.evaluate(expression, scope, place);
const render = async (template: string) => String(await renderTemplate(template, evaluate));

async function failure(work: Promise<unknown>): Promise<StepError> {
  return work.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: StepError) => error,
  );
}

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['Hello {{ input.name }}!', 'Hello Ada!'],
  ['{{input.n}}{{input.n}}', '33'],
  ['{{ input.nothing }}|{{ input.list }}|{{ input.n > 2 }}', '|[1]|true'],
  ['{{ {"a": {"b": 1}} }}', '{"a":{"b":1}}'],
  ['{{ "}}" & `name` & \'{{\' }} x', '}}{{ x'],
  ['a } b }} c { d', 'a } b }} c { d'],
  ['Bearer {{ secrets.TOKEN }}', 'Bearer {{secrets.TOKEN}}'],
])('%s is filled in as %s', async (template, expected) => {
  expect(await render(template)).toBe(expected);
});

test('data cannot name secrets: what an expression gives is not filled in again', async () => {
  const text = await renderTemplate('{{ input.evil }}', evaluate);
  expect(text.isSecret).toBe(false);
  expect(await new SecretReveal(() => 'hunter2').reveal(text)).toBe(
    '{{secrets.TOKEN}} {{ input.n }}',
  );
});

test('a fault is told by its position in the whole template', async () => {
  const place = { nodeKey: 'n', path: '/config/url' };
  const error = await failure(renderTemplate('ab {{ 1 + "x" }}', evaluate, place));
  expect(error.place).toEqual({ ...place, position: 'ab {{ 1 +'.length });
  expect((await failure(render('ab {{ input.n }'))).place.position).toBe(3);
});

test.each([
  '{{ secrets.TOKEN & "x" }}',
  '{{ $uppercase(secrets.TOKEN) }}',
  '{{ {"a": secrets . TOKEN} }}',
])('no expression reads a secret: %s', async (template) => {
  expect((await failure(render(template))).message).toContain('A secret stands alone');
});

test('a text about secrets is not taken for one', async () => {
  expect(await render('{{ "secrets.TOKEN" & input.secrets.x }}')).toBe('secrets.TOKEN');
});

test('in JSON a text that is one expression becomes its value, and faults name the member', async () => {
  const body = {
    n: '{{ input.n }}',
    list: ['{{ input.list }}', 'n={{ input.n }}'],
    s: '{{secrets.TOKEN}}',
    x: null,
  };
  const rendered = await renderJson(body, evaluate);
  expect(JSON.parse(JSON.stringify(rendered))).toEqual({
    n: 3,
    list: [[1], 'n=3'],
    s: '{{secrets.TOKEN}}',
    x: null,
  });
  const secrets = new SecretReveal(() => 'hunter2');
  expect(await revealJson(rendered, (text) => secrets.reveal(text))).toMatchObject({
    s: 'hunter2',
  });
  const error = await failure(
    renderJson({ 'a/b': ['{{ ( }}'] }, evaluate, { path: '/config/body' }),
  );
  expect(error.place.path).toBe('/config/body/a~1b/0');
});

describe('secrets', () => {
  const token = new SecretText(['Bearer ', { secret: 'TOKEN' }]);

  test('a missing secret is told by its name', async () => {
    const error = await failure(new SecretReveal(() => undefined).reveal(token));
    expect(error.code).toBe('SECRET_MISSING');
    expect(error.message).toContain('TOKEN');
  });

  test('a secret is asked for when it is revealed, not before', async () => {
    const asked: string[] = [];
    const secrets = new SecretReveal(async (name) => {
      asked.push(name);
      return 'hunter2';
    });
    expect(asked).toEqual([]);
    expect(await secrets.reveal(token)).toBe('Bearer hunter2');
    expect(JSON.stringify({ token })).toBe('{"token":"Bearer {{secrets.TOKEN}}"}');
  });

  test('what was revealed is taken out again, however it is encoded', async () => {
    const word = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(word, fc.string(), fc.string(), async (secret, before, after) => {
        // A text that holds the secret beside it as well is no test of taking it out.
        fc.pre(!'{{secrets.TOKEN}}'.includes(secret));
        const secrets = new SecretReveal(() => secret);
        await secrets.reveal(token);
        const text = `${before}${secret}${after}`;
        const encoded = {
          text,
          json: JSON.stringify({ text }),
          url: encodeURIComponent(text),
          form: new URLSearchParams({ text }).toString(),
          hex: Buffer.from(secret).toString('hex'),
          [secret]: [text],
        };
        const redacted = secrets.redactJson(encoded);
        expect(redacted.text).toContain('{{secrets.TOKEN}}');
        expect(redacted.hex).toBe('{{secrets.TOKEN}}');
        expect(Object.keys(redacted)).toContain('{{secrets.TOKEN}}');
        expect(redacted.url).toContain('{{secrets.TOKEN}}');
        expect(redacted.json).toContain('{{secrets.TOKEN}}');
        expect(redacted.form).toContain('{{secrets.TOKEN}}');
        const basic = Buffer.from(text).toString('base64');
        expect(secrets.redact(`Basic ${basic}`)).toContain('{{secrets.TOKEN}}');
      }),
    );
  });

  test('a secret that is a number is taken out of numbers', async () => {
    const secrets = new SecretReveal(() => '123456');
    await secrets.reveal(token);
    expect(secrets.redactJson([123456, 12, true, null])).toEqual([
      '{{secrets.TOKEN}}',
      12,
      true,
      null,
    ]);
  });
});
