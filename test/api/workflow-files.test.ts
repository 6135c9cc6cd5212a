import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from '../concurrency/tables';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed } from '../support/seed';

const HISTORY = join(__dirname, '../../examples/histories/email-triage');

const REPORT =
  'format workflowName nodesInFile nodes notes edges secrets unmapped { code pointer node { key name } message value } warnings { code } replaced { code message }';
const IMPORTED = `draftFollows workflow { id key name status importedFrom latestVersion { number } draft { digest } channels { key routes { weight } } }
  files { name created version { number digest } report { ${REPORT} } }`;
const VERSIONS =
  'versions(first: 100, orderBy: NUMBER_ASC) { edges { node { number name description origin workflowName createdAt createdBy { kind name } parent { number } } } }';

interface Imported extends Answer {
  draftFollows: boolean;
  files: { name: string; created: boolean; version: Answer; report: Record<string, unknown> }[];
}

/** A flow of n8n as small as it can be. */
function n8n(members: object = {}, parameters: object = { value: 1 }): string {
  const nodes = [
    { parameters, id: 'a', name: 'Start', type: 'n8n-nodes-base.start', position: [1, 2] },
    { parameters: {}, id: 'b', name: 'Then', type: 'n8n-nodes-base.noOp', position: [3, 4] },
  ];
  const connections = { Start: { main: [[{ node: 'Then', type: 'main', index: 0 }]] } };
  return JSON.stringify({ name: 'Small', active: true, nodes, connections, ...members }, null, 2);
}

const nodeRed = JSON.stringify([
  { id: 't', type: 'tab', label: 'Lights' },
  { id: 'in', type: 'inject', z: 't', x: 10, y: 20, wires: [['out', 'gone']] },
  { id: 'out', type: 'debug', z: 't', x: 30, y: 40, wires: [] },
]);

/** Everything that the database holds. */
async function rowsOf(app: TestApp): Promise<string> {
  const database = await app.database.open();
  const rows = await dump(database);
  await database.close();
  return JSON.stringify(rows);
}

/** Of saving a version, its events among them: twice as many would be too many. */
const MOST_STATEMENTS_OF_A_VERSION = 20;

describe.each(databases)('files of other systems on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  /** Every statement since it was last emptied. */
  let statements: string[] = [];
  beforeAll(async () => {
    app = await createTestApp({ kind, statementObserver: (sql) => void statements.push(sql) });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const imported = async (input: object): Promise<Imported> =>
    (await seed.mutate('importWorkflowFiles', input, IMPORTED)) as Imported;
  const one = (text: string, more: object = {}) =>
    imported({ files: [{ name: 'flow.json', text, ...more }] });
  const workflow = async (id: string, fields: string): Promise<Answer> =>
    (
      await seed.client.request<{ workflow: Answer }>(
        `query($id: ID!) { workflow(id: $id) { ${fields} } }`,
        { id },
      )
    ).workflow;
  const exported = async (id: string, ref: string | number, format = 'N8N') => {
    const fields = `version(ref: "${ref}") { exportAs(format: ${format}) { text losses { code node { key } message } } }`;
    const { version } = await workflow(id, fields);
    return version['exportAs'] as { text: string; losses: Answer[] };
  };

  test('a file becomes a workflow with a draft and version 1 that is not live', async () => {
    const {
      workflow: made,
      files,
      draftFollows,
    } = await one(n8n(), {
      author: 'Ada',
      committedAt: '2021-02-03T04:05:06+01:00',
      message: 'First flow\n\nWith a reason.',
    });
    expect(draftFollows).toBe(true);
    expect(made).toMatchObject({ name: 'Small', status: 'INACTIVE', latestVersion: { number: 1 } });
    expect(made['channels']).toEqual([{ key: 'live', routes: [] }]);
    expect(made.draft.digest).toBe(files[0]!.version.digest);
    expect(files[0]!.report).toMatchObject({ format: 'N8N', nodesInFile: 2, nodes: 2, edges: 1 });
    const { versions } = await workflow(made.id, VERSIONS);
    expect(versions.edges[0]!.node).toEqual({
      number: 1,
      name: 'First flow',
      description: 'First flow\n\nWith a reason.',
      origin: 'IMPORT',
      workflowName: 'Small',
      createdAt: '2021-02-03T03:05:06.000Z',
      createdBy: { kind: 'IMPORTED', name: 'Ada' },
      parent: null,
    });
  });

  test('a history becomes a version for each changed content, in its order', async () => {
    const meta = JSON.parse(readFileSync(join(HISTORY, 'meta.json'), 'utf8')) as {
      history: { file: string; date: string; subject: string }[];
    };
    const files = meta.history.map(({ file, date, subject }) => ({
      ...{ name: file, committedAt: date, message: subject, author: 'Somebody' },
      text: readFileSync(join(HISTORY, file), 'utf8'),
    }));
    const { workflow: made, files: answered } = await imported({ files, key: 'triage-history' });
    const numbers = answered.map(({ version }) => version.number);
    expect(answered.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    const { versions } = await workflow(made.id, VERSIONS);
    const saved = versions.edges.map(({ node }) => node as unknown as Answer & { parent: Answer });
    expect(saved).toHaveLength(answered.filter(({ created }) => created).length);
    expect(saved.map(({ parent }) => parent?.number ?? 0)).toEqual(saved.map((_, at) => at));
    let compared = 0;
    for (const [index, { created, version }] of answered.entries()) {
      // a later file that only moves nodes is of the same version
      if (!created || answered[index + 1]?.version.number === version.number) continue;
      const { text, losses } = await exported(made.id, version.number);
      if (losses.length === 0) expect(text).toBe(files[index]!.text);
      compared += losses.length === 0 ? 1 : 0;
    }
    expect(compared).toBeGreaterThan(3);
  });

  test('a file that was only imported comes back byte for byte', async () => {
    const text = n8n({ tags: ['x'], pinData: { Start: [{ json: {} }] }, versionId: 'v', meta: {} });
    const { workflow: made } = await one(text);
    expect(await exported(made.id, 1)).toEqual({ text, losses: [] });
    expect(await exported(made.id, 'draft')).toEqual({ text, losses: [] });
    const flows = await one(nodeRed);
    expect(await exported(flows.workflow.id, 1, 'NODE_RED')).toEqual({ text: nodeRed, losses: [] });
  });

  test('what was edited here is written into the file, and the rest stays', async () => {
    const { workflow: made } = await one(n8n({ tags: ['x'] }));
    const patch = [
      { op: 'replace', path: '/nodes/0/config/parameters/value', value: 2 },
      { op: 'replace', path: '/nodes/1/name', value: 'Later' },
    ];
    await seed.mutate('saveDraft', { workflowId: made.id, expectedRevision: 1, patch });
    await seed.mutate('saveVersion', { workflowId: made.id });
    const { text, losses } = await exported(made.id, 2);
    const before = JSON.parse(n8n({ tags: ['x'] }, { value: 2 })) as Record<string, unknown>;
    const nodes = (before['nodes'] as object[]).map((node, at) =>
      at === 1 ? { ...node, name: 'Later' } : node,
    );
    const connections = { Start: { main: [[{ node: 'Later', type: 'main', index: 0 }]] } };
    expect(text).toBe(JSON.stringify({ ...before, nodes, connections }, null, 2));
    expect(losses).toEqual([]);
  });

  test('a version that no file stands behind is written from its definition, and says so', async () => {
    const made = await seed.workflow();
    const { text, losses } = await exported(made.id, 'draft');
    expect(losses.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['SOURCE_MISSING', 'NODE_TYPE_FOREIGN']),
    );
    expect((JSON.parse(text) as { nodes: unknown[] }).nodes).not.toHaveLength(0);
  });

  test('a fork is written with the file of what it was forked from, and with its own changes', async () => {
    const file = n8n({ tags: ['x'], pinData: { Start: [{ json: {} }] } });
    const { workflow: made } = await one(file);
    const input = { name: 'Fork', workflowId: made.id, version: 1 };
    const { workflow: forked } = await seed.mutate('forkWorkflow', input, 'workflow { id }');
    expect(await exported(forked.id, 1)).toEqual({ text: file, losses: [] });
    const changed = n8n({ tags: ['y'] }, { value: 2 });
    await imported({ into: forked.id, files: [{ name: 'a', text: changed }] });
    expect((await exported(forked.id, 1)).text).toBe(file);
    expect((await exported(forked.id, 2)).text).toBe(changed);
  });

  test('a file becomes the next version of a workflow, and the same file none', async () => {
    const { workflow: made } = await one(n8n());
    const next = { files: [{ name: 'b.json', text: n8n({}, { value: 2 }) }], into: made.id };
    const { files, draftFollows, workflow: now } = await imported(next);
    expect([files[0]!.created, files[0]!.version.number, draftFollows]).toEqual([true, 2, true]);
    expect(now.draft.digest).toBe(files[0]!.version.digest);
    const again = await imported(next);
    expect([again.files[0]!.created, again.files[0]!.version.number]).toEqual([false, 2]);
    expect((await exported(made.id, 'draft')).text).toBe(n8n({}, { value: 2 }));
  });

  test('a file that moves nodes only makes no version, and the draft takes the places', async () => {
    const { workflow: made } = await one(n8n());
    const text = n8n().replace('"position": [\n        1,', '"position": [\n        100,');
    expect(text).not.toBe(n8n());
    const { files } = await imported({ files: [{ name: 'b.json', text }], into: made.id });
    expect(files[0]!.created).toBe(false);
    expect((await exported(made.id, 'draft')).text).toBe(text);
    expect((await exported(made.id, 1)).text).toBe(n8n());
  });

  test('unsaved changes of the draft stay where a file becomes the next version', async () => {
    const { workflow: made } = await one(n8n());
    const patch = [{ op: 'replace', path: '/nodes/1/name', value: 'Mine' }];
    await seed.mutate('saveDraft', { workflowId: made.id, expectedRevision: 1, patch });
    const text = n8n({}, { value: 2 });
    const { draftFollows, workflow: now } = await imported({
      files: [{ name: 'b.json', text }],
      into: made.id,
    });
    expect(draftFollows).toBe(false);
    expect(now.latestVersion.number).toBe(2);
    const { draft } = await workflow(made.id, 'draft { nodes { name } }');
    expect(draft.nodes.map(({ name }) => name)).toContain('Mine');
  });

  test('a repetition with the same key answers what the first one made', async () => {
    const input = { files: [{ name: 'a', text: n8n() }], idempotencyKey: `once-${kind.name}` };
    const first = await imported(input);
    expect(await imported(input)).toEqual(first);
    const other = { ...input, files: [{ name: 'b', text: n8n() }] };
    expect((await seed.refusal('importWorkflowFiles', other)).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('no secret of a file is kept or written, and each is reported by the name it got', async () => {
    const secret = 'sk-proj-0123456789abcdefABCDEF0123456789';
    const parameters = { value: 1, headers: { Authorization: `Bearer ${secret}` } };
    const members = { pinData: { Start: [{ json: { apiKey: 'hunter2-hunter2' } }] } };
    const { workflow: made, files } = await one(n8n(members, parameters));
    expect(files[0]!.report['secrets']).toEqual(['AUTHORIZATION']);
    const { text, losses } = await exported(made.id, 1);
    const { version } = await workflow(made.id, 'version(ref: 1) { definition layout }');
    const tables = await rowsOf(app);
    for (const found of [text, JSON.stringify([losses, version, files]), tables]) {
      expect(found).not.toContain(secret);
      expect(found).not.toContain('hunter2');
    }
    expect(JSON.parse(text)).toMatchObject({
      active: true,
      nodes: [
        { parameters: { headers: { Authorization: 'Bearer {{secrets.AUTHORIZATION}}' } } },
        {},
      ],
    });
    expect(losses.map(({ code }) => code)).toEqual(['SECRET_REMOVED', 'SECRET_REMOVED']);
  });

  test('a preview tells what an import would keep, and writes nothing', async () => {
    const query = `query($file: String!) { previewWorkflowFile(file: $file) { ${REPORT} } }`;
    const before = await seed.query('{ workflows(first: 1) { totalCount } }');
    const { previewWorkflowFile } = await seed.client.request<Record<string, Answer>>(query, {
      file: nodeRed,
    });
    expect(previewWorkflowFile).toMatchObject({
      ...{ format: 'NODE_RED', workflowName: 'Lights', nodesInFile: 3, nodes: 3, edges: 1 },
      unmapped: [{ code: 'CONNECTION_DANGLING', node: { key: 'in' }, pointer: '/1/wires/0/1' }],
    });
    expect(await seed.query('{ workflows(first: 1) { totalCount } }')).toEqual(before);
  });

  test('what is no file of a system that is read is refused by its name, and nothing is written', async () => {
    const before = await seed.query('{ workflows(first: 1) { totalCount } }');
    const files = [
      { name: 'good.json', text: n8n() },
      { name: 'bad.json', text: '{"hello": 1}' },
    ];
    const refusal = await seed.refusal('importWorkflowFiles', { files });
    expect(refusal).toMatchObject({ code: 'FILE_UNREADABLE', field: ['files', '1', 'text'] });
    expect(refusal.message).toContain('bad.json');
    expect(await seed.query('{ workflows(first: 1) { totalCount } }')).toEqual(before);
  });

  test('a file of more than 5 MB is refused', async () => {
    const text = `{"name": "${'x'.repeat(5 * 1024 * 1024)}"}`;
    const { code } = await seed.refusal('importWorkflowFiles', { files: [{ name: 'big', text }] });
    expect(code).toBe('FILE_TOO_LARGE');
  });

  test('no file at all, a name for a workflow that is there, and another workspace are refused', async () => {
    const { workflow: made } = await one(n8n());
    const files = [{ name: 'a', text: n8n() }];
    const refusals = [
      { files: [] },
      { files, into: made.id, name: 'x' },
      { files, into: 'wf_none' },
    ];
    const codes = [];
    for (const input of refusals)
      codes.push((await seed.refusal('importWorkflowFiles', input)).code);
    expect(codes).toEqual(['INVALID_INPUT', 'INVALID_INPUT', 'NOT_FOUND']);
    const other = new Seed(await app.createWorkspace(`files-${kind.name}`));
    const { code } = await other.refusal('importWorkflowFiles', { files, into: made.id });
    expect(code).toBe('NOT_FOUND');
  });

  test('an imported workflow can be deleted with the files behind it', async () => {
    const { workflow: made } = await one(n8n());
    await seed.mutate('deleteWorkflow', { workflowId: made.id });
    expect(await seed.query(`{ workflow(id: "${made.id}") { id } }`)).toEqual({ workflow: null });
  });

  test('a version of a history takes the same statements whatever its place', async () => {
    const history = (length: number) =>
      Array.from({ length }, (_, value) => ({ name: `${value}`, text: n8n({}, { value }) }));
    const counts: number[] = [];
    for (const length of [5, 10, 15]) {
      statements = [];
      await imported({ files: history(length) });
      counts.push(statements.filter((sql) => !/^(?:BEGIN|COMMIT)/.test(sql)).length);
    }
    const [few, more, most] = counts as [number, number, number];
    // whatever the server does beside it, it is less than one for each version
    expect(Math.abs(most - more - (more - few))).toBeLessThan(5);
    expect((more - few) / 5).toBeLessThanOrEqual(MOST_STATEMENTS_OF_A_VERSION);
  });

  test('the files behind all versions of a list are one statement', async () => {
    const files = [1, 2, 3].map((value) => ({ name: 'a', text: n8n({}, { value }) }));
    const { workflow: made } = await imported({ files });
    statements = [];
    const list = 'versions(first: 10) { edges { node { exportAs(format: N8N) { text } } } }';
    const { versions } = await workflow(made.id, list);
    expect(versions.edges.map(({ node }) => (node['exportAs'] as { text: string }).text)).toEqual(
      files.map(({ text }) => text).reverse(),
    );
    expect(statements.filter((sql) => sql.includes('source_file'))).toHaveLength(1);
  });

  test('a file that means ill is read or refused, and never a fault of the server', async () => {
    const deep = '['.repeat(400) + ']'.repeat(400);
    const texts = [
      ...['', ' ', '[]', '{}', 'null', '"n8n"', '{"nodes": 1}', '{"nodes": [], "nodes": []}'],
      ...['{"nodes": [null, 1, [], {"id": {}}], "connections": {"a": {"main": [[[]]]}}}', deep],
      ...[
        'a: &a [*a]',
        'kind: app\napp: {mode: workflow}',
        '{"flowData": "{"}',
        '{"data": {"nodes": {}}}',
      ],
      n8n({ name: 'Nil \u0000', description: 'Nil \u0000 and \u0007' }),
      n8n({ name: '\u0000', nodes: [{ name: '\u0000', type: '__proto__', id: 'constructor' }] }),
      n8n({ name: 'x'.repeat(5000), settings: JSON.parse('{"__proto__": 1}') as object }),
      n8n({}, { number: 1 }).replace('"number": 1', '"number": 12345678901234567890'),
      n8n({ nodes: [{ type: 'workflow', name: 'Call', id: 'c', config: {}, workflowId: 'wf_x' }] }),
      '[{"id": "s", "type": "subflow", "in": [[null]], "out": 3, "env": [1], "credentials": 5}]',
    ];
    for (const text of texts) {
      const file = { name: '\u0007', text, author: '\ud83d', message: ' \n ' };
      const { errors, data } = await seed.client.send(
        `mutation($input: ImportWorkflowFilesInput!) { importWorkflowFiles(input: $input) {
          workflow { draft { exportAs(format: N8N) { text } red: exportAs(format: NODE_RED) { text } } }
          userErrors { code } } }`,
        { input: { files: [file] } },
      );
      expect([text.slice(0, 80), errors]).toEqual([text.slice(0, 80), undefined]);
      expect(data).toHaveProperty('importWorkflowFiles.userErrors');
      const preview = 'query($file: String!) { previewWorkflowFile(file: $file) { nodes } }';
      const answer = await seed.client.send(preview, { file: text });
      for (const { extensions } of answer.errors ?? [])
        expect(extensions.code).toBe('FILE_UNREADABLE');
    }
  });
});
