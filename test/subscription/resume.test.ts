import fc from 'fast-check';
import { type EventRecord } from '../../src/event/event';
import { EventsSkipped } from '../../src/event/feed-end';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases, type TestDatabase } from '../support/databases';
import { Seed, SeededWorkflow } from '../support/seed';
import {
  ACTIVATION_CHANGED,
  EVENT,
  type SeenEvent,
  Subscriber,
  WORKFLOW_EVENTS,
} from '../support/subscriber';

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const sequences = (seen: SeenEvent[]): number[] => seen.map(({ sequence }) => sequence);

/** A client that stores the last cursor with what it has seen, and connects again and again. */
class ResumingReader {
  readonly seen: SeenEvent[] = [];
  after: string;

  constructor(
    private readonly query: string,
    private readonly variables: Record<string, unknown>,
    after: string,
  ) {
    this.after = after;
  }

  /** Reads some events of a new connection, then cuts it, whatever is still under way. */
  async read(app: TestApp, count: number): Promise<void> {
    const variables = { ...this.variables, after: this.after };
    const subscriber = await Subscriber.open(app.url, app.client.token!, this.query, variables);
    for (let taken = 0; taken < count; taken++) {
      const event = await subscriber.next();
      this.seen.push(event);
      this.after = event.cursor;
    }
    await subscriber.cut();
  }
}

/** What a reader gets while nothing is dropped by retention. */
type ReadItem = EventRecord | EventsSkipped;

let names = 0;

/** Writes a number of events to a workflow, one after another. */
async function write(workflow: SeededWorkflow, count: number): Promise<void> {
  for (let number = 0; number < count; number++)
    await workflow.mutate('updateWorkflow', { name: `Name ${++names}` });
}

describe.each(databases)('resuming on $name', (kind) => {
  let app: TestApp;
  let database: TestDatabase;
  let seed: Seed;

  beforeAll(async () => {
    database = await kind.create();
    await start();
  });
  afterAll(async () => {
    await app.close();
    await database.remove();
  });

  const start = async (): Promise<void> => {
    app = await createTestApp({ database, subscriberBuffer: 50 });
    seed = new Seed(app.client);
  };

  test('a connection that is cut at random while others write loses nothing and repeats nothing', async () => {
    const total = 60;
    const cuts = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 30, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(cuts, async (counts) => {
        const workflow = await seed.workflow();
        const other = await seed.workflow();
        const writing = Promise.all([write(workflow, total), write(other, total)]);
        const reader = new ResumingReader(WORKFLOW_EVENTS, { workflowId: workflow.id }, '0');
        for (const count of counts) {
          const left = total + 1 - reader.seen.length;
          await reader.read(app, Math.min(count, left));
        }
        await reader.read(app, total + 1 - reader.seen.length);
        await writing;
        expect(sequences(reader.seen)).toEqual(upTo(total + 1));
      }),
      { numRuns: 3 },
    );
  });

  test('a reader of the whole workspace that is cut at random sees what one sees that never was', async () => {
    const workflows = [
      await seed.workflowWith(['one', 'two']),
      await seed.workflowWith(['one', 'two']),
    ];
    const { eventCursor } = await workflows[1]!.read('eventCursor');
    const steady = await Subscriber.open(app.url, app.client.token!, ACTIVATION_CHANGED, {
      after: eventCursor as string,
    });
    const total = 2 * 25;
    const writing = Promise.all(
      workflows.map(async (workflow) => {
        for (let number = 0; number < 25; number++) await workflow.activate((number % 2) + 1);
      }),
    );
    const reader = new ResumingReader(ACTIVATION_CHANGED, {}, eventCursor as string);
    for (let cut = 0; reader.seen.length < total; cut++)
      await reader.read(app, Math.min(cut % 5, total - reader.seen.length));
    await writing;
    expect(reader.seen).toEqual(await steady.take(total));
    for (const { id } of workflows) {
      const own = reader.seen.filter((event) => (event['workflow'] as { id: string }).id === id);
      expect(own).toHaveLength(25);
      expect(sequences(own)).toEqual(sequences(own).sort((a, b) => a - b));
    }
    await steady.cut();
  });

  test('a cursor holds across a restart of the server on the same data', async () => {
    const { id, key } = await seed.workflow();
    const reader = new ResumingReader(WORKFLOW_EVENTS, { workflowId: id }, '0');
    for (let restart = 0; restart < 3; restart++) {
      const workflow = new SeededWorkflow(seed, id, key);
      await write(workflow, 10);
      await reader.read(app, 5);
      await app.close();
      await start();
    }
    await write(new SeededWorkflow(seed, id, key), 1);
    await reader.read(app, 32 - reader.seen.length);
    expect(sequences(reader.seen)).toEqual(upTo(32));
  });

  test('a reader that falls behind is cut off, and resumes exactly where it was', async () => {
    const workflow = await seed.workflow();
    const { feed } = app.services;
    const selection = { workspaceId: app.caller.workspaceId, workflowId: workflow.id };
    const seen: number[] = [];
    let reader = await feed.subscribe(selection, '1');
    const total = 300;
    const next = async (): Promise<ReadItem> => (await reader.next()).value as ReadItem;
    const writing = write(workflow, total);
    let skips = 0;
    while (seen.length < total) {
      const item = await next();
      if (item instanceof EventsSkipped) {
        skips++;
        expect(await reader.next()).toMatchObject({ done: true });
        reader = await feed.subscribe(selection, item.resumeAfter);
        continue;
      }
      seen.push(item.sequence);
      // reads in fits and starts: stops for more events than its buffer holds
      if (seen.length === 10 || seen.length === 120) await written(workflow, seen.length + 100);
    }
    await writing;
    await reader.return!();
    expect(skips).toBeGreaterThan(0);
    expect(seen).toEqual(upTo(total + 1, 2));
  });

  test('the smallest buffer of all loses nothing and repeats nothing either', async () => {
    const small = await createTestApp({ kind, subscriberBuffer: 1 });
    const workflow = await new Seed(small.client).workflow();
    const { feed } = small.services;
    const selection = { workspaceId: small.caller.workspaceId, workflowId: workflow.id };
    let reader = await feed.subscribe(selection, '0');
    const writers = Promise.all([write(workflow, 20), write(workflow, 20), write(workflow, 20)]);
    const seen: number[] = [];
    while (seen.length < 61) {
      const item = (await reader.next()).value as ReadItem;
      if (item instanceof EventsSkipped) reader = await feed.subscribe(selection, item.resumeAfter);
      else seen.push(item.sequence);
      if (seen.length % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await writers;
    expect(seen).toEqual(upTo(61));
    await small.close();
  });

  test('a history of 2,000 events is replayed while new ones arrive', async () => {
    const workflow = await seed.workflow();
    await addHistory(app, workflow, 2_000);
    const writing = write(workflow, 40);
    const subscriber = await Subscriber.open(app.url, app.client.token!, WORKFLOW_EVENTS, {
      workflowId: workflow.id,
      after: '0',
    });
    const seen = await subscriber.take(2_041);
    await writing;
    expect(sequences(seen)).toEqual(upTo(2_041));
    expect(subscriber.untaken).toEqual([]);
    await subscriber.cut();
  });
});

describe.each(databases)('a socket that stops reading, on $name', (kind) => {
  test('gets a bounded buffer, then EVENTS_SKIPPED, and the server’s memory stays bounded', async () => {
    const app = await createTestApp({ kind, subscriberBuffer: 20 });
    // events so large that the socket and the operating system hold but few
    const config = { text: 'x'.repeat(500_000) };
    const definition = { nodes: [{ id: 'start', type: 'trigger.manual', config }], edges: [] };
    const workflow = await new Seed(app.client).workflow({ definition });
    const query = `subscription S($workflowId: ID!, $after: String) {
      workflowEvents(workflowId: $workflowId, after: $after) {
        ${EVENT} workflow { draft { definition } } } }`;
    const open = (after: string): Promise<Subscriber> =>
      Subscriber.open(app.url, app.client.token!, query, { workflowId: workflow.id, after });
    let slow = await open('1');
    slow.client.socket.pause();
    await untilJoined(app);

    const total = 100;
    await write(workflow, total);
    // cut off while it still does not read: nothing is kept for it any more
    await untilLeft(app);

    slow.client.socket.resume();
    const seen: number[] = [];
    let skips = 0;
    while (seen.length < total) {
      const { data, errors } = await slow.client.nextPayload<{
        data?: { workflowEvents: SeenEvent } | null;
        errors?: { extensions: { code: string; resumeAfter: string } }[];
      }>();
      if (data) {
        seen.push(data.workflowEvents.sequence);
        continue;
      }
      skips++;
      expect(errors![0]!.extensions.code).toBe('EVENTS_SKIPPED');
      expect(await slow.client.next()).toEqual({ id: slow.id, type: 'complete' });
      await slow.cut();
      slow = await open(errors![0]!.extensions.resumeAfter);
    }
    expect(skips).toBe(1);
    expect(seen).toEqual(upTo(total + 1, 2));
    await slow.cut();
    await app.close();
  });
});

const untilJoined = (app: TestApp): Promise<void> => untilCount(app, 1);
const untilLeft = (app: TestApp): Promise<void> => untilCount(app, 0);

async function untilCount(app: TestApp, count: number): Promise<void> {
  while (app.services.feed.subscriberCount !== count)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Resolves once the workflow's log has that many events. */
async function written(workflow: SeededWorkflow, count: number): Promise<void> {
  for (;;) {
    const { events } = await workflow.read('events(last: 1) { edges { node { sequence } } }');
    if ((events.edges[0]!.node.sequence as number) >= count) return;
  }
}

/** Adds events without a request for each. */
async function addHistory(app: TestApp, { id }: SeededWorkflow, count: number): Promise<void> {
  const { workflows } = app.services;
  for (let number = 0; number < count; number++)
    await workflows.pause(app.caller, id, `Reason ${number}`);
}
