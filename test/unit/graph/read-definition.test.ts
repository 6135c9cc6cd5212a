import * as fc from 'fast-check';
import { canonicalDefinition, canonicalForm } from '../../../src/graph/canonical-form';
import { DefinitionError, readDefinition } from '../../../src/graph/read-definition';
import { MAX_DEFINITION_BYTES, MAX_EDGES, MAX_NODES } from '../../../src/graph/limits';
import { NodeTypeRegistry, type NodeTypeDefinition } from '../../../src/graph/node-types';
import { arbitraryDefinition } from './arbitrary-definition';

type Loose = Record<string, unknown>;

const a: Loose = { id: 'a', type: 'transform', name: 'A', config: {} };
const b: Loose = { id: 'b', type: 'transform', name: 'B', config: {} };
const edge: Loose = { id: 'e', source: 'a', target: 'b' };

function withNode(more: Loose): Loose {
  return { nodes: [{ ...a, ...more }, b], edges: [edge] };
}

function withEdge(more: Loose): Loose {
  return { nodes: [a, b], edges: [{ ...edge, ...more }] };
}

function withRoot(more: Loose): Loose {
  return { nodes: [a, b], edges: [edge], ...more };
}

function withVariable(more: Loose): Loose {
  return withRoot({ variables: [{ name: 'v', type: 'text', ...more }] });
}

function errorOf(input: unknown): DefinitionError {
  try {
    readDefinition(input);
  } catch (error) {
    if (error instanceof DefinitionError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = { a: value };
  return value;
}

describe('readDefinition takes', () => {
  it('a definition in our own format, into its canonical form', () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const before = JSON.stringify(definition);
        const reading = readDefinition(definition);
        expect(reading.definition).toEqual(canonicalForm(definition));
        expect(reading.canonical).toBe(canonicalDefinition(definition));
        expect(reading.layout).toBeUndefined();
        expect(JSON.stringify(definition)).toBe(before);
      }),
    );
  });

  it('optional members that are null as absent', () => {
    const node = {
      ...a,
      parent: null,
      disabled: null,
      retry: null,
      timeoutMs: null,
      position: null,
    };
    const line = {
      ...edge,
      sourceHandle: null,
      targetHandle: null,
      condition: null,
      priority: null,
    };
    const rest = { inputs: null, settings: null, viewport: null };
    const variables = [
      { name: 'v', type: 'text', default: null, description: null, lifetime: null },
    ];
    const reading = readDefinition({ nodes: [node, b], edges: [line], variables, ...rest });
    expect(reading.definition).toEqual({
      nodes: [a, b],
      edges: [edge],
      variables: [{ name: 'v', type: 'text' }],
    });
  });

  it('a node without a config as one with an empty config', () => {
    const node = { id: 'a', type: 't', name: 'A' };
    expect(readDefinition({ nodes: [node], edges: [] }).definition.nodes[0]?.config).toEqual({});
  });

  it('a node without a name as one that is named by its id', () => {
    const node = { id: 'a', type: 't', config: {} };
    expect(readDefinition({ nodes: [node], edges: [] }).definition.nodes[0]?.name).toBe('a');
  });

  it('positions of nodes in our own format', () => {
    const reading = readDefinition(withNode({ position: { x: 1, y: 2 } }));
    expect(reading.layout).toEqual({ positions: { a: { x: 1, y: 2 } } });
    expect(reading.definition.nodes[0]).toEqual(a);
  });

  it('a config with any member, that of every object among them', () => {
    const config = { constructor: 1, prototype: 2, toString: 3, label: 4 };
    expect(readDefinition(withNode({ config })).definition.nodes[0]?.config).toEqual(config);
  });

  it('edges from a node to itself, for external executors', () => {
    expect(readDefinition(withEdge({ target: 'a' })).definition.edges).toHaveLength(1);
  });
});

describe('readDefinition refuses', () => {
  it.each<[string, unknown, string, string]>([
    ['what is not an object', [], '', 'must be an object'],
    ['null', null, '', 'must be an object'],
    ['a missing list of nodes', { edges: [] }, '/nodes', 'is required'],
    ['a missing list of edges', { nodes: [] }, '/edges', 'is required'],
    ['nodes that are no list', { nodes: {}, edges: [] }, '/nodes', 'must be a list'],
    ['a node that is no object', { nodes: [1], edges: [] }, '/nodes/0', 'must be an object'],
    ['an edge that is no object', { nodes: [], edges: [[]] }, '/edges/0', 'must be an object'],
    ['an unknown member', withRoot({ nodez: [] }), '/nodez', 'not a known member'],
    ['an unknown member of a node', withNode({ enabled: true }), '/nodes/0/enabled', 'not a known'],
    ['an unknown member of an edge', withEdge({ weight: 1 }), '/edges/0/weight', 'not a known'],
    [
      'an unknown member of a retry policy',
      withNode({ retry: { attempts: 1, backoffMs: 0, jitter: 1 } }),
      '/nodes/0/retry/jitter',
      'not a known',
    ],
    [
      'an unknown member of a variable',
      withVariable({ scope: 1 }),
      '/variables/0/scope',
      'not a known',
    ],
    [
      'an unknown member of a position',
      withNode({ position: { x: 1, y: 1, z: 1 } }),
      '/nodes/0/position/z',
      'not a known',
    ],
    ['a missing id', withNode({ id: undefined }), '/nodes/0/id', 'is required'],
    ['an empty id', withNode({ id: '' }), '/nodes/0/id', 'must not be empty'],
    ['an id that is no text', withNode({ id: 1 }), '/nodes/0/id', 'must be a text'],
    ['a long id', withNode({ id: 'x'.repeat(201) }), '/nodes/0/id', 'longer than 200'],
    ['an id with a lone surrogate', withNode({ id: '\ud83d' }), '/nodes/0/id', 'lone surrogate'],
    ['the id __proto__', withNode({ id: '__proto__' }), '/nodes/0/id', 'reserved'],
    ['the id constructor', withNode({ id: 'constructor' }), '/nodes/0/id', 'reserved'],
    ['two nodes with one id', { nodes: [a, a], edges: [] }, '/nodes/1/id', 'another node'],
    [
      'two edges with one id',
      { nodes: [a, b], edges: [edge, edge] },
      '/edges/1/id',
      'another edge',
    ],
    ['a missing type', withNode({ type: undefined }), '/nodes/0/type', 'is required'],
    ['a type that is no text', withNode({ type: {} }), '/nodes/0/type', 'must be a text'],
    ['a name that is no text', withNode({ name: 1 }), '/nodes/0/name', 'must be a text'],
    ['a long name', withNode({ name: 'x'.repeat(1001) }), '/nodes/0/name', 'longer than'],
    [
      'a config that is no object',
      withNode({ config: 'x' }),
      '/nodes/0/config',
      'must be an object',
    ],
    ['a config that is a list', withNode({ config: [] }), '/nodes/0/config', 'must be an object'],
    [
      'disabled that is no boolean',
      withNode({ disabled: 'no' }),
      '/nodes/0/disabled',
      'true or false',
    ],
    [
      'a retry policy that is no object',
      withNode({ retry: 3 }),
      '/nodes/0/retry',
      'must be an object',
    ],
    [
      'a retry policy without attempts',
      withNode({ retry: { backoffMs: 0 } }),
      '/nodes/0/retry/attempts',
      'is required',
    ],
    [
      'a retry policy of no attempts',
      withNode({ retry: { attempts: 0, backoffMs: 0 } }),
      '/nodes/0/retry/attempts',
      'from 1 to',
    ],
    [
      'half an attempt',
      withNode({ retry: { attempts: 1.5, backoffMs: 0 } }),
      '/nodes/0/retry/attempts',
      'an integer',
    ],
    [
      'a negative pause',
      withNode({ retry: { attempts: 2, backoffMs: -1 } }),
      '/nodes/0/retry/backoffMs',
      'from 0 to',
    ],
    ['no time at all', withNode({ timeoutMs: 0 }), '/nodes/0/timeoutMs', 'from 1 to'],
    [
      'a time-out that is no number',
      withNode({ timeoutMs: '5' }),
      '/nodes/0/timeoutMs',
      'an integer',
    ],
    ['a parent that is no text', withNode({ parent: 1 }), '/nodes/0/parent', 'must be a text'],
    [
      'a parent that is missing',
      withNode({ parent: 'x' }),
      '/nodes/0/parent',
      'x is not the id of a node',
    ],
    [
      'a node that is its own parent',
      withNode({ parent: 'a' }),
      '/nodes/0/parent',
      'a parent of itself',
    ],
    [
      'parents in a circle',
      {
        nodes: [
          { ...a, parent: 'b' },
          { ...b, parent: 'a' },
        ],
        edges: [],
      },
      '/nodes/0/parent',
      'a parent of itself',
    ],
    ['an edge without a source', withEdge({ source: undefined }), '/edges/0/source', 'is required'],
    [
      'an edge from nowhere',
      withEdge({ source: 'x' }),
      '/edges/0/source',
      'x is not the id of a node',
    ],
    [
      'an edge to nowhere',
      withEdge({ target: 'x' }),
      '/edges/0/target',
      'x is not the id of a node',
    ],
    [
      'an edge to a member of every object',
      withEdge({ target: 'toString' }),
      '/edges/0/target',
      'not the id',
    ],
    [
      'a handle that is no text',
      withEdge({ sourceHandle: 1 }),
      '/edges/0/sourceHandle',
      'must be a text',
    ],
    [
      'a condition that is no text',
      withEdge({ condition: true }),
      '/edges/0/condition',
      'must be a text',
    ],
    [
      'a priority that is no number',
      withEdge({ priority: 'high' }),
      '/edges/0/priority',
      'an integer',
    ],
    ['a priority beyond 2^53', withEdge({ priority: 2 ** 60 }), '/edges/0/priority', 'from'],
    ['inputs that are no object', withRoot({ inputs: true }), '/inputs', 'must be an object'],
    [
      'inputs that are no schema',
      withRoot({ inputs: { type: 'nothing' } }),
      '/inputs',
      'not a JSON Schema',
    ],
    [
      'inputs that refer to nothing',
      withRoot({ inputs: { $ref: '#/$defs/x' } }),
      '/inputs',
      "can't resolve",
    ],
    [
      'inputs that refer elsewhere',
      withRoot({ inputs: { $ref: 'https://example.com/x' } }),
      '/inputs',
      "can't resolve",
    ],
    [
      'inputs of another draft',
      withRoot({ inputs: { $schema: 'http://json-schema.org/draft-04/schema#' } }),
      '/inputs',
      'not a JSON Schema',
    ],
    [
      'inputs with a bad pattern',
      withRoot({ inputs: { pattern: '(' } }),
      '/inputs',
      'not a JSON Schema',
    ],
    [
      'inputs that would be checked later',
      withRoot({ inputs: { $async: true } }),
      '/inputs',
      '$async',
    ],
    ['settings that are no object', withRoot({ settings: [] }), '/settings', 'must be an object'],
    ['variables that are no list', withRoot({ variables: {} }), '/variables', 'must be a list'],
    [
      'a variable that is no object',
      withRoot({ variables: ['v'] }),
      '/variables/0',
      'must be an object',
    ],
    [
      'a variable without a name',
      withVariable({ name: undefined }),
      '/variables/0/name',
      'is required',
    ],
    [
      'a variable named __proto__',
      withVariable({ name: '__proto__' }),
      '/variables/0/name',
      'reserved',
    ],
    [
      'a variable of no type',
      withVariable({ type: undefined }),
      '/variables/0/type',
      'is required',
    ],
    [
      'a variable of an unknown type',
      withVariable({ type: 'string' }),
      '/variables/0/type',
      'one of number, text',
    ],
    [
      'an unknown lifetime',
      withVariable({ lifetime: 'forever' }),
      '/variables/0/lifetime',
      'one of reset',
    ],
    [
      'a description that is no text',
      withVariable({ description: 1 }),
      '/variables/0/description',
      'a text',
    ],
    [
      'two variables with one name',
      withRoot({
        variables: [
          { name: 'v', type: 'text' },
          { name: 'v', type: 'list' },
        ],
      }),
      '/variables/1/name',
      'another variable',
    ],
    [
      'a text with a number as default',
      withVariable({ default: 1 }),
      '/variables/0/default',
      'type, text',
    ],
    [
      'a number with a text as default',
      withVariable({ type: 'number', default: '1' }),
      '/variables/0/default',
      'type, number',
    ],
    [
      'a boolean with a text as default',
      withVariable({ type: 'boolean', default: 'true' }),
      '/variables/0/default',
      'type, boolean',
    ],
    [
      'a list with an object as default',
      withVariable({ type: 'list', default: {} }),
      '/variables/0/default',
      'type, list',
    ],
    [
      'an object with a list as default',
      withVariable({ type: 'object', default: [] }),
      '/variables/0/default',
      'type, object',
    ],
    [
      'a number that is not finite',
      withNode({ config: { a: [NaN] } }),
      '/nodes/0/config/a/0',
      'finite',
    ],
    ['a function', withNode({ config: { a: () => 1 } }), '/nodes/0/config/a', 'of type function'],
    [
      'an undefined member of a config',
      withNode({ config: { a: undefined } }),
      '/nodes/0/config/a',
      'undefined',
    ],
    [
      'an instance of a class',
      withNode({ config: { a: new Date(0) } }),
      '/nodes/0/config/a',
      'class',
    ],
    [
      'a text with a lone surrogate',
      withNode({ config: { a: '\ude00' } }),
      '/nodes/0/config/a',
      'surrogate',
    ],
    [
      'a name with a lone surrogate',
      withNode({ config: { '\ude00': 1 } }),
      '/nodes/0/config',
      'surrogate',
    ],
    [
      'deep nesting',
      withNode({ config: { 'a/b': nested(5_000) } }),
      `/nodes/0/config/a~1b${'/a'.repeat(99)}`,
      'deeper',
    ],
    [
      'deep nesting of settings',
      withRoot({ settings: nested(200) }),
      `/settings${'/a'.repeat(100)}`,
      'deeper',
    ],
    [
      'deep nesting of inputs',
      withRoot({ inputs: nested(5_000) }),
      `/inputs${'/a'.repeat(100)}`,
      'deeper',
    ],
    [
      'a position that is no object',
      withNode({ position: 1 }),
      '/nodes/0/position',
      'must be an object',
    ],
    [
      'a position without y',
      withNode({ position: { x: 1 } }),
      '/nodes/0/position/y',
      'is required',
    ],
    [
      'a position at infinity',
      withNode({ position: { x: Infinity, y: 0 } }),
      '/nodes/0/position/x',
      'finite',
    ],
    ['a negative width', withNode({ width: -1, height: 1 }), '/nodes/0/width', '0 or more'],
    ['config and data at once', withNode({ data: {} }), '/nodes/0/data', 'one or the other'],
    [
      'two different names',
      { nodes: [{ id: 'a', name: 'A', data: { label: 'B' } }], edges: [] },
      '/nodes/0/name',
      'given twice',
    ],
    [
      'two different parents',
      withNode({ parent: 'b', parentId: 'c' }),
      '/nodes/0/parentId',
      'given twice',
    ],
    [
      'two different conditions',
      withEdge({ condition: 'a', data: { condition: 'b' } }),
      '/edges/0/condition',
      'given twice',
    ],
    [
      'content in the data of an edge that has no place',
      withEdge({ data: { mapping: {} } }),
      '/edges/0/data/mapping',
      'not a known',
    ],
  ])('%s', (_name, input, path, message) => {
    const error = errorOf(input);
    expect(error.issues).toContainEqual({
      path,
      message: expect.stringContaining(message) as string,
    });
    expect(error.message).toContain(message);
  });

  it('members named __proto__, without setting a prototype', () => {
    for (const text of [
      '{"nodes":[],"edges":[],"__proto__":{"x":1}}',
      '{"nodes":[{"id":"a","type":"t","config":{"deep":[{"__proto__":{"x":1}}]}}],"edges":[]}',
      '{"nodes":[{"id":"a","type":"t","__proto__":{"x":1}}],"edges":[]}',
      '{"nodes":[],"edges":[],"settings":{"__proto__":null}}',
    ]) {
      expect(errorOf(JSON.parse(text)).issues[0]?.path).toMatch(/\/__proto__$/);
    }
    expect(({} as Loose)['x']).toBeUndefined();
  });

  it('inherited members as if they were absent', () => {
    const input = Object.create({ nodes: [], edges: [] }) as Loose;
    expect(() => readDefinition(input)).toThrow(DefinitionError);
    const prototype = Object.prototype as unknown as Loose;
    Object.defineProperty(prototype, 'disabled', { value: true, configurable: true });
    try {
      expect(Object.keys(readDefinition(withNode({})).definition.nodes[0] ?? {})).not.toContain(
        'disabled',
      );
    } finally {
      delete prototype['disabled'];
    }
  });

  it('a circle of parents once, not for each node of it', () => {
    const nodes = [
      { ...a, parent: 'b' },
      { ...b, parent: 'a' },
    ];
    expect(errorOf({ nodes, edges: [] }).issues).toHaveLength(1);
  });

  it('members whose names only look like the path of a field', () => {
    const error = errorOf(withNode({ 'data.label': 'A' }));
    expect(error.issues).toEqual([
      { path: '/nodes/0/data.label', message: 'is not a known member' },
    ]);
  });

  it('texts that are small but shared so often that the whole would be huge', () => {
    const condition = 'x'.repeat(100_000);
    const edges = Array.from({ length: MAX_EDGES }, (_, index) => ({
      ...edge,
      id: `e${index}`,
      condition,
    }));
    expect(errorOf({ nodes: [a, b], edges }).message).toContain('larger than');
  });

  it('more nodes, edges or variables than allowed, without reading them', () => {
    const { path, message } = errorOf({ nodes: new Array(50_000_000), edges: [] }).issues[0] ?? {};
    expect([path, message]).toEqual(['/nodes', expect.stringContaining(`at most ${MAX_NODES}`)]);
    expect(errorOf({ nodes: [], edges: new Array(MAX_EDGES + 1) }).message).toContain(
      'at most 20000',
    );
    expect(errorOf(withRoot({ variables: new Array(1001) })).message).toContain('at most 1000');
  });

  it('a definition that is larger than 5 MB', () => {
    const most = 'x'.repeat(MAX_DEFINITION_BYTES - 200);
    expect(readDefinition(withNode({ config: { most } })).canonical.length).toBeLessThan(
      MAX_DEFINITION_BYTES,
    );
    expect(errorOf(withNode({ config: { most: most + most } })).message).toContain('larger than');
    const bytes = '€'.repeat(MAX_DEFINITION_BYTES / 2);
    expect(errorOf(withNode({ config: { bytes } })).message).toContain('larger than 5242880 bytes');
    const many = Array.from({ length: 400 }, () => 'y'.repeat(MAX_DEFINITION_BYTES / 300));
    expect(errorOf(withNode({ config: { many } })).message).toContain('larger than');
  });

  it('every fault at once, but not without bound', () => {
    const error = errorOf({ nodes: [{ ...a, x: 1, type: 2 }, 3], edges: [{ ...edge, y: 1 }] });
    expect(error.issues.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        '/nodes/0/x',
        '/nodes/0/type',
        '/nodes/1',
        '/edges/0/y',
        '/edges/0/target',
      ]),
    );
    expect(error.message).toContain('and 2 more');
    const many = { nodes: Array.from({ length: 5000 }, () => 1), edges: [] };
    expect(errorOf(many).issues).toHaveLength(100);
  });

  it('arbitrary JSON by nothing but a DefinitionError', () => {
    const names = fc.constantFrom(
      'nodes',
      'edges',
      'id',
      'data',
      'config',
      'position',
      'parent',
      'source',
      'target',
      'inputs',
      'variables',
      'settings',
      'viewport',
      '__proto__',
    );
    const arbitrary = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 5 }),
      ),
    })).value;
    const likely = fc.record(
      {
        nodes: fc.array(arbitrary),
        edges: fc.array(arbitrary),
        inputs: arbitrary,
        variables: fc.array(arbitrary),
        settings: arbitrary,
        notes: arbitrary,
        viewport: arbitrary,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(arbitrary, likely), (input) => {
        try {
          readDefinition(input);
        } catch (error) {
          expect(error).toBeInstanceOf(DefinitionError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readDefinition reads in linear time', () => {
  const edges = Array.from({ length: MAX_EDGES }, (_, index) => ({
    id: `e${index}`,
    source: `n${index % MAX_NODES}`,
    target: `n${(index * 7) % MAX_NODES}`,
  }));

  function millisecondsFor(parentOf: (index: number) => string | undefined): number {
    const nodes = Array.from({ length: MAX_NODES }, (_, index) => ({
      id: `n${index}`,
      type: 't',
      parent: parentOf(index),
    }));
    const start = process.hrtime.bigint();
    readDefinition(JSON.parse(JSON.stringify({ nodes, edges })));
    return Number(process.hrtime.bigint() - start) / 1e6;
  }

  it('the largest definition, also where every node is inside the one before', () => {
    millisecondsFor(() => undefined);
    const flat = millisecondsFor(() => undefined);
    const deep = millisecondsFor((index) => (index > 0 ? `n${index - 1}` : undefined));
    expect(deep / flat).toBeLessThan(8);
  });
});

describe('inline secrets', () => {
  const registry = new NodeTypeRegistry([
    {
      type: 'mail',
      title: 'Mail',
      description: 'Sends mail.',
      category: 'Test',
      isTrigger: false,
      reachesOutside: true,
      configSchema: {
        type: 'object',
        properties: {
          accounts: {
            type: 'array',
            items: {
              type: 'object',
              properties: { password: { type: 'string', 'x-secret': true } },
            },
          },
        },
      },
      example: {},
    },
  ]);

  function mail(password: unknown): Loose {
    return {
      nodes: [{ id: 'm', type: 'mail', config: { accounts: [{}, { password }] } }],
      edges: [],
    };
  }

  it.each(['{{secrets.MAIL}}', '{{ secrets.mail_2 }}'])('may be the reference %s', (reference) => {
    expect(() => readDefinition(mail(reference), registry)).not.toThrow();
  });

  it.each([
    ['a plain text', 'hunter2'],
    ['a text around a reference', 'x{{secrets.MAIL}}'],
    ['two references', '{{secrets.A}}{{secrets.B}}'],
    ['an expression', '{{secrets.A & "x"}}'],
    ['an empty text', ''],
    ['a number', 1234],
    ['an object', { value: 'hunter2' }],
    ['null', null],
  ])('may not be %s', (_name, password) => {
    try {
      readDefinition(mail(password), registry);
      throw new Error('Nothing was refused.');
    } catch (error) {
      expect(error).toBeInstanceOf(DefinitionError);
      expect((error as DefinitionError).issues).toEqual([
        {
          path: '/nodes/0/config/accounts/1/password',
          message: expect.stringContaining('reference') as string,
        },
      ]);
      expect((error as DefinitionError).message).not.toContain('hunter2');
    }
  });

  it('are refused in built-in types and in data of React Flow', () => {
    const data = { label: 'Hook', path: 'x', secret: 'hunter2' };
    const error = errorOf({ nodes: [{ id: 'w', type: 'trigger.webhook', data }], edges: [] });
    expect(error.issues[0]?.path).toBe('/nodes/0/data/secret');
  });

  it('are told apart from configuration that is only incomplete', () => {
    const config = { secret: '{{secrets.HOOK}}', path: '/no', more: 1 };
    expect(() => readDefinition(withNode({ type: 'trigger.webhook', config }))).not.toThrow();
  });

  it('are not looked for where looking would overflow the stack', () => {
    const configSchema = { properties: { a: { $ref: '#' }, key: { 'x-secret': true } } };
    const type = { ...(registry.get('mail') as NodeTypeDefinition), type: 'tree', configSchema };
    const config = { a: nested(100_000) };
    const input = { nodes: [{ id: 'a', type: 'tree', config }], edges: [] };
    expect(() => readDefinition(input, new NodeTypeRegistry([type]))).toThrow(DefinitionError);
  });

  it('are the business of their type only', () => {
    expect(() =>
      readDefinition(withNode({ type: 'unknown', config: { secret: 'x' } })),
    ).not.toThrow();
  });
});
