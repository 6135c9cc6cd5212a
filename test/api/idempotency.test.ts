import { greets, incomplete } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';

const DAY = 24 * 60 * 60 * 1000;
let keys = 0;
const newKey = (): string => `key-${++keys}`;

describe.each(databases)('idempotencyKey on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const creators: [string, () => Promise<object>][] = [
    ['createWorkflow', async () => ({ name: 'Once', definition: greets('x') })],
    ['forkWorkflow', async () => ({ name: 'Fork', workflowId: (await seed.workflow()).id })],
    ['saveVersion', async () => ({ workflowId: (await seed.workflow()).id, name: 'Once' })],
    ['createChannel', async () => ({ workflowId: (await seed.workflow()).id, key: 'staging' })],
  ];
  const made = (mutation: string): string =>
    ({ saveVersion: 'version { id }', createChannel: 'channel { id }' })[mutation] ??
    'workflow { id }';

  describe.each(creators)('of %s', (mutation, input) => {
    test('answers the same input with what the first request made', async () => {
      const request = { ...(await input()), idempotencyKey: newKey() };
      const first = await seed.mutate(mutation, request, made(mutation));
      expect(await seed.mutate(mutation, request, made(mutation))).toEqual(first);
    });

    test('refuses another input', async () => {
      const idempotencyKey = newKey();
      const request = await input();
      await seed.mutate(mutation, { ...request, idempotencyKey });
      const other = mutation === 'createChannel' ? { key: 'other' } : { name: 'Other' };
      expect(await seed.refusal(mutation, { ...request, ...other, idempotencyKey })).toMatchObject({
        code: 'IDEMPOTENCY_KEY_REUSED',
        field: ['idempotencyKey'],
      });
    });

    test('makes one thing of requests that come at once', async () => {
      const request = { ...(await input()), idempotencyKey: newKey() };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => seed.mutate(mutation, request, made(mutation))),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    });

    test.each(['', 'k'.repeat(201)])('refuses a key of no or too many characters', async (key) => {
      const request = { ...(await input()), idempotencyKey: key };
      expect(await seed.refusal(mutation, request)).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['idempotencyKey'],
      });
    });
  });

  test.each([
    ['createApiToken', { name: 'Once', scopes: ['RUNS_READ'] }, 'apiToken { id }'],
    ['createWorkspace', { key: `once-${kind.name}`, name: 'Once' }, 'workspace { id }'],
  ])('of %s has the same limits, and the same effect', async (mutation, input, fields) => {
    for (const idempotencyKey of ['', 'k'.repeat(201)])
      expect(await seed.refusal(mutation, { ...input, idempotencyKey })).toMatchObject({
        code: 'INVALID_INPUT',
        field: ['idempotencyKey'],
      });
    const idempotencyKey = 'k'.repeat(200);
    const first = await seed.mutate(mutation, { ...input, idempotencyKey }, fields);
    expect(await seed.mutate(mutation, { ...input, idempotencyKey }, fields)).toEqual(first);
    const other = { ...input, name: 'Other', idempotencyKey };
    expect((await seed.refusal(mutation, other)).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('answers with the object as it is now', async () => {
    const request = { name: 'Before', idempotencyKey: newKey() };
    const { workflow } = await seed.mutate('createWorkflow', request, 'workflow { id }');
    await seed.mutate('updateWorkflow', { workflowId: workflow.id, name: 'After' });
    const again = await seed.mutate('createWorkflow', request, 'workflow { name }');
    expect(again.workflow).toEqual({ name: 'After' });
  });

  test('compares inputs in canonical form: order of members does not matter', async () => {
    const idempotencyKey = newKey();
    const { nodes, edges } = greets('x');
    const request = { name: 'Canonical', idempotencyKey, definition: { nodes, edges } };
    const first = await seed.mutate('createWorkflow', request, 'workflow { id }');
    const turned = { ...request, definition: { edges, nodes } };
    expect(await seed.mutate('createWorkflow', turned, 'workflow { id }')).toEqual(first);
  });

  test('remembers successes only', async () => {
    const workflow = await seed.workflow({ definition: incomplete() });
    const request = { requireComplete: true, idempotencyKey: newKey() };
    await workflow.refusal('saveVersion', request);
    await workflow.edit(greets('complete'));
    expect(await workflow.mutate('saveVersion', request, 'created')).toMatchObject({
      created: true,
    });
  });

  test('is kept for 7 days and no longer', async () => {
    const request = { name: 'Weekly', idempotencyKey: newKey() };
    const create = async () =>
      (await seed.mutate('createWorkflow', request, 'workflow { id }')).workflow.id;
    const first = await create();
    app.clock.advance(7 * DAY - 1);
    expect(await create()).toBe(first);
    app.clock.advance(1);
    expect(await create()).not.toBe(first);
  });

  test('belongs to its mutation', async () => {
    const idempotencyKey = newKey();
    const { id } = await seed.workflow();
    await seed.mutate('createWorkflow', { name: 'One', idempotencyKey });
    await seed.mutate('forkWorkflow', { name: 'One', workflowId: id, idempotencyKey });
  });

  test('belongs to its workspace', async () => {
    const other = new Seed(await app.createWorkspace(`keys-${kind.name}`));
    const request = { name: 'Shared', idempotencyKey: newKey() };
    const mine = await seed.mutate('createWorkflow', request, 'workflow { id }');
    const theirs = await other.mutate('createWorkflow', request, 'workflow { id }');
    expect(theirs.workflow.id).not.toBe(mine.workflow.id);
  });

  test('of a save that activated answers with the channel, and activates nothing again', async () => {
    const workflow = await seed.workflow();
    const request = { activate: true, idempotencyKey: newKey() };
    const fields = 'created version { number } channel { key } activation { sequence }';
    const first = await workflow.mutate('saveVersion', request, fields);
    await workflow.mutate('deactivate');
    expect(await workflow.mutate('saveVersion', request, fields)).toEqual({
      ...first,
      activation: { sequence: 2 },
    });
    expect(await workflow.live()).toBe('none');
  });

  test('of a thing that is gone answers NOT_FOUND', async () => {
    const request = { name: 'Gone', idempotencyKey: newKey() };
    const { workflow } = await seed.mutate('createWorkflow', request, 'workflow { id }');
    await seed.mutate('deleteWorkflow', { workflowId: workflow.id });
    expect((await seed.refusal('createWorkflow', request)).code).toBe('NOT_FOUND');
  });
});
