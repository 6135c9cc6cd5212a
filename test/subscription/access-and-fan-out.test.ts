import { type EventRecord } from '../../src/event/event';
import { plusMilliseconds } from '../../src/platform/clock';
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
import { WebSocketClient } from '../support/websocket-client';

const QUERIES = {
  workflowEvents: WORKFLOW_EVENTS,
  activationChanged: ACTIVATION_CHANGED,
  draftChanged: `subscription($workflowId: ID!) { draftChanged(workflowId: $workflowId) { ${EVENT} } }`,
  versionChanged: `subscription($workflowId: ID!) { versionChanged(workflowId: $workflowId) { ${EVENT} } }`,
  viewersChanged:
    'subscription($workflowId: ID!) { viewersChanged(workflowId: $workflowId) { clientId } }',
};

describe.each(databases)('subscribers on $name', (kind) => {
  const statements: string[] = [];
  let app: TestApp;
  let seed: Seed;
  let workflow: SeededWorkflow;

  beforeAll(async () => {
    const statementObserver = (sql: string): void => void statements.push(sql);
    // no poll in between that would be counted or help out
    app = await createTestApp({ kind, statementObserver, pollInterval: 60_000 });
    seed = new Seed(app.client);
    workflow = await seed.workflowWith(['one', 'two']);
  });
  afterAll(() => app.close());

  const rename = (name: string): Promise<unknown> => workflow.mutate('updateWorkflow', { name });

  test('of other workspaces hear nothing', async () => {
    const stranger = await app.createWorkspace('strangers');
    const theirs = new Seed(stranger);
    const foreign = await theirs.workflowWith(['one']);
    const mine = await Subscriber.join(app, ACTIVATION_CHANGED);
    const its = await Subscriber.join(app, ACTIVATION_CHANGED, {}, stranger.token);
    await workflow.activate(1);
    await foreign.activate(1);
    await workflow.activate(2);
    const workflowsOf = (seen: SeenEvent[]): unknown[] =>
      seen.map((event) => (event['workflow'] as { id: string }).id);
    expect(workflowsOf(await mine.take(2))).toEqual([workflow.id, workflow.id]);
    expect(workflowsOf(await its.take(1))).toEqual([foreign.id]);
    // whatever is still to come would be here by then
    await foreign.mutate('deactivate');
    expect((await its.next()).type).toBe('CHANNEL_DEACTIVATED');
    expect([mine.untaken, its.untaken]).toEqual([[], []]);
    await Promise.all([mine.cut(), its.cut()]);
  });

  test('without workflows:read are refused, on every subscription', async () => {
    const token = await app.token('runs:read', 'releases:write');
    for (const query of Object.values(QUERIES)) {
      const subscriber = await Subscriber.open(app.url, token, query, { workflowId: workflow.id });
      expect(await subscriber.refusal()).toBe('FORBIDDEN');
      await subscriber.cut();
    }
  });

  test('lose the socket with 4403 when their token is revoked, others keep theirs', async () => {
    const { token, secret } = await app.services.access.tokens.create(app.caller, {
      name: 'To be revoked',
      scopes: ['workflows:read'],
    });
    const variables = { workflowId: workflow.id };
    const revoked = await Subscriber.join(app, WORKFLOW_EVENTS, variables, secret);
    const other = await Subscriber.join(app, WORKFLOW_EVENTS, variables);
    await seed.mutate('revokeApiToken', { id: token.id });
    expect(await revoked.client.closed).toMatchObject({ code: 4403 });
    await rename('after the revocation');
    expect((await other.next()).type).toBe('WORKFLOW_UPDATED');
    const again = await WebSocketClient.open(app.url);
    again.send({ type: 'connection_init', payload: { authorization: `Bearer ${secret}` } });
    expect(await again.closed).toMatchObject({ code: 4401 });
    await other.cut();
    await until(() => app.services.feed.subscriberCount === 0);
  });

  test('lose the socket with 4401 when their token expires', async () => {
    const { secret } = await app.services.access.tokens.create(app.caller, {
      name: 'Short-lived',
      scopes: ['workflows:read'],
      expiresAt: plusMilliseconds(app.clock.now(), 200),
    });
    const variables = { workflowId: workflow.id };
    const subscriber = await Subscriber.join(app, WORKFLOW_EVENTS, variables, secret);
    expect(await subscriber.client.closed).toMatchObject({ code: 4401 });
    await until(() => app.services.feed.subscriberCount === 0);
  });

  test('leave nothing behind: completed while they wait, while they catch up, before they begin, or cut', async () => {
    const { feed } = app.services;
    const variables = { workflowId: workflow.id };
    const waiting = await Subscriber.join(app, WORKFLOW_EVENTS, variables);
    expect(feed.subscriberCount).toBe(1);
    waiting.complete();
    await until(() => feed.subscriberCount === 0);

    const read = await Subscriber.join(app, WORKFLOW_EVENTS, { ...variables, after: '0' });
    await read.take(3);
    read.complete();
    await until(() => feed.subscriberCount === 0);

    const cut = await Subscriber.join(app, WORKFLOW_EVENTS, variables);
    await cut.cut();
    await until(() => feed.subscriberCount === 0);

    for (let round = 0; round < 20; round++) {
      waiting.client.complete(waiting.client.subscribe(WORKFLOW_EVENTS, variables));
      const id = waiting.client.subscribe(WORKFLOW_EVENTS, { ...variables, after: '0' });
      if (round % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      waiting.client.complete(id);
    }
    // an answer to what was sent last: everything before it has been read by the server
    waiting.client.subscribe('{ viewer { actor { name } } }');
    while (!JSON.stringify(await waiting.client.next()).includes('"viewer"'));
    await until(() => feed.subscriberCount === 0);
    await rename('nobody listens');
    expect(feed.subscriberCount).toBe(0);
    await waiting.cut();
  });

  test('leave nothing behind when they go while a page is being read for them', async () => {
    const { feed } = app.services;
    const selection = { workspaceId: app.caller.workspaceId, workflowId: workflow.id };
    for (const returnAfter of [0, 1, 2, 5, 10]) {
      const reader = await feed.subscribe(selection, '0');
      const first = reader.next();
      for (let tick = 0; tick < returnAfter; tick++) await Promise.resolve();
      const returned = reader.return!();
      await Promise.all([first, returned]);
      expect(await reader.next()).toMatchObject({ done: true });
      const nothing = await feed.subscribe({ ...selection, types: [] }, '0');
      const none = nothing.next();
      await nothing.return!();
      expect(await none).toMatchObject({ done: true });
      expect([returnAfter, feed.subscriberCount]).toEqual([returnAfter, 0]);
    }
  });

  test('who are gone cost nothing: a workspace that nobody follows is not read', async () => {
    const variables = { workflowId: workflow.id };
    const readsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
      statements.length = 0;
      await work();
      return statements.filter((sql) => /FROM event e WHERE.*position > /s.test(sql));
    };
    const one = await Subscriber.join(app, WORKFLOW_EVENTS, variables);
    const two = await Subscriber.join(app, WORKFLOW_EVENTS, variables);
    const heard = async (): Promise<unknown> => [await rename('heard'), await two.next()];
    await one.cut();
    await until(() => app.services.feed.subscriberCount === 1);
    expect(await readsOf(heard)).not.toEqual([]);
    await two.cut();
    await until(() => app.services.feed.subscriberCount === 0);
    // the second change comes behind whatever the first one sets off
    const unheard = async (): Promise<unknown> => [await rename('a'), await rename('b')];
    expect(await readsOf(unheard)).toEqual([]);
    const again = await Subscriber.join(app, WORKFLOW_EVENTS, variables);
    await rename('heard again');
    expect((await again.next()).type).toBe('WORKFLOW_UPDATED');
    await again.cut();
    await until(() => app.services.feed.subscriberCount === 0);
  });

  test('200 of them who ask the same cost one execution per event', async () => {
    const query = `subscription Live($workflowId: ID!, $after: String) {
      activationChanged(workflowId: $workflowId, after: $after) {
        ${EVENT} workflow { name activeVersion { number definition } } activation { version { number } } } }`;
    const costOf = async (count: number, version: number): Promise<number> => {
      const { eventCursor } = await workflow.read('eventCursor');
      const clients = await Promise.all(Array.from({ length: 4 }, () => app.connect()));
      for (let number = 0; number < count; number++) {
        // each begins somewhere else, which makes no difference to what it sees
        const after = number % 2 === 0 ? null : (eventCursor as string);
        clients[number % 4]!.subscribe(query, { workflowId: workflow.id, after });
      }
      await until(() => app.services.feed.subscriberCount === count);
      statements.length = 0;
      await workflow.mutate('activateVersion', { version });
      const answers = new Set<string>();
      for (let number = 0; number < count; number++)
        answers.add(JSON.stringify(await clients[number % 4]!.nextPayload()));
      expect(answers.size).toBe(1);
      expect([...answers][0]).toContain(`"activation":{"version":{"number":${version}}}`);
      const cost = statements.length;
      await Promise.all(clients.map((client) => client.close()));
      await until(() => app.services.feed.subscriberCount === 0);
      return cost;
    };
    await costOf(1, 1);
    const one = await costOf(1, 2);
    expect(await costOf(200, 1)).toBe(one);
    expect(one).toBeGreaterThan(0);
  });

  test('who may see less do not share what others see', async () => {
    const query = `subscription($workflowId: ID!) { workflowEvents(workflowId: $workflowId) {
      ${EVENT} actor { id } } }`;
    const reader = await app.token('workflows:read');
    const variables = { workflowId: workflow.id };
    const admin = await Subscriber.join(app, query, variables);
    const limited = await Subscriber.join(app, query, variables, reader);
    await rename('for both');
    expect(await limited.next()).toEqual(await admin.next());
    await Promise.all([admin.cut(), limited.cut()]);
  });

  test('get the same event object each, so that sharing costs no memory of its own', async () => {
    const { feed } = app.services;
    const selection = { workspaceId: app.caller.workspaceId, workflowId: workflow.id };
    const readers = [
      await feed.subscribe(selection, undefined),
      await feed.subscribe(selection, undefined),
    ];
    const reading = readers.map((reader) => reader.next());
    await until(() => feed.subscriberCount === 2);
    await workflow.edit(greets('shared'));
    const [first, second] = await Promise.all(reading);
    expect((first!.value as EventRecord).type).toBe('DRAFT_SAVED');
    expect(second!.value).toBe(first!.value);
    for (const reader of readers) await reader.return!();
  });

  test('are closed with 1001 when the server stops', async () => {
    const stopping = await createTestApp({ kind });
    const { id } = await new Seed(stopping.client).workflow();
    const subscriber = await Subscriber.join(stopping, WORKFLOW_EVENTS, { workflowId: id });
    const viewing = await Subscriber.open(
      stopping.url,
      stopping.client.token!,
      'subscription($id: ID!) { viewersChanged(workflowId: $id, clientId: "me") { clientId } }',
      { id },
    );
    await viewing.next();
    await stopping.close();
    expect(await subscriber.client.closed).toMatchObject({ code: 1001 });
    expect(await viewing.client.closed).toMatchObject({ code: 1001 });
    expect(stopping.log).toEqual([]);
  });
});
