import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { EXIT, EXIT_OF_REFUSAL } from '../../src/cli/exit-code';
import { UserErrorCode } from '../../src/platform/graphql/user-error-code';
import { greets, incomplete } from '../support/builders';
import { builtCommandLine, CommandLine } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { Seed } from '../support/seed';

const DOCUMENT = readFileSync(join(__dirname, '../../docs/command-line.md'), 'utf8');

test('every refusal has an exit code, and no other has', () => {
  expect(Object.keys(EXIT_OF_REFUSAL).sort()).toEqual(Object.values(UserErrorCode).sort());
});

test('no refusal ends like a success, a fault or a wrong call', () => {
  const names = Object.values(EXIT_OF_REFUSAL);
  expect(
    names.filter((name) => [EXIT.ok, EXIT.fault, EXIT.usage].includes(EXIT[name] as 0)),
  ).toEqual([]);
});

test('docs/command-line.md has every exit code, and the refusals that end with it', () => {
  const codes = [...DOCUMENT.matchAll(/^\| (\d) +\|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT));
  const told = [...DOCUMENT.matchAll(/^- (\d): ((?:`[A-Z_]+`,?\s+)+)/gm)].flatMap(
    ([, code, names]) => [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => [name, Number(code)]),
  );
  expect(told).toHaveLength(Object.keys(EXIT_OF_REFUSAL).length);
  const codeOf = Object.entries(EXIT_OF_REFUSAL).map(([name, exit]) => [name, EXIT[exit]]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(codeOf));
});

describe('the command line ends', () => {
  let app: TestApp;
  let cli: CommandLine;
  beforeAll(async () => {
    app = await createTestApp();
    cli = CommandLine.of(app.client);
    const workflow = await new Seed(app.client).workflowWith(['one', 'two'], { key: 'greeter' });
    await workflow.activate(1);
  });
  afterAll(() => app.close());

  /** The exit code and the first line of what was told. */
  const ends = async (args: string[], as = cli): Promise<[number | null, string]> => {
    const { code, stdout, stderr } = await as.run(args);
    expect(stdout).toBe('');
    return [code, stderr.split('\n')[0]!];
  };

  test('with 0 when all went well', async () => {
    expect((await cli.run(['workflows'])).code).toBe(0);
    expect((await cli.run(['--help'])).code).toBe(0);
    expect((await cli.run(['--version'])).stdout).toBe('0.1.0\n');
  });

  test('with 1 for a configuration that cannot be read, without what is in it', async () => {
    const broken = new CommandLine();
    mkdirSync(join(broken.home, 'switchyard'));
    writeFileSync(join(broken.home, 'switchyard/config.json'), '{"contexts": "sy_secret');
    const [code, line] = await ends(['workflows'], broken);
    expect([code, line]).toEqual([1, expect.stringContaining('config.json cannot be used')]);
    expect(line).not.toContain('sy_secret');
  });

  test.each([
    [['nonsense']],
    [['show']],
    [['workflows', '--limit', 'many']],
    [['diff', 'greeter', 'file.json', 'v1']],
    [['route', 'greeter']],
    [['route', 'greeter', '=3']],
    [['save', 'greeter']],
    [['save', 'greeter', 'file.json', '--name', 'x']],
    [['token', 'create', 'x']],
    [['completion', 'fish']],
    [['workflows', '--context', 'nowhere']],
    [['workflows', '--url', 'ftp://localhost']],
  ])('with 2 for a wrong call: %p', async (args) => {
    const { code, stdout, stderr } = await cli.run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('with 3 for a refusal by a rule', async () => {
    expect(await ends(['archive', 'greeter', 'v1'])).toEqual([
      3,
      expect.stringMatching(/Route its/),
    ]);
  });

  test('with 4 for a conflict', async () => {
    const call = ['activate', 'greeter', 'v2', '--expected-current', '2'];
    expect(await ends(call)).toEqual([4, expect.stringContaining('switchyard show')]);
  });

  test('with 5 for what is not there, whatever names it', async () => {
    for (const args of [
      ['show', 'nobody'],
      ['show', 'wf_00000000000000000000000000000000'],
      ['show', 'greeter', 'v9'],
      ['diff', 'greeter', 'v1', 'v9'],
      ['diff', 'greeter', 'v1', 'no-such-file.json'],
      ['activate', 'greeter', 'v9'],
      ['versions', 'nobody'],
      ['watch', 'nobody'],
      ['runs', 'nobody'],
      ['token', 'revoke', 'tok_nobody'],
    ])
      expect([args, (await ends(args))[0]]).toEqual([args, 5]);
  });

  test('with 6 where no server answers, or something else does', async () => {
    const nobody = CommandLine.of({ url: 'http://127.0.0.1:1', token: 'x' });
    for (const args of [['workflows'], ['watch']])
      expect(await ends(args, nobody)).toEqual([6, expect.stringMatching(/No server.*npm start/)]);
    const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(await ends(['workflows'], CommandLine.of({ url }))).toEqual([
      6,
      expect.stringContaining('is not Switchyard'),
    ]);
    other.close();
  });

  test('with 7 for what is not valid', async () => {
    const bad = cli.file('bad.json', '{"nodes": [');
    const none = cli.file('none.json', { nodes: 3, edges: [] });
    const partial = cli.file('partial.json', incomplete());
    const rest = '"nodes": [], "edges": [], "settings"';
    const huge = cli.file('huge.json', `{${rest}: {"a": 1e999}}`);
    const infinite = cli.file('infinite.yaml', 'nodes: []\nedges: []\nsettings: {a: .inf}\n');
    const deep = cli.file('deep.json', '['.repeat(50_000) + ']'.repeat(50_000));
    const latin = cli.file('latin.json', '{}');
    writeFileSync(join(cli.folder, latin), Buffer.from(`{${rest}: {"a": "\xe9"}}`, 'latin1'));
    for (const args of [
      ['save', 'greeter', bad],
      ['save', 'greeter', huge],
      ['save', 'greeter', cli.file('empty.json', '')],
      ['diff', 'greeter', 'v1', 'empty.json'],
      ['save', 'greeter', infinite],
      ['save', 'greeter', deep],
      ['save', 'greeter', latin],
      ['save', 'greeter', none],
      ['save', 'greeter', partial, '--as-version', '--activate'],
      ['diff', 'greeter', 'v1', none],
      ['show', 'greeter', 'banana'],
    ])
      expect([args, (await ends(args))[0]]).toEqual([args, 7]);
    const { stderr } = await cli.run(['save', 'greeter', partial, '--as-version', '--activate']);
    expect(stderr).toMatch(/\n {2}ERROR TRIGGER_MISSING/);
  });

  test('with 8 without a token, with a bad one, and with one that may not', async () => {
    const without = new CommandLine({ SWITCHYARD_URL: app.url });
    expect(await ends(['workflows'], without)).toEqual([
      8,
      expect.stringMatching(/switchyard login/),
    ]);
    const bad = CommandLine.of({ url: app.url, token: 'sy_not_a_token' });
    for (const args of [['workflows'], ['watch', '--after', '0']])
      expect((await ends(args, bad))[0]).toBe(8);
    const reader = CommandLine.of({ url: app.url, token: await app.token('workflows:read') });
    const file = reader.file('two.json', greets('two'));
    expect(await ends(['save', 'greeter', file], reader)).toEqual([
      8,
      expect.stringContaining('workflows:write'),
    ]);
  });

  test('in a wrong call with --json too with one line of JSON, and nothing else', async () => {
    for (const args of [
      ['nonsense'],
      ['show'],
      ['show', '--bad'],
      ['import', 'x.json'],
      ['route', 'a'],
    ]) {
      const { code, stdout, stderr } = await cli.run([...args, '--json']);
      expect([args, code, stdout]).toEqual([args, 2, '']);
      expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'usage', exitCode: 2 } });
    }
  });

  test('with a hint where a command or an option is nearly one', async () => {
    expect((await cli.run(['wrokflows'])).stderr).toMatch(/^switchyard: .*mean workflows\?.*\n$/);
    expect((await cli.run(['show', 'x', '--jsno'])).stderr).toContain('mean --json?');
  });

  test('and takes the options of all commands before the command too', async () => {
    expect(JSON.parse(await cli.text('--json', 'workflows'))).toHaveLength(1);
  });

  test('with 1 where the output cannot be written, without a trace', async () => {
    const call = `"${process.execPath}" "${builtCommandLine()}" completion zsh > /dev/full`;
    const { status, stderr } = spawnSync('bash', ['-c', call], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, 'switchyard: The output cannot be written (ENOSPC).\n']);
  });

  test('and with --json tells the error as one line of JSON', async () => {
    const [code, line] = await ends(['show', 'nobody', '--json']);
    expect(code).toBe(5);
    expect(JSON.parse(line)).toMatchObject({ error: { code: 'notFound', exitCode: 5 } });
  });
});
