import * as fc from 'fast-check';
import type { JsonObject } from '../../../src/graph/definition';
import { builtInNodeTypes, NodeTypeRegistry } from '../../../src/graph/node-types';
import { secretNames } from '../../../src/graph/secret-reference';
import { arbitraryObject } from './arbitrary-definition';

const registry = new NodeTypeRegistry(builtInNodeTypes);

const VALID: [string, JsonObject][] = [
  ['trigger.manual', {}],
  ['trigger.manual', { channel: 'staging' }],
  ['trigger.schedule', { cron: '0 9 * * 1-5', timeZone: 'Europe/Berlin' }],
  ['trigger.webhook', { path: 'orders' }],
  ['trigger.webhook', { path: 'orders-2.x', secret: '{{secrets.HOOK}}' }],
  ['transform', { expression: 'input.a' }],
  ['branch', {}],
  ['set-variable', { name: 'n', value: 'vars.n + 1' }],
  ['http', { method: 'GET', url: 'https://example.com' }],
  [
    'http',
    {
      method: 'POST',
      url: 'https://example.com',
      headers: { a: 'b' },
      body: { c: [1] },
      timeoutMs: 1,
    },
  ],
  ['delay', { ms: 0 }],
  ['delay', { until: 'input.at' }],
  ['approval', {}],
  ['approval', { prompt: 'OK?' }],
  ['workflow', { workflowId: 'w', input: '{}' }],
  ['workflow', { workflowId: 'w', version: 3, input: '{}' }],
  ['workflow', { workflowId: 'w', version: 'latest', input: '{}' }],
];

const INVALID: [string, JsonObject, string, string][] = [
  ['trigger.schedule', { timeZone: 'UTC' }, '/cron', 'is required'],
  ['trigger.schedule', { cron: '* * * * *' }, '/timeZone', 'is required'],
  ['trigger.schedule', { cron: '', timeZone: 'UTC' }, '/cron', 'must not be empty'],
  ['trigger.webhook', { path: '/orders' }, '/path', 'must match pattern'],
  ['trigger.webhook', { path: '..' }, '/path', 'must match pattern'],
  ['trigger.webhook', { path: 'a', secret: 'x' }, '/secret', 'exactly one secret reference'],
  ['transform', {}, '/expression', 'is required'],
  ['branch', { condition: 'x' }, '/condition', 'is not a known property'],
  ['set-variable', { name: 'n' }, '/value', 'is required'],
  ['http', { method: 'get', url: 'x' }, '/method', 'must be one of GET, HEAD'],
  ['http', { method: 'GET', url: 'x', headers: { a: 1 } }, '/headers/a', 'must be string'],
  ['http', { method: 'GET', url: 'x', timeoutMs: 0 }, '/timeoutMs', 'must be >= 1'],
  ['delay', {}, '', 'must have exactly one of ms, until'],
  ['delay', { ms: 1, until: 'x' }, '', 'must have exactly one of ms, until'],
  ['delay', { ms: -1 }, '/ms', 'must be >= 0'],
  ['approval', { prompt: 1 }, '/prompt', 'must be string'],
  ['workflow', { input: 'x' }, '/workflowId', 'is required'],
  ['workflow', { workflowId: 'w', input: 'x', version: 'draft' }, '/version', 'must match pattern'],
  ['workflow', { workflowId: 'w', input: 'x', version: 0 }, '/version', 'must be >= 1'],
];

describe('the built-in node types', () => {
  it('are those that clients rely on', () => {
    expect(registry.all().map(({ type }) => type)).toEqual([
      'trigger.manual',
      'trigger.schedule',
      'trigger.webhook',
      'transform',
      'branch',
      'set-variable',
      'http',
      'delay',
      'approval',
      'workflow',
    ]);
    const triggers = registry.all().filter(({ isTrigger }) => isTrigger);
    expect(triggers.every(({ type }) => type.startsWith('trigger.'))).toBe(true);
    expect(triggers).toHaveLength(3);
  });

  it.each(VALID)('%s takes %j', (type, config) => {
    expect(registry.validateConfig(type, config)).toEqual([]);
  });

  it.each(INVALID)('%s with %j is faulty at %s: %s', (type, config, path, message) => {
    expect(registry.validateConfig(type, config)).toEqual([
      expect.objectContaining({ path, message: expect.stringContaining(message) as string }),
    ]);
  });

  it('give examples in their schemas that they take themselves', () => {
    for (const { type, configSchema } of builtInNodeTypes) {
      for (const [name, schema] of Object.entries(configSchema['properties'] as JsonObject)) {
        for (const example of ((schema as JsonObject)['examples'] ?? []) as []) {
          const faults = registry.validateConfig(type, { [name]: example });
          expect(faults.filter(({ path }) => path.startsWith(`/${name}`))).toEqual(
            faults.filter(({ path, keyword }) => path === `/${name}` && keyword === 'required'),
          );
        }
      }
    }
  });

  it('validate any config without throwing or changing it', () => {
    fc.assert(
      fc.property(arbitraryObject, fc.constantFrom(...builtInNodeTypes), (config, { type }) => {
        const before = JSON.stringify(config);
        registry.validateConfig(type, config);
        expect(JSON.stringify(config)).toBe(before);
      }),
    );
  });
});

describe('NodeTypeRegistry', () => {
  const type = { ...builtInNodeTypes[0], type: 'mine' } as (typeof builtInNodeTypes)[number];

  it('knows the types that it was given, and no member of every object', () => {
    expect(registry.get('http')?.title).toBe('HTTP request');
    expect(registry.get('constructor')).toBeUndefined();
    expect(registry.validateConfig('nope', { a: 1 })).toEqual([]);
    expect(registry.inlineSecrets('nope', { a: 1 })).toEqual([]);
  });

  it('refuses two types of one name', () => {
    expect(() => new NodeTypeRegistry([type, type])).toThrow('mine is defined twice');
  });

  it('compiles a schema when it is first needed, not before', () => {
    const broken = { ...type, configSchema: { type: 'nothing' } };
    const withBroken = new NodeTypeRegistry([broken]);
    expect(() => withBroken.validateConfig('mine', {})).toThrow();
  });

  it('finds inline secrets behind references and in branches of a schema', () => {
    const secret = { type: 'string', 'x-secret': true };
    const configSchema: JsonObject = {
      $defs: { secret },
      properties: { a: { $ref: '#/$defs/secret' } },
      additionalProperties: { allOf: [secret] },
    };
    const found = new NodeTypeRegistry([{ ...type, configSchema }]).inlineSecrets('mine', {
      a: 'x',
      'b/c': 'y',
      d: '{{secrets.D}}',
    });
    expect(found.sort()).toEqual(['/a', '/b~1c']);
  });
});

describe('secretNames', () => {
  it('names every secret that a config refers to, once and sorted', () => {
    const config = {
      headers: { authorization: 'Bearer {{secrets.B}} {{ secrets.A & secrets.C }}' },
      list: ['{{secrets.B}}', 'secrets.NOT', '{{ input.secrets }}', 7, null],
    };
    const nodes = [{ id: 'a', type: 'http', name: 'A', config }];
    expect(secretNames({ nodes, edges: [] })).toEqual(['A', 'B', 'C']);
  });
});
