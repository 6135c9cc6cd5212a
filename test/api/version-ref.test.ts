import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';

const ASK =
  'query($id: ID!, $ref: VersionRef!) { version(workflowId: $id, ref: $ref) { label } workflow(id: $id) { version(ref: $ref) { label } } }';

describe.each(databases)('VersionRef on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let workflow: SeededWorkflow;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
    workflow = await seed.workflowWith(['one', 'two', 'three']);
    await workflow.activate(2);
  });
  afterAll(() => app.close());

  test.each([
    [1, 'v1'],
    ['1', 'v1'],
    ['v1', 'v1'],
    [0, 'Draft'],
    ['0', 'Draft'],
    ['draft', 'Draft'],
    ['latest', 'v3'],
    ['active', 'v2'],
  ])('%j selects %s, as a variable and as a literal', async (ref, label) => {
    const version = { label };
    expect(await seed.query(ASK, { id: workflow.id, ref })).toEqual({
      version,
      workflow: { version },
    });
    expect(await workflow.read(`version(ref: ${JSON.stringify(ref)}) { label }`)).toEqual({
      version,
    });
  });

  test.each([-1, 1.5, '', 'v', 'v-1', '1.0', 'Latest', 'vLatest', ' 1', true, {}, [1]])(
    '%j is malformed: a top-level error',
    async (ref) => {
      expect(await seed.errorCode(ASK, { id: workflow.id, ref })).toBe('BAD_USER_INPUT');
    },
  );

  test.each(['-1', '1.5', '"x"', 'latest', 'true', '{}'])(
    'the literal %s is malformed: a top-level error',
    async (ref) => {
      const document = `{ version(workflowId: "${workflow.id}", ref: ${ref}) { label } }`;
      expect(await seed.errorCode(document)).toBe('GRAPHQL_VALIDATION_FAILED');
    },
  );

  test.each([4, 'v999999999999999', '999999999999999'])(
    '%j that is not there is null in a query and a user error in a mutation',
    async (ref) => {
      expect(await workflow.version(ref, 'label')).toBeNull();
      expect(await workflow.refusal('activateVersion', { version: ref })).toMatchObject({
        code: 'NOT_FOUND',
        field: ['version'],
      });
    },
  );

  test('latest and active are absent before anything is saved or routed', async () => {
    const fresh = await seed.workflow();
    for (const ref of ['latest', 'active']) {
      expect(await fresh.version(ref, 'label')).toBeNull();
      expect((await fresh.refusal('saveVersion', { from: ref })).code).toBe('NOT_FOUND');
    }
  });

  test('active is refused in a split', async () => {
    const split = await seed.workflowWith(['one', 'two']);
    await split.mutate('routeChannel', { routes: [{ version: 1 }, { version: 2 }] });
    const document = `{ version(workflowId: "${split.id}", ref: "active") { label } }`;
    expect(await seed.errorCode(document)).toBe('INVALID_INPUT');
    expect(await split.refusal('saveVersion', { from: 'active' })).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['from'],
    });
  });

  test('of a workflow that is not there is null', async () => {
    expect(await seed.query('{ version(workflowId: "wf_none", ref: 1) { label } }')).toEqual({
      version: null,
    });
  });

  test('a draft that is active is what active selects', async () => {
    const drafted = await seed.workflow();
    await drafted.mutate('routeChannel', { routes: [{ draft: true }] });
    expect(await drafted.version('active', 'label isActive')).toEqual({
      label: 'Draft',
      isActive: true,
    });
  });
});
