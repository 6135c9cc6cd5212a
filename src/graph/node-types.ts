import type { JsonObject } from './definition';
import { NodeTypeRegistry, type NodeTypeDefinition } from './node-type-registry';

// One place to import from: what node types are, and which there are.
export { NodeTypeRegistry, type NodeTypeDefinition };

const TEXT: JsonObject = { type: 'string', minLength: 1 };

const EXPRESSION: JsonObject = {
  ...TEXT,
  description: 'A JSONata expression over input, steps, vars, trigger and run.',
};

const CHANNEL: JsonObject = {
  ...TEXT,
  description: 'Key of the channel on which its runs start. Default: live.',
};

/** The schema of a config object; properties that it does not name are a warning, not an error. */
function config(required: string[], properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', required, properties, additionalProperties: false, ...more };
}

/** The node types that the built-in executor runs, triggers first. */
export const builtInNodeTypes: NodeTypeDefinition[] = [
  {
    type: 'trigger.manual',
    title: 'Manual trigger',
    description: 'Starts a run when somebody asks for one. Its output is the input of the run.',
    category: 'Triggers',
    isTrigger: true,
    reachesOutside: false,
    configSchema: config([], { channel: CHANNEL }),
    example: { name: 'Ada' },
  },
  {
    type: 'trigger.schedule',
    title: 'Schedule',
    description: 'Starts a run at the times of a cron expression, in a time zone.',
    category: 'Triggers',
    isTrigger: true,
    reachesOutside: false,
    configSchema: config(['cron', 'timeZone'], {
      cron: {
        ...TEXT,
        description: 'Five fields, or six with seconds.',
        examples: ['0 9 * * 1-5'],
      },
      timeZone: { ...TEXT, description: 'IANA time zone.', examples: ['Europe/Berlin'] },
      channel: CHANNEL,
    }),
    example: { scheduledAt: '2026-01-05T08:00:00.000Z' },
  },
  {
    type: 'trigger.webhook',
    title: 'Webhook',
    description: 'Starts a run when a request arrives at a path of the workspace.',
    category: 'Triggers',
    isTrigger: true,
    reachesOutside: false,
    configSchema: config(['path'], {
      path: {
        ...TEXT,
        maxLength: 200,
        pattern: '^[A-Za-z0-9][A-Za-z0-9._~-]*$',
        description: 'Last segment of the address: letters, digits and . _ ~ -',
        examples: ['orders'],
      },
      secret: {
        type: 'string',
        'x-secret': true,
        description: 'The secret with which callers sign.',
        examples: ['{{secrets.WEBHOOK_SECRET}}'],
      },
      channel: CHANNEL,
    }),
    example: {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      query: {},
      body: {},
    },
  },
  {
    type: 'transform',
    title: 'Transform',
    description: 'Computes a value. Its output is the value of the expression.',
    category: 'Data',
    isTrigger: false,
    reachesOutside: false,
    configSchema: config(['expression'], {
      expression: { ...EXPRESSION, examples: ['{ "greeting": "Hello " & input.name }'] },
    }),
    example: { greeting: 'Hello Ada' },
  },
  {
    type: 'branch',
    title: 'Branch',
    description:
      'Goes on along the edges whose conditions hold; an edge without a condition is the else.',
    category: 'Flow',
    isTrigger: false,
    reachesOutside: false,
    configSchema: config([], {}),
    example: { branch: 'else' },
  },
  {
    type: 'set-variable',
    title: 'Set variable',
    description: 'Gives a declared variable the value of an expression.',
    category: 'Data',
    isTrigger: false,
    reachesOutside: false,
    configSchema: config(['name', 'value'], {
      name: { ...TEXT, description: 'Name of a variable of this workflow.', examples: ['counter'] },
      value: { ...EXPRESSION, examples: ['vars.counter + 1'] },
    }),
    example: { name: 'counter', value: 1 },
  },
  {
    type: 'http',
    title: 'HTTP request',
    description: 'Sends a request. Texts may hold {{ expression }} and {{secrets.NAME}}.',
    category: 'Integrations',
    isTrigger: false,
    reachesOutside: true,
    configSchema: config(['method', 'url'], {
      method: { enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] },
      url: { ...TEXT, examples: ['https://api.example.com/orders/{{ input.orderId }}'] },
      headers: {
        type: 'object',
        additionalProperties: { type: 'string' },
        examples: [{ authorization: 'Bearer {{secrets.API_TOKEN}}' }],
      },
      body: { description: 'A text, or any JSON whose texts may hold expressions.' },
      timeoutMs: {
        type: 'integer',
        minimum: 1,
        maximum: 600_000,
        description: 'Longest wait for the answer, in milliseconds.',
      },
    }),
    example: { status: 200, headers: { 'content-type': 'application/json' }, body: { ok: true } },
  },
  {
    type: 'delay',
    title: 'Delay',
    description: 'Waits for a time or until an instant, without holding a process.',
    category: 'Flow',
    isTrigger: false,
    reachesOutside: false,
    configSchema: config(
      [],
      {
        ms: { type: 'integer', minimum: 0, description: 'How long, in milliseconds.' },
        until: { ...EXPRESSION, examples: ['input.dueAt'] },
      },
      { oneOf: [{ required: ['ms'] }, { required: ['until'] }] },
    ),
    example: { resumedAt: '2026-01-05T08:00:00.000Z' },
  },
  {
    type: 'approval',
    title: 'Approval',
    description: 'Waits until a person approves or rejects.',
    category: 'Flow',
    isTrigger: false,
    reachesOutside: true,
    configSchema: config([], {
      prompt: {
        type: 'string',
        description: 'What the person is asked. May hold {{ expression }}.',
      },
    }),
    example: { approved: true, comment: 'Looks good.' },
  },
  {
    type: 'workflow',
    title: 'Sub-workflow',
    description: 'Runs another workflow and waits for it. Its output is the output of that run.',
    category: 'Flow',
    isTrigger: false,
    reachesOutside: true,
    configSchema: config(['workflowId', 'input'], {
      workflowId: { ...TEXT, description: 'Id of the workflow.' },
      version: {
        type: ['integer', 'string'],
        minimum: 1,
        pattern: '^(v?[1-9][0-9]*|latest|active)$',
        description: 'Version to run. It is pinned when the draft is saved.',
      },
      digest: {
        type: 'string',
        pattern: '^sha256:[0-9a-f]{64}$',
        description: 'Definition that is pinned, set when the draft is saved.',
      },
      input: { ...EXPRESSION, examples: ['{ "orderId": input.orderId }'] },
    }),
    example: { result: 'done' },
  },
];
