import { dump } from '../concurrency/tables';
import { greets, incomplete } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';

const VALIDATE = `query ($definition: JSON!, $workflowId: ID) {
  validateDefinition(definition: $definition, workflowId: $workflowId) {
    digest problems { severity code } userErrors { code field }
  }
}`;
const DIFF_WITH = `query ($id: ID!, $from: VersionRef!, $definition: JSON!, $name: String) {
  diffWith(workflowId: $id, from: $from, definition: $definition) {
    identical severity summary { headline nodesChanged } patch text(name: $name)
    markdown: text(format: MARKDOWN, name: $name) userErrors { code field }
  }
}`;

describe.each(databases)('a definition that is not saved, on $name', (kind) => {
  let app: TestApp;
  let workflow: SeededWorkflow;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    workflow = await new Seed(app.client).workflowWith(['one', 'two']);
  });
  afterAll(() => app.close());

  type Found = Record<string, unknown>;
  const ask = async (query: string, variables: Found): Promise<Record<string, Found>> =>
    app.client.request(query, variables);
  const validate = async (variables: Found): Promise<Found> =>
    (await ask(VALIDATE, variables))['validateDefinition']!;
  const diffWith = async (definition: unknown, from: unknown = 1, more = {}): Promise<Found> =>
    (await ask(DIFF_WITH, { id: workflow.id, from, definition, ...more }))['diffWith']!;
  const rows = async (): Promise<string> => {
    const database = await app.database.open();
    const found = await dump(database);
    await database.close();
    return JSON.stringify(found);
  };

  test('is validated as a save would find it, and nothing is written', async () => {
    const before = await rows();
    const { digest } = await workflow.version(2, 'digest');
    expect(await validate({ definition: greets('two') })).toEqual({
      ...{ digest, problems: [], userErrors: [] },
    });
    expect(await validate({ definition: incomplete(), workflowId: workflow.id })).toMatchObject({
      problems: [{ severity: 'ERROR', code: 'TRIGGER_MISSING' }],
      userErrors: [],
    });
    await diffWith(greets('three'));
    expect(await rows()).toBe(before);
  });

  test('that is none is refused, with nothing else told', async () => {
    for (const definition of [{ nodes: 3 }, [], 'text', { nodes: [], edges: [], more: 1 }])
      expect(await validate({ definition })).toEqual({
        ...{ digest: null, problems: null },
        userErrors: [{ code: 'DEFINITION_INVALID', field: expect.anything() as unknown }],
      });
    expect(await diffWith({ nodes: 3 })).toEqual({
      ...{
        identical: null,
        severity: null,
        summary: null,
        patch: null,
        text: null,
        markdown: null,
      },
      userErrors: [{ code: 'DEFINITION_INVALID', field: expect.anything() as unknown }],
    });
  });

  test('is compared with a version as one that holds it would be', async () => {
    const { diff } = (await workflow.version(
      1,
      'diff(to: 2) { severity patch summary { headline } }',
    )) as unknown as { diff: object };
    expect(await diffWith(greets('two'))).toMatchObject({ ...diff, identical: false });
    expect(await diffWith(greets('one'))).toMatchObject({ identical: true, patch: [] });
    const named = await diffWith(greets('two'), 'latest', { name: 'a|`b`.json' });
    expect(named).toMatchObject({ identical: true });
    expect(named['text']).toContain('a|`b`.json');
    expect(named['markdown']).not.toContain('|`b`');
  });

  test('is compared with versions that are there, of workflows that are yours', async () => {
    const other = await createTestApp({ kind });
    const foreign = await new Seed(other.client).workflow();
    for (const call of [
      diffWith({}, 9),
      diffWith({}, 'active'),
      diffWith({}, 1, { id: foreign.id }),
    ])
      expect(await call).toMatchObject({ identical: null, userErrors: [{ code: 'NOT_FOUND' }] });
    expect(await validate({ definition: greets('x'), workflowId: foreign.id })).toMatchObject({
      ...{ digest: null, userErrors: [{ code: 'NOT_FOUND', field: ['workflowId'] }] },
    });
    await other.close();
  });

  test('may be asked about by who may read, and by nobody else', async () => {
    const reader = app.client.as(await app.token('workflows:read'));
    expect((await reader.send(VALIDATE, { definition: greets('x') })).errors).toBeUndefined();
    const starter = app.client.as(await app.token('runs:write'));
    const variables = { id: workflow.id, from: 1, definition: greets('x') };
    for (const [query, given] of [
      [VALIDATE, { definition: greets('x') }],
      [DIFF_WITH, variables],
    ] as [string, Record<string, unknown>][])
      expect((await starter.send(query, given)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
