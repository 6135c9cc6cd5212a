import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { WebSocketClient } from '../support/websocket-client';

const ISSUER = 'https://id.example/';
const AUDIENCE = 'switchyard';
const VIEWER = '{ viewer { actor { kind id name } workspace { key } scopes } }';

describe("tokens of the user's identity provider", () => {
  let provider: Server;
  let app: TestApp;
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
  let isDown = false;

  beforeAll(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
    provider = createServer((_request, response) => {
      if (isDown) response.writeHead(500).end();
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => provider.close());

  const start = (): Promise<TestApp> =>
    createTestApp({
      jwt: {
        jwksUrl: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks`,
        issuer: ISSUER,
        audience: AUDIENCE,
        workspaceClaim: 'workspace',
        scopesClaim: 'scope',
      },
    });
  beforeEach(async () => {
    isDown = false;
    app = await start();
  });
  afterEach(() => app.close());

  interface Claims {
    [name: string]: unknown;
  }
  const sign = (
    claims: Claims = {},
    options: { key?: CryptoKey; kid?: string; seconds?: number } = {},
  ): Promise<string> => {
    const now = Math.floor(Date.parse(app.clock.now()) / 1000);
    const payload = {
      sub: 'ada',
      name: 'Ada',
      iss: ISSUER,
      aud: AUDIENCE,
      workspace: 'default',
      scope: 'openid workflows:read',
      ...claims,
    };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', kid: options.kid ?? 'k1' })
      .setIssuedAt(now)
      .setExpirationTime(now + (options.seconds ?? 60))
      .sign(options.key ?? keys.privateKey);
  };
  const answerOf = async (token: string) => app.client.as(token).send(VIEWER);

  test('make their bearer the caller, in the workspace and with the scopes of the claims', async () => {
    expect((await answerOf(await sign())).data).toEqual({
      viewer: {
        actor: { kind: 'USER', id: 'ada', name: 'Ada' },
        workspace: { key: 'default' },
        scopes: ['WORKFLOWS_READ'],
      },
    });
    const { data } = await answerOf(
      await sign({ scope: ['admin', 'unknown'], name: undefined, email: 'ada@example.com' }),
    );
    expect(data).toMatchObject({
      viewer: { actor: { name: 'ada@example.com' }, scopes: ['ADMIN'] },
    });
  });

  test.each<[string, Claims]>([
    ['of another issuer', { iss: 'https://evil.example/' }],
    ['for another audience', { aud: 'other' }],
    ['of a workspace that is not here', { workspace: 'elsewhere' }],
    ['without a workspace', { workspace: undefined }],
    ['without a subject', { sub: undefined }],
  ])('are refused when they are %s', async (_what, claims) => {
    const { status, errors } = await answerOf(await sign(claims));
    expect([status, errors![0]!.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('are refused when expired, signed by another key, or not signed by a key pair', async () => {
    const other = await generateKeyPair('ES256');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"ada"}').toString('base64url')}.`;
    const shared = await new SignJWT({
      sub: 'ada',
      iss: ISSUER,
      aud: AUDIENCE,
      workspace: 'default',
    })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode('a secret that the server might share with somebody'));
    const tokens = [
      await sign({}, { seconds: -1 }),
      await sign({}, { key: other.privateKey }),
      await sign({}, { kid: 'k2' }),
      none,
      shared,
    ];
    for (const token of tokens) expect((await answerOf(token)).status).toBe(401);
  });

  test('are neither trusted nor refused while the keys cannot be had: a fault that passes', async () => {
    isDown = true;
    const { status, headers, errors } = await answerOf(await sign());
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(errors![0]!.extensions.code).toBe('SERVICE_UNAVAILABLE');
    const socket = await WebSocketClient.open(app.url);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${await sign()}` } });
    expect((await socket.closed).code).toBe(1013);
    expect((await app.client.send(VIEWER)).status).toBe(200);
  });

  test('close their socket with 4401 when they expire', async () => {
    const socket = await app.connect(await sign({}, { seconds: 1 }));
    expect(await socket.closed).toEqual({ code: 4401, reason: 'The token has expired' });
  });
});
