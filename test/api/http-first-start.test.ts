import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createTestApp } from '../support/create-test-app';
import { databases, postgresOnly, type TestDatabase } from '../support/databases';
import { describeEach } from '../support/describe-each';

const GIVEN = 'a-token-from-the-environment-0123456789';
const VIEWER = '{ viewer { scopes } }';

describe.each(databases)('the first admin token on $name', ({ create }) => {
  let database: TestDatabase;
  beforeEach(async () => (database = await create()));
  afterEach(() => database.remove());

  test('is made once and stays the same over restarts', async () => {
    const first = await createTestApp({ database });
    const token = first.client.token!;
    await first.close();
    const second = await createTestApp({ database });
    expect([first.first.created, second.first.created]).toEqual([true, false]);
    expect(second.first.adminToken).toBe(token);
    expect((await second.client.send(VIEWER)).status).toBe(200);
    await second.close();
  });

  test('may be given, at the first start or at a later one', async () => {
    const first = await createTestApp({ database, adminToken: GIVEN });
    expect(await first.client.as(GIVEN).request(VIEWER)).toEqual({
      viewer: { scopes: ['ADMIN', 'ACT_AS'] },
    });
    await first.close();
    const other = `${GIVEN}-changed`;
    const second = await createTestApp({ database, adminToken: other });
    expect((await second.client.as(other).send(VIEWER)).status).toBe(200);
    await second.close();
  });

  test('that was revoked does not come back by a restart', async () => {
    const first = await createTestApp({ database, adminToken: GIVEN });
    const token = (await first.services.access.tokens.ofSecret(GIVEN))!;
    await first.services.access.tokens.revoke(first.caller, token.id);
    await first.close();
    const second = await createTestApp({ database, adminToken: GIVEN });
    expect((await second.client.as(GIVEN).send(VIEWER)).status).toBe(401);
    await second.close();
  });

  test('whose file is lost is not known, and no other is made in its place', async () => {
    const first = await createTestApp({ database });
    const token = first.client.token!;
    await first.close();
    rmSync(join(database.options.dataDirectory, 'admin-token'));
    const second = await createTestApp({ database });
    expect(second.first).toMatchObject({ created: false, adminToken: undefined });
    expect((await second.client.as(token).send(VIEWER)).status).toBe(200);
    await second.close();
  });
});

describeEach(postgresOnly, 'several processes on PostgreSQL', ({ create }) => {
  let database: TestDatabase;
  beforeEach(async () => (database = await create()));
  afterEach(() => database.remove());

  test('that start at once on an empty database make one workspace', async () => {
    const apps = await Promise.all(
      [1, 2, 3].map(() => createTestApp({ database, adminToken: GIVEN })),
    );
    expect(new Set(apps.map(({ first }) => first.workspace.id)).size).toBe(1);
    for (const app of apps) expect((await app.client.as(GIVEN).send(VIEWER)).status).toBe(200);
    await Promise.all(apps.map((app) => app.close()));
  });

  test('all close the sockets of a token that one of them revokes', async () => {
    const [one, two] = await Promise.all([
      createTestApp({ database }),
      createTestApp({ database }),
    ]);
    const secret = await one.token('workflows:read');
    const socket = await two.connect(secret);
    expect((await two.client.as(secret).send(VIEWER)).status).toBe(200);
    const token = (await one.services.access.tokens.ofSecret(secret))!;
    const began = performance.now();
    await one.services.access.tokens.revoke(one.caller, token.id);
    expect(await socket.closed).toMatchObject({ code: 4403 });
    expect(performance.now() - began).toBeLessThan(2000);
    expect((await two.client.as(secret).send(VIEWER)).status).toBe(401);
    await Promise.all([one.close(), two.close()]);
  });
});

test('a revocation whose notice was lost closes the sockets within seconds all the same', async () => {
  const app = await createTestApp();
  const socket = await app.connect(await app.token('workflows:read'));
  const other = await app.database.open();
  await other.query("UPDATE api_token SET revoked_at = ? WHERE name = 'workflows:read'", [
    app.clock.now(),
  ]);
  expect(await socket.closed).toMatchObject({ code: 4403 });
  await other.close();
  await app.close();
});

test('a second process on one SQLite directory is refused with the reason', async () => {
  const database = await databases[0]!.create();
  const app = await createTestApp({ database });
  await expect(createTestApp({ database })).rejects.toThrow(
    'is in use by another Switchyard process',
  );
  await app.close();
  const again = await createTestApp({ database });
  await again.close();
  await database.remove();
});
