import { pino } from 'pino';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed } from '../support/seed';

const FACTS = 'name origin createdAt createdBy { id } updatedAt updatedBy { id } readable';
const LIST = `query($first: Int, $after: String, $last: Int, $before: String) {
  secrets(first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { node { ${FACTS} } } } }`;
const SET = 'mutation($input: SetSecretInput!) { setSecret(input: $input) { created } }';
const MINUTE = 60_000;

type Page = Answer & { pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean } };

describe.each(databases)('secrets on $name', (kind) => {
  const logged: string[] = [];
  const statements: string[] = [];
  let app: TestApp;
  let seed: Seed;
  /** Another workspace. */
  let other: Seed;
  let otherId: string;

  beforeEach(async () => {
    logged.length = 0;
    const logger = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
    const statementObserver = (sql: string): void => void statements.push(sql);
    const secrets = { FROM_OUTSIDE: 'outside', SHADOWED: 'shadow' };
    app = await createTestApp({ kind, logger, secrets, statementObserver, pollInterval: 60_000 });
    seed = new Seed(app.client);
    other = new Seed(await app.createWorkspace('other'));
    const { viewer } = await other.query('{ viewer { workspace { id } } }');
    otherId = (viewer as { workspace: { id: string } }).workspace.id;
  });
  afterEach(() => app.close());

  const set = (name: string, value: string, fields = 'created') =>
    seed.mutate('setSecret', { name, value }, fields);
  const valueOf = (name: string, workspaceId = app.first.workspace.id) =>
    app.services.secrets.valueOf(workspaceId, name);
  const page = async (variables: object = {}, as = seed): Promise<Page> =>
    (await as.query(LIST, { ...variables })).secrets as Page;
  const namesOn = ({ edges }: Answer): string[] => edges.map(({ node }) => node.name as string);

  test('are set and replaced, by people with names, and nothing answers their value', async () => {
    const first = { id: expect.any(String) as string };
    const created = await set('TOKEN', 'hunter2', `created secret { ${FACTS} }`);
    const at = app.clock.now();
    const facts = { name: 'TOKEN', origin: 'STORED', createdAt: at, createdBy: first };
    const secret = { ...facts, updatedAt: at, updatedBy: first, readable: true };
    expect(created).toMatchObject({ created: true, secret });
    app.clock.advance(MINUTE);
    const ada = new Seed(app.client.with({ 'X-Actor-Id': 'ada', 'X-Actor-Name': 'Ada' }));
    const input = { name: 'TOKEN', value: 'hunter3' };
    const replaced = await ada.mutate('setSecret', input, `created secret { ${FACTS} }`);
    const changed = { ...secret, updatedAt: app.clock.now(), updatedBy: { id: 'ada' } };
    expect(replaced).toMatchObject({ created: false, secret: changed });
    expect((await page()).edges.at(-1)!.node).toEqual(changed);
    expect(JSON.stringify([created, replaced, await page()])).not.toContain('hunter');
  });

  test('are told to whoever executes a run, as they were set last', async () => {
    for (const value of [
      ' with space at its ends\n',
      'ünïcödé 𝄞',
      'nul \u0000',
      'x'.repeat(16_384),
    ]) {
      await set('TOKEN', value);
      expect(await valueOf('TOKEN')).toBe(value);
    }
    await seed.mutate('deleteSecret', { name: 'TOKEN' });
    expect(await valueOf('TOKEN')).toBeUndefined();
  });

  test('set twice at once are created once, and the last one counts', async () => {
    const both = await Promise.all(['one', 'two'].map((value) => set('TOKEN', value)));
    expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
    const last = both[0]!['created'] ? 'two' : 'one';
    expect(await valueOf('TOKEN')).toBe(last);
  });

  test('of the environment are those of the first workspace, and stored ones go before them', async () => {
    expect([await valueOf('FROM_OUTSIDE'), await valueOf('FROM_OUTSIDE', otherId)]).toEqual([
      'outside',
      undefined,
    ]);
    expect(await set('SHADOWED', 'stored')).toMatchObject({ created: true });
    expect(await valueOf('SHADOWED')).toBe('stored');
    const listed = (await page()).edges.map(({ node }) => [node.name, node['origin']]);
    expect(listed).toEqual([
      ['FROM_OUTSIDE', 'ENVIRONMENT'],
      ['SHADOWED', 'STORED'],
    ]);
    await seed.mutate('deleteSecret', { name: 'SHADOWED' });
    expect(await valueOf('SHADOWED')).toBe('shadow');
    expect((await page()).edges[1]!.node).toEqual({
      name: 'SHADOWED',
      origin: 'ENVIRONMENT',
      createdAt: null,
      createdBy: null,
      updatedAt: null,
      updatedBy: null,
      readable: true,
    });
  });

  test.each(['constructor', '__proto__', 'toString', 'NONE', ''])(
    'called "%s" are not there unless somebody sets them',
    async (name) => expect(await valueOf(name)).toBeUndefined(),
  );

  test('are listed by name, page after page from either end, those of the environment in between', async () => {
    for (const name of ['b', 'A', 'Z', 'a', '_', 'G1', 'SHADOWED']) await set(name, 'value');
    const all = ['A', 'FROM_OUTSIDE', 'G1', 'SHADOWED', 'Z', '_', 'a', 'b'];
    expect(await app.services.secrets.names(app.first.workspace.id)).toEqual(all);
    const forwards: string[][] = [];
    for (let after: string | undefined, more = true; more;) {
      const list = await page({ first: 3, after });
      expect(list.totalCount).toBe(8);
      forwards.push(namesOn(list));
      ({ endCursor: after, hasNextPage: more } = list.pageInfo);
    }
    expect(forwards).toEqual([all.slice(0, 3), all.slice(3, 6), all.slice(6)]);
    const last = await page({ last: 3 });
    expect(namesOn(last)).toEqual(all.slice(5));
    const { startCursor } = last.pageInfo;
    expect(namesOn(await page({ last: 9, before: startCursor }))).toEqual(all.slice(0, 5));
    expect(namesOn(await page({ first: 0 }))).toEqual([]);
  });

  test('are read by one statement however many are listed, and one more where readable is selected', async () => {
    for (const name of ['A', 'B', 'C']) await set(name, 'value');
    const told = async (fields: string): Promise<string[]> => {
      statements.length = 0;
      await seed.query(`{ secrets { totalCount edges { node { ${fields} } } } }`);
      return statements.filter((sql) => sql.includes('FROM secret'));
    };
    const [list, ...more] = await told('name origin createdBy { name }');
    expect([list?.includes('ciphertext'), more]).toEqual([false, []]);
    expect(await told('readable')).toHaveLength(2);
  });

  test.each([
    ['name', '', 'value'],
    ['name', '1st', 'value'],
    ['name', 'with-dash', 'value'],
    ['name', 'TOKEN ', 'value'],
    ['name', 'TOKEN\n', 'value'],
    ['name', 'Ä', 'value'],
    ['name', 'N'.repeat(101), 'value'],
    ['value', 'TOKEN', ''],
    ['value', 'TOKEN', 'x'.repeat(16_385)],
    ['value', 'TOKEN', 'ü'.repeat(8_193)],
    ['value', 'TOKEN', 'half a pair \ud800'],
  ])('are refused for a bad %s (%.20s)', async (field, name, value) => {
    const refusal = await seed.refusal('setSecret', { name, value });
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', field: [field] });
    if (value !== '' && value !== 'value') expect(refusal.message).not.toContain(value.slice(0, 9));
    expect(namesOn(await page())).toEqual(['FROM_OUTSIDE', 'SHADOWED']);
  });

  test('take names up to 100 characters', async () => {
    expect(await set('N'.repeat(100), 'value')).toMatchObject({ created: true });
  });

  test('are at most 1,000, of which any can be replaced', async () => {
    const database = await app.database.open();
    await database.query(
      `INSERT INTO secret (workspace_id, name, created_at, created_by, ciphertext)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
       SELECT ${kind.name === 'postgres' ? 'CAST(? AS TEXT)' : '?'}, 'S' || i, 'now', '{}', 'x' FROM n`,
      [app.first.workspace.id],
    );
    await database.close();
    const refusal = await seed.refusal('setSecret', { name: 'TOKEN', value: 'value' });
    expect(refusal.message).toBe('A workspace takes 1000 secrets; delete some first.');
    expect(await valueOf('TOKEN')).toBeUndefined();
    expect(await set('S1', 'value')).toMatchObject({ created: false });
    await seed.mutate('deleteSecret', { name: 'S2' });
    expect(await set('TOKEN', 'value')).toMatchObject({ created: true });
  });

  test('that are not there cannot be deleted, nor those that only the environment has', async () => {
    const absent = await seed.refusal('deleteSecret', { name: 'NONE' });
    expect(absent).toMatchObject({ code: 'NOT_FOUND', field: ['name'] });
    const given = await seed.refusal('deleteSecret', { name: 'FROM_OUTSIDE' });
    expect(given).toMatchObject({ code: 'INVALID_INPUT', field: ['name'] });
    expect(given.message).toContain('SECRETS_FROM_OUTSIDE');
    expect(await valueOf('FROM_OUTSIDE')).toBe('outside');
  });

  test.each([
    [SET, { input: { name: 'TOKEN', value: 'hunter2' } }],
    ['mutation { deleteSecret(input: { name: "TOKEN" }) { deletedSecretName } }', {}],
    ['{ secrets { totalCount } }', {}],
  ])('are for admins alone: %.40s', async (document, variables) => {
    await set('TOKEN', 'value');
    const token = await app.token('workflows:write', 'releases:write', 'runs:write');
    const { errors } = await app.client.as(token).send(document, variables);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', missingScopes: ['admin'] });
    expect(await valueOf('TOKEN')).toBe('value');
  });

  test('of one workspace are nothing to another, which may use the same names', async () => {
    await set('TOKEN', 'mine');
    expect(await page({}, other)).toMatchObject({ totalCount: 0, edges: [] });
    expect(await app.services.secrets.names(otherId)).toEqual([]);
    expect(await valueOf('TOKEN', otherId)).toBeUndefined();
    const [foreign, given, absent] = await Promise.all(
      ['TOKEN', 'FROM_OUTSIDE', 'NONE'].map((name) => other.refusal('deleteSecret', { name })),
    );
    expect([foreign, given]).toEqual([absent, absent]);
    const theirs = { name: 'TOKEN', value: 'theirs' };
    expect(await other.mutate('setSecret', theirs, 'created')).toMatchObject({ created: true });
    expect([await valueOf('TOKEN'), await valueOf('TOKEN', otherId)]).toEqual(['mine', 'theirs']);
    await other.mutate('deleteSecret', { name: 'TOKEN' });
    expect(await valueOf('TOKEN')).toBe('mine');
  });

  test('are set and deleted in the log by name and author, never by value', async () => {
    await set('TOKEN', 'hunter2');
    await set('TOKEN', 'hunter3');
    await seed.mutate('deleteSecret', { name: 'TOKEN' });
    await seed.refusal('deleteSecret', { name: 'TOKEN' });
    const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    const about = lines.filter(({ secretName }) => secretName === 'TOKEN');
    const whose = { workspaceId: app.first.workspace.id, actor: { name: 'First admin' } };
    expect(about).toMatchObject([
      { ...whose, created: true, msg: 'a secret was set' },
      { ...whose, created: false, msg: 'a secret was set' },
      { ...whose, msg: 'a secret was deleted' },
    ]);
    expect(about).toHaveLength(3);
    expect(logged.join('')).not.toMatch(/hunter|outside|shadow/);
  });

  test.each([
    [{ name: 'TOKEN', value: 8_437_219 }],
    [{ name: 'TOKEN', value: ['hunter2'] }],
    [{ name: 'TOKEN', value: { is: 'hunter2' } }],
    [{ name: 'TOKEN', valeu: 'hunter2' }],
    [{ value: 'hunter2' }],
    ['hunter2'],
  ])('are not repeated by the error of input that does not fit: %j', async (input) => {
    // the second time by compiled code
    for (let times = 0; times < 3; times++) {
      const answer = await app.client.send(SET, { input });
      expect(answer.errors?.[0]).toMatchObject({
        message: expect.stringMatching(/^Variable "\$(input|value)" does not fit/) as string,
        extensions: { code: 'BAD_USER_INPUT' },
      });
      expect(JSON.stringify(answer) + logged.join('')).not.toMatch(/hunter2|8437219/);
    }
  });
});
