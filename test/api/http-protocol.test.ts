import { serverAudits } from 'graphql-http';
import { request } from 'node:http';
import { type BareServer, startBareServer } from '../support/bare-server';
import { smallSchema } from '../support/small-schema';

/** Audits of GraphQL over HTTP that say SHOULD and are not met, each with the reason. */
const NOT_ALWAYS_200 =
  'Nothing was executed, and clients, proxies and curl --fail learn that from the status 400, whatever media type they accept.';
const NOT_MET: Record<string, string> = {
  '572B': NOT_ALWAYS_200,
  FDE2: NOT_ALWAYS_200,
  '7B9B': NOT_ALWAYS_200,
};

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('GraphQL over HTTP', () => {
  let server: BareServer;

  beforeAll(async () => {
    server = await startBareServer(smallSchema(), {
      corsOrigins: ['https://app.example'],
      definitionText: (digest) => (digest === DIGEST ? '{"nodes":[]}' : undefined),
    });
  });
  afterAll(() => server.close());

  const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${server.admin.token}`,
        ...headers,
      },
      body,
    });

  describe('meets the audits of the specification', () => {
    const audits = serverAudits({
      url: () => `${server.url}/graphql`,
      fetchFn: (url: string, init?: RequestInit) => {
        const headers = new Headers(init?.headers);
        // no page can send it without asking first, which is what makes a GET safe to answer
        headers.set('apollo-require-preflight', 'true');
        headers.set('authorization', `Bearer ${server.admin.token}`);
        return fetch(url, { ...init, headers });
      },
    });
    test.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))(
      '%s',
      async (_name, audit) => {
        const result = await audit.fn();
        if (audit.id in NOT_MET) expect(result).toMatchObject({ status: 'warn' });
        else expect(result).toMatchObject({ status: 'ok' });
      },
    );
  });

  describe('integers beyond 2^53 in variables', () => {
    const query = 'query Q($name: String) { hello(name: $name) }';
    const answerOf = async (response: Response): Promise<unknown> => {
      const { errors } = (await response.json()) as {
        errors: { message: string; extensions: object }[];
      };
      return [response.status, errors[0]!.extensions, errors[0]!.message];
    };
    const refused = (path: string, digits: string): unknown => [
      400,
      { code: 'BAD_USER_INPUT' },
      `${path} is ${digits}, an integer beyond 2^53 that would be rounded; write it as a text.`,
    ];
    const withVariables = (variables: string): string =>
      `{"query": ${JSON.stringify(query)}, "variables": ${variables}}`;

    test('are refused, with the place, in a body and in an address', async () => {
      const variables = '{"name": "Ada", "more": [{"a/b": [1, 9007199254740993]}]}';
      const answer = refused('/variables/more/0/a~1b/1', '9007199254740993');
      expect(await answerOf(await post(withVariables(variables)))).toEqual(answer);
      const address = `query=${encodeURIComponent(query)}&variables=${encodeURIComponent(variables)}`;
      const got = await fetch(`${server.url}/graphql?${address}`, {
        headers: {
          authorization: `Bearer ${server.admin.token}`,
          'apollo-require-preflight': 'true',
        },
      });
      expect(await answerOf(got)).toEqual(answer);
    });

    test('pass in texts, and where nothing is lost', async () => {
      const others =
        '[9007199254740992, -9007199254740991, 9007199254740993.5, 9007199254740993e0]';
      const variables = `{"name": "9007199254740993", "more": ${others}}`;
      const response = await post(withVariables(variables));
      expect(await response.json()).toEqual({ data: { hello: 'Hello 9007199254740993' } });
    });
  });

  test('answers stored JSON as the text that is stored', async () => {
    const response = await post('{"query":"{ stored }"}');
    expect(await response.text()).toBe('{"data":{"stored":{"b":1.0,"a":"stored"}}}');
  });

  test('answers the same on the first use of a document and on the compiled ones', async () => {
    const answers = [1, 2, 3].map(() =>
      server.admin.send('query Q($name: String) { hello(name: $name) }', { name: 'Ada' }),
    );
    for (const { data } of await Promise.all(answers)) expect(data).toEqual({ hello: 'Hello Ada' });
  });

  test('takes the default of a required variable on the first use of a document and on later ones', async () => {
    const query = 'query Q($name: String! = "Ada") { hello(name: $name) }';
    for (let uses = 0; uses < 3; uses++)
      expect((await server.admin.send(query)).data).toEqual({ hello: 'Hello Ada' });
  });

  test('refuses bad variables with BAD_USER_INPUT, compiled or not', async () => {
    for (let use = 0; use < 3; use++) {
      const { status, errors } = await server.admin.send(
        'query Bad($name: String) { hello(name: $name) }',
        { name: 1 },
      );
      expect({ status, code: errors![0]!.extensions.code }).toEqual({
        status: 400,
        code: 'BAD_USER_INPUT',
      });
    }
  });

  test('shows a fault by an id that the log has too, and nothing else of it', async () => {
    for (let use = 0; use < 3; use++) {
      const { status, data, errors } = await server.admin.send('{ fault }');
      expect([status, data]).toEqual([200, { fault: null }]);
      const { faultId, code } = errors![0]!.extensions;
      expect(code).toBe('INTERNAL_SERVER_ERROR');
      expect(errors![0]).toMatchObject({ path: ['fault'], locations: [{ line: 1, column: 3 }] });
      expect(JSON.stringify(errors)).not.toContain('hunter2');
      expect(server.log.find((line) => line.includes(String(faultId)))).toContain('hunter2');
    }
  });

  test('shows a refusal in a query by its code, with the field to blame', async () => {
    for (let use = 0; use < 3; use++) {
      const { errors } = await server.admin.send('{ refused }');
      expect(errors).toEqual([
        expect.objectContaining({
          message: 'The thing does not exist.',
          extensions: { code: 'NOT_FOUND', field: ['id'] },
        }),
      ]);
    }
  });

  test('reads the cursor of the feed before it executes, and only when it is asked for', async () => {
    const { data: first } = await server.admin.send('{ eventCursor }');
    await server.admin.send('{ hello }');
    const { data: second } = await server.admin.send(
      'query Q { ...F } fragment F on Query { c: eventCursor }',
    );
    expect([first, second]).toEqual([{ eventCursor: 'cursor 0' }, { c: 'cursor 1' }]);
  });

  test('refuses a body that is too large with 413, whether or not it says so beforehand', async () => {
    const large = JSON.stringify({ query: '{ hello }', variables: { x: 'x'.repeat(10_100_000) } });
    const response = await post(large);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE', limit: 10_000_000 } }],
    });
    const status = await new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
      const sent = request(`${server.url}/graphql`, { method: 'POST', headers }, (answer) =>
        resolve(answer.statusCode),
      );
      sent.on('error', reject);
      sent.end(large);
    });
    expect(status).toBe(413);
  });

  test('refuses what a form on another page could send', async () => {
    const simple = await fetch(`${server.url}/graphql?query=${encodeURIComponent('{ hello }')}`, {
      headers: { accept: '*/*' },
    });
    expect(simple.status).toBe(400);
    expect(await simple.text()).toContain('Cross-Site Request Forgery');
    expect((await post('{"query":"{ hello }"}', { 'content-type': 'text/plain' })).status).toBe(
      415,
    );
  });

  test('lets pages of configured origins call, and no others', async () => {
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${server.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://app.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-actor-id');
    expect(
      (await preflight('https://evil.example')).headers.get('access-control-allow-origin'),
    ).toBeNull();
    const answer = await post('{"query":"{ hello }"}', { origin: 'https://app.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  test('answers a subscription over HTTP with where subscriptions are served', async () => {
    const { status, errors } = await server.admin.send('subscription { happened { number } }');
    expect(status).toBe(400);
    expect(errors![0]!.message).toContain('graphql-transport-ws');
  });

  test('serves definitions for ever, to tokens that may read', async () => {
    const get = (headers: Record<string, string>, digest = DIGEST): Promise<Response> =>
      fetch(`${server.url}/definitions/${digest}`, { headers });
    const authorization = `Bearer ${await server.token('workflows:read')}`;
    const response = await get({ authorization });
    expect(await response.text()).toBe('{"nodes":[]}');
    expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    const etag = response.headers.get('etag')!;
    expect((await get({ authorization, 'if-none-match': etag })).status).toBe(304);
    expect((await get({ authorization }, `sha256:${'b'.repeat(64)}`)).status).toBe(404);
    expect((await get({ authorization }, '..%2f..%2fetc')).status).toBe(404);
    expect((await get({})).status).toBe(401);
    expect((await get({ authorization: `Bearer ${await server.token('runs:read')}` })).status).toBe(
      403,
    );
  });

  test('says that it lives and is ready, and gives figures to this machine and to admins', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
      'switchyard_http_request_duration_seconds',
    );
    const forwarded = { 'x-forwarded-for': '203.0.113.9' };
    expect((await fetch(`${server.url}/metrics`, { headers: forwarded })).status).toBe(401);
    const authorization = `Bearer ${await server.token('workflows:read')}`;
    expect(
      (await fetch(`${server.url}/metrics`, { headers: { ...forwarded, authorization } })).status,
    ).toBe(403);
    expect(
      (
        await fetch(`${server.url}/metrics`, {
          headers: { ...forwarded, authorization: `Bearer ${server.admin.token}` },
        })
      ).status,
    ).toBe(200);
    expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
  });
});
