import { parse } from 'yaml';
import { type DefinitionDraft, greets, incomplete } from '../support/builders';
import { CommandLine } from '../support/command-line';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { Seed, type SeededWorkflow } from '../support/seed';

describe('the command line reads', () => {
  let app: TestApp;
  let workflow: SeededWorkflow;
  let cli: CommandLine;
  beforeAll(async () => {
    app = await createTestApp();
    cli = CommandLine.of(app.client);
    const seed = new Seed(app.client);
    workflow = await seed.workflowWith(['Hello', 'Good day'], { key: 'greeter', name: 'Greeter' });
    await workflow.activate(1);
    await seed.workflow({ key: 'other', name: 'Another one' });
  });
  afterAll(() => app.close());

  test('workflows as a table and as data', async () => {
    const table = (await cli.text('workflows')).trim().split('\n');
    expect(table[0]).toMatch(/^KEY +NAME +STATUS +LIVE +LATEST/);
    expect(table.find((line) => line.startsWith('greeter'))).toMatch(/Greeter +ACTIVE +v1 +v2/);
    expect(await cli.json('workflows', '--search', 'greet')).toMatchObject([
      { key: 'greeter', status: 'ACTIVE' },
    ]);
    expect(await cli.json('workflows', '--status', 'draft', '--limit', '1')).toMatchObject([
      { key: 'other' },
    ]);
  });

  test('versions, by key or by id, the active one marked', async () => {
    const lines = (await cli.text('versions', 'greeter')).trim().split('\n');
    expect(lines[1]).toMatch(/^ +v2 .*expression of Greet/);
    expect(lines[2]).toMatch(/^\* +v1/);
    expect(await cli.json('versions', workflow.id, '--limit', '1')).toMatchObject([{ number: 2 }]);
  });

  test('a workflow, a version, and a definition as a file that can be saved again', async () => {
    expect(await cli.text('show', 'greeter')).toMatch(/Channel live +v1 \(activation 1\)/);
    expect(await cli.json('show', 'greeter')).toMatchObject({ key: 'greeter', status: 'ACTIVE' });
    expect(await cli.text('show', 'greeter', 'v2')).toMatch(/Version +v2 of Greeter/);
    expect(await cli.json('show', 'greeter', 'active')).toMatchObject({ number: 1 });
    const { definition } = await workflow.version(1, 'definition');
    const json = await cli.text('show', 'greeter', '1', '--definition');
    const yaml = await cli.text('show', 'greeter', '1', '--definition', '--format', 'yaml');
    expect([JSON.parse(json), parse(yaml)]).toEqual([definition, definition]);
  });

  test('a diff of two versions as text, Markdown, data and patch', async () => {
    const call = ['diff', 'greeter', 'v1', 'v2'];
    expect(await cli.text(...call)).toMatch(/^v1 → v2 {2}RISKY\n/);
    expect(await cli.text(...call, '--format', 'markdown')).toMatch(/\*\*/);
    const data = { identical: false, severity: 'RISKY', summary: { nodesChanged: 1 } };
    expect(await cli.json(...call)).toMatchObject(data);
    expect(JSON.parse(await cli.text(...call, '--format', 'json'))).toMatchObject(data);
    expect(JSON.parse(await cli.text(...call, '--format', 'patch'))).toEqual([
      { op: 'replace', path: '/nodes/0/config/expression', value: '"Good day"' },
    ]);
  });

  test('a diff of a version and a file, JSON or YAML or stdin, and writes nothing', async () => {
    const before = await workflow.events();
    const file = cli.file('polite.json', greets('Dear Ada'));
    expect(await cli.text('diff', 'greeter', 'active', file)).toMatch(/^v1 → polite\.json/);
    expect(await cli.text('diff', 'greeter', 'v1', file, '--format', 'markdown')).toContain(
      'polite.json',
    );
    expect(await cli.json('diff', 'greeter', 'v1', file)).toMatchObject({ identical: false });
    const yaml = 'nodes:\n  - {id: start, type: trigger.manual, name: Start}\nedges: []\n';
    const { stdout } = await cli.run(['diff', 'greeter', 'v1', '-', '--format', 'patch'], yaml);
    expect(JSON.parse(stdout)).toContainEqual({ op: 'remove', path: '/edges/0' });
    expect(await workflow.events()).toEqual(before);
  });

  test('whether files are valid, each told, and writes nothing', async () => {
    const good = cli.file('good.json', greets('Hello'));
    const bad = cli.file('bad.json', incomplete());
    const none = cli.file('none.yaml', 'nodes: 3\nedges: []\n');
    expect(await cli.text('validate', good)).toBe('good.json: ok\n');
    expect(await cli.json('validate', good, '--workflow', 'greeter')).toMatchObject([
      { file: good, valid: true, problems: [], refusal: null },
    ]);
    const { code, stdout } = await cli.run(['validate', good, bad, none]);
    expect(code).toBe(7);
    expect(stdout).toMatch(/good\.json: ok\nbad\.json: invalid\n {2}ERROR TRIGGER_MISSING/);
    expect(stdout).toMatch(/none\.yaml: invalid\n {2}.*\/nodes/);
  });

  test('with --strict a warning is an error', async () => {
    const graph = greets('Hello');
    const foreign: DefinitionDraft = {
      ...graph,
      nodes: [...graph.nodes, { id: 'ask', type: 'acme.ask', name: 'Ask', config: {} }],
    };
    const file = cli.file('foreign.json', foreign);
    expect((await cli.run(['validate', file])).code).toBe(0);
    expect((await cli.run(['validate', file, '--strict'])).code).toBe(7);
  });

  test('a file with an integer that reading would round is refused, not rounded', async () => {
    const json = `{"nodes":[],"edges":[],"settings":{"n":9007199254740993,"t":"9007199254740993"}}`;
    const yaml = 'nodes: []\nedges: []\nsettings: {n: 9007199254740993}\n';
    for (const [name, text] of [
      ['big.json', json],
      ['big.yaml', yaml],
    ] as const) {
      const { code, stdout } = await cli.run(['validate', cli.file(name, text)]);
      expect([code, stdout]).toEqual([7, expect.stringContaining('9007199254740993 is beyond')]);
    }
    // as a text it stays what it is
    const text = greets('one');
    text['settings'] = { note: '9007199254740993', exact: 9007199254740991 };
    expect((await cli.run(['validate', cli.file('text.json', text)])).code).toBe(0);
  });
});
