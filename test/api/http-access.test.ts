import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type GraphQLClient } from '../support/graphql-client';

interface TokenPayload {
  apiToken: {
    id: string;
    name: string;
    scopes: string[];
    expiresAt: string | null;
    revokedAt: string | null;
  } | null;
  secret: string | null;
  userErrors: { code: string; field: string[] | null }[];
}

const CREATE = `mutation Create($input: CreateApiTokenInput!) {
  createApiToken(input: $input) { apiToken { id name scopes expiresAt revokedAt } secret userErrors { code field } }
}`;
const REVOKE = `mutation Revoke($input: RevokeApiTokenInput!) {
  revokeApiToken(input: $input) { apiToken { id revokedAt } userErrors { code field } }
}`;
const CREATE_WORKSPACE = `mutation Create($input: CreateWorkspaceInput!) {
  createWorkspace(input: $input) { workspace { id key name } apiToken { scopes } secret userErrors { code field } }
}`;
const VIEWER = '{ viewer { actor { kind id name } workspace { key } scopes } }';

describe.each(databases)('access on $name', (kind) => {
  let app: TestApp;
  let client: GraphQLClient;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    client = app.client;
  });
  afterAll(() => app.close());

  const create = async (input: Record<string, unknown>, by = client): Promise<TokenPayload> =>
    (await by.request<{ createApiToken: TokenPayload }>(CREATE, { input })).createApiToken;
  const statusOf = async (secret: string): Promise<number> =>
    (await client.as(secret).send(VIEWER)).status;

  test('the viewer is the token, in its workspace, with its scopes and the cursor of now', async () => {
    const { viewer } = await client.request<{ viewer: object }>(
      '{ viewer { actor { kind name } workspace { key eventCursor } scopes eventCursor } }',
    );
    expect(viewer).toEqual({
      actor: { kind: 'TOKEN', name: 'First admin' },
      workspace: { key: 'default', eventCursor: expect.any(String) as string },
      scopes: ['ADMIN', 'ACT_AS'],
      eventCursor: expect.any(String) as string,
    });
  });

  test('the first admin token is kept where only its owner can read it', () => {
    const file = join(app.database.options.dataDirectory, 'admin-token');
    expect(readFileSync(file, 'utf8').trim()).toBe(client.token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('a new token shows its secret once, works, and is listed without it', async () => {
    const { apiToken, secret } = await create({ name: 'Reader', scopes: ['WORKFLOWS_READ'] });
    expect(secret).toMatch(/^swy_[\w-]{43}$/);
    expect(apiToken).toMatchObject({
      name: 'Reader',
      scopes: ['WORKFLOWS_READ'],
      expiresAt: null,
      revokedAt: null,
    });
    expect((await client.as(secret!).request(VIEWER))['viewer']).toMatchObject({
      scopes: ['WORKFLOWS_READ'],
    });
    const { apiTokens } = await client.request<{
      apiTokens: { edges: { node: { id: string } }[]; totalCount: number };
    }>(
      '{ apiTokens(first: 1) { edges { node { id createdBy { name } } } totalCount pageInfo { hasNextPage } } }',
    );
    expect(apiTokens).toMatchObject({
      edges: [{ node: { id: apiToken!.id } }],
      totalCount: 2,
      pageInfo: { hasNextPage: true },
    });
  });

  test('the secret itself is nowhere in the database', async () => {
    const { secret } = await create({ name: 'Hidden', scopes: ['WORKFLOWS_READ'] });
    const file = join(app.database.options.dataDirectory, 'switchyard.sqlite');
    if (kind.name === 'sqlite') {
      expect(readFileSync(file, 'latin1') + readFileSync(`${file}-wal`, 'latin1')).not.toContain(
        secret!,
      );
    }
    expect(await statusOf(secret!)).toBe(200);
  });

  test('nobody makes a token that may do more than they may', async () => {
    const admin = client.as(await app.token('admin'));
    expect(
      await create({ name: 'More', scopes: ['WORKFLOWS_READ', 'ACT_AS'] }, admin),
    ).toMatchObject({
      apiToken: null,
      secret: null,
      userErrors: [{ code: 'FORBIDDEN' }],
    });
    const writer = client.as(await app.token('workflows:write'));
    expect(
      (await writer.send(CREATE, { input: { name: 'x', scopes: ['WORKFLOWS_WRITE'] } })).status,
    ).toBe(403);
  });

  test('a token that could never be used is refused with the field to blame', async () => {
    const refusal = async (input: Record<string, unknown>): Promise<unknown> =>
      (await create(input)).userErrors;
    expect(await refusal({ name: ' ', scopes: ['ADMIN'] })).toEqual([
      { code: 'INVALID_INPUT', field: ['name'] },
    ]);
    expect(await refusal({ name: 'x', scopes: [] })).toEqual([
      { code: 'INVALID_INPUT', field: ['scopes'] },
    ]);
    expect(
      await refusal({ name: 'x', scopes: ['ADMIN'], expiresAt: '2026-01-01T00:00:00Z' }),
    ).toEqual([{ code: 'INVALID_INPUT', field: ['expiresAt'] }]);
  });

  test('a token is good until it expires', async () => {
    const expiresAt = new Date(Date.parse(app.clock.now()) + 60_000).toISOString();
    const { secret } = await create({ name: 'Short', scopes: ['ADMIN'], expiresAt });
    expect(await statusOf(secret!)).toBe(200);
    app.clock.advance(60_000);
    expect(await statusOf(secret!)).toBe(401);
  });

  test('a revoked token is good for nothing at once, and revoking it again changes nothing', async () => {
    const { apiToken, secret } = await create({ name: 'Gone', scopes: ['ADMIN'] });
    expect(await statusOf(secret!)).toBe(200);
    const input = { id: apiToken!.id };
    const first = await client.request(REVOKE, { input });
    expect(await statusOf(secret!)).toBe(401);
    app.clock.advance(1000);
    expect(await client.request(REVOKE, { input })).toEqual(first);
    expect(await client.request(REVOKE, { input: { id: 'tok_none' } })).toMatchObject({
      revokeApiToken: { userErrors: [{ code: 'NOT_FOUND', field: ['id'] }] },
    });
  });

  test('the same key and input make one token, whose secret is not shown again', async () => {
    const input = { name: 'Once', scopes: ['ADMIN'], idempotencyKey: 'once' };
    const first = await create(input);
    const second = await create(input);
    expect(second).toMatchObject({
      apiToken: { id: first.apiToken!.id },
      secret: null,
      userErrors: [],
    });
    expect((await create({ ...input, name: 'Other' })).userErrors).toEqual([
      { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] },
    ]);
  });

  test('a workspace is made with a first admin token, by admins of the first workspace only', async () => {
    const made = await client.request<{
      createWorkspace: { secret: string; workspace: { key: string } };
    }>(CREATE_WORKSPACE, { input: { key: 'acme', name: 'Acme' } });
    expect(made.createWorkspace).toMatchObject({
      workspace: { key: 'acme', name: 'Acme' },
      apiToken: { scopes: ['ADMIN', 'ACT_AS'] },
    });
    const acme = client.as(made.createWorkspace.secret);
    expect((await acme.request(VIEWER))['viewer']).toMatchObject({ workspace: { key: 'acme' } });
    const refusalOf = async (by: GraphQLClient, key: string): Promise<unknown> =>
      (
        await by.request<{ createWorkspace: { userErrors: unknown } }>(CREATE_WORKSPACE, {
          input: { key, name: 'x' },
        })
      ).createWorkspace.userErrors;
    expect(await refusalOf(acme, 'other')).toEqual([{ code: 'FORBIDDEN', field: null }]);
    expect(await refusalOf(client, 'acme')).toEqual([{ code: 'KEY_TAKEN', field: ['key'] }]);
    expect(await refusalOf(client, 'No Spaces')).toEqual([
      { code: 'INVALID_INPUT', field: ['key'] },
    ]);
  });

  test('no workspace sees, pages through or revokes the tokens of another', async () => {
    const other = await app.createWorkspace('beta');
    const { apiToken, secret } = await create({ name: 'Mine', scopes: ['ADMIN'] });
    const tokens = '{ apiTokens { edges { node { name } } totalCount } }';
    expect(await other.request(tokens)).toEqual({
      apiTokens: { edges: [{ node: { name: 'First admin' } }], totalCount: 1 },
    });
    expect(await other.request(REVOKE, { input: { id: apiToken!.id } })).toMatchObject({
      revokeApiToken: { userErrors: [{ code: 'NOT_FOUND' }] },
    });
    expect(await statusOf(secret!)).toBe(200);
  });

  describe('acting for a person', () => {
    const person = { 'x-actor-id': 'ada', 'x-actor-name': encodeURIComponent('Ada Łovelace') };

    test('makes the person the author', async () => {
      const { viewer } = await client.with(person).request<{ viewer: object }>(VIEWER);
      expect(viewer).toMatchObject({ actor: { kind: 'USER', id: 'ada', name: 'Ada Łovelace' } });
      const { apiToken } = await create({ name: 'By Ada', scopes: ['ADMIN'] }, client.with(person));
      expect(apiToken).not.toBeNull();
    });

    test('is refused without the scope, not ignored', async () => {
      const { status, errors } = await client
        .as(await app.token('admin'))
        .with(person)
        .send(VIEWER);
      expect([status, errors![0]!.extensions]).toEqual([
        403,
        { code: 'FORBIDDEN', missingScopes: ['act-as'] },
      ]);
    });

    test.each([
      [{ 'x-actor-name': 'Ada' }],
      [{ 'x-actor-id': '%ZZ' }],
      [{ 'x-actor-id': 'x'.repeat(201) }],
    ])('needs an id that can be read: %j', async (headers) => {
      const { status, errors } = await client
        .with(headers as unknown as Record<string, string>)
        .send(VIEWER);
      expect([status, errors![0]!.extensions.code]).toEqual([400, 'INVALID_INPUT']);
    });

    test('works over WebSocket by the payload of connection_init', async () => {
      const socket = await app.connect(client.token, { actorId: 'ada', actorName: 'Ada Łovelace' });
      socket.subscribe(VIEWER);
      expect(await socket.nextPayload()).toMatchObject({
        data: { viewer: { actor: { kind: 'USER', name: 'Ada Łovelace' } } },
      });
      await socket.close();
    });
  });
});
