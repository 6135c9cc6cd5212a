import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type DefinitionDraft, greets, incomplete } from '../support/builders';
import { builtCommandLine, CommandLine, newFolder } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';

interface Step {
  name?: string;
  run?: string;
}

const TEXT = readFileSync(join(__dirname, '../../docs/ci-recipe.md'), 'utf8');
const { jobs } = parse(/```yaml\n([^]*?)```/.exec(TEXT)![1]!) as {
  jobs: Record<'review' | 'release' | 'rollback', { steps: Step[] }>;
};

/** Runs the steps of the recipe as GitHub does: without a terminal, a configuration or a home. */
describe('the recipe for pipelines', () => {
  let app: TestApp;
  let cli: CommandLine;
  /** Where the repository is checked out, and its origin, and the programs of the runner. */
  let folder: string;
  let origin: string;
  let programs: string;
  let commits = 0;
  beforeEach(async () => {
    app = await createTestApp();
    cli = CommandLine.of(app.client);
    [folder, origin, programs] = [cli.folder, newFolder(), newFolder()];
    program('switchyard', `exec "${process.execPath}" "${builtCommandLine()}" "$@"`);
    program('gh', 'cp "$5" posted.md');
    git('init', '--quiet', '--bare', origin);
    git('init', '--quiet', '--initial-branch', 'main');
    git('remote', 'add', 'origin', origin);
  });
  afterEach(() => app.close());

  function program(name: string, script: string): void {
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(programs, name), 0o755);
  }
  const environment = (more: object = {}): NodeJS.ProcessEnv => ({
    PATH: `${programs}:${process.env['PATH']}`,
    HOME: cli.home,
    SWITCHYARD_URL: app.url,
    SWITCHYARD_TOKEN: app.client.token,
    GITHUB_SHA: 'abc',
    GITHUB_ACTOR: 'ada',
    NUMBER: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
    ...more,
  });
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: environment() }).trim();
  /** Commits files of `workflows`, none for those that are undefined; answers the hash. */
  function commit(files: Record<string, DefinitionDraft | undefined>): string {
    for (const [name, content] of Object.entries(files))
      if (content) cli.file(`workflows/${name}`, content);
      else rmSync(join(folder, 'workflows', name));
    git('add', 'workflows');
    git('commit', '--quiet', '--allow-empty', '-m', `Change ${++commits} \`@team\``);
    return git('rev-parse', 'HEAD');
  }
  /** Runs a step; the server is in this process, and answers meanwhile. */
  const stepped = (run: string, env: NodeJS.ProcessEnv): Promise<[number, string]> =>
    new Promise((resolve) => {
      const program = execFile('bash', ['-e', '-c', run], { cwd: folder, env }, (_, __, stderr) =>
        resolve([program.exitCode ?? -1, stderr]),
      );
    });
  /** The exit code of the first step that fails with what it tells, or 0. */
  async function job(name: keyof typeof jobs, more: object = {}): Promise<[number, string]> {
    rmSync(join(folder, 'posted.md'), { force: true });
    // as the checkout does
    git('fetch', '--quiet', 'origin', '+refs/tags/*:refs/tags/*');
    for (const { name: step, run } of jobs[name].steps) {
      if (run === undefined || step === 'Install the command line') continue;
      const [code, told] = await stepped(run, environment(more));
      if (code !== 0) return [code, `${step}: ${told}`];
    }
    return [0, ''];
  }
  const posted = (): string => readFileSync(join(folder, 'posted.md'), 'utf8');
  const live = async (key: string): Promise<string> => {
    const { activeRoutes } = await cli.json<{ activeRoutes: { version: { label: string } }[] }>(
      'show',
      key,
    );
    return activeRoutes.map(({ version }) => version.label).join();
  };

  test('shows what a pull request changes, releases it on the merge, and rolls it back', async () => {
    commit({ 'order.json': greets('one'), 'pay.json': greets('one') });
    expect([await job('release'), await live('order'), await live('pay')]).toEqual([
      [0, ''],
      'v1',
      'v1',
    ]);
    const base = git('rev-parse', 'HEAD');
    commit({ 'order.json': greets('two'), 'new.json': greets('new') });
    expect(await job('review', { BASE: base })).toEqual([0, '']);
    expect(posted()).toMatch(/### new\nnew is new\.\n### order\n## v1 → order\.json/);
    expect(posted()).not.toContain('pay');
    expect([await job('release'), await live('order'), await live('pay')]).toEqual([
      [0, ''],
      'v2',
      'v1',
    ]);
    expect((await job('rollback', { WORKFLOW: 'order', VERSION: '' }))[0]).toBe(0);
    expect(await live('order')).toBe('v1');
    // what was rolled back stays so, also where the job is repeated
    expect([await job('release'), await live('order')]).toEqual([[0, ''], 'v1']);
    commit({ 'pay.json': greets('three') });
    expect([await job('release'), await live('order'), await live('pay')]).toEqual([
      [0, ''],
      'v1',
      'v2',
    ]);
    expect((await job('rollback', { WORKFLOW: 'order', VERSION: 'v2' }))[0]).toBe(0);
    expect(await live('order')).toBe('v2');
  });

  test('takes up what a release before did not get to, and files that were renamed', async () => {
    commit({ 'a.json': incomplete(), 'b.json': greets('b') });
    expect(await job('release')).toEqual([7, expect.stringContaining('Mend what is told')]);
    expect((await cli.run(['show', 'a'])).code).toBe(5);
    commit({ 'a.json': greets('a') });
    expect([await job('release'), await live('a'), await live('b')]).toEqual([[0, ''], 'v1', 'v1']);
    const base = git('rev-parse', 'HEAD');
    git('mv', 'workflows/b.json', 'workflows/c.json');
    git('commit', '--quiet', '-m', 'Rename');
    expect([await job('review', { BASE: base }), posted()]).toEqual([
      [0, ''],
      '### c\nc is new.\n',
    ]);
    expect([await job('release'), await live('c')]).toEqual([[0, ''], 'v1']);
  });

  test('compares with the latest version where several are live', async () => {
    const base = commit({ 'order.json': greets('one') });
    await job('release');
    commit({ 'order.json': greets('two') });
    await job('release');
    await cli.text('route', 'order', 'v1=1', 'v2=1');
    commit({ 'order.json': greets('three') });
    expect(await job('review', { BASE: base })).toEqual([0, '']);
    expect(posted()).toContain('## v2 → order.json');
  });

  test('fails before anything is posted: for a bad file, a bad name, a bad token, no server', async () => {
    const base = commit({ 'order.json': greets('one') });
    commit({ 'order.json': incomplete() });
    // xargs ends with 123 where what it calls fails
    expect(await job('review', { BASE: base })).toEqual([
      123,
      expect.stringMatching(/^Validate: .*live/),
    ]);
    git('reset', '--quiet', '--hard', base);
    commit({ '@team `x`.json': greets('one') });
    expect(await job('review', { BASE: base })).toEqual([1, expect.stringContaining('KEY.json')]);
    git('reset', '--quiet', '--hard', base);
    commit({ 'order.json': greets('two') });
    for (const more of [{ SWITCHYARD_TOKEN: 'bad' }, { SWITCHYARD_URL: 'http://127.0.0.1:1' }]) {
      expect((await job('review', { BASE: base, ...more }))[0]).toBe(123);
      expect((await job('release', more))[0]).toBe('SWITCHYARD_TOKEN' in more ? 8 : 6);
    }
    expect(existsSync(join(folder, 'posted.md'))).toBe(false);
    expect(git('tag')).toBe('');
    expect((await job('rollback', { WORKFLOW: 'nobody', VERSION: '' }))[0]).toBe(5);
  });

  test('posts nothing where files are only removed, and no more than a comment can hold', async () => {
    const base = commit({ 'order.json': greets('one'), 'pay.json': greets('one') });
    commit({ 'pay.json': undefined });
    expect(await job('review', { BASE: base })).toEqual([0, '']);
    expect(existsSync(join(folder, 'posted.md'))).toBe(false);
    await job('release');
    const long = (mark: string): DefinitionDraft => greets(`${mark}${'ü\\n'.repeat(20_000)}`);
    commit({ 'order.json': long('a'), 'b.json': long('b') });
    await job('release');
    const before = git('rev-parse', 'HEAD');
    commit({ 'order.json': greets('x'), 'b.json': greets('y') });
    expect(await job('review', { BASE: before })).toEqual([0, '']);
    expect(Buffer.byteLength(posted())).toBeLessThanOrEqual(65_000);
  });
});
