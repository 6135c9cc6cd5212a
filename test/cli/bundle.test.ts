import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { greets } from '../support/builders';
import { CommandLine } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { graph } from '../support/executed-run';
import { Seed } from '../support/seed';

describe('the command line takes workflows from server to server', () => {
  let staging: TestApp;
  let production: TestApp;
  let cli: CommandLine;
  beforeAll(async () => {
    [staging, production] = await Promise.all([createTestApp(), createTestApp()]);
    cli = new CommandLine();
    for (const [name, app] of Object.entries({ production, staging })) {
      const call = ['login', '--context', name, '--url', app.url, '--token-stdin'];
      expect((await cli.run(call, app.client.token)).code).toBe(0);
    }
  });
  afterAll(() => Promise.all([staging.close(), production.close()]));

  test('as a bundle in a file or on stdout, imported after its plan was told', async () => {
    await new Seed(staging.client).workflowWith(['one', 'two'], { key: 'order', name: 'Order' });
    const stdout = await cli.text('export', 'order', 'v1');
    expect(JSON.parse(stdout)).toMatchObject({ versions: [{ number: 1 }] });
    const written = await cli.json('export', 'order', '-o', 'order.json');
    expect(written).toMatchObject({ key: 'order', file: 'order.json' });
    expect(readFileSync(join(cli.folder, 'order.json'), 'utf8')).toContain('switchyard-bundle');
    const call = ['import', 'order.json', '--context', 'production'];
    const asked = await cli.run(call);
    expect([asked.code, asked.stdout]).toEqual([
      2,
      expect.stringMatching(/v2[^]*Nothing is in the way/),
    ]);
    expect(asked.stderr).toContain('--yes');
    // data that is one JSON, or none
    const asJson = await cli.run([...call, '--json']);
    expect([asJson.code, asJson.stdout]).toEqual([2, '']);
    expect(await cli.json('workflows', '--context', 'production')).toEqual([]);
    expect(await cli.json(...call, '--plan')).toMatchObject({
      plan: { key: 'order', versions: [{ number: 1 }, { number: 2 }] },
      workflow: null,
    });
    expect(await cli.text(...call, '--yes')).toMatch(/Made order \(wf_/);
    // a key that is taken is told, and another one is made
    const { plan, workflow } = await cli.json<{
      plan: { problems: { kind: string }[] };
      workflow: { key: string };
    }>(...call, '--yes');
    expect(plan.problems.map(({ kind }) => kind)).toContain('KEY_TAKEN');
    expect(workflow.key).not.toBe('order');
    expect(await cli.json(...call, '--yes', '--key', 'other-order')).toMatchObject({
      workflow: { key: 'other-order', activeRoutes: [] },
    });
  });

  test('as a ZIP archive, which another server takes as it is', async () => {
    const { key } = await new Seed(staging.client).workflowWith(['one', 'two']);
    await cli.text('export', key, '--format', 'zip', '-o', 'archive.zip');
    const asJson = await cli.run(['export', key, '--format', 'zip', '--json']);
    expect([asJson.code, asJson.stdout]).toEqual([2, '']);
    expect(readFileSync(join(cli.folder, 'archive.zip')).subarray(0, 2).toString()).toBe('PK');
    const call = [
      'import',
      'archive.zip',
      '--context',
      'production',
      '--yes',
      '--key',
      'of-an-archive',
    ];
    expect(await cli.json(...call)).toMatchObject({ workflow: { key: 'of-an-archive' } });
    const versions = await cli.json('versions', 'of-an-archive', '--context', 'production');
    expect(versions).toMatchObject([{ number: 2 }, { number: 1 }]);
  });

  test('as an archive is refused for chosen versions that cannot be run, and warns of others', async () => {
    const workflow = await new Seed(staging.client).workflowWith(['one']);
    await workflow.save(
      graph(
        [
          ['start', 'trigger.manual'],
          ['think', 'agent'],
        ],
        ['start -> think'],
      ),
    );
    const call = ['export', workflow.key, '--format', 'zip', '-o', 'warned.zip'];
    const refused = await cli.run([...call, 'v2']);
    expect([refused.code, refused.stdout]).toEqual([7, '']);
    expect(refused.stderr).toMatch(/v2 cannot be run[^]*NODE_TYPE_UNKNOWN node think/);
    expect(existsSync(join(cli.folder, 'warned.zip'))).toBe(false);
    const warned = await cli.run(call);
    expect(warned.code).toBe(0);
    expect(warned.stderr).toMatch(
      /^v2 cannot be run out of the archive: ERROR NODE_TYPE_UNKNOWN node think.*\n$/,
    );
    expect(await cli.json(...call)).toMatchObject({ notRunnable: [{ number: 2 }] });
  });

  test('refuses a file that is no bundle, and one that is not there', async () => {
    const file = cli.file('none.json', greets('one'));
    expect((await cli.run(['import', file, '--yes'])).code).toBe(7);
    expect((await cli.run(['import', 'nothing.json', '--yes'])).code).toBe(5);
    expect((await cli.run(['export', 'nobody'])).code).toBe(5);
  });

  test('promotes what is missing, and refuses what has diverged', async () => {
    const workflow = await new Seed(staging.client).workflowWith(['one'], { key: 'greeter' });
    const call = ['promote', 'greeter', '--from', 'staging', '--to', 'production'];
    expect((await cli.run(call)).code).toBe(5);
    expect(await cli.text(...call, '--create', '--plan')).toMatch(/v1/);
    expect(await cli.text(...call, '--create')).toBe('greeter on production has now: v1\n');
    expect(await cli.text(...call)).toMatch(/^Nothing changed/);
    expect(await cli.text(...call, '--plan')).toMatch(/lacks none[^]*Nothing is in the way/);
    await workflow.save(greets('two'));
    const plan = { versions: [{ number: 2 }], problems: [] };
    expect(await cli.json(...call, '--plan')).toMatchObject({ plan });
    expect(await cli.json(...call)).toMatchObject({ changed: true, versions: [{ label: 'v2' }] });
    expect(await cli.json('show', 'greeter', '--context', 'production')).toMatchObject({
      activeRoutes: [],
    });
    const other = cli.file('other.json', greets('elsewhere'));
    await cli.text('save', 'greeter', other, '--as-version', '--context', 'production');
    await workflow.save(greets('three'));
    const { code, stderr } = await cli.run(call);
    expect([code, stderr]).toEqual([4, expect.stringContaining('other content: 3')]);
    expect((await cli.run([...call, '--context', 'staging'])).code).toBe(2);
  });
});
