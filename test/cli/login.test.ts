import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLine } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';

describe('switchyard login', () => {
  let app: TestApp;
  let token: string;
  beforeAll(async () => {
    app = await createTestApp();
    token = app.client.token!;
  });
  afterAll(() => app.close());

  const signedIn = async (...more: string[]): Promise<CommandLine> => {
    const cli = new CommandLine();
    const { code, stdout, stderr } = await cli.run(
      ['login', '--url', `${app.url}/graphql`, '--token-stdin', ...more],
      `${token}\n`,
    );
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(token);
    return cli;
  };

  test('keeps address and token where nobody else can read them', async () => {
    const cli = await signedIn();
    const file = join(cli.home, 'switchyard/config.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      current: 'default',
      contexts: { default: { url: app.url, token } },
    });
    expect((await cli.run(['workflows'])).code).toBe(0);
  });

  test('never prints a token, whatever is called', async () => {
    const cli = await signedIn();
    for (const args of [['contexts'], ['contexts', '--json'], ['workflows'], ['show', 'nobody']]) {
      const { stdout, stderr } = await cli.run(args);
      expect(stdout + stderr).not.toContain(token);
    }
    const nobody = CommandLine.of({ url: 'http://127.0.0.1:1', token });
    for (const args of [['workflows'], ['workflows', '--json'], ['watch']])
      expect((await nobody.run(args)).stderr).not.toContain(token);
  });

  test('checks the token, and keeps none that is refused', async () => {
    const cli = new CommandLine();
    const call = ['login', '--url', app.url, '--token-stdin'];
    expect((await cli.run(call, 'sy_wrong\n')).code).toBe(8);
    expect((await cli.run(call, '\n')).code).toBe(2);
    expect((await cli.run(['login', '--url', app.url])).code).toBe(2);
    expect(await cli.json('contexts')).toEqual([]);
  });

  test('has contexts by name: chosen by option, environment or once for all, and forgotten', async () => {
    const cli = await signedIn('--context', 'here');
    const there = ['--context', 'there', '--url', app.url, '--token-stdin'];
    const other = await app.createWorkspace('other');
    expect((await cli.run(['login', ...there], other.token)).code).toBe(0);
    await app.client.request(
      'mutation { createWorkflow(input: {name: "Here"}) { userErrors { code } } }',
    );
    const names = async (as: CommandLine, ...args: string[]): Promise<string[]> =>
      (await as.json<{ name: string }[]>('workflows', ...args)).map(({ name }) => name);
    expect(await names(cli)).toEqual([]);
    expect(await names(cli, '--context', 'here')).toEqual(['Here']);
    expect(await names(cli.with({ SWITCHYARD_CONTEXT: 'here' }))).toEqual(['Here']);
    expect(await names(cli.with({ SWITCHYARD_TOKEN: token }))).toEqual(['Here']);
    expect(await cli.text('contexts', '--use', 'here')).toMatch(/^\s+NAME.*\n\* +here/);
    expect(await names(cli)).toEqual(['Here']);
    expect(await cli.text('logout')).toBe('Forgot here.\n');
    expect(await cli.json('contexts')).toEqual([{ name: 'there', url: app.url, current: false }]);
    const call = ['logout', '--context', 'there'];
    expect(await cli.json(...call)).toEqual({ forgotten: 'there', current: null });
  });

  test('sends the token of a context to its server alone', async () => {
    const cli = await signedIn();
    const other = await createTestApp();
    expect((await cli.run(['workflows', '--url', other.url])).code).toBe(8);
    await other.close();
  });

  test('a context that an option names is meant whole, whatever the environment says', async () => {
    const cli = new CommandLine();
    const call = ['login', '--context', 'here', '--url', `${app.url}//`, '--token-stdin'];
    expect((await cli.run(call, app.client.token)).code).toBe(0);
    const elsewhere = cli.with({ SWITCHYARD_URL: 'http://127.0.0.1:1', SWITCHYARD_TOKEN: 'x' });
    expect((await elsewhere.run(['workflows'])).code).toBe(6);
    expect(await elsewhere.json('workflows', '--context', 'here')).toHaveLength(1);
    for (const name of ['constructor', '__proto__'])
      expect((await cli.run(['workflows', '--context', name])).code).toBe(2);
  });

  test('with --json tells who one is', async () => {
    const cli = new CommandLine();
    const call = ['login', '--url', app.url, '--token-stdin', '--json'];
    expect(JSON.parse((await cli.run(call, token)).stdout)).toMatchObject({
      context: 'default',
      url: app.url,
      viewer: { workspace: { key: 'default' } },
    });
  });
});
