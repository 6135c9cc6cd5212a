import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandLine } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';

interface Told {
  sequence: number;
  activation: { sequence: number };
}

const activationsIn = (lines: readonly string[]): number[] =>
  lines.map((line) => (JSON.parse(line) as Told).activation.sequence);

/** Waits until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error('It never was so.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('switchyard watch', () => {
  let app: TestApp;
  let workflow: SeededWorkflow;
  let cli: CommandLine;
  beforeEach(async () => {
    app = await createTestApp();
    workflow = await new Seed(app.client).workflowWith(['one', 'two'], { key: 'greeter' });
    cli = CommandLine.of(app.client);
  });
  afterEach(() => app.close());

  test('tells each activation as it happens, for people', async () => {
    const program = cli.start(['watch', 'greeter', '--count', '2']);
    await program.told('Watching');
    await workflow.mutate('activateVersion', { version: 1, note: 'First' });
    await program.told('ACTIVATE 1: v1');
    await workflow.activate(2);
    const { code, stdout } = await program.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/greeter live ACTIVATE 1: v1 by .* \(First\)\n.*ACTIVATE 2: v2/);
  });

  test('begins after a cursor, and tells one line of JSON for each', async () => {
    await workflow.activate(1, 2);
    const call = ['watch', 'greeter', '--after', '0', '--count', '2', '--json'];
    const { code, stdout } = await cli.run(call);
    expect([code, activationsIn(stdout.trim().split('\n'))]).toEqual([0, [1, 2]]);
  });

  test('with --resume misses nothing between two calls, in a file that is private', async () => {
    const call = ['watch', '--resume', '--count', '1', '--json'];
    const program = cli.start(call);
    const folder = join(cli.home, 'switchyard/cursors');
    await until(() => existsSync(folder) && readdirSync(folder).length > 0);
    await workflow.activate(1);
    expect(activationsIn((await program.ended).stdout.trim().split('\n'))).toEqual([1]);
    await workflow.activate(2);
    await workflow.activate(1);
    const again = await cli.run(['watch', '--resume', '--count', '2', '--json']);
    expect(activationsIn(again.stdout.trim().split('\n'))).toEqual([2, 3]);
    const [file] = readdirSync(folder);
    expect(statSync(join(folder, file!)).mode & 0o777).toBe(0o600);
  });

  test('with --resume has a cursor for each of several, and --after sets it anew', async () => {
    const kept = (): number => readdirSync(join(cli.home, 'switchyard/cursors')).length;
    await workflow.activate(1, 2);
    const watch = async (...args: string[]): Promise<number[]> => {
      const { stdout } = await cli.run(['watch', ...args, '--resume', '--count', '1', '--json']);
      return activationsIn(stdout.trim().split('\n'));
    };
    expect(await watch('greeter', '--after', '0')).toEqual([1]);
    expect(await watch('--channel', 'live', '--after', '0')).toEqual([1]);
    expect([await watch('greeter'), kept()]).toEqual([[2], 2]);
    expect(await watch('greeter', '--after', '0')).toEqual([1]);
    const program = cli.start(['watch', 'greeter', '--resume', '--after', 'now', '--count', '1']);
    await program.told('Watching');
    await workflow.activate(1);
    expect((await program.ended).stdout).toContain('ACTIVATE 3');
  });

  test('ends with 8 when its token is revoked', async () => {
    const secret = await app.token('workflows:read');
    const program = CommandLine.of({ url: app.url, token: secret }).start(['watch', 'greeter']);
    await program.told('Watching');
    await workflow.activate(1);
    await program.told('ACTIVATE 1');
    const token = (await app.services.access.tokens.ofSecret(secret))!;
    await app.services.access.tokens.revoke(app.caller, token.id);
    const { code, stderr } = await program.ended;
    expect([code, stderr]).toEqual([8, expect.stringContaining('revoked')]);
    expect(stderr).not.toContain(secret);
  });
});

test('switchyard watch goes on after a restart of the server, each activation once', async () => {
  const database = await databases[0]!.create();
  const first = await createTestApp({ database });
  const port = Number(new URL(first.url).port);
  const workflow = await new Seed(first.client).workflowWith(['one', 'two'], { key: 'greeter' });
  const program = CommandLine.of(first.client).start([
    ...['watch', 'greeter', '--after', '0', '--count', '4'],
  ]);
  await workflow.activate(1);
  await program.told('ACTIVATE 1: v1');
  await first.close();
  await program.told('The connection is lost');
  const second = await createTestApp({ database, port });
  await workflow.activate(2, 1);
  await program.told('Connected again');
  await workflow.activate(2);
  const { code } = await program.ended;
  const sequences = program.lines.map((line) => /ACTIVATE (\d+)/.exec(line)![1]);
  expect([code, sequences]).toEqual([0, ['1', '2', '3', '4']]);
  await second.close();
  await database.remove();
});
