import { CommandLine } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { graph } from '../support/executed-run';
import { Seed, type SeededWorkflow } from '../support/seed';

const FAILING = graph(
  [
    ['start', 'trigger.manual'],
    ['divide', 'transform', { expression: '$error("no luck")' }],
  ],
  ['start -> divide'],
);

describe('the command line runs', () => {
  let app: TestApp;
  let workflow: SeededWorkflow;
  let cli: CommandLine;
  beforeAll(async () => {
    app = await createTestApp();
    cli = CommandLine.of(app.client);
    const seed = new Seed(app.client);
    workflow = await seed.workflow({
      key: 'echo',
      definition: graph(
        [
          ['start', 'trigger.manual'],
          ['echo', 'transform', { expression: 'input.name' }],
        ],
        ['start -> echo'],
        { inputs: { type: 'object', required: ['name'] } },
      ),
    });
    await workflow.save();
    await workflow.activate(1);
    await workflow.edit(FAILING);
  });
  afterAll(() => app.close());

  test('what a channel routes to, and follows it to its output', async () => {
    const call = ['run', 'echo', '--input', '{"name": "Ada"}', '--follow'];
    const { code, stdout, stderr } = await cli.run(call);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^run_.* of v1 SUCCEEDED.*\n"Ada"/)]);
    expect(stderr).toMatch(/SUCCEEDED echo \(echo\)/);
    const file = cli.file('input.yaml', 'name: Bea\n');
    expect(await cli.json('run', 'echo', '--input', `@${file}`, '--follow')).toMatchObject({
      status: 'SUCCEEDED',
      output: 'Bea',
    });
  });

  test('without waiting, as often as the idempotency key says', async () => {
    const call = ['run', 'echo', '--input', '{"name": "Cy"}', '--idempotency-key', 'once'];
    const first = await cli.json<{ id: string }>(...call);
    expect(await cli.text(...call)).toContain(first.id);
  });

  test('a draft that fails, with an exit code of its own and the reason', async () => {
    const call = ['run', 'echo', '--version', 'draft', '--mode', 'test', '--follow'];
    const { code, stderr } = await cli.run(call);
    expect([code, stderr]).toEqual([9, expect.stringContaining('The run failed at divide')]);
    expect(stderr).toContain('no luck');
  });

  test('nothing on an input that the schema refuses', async () => {
    const { code, stderr } = await cli.run(['run', 'echo', '--input', '{}']);
    expect([code, stderr]).toEqual([7, expect.stringContaining('name')]);
    expect((await cli.run(['run', 'echo', '--input', '{oops'])).code).toBe(7);
  });

  test('and lists what ran by filters', async () => {
    const id = await workflow.start({ input: { name: 'Dee' } });
    expect(await cli.text('runs', 'echo', '--status', 'queued')).toMatch(
      new RegExp(`^ID .*\n${id} +echo +v1 +live +QUEUED`),
    );
    expect(await cli.json('runs', '--status', 'failed', '--mode', 'test')).toMatchObject([
      { status: 'FAILED', mode: 'TEST' },
    ]);
    expect(await cli.text('runs', 'echo', '--since', '2030-01-01')).toBe('There is no such run.\n');
  });
});

test('a run that is followed is told to its end over a restart of the server', async () => {
  const database = await databases[0]!.create();
  const first = await createTestApp({ database });
  const port = Number(new URL(first.url).port);
  const workflow = await new Seed(first.client).workflowWith(['done'], { key: 'waits' });
  await workflow.activate(1);
  const call = ['run', 'waits', '--executor', 'external', '--follow'];
  const program = CommandLine.of(first.client).start(call);
  await program.told('is QUEUED');
  const claim = await workflow.claim();
  await first.close();
  await program.told('The connection is lost');
  const second = await createTestApp({ database, port });
  await workflow.seed.mutate('finishRun', { ...claim, output: 'later' });
  const { code, stdout } = await program.ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('"later"')]);
  await second.close();
  await database.remove();
});
