import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';
import {
  ACTIVATION_CHANGED,
  EVENT,
  type SeenEvent,
  Subscriber,
  until,
  WORKFLOW_EVENTS,
} from '../support/subscriber';

const DAY = 24 * 60 * 60 * 1000;
const changed = (field: string): string =>
  `subscription($workflowId: ID!, $after: String) {
    ${field}(workflowId: $workflowId, after: $after) { ${EVENT} } }`;
const QUERIES = {
  workflowEvents: WORKFLOW_EVENTS,
  activationChanged: ACTIVATION_CHANGED,
  draftChanged: changed('draftChanged'),
  versionChanged: changed('versionChanged'),
};

describe.each(databases)('a workflow that is deleted, on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let workflow: SeededWorkflow;

  beforeAll(async () => {
    app = await createTestApp({ kind, eventRetentionDays: 30 });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    workflow = await seed.workflow();
    await workflow.edit(greets('two'));
  });
  afterEach(() => until(() => app.services.feed.subscriberCount === 0));

  const remove = (): Promise<unknown> => workflow.mutate('deleteWorkflow');
  const open = (after: string | undefined, query = WORKFLOW_EVENTS, types?: string[]) =>
    Subscriber.open(app.url, app.client.token!, query, { workflowId: workflow.id, after, types });
  const join = (query: string, types?: string[]): Promise<Subscriber> =>
    Subscriber.join(app, query, { workflowId: workflow.id, types });
  /** Types of what comes until the subscription is complete, which it must be by itself. */
  const rest = async (subscriber: Subscriber): Promise<string[]> => {
    const types: string[] = [];
    for (;;) {
      const message = await subscriber.client.next();
      if (message.type === 'complete') break;
      const { data } = message.payload as { data: Record<string, SeenEvent> };
      types.push(Object.values(data)[0]!.type);
    }
    await subscriber.cut();
    return types;
  };

  test('ends every subscription to it, with WorkflowDeleted where that is asked for', async () => {
    const all = await join(WORKFLOW_EVENTS);
    const updates = await join(WORKFLOW_EVENTS, ['WORKFLOW_UPDATED']);
    const deletions = await join(WORKFLOW_EVENTS, ['WORKFLOW_DELETED']);
    const others = [];
    for (const field of ['activationChanged', 'draftChanged', 'versionChanged'] as const)
      others.push(await join(QUERIES[field]));
    await workflow.mutate('updateWorkflow', { name: 'Last name' });
    await remove();
    expect(await rest(all)).toEqual(['WORKFLOW_UPDATED', 'WORKFLOW_DELETED']);
    expect(await rest(updates)).toEqual(['WORKFLOW_UPDATED']);
    expect(await rest(deletions)).toEqual(['WORKFLOW_DELETED']);
    for (const other of others) expect(await rest(other)).toEqual([]);
  });

  test('ends no subscription to others, nor to the whole workspace', async () => {
    const other = await seed.workflowWith(['one']);
    const its = await Subscriber.join(app, WORKFLOW_EVENTS, { workflowId: other.id });
    const whole = await Subscriber.join(app, ACTIVATION_CHANGED);
    await remove();
    await other.activate(1);
    expect((await its.next()).type).toBe('VERSION_ACTIVATED');
    expect((await whole.next()).type).toBe('VERSION_ACTIVATED');
    await Promise.all([its.cut(), whole.cut()]);
  });

  test('is told to a client that was away, by what it was asked for', async () => {
    await remove();
    const log = ['WORKFLOW_CREATED', 'DRAFT_SAVED', 'WORKFLOW_DELETED'];
    expect(await rest(await open('0'))).toEqual(log);
    expect(await rest(await open('2'))).toEqual(['WORKFLOW_DELETED']);
    expect(await rest(await open('0', WORKFLOW_EVENTS, ['DRAFT_SAVED']))).toEqual(['DRAFT_SAVED']);
    expect(await rest(await open('0', QUERIES.draftChanged))).toEqual(['DRAFT_SAVED']);
    for (const query of [QUERIES.activationChanged, QUERIES.versionChanged])
      expect(await rest(await open('0', query))).toEqual([]);
  });

  test('has nothing more to say to who has seen its deletion', async () => {
    const subscriber = await open('0');
    await remove();
    const seen = await subscriber.take(3);
    await subscriber.cut();
    expect(await rest(await open(seen[1]!.cursor))).toEqual(['WORKFLOW_DELETED']);
    for (const after of [seen[2]!.cursor, '3']) expect(await rest(await open(after))).toEqual([]);
    expect(await (await open('4')).refusal()).toBe('CURSOR_INVALID');
  });

  test('is told to a reader that is behind: while it catches up, and when it was cut off', async () => {
    const { workspaceId } = app.caller;
    const { feed } = app.services;
    const slow = await feed.subscribe({ workspaceId, workflowId: workflow.id }, '0');
    const nothing = await feed.subscribe({ workspaceId, workflowId: workflow.id, types: [] }, '0');
    expect((await slow.next()).value).toMatchObject({ sequence: 1 });
    await remove();
    const types: unknown[] = [];
    for await (const item of slow) types.push('type' in item ? item.type : item.code);
    expect(types).toEqual(['DRAFT_SAVED', 'WORKFLOW_DELETED']);
    expect((await nothing.next()).done).toBe(true);
  });

  test('is NOT_FOUND from now on, from other workspaces, and once its events are dropped', async () => {
    await remove();
    for (const query of Object.values(QUERIES))
      expect(await (await open(undefined, query)).refusal()).toBe('NOT_FOUND');
    const stranger = await app.createWorkspace(`strangers-${workflow.key}`);
    const variables = { workflowId: workflow.id, after: '0' };
    const theirs = await Subscriber.open(app.url, stranger.token!, WORKFLOW_EVENTS, variables);
    expect(await theirs.refusal()).toBe('NOT_FOUND');
    app.clock.advance(31 * DAY);
    await seed.workflow();
    await app.services.housekeeping.run();
    expect(await (await open('0')).refusal()).toBe('NOT_FOUND');
  });
});
