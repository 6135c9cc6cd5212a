import { greetingPatch, greets, incomplete } from '../support/builders';
import { CommandLine } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { Seed } from '../support/seed';

describe('the command line writes', () => {
  let app: TestApp;
  let seed: Seed;
  let cli: CommandLine;
  beforeAll(async () => {
    app = await createTestApp();
    seed = new Seed(app.client);
    cli = CommandLine.of(app.client);
  });
  afterAll(() => app.close());

  test('a file into the draft, and again without a change', async () => {
    const workflow = await seed.workflow({ definition: greets('one') });
    const file = cli.file('two.json', greets('two'));
    expect(await cli.text('save', workflow.key, file)).toMatch(/^Saved: Draft, revision 2/);
    expect(await cli.json('save', workflow.key, file)).toMatchObject({ changed: false });
    expect(await workflow.version('draft', 'digest')).toMatchObject({
      digest: (await cli.json<{ digest: string }[]>('validate', file))[0]!.digest,
    });
  });

  test('a graph of React Flow from stdin, as a version that goes live, in one transaction', async () => {
    const workflow = await seed.workflow();
    const graph = {
      nodes: [
        { id: 'start', type: 'trigger.manual', position: { x: 0, y: 0 }, data: { label: 'Start' } },
      ],
      edges: [],
      viewport: { x: 0, y: 0, zoom: 1 },
    };
    const call = ['save', workflow.key, '-', '--as-version', '--name', 'Bare', '--activate'];
    const { code, stdout } = await cli.run(call, JSON.stringify(graph));
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Saved v1.*\nACTIVATE 1 on live: v1/),
    ]);
    expect(await workflow.live()).toBe('v1');
    expect(await workflow.version(1, 'name graph { nodes }')).toMatchObject({ name: 'Bare' });
  });

  test('the draft as a version, with an expectation', async () => {
    const workflow = await seed.workflow();
    const call = ['save', workflow.key, '--as-version', '--expected-latest', '0'];
    expect(await cli.json(...call)).toMatchObject({ created: true, version: { label: 'v1' } });
    const { code, stderr } = await cli.run(call);
    expect([code, stderr]).toEqual([4, expect.stringContaining('Expected 0, found 1.')]);
  });

  test('a workflow that is not there yet, if told to', async () => {
    const file = cli.file('new.yaml', JSON.stringify(greets('new')));
    expect((await cli.run(['save', 'brand-new', file])).code).toBe(5);
    const call = ['save', 'brand-new', file, '--create', '--title', 'Brand new'];
    expect(await cli.json(...call)).toMatchObject({ workflow: { name: 'Brand new' } });
    expect(await cli.text('save', 'newer', file, '--create', '--as-version')).toMatch(/^Saved v1/);
  });

  test('no workflow where the version that it was to be made for is refused', async () => {
    const partial = cli.file('partial.json', incomplete());
    const call = ['save', 'half-done', partial, '--create', '--as-version', '--activate'];
    expect((await cli.run(call)).code).toBe(7);
    expect((await cli.run(['show', 'half-done'])).code).toBe(5);
    const draft = ['save', 'half-done', '--create', '--as-version'];
    expect((await cli.run(draft)).code).toBe(2);
  });

  test('a stale save that clashes is told place by place, and nothing is lost', async () => {
    const workflow = await seed.workflow({ definition: greets('one') });
    await workflow.edit(greets('theirs'));
    const file = cli.file('mine.json', greets('mine'));
    const call = ['save', workflow.key, file, '--expected-revision', '1'];
    const { code, stdout, stderr } = await cli.run(call);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toContain('/nodes/greet/config/expression');
    expect(stderr).toMatch(/before: .*one[^]*yours: .*mine[^]*theirs: .*theirs/);
    expect(stderr).toMatch(/Kept until .* as rej_/);
    const told = await cli.run([...call, '--json']);
    const { error } = JSON.parse(told.stderr) as { error: Record<string, unknown> };
    expect(error).toMatchObject({
      code: 'DRAFT_CONFLICT',
      exitCode: 4,
      refusal: { places: [{ path: '/nodes/greet/config/expression', ours: '"mine"' }] },
    });
  });

  test('a stale save that clashes with nothing is merged, and says so', async () => {
    const workflow = await seed.workflow({ definition: greets('one') });
    await workflow.mutate('saveDraft', { expectedRevision: 1, patch: greetingPatch('two') });
    const graph = greets('one');
    graph.nodes[1]!['name'] = 'Begin';
    const file = cli.file('renamed.json', graph);
    const call = ['save', workflow.key, file, '--expected-revision', '1'];
    expect(await cli.text(...call)).toMatch(/revision 3[^]*Merged with what others saved/);
  });

  test('activations and rollbacks, with what they expect', async () => {
    const workflow = await seed.workflowWith(['one', 'two']);
    const { key } = workflow;
    expect(await cli.text('activate', key, 'v1')).toBe(
      `${key}: ACTIVATE 1 on live: v1; gained: v1\n`,
    );
    expect(await cli.text('activate', key, 'v1')).toMatch(/^Nothing changed/);
    const expecting = ['--expected-current', '1', '--note', 'Better'];
    expect(await cli.json('activate', key, 'latest', ...expecting)).toMatchObject({
      changed: true,
      activation: { sequence: 2, note: 'Better' },
    });
    expect((await cli.run(['activate', key, '1', ...expecting])).code).toBe(4);
    expect(await cli.text('rollback', key)).toMatch(/ROLLBACK 3 on live: v1; gained: v1; lost: v2/);
    const { code, stderr } = await cli.run(['rollback', key]);
    expect([code, stderr]).toEqual([4, expect.stringMatching(/by activation \d/)]);
    expect(await cli.json('rollback', key, 'v2')).toMatchObject({ gained: [{ label: 'v2' }] });
  });

  test('routes by weight with labels, the draft among them, and nowhere', async () => {
    const workflow = await seed.workflowWith(['one', 'two']);
    const call = ['route', workflow.key, 'v1=90:control', 'draft=10'];
    expect(await cli.text(...call)).toContain('v1 90 (control) / Draft 10');
    expect(await cli.json('route', workflow.key, 'v2')).toMatchObject({ changed: true });
    expect(await workflow.live()).toBe('v2');
    expect(await cli.text('route', workflow.key, '--none')).toContain('DEACTIVATE');
    expect(await workflow.live()).toBe('none');
  });

  test('archives, of workflows and of versions, and takes them back', async () => {
    const { key } = await seed.workflowWith(['one', 'two']);
    expect(await cli.text('archive', key, 'v1')).toBe('v1 is archived now.\n');
    expect(await cli.json('archive', key, 'v1', '--undo')).toMatchObject({
      version: { isArchived: false },
    });
    expect(await cli.text('archive', key)).toBe(`${key} is ARCHIVED now.\n`);
    expect(await cli.json('archive', key, '--undo')).toMatchObject({
      workflow: { status: 'INACTIVE' },
    });
  });

  test('tokens: made with a secret that works, listed without it, revoked', async () => {
    const scope = ['--scope', 'workflows:read', '--expires-at', '2027-01-01'];
    const secret = (await cli.text('token', 'create', 'ci', ...scope)).trim();
    const reader = CommandLine.of({ url: app.url, token: secret });
    expect((await reader.run(['workflows'])).code).toBe(0);
    const table = await cli.text('token', 'list');
    expect(table).toMatch(/ci +workflows:read .*2027-01-01/);
    expect(table).not.toContain(secret);
    const [{ id }] = await cli.json<[{ id: string }]>('token', 'list', '--limit', '1');
    expect(await cli.text('token', 'revoke', id)).toBe(`Revoked ci (${id}).\n`);
    expect((await reader.run(['workflows'])).code).toBe(8);
    expect(await cli.json('token', 'create', 'more', '--scope', 'ADMIN')).toMatchObject({
      apiToken: { name: 'more', scopes: ['ADMIN'] },
    });
    expect(await cli.json('token', 'revoke', id)).toMatchObject({ apiToken: { id } });
  });
});
