import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { greets } from '../support/builders';
import { CommandLine } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { type Answer, Seed } from '../support/seed';

interface Imported {
  workflow: string;
  created: number;
  unchanged: number;
  known: number;
  skipped: { commit: string; reason: string }[];
}

describe('switchyard import-git', () => {
  let app: TestApp;
  let cli: CommandLine;
  let commits = 0;
  beforeEach(async () => {
    app = await createTestApp();
    cli = CommandLine.of(app.client);
    git('init', '--quiet', '--initial-branch', 'main');
  });
  afterEach(() => app.close());

  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: cli.folder,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: cli.home,
        GIT_AUTHOR_NAME: 'Ada Lovelace',
        GIT_AUTHOR_EMAIL: 'ada@example.com',
        GIT_AUTHOR_DATE: `2020-01-0${(commits % 9) + 1}T10:00:00+01:00`,
        GIT_COMMITTER_NAME: 'Committer',
        GIT_COMMITTER_EMAIL: 'committer@example.com',
      },
    });
  /** Writes a file and commits it; answers the hash. */
  const commit = (file: string, content: unknown, message: string): string => {
    cli.file(file, content);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '-m', message);
    commits++;
    return git('rev-parse', 'HEAD').trim();
  };
  const versionsOf = async (key: string): Promise<Answer[]> => {
    const fields = 'edges { node { number name description digest } }';
    const { workflow } = await new Seed(app.client).query(
      `{ workflow(key: "${key}") { versions(orderBy: NUMBER_ASC) { ${fields} } draft { digest } } }`,
    );
    return workflow.versions.edges.map(({ node }) => node);
  };

  test('makes a version of each commit that changed the content, oldest first, and the draft', async () => {
    const first = commit('flows/order.json', greets('one'), 'First words');
    commit('flows/order.json', JSON.stringify(greets('one'), null, 2), 'Indent');
    commit('flows/order.json', greets('two'), 'Say two');
    const [found] = await cli.json<Imported[]>('import-git', '.', '--path', 'flows');
    expect(found).toMatchObject({ workflow: 'order', created: 2, unchanged: 1, skipped: [] });
    const versions = await versionsOf('order');
    expect(versions.map(({ name }) => name)).toEqual(['First words', 'Say two']);
    expect(versions[0]!['description']).toMatch(
      new RegExp(
        `^Commit: ${first}\nAuthor: Ada Lovelace\nDate: 2020-01-0\\dT10:00:00\\+01:00\nFile: flows/order.json$`,
      ),
    );
    const shown = await cli.json<{ draft: Answer; activeRoutes: unknown[] }>('show', 'order');
    expect([shown.draft.digest, shown.activeRoutes]).toEqual([versions[1]!.digest, []]);
  });

  test('takes up only what is new when it is called again', async () => {
    commit('order.json', greets('one'), 'One');
    expect(await cli.text('import-git', '.')).toBe('order (order.json): 1 new version\n');
    commit('order.json', greets('two'), 'Two');
    expect(await cli.text('import-git', '.')).toBe(
      'order (order.json): 1 new version, 1 imported before\n',
    );
    expect(await versionsOf('order')).toHaveLength(2);
  });

  test('leaves out content that is no definition, tells it, and makes no empty workflow', async () => {
    const broken = commit('order.json', '{"nodes": [', 'Oops');
    commit('order.yaml', 'x: 1\n', 'Other');
    rmSync(join(cli.folder, 'order.yaml'));
    commit('order.json', greets('one'), 'Mended');
    commit('package.json', { name: 'shop' }, 'No workflow');
    const found = await cli.json<Imported[]>('import-git', '.');
    expect(found).toMatchObject([
      { workflow: 'order', created: 1, skipped: [{ commit: broken }] },
      { workflow: 'package', created: 0, skipped: [{}] },
    ]);
    expect(await cli.json('workflows')).toMatchObject([{ key: 'order' }]);
  });

  test('imports one file, of a folder below the repository, under a key that is given', async () => {
    commit('shop/flows/a.yaml', JSON.stringify(greets('one')), 'A');
    commit('shop/flows/b.yaml', JSON.stringify(greets('one')), 'B');
    const call = ['import-git', 'shop', '--path', 'flows/a.yaml', '--workflow', 'orders'];
    expect(await cli.json(...call)).toMatchObject([{ workflow: 'orders', created: 1 }]);
    expect((await cli.run(['import-git', 'shop', '--workflow', 'orders'])).code).toBe(2);
  });

  test('refuses what has no history, and a path that is not there', async () => {
    expect((await cli.run(['import-git', '.'])).code).toBe(7);
    commit('order.json', greets('one'), 'One');
    expect((await cli.run(['import-git', '.', '--path', 'nothing'])).code).toBe(5);
    expect((await cli.run(['import-git', '/nowhere/at/all'])).code).toBe(7);
  });

  test('called again, takes no commit between those it has for something new', async () => {
    commit('order.json', greets('one'), 'One');
    commit('order.json', JSON.stringify(greets('one'), null, 2), 'Indent');
    commit('order.json', greets('two'), 'Two');
    expect(await cli.json('import-git', '.')).toMatchObject([{ created: 2, unchanged: 1 }]);
    expect(await cli.json('import-git', '.')).toMatchObject([{ created: 0, known: 3 }]);
    commit('order.json', greets('one'), 'Back');
    expect(await cli.json('import-git', '.')).toMatchObject([{ created: 1, known: 3 }]);
    expect((await versionsOf('order')).map(({ name }) => name)).toEqual(['One', 'Two', 'Back']);
  });

  test('goes on where it was interrupted, and fills the draft then', async () => {
    commit('order.json', greets('one'), 'One');
    for (let n = 2; n <= 40; n++) commit('order.json', greets(`No. ${n}`), `No. ${n}`);
    const program = cli.start(['import-git', '.']);
    const seed = new Seed(app.client);
    const saved = async (): Promise<number> =>
      (await seed.query('{ workflow(key: "order") { latestVersion { number } } }')).workflow
        ?.latestVersion?.number ?? 0;
    while ((await saved()) < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const { code } = await program.stop();
    expect([code, program.process.signalCode, (await saved()) < 40]).toEqual([
      null,
      'SIGINT',
      true,
    ]);
    await cli.text('import-git', '.');
    const [latest, draft] = await Promise.all(
      ['latest', 'draft'].map((ref) => cli.json('show', 'order', ref)),
    );
    expect(latest).toMatchObject({ number: 40, name: 'No. 40', digest: draft!['digest'] });
  });

  test('reads titles of commits whatever encoding git is told to write', async () => {
    commit('order.json', greets('one'), 'Größe');
    git('config', 'i18n.logOutputEncoding', 'ISO-8859-1');
    await cli.text('import-git', '.');
    expect((await versionsOf('order')).map(({ name }) => name)).toEqual(['Größe']);
  });

  test('leaves a draft as it is that somebody has changed', async () => {
    commit('order.json', greets('one'), 'One');
    await cli.text('import-git', '.');
    await cli.text('save', 'order', cli.file('../mine.json', greets('mine')));
    commit('order.json', greets('two'), 'Two');
    await cli.text('import-git', '.');
    expect(await cli.text('show', 'order', 'draft', '--definition')).toContain('mine');
  });

  test('takes the commits of a branch together, and the merge last', async () => {
    commit('order.json', greets('base'), 'Base');
    git('checkout', '--quiet', '-b', 'side');
    commit('order.json', greets('side 1'), 'Side 1');
    git('checkout', '--quiet', 'main');
    commit('order.json', greets('main 1'), 'Main 1');
    git('checkout', '--quiet', 'side');
    commit('order.json', greets('side 2'), 'Side 2');
    git('checkout', '--quiet', 'main');
    commit('order.json', greets('main 2'), 'Main 2');
    git('merge', '--quiet', '--no-commit', '--strategy', 'ours', 'side');
    commit('order.json', greets('merged'), 'Merge');
    await cli.text('import-git', '.');
    const names = (await versionsOf('order')).map(({ name }) => String(name));
    expect([names[0], names.at(-1), names.length]).toEqual(['Base', 'Merge', 6]);
    expect(Math.abs(names.indexOf('Side 1') - names.indexOf('Side 2'))).toBe(1);
  });

  test('takes names of files as they are, not as patterns, and a name that is no text not at all', async () => {
    commit('a*.json', greets('star'), 'Star');
    commit('ab.json', greets('b'), 'B');
    expect(await cli.json('import-git', '.', '--path', 'a*.json')).toMatchObject([
      { file: 'a*.json', created: 1 },
    ]);
    execFileSync('bash', ['-c', `printf '{}' > $'caf\\xe9.json'`], { cwd: cli.folder });
    git('add', '--all');
    git('commit', '--quiet', '-m', 'Latin');
    const { code, stderr } = await cli.run(['import-git', '.']);
    expect([code, stderr]).toEqual([7, expect.stringContaining('not text in UTF-8')]);
  });

  test('refuses a shallow clone: what is cut off would look like the beginning', async () => {
    commit('order.json', greets('one'), 'One');
    commit('order.json', greets('two'), 'Two');
    git('clone', '--quiet', '--depth', '1', `file://${cli.folder}`, 'clone');
    const { code, stderr } = await cli.run(['import-git', 'clone']);
    expect([code, stderr]).toEqual([7, expect.stringContaining('--unshallow')]);
  });

  test('takes files of other systems too, with the author and the time of each commit', async () => {
    const flow = (expression: string): object => ({
      name: 'Mail',
      nodes: [
        {
          id: 'a',
          name: 'Start',
          type: 'n8n-nodes-base.manualTrigger',
          typeVersion: 1,
          position: [0, 0],
          parameters: {},
        },
        {
          id: 'b',
          name: 'Set',
          type: 'n8n-nodes-base.set',
          typeVersion: 3,
          position: [200, 0],
          parameters: { value: expression },
        },
      ],
      connections: { Start: { main: [[{ node: 'Set', type: 'main', index: 0 }]] } },
    });
    commit('flows/mail.json', flow('one'), 'One');
    commit('flows/mail.json', flow('two'), 'Two');
    const imported = async (): Promise<Imported> =>
      (await cli.json<Imported[]>('import-git', '.', '--path', 'flows'))[0]!;
    expect(await imported()).toMatchObject({ workflow: 'mail', created: 2, skipped: [] });
    const fields = 'number name createdAt createdBy { kind name }';
    const { workflow } = await new Seed(app.client).query(
      `{ workflow(key: "mail") { versions(orderBy: NUMBER_ASC) { edges { node { ${fields} } } } } }`,
    );
    expect(workflow.versions.edges.map(({ node }) => node)).toMatchObject([
      { number: 1, name: 'One', createdBy: { kind: 'IMPORTED', name: 'Ada Lovelace' } },
      { number: 2, name: 'Two', createdAt: expect.stringMatching(/^2020-01-0/) as unknown },
    ]);
    expect(await imported()).toMatchObject({ created: 0, known: 2 });
    // and written back as it was
    const file = readFileSync(join(cli.folder, 'flows/mail.json'), 'utf8');
    expect(await cli.text('show', 'mail', 'v2', '--as', 'n8n')).toBe(file);
    const other = await cli.json('show', 'mail', 'v2', '--as', 'node-red');
    expect(other).toMatchObject({
      losses: expect.arrayContaining([
        { code: 'SOURCE_MISSING', message: expect.any(String) as string, node: null },
      ]) as unknown,
    });
    expect((await cli.run(['show', 'mail', '--as', 'n8n', '--layout'])).code).toBe(2);
  });
});
