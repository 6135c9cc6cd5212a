import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';
import {
  ACTIVATION_CHANGED,
  type SeenEvent,
  Subscriber,
  WORKFLOW_EVENTS,
} from '../support/subscriber';

const DAY = 24 * 60 * 60 * 1000;

describe.each(databases)('where a subscription begins, on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let workflow: SeededWorkflow;
  const open: Subscriber[] = [];

  beforeAll(async () => {
    app = await createTestApp({ kind, eventRetentionDays: 30 });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());
  beforeEach(async () => (workflow = await seed.workflow()));
  afterEach(async () => {
    for (const subscriber of open.splice(0)) await subscriber.cut();
  });

  const subscribe = async (
    variables: Record<string, unknown>,
    query = WORKFLOW_EVENTS,
  ): Promise<Subscriber> => {
    const subscriber = await Subscriber.open(app.url, app.client.token!, query, variables);
    open.push(subscriber);
    return subscriber;
  };
  const events = (after?: string | null, types?: string[]): Promise<Subscriber> =>
    subscribe({ workflowId: workflow.id, after, types });
  const rename = (name: string): Promise<unknown> => workflow.mutate('updateWorkflow', { name });
  const sequences = (seen: SeenEvent[]): number[] => seen.map(({ sequence }) => sequence);

  test('"0" is the beginning, and events come in order, each once', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await rename(name);
    const subscriber = await events('0');
    expect(sequences(await subscriber.take(5))).toEqual([1, 2, 3, 4, 5]);
    await rename('e');
    expect(sequences(await subscriber.take(1))).toEqual([6]);
    expect(subscriber.untaken).toEqual([]);
  });

  test('after the cursor of an event comes the next one', async () => {
    for (const name of ['a', 'b', 'c']) await rename(name);
    const all = await (await events('0')).take(4);
    for (const { cursor, sequence } of all.slice(0, -1)) {
      const subscriber = await events(cursor);
      expect(sequences(await subscriber.take(4 - sequence))).toEqual(
        sequences(all.slice(sequence)),
      );
    }
  });

  test('after a sequence as text comes the next one', async () => {
    for (const name of ['a', 'b', 'c']) await rename(name);
    expect(sequences(await (await events('2')).take(2))).toEqual([3, 4]);
    const last = await events('4');
    await rename('d');
    expect(sequences(await last.take(1))).toEqual([5]);
  });

  test('without after it begins now', async () => {
    await rename('before');
    const subscriber = await Subscriber.join(app, WORKFLOW_EVENTS, { workflowId: workflow.id });
    open.push(subscriber);
    await rename('after');
    expect(await subscriber.next()).toMatchObject({ sequence: 3 });
    const nothing = await Subscriber.join(app, WORKFLOW_EVENTS, {
      workflowId: workflow.id,
      after: null,
    });
    open.push(nothing);
    await rename('later');
    expect(await nothing.next()).toMatchObject({ sequence: 4 });
  });

  test('only the types that are asked for come, and none if none is', async () => {
    await workflow.edit(greets('two'));
    await rename('a');
    await workflow.save();
    const subscriber = await events('0', ['WORKFLOW_UPDATED', 'VERSION_SAVED']);
    const seen = await subscriber.take(2);
    expect(seen.map(({ type }) => type)).toEqual(['WORKFLOW_UPDATED', 'VERSION_SAVED']);
    const none = await events('0', []);
    await rename('b');
    expect(await subscriber.next()).toMatchObject({ type: 'WORKFLOW_UPDATED' });
    expect(none.untaken).toEqual([]);
  });

  test('what happens between a query and the subscription after its eventCursor is not missed', async () => {
    const documents = [
      `{ viewer { eventCursor } workflow(id: "${workflow.id}") { name } }`,
      `{ workflow(id: "${workflow.id}") { name eventCursor } }`,
      `{ viewer { workspace { eventCursor } } workflow(id: "${workflow.id}") { name } }`,
    ];
    for (const [index, document] of documents.entries()) {
      const fetched = JSON.stringify(await seed.query(document));
      const after = /"eventCursor":"([^"]+)"/.exec(fetched)![1]!;
      const last = (await workflow.events()).length;
      await rename(`between ${index}`);
      const subscriber = await events(after);
      await rename(`afterwards ${index}`);
      const seen = sequences(await subscriber.take(2));
      // on PostgreSQL a commit of just before the query may still come, but nothing may be missing
      while (seen.at(-1)! < last + 2) seen.push((await subscriber.next()).sequence);
      expect(seen.slice(-2)).toEqual([last + 1, last + 2]);
    }
  });

  test('an eventCursor that is read while others write leaves no gap', async () => {
    const count = 40;
    const writing = (async () => {
      for (let number = 0; number < count; number++) await rename(`name ${number}`);
    })();
    for (let page = 0; page < 8; page++) {
      const { workflow: shown } = await seed.query(
        `{ workflow(id: "${workflow.id}") { eventCursor events(last: 1) { edges { node { sequence } } } } }`,
      );
      const fetched = shown.events.edges[0]!.node.sequence as number;
      const subscriber = await events(shown.eventCursor as string);
      // what was fetched may come again, what came after it must come
      const seen = sequences(await subscriber.take(1));
      expect(seen[0]).toBeLessThanOrEqual(fetched + 1);
      await subscriber.cut();
    }
    await writing;
  });

  test('activations of one channel, of a workflow, and of the whole workspace', async () => {
    const other = await seed.workflowWith(['one', 'two']);
    await workflow.save();
    await workflow.mutate('createChannel', { key: 'staging' });
    const { eventCursor: after } = await workflow.read('eventCursor');
    await workflow.activate(1);
    await other.activate(1);
    await workflow.mutate('activateVersion', { version: 1, channel: 'staging' });
    await other.activate(2);
    const seenBy = async (variables: object, count: number): Promise<unknown[][]> => {
      const subscriber = await subscribe({ after, ...variables }, ACTIVATION_CHANGED);
      const seen = await subscriber.take(count);
      return seen.map((event) => [(event['workflow'] as { id: string }).id, event['channelKey']]);
    };
    const [mine, its] = [workflow.id, other.id];
    const all = await seenBy({}, 4);
    // across workflows the order is that of the workspace's feed, the same for everybody
    expect(all.filter(([id]) => id === mine).map(([, key]) => key)).toEqual(['live', 'staging']);
    expect(all.filter(([id]) => id === its)).toHaveLength(2);
    expect(await seenBy({}, 4)).toEqual(all);
    expect(await seenBy({ workflowId: mine }, 2)).toEqual(all.filter(([id]) => id === mine));
    expect(await seenBy({ channel: 'live' }, 3)).toEqual(all.filter(([, key]) => key === 'live'));
    const staged = await seenBy({ workflowId: mine, channel: 'staging' }, 1);
    expect(staged).toEqual([[mine, 'staging']]);
    const beginning = await subscribe({ after: '0' }, ACTIVATION_CHANGED);
    expect((await beginning.take(4)).length).toBe(4);
  });

  test('a cursor that cannot be used is CURSOR_INVALID', async () => {
    const elsewhere = new Seed(await app.createWorkspace(`elsewhere-${workflow.key}`));
    const foreign = await elsewhere.workflow();
    const { eventCursor: ofOther } = await foreign.read('eventCursor');
    const { eventCursor: own } = await workflow.read('eventCursor');
    const [fingerprint, position] = Buffer.from(own as string, 'base64url')
      .toString()
      .split(':');
    const text = (inner: string): string => Buffer.from(inner).toString('base64url');
    const store = await createTestApp();
    const another = await new Seed(store.client).workflow();
    const { eventCursor: ofStore } = await another.read('eventCursor');
    await store.close();
    for (const after of [
      ofOther as string,
      ofStore as string,
      text(`${fingerprint}:${Number(position) + 1}`),
      text(`${fingerprint}:999999999999999`),
      '2',
      '999999999999999',
      '00',
      '-1',
      '1.5',
      'garbage',
      'Ü',
      '',
    ])
      expect([after, await (await events(after)).refusal()]).toEqual([after, 'CURSOR_INVALID']);
    const sequence = await subscribe({ after: '1' }, ACTIVATION_CHANGED);
    expect(await sequence.refusal()).toBe('CURSOR_INVALID');
  });

  test('a workflow that is not there, or not here, is NOT_FOUND', async () => {
    const elsewhere = new Seed(await app.createWorkspace(`not-here-${workflow.key}`));
    const foreign = await elsewhere.workflow();
    for (const workflowId of [foreign.id, 'wf_unknown', 'nonsense'])
      for (const query of [WORKFLOW_EVENTS, ACTIVATION_CHANGED])
        expect(await (await subscribe({ workflowId }, query)).refusal()).toBe('NOT_FOUND');
  });

  test('events that retention has dropped are EVENTS_EXPIRED, never skipped in silence', async () => {
    await rename('old');
    const old = await (await events('0')).take(2);
    app.clock.advance(31 * DAY);
    await rename('new');
    const kept = await seed.workflow();
    await expire(app);
    for (const after of ['0', '1', old[0]!.cursor])
      expect([after, await (await events(after)).refusal()]).toEqual([after, 'EVENTS_EXPIRED']);
    // the last dropped one: nothing after it is missing
    expect(sequences(await (await events(old[1]!.cursor)).take(1))).toEqual([3]);
    expect(await (await events('4')).refusal()).toBe('CURSOR_INVALID');
    const all = await subscribe({ after: '0' }, ACTIVATION_CHANGED);
    expect(await all.refusal()).toBe('EVENTS_EXPIRED');
    expect(sequences(await (await subscribe({ workflowId: kept.id, after: '1' })).take(0))).toEqual(
      [],
    );

    // all of them dropped: the log's end stays where it was
    app.clock.advance(31 * DAY);
    await expire(app);
    expect(await (await events('3')).refusal()).toBe('EVENTS_EXPIRED');
    const { eventCursor } = await workflow.read('eventCursor');
    const subscriber = await events(eventCursor as string);
    await rename('newest');
    expect(sequences(await subscriber.take(1))).toEqual([4]);
  });

  test('whoever catches up while retention passes is told so, not left with a gap', async () => {
    const { eventCursor: after } = await workflow.read('eventCursor');
    for (let number = 0; number < 30; number++) await rename(`name ${number}`);
    const { feed } = app.services;
    const selection = { workspaceId: app.caller.workspaceId, workflowId: workflow.id };
    const reader = await feed.subscribe(selection, after as string);
    app.clock.advance(31 * DAY);
    await rename('new');
    await expire(app);
    // nothing could be resumed from where it is
    await expect(feed.subscribe(selection, after as string)).rejects.toMatchObject({
      code: 'EVENTS_EXPIRED',
    });
    expect((await reader.next()).value).toMatchObject({ code: 'EVENTS_EXPIRED', field: ['after'] });
    expect((await reader.next()).done).toBe(true);
    expect(feed.subscriberCount).toBe(0);
  });

  test('over a socket the word that retention has passed is the last before complete', async () => {
    const { eventCursor: after } = await workflow.read('eventCursor');
    // more than a page, in answers that no socket holds all of
    const description = 'x'.repeat(10_000);
    await workflow.mutate('updateWorkflow', { description });
    for (let number = 0; number < 250; number++)
      await app.services.workflows.pause(app.caller, workflow.id, `Reason ${number}`);
    const query = `subscription($workflowId: ID!, $after: String) {
      workflowEvents(workflowId: $workflowId, after: $after) { sequence ${'abcdefghijklmnopqrst'
        .split('')
        .map((alias) => `${alias}: workflow { description }`)
        .join(' ')} } }`;
    const subscriber = await subscribe({ workflowId: workflow.id, after }, query);
    await subscriber.next();
    subscriber.client.socket.pause();
    app.clock.advance(31 * DAY);
    await rename('new');
    await expire(app);
    subscriber.client.socket.resume();
    let last: { data?: unknown; errors?: { extensions: object }[] };
    do last = await subscriber.client.nextPayload();
    while (last.data);
    expect(last).toEqual({
      errors: [
        {
          message: expect.any(String) as string,
          extensions: { code: 'EVENTS_EXPIRED', field: ['after'] },
        },
      ],
    });
    expect(await subscriber.client.next()).toEqual({ id: subscriber.id, type: 'complete' });
  });
});

/** What housekeeping does once an hour. */
async function expire(app: TestApp): Promise<void> {
  await app.services.housekeeping.run();
}
