import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  Definition,
  DefinitionNode,
  JsonObject,
  JsonValue,
} from '../../../src/graph/definition';
import { builtInNodeTypes } from '../../../src/graph/node-types';
import {
  passNode,
  resumeNode,
  startNode,
  type StepResult,
} from '../../../src/run/execution/execute-node';
import { ExpressionEvaluator } from '../../../src/run/execution/expression';
import { ExpressionScope, StepOutputs } from '../../../src/run/execution/expression-scope';
import { AddressGuard } from '../../../src/run/execution/http-guard';
import { renderRequest } from '../../../src/run/execution/http-node';
import {
  sendHttp,
  type HttpAnswer,
  type HttpRequest,
} from '../../../src/run/execution/http-request';
import type {
  NodeContext,
  NodeFunction,
  NodeServices,
  Wake,
} from '../../../src/run/execution/node-function';
import { builtInNodeFunctions, isOfType } from '../../../src/run/execution/node-functions';
import { StepPlan } from '../../../src/run/execution/plan-steps';
import { StepError } from '../../../src/run/execution/step-error';
import { edge, node } from './graph';
import { scopeOf } from './planned';

const NOW = '2026-01-31T09:00:00.000Z';
const SECRET = 'hunter2-hunter2';

const expressions = new ExpressionEvaluator();
afterAll(() => expressions.close());

let sent: HttpRequest[];
let httpAnswer: HttpAnswer;
beforeEach(() => {
  sent = [];
  httpAnswer = { status: 200, headers: {}, body: { ok: true } };
});

const services: NodeServices = {
  clock: { now: () => NOW },
  expressions,
  http: async (request) => {
    sent.push(request);
    return httpAnswer;
  },
  secretOf: (name) => (name === 'TOKEN' ? SECRET : undefined),
};

const facts = {
  input: { name: 'Ada', id: 'a/b ?', dueAt: '2026-02-01T00:00:00Z', base: 'https://x.test/v1' },
  steps: { before: { n: 1 } },
  vars: { counter: 4 },
  trigger: { key: 't' },
  run: { id: 'r' },
};
const scope = scopeOf(facts);

function contextOf(
  one: DefinitionNode,
  {
    definition = {},
    ...more
  }: { definition?: Partial<Definition> } & Partial<Omit<NodeContext, 'definition'>> = {},
): NodeContext {
  return {
    definition: { nodes: [one], edges: [], ...definition },
    node: one,
    scope,
    payload: { from: 'trigger' },
    stepKey: 'key-of-step',
    signal: new AbortController().signal,
    services,
    ...more,
  };
}

function start(
  type: string,
  config: JsonObject,
  definition: Partial<Definition> = {},
): Promise<StepResult> {
  return startNode(builtInNodeFunctions, contextOf(node('n', type, { config }), { definition }));
}

function resume(type: string, wake: Wake): Promise<StepResult> {
  return resumeNode(builtInNodeFunctions, contextOf(node('n', type)), wake);
}

test('every built-in node type has a function, and no other has', () => {
  expect([...builtInNodeFunctions.keys()].sort()).toEqual(
    builtInNodeTypes.map(({ type }) => type).sort(),
  );
});

test.each(['trigger.manual', 'trigger.schedule', 'trigger.webhook'])(
  '%s puts out what it was given',
  async (type) => {
    expect(await start(type, {})).toMatchObject({ kind: 'DONE', output: { from: 'trigger' } });
  },
);

test('transform puts out the value of its expression', async () => {
  const result = await start('transform', { expression: '{ "greeting": "Hello " & input.name }' });
  expect(result).toEqual({
    kind: 'DONE',
    output: { greeting: 'Hello Ada' },
    variables: {},
    taken: [],
  });
});

test('a failing expression names the node, the place and the position', async () => {
  const failed = start('transform', { expression: 'input.name + 1' });
  await expect(failed).rejects.toMatchObject({
    code: 'EXPRESSION_FAILED',
    place: { nodeKey: 'n', path: '/config/expression', position: 12 },
  });
});

describe('branch', () => {
  const branch = node('n', 'branch');
  const nodes = [branch, node('a'), node('b')];
  const go = (condition: string) =>
    startNode(
      builtInNodeFunctions,
      contextOf(branch, {
        definition: {
          nodes,
          edges: [edge('n', 'a', { condition, sourceHandle: 'yes' }), edge('n', 'b')],
        },
      }),
    );

  test('puts out the branch that it chose', async () => {
    expect(await go('vars.counter > 3')).toMatchObject({
      output: { branch: 'yes' },
      taken: ['n>a'],
    });
    expect(await go('vars.counter > 4')).toMatchObject({
      output: { branch: 'else' },
      taken: ['n>b'],
    });
  });

  test('fails with the edge whose condition fails', async () => {
    await expect(go('1 + "x"')).rejects.toMatchObject({
      code: 'EXPRESSION_FAILED',
      place: { nodeKey: 'n', edgeKey: 'n>a', path: '/condition' },
    });
  });
});

describe('set-variable', () => {
  const variables = [{ name: 'counter', type: 'number' as const }];

  test('writes a variable, which conditions behind it read', async () => {
    const definition = {
      nodes: [node('n', 'set-variable'), node('a'), node('b')],
      edges: [
        edge('n', 'a', { condition: 'vars.counter = 5 and steps.n.value = 5' }),
        edge('n', 'b', { condition: 'vars.counter = 4' }),
      ],
      variables,
    };
    expect(
      await start('set-variable', { name: 'counter', value: 'vars.counter + 1' }, definition),
    ).toEqual({
      kind: 'DONE',
      output: { name: 'counter', value: 5 },
      variables: { counter: 5 },
      taken: ['n>a'],
    });
  });

  test('refuses a value of another type and a variable that is not declared', async () => {
    const wrong = start('set-variable', { name: 'counter', value: '"five"' }, { variables });
    await expect(wrong).rejects.toMatchObject({ code: 'VARIABLE_TYPE' });
    const undeclared = start('set-variable', { name: 'other', value: '1' }, { variables });
    await expect(undeclared).rejects.toMatchObject({
      code: 'VARIABLE_UNDECLARED',
      place: { path: '/config/name' },
    });
  });

  test.each<[JsonValue, string]>([
    [1, 'number'],
    ['', 'text'],
    [false, 'boolean'],
    [[], 'list'],
    [{}, 'object'],
  ])('%j is of type %s alone', (value, type) => {
    const types = ['number', 'text', 'boolean', 'list', 'object'] as const;
    expect(types.filter((one) => isOfType(value, one))).toEqual([type]);
    expect(types.filter((one) => isOfType(null, one))).toEqual([]);
  });
});

describe('delay', () => {
  test.each([
    [{ ms: 90_000 }, '2026-01-31T09:01:30.000Z'],
    [{ until: 'input.dueAt' }, '2026-02-01T00:00:00.000Z'],
    [{ until: '$toMillis(input.dueAt)' }, '2026-02-01T00:00:00.000Z'],
  ])('%j waits until %s', async (config, until) => {
    expect(await start('delay', config)).toEqual({ kind: 'WAIT', until });
  });

  test('does not wait for what is over, and goes on when its time has come', async () => {
    const done = { kind: 'DONE', output: { resumedAt: NOW } };
    expect(await start('delay', { until: '"2020-01-01"' })).toMatchObject(done);
    expect(await start('delay', { ms: 0 })).toMatchObject(done);
    expect(await resume('delay', { kind: 'TIME' })).toMatchObject(done);
  });

  test('refuses what is no time', async () => {
    await expect(start('delay', { until: 'input.name' })).rejects.toMatchObject({
      code: 'EXPRESSION_FAILED',
    });
    await expect(start('delay', { until: '{}' })).rejects.toMatchObject({
      code: 'EXPRESSION_FAILED',
    });
    await expect(start('delay', { ms: 1e300 })).rejects.toMatchObject({
      place: { path: '/config/ms' },
    });
  });
});

describe('approval', () => {
  test('asks a person, without telling secrets', async () => {
    expect(
      await start('approval', { prompt: 'Send to {{ input.name }} with {{secrets.TOKEN}}?' }),
    ).toEqual({
      kind: 'WAIT',
      signal: 'APPROVAL',
      prompt: 'Send to Ada with {{secrets.TOKEN}}?',
    });
    expect(await start('approval', {})).toMatchObject({ prompt: '' });
  });

  test('goes on with the answer, a rejection as well', async () => {
    const answers: JsonObject[] = [{ approved: true, comment: 'Looks good.' }, { approved: false }];
    for (const data of answers) {
      expect(await resume('approval', { kind: 'SIGNAL', data })).toMatchObject({
        kind: 'DONE',
        output: data,
      });
    }
    const others: JsonValue[] = [{}, null, [], { approved: 'yes' }];
    for (const data of others) {
      await expect(resume('approval', { kind: 'SIGNAL', data })).rejects.toMatchObject({
        code: 'APPROVAL_INVALID',
      });
    }
  });
});

describe('workflow', () => {
  const digest = `sha256:${'0'.repeat(64)}`;

  test('starts the definition that was pinned', async () => {
    const config = { workflowId: 'w', version: 3, digest, input: '{ "who": input.name }' };
    expect(await start('workflow', config)).toEqual({
      kind: 'CHILD',
      workflowId: 'w',
      digest,
      input: { who: 'Ada' },
    });
    await expect(start('workflow', { workflowId: 'w', input: '1' })).rejects.toMatchObject({
      code: 'SUBWORKFLOW_NOT_PINNED',
    });
  });

  test('puts out what that run did, and fails with it', async () => {
    expect(await resume('workflow', { kind: 'CHILD', succeeded: true, output: 7 })).toMatchObject({
      output: 7,
    });
    await expect(
      resume('workflow', { kind: 'CHILD', succeeded: false, message: 'no stock' }),
    ).rejects.toMatchObject({
      code: 'CHILD_FAILED',
      message: expect.stringContaining('no stock') as string,
    });
  });
});

describe('http', () => {
  const config = {
    method: 'POST',
    url: 'https://x.test/orders/{{ input.id }}?who={{ input.name }}&key={{secrets.TOKEN}}',
    headers: { Authorization: 'Bearer {{secrets.TOKEN}}', 'x-name': '{{ input.name }}' },
    body: { n: '{{ steps.before.n }}', note: 'n={{ steps.before.n }}' },
  };

  test('sends what its texts say, secrets filled in last', async () => {
    expect(await start('http', config)).toMatchObject({ kind: 'DONE', output: httpAnswer });
    expect(sent).toEqual([
      {
        method: 'POST',
        url: `https://x.test/orders/a%2Fb%20%3F?who=Ada&key=${SECRET}`,
        headers: {
          authorization: `Bearer ${SECRET}`,
          'x-name': 'Ada',
          'idempotency-key': 'key-of-step',
          'content-type': 'application/json',
        },
        secretHeaders: new Set(['authorization']),
        body: '{"n":1,"note":"n=1"}',
        isBodySecret: false,
      },
    ]);
  });

  test('what is stored as its input names secrets and does not hold them', async () => {
    const rendered = JSON.stringify(await renderRequest(contextOf(node('n', 'http', { config }))));
    expect(rendered).toContain('Bearer {{secrets.TOKEN}}');
    expect(rendered).not.toContain(SECRET);
  });

  test('an address that begins with a value takes it whole, and one behind it as a component', async () => {
    await start('http', { method: 'GET', url: '{{ input.base }}/{{ input.id }}' });
    expect(sent[0]!.url).toBe('https://x.test/v1/a%2Fb%20%3F');
    const climbing = start('http', { method: 'GET', url: 'https://x.test/a/{{ ".." }}' });
    await expect(climbing).rejects.toMatchObject({ code: 'EXPRESSION_FAILED' });
  });

  test('a secret is taken out of whatever comes back', async () => {
    httpAnswer = {
      status: 200,
      headers: { 'x-echo': `Bearer ${SECRET}` },
      body: { [SECRET]: [Buffer.from(`user:${SECRET}`).toString('base64')] },
    };
    const text = JSON.stringify(await start('http', config));
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(Buffer.from(SECRET.slice(0, 12)).toString('base64').slice(4, 12));
    expect(text).toContain('{{secrets.TOKEN}}');
  });

  test('a secret is taken out of errors', async () => {
    const echoing = {
      ...services,
      http: () => Promise.reject(new StepError('HTTP_FAILED', `No route for ${SECRET}`, {}, true)),
    };
    const failed = startNode(
      builtInNodeFunctions,
      contextOf(node('n', 'http', { config }), { services: echoing }),
    );
    await expect(failed).rejects.toMatchObject({
      message: 'No route for {{secrets.TOKEN}}',
      isRetryable: true,
    });
  });

  test('a missing secret is told by name, and nothing is sent', async () => {
    const missing = start('http', { method: 'GET', url: 'https://x.test/{{secrets.OTHER}}' });
    await expect(missing).rejects.toMatchObject({
      code: 'SECRET_MISSING',
      place: { nodeKey: 'n' },
    });
    expect(sent).toEqual([]);
  });

  test.each([
    [399, undefined],
    [400, false],
    [404, false],
    [408, true],
    [429, true],
    [501, false],
    [503, true],
  ])('the status %d', async (status, isRetryable) => {
    httpAnswer = { ...httpAnswer, status };
    const result = start('http', config);
    if (isRetryable === undefined) expect(await result).toMatchObject({ kind: 'DONE' });
    else await expect(result).rejects.toMatchObject({ code: 'HTTP_STATUS', isRetryable });
  });

  test('a request without an answer is given up in its time, over a real connection', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const guard = new AddressGuard(['127.0.0.1']);
    const real: NodeServices = {
      ...services,
      http: (request, signal) => sendHttp(request, { guard }, signal),
    };
    const get = { method: 'GET', url: `http://127.0.0.1:${port}/` };
    try {
      for (const more of [{ config: { ...get, timeoutMs: 50 } }, { config: get, timeoutMs: 50 }]) {
        const late = startNode(
          builtInNodeFunctions,
          contextOf(node('n', 'http', more), { services: real }),
        );
        await expect(late).rejects.toMatchObject({
          code: 'TIMED_OUT',
          isRetryable: true,
          place: { nodeKey: 'n' },
        });
      }
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe('functions of an installation', () => {
  const run = (nodeFunction: NodeFunction, context: Partial<NodeContext> = {}) =>
    startNode(new Map([['acme.any', nodeFunction]]), contextOf(node('n', 'acme.any'), context));

  test('what they throw fails the step without being told, but for whoever logs it', async () => {
    const error = await run({ start: () => Promise.reject(new Error(SECRET)) }).catch(
      (one: StepError) => one,
    );
    expect(error).toMatchObject({
      code: 'NODE_FAILED',
      isRetryable: true,
      cause: new Error(SECRET),
    });
    expect((error as StepError).message).not.toContain(SECRET);
  });

  test('a cancelled run ends them with its reason', async () => {
    const controller = new AbortController();
    const cancelled = run(
      { start: () => new Promise(() => undefined) },
      { signal: controller.signal },
    );
    controller.abort(new Error('canceled'));
    await expect(cancelled).rejects.toThrow('canceled');
  });

  test('a type without function, or that never waits, is told', async () => {
    await expect(start('acme.other', {})).rejects.toMatchObject({ code: 'NODE_TYPE_UNKNOWN' });
    await expect(resume('transform', { kind: 'TIME' })).rejects.toMatchObject({
      code: 'NODE_FAILED',
    });
  });
});

test('planned and executed, a definition runs to its end', async () => {
  const definition: Definition = {
    nodes: [
      node('t', 'trigger.manual'),
      node('double', 'transform', { config: { expression: 'input.n * 2' } }),
      node('off', 'http', { disabled: true }),
      node('choose', 'branch'),
      node('big', 'transform', { config: { expression: '"big " & steps.off' } }),
      node('small', 'transform', { config: { expression: '"small"' } }),
      node('join', 'transform', {
        config: { expression: '{ "big": steps.big, "small": steps.small }' },
      }),
    ],
    edges: [
      edge('t', 'double'),
      edge('double', 'off'),
      edge('off', 'choose'),
      edge('choose', 'big', { condition: 'steps.double > 10' }),
      edge('choose', 'small'),
      edge('big', 'join'),
      edge('small', 'join'),
    ],
  };
  const plan = new StepPlan(definition, 't');
  const outputs = new StepOutputs();
  const input = { n: 7 };
  const scope = (): ExpressionScope => new ExpressionScope({ ...facts, input }, outputs);
  const inRun = (one: DefinitionNode) =>
    contextOf(one, { definition, payload: input, scope: scope() });
  while (plan.outcome === undefined) {
    for (const one of plan.start(20)) {
      const isPassed = one.disabled === true;
      const result = isPassed
        ? await passNode(inRun(one), plan.passedOnFrom(one.id))
        : await startNode(builtInNodeFunctions, inRun(one));
      if (result.kind !== 'DONE') throw new Error('Nothing here waits.');
      outputs.add(one.id, result.output);
      plan.set(one.id, { status: isPassed ? 'PASSED' : 'SUCCEEDED', taken: result.taken });
    }
    plan.skip();
  }
  expect(plan.outcome).toBe('SUCCEEDED');
  expect(outputs.first(Infinity)).toEqual({
    t: { n: 7 },
    double: 14,
    off: 14,
    choose: { branch: 'choose>big' },
    big: 'big 14',
    join: { big: 'big 14' },
  });
  expect(plan.stateOf('small')).toEqual({ status: 'SKIPPED' });
});
