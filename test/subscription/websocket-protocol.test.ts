import { type BareServer, startBareServer } from '../support/bare-server';
import { EventPipe, skipped, smallSchema } from '../support/small-schema';
import { WebSocketClient } from '../support/websocket-client';

describe('GraphQL over WebSocket', () => {
  const pipe = new EventPipe();
  let server: BareServer;
  const clients: WebSocketClient[] = [];

  beforeAll(async () => (server = await startBareServer(smallSchema(pipe))));
  afterAll(() => server.close());
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
  });

  const connect = async (token = server.admin.token!, payload = {}): Promise<WebSocketClient> => {
    const client = await WebSocketClient.connect(server.url, token, payload);
    clients.push(client);
    return client;
  };
  const subscribers = async (count: number): Promise<void> => {
    while (pipe.subscribers !== count) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  const closingOf = async (payload: Record<string, unknown> | undefined): Promise<number> => {
    const client = await WebSocketClient.open(server.url);
    client.send({ type: 'connection_init', payload });
    return (await client.closed).code;
  };

  test('closes with 4401 whoever shows no token or a bad one', async () => {
    expect(await closingOf(undefined)).toBe(4401);
    expect(await closingOf({ authorization: 'Bearer swy_unknown' })).toBe(4401);
    expect(await closingOf({ authorization: 7 })).toBe(4401);
  });

  test('closes with 4403 whoever acts for a person without the scope', async () => {
    const authorization = `Bearer ${await server.token('workflows:read')}`;
    expect(await closingOf({ authorization, actorId: 'ada' })).toBe(4403);
  });

  test('refuses an operation before connection_init, and other protocols', async () => {
    const early = await WebSocketClient.open(server.url);
    early.subscribe('{ hello }');
    expect((await early.closed).code).toBe(4401);
    await expect(WebSocketClient.open(server.url, 'graphql-ws')).rejects.toThrow();
  });

  test('executes queries and mutations, and sends stored JSON as it is stored', async () => {
    const client = await connect();
    const texts: string[] = [];
    client.socket.on('message', (data: Buffer) => texts.push(data.toString()));
    const id = client.subscribe('query Q($name: String) { hello(name: $name) stored }', {
      name: 'Ada',
    });
    expect(await client.next()).toEqual({
      id,
      type: 'next',
      payload: { data: { hello: 'Hello Ada', stored: { b: 1, a: 'stored' } } },
    });
    expect(await client.next()).toEqual({ id, type: 'complete' });
    expect(texts[0]).toContain('"stored":{"b":1.0,"a":"stored"}');
    client.subscribe('mutation { change }');
    expect(await client.nextPayload()).toEqual({ data: { change: 'changed' } });
  });

  test('refuses an operation with an integer that would be rounded, and goes on', async () => {
    const client = await connect();
    const query = 'query Q($name: String) { hello(name: $name) }';
    const send = (id: string, variables: string): void =>
      client.socket.send(
        `{"id":"${id}","type":"subscribe","payload":{"query":"${query}","variables":${variables}}}`,
      );
    send('one', '{"name":"Ada","more":{"ids":["x",12345678901234567890]}}');
    expect(await client.next()).toEqual({
      id: 'one',
      type: 'error',
      payload: [
        {
          message:
            '/variables/more/ids/1 is 12345678901234567890, an integer beyond 2^53 that would be rounded; write it as a text.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
    send('two', '{"name":"12345678901234567890"}');
    expect(await client.nextPayload()).toEqual({ data: { hello: 'Hello 12345678901234567890' } });
    expect(await client.next()).toEqual({ id: 'two', type: 'complete' });
    client.socket.send('{"long": "12345678901234567890');
    expect((await client.closed).code).toBe(4400);
  });

  test('checks scopes and limits as over HTTP, and answers with a message of type error', async () => {
    const client = await connect(await server.token('runs:read'));
    const codeOf = async (query: string, variables?: Record<string, unknown>): Promise<unknown> => {
      client.subscribe(query, variables);
      const { type, payload } = await client.next();
      return [type, (payload as { extensions: { code: string } }[])[0]!.extensions.code];
    };
    expect(await codeOf('mutation { change }')).toEqual(['error', 'FORBIDDEN']);
    expect(await codeOf('subscription { happened { number } }')).toEqual(['error', 'FORBIDDEN']);
    expect(await codeOf('{ nothing }')).toEqual(['error', 'GRAPHQL_VALIDATION_FAILED']);
    expect(await codeOf('{')).toEqual(['error', 'GRAPHQL_PARSE_FAILED']);
    expect(
      await codeOf(`{ ${Array.from({ length: 31 }, (_, i) => `a${i}: hello`).join(' ')} }`),
    ).toEqual(['error', 'TOO_MANY_ROOT_FIELDS']);
    expect(await codeOf('subscription { missing { number } }')).toEqual(['error', 'NOT_FOUND']);
    expect(
      await codeOf('subscription S($kind: String!) { happened(kind: $kind) { number } }', {}),
    ).toEqual(['error', 'FORBIDDEN']);
  });

  test('refuses a subscription with bad variables', async () => {
    const client = await connect();
    client.subscribe('subscription S($kind: String!) { happened(kind: $kind) { number } }', {});
    expect(await client.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test('sends each event to every subscriber, executed and printed once for those who see the same', async () => {
    const query =
      'subscription S($after: String) { happened(after: $after) { number kind content } }';
    const subscribed = await Promise.all([connect(), connect(), connect()]);
    subscribed.forEach((client, index) => client.subscribe(query, { after: String(index) }));
    const differs = await connect();
    differs.subscribe('subscription { happened { number } }');
    await subscribers(4);
    const before = pipe.executions;
    for (let number = 1; number <= 3; number++) pipe.push({ number, kind: 'k' });
    for (const client of subscribed) {
      for (let number = 1; number <= 3; number++) {
        expect(await client.nextPayload()).toEqual({
          data: { happened: { number, kind: 'k', content: { stored: 1 } } },
        });
      }
    }
    for (let number = 1; number <= 3; number++)
      expect(await differs.nextPayload()).toEqual({ data: { happened: { number } } });
    expect(pipe.executions - before).toBe(6);
  });

  test('does not share between callers of different scopes, nor between different variables', async () => {
    const query = 'subscription S($kind: String) { happened(kind: $kind) { number } }';
    const admin = await connect();
    const reader = await connect(await server.token('workflows:read'));
    admin.subscribe(query, { kind: 'a' });
    admin.subscribe(query, { kind: 'b' });
    reader.subscribe(query, { kind: 'a' });
    await subscribers(3);
    const before = pipe.executions;
    pipe.push({ number: 1 });
    await Promise.all([admin.nextPayload(), admin.nextPayload(), reader.nextPayload()]);
    expect(pipe.executions - before).toBe(3);
  });

  test('stops at complete: the source is released and nothing more is sent', async () => {
    const client = await connect();
    const id = client.subscribe('subscription { happened { number } }');
    await subscribers(1);
    client.complete(id);
    await subscribers(0);
    pipe.push({ number: 1 });
    client.subscribe('{ hello }');
    expect(await client.next()).toMatchObject({
      type: 'next',
      payload: { data: { hello: 'Hello you' } },
    });
  });

  test('releases the source when the socket goes', async () => {
    const client = await connect();
    client.subscribe('subscription { happened { number } }');
    await subscribers(1);
    client.socket.terminate();
    await subscribers(0);
  });

  test('tells a slow reader where to go on, then completes', async () => {
    const client = await connect();
    const id = client.subscribe('subscription { happened { number } }');
    await subscribers(1);
    pipe.push(skipped('the cursor'));
    expect(await client.next()).toMatchObject({
      id,
      type: 'next',
      payload: { errors: [{ extensions: { code: 'EVENTS_SKIPPED', resumeAfter: 'the cursor' } }] },
    });
    expect(await client.next()).toEqual({ id, type: 'complete' });
    await subscribers(0);
  });

  test('masks a fault in an event and goes on', async () => {
    const client = await connect();
    client.subscribe('subscription { happened { number } }');
    await subscribers(1);
    pipe.push({ number: 'not a number' });
    const { errors } = await client.nextPayload<{
      errors: { extensions: Record<string, unknown> }[];
    }>();
    expect(errors[0]!.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      faultId: expect.any(String) as string,
    });
    pipe.push({ number: 2 });
    expect(await client.nextPayload()).toEqual({ data: { happened: { number: 2 } } });
  });

  test('closes the sockets of a token that is revoked, at once and with 4403', async () => {
    const secret = await server.token('workflows:read');
    const [revoked, other] = await Promise.all([connect(secret), connect()]);
    const token = (await server.access.tokens.ofSecret(secret))!;
    const caller = {
      workspaceId: token.workspaceId,
      actor: token.createdBy,
      scopes: new Set(['admin' as const]),
    };
    const began = performance.now();
    await server.access.tokens.revoke(caller, token.id);
    expect(await revoked.closed).toEqual({ code: 4403, reason: 'The token was revoked' });
    expect(performance.now() - began).toBeLessThan(1000);
    expect(other.socket.readyState).toBe(other.socket.OPEN);
    expect((await server.admin.as(secret).send('{ hello }')).status).toBe(401);
  });

  test('closes with 4401 when the token expires', async () => {
    const caller = {
      workspaceId: (await server.access.tokens.ofSecret(server.admin.token!))!.workspaceId,
      actor: { kind: 'SYSTEM' as const, id: 's', name: 's' },
      scopes: new Set(['admin' as const]),
    };
    const expiresAt = new Date(Date.parse(server.clock.now()) + 150).toISOString();
    const { secret } = await server.access.tokens.create(caller, {
      name: 'short',
      scopes: ['admin'],
      expiresAt,
    });
    const client = await connect(secret);
    expect(await client.closed).toEqual({ code: 4401, reason: 'The token has expired' });
  });

  test('refuses a message that is too large with 1009', async () => {
    const client = await connect();
    client.subscribe('{ hello }', { large: 'x'.repeat(10_100_000) });
    expect((await client.closed).code).toBe(1009);
  });

  test('closes sockets with 1001 when the server stops, once their operations are answered', async () => {
    const stopping = await startBareServer(smallSchema());
    const client = await WebSocketClient.connect(stopping.url, stopping.admin.token!);
    client.subscribe('subscription { happened { number } }');
    client.subscribe('{ hello }');
    expect(await client.nextPayload()).toEqual({ data: { hello: 'Hello you' } });
    await stopping.close();
    expect((await client.closed).code).toBe(1001);
  });
});
