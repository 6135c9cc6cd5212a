import * as fc from 'fast-check';
import { runProblems } from '../../../../src/bundle/archive/run-problems';
import { runnableForm } from '../../../../src/bundle/archive/runnable-form';
import { writeArchive } from '../../../../src/bundle/archive/write-archive';
import { ZipArchive } from '../../../../src/bundle/archive/zip-archive';
import { canonicalJson } from '../../../../src/graph/canonical-json';
import { digestOf } from '../../../../src/graph/digest';
import { readDefinition } from '../../../../src/graph/read-definition';
import { graph } from '../../../support/executed-run';
import { arbitraryDefinition } from '../../graph/arbitrary-definition';
import { bundleOf, contentsOf, digestOfYaml, packed, unpacked } from './bundle-fixtures';

const START: [string, string] = ['start', 'trigger.manual'];
const headers = { authorization: 'Bearer {{secrets.API_TOKEN}}' };
const first = graph([START], []);
const second = graph(
  [START, ['ask', 'http', { method: 'GET', url: 'https://example.com', headers }]],
  ['start -> ask'],
  { inputs: { type: 'object', description: 'A ``` in it' } },
);
const bundle = bundleOf([first, second]);

test('an archive holds the bundle, its versions as YAML, a README and what runs them', async () => {
  const files = await unpacked(await packed(bundle));
  const definitions = Object.keys(bundle.definitions).map((digest) => digest.replace(':', '-'));
  expect([...files.keys()]).toEqual([
    ...['README.md', 'bundle.json', 'run.mjs', 'runner.json', 'versions/v1.yaml'],
    ...['versions/v2.yaml', ...definitions.sort().map((name) => `definitions/${name}.json`)],
  ]);
  expect(files.get('bundle.json')!.toString()).toBe(canonicalJson(bundle));
  for (const { number, digest } of bundle.versions) {
    const yaml = files.get(`versions/v${number}.yaml`)!.toString();
    expect(yaml).toContain(`# Orders, version ${number}\n`);
    expect(await digestOfYaml(yaml)).toBe(digest);
    const definition = files.get(`definitions/${digest.replace(':', '-')}.json`)!.toString();
    expect(digestOf(definition)).toBe(digest);
  }
});

test('the README tells how to run the latest version, and which secrets that reads', async () => {
  const readme = (await unpacked(await packed(bundle))).get('README.md')!.toString();
  expect(readme).toContain(`node run.mjs --input '{}'`);
  expect(readme).toContain('That runs version 2, the latest.');
  expect(readme).toContain('- `SECRETS_API_TOKEN`');
  expect(readme).toContain('| 1 |  | 2026-01-01T08:00:00.000Z | Ada | yes |');
  // the schema cannot leave its block
  expect(readme).toContain('````json');
});

test('no name in the README is mark-up', async () => {
  const name = '<img src=x>\n# [a](b) `c` | d';
  const named = { ...bundle, workflow: { ...bundle.workflow, name } };
  const readme = (await unpacked(await packed(named))).get('README.md')!.toString();
  expect(readme.split('\n')[0]).toBe('# \\<img src=x\\> \\# \\[a\\]\\(b\\) \\`c\\` \\| d');
});

test('a draft is there as YAML, but not to be run', async () => {
  const draft = { digest: bundle.versions[0]!.digest };
  const files = await unpacked(await packed({ ...bundle, draft }));
  expect(await digestOfYaml(files.get('versions/draft.yaml')!.toString())).toBe(draft.digest);
  const index = JSON.parse(files.get('runner.json')!.toString()) as { versions: unknown[] };
  expect(index.versions).toHaveLength(2);
});

test('equal bundles are equal bytes, and are read back as they were', async () => {
  const definitions = fc.uniqueArray(arbitraryDefinition, { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(definitions, async (drawn) => {
      const any = bundleOf(drawn.map((one) => readDefinition(one).definition));
      const archive = await packed(any);
      expect((await packed(structuredClone(any))).equals(archive)).toBe(true);
      expect((await new ZipArchive().read(archive)).toString()).toBe(canonicalJson(any));
    }),
    { numRuns: 10 },
  );
});

test('bytes do not depend on the time zone', async () => {
  const { TZ } = process.env;
  const archives: Buffer[] = [];
  for (const zone of ['Pacific/Kiritimati', 'America/New_York']) {
    process.env['TZ'] = zone;
    archives.push(await packed(bundle));
  }
  if (TZ === undefined) delete process.env['TZ'];
  else process.env['TZ'] = TZ;
  expect(archives[0]!.equals(archives[1]!)).toBe(true);
});

test('whoever stops reading stops the packing', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const chunks = writeArchive(contentsOf(bundle), Buffer.alloc(1024));
  expect((await chunks.next()).done).toBe(false);
  await chunks.return();
  expect((await chunks.next()).done).toBe(true);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
});

test('of versions that call each other thousands deep, each is told the cause, and the secrets within reach', async () => {
  const nodes = (at: number): [string, string, object] => [`n${at}`, 'agent', { a: secret(at) }];
  const secret = (at: number): string => `{{secrets.S${at}}}`;
  const chain = [graph([START, nodes(0)], ['start -> n0'])];
  for (let at = 1; at < 10_000; at++) {
    const [digest] = Object.keys(bundleOf([chain.at(-1)!]).definitions);
    const config = { workflowId: 'wf', digest, input: secret(at) };
    chain.push(graph([START, [`n${at}`, 'workflow', config]], [`start -> n${at}`]));
  }
  const contents = contentsOf(bundleOf(chain));
  const index = await runnableForm(contents, await runProblems(contents));
  const { refusals, secrets } = index.definitions[index.versions.at(-1)!.digest]!;
  expect(refusals).toEqual([
    'n9999: What it calls cannot be run: n0: The node type agent is not known here; only an external executor can run it.',
  ]);
  // itself and the ten that runs reach
  expect(secrets).toEqual(Array.from({ length: 11 }, (_, at) => `S${9989 + at}`));
});

test('without a built runner there is no archive, and the error says what to do', async () => {
  const archive = new ZipArchive('/nowhere/run.mjs');
  await expect(archive.write(contentsOf(bundle)).next()).rejects.toThrow('npm run build');
});
