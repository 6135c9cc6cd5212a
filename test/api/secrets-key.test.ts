import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from '../concurrency/tables';
import { createTestApp, type TestApp, type TestAppOptions } from '../support/create-test-app';
import { databases, postgresOnly, type TestDatabase } from '../support/databases';
import { describeEach } from '../support/describe-each';
import { Seed } from '../support/seed';

const ONE = 'one-key-of-32-characters-or-more';
const ANOTHER = 'another-key-of-32-characters-or-more';
const VALUE = 'a value that is easy to find, if it is there';
const READABLE = '{ secrets { edges { node { name readable } } } }';

let database: TestDatabase;
const open: TestApp[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
  await database.remove();
});

async function start(options: TestAppOptions): Promise<TestApp> {
  const app = await createTestApp({ database, ...options });
  open.push(app);
  return app;
}

async function stop(): Promise<void> {
  await open.pop()!.close();
}

const set = (app: TestApp, name: string, value = VALUE) =>
  new Seed(app.client).mutate('setSecret', { name, value }, 'created');
const valueOf = (app: TestApp, name: string) =>
  app.services.secrets.valueOf(app.first.workspace.id, name);
const readable = async (app: TestApp): Promise<Record<string, boolean>> => {
  const { secrets } = (await new Seed(app.client).query(READABLE)) as unknown as {
    secrets: { edges: { node: { name: string; readable: boolean } }[] };
  };
  return Object.fromEntries(secrets.edges.map(({ node }) => [node.name, node.readable]));
};
const keyFile = (): string => join(database.options.dataDirectory, 'secrets-key');

describe.each(databases)('secrets at rest on $name', ({ create, name: kind }) => {
  beforeEach(async () => (database = await create()));

  test('are in no table and in no file in plain, also after they were replaced and deleted', async () => {
    const app = await start({ secretsKey: ONE, secrets: { OUTSIDE: VALUE } });
    for (const name of ['TOKEN', 'GONE']) await set(app, name, `${name} before: ${VALUE}`);
    await set(app, 'TOKEN');
    await new Seed(app.client).mutate('deleteSecret', { name: 'GONE' });
    const other = await database.open();
    const tables = await dump(other);
    await other.close();
    expect(tables['secret']).toHaveLength(1);
    const { dataDirectory } = database.options;
    const files = readdirSync(dataDirectory).map((name) => readFileSync(join(dataDirectory, name)));
    if (kind === 'sqlite') expect(files.some((file) => file.includes('TOKEN'))).toBe(true);
    const everything = Buffer.concat([...files, Buffer.from(JSON.stringify(tables))]);
    const part = Buffer.from('easy to find');
    for (const form of [part, part.toString('base64'), part.toString('hex'), ONE])
      expect(everything.includes(form)).toBe(false);
  });

  test('are read after a restart with the same key', async () => {
    await set(await start({ secretsKey: ONE }), 'TOKEN');
    await stop();
    const app = await start({ secretsKey: ONE });
    expect([await valueOf(app, 'TOKEN'), await readable(app)]).toEqual([VALUE, { TOKEN: true }]);
  });

  test('are errors that name them after a restart with another key, until they are set anew', async () => {
    await set(await start({ secretsKey: ONE }), 'TOKEN');
    await stop();
    const app = await start({ secretsKey: ANOTHER });
    await expect(valueOf(app, 'TOKEN')).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
      message: expect.stringContaining('The secret TOKEN cannot be decrypted') as string,
    });
    await set(app, 'FRESH');
    expect(await readable(app)).toEqual({ FRESH: true, TOKEN: false });
    expect(await app.services.secrets.names(app.first.workspace.id)).toEqual(['FRESH', 'TOKEN']);
    expect(await set(app, 'TOKEN', 'anew')).toMatchObject({ created: false });
    expect(await valueOf(app, 'TOKEN')).toBe('anew');
  });

  test('are not taken from the environment where the stored one cannot be read', async () => {
    await set(await start({ secretsKey: ONE }), 'TOKEN');
    await stop();
    const app = await start({ secretsKey: ANOTHER, secrets: { TOKEN: 'outside' } });
    await expect(valueOf(app, 'TOKEN')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });

  test('are not read in a row of another name or workspace', async () => {
    const app = await start({ secretsKey: ONE });
    const other = new Seed(await app.createWorkspace('other'));
    await set(app, 'TOKEN');
    await set(app, 'OTHER', 'other');
    await other.mutate('setSecret', { name: 'TOKEN', value: 'theirs' });
    const rows = await database.open();
    await rows.query(
      `UPDATE secret SET ciphertext = (SELECT ciphertext FROM secret WHERE workspace_id = ? AND name = 'TOKEN')`,
      [app.first.workspace.id],
    );
    const [theirs] = await rows.query<{ id: string }>(
      `SELECT id FROM workspace WHERE key = 'other'`,
      [],
    );
    await rows.close();
    expect(await valueOf(app, 'TOKEN')).toBe(VALUE);
    await expect(valueOf(app, 'OTHER')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    await expect(app.services.secrets.valueOf(theirs!.id, 'TOKEN')).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
    });
    expect(await readable(app)).toEqual({ OTHER: false, TOKEN: true });
  });

  test('that the environment has need no key', async () => {
    const app = await start({ secretsKey: undefined, secrets: { TOKEN: 'outside' } });
    expect([await valueOf(app, 'TOKEN'), await readable(app)]).toEqual([
      'outside',
      { TOKEN: true },
    ]);
    expect(readdirSync(database.options.dataDirectory)).not.toContain('secrets-key');
  });
});

describe('the key of secrets that SQLite makes', () => {
  beforeEach(async () => (database = await databases[0]!.create()));

  test('is made when a secret is first set, for its owner to read alone, and kept over restarts', async () => {
    const first = await start({ secretsKey: undefined });
    expect([await valueOf(first, 'TOKEN'), await readable(first)]).toEqual([undefined, {}]);
    expect(() => statSync(keyFile())).toThrow('ENOENT');
    await set(first, 'TOKEN');
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    const key = readFileSync(keyFile(), 'utf8');
    expect(key.trim().length).toBeGreaterThanOrEqual(43);
    await stop();
    const second = await start({ secretsKey: undefined });
    expect(await valueOf(second, 'TOKEN')).toBe(VALUE);
    await set(second, 'OTHER');
    expect(readFileSync(keyFile(), 'utf8')).toBe(key);
  });

  test('is one, also where several secrets are the first at once', async () => {
    const first = await start({ secretsKey: undefined });
    const names = ['A', 'B', 'C', 'D'];
    await Promise.all(names.map((name) => set(first, name, name)));
    await stop();
    const second = await start({ secretsKey: undefined });
    expect(await Promise.all(names.map((name) => valueOf(second, name)))).toEqual(names);
  });

  test('may be given as SECRETS_KEY later', async () => {
    await set(await start({ secretsKey: undefined }), 'TOKEN');
    await stop();
    const secretsKey = readFileSync(keyFile(), 'utf8').trim();
    rmSync(keyFile());
    expect(await valueOf(await start({ secretsKey }), 'TOKEN')).toBe(VALUE);
  });

  test('is lost with its file, which makes secrets unreadable, and found when the file is put back', async () => {
    await set(await start({ secretsKey: undefined }), 'TOKEN');
    await stop();
    const key = readFileSync(keyFile());
    rmSync(keyFile());
    const app = await start({ secretsKey: undefined });
    await expect(valueOf(app, 'TOKEN')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    expect(await readable(app)).toEqual({ TOKEN: false });
    expect(() => statSync(keyFile())).toThrow('ENOENT');
    writeFileSync(keyFile(), key);
    expect(await valueOf(app, 'TOKEN')).toBe(VALUE);
  });
});

describeEach(postgresOnly, 'PostgreSQL without SECRETS_KEY', ({ create }) => {
  beforeEach(async () => (database = await create()));

  test('stores no secret, says what to set, and tells stored ones as unreadable', async () => {
    await set(await start({ secretsKey: ONE }), 'TOKEN');
    await stop();
    const app = await start({ secretsKey: undefined });
    const input = { name: 'OTHER', value: VALUE };
    const refusal = await new Seed(app.client).refusal('setSecret', input);
    expect(refusal.code).toBe('SECRETS_KEY_MISSING');
    expect(refusal.message).toMatch(/sets SECRETS_KEY.* 32 random characters/);
    expect(await readable(app)).toEqual({ TOKEN: false });
    await expect(valueOf(app, 'TOKEN')).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    await new Seed(app.client).mutate('deleteSecret', { name: 'TOKEN' });
    expect(await readable(app)).toEqual({});
  });

  test('has one key for all processes that are given one', async () => {
    const [one, two] = [await start({ secretsKey: ONE }), await start({ secretsKey: ONE })];
    await set(one, 'TOKEN');
    expect(await valueOf(two, 'TOKEN')).toBe(VALUE);
  });
});
