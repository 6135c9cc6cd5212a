import { imported } from '../support/bundles';
import { type DefinitionDraft } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { graph } from '../support/executed-run';
import { type Answer, Seed, SeededWorkflow } from '../support/seed';
import { bundleOf, UnzippedFolder } from '../unit/bundle/archive/bundle-fixtures';
import { runInFolder } from '../unit/bundle/archive/run-process';

const START: [string, string] = ['start', 'trigger.manual'];
const WHY = 'number problems { severity code nodeKey message }';
const ANSWER = `downloadUrl notRunnable { ${WHY} }`;
const REFUSED = `userErrors { code field message ... on VersionsNotRunnable { versions { ${WHY} } } }`;

const says = (expression: string): DefinitionDraft =>
  graph([START, ['say', 'transform', { expression }]], ['start -> say']);
/** Nothing but an agent's own engine runs this. */
const foreign = graph([START, ['think', 'agent']], ['start -> think']);
const calling = (workflowId: string, digest: string): DefinitionDraft => {
  const config = { workflowId, digest, input: 'input' };
  return graph([START, ['call', 'workflow', config]], ['start -> call']);
};

describe.each(databases)('an archive of a workflow on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const saved = async (...definitions: DefinitionDraft[]): Promise<SeededWorkflow> => {
    const workflow = await seed.workflow({ definition: definitions[0] });
    await workflow.save();
    for (const definition of definitions.slice(1)) await workflow.save(definition);
    return workflow;
  };
  const digestOf = async (workflow: SeededWorkflow, number: number): Promise<string> =>
    (await workflow.version(number, 'digest'))['digest'];
  const exported = (workflow: SeededWorkflow, input: object = {}): Promise<Answer> =>
    workflow.mutate('exportBundle', { format: 'ZIP', ...input }, ANSWER);
  const refusal = async (workflow: SeededWorkflow, input: object): Promise<unknown> => {
    const given = { input: { workflowId: workflow.id, format: 'ZIP', ...input } };
    const { exportBundle } = (await seed.query(
      `mutation($input: ExportBundleInput!) { exportBundle(input: $input) { ${ANSWER} ${REFUSED} } }`,
      given,
    )) as unknown as { exportBundle: Answer };
    expect(exportBundle['downloadUrl']).toBeNull();
    return exportBundle['userErrors'];
  };
  const unzipped = async (answer: Answer): Promise<UnzippedFolder> => {
    const response = await fetch(`${app.url}${answer['downloadUrl'] as string}`);
    return UnzippedFolder.ofArchive(Buffer.from(await response.arrayBuffer()));
  };

  test('is refused for chosen versions that cannot be run, with what would stop each', async () => {
    const incomplete = graph([START, ['say', 'transform', {}]], ['start -> say']);
    const workflow = await saved(says('1'), foreign, incomplete);
    const message = 'The node type agent is not known here; only an external executor can run it.';
    expect(await refusal(workflow, { versions: [1, 2, 'latest'] })).toEqual([
      {
        code: 'VERSION_NOT_RUNNABLE',
        field: ['versions'],
        message: `v2 cannot be run out of an archive: think: ${message} Nor can v3.`,
        versions: [
          {
            number: 2,
            problems: [{ severity: 'ERROR', code: 'NODE_TYPE_UNKNOWN', nodeKey: 'think', message }],
          },
          { number: 3, problems: [expect.objectContaining({ code: 'CONFIG_INVALID' })] },
        ],
      },
    ]);
    expect(await exported(workflow, { versions: [1] })).toMatchObject({ notRunnable: [] });
    // the JSON promises no run
    const json = await exported(workflow, { versions: [2], format: 'JSON' });
    expect(json).toMatchObject({ notRunnable: null, downloadUrl: expect.any(String) as string });
  });

  test('of all versions tells those that cannot be run, and its runner refuses them alone', async () => {
    const workflow = await saved(says('"one"'), foreign);
    const answer = await exported(workflow);
    expect(answer['notRunnable']).toMatchObject([
      { number: 2, problems: [{ code: 'NODE_TYPE_UNKNOWN', nodeKey: 'think' }] },
    ]);
    const folder = await unzipped(answer);
    const run = await runInFolder(folder, ['--version', '1']);
    expect([run.code, run.stdout]).toEqual([0, '"one"\n']);
    const refused = await runInFolder(folder, ['--version', '2']);
    expect([refused.code, refused.stdout]).toEqual([3, '']);
    expect(refused.stderr).toContain('think: The node type agent is not known');
    folder.remove();
  });

  test('runs what its versions call, and what that calls, and tells the secrets of all', async () => {
    const headers = { authorization: '{{secrets.DEEP_TOKEN}}' };
    const ask = graph(
      [START, ['ask', 'http', { method: 'GET', url: 'http://10.0.0.1', headers }]],
      ['start -> ask'],
    );
    const deep = await saved(says('"deep says " & input.word'), ask);
    const middle = await saved(calling(deep.id, await digestOf(deep, 1)));
    const workflow = await saved(
      calling(middle.id, await digestOf(middle, 1)),
      calling(deep.id, await digestOf(deep, 2)),
    );
    const folder = await unzipped(await exported(workflow));
    const run = await runInFolder(folder, ['--version', '1', '--input', '{"word":"hello"}']);
    expect([run.code, run.stdout]).toEqual([0, '"deep says hello"\n']);
    const secrets = await runInFolder(folder, ['--version', '2']);
    expect(secrets.stderr).toContain('SECRETS_DEEP_TOKEN');
    folder.remove();
  });

  test('is refused where what its versions call holds a secret in the open', async () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    const child = await saved(says(`"${secret}"`));
    const parent = await saved(calling(child.id, await digestOf(child, 1)));
    const refused = JSON.stringify(await refusal(parent, {}));
    expect(refused).toMatch(new RegExp(`of ${child.id}, which is called, holds a secret`));
    expect(refused).not.toContain(secret);
    // the JSON does not hold it
    expect(await exported(parent, { format: 'JSON' })).toMatchObject({ notRunnable: null });
  });

  test('is refused where a call leads to what cannot be run, or is not there', async () => {
    const child = await saved(foreign);
    const parent = await saved(calling(child.id, await digestOf(child, 1)));
    const lost = bundleOf([calling('wf_elsewhere', `sha256:${'0'.repeat(64)}`)]);
    const orphan = new SeededWorkflow(seed, await imported(seed, lost), 'orphan');
    const problems = async (workflow: SeededWorkflow): Promise<unknown> => {
      const [refused] = (await refusal(workflow, { versions: [1] })) as Answer[];
      return (refused!['versions'] as unknown as Answer[])[0]!['problems'];
    };
    expect(await problems(parent)).toMatchObject([
      {
        code: 'SUBWORKFLOW_NOT_RUNNABLE',
        nodeKey: 'call',
        message: expect.stringContaining('think: The node type agent') as string,
      },
    ]);
    expect(await problems(orphan)).toMatchObject([
      { code: 'SUBWORKFLOW_PIN_UNKNOWN', nodeKey: 'call' },
    ]);
  });
});
