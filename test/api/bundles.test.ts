import { type Bundle } from '../../src/bundle/bundle';
import { canonicalDefinition } from '../../src/graph/canonical-form';
import { digestOf } from '../../src/graph/digest';
import { canonicalJson } from '../../src/graph/canonical-json';
import { greets } from '../support/builders';
import { bundleOf, exported, imported } from '../support/bundles';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, SeededWorkflow } from '../support/seed';
import { triggeredBy, webhook } from '../support/triggers';

const HISTORY = `name key nextVersionNumber sealing importedFrom activeRoutes { weight }
  draft { digest parent { number } layout }
  channels { key mode activationSequence }
  versions(first: 100, includeArchived: true, orderBy: NUMBER_ASC) { edges { node {
    number name description workflowName origin status isArchived digest layout createdAt sealedAt
    createdBy { kind id name } parent { number } changes { headline }
    revisions { edges { node { number createdAt createdBy { name } } } } } } }`;

/** A bundle of one version with these nodes. */
function pinnedBundle(nodes: object[]): Bundle {
  const content = canonicalDefinition({
    nodes: [...greets('x').nodes, ...nodes],
    edges: [],
  } as never);
  const bundle = bundleOf(['one'], {
    workflow: { key: 'pinned', name: 'Pinned', sealing: 'ON_SAVE' },
    definitions: { [digestOf(content)]: JSON.parse(content) as never },
  });
  bundle.versions[0]!.digest = digestOf(content);
  return bundle;
}

describe.each(databases)('bundles on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const workflowOf = async (id: string): Promise<SeededWorkflow> =>
    new SeededWorkflow(
      seed,
      id,
      (await seed.query(`{ workflow(id: "${id}") { key } }`)).workflow.key,
    );
  const importedWorkflow = async (bundle: unknown, input: object = {}): Promise<SeededWorkflow> =>
    workflowOf(await imported(seed, bundle, input));
  const rowsOf = async (): Promise<string> => {
    const { workflows } = await seed.query(
      '{ workflows(first: 100) { totalCount edges { node { id updatedAt nextVersionNumber events { totalCount } } } } }',
    );
    return JSON.stringify(workflows);
  };
  const preview = async (bundle: unknown, input: object = {}): Promise<Answer> =>
    (
      (await seed.query(
        `query($bundle: JSON, $bundleId: ID, $key: String, $name: String) {
          previewImport(bundle: $bundle, bundleId: $bundleId, key: $key, name: $name) {
            key name channels versions { number createdBy { kind id name } } problems { kind subject message suggestion }
            userErrors { code message ... on BundleInvalid { faults { path message } } } } }`,
        { bundle, ...input },
      )) as unknown as { previewImport: Answer }
    ).previewImport;

  describe('an export', () => {
    test('of all holds versions, draft, channels and activations', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      await workflow.edit(greets('unsaved'));
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.activate(1, 2);
      const bundle = await exported(seed, workflow.id);
      expect(bundle).toMatchObject({
        format: 'switchyard-bundle',
        formatVersion: 1,
        origin: workflow.id,
        workflow: { key: workflow.key, sealing: 'ON_SAVE' },
        versions: [{ number: 1 }, { number: 2, parent: 1 }],
        draft: { parent: 2 },
        channels: [
          { key: 'live', routes: [{ version: 2, weight: 1 }] },
          { key: 'staging', routes: [] },
        ],
        activations: [
          { channel: 'live', sequence: 1, kind: 'ACTIVATE', routes: [{ version: 1 }] },
          { channel: 'live', sequence: 2, kind: 'ACTIVATE', routes: [{ version: 2 }] },
        ],
      });
      expect(Object.keys(bundle.definitions)).toHaveLength(3);
    });

    test('of chosen versions holds those, and names the nearest of them as parents', async () => {
      const workflow = await seed.workflowWith(['one', 'two', 'three']);
      await workflow.activate(2, 3);
      const bundle = await exported(seed, workflow.id, { versions: [1, 'latest'] });
      expect(bundle.versions.map(({ number, parent }) => [number, parent])).toEqual([
        [1, undefined],
        [3, 1],
      ]);
      expect([bundle.draft, bundle.activations.map(({ sequence }) => sequence)]).toEqual([
        undefined,
        [2],
      ]);
      for (const [versions, message] of [
        [[1, 8, 9], 'Version 8 does not exist.'],
        [['active', 9], 'Version 9 does not exist.'],
        [[], 'Choose a version.'],
      ])
        expect((await workflow.refusal('exportBundle', { versions })).message).toBe(message);
    });

    test('names what its definitions need, and holds no value of a secret', async () => {
      await seed.mutate('setSecret', { name: 'CALL_KEY', value: 'the value of it' });
      const definition = {
        nodes: [
          { id: 'in', type: 'trigger.webhook', name: 'In', config: { path: 'orders' } },
          { id: 'x', type: 'acme.send', name: 'X', config: { key: '{{secrets.CALL_KEY}}' } },
          { id: 'sub', type: 'workflow', name: 'Sub', config: { workflowId: 'wf_x', input: '{}' } },
        ],
        edges: [],
      };
      const bundle = await exported(seed, (await seed.workflow({ definition })).id);
      expect(bundle.requires).toEqual({
        secrets: ['CALL_KEY'],
        nodeTypes: ['acme.send'],
        workflows: [{ workflowId: 'wf_x', nodeKeys: ['sub'] }],
        webhookPaths: ['orders'],
      });
      expect(JSON.stringify(bundle)).not.toContain('the value of it');
    });

    test('of what holds a secret in the open is refused, with the versions that do', async () => {
      const secret = `ghp_${'a1B2'.repeat(9)}`;
      const workflow = await seed.workflowWith(['one', secret, 'three', secret]);
      const refusal = await workflow.refusal('exportBundle', {});
      expect(refusal).toMatchObject({ code: 'BUNDLE_INVALID', field: ['versions'] });
      expect(refusal['faults']).toEqual([
        {
          path: expect.stringMatching(/^\/definitions\/sha256:.*\/config\/expression$/) as string,
          message: expect.stringMatching(/^of v2, v4, the draft holds a secret/) as string,
        },
      ]);
      expect(refusal.message).not.toContain(secret);
      expect((await exported(seed, workflow.id, { versions: [1, 3] })).versions).toHaveLength(2);
      await workflow.edit(greets('none'));
      await workflow.mutate('saveLayout', { layout: { notes: [secret] } });
      expect((await workflow.refusal('exportBundle', { versions: ['draft'] })).message).toMatch(
        /cannot be written: \/draft\/layout\/notes\/0 of the draft holds a secret/,
      );
    });
  });

  describe('an import', () => {
    test('makes a new workflow with the numbers, authors and times of the bundle, and nothing live', async () => {
      const bundle = bundleOf(['one', 'two', 'three'], { origin: 'wf_far' });
      bundle.versions.splice(1, 1);
      bundle.versions[1]!.parent = 1;
      delete bundle.definitions[Object.keys(bundle.definitions)[1]!];
      bundle.versions[0]!.archivedAt = '2025-02-01T00:00:00.000Z';
      bundle.versions[0]!.layout = { positions: { greet: { x: 1, y: 2 } } };
      bundle.channels = [{ key: 'staging', routes: [{ version: 3, weight: 1 }] }];
      const workflow = await importedWorkflow(bundle, { key: 'from-far', name: 'From far' });
      const found = await workflow.read(HISTORY);
      expect(found).toMatchObject({
        name: 'From far',
        key: 'from-far',
        nextVersionNumber: 4,
        importedFrom: { origin: 'wf_far', workflowKey: 'elsewhere' },
        activeRoutes: [],
        draft: { digest: bundle.versions[1]!.digest, parent: { number: 3 } },
        channels: [
          { key: 'live', mode: 'NONE', activationSequence: 0 },
          { key: 'staging', mode: 'NONE', activationSequence: 0 },
        ],
      });
      const createdAt = '2025-01-31T09:00:00.000Z';
      const createdBy = { kind: 'IMPORTED', id: 'imported:usr_1', name: 'Ada' };
      const first = { number: 1, createdAt, createdBy, origin: 'IMPORT', status: 'SEALED' };
      expect(found.versions.edges.map(({ node }) => node)).toMatchObject([
        { ...first, isArchived: true, layout: bundle.versions[0]!.layout, parent: null },
        { number: 3, sealedAt: createdAt, parent: { number: 1 } },
      ]);
      expect(found.versions.edges[1]!.node['changes']).not.toBeNull();
      expect(await workflow.events()).toEqual(['WORKFLOW_CREATED', 'CHANNEL_CREATED']);
      expect(await workflow.save(greets('next'))).toBe(4);
      await workflow.activate(3);
      expect(await workflow.live()).toBe('v3');
    });

    test('tells by blame which version changed a node', async () => {
      const workflow = await importedWorkflow(bundleOf(['one', 'two']));
      const { nodes } = await workflow.version(2, 'nodes { key lastChangedIn { number } }');
      expect(nodes).toEqual([
        { key: 'greet', lastChangedIn: { number: 2 } },
        { key: 'start', lastChangedIn: { number: 1 } },
      ]);
    });

    test('of a workflow that is there makes another one, and leaves that one as it is', async () => {
      const first = await importedWorkflow(bundleOf(['one']), { key: 'twice' });
      await first.activate(1);
      const bundle = await exported(seed, first.id);
      const before = await first.read(HISTORY);
      const second = await importedWorkflow(bundle);
      expect([first.key, second.key]).toEqual(['twice', 'twice-2']);
      expect(await first.read(HISTORY)).toEqual(before);
      expect(await second.live()).toBe('none');
      const taken = await seed.refusal('importBundle', { bundle, key: 'twice' });
      expect(taken.code).toBe('KEY_TAKEN');
    });

    test('takes no webhook path over, and the plan names whose it is', async () => {
      const workflow = await seed.workflow({ definition: triggeredBy(webhook('in', 'orders-in')) });
      await workflow.save();
      await workflow.activate(1);
      const bundle = await exported(seed, workflow.id);
      const plan = await preview(bundle);
      const copy = await importedWorkflow(bundle);
      expect(plan.problems).toContainEqual(
        expect.objectContaining({ kind: 'WEBHOOK_PATH_TAKEN', subject: 'orders-in' }),
      );
      expect((await copy.refusal('activateVersion', { version: 1 })).code).toBe(
        'WEBHOOK_PATH_TAKEN',
      );
      expect(await workflow.live()).toBe('v1');
    });

    test('keeps the digest of a call whose workflow is not here, with a problem', async () => {
      const child = await seed.workflowWith(['child']);
      const config = { workflowId: child.id, input: '{}' };
      const { nodes } = greets('x');
      const definition = {
        nodes: [...nodes, { id: 'sub', type: 'workflow', name: 'Sub', config }],
        edges: [],
      };
      const caller = await seed.workflow({ definition });
      await caller.save();
      const bundle = await exported(seed, caller.id);
      const other = new Seed(await app.createWorkspace(`children-${kind.name}`));
      const id = await imported(other, bundle);
      const copy = new SeededWorkflow(other, id, '');
      const { digest, problems } = await copy.version(1, 'digest problems { code }');
      expect(digest).toBe(bundle.versions[0]!.digest);
      expect(problems.map(({ code }) => code)).toContain('SUBWORKFLOW_MISSING');
      expect((await copy.refusal('activateVersion', { version: 1 })).code).toBe(
        'VALIDATION_FAILED',
      );
    });

    test('at once with others of the same bundle gets a key of its own', async () => {
      const bundle = bundleOf(['one'], {
        workflow: { key: `crowd-${kind.name}`, name: 'Crowd', sealing: 'ON_SAVE' },
      });
      const copies = await Promise.all(
        Array.from({ length: 6 }, () => importedWorkflow(bundle).then(({ key }) => key)),
      );
      const numbered = [2, 3, 4, 5, 6].map((number) => `crowd-${kind.name}-${number}`);
      expect(copies.sort()).toEqual([`crowd-${kind.name}`, ...numbered]);
    });

    test('asked for several times at once by one key is done once', async () => {
      const input = { bundle: bundleOf(['one']), idempotencyKey: 'import-twins' };
      const ids = await Promise.all(
        Array.from({ length: 6 }, () => imported(seed, input.bundle, input)),
      );
      expect(new Set(ids).size).toBe(1);
    });

    test('is done once by its key, even when the upload is gone', async () => {
      const bundle = bundleOf(['one']);
      const input = { bundle, key: `once-${kind.name}`, idempotencyKey: 'import-once' };
      const ids = [await imported(seed, bundle, input), await imported(seed, bundle, input)];
      expect(ids[0]).toBe(ids[1]);
      const other = await seed.refusal('importBundle', { ...input, name: 'Other' });
      expect(other.code).toBe('IDEMPOTENCY_KEY_REUSED');
    });
  });

  describe('a preview', () => {
    test('tells what would be made and what is in the way, and writes nothing', async () => {
      const definition = {
        nodes: [
          { id: 'x', type: 'acme.unknown', name: 'X', config: { key: '{{secrets.NOT_SET}}' } },
          { id: 's', type: 'workflow', name: 'S', config: { workflowId: 'wf_gone', input: '{}' } },
        ],
        edges: [],
      };
      const source = await seed.workflow({ definition });
      const bundle = await exported(seed, source.id);
      const before = await rowsOf();
      const plan = await preview(bundle);
      const kinds = (plan.problems as unknown as { kind: string; subject: string }[]).map(
        (problem) => `${problem.kind} ${problem.subject}`,
      );
      expect(kinds).toEqual([
        `KEY_TAKEN ${source.key}`,
        `NAME_TAKEN ${bundle.workflow.name}`,
        'SECRET_MISSING NOT_SET',
        'NODE_TYPE_UNKNOWN acme.unknown',
        'WORKFLOW_MISSING wf_gone',
      ]);
      expect(plan.key).toBe(`${source.key}-2`);
      expect(await rowsOf()).toBe(before);
      const child = await seed.workflowWith(['child of somebody']);
      const { digest } = await child.version(1, 'digest');
      const calls = (workflowId: string, key: string) => ({
        ...{ id: key, type: 'workflow', name: key },
        config: { workflowId, digest, input: '{}' },
      });
      const pinned = pinnedBundle([calls(child.id, 'right'), calls(source.id, 'wrong')]);
      expect((await preview(pinned)).problems).toEqual([
        expect.objectContaining({ kind: 'WORKFLOW_VERSION_MISSING', subject: source.id }),
      ]);
      const refused = await preview(bundle, { key: source.key });
      expect(refused).toMatchObject({ key: null, userErrors: [{ code: 'KEY_TAKEN' }] });
    });
  });

  describe('a promotion', () => {
    let workflow: SeededWorkflow;
    let copy: SeededWorkflow;
    beforeEach(async () => {
      workflow = await seed.workflowWith(['one']);
      copy = await importedWorkflow(await exported(seed, workflow.id));
    });
    const promote = async (from: SeededWorkflow, into: SeededWorkflow, input: object = {}) => {
      const bundle = await exported(seed, from.id);
      return seed.attempt(
        'promoteBundle',
        { into: into.id, bundle, ...input },
        'changed versions { number origin parent { number } }',
      );
    };

    test('adds what is lacking, once, and neither routes it nor touches the draft', async () => {
      await workflow.save(greets('two'));
      await workflow.save(greets('three'));
      const draft = await copy.version('draft', 'revision digest');
      const added = await promote(workflow, copy);
      expect(added).toMatchObject({
        changed: true,
        userErrors: [],
        versions: [
          { number: 2, origin: 'IMPORT', parent: { number: 1 } },
          { number: 3, parent: { number: 2 } },
        ],
      });
      expect(await promote(workflow, copy)).toMatchObject({ changed: false, versions: [] });
      expect(await copy.version('draft', 'revision digest')).toEqual(draft);
      expect(await copy.live()).toBe('none');
      const events = (await copy.events()).slice(1);
      expect(events).toEqual([
        ...['VERSION_SAVED', 'VERSION_SEALED'],
        ...['VERSION_SAVED', 'VERSION_SEALED'],
      ]);
      expect(await copy.save(greets('four'))).toBe(4);
    });

    test('of chosen versions knows what they came from, though it was left out', async () => {
      await workflow.save(greets('two'));
      await workflow.save(greets('three'));
      const chosen = async (...versions: unknown[]) => {
        const bundle = await exported(seed, workflow.id, { versions });
        const input = { into: copy.id, bundle };
        return seed.mutate('promoteBundle', input, 'versions { number parent { number } }');
      };
      expect((await chosen(3)).versions).toEqual([{ number: 3, parent: { number: 1 } }]);
      expect((await copy.version(3, 'changes { headline }'))['changes']).not.toBeNull();
      await copy.save(greets('four'));
      await workflow.save(greets('four'));
      await workflow.save(greets('five'));
      expect((await chosen('latest')).versions).toEqual([{ number: 5, parent: { number: 4 } }]);
    });

    test('leads back to where the copy came from', async () => {
      await copy.save(greets('made in the copy'));
      expect(await promote(copy, workflow)).toMatchObject({ versions: [{ number: 2 }] });
    });

    const plan = async (bundle: unknown, into = copy.id): Promise<unknown> =>
      (
        await seed.query(
          `query($into: ID!, $bundle: JSON) { previewPromotion(into: $into, bundle: $bundle) {
            versions { number createdBy { kind name } } problems { kind subject }
            userErrors { code ... on PromotionDiverged { numbers } } } }`,
          { into, bundle },
        )
      )['previewPromotion'];

    test('can be foreseen: what it would add, and what is in the way of that alone', async () => {
      const config = { key: '{{secrets.NOT_THERE}}' };
      const nodes = [...greets('two').nodes, { id: 'x', type: 'acme.far', name: 'X', config }];
      await workflow.save({ nodes, edges: [] });
      const before = await copy.read(HISTORY);
      expect(await plan(await exported(seed, workflow.id))).toEqual({
        versions: [{ number: 2, createdBy: { kind: 'IMPORTED', name: 'First admin' } }],
        problems: [
          { kind: 'SECRET_MISSING', subject: 'NOT_THERE' },
          { kind: 'NODE_TYPE_UNKNOWN', subject: 'acme.far' },
        ],
        userErrors: [],
      });
      expect(await plan(await exported(seed, workflow.id, { versions: [1] }))).toEqual({
        ...{ versions: [], problems: [], userErrors: [] },
      });
      expect(await copy.read(HISTORY)).toEqual(before);
      expect(await plan(await exported(seed, workflow.id), 'wf_none')).toMatchObject({
        versions: null,
        userErrors: [{ code: 'NOT_FOUND' }],
      });
    });

    test('is refused whole where a number holds other content', async () => {
      await workflow.save(greets('two'));
      await workflow.save(greets('three'));
      await copy.save(greets('another two'));
      const before = await copy.read(HISTORY);
      expect(await plan(await exported(seed, workflow.id))).toMatchObject({
        userErrors: [{ code: 'PROMOTION_DIVERGED', numbers: [2] }],
      });
      const { userErrors } = await promote(workflow, copy);
      expect(userErrors).toMatchObject([{ code: 'PROMOTION_DIVERGED', numbers: [2] }]);
      expect(await copy.read(HISTORY)).toEqual(before);
    });

    test('is refused of another lineage, and into what is not there', async () => {
      const other = await seed.workflowWith(['other']);
      expect((await promote(other, copy)).userErrors).toMatchObject([
        { code: 'PROMOTION_UNRELATED' },
      ]);
      const bundle = await exported(seed, workflow.id);
      expect((await seed.refusal('promoteBundle', { into: 'wf_none', bundle })).code).toBe(
        'NOT_FOUND',
      );
    });

    test('answers the same again by its key', async () => {
      await workflow.save(greets('two'));
      const bundle = await exported(seed, workflow.id);
      const once = { bundle, idempotencyKey: 'promote-once' };
      const answers = [await promote(workflow, copy, once), await promote(workflow, copy, once)];
      expect(answers[0]).toMatchObject({ changed: true });
      expect(answers[1]).toEqual(answers[0]);
    });
  });

  describe('a file', () => {
    const upload = (body: string | Uint8Array, token = app.client.token): Promise<Response> =>
      fetch(`${app.url}/bundles`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body,
      });
    const uploaded = async (body: string | Uint8Array): Promise<string> =>
      ((await (await upload(body)).json()) as { bundleId: string }).bundleId;

    test('that was uploaded is imported by its id for an hour', async () => {
      const bundleId = await uploaded(JSON.stringify(bundleOf(['uploaded'])));
      const key = `uploaded-${kind.name}`;
      const made = await imported(seed, undefined, { bundleId, key, idempotencyKey: 'file' });
      app.clock.advance(60 * 60 * 1000 + 1);
      expect((await seed.refusal('importBundle', { bundleId })).code).toBe('NOT_FOUND');
      await app.services.housekeeping.run();
      expect(await imported(seed, undefined, { bundleId, key, idempotencyKey: 'file' })).toBe(made);
    });

    test('is refused without the right, when empty, and when it is no bundle', async () => {
      expect((await upload('{}', await app.token('workflows:read'))).status).toBe(403);
      expect((await upload('{}', 'unknown')).status).toBe(401);
      expect((await upload('')).status).toBe(400);
      for (const text of ['{', '{"a":9007199254740993}', '{"a":1,"a":2}', '[]', '"x"', 'PK'])
        expect((await seed.refusal('importBundle', { bundleId: await uploaded(text) })).code).toBe(
          'BUNDLE_INVALID',
        );
      const zip = new Uint8Array([0x50, 0x4b, 3, 4]);
      expect((await seed.refusal('importBundle', { bundleId: await uploaded(zip) })).code).toBe(
        'BUNDLE_INVALID',
      );
    });

    test('is downloaded by its link alone, for ten minutes, and is canonical JSON', async () => {
      const workflow = await seed.workflowWith(['one', 'two']);
      const fields = 'bundle downloadUrl expiresAt';
      const answer = await workflow.mutate('exportBundle', {}, fields);
      const address = `${app.url}${answer['downloadUrl'] as string}`;
      const response = await fetch(address);
      const text = await response.text();
      expect([response.status, text]).toEqual([200, canonicalJson(answer['bundle'])]);
      expect(response.headers.get('content-disposition')).toContain(`${workflow.key}.bundle.json`);
      expect((await fetch(`${address}x`)).status).toBe(404);
      expect((await fetch(address.replace(/token=.*/, ''))).status).toBe(404);
      app.clock.advance(10 * 60 * 1000);
      expect((await fetch(address)).status).toBe(404);
    });

    test('with the JSON Schema of the format is served to anybody', async () => {
      const schema = (await (await fetch(`${app.url}/bundles/schema`)).json()) as Bundle;
      expect(schema).toMatchObject({ title: 'Switchyard bundle' });
    });
  });
});
