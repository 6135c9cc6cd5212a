import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { type Bundle } from '../../src/bundle/bundle';
import { canonicalJson } from '../../src/graph/canonical-json';
import { type Database } from '../../src/platform/database/database';
import { greets } from '../support/builders';
import { bundleOf, exported } from '../support/bundles';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { until } from '../concurrency/tables';
import { Seed, type SeededWorkflow } from '../support/seed';
import { unpacked } from '../unit/bundle/archive/bundle-fixtures';
import { rawZip } from '../unit/bundle/archive/raw-zip';

describe.each(databases)('files of bundles on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let other: Seed;
  let database: Database;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
    other = new Seed(await app.createWorkspace('others'));
    database = await app.database.open();
  });
  afterAll(async () => {
    await database.close();
    await app.close();
  });

  const headers = (token = app.client.token) => ({ authorization: `Bearer ${token}` });
  const upload = async (body: Uint8Array | string, owner = seed): Promise<string> => {
    const init = { method: 'POST', headers: headers(owner.client.token), body };
    return ((await (await fetch(`${app.url}/bundles`, init)).json()) as { bundleId: string })
      .bundleId;
  };
  const download = async ({ id }: SeededWorkflow, input: object = {}): Promise<Buffer> => {
    const answer = await seed.mutate('exportBundle', { workflowId: id, ...input }, 'downloadUrl');
    const response = await fetch(`${app.url}${answer['downloadUrl'] as string}`);
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  };
  const rows = async (table: string): Promise<number> =>
    (await database.query(`SELECT 1 FROM ${table}`, [])).length;

  describe('a ZIP archive', () => {
    let workflow: SeededWorkflow;
    beforeAll(async () => {
      workflow = await seed.workflowWith(['one', 'two']);
      await workflow.edit(greets('unsaved'));
      await workflow.activate(1);
    });

    const imports = async (archive: Uint8Array): Promise<Bundle> => {
      const bundleId = await upload(archive, other);
      const plan = `query($id: ID) { previewImport(bundleId: $id) { key versions { number } userErrors { message } } }`;
      expect(await other.query(plan, { id: bundleId })).toMatchObject({
        previewImport: { versions: [{ number: 1 }, { number: 2 }], userErrors: [] },
      });
      const input = { bundleId, idempotencyKey: bundleId };
      const { workflow: made } = await other.mutate('importBundle', input, 'workflow { id }');
      expect((await other.mutate('importBundle', input, 'workflow { id }')).workflow).toEqual(made);
      return exported(other, made.id);
    };
    const content = ({ versions, draft, definitions }: Bundle) => ({
      numbers: versions.map(({ number, parent, digest }) => [number, parent, digest]),
      ...{ draft, definitions },
    });

    test('that was exported is imported by another workspace as it is', async () => {
      const archive = await download(workflow, { format: 'ZIP' });
      const files = await unpacked(archive);
      const bundle = await exported(seed, workflow.id);
      const inArchive = JSON.parse(files.get('bundle.json')!.toString()) as Bundle;
      expect({ ...inArchive, exportedAt: bundle.exportedAt }).toEqual(bundle);
      expect(files.get('bundle.json')!.toString()).toBe(canonicalJson(inArchive));
      expect([...files.keys()]).toEqual(
        expect.arrayContaining(['README.md', 'run.mjs', 'versions/v1.yaml', 'versions/draft.yaml']),
      );
      expect(content(await imports(archive))).toEqual(content(bundle));
    });

    test('that somebody unpacked and packed again is imported too', async () => {
      const files = await unpacked(await download(workflow, { format: 'ZIP' }));
      const entries = [...files].map(([name, file]) => ({ name: `orders/${name}`, content: file }));
      const more = [{ name: '__MACOSX/orders/._bundle.json', content: 'x' }, { name: 'orders/' }];
      expect(content(await imports(rawZip([...more, ...entries])))).toEqual(
        content(await exported(seed, workflow.id)),
      );
    });

    test('that is hostile is refused with what is wrong, and no row is written', async () => {
      const json = JSON.stringify(bundleOf(['one']));
      const before = await rows('workflow');
      for (const [entries, message] of [
        [[{ name: '../bundle.json', content: json }], 'which is no safe name'],
        [[{ name: 'bundle.json', content: Buffer.alloc(20_000_000) }], 'more than 500 times'],
        [[{ name: 'bundle.json', content: json, flags: 1 }], 'is encrypted'],
        [[{ name: 'bundle.json', content: json, crc: 1 }], 'is damaged'],
        [[{ name: 'bundle.json', content: Buffer.from([0xff]) }], 'is not in UTF-8'],
        [[{ name: 'other.json', content: json }], 'has no bundle.json'],
      ] as const) {
        const refusal = await seed.refusal('importBundle', {
          bundleId: await upload(rawZip(entries)),
        });
        expect(refusal).toMatchObject({ __typename: 'BundleInvalid', code: 'BUNDLE_INVALID' });
        expect(refusal['faults']).toEqual([
          { path: '', message: expect.stringContaining(message) as string },
        ]);
      }
      expect(await rows('workflow')).toBe(before);
      expect(app.log).toEqual([]);
    });
  });

  test.each(['JSON', 'ZIP'])(
    'a download as %s ends before a secret that the draft got after the export',
    async (format) => {
      const workflow = await seed.workflowWith(['one']);
      const answer = await workflow.mutate('exportBundle', { format }, 'downloadUrl');
      await workflow.edit(greets(`ghp_${'a1B2'.repeat(9)}`));
      const response = await fetch(`${app.url}${answer['downloadUrl'] as string}`);
      const text = await response.text().catch(() => 'ended early');
      expect(text).toMatch(/^ended early$|There is nothing at this address/);
      expect(app.log).toEqual([]);
    },
  );

  test('a workflow of files of another system has no origin in its event', async () => {
    const node = { id: 'a', name: 'A', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };
    const file = {
      name: 'N',
      nodes: [{ ...node, position: [0, 0], parameters: {} }],
      connections: {},
    };
    const files = [{ name: 'n.json', text: JSON.stringify(file) }];
    const answer = await seed.mutate('importWorkflowFiles', { files }, 'workflow { id }');
    const event =
      'events(first: 1) { edges { node { ... on WorkflowCreated { importedFromOrigin } } } }';
    const { workflow } = await seed.query(`{ workflow(id: "${answer.workflow.id}") { ${event} } }`);
    expect(workflow.events.edges[0]!.node['importedFromOrigin']).toBeNull();
  });

  describe('an upload', () => {
    /** A bundle of more than one chunk, and of no whole number of them. */
    const large = (): Bundle => {
      const bundle = bundleOf([randomBytes(900_000).toString('hex')]);
      bundle.workflow.key = 'large';
      return bundle;
    };

    test('of any size comes back as it is', async () => {
      const bundle = large();
      const { workflow } = await seed.mutate(
        'importBundle',
        { bundleId: await upload(JSON.stringify(bundle)) },
        'workflow { id key }',
      );
      expect((await exported(seed, workflow.id)).definitions).toEqual(bundle.definitions);
    });

    test('belongs to its workspace', async () => {
      const bundleId = await upload(JSON.stringify(bundleOf(['one'])));
      for (const mutation of ['importBundle', 'promoteBundle']) {
        const { id } = await other.workflow();
        const input = mutation === 'promoteBundle' ? { into: id, bundleId } : { bundleId };
        expect((await other.refusal(mutation, input)).code).toBe('NOT_FOUND');
      }
    });

    test('that breaks off leaves nothing', async () => {
      const [before, chunks] = [await rows('bundle_upload'), await rows('bundle_upload_chunk')];
      const began = request(`${app.url}/bundles`, { method: 'POST', headers: headers() });
      began.on('error', () => undefined);
      began.write(randomBytes(2_000_000));
      await until(async () => (await rows('bundle_upload')) === before + 1);
      began.destroy();
      await until(async () => (await rows('bundle_upload')) === before);
      expect([await rows('bundle_upload_chunk'), app.log]).toEqual([chunks, []]);
    });

    test('that turns out too large is told so, and leaves nothing', async () => {
      const before = await rows('bundle_upload_chunk');
      const piece = new Uint8Array(1024 * 1024);
      let sent = 0;
      const body = new ReadableStream({
        pull: (controller) => (sent++ > 50 ? controller.close() : controller.enqueue(piece)),
      });
      const init = { method: 'POST', headers: headers(), body, duplex: 'half' };
      const response = await fetch(`${app.url}/bundles`, init as RequestInit);
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE', limit: 52_428_800 } }],
      });
      expect(await rows('bundle_upload_chunk')).toBe(before);
    });
  });
});
