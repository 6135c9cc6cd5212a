import { getIntrospectionQuery } from 'graphql';
import { type BareServer, startBareServer } from '../support/bare-server';
import { smallSchema } from '../support/small-schema';

const nested = (levels: number): string => 'self { '.repeat(levels) + 'name' + ' }'.repeat(levels);

describe('who may have what executed', () => {
  let server: BareServer;
  beforeAll(async () => (server = await startBareServer(smallSchema())));
  afterAll(() => server.close());

  test('without a token only the schema can be read', async () => {
    const nobody = server.admin.as(undefined);
    const refused = await nobody.send('{ hello }');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="switchyard"');
    expect(refused.errors![0]!.extensions).toEqual({ code: 'UNAUTHENTICATED' });
    expect((await nobody.send(getIntrospectionQuery())).data).toHaveProperty('__schema');
    expect((await nobody.send('{ __typename hello }')).status).toBe(401);
  });

  test('a token that is not good is refused, even for what anybody may read', async () => {
    for (const token of ['swy_unknown', 'a.b.c', 'x'.repeat(9000)]) {
      const { status, errors } = await server.admin.as(token).send('{ __typename }');
      expect([status, errors![0]!.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
  });

  test('a caller who lacks a scope of a root field is told which, and nothing is executed', async () => {
    const reader = server.admin.as(await server.token('runs:read'));
    const { status, errors, data } = await reader.send('mutation { change } ');
    expect([status, data]).toEqual([403, undefined]);
    expect(errors![0]).toMatchObject({
      message: 'This needs the scope workflows:write, which your token does not have.',
      extensions: { code: 'FORBIDDEN', missingScopes: ['workflows:write'] },
    });
  });

  test.each([
    ['in a selection', '{ items { edges { node { name secret } } } }'],
    ['behind an alias', '{ items { edges { node { hidden: secret } } } }'],
    [
      'in a fragment',
      '{ items { edges { node { ...F } } } } fragment F on Item { self { secret } }',
    ],
    ['in an inline fragment of an interface', '{ node(id: "i") { ... on Item { secret } } }'],
    [
      'in a fragment within a fragment',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { items { edges { node { secret } } } }',
    ],
    ['under a directive', '{ items { edges { node { secret @skip(if: true) } } } }'],
  ])('a nested field asks for its own scope %s', async (_where, query) => {
    const reader = server.admin.as(await server.token('workflows:read'));
    const { status, errors } = await reader.send(query);
    expect([status, errors?.[0]!.extensions['missingScopes']]).toEqual([403, ['admin']]);
  });

  test('only the operation that is asked for counts', async () => {
    const reader = server.admin.as(await server.token('workflows:read'));
    const document =
      'query A { items { edges { node { name } } } } query B { items { edges { node { secret } } } }';
    expect((await reader.send(document, {}, 'A')).status).toBe(200);
    expect((await reader.send(document, {}, 'B')).status).toBe(403);
  });

  test('admin contains the other scopes', async () => {
    const admin = server.admin.as(await server.token('admin'));
    expect((await admin.send('mutation { change }')).data).toEqual({ change: 'changed' });
  });
});

describe('how large an operation may be', () => {
  let server: BareServer;
  beforeAll(async () => (server = await startBareServer(smallSchema())));
  afterAll(() => server.close());

  const codeOf = async (
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<string | undefined> =>
    (await server.admin.send(query, variables)).errors?.[0]!.extensions.code;

  test.each([
    ['deep', `{ items { edges { node { ${nested(12)} } } } }`, 'QUERY_TOO_DEEP'],
    [
      'deep through fragments',
      `{ items { edges { node { ...A } } } } fragment A on Item { ${nested(5).replace('name', '...B')} } fragment B on Item { ${nested(8)} }`,
      'QUERY_TOO_DEEP',
    ],
    [
      'many aliases',
      `{ ${Array.from({ length: 101 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
      'TOO_MANY_ALIASES',
    ],
    [
      'many root fields',
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: hello`).join(' ')} }`,
      'TOO_MANY_ROOT_FIELDS',
    ],
    [
      'large pages in large pages',
      '{ items(first: 100) { edges { node { others(last: 100) { edges { node { self { name } } } } } } } }',
      'QUERY_TOO_COSTLY',
    ],
    [
      'fragments that double',
      `{ items { edges { node { ...F0 } } } } ${Array.from({ length: 11 }, (_, i) => `fragment F${i} on Item { a: self { ...F${i + 1} } b: self { ...F${i + 1} } }`).join(' ')} fragment F11 on Item { name }`,
      'TOO_MANY_ALIASES',
    ],
    ['many tokens', `{ ${'hello '.repeat(5000)} }`, 'GRAPHQL_PARSE_FAILED'],
  ])('refuses %s', async (_what, query, code) => {
    const began = performance.now();
    expect(await codeOf(query)).toBe(code);
    expect(performance.now() - began).toBeLessThan(1500);
  });

  test('takes page sizes from variables, and looks at them anew each time', async () => {
    const query =
      'query Q($n: Int = 100) { items(first: $n) { edges { node { others(first: $n) { edges { node { self { name } } } } } } } }';
    expect(await codeOf(query, { n: 10 })).toBeUndefined();
    expect(await codeOf(query, { n: 100 })).toBe('QUERY_TOO_COSTLY');
    expect(await codeOf(query, { n: 10 })).toBeUndefined();
    expect(await codeOf(query)).toBe('QUERY_TOO_COSTLY');
  });

  test('says what the limit is', async () => {
    const { status, errors } = await server.admin.send(
      `{ items { edges { node { ${nested(12)} } } } }`,
    );
    expect(status).toBe(400);
    expect(errors![0]).toMatchObject({
      message: 'The operation has 16 levels of fields; ask for less at once. The most is 15.',
      extensions: { code: 'QUERY_TOO_DEEP', limit: 15 },
    });
  });

  test('lets through what tools ask about the schema', async () => {
    const { data } = await server.admin.send(
      getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }),
    );
    expect(data).toHaveProperty('__schema.queryType.name', 'Query');
  });
});

describe('how often a token may call', () => {
  test('as often as it likes, unless a limit is set', async () => {
    const server = await startBareServer(smallSchema(), { rateLimitPerMinute: 3 });
    try {
      const other = server.admin.as(await server.token('workflows:read'));
      for (let call = 0; call < 3; call++)
        expect((await server.admin.send('{ hello }')).status).toBe(200);
      const { status, headers, errors } = await server.admin.send('{ hello }');
      expect(status).toBe(429);
      const { code, retryAfterSeconds } = errors![0]!.extensions;
      expect(code).toBe('RATE_LIMITED');
      expect(headers.get('retry-after')).toBe(String(retryAfterSeconds));
      expect((await other.send('{ hello }')).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});
