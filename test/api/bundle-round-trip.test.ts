import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle } from '../../src/bundle/bundle';
import { canonicalJson } from '../../src/graph/canonical-json';
import { greets } from '../support/builders';
import { bundleOf, exported, imported } from '../support/bundles';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';

/** Tables that an export reads; other statements come from the background. */
const READ =
  /FROM (workflow|version|merge_parent|channel|activation|route|definition|version_layout) \w/;

/** What an import changes, as docs/bundles.md lists it. */
function withoutWhatChanges(bundle: Bundle): object {
  const { exportedAt, exportedBy, activations, channels, versions, ...rest } = bundle;
  expect([exportedAt, exportedBy]).not.toContain(undefined);
  expect(activations).toBeDefined();
  return {
    ...rest,
    channels: channels.map(({ key }) => key),
    versions: versions.map(({ origin, createdBy, ...version }) => {
      expect(origin).toBeDefined();
      return { ...version, createdBy: createdBy.name };
    }),
  };
}

describe.each(databases)('export and import on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let seen: string[] = [];
  let turns = 0;
  const insertedAt = new Set<number>();
  beforeAll(async () => {
    app = await createTestApp({
      kind,
      sampleData: true,
      pollInterval: NEVER,
      statementObserver: (sql) => {
        seen.push(sql);
        if (sql.startsWith('INSERT INTO version ')) insertedAt.add(turns);
      },
    });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const statementsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    seen = [];
    await work();
    return seen.filter((sql) => READ.test(sql));
  };
  const workflows = async (): Promise<string[]> =>
    (await seed.query('{ workflows(first: 100) { edges { node { id } } } }')).workflows.edges.map(
      ({ node }) => node.id,
    );

  test('give back real histories byte for byte, but for what the document lists', async () => {
    const other = new Seed(await app.createWorkspace('copies'));
    const ajv = new Ajv2020({ strict: false });
    addFormats(ajv);
    const schema = readFileSync(join(__dirname, '../../docs/bundle.schema.json'), 'utf8');
    const validate = ajv.compile<Bundle>(JSON.parse(schema) as object);
    let versions = 0;
    const ids = await workflows();
    for (const id of ids) {
      const first = await exported(seed, id);
      expect([validate(first), validate.errors]).toEqual([true, null]);
      const copy = await imported(other, first);
      const second = await exported(other, copy);
      expect(canonicalJson(withoutWhatChanges(second))).toBe(
        canonicalJson(withoutWhatChanges(first)),
      );
      // from then on nothing changes but the stamps
      const third = await exported(
        other,
        await imported(other, second, { key: `again-${copy.slice(-8)}` }),
      );
      third.workflow.key = second.workflow.key;
      expect({ ...third, exportedAt: '' }).toEqual({ ...second, exportedAt: '' });
      versions += first.versions.length;
    }
    expect([ids.length > 2, versions > 20]).toEqual([true, true]);
  });

  test('keep merges, layouts, edited versions and archived ones', async () => {
    const workflow = await seed.workflowWith(['one', 'two'], { sealing: 'NEVER' });
    const edit = { version: 1, expectedRevision: 1, definition: greets('edited') };
    await workflow.mutate('updateVersion', edit);
    await workflow.mutate('saveVersion', { definition: greets('two'), allowUnchanged: true });
    await workflow.mutate('mergeVersions', {
      ours: 3,
      theirs: 1,
      resolutions: [{ path: '/nodes/greet/config/expression', take: 'THEIRS' }],
    });
    await workflow.mutate('saveLayout', { layout: { positions: { greet: { x: 1, y: 2 } } } });
    await workflow.mutate('archiveVersion', { version: 2 });
    const first = await exported(seed, workflow.id);
    expect(first.versions.some(({ mergedFrom }) => mergedFrom)).toBe(true);
    const second = await exported(seed, await imported(seed, first, { key: 'merged-copy' }));
    second.workflow.key = first.workflow.key;
    expect(withoutWhatChanges(second)).toEqual(withoutWhatChanges(first));
  });

  test('let others be served between any two versions that are written', async () => {
    const bundle = bundleOf(Array.from({ length: 50 }, (_, place) => `v ${place}`));
    let isOver = false;
    const count = (): void => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    count();
    insertedAt.clear();
    await imported(seed, bundle).finally(() => (isOver = true));
    // the 50 versions and the draft
    expect(insertedAt.size).toBe(51);
  });

  test('read versions, definitions and layouts together, however many there are', async () => {
    const few = await seed.workflowWith(['a', 'b']);
    const many = await seed.workflowWith(Array.from({ length: 40 }, (_, place) => `g ${place}`));
    const statements = async ({ id }: SeededWorkflow): Promise<number> =>
      (await statementsOf(() => exported(seed, id))).length;
    const counts = [await statements(few), await statements(many)];
    expect(counts[1]).toBe(counts[0]);
    expect(counts[1]).toBeLessThan(20);
  });
});
