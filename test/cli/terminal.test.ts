import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command } from 'commander';
import { parse } from 'yaml';
import { buildProgram } from '../../src/cli/program';
import { greets } from '../support/builders';
import { builtCommandLine, CommandLine, newFolder } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { Seed } from '../support/seed';

const ROOT = join(__dirname, '../..');
const PROGRAM = buildProgram('0.0.0', async () => undefined);

/** Calls of every command, such as `token create`. */
function callsOf(command: Command, path: string[] = []): string[][] {
  return command.commands.flatMap((child) => {
    const call = [...path, child.name()];
    return [call, ...callsOf(child, call)];
  });
}
const CALLS = callsOf(PROGRAM);

/** The command of a call as a reader would type it. */
function commandOf(words: readonly string[]): Command | undefined {
  let found: Command | undefined = PROGRAM;
  for (const word of words) {
    const next: Command | undefined = found.commands.find((command) => command.name() === word);
    if (!next) break;
    found = next;
  }
  return found === PROGRAM ? undefined : found;
}

/** What of the calls in a text no command takes. */
function unknownIn(text: string): string[] {
  const calls = [
    ...text.replaceAll('\\\n', ' ').matchAll(/\bswitchyard ((?:token )?[a-z][a-z-]+\b[^\n`|]*)/g),
  ];
  return calls.flatMap(([, call]) => {
    const words = call!.split(/\s+/);
    const command = commandOf(words);
    if (!command) return [call!];
    const flags = words.filter((word) => /^--[a-z]/.test(word));
    const known = command
      .createHelp()
      .visibleOptions(command)
      .map(({ long }) => long);
    return flags.filter((flag) => !known.includes(flag)).map((flag) => `${call} ${flag}`);
  });
}

describe('the help', () => {
  test.each(CALLS.map((call) => [call.join(' ')]))('of %s has an example', (call) => {
    let text = '';
    const command = commandOf(call.split(' '))!;
    command.configureOutput({ writeOut: (part) => void (text += part) }).outputHelp();
    expect(text).toMatch(/\nExamples:\n {2}# .+\n {2}\S*.*switchyard /);
    expect(unknownIn(text)).toEqual([]);
  });

  test('is told by the process, for people', async () => {
    const cli = new CommandLine();
    expect(await cli.text('--help')).toContain('Exit codes: 0 ok, 1 fault');
    expect(await cli.text('help', 'save')).toContain('--expected-revision');
    expect(await cli.text('token', 'create', '--help')).toContain('Examples:');
  });

  test('is in the documents too, and nothing in these is unknown', () => {
    for (const name of ['docs/command-line.md', 'docs/ci-recipe.md']) {
      const text = readFileSync(join(ROOT, name), 'utf8');
      expect(unknownIn(text.replaceAll('switchyard COMMAND', ''))).toEqual([]);
    }
    const document = readFileSync(join(ROOT, 'docs/command-line.md'), 'utf8');
    const missing = CALLS.map(([name]) => name!).filter((name) => !document.includes(`\`${name}`));
    expect(missing.filter((name) => name !== 'token')).toEqual([]);
  });

  test('for pipelines is a workflow of GitHub Actions that can be read', () => {
    const text = readFileSync(join(ROOT, 'docs/ci-recipe.md'), 'utf8');
    const recipe = parse(/```yaml\n([^]*?)```/.exec(text)![1]!) as {
      jobs: Record<string, { steps: { run?: string }[] }>;
    };
    expect(Object.keys(recipe.jobs)).toEqual(['review', 'release', 'rollback']);
    for (const { steps } of Object.values(recipe.jobs))
      for (const { run } of steps) {
        if (run === undefined) continue;
        expect(run).not.toContain('${{');
        execFileSync('bash', ['-n'], { input: run });
      }
  });
});

const hasZsh = spawnSync('zsh', ['--version']).status === 0;

describe('completion', () => {
  const inBash = async (...words: string[]): Promise<string[]> => {
    const script = await new CommandLine().text('completion', 'bash');
    const line = words.map((word) => `'${word}'`).join(' ');
    const call = `${script}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _switchyard; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const options = { encoding: 'utf8' as const, cwd: folder };
    return execFileSync('bash', ['-c', call], options).trim().split('\n');
  };
  /** All that zsh is given to choose from; it matches them with the word itself. */
  const inZsh = async (...words: string[]): Promise<string[]> => {
    const script = await new CommandLine().text('completion', 'zsh');
    const line = words.map((word) => `'${word}'`).join(' ');
    const stubs =
      'compdef() { : }; compadd() { shift; print -l -- "$@" }; _files() { print -l -- * }';
    const call = `${stubs}\n${script}\nwords=(${line}); CURRENT=${words.length}; _switchyard`;
    const options = { encoding: 'utf8' as const, cwd: folder };
    return execFileSync('zsh', ['-f', '-c', call], options).trim().split('\n');
  };
  const folder = newFolder();
  writeFileSync(join(folder, 'my order.json'), '{}');

  test.each([['bash', inBash], ...(hasZsh ? [['zsh', inZsh] as [string, typeof inBash]] : [])] as [
    string,
    typeof inBash,
  ][])('in %s is of commands, subcommands, options, values and files', async (_, complete) => {
    const some = (...words: string[]): unknown => expect.arrayContaining(words);
    expect(await complete('switchyard', 'ro')).toEqual(some('rollback', 'route'));
    expect(await complete('switchyard', 'token', '')).toEqual(['list', 'create', 'revoke']);
    expect(await complete('switchyard', 'save', 'greeter', '--exp')).toEqual(
      some('--expected-revision', '--expected-latest'),
    );
    expect(await complete('switchyard', 'token', 'create', 'x', '--sc')).toEqual(some('--scope'));
    expect(await complete('switchyard', 'diff', 'x', '1', '2', '--format', '')).toEqual(
      some('markdown', 'patch'),
    );
    expect(await complete('switchyard', 'completion', '')).toEqual(['bash', 'zsh']);
    expect(await complete('switchyard', '--context', 'token', 'cont')).toEqual(some('contexts'));
    expect(await complete('switchyard', 'save', 'greeter', '')).toEqual(['my order.json']);
    expect(await complete('switchyard', 'save', 'greeter', '--title', '')).toEqual([
      'my order.json',
    ]);
  });

  test('is of every command in both', async () => {
    for (const shell of ['bash', 'zsh']) {
      const script = await new CommandLine().text('completion', shell);
      expect(CALLS.filter((call) => !script.includes(`'${call.join(' ')}') found='-`))).toEqual([]);
    }
  });
});

describe('colours', () => {
  let app: TestApp;
  let cli: CommandLine;
  beforeAll(async () => {
    app = await createTestApp();
    cli = CommandLine.of(app.client);
    const seed = new Seed(app.client);
    await seed.workflowWith(['one', 'two'], { key: 'greeter' });
    await seed.workflow({ key: 'rude', name: 'Rude \u001b[31mred\u009b2J\u202e' });
  });
  afterAll(() => app.close());

  const diff = ['diff', 'greeter', 'v1', 'v2'];
  const ESCAPE = '\u001b[';

  test('are not for pipes, unless FORCE_COLOR says so', async () => {
    expect(await cli.text(...diff)).not.toContain(ESCAPE);
    const forced = cli.with({ FORCE_COLOR: '1' });
    expect(await forced.text(...diff)).toContain(`${ESCAPE}33m  ~ Greet`);
    expect((await forced.run(['show', 'nobody'])).stderr).toContain(ESCAPE);
  });

  test('are never there where NO_COLOR says so, nor in data', async () => {
    const none = cli.with({ FORCE_COLOR: '1', NO_COLOR: '1' });
    expect(await none.text(...diff)).not.toContain(ESCAPE);
    const forced = cli.with({ FORCE_COLOR: '1' });
    expect(await forced.text('diff', 'greeter', 'v1', 'v2', '--format', 'markdown')).not.toContain(
      ESCAPE,
    );
    expect(await forced.text('workflows', '--json')).not.toContain(ESCAPE);
  });

  test('and other effects are in no output, whichever command tells what others wrote', async () => {
    const evil = '\u001b[31m\u009b2J\n::error::\u202eX';
    const definition = greets('one');
    Object.assign(definition.nodes[0]!['config']!, { [evil]: evil });
    const file = cli.file('evil.json', definition);
    const route = ['route', 'evil', 'v1=1:a\u001b[31m', 'v2=1'];
    for (const args of [
      ['save', 'evil', file, '--create', '--as-version', '--name', evil],
      ['save', 'evil', cli.file('two.json', greets('two')), '--as-version', '--activate'],
      ['save', 'evil', file],
      ['show', 'evil', 'v1'],
      ['show', 'evil', 'v1', '--definition'],
      ['diff', 'evil', 'v2', 'v1', '--json'],
      ['diff', 'evil', 'v2', 'v1'],
      ['diff', 'evil', 'v2', 'v1', '--format', 'markdown'],
      ['validate', file],
      route,
      [...route, '--json'],
      ['watch', '--after', '0', '--count', '2'],
    ]) {
      const { code, stdout, stderr } = await cli.run(args);
      expect([args, code, `${stdout}${stderr}`]).toEqual([
        args,
        0,
        expect.not.stringMatching(/[\u001b\u009b\u202e]|^::error/m),
      ]);
    }
  });

  test('and other effects that others wrote into names do nothing', async () => {
    for (const args of [['workflows'], ['show', 'rude'], ['workflows', '--json']])
      expect(await cli.text(...args)).not.toMatch(/[\u001b\u009b]/);
    expect(await cli.text('workflows')).toContain('Rude �[31mred�2J�');
  });
});

test('a command loads nothing that it does not need', async () => {
  const code = `
    const { Module } = require('node:module');
    const load = Module._load;
    const names = new Set();
    Module._load = (name, ...rest) => (names.add(name), load(name, ...rest));
    process.on('exit', () => console.error('loaded ' + [...names].filter((name) => !/^(\\.|node:|\\/)/.test(name)).join(' ')));
    process.argv.splice(1, 0, ${JSON.stringify(builtCommandLine())});
    require(${JSON.stringify(builtCommandLine())});`;
  const { stderr } = spawnSync(process.execPath, ['-e', code, '--', '--help'], {
    encoding: 'utf8',
  });
  const loaded = /^loaded (.*)$/m.exec(stderr)![1]!.split(' ');
  const mine = loaded.filter((name) => !/^(events|child_process|path|fs|process)$/.test(name));
  expect(mine.sort()).toEqual(['commander', 'picocolors']);
});

test('a reader that goes early is no fault', async () => {
  const call = `"${process.execPath}" "${builtCommandLine()}" completion bash | head -n 1`;
  const { stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', call], {
    encoding: 'utf8',
  });
  expect([stdout, stderr]).toEqual(['# bash completion of switchyard\n', '']);
});
