import { createTestApp, type TestApp } from '../support/create-test-app';
import { postgresOnly } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';
import { ACTIVATION_CHANGED, Subscriber, WORKFLOW_EVENTS } from '../support/subscriber';

// a loop, as describe.each takes no empty list where PostgreSQL is left out
for (const kind of postgresOnly) {
  describe('two server processes on one PostgreSQL', () => {
    let one: TestApp;
    let two: TestApp;
    let workflow: SeededWorkflow;

    beforeAll(async () => {
      // a poll so rare that only notices can be in time
      one = await createTestApp({ kind, pollInterval: 60_000 });
      two = await createTestApp({ database: one.database, pollInterval: 60_000 });
      workflow = await new Seed(one.client).workflowWith(['one', 'two']);
    });
    afterAll(async () => {
      await two.close();
      await one.close();
    });

    const rename = async (app: TestApp, name: string): Promise<void> => {
      const seed = new Seed(app.client);
      await seed.mutate('updateWorkflow', { workflowId: workflow.id, name });
    };

    test('an activation on one reaches subscribers of the other', async () => {
      const here = await Subscriber.join(one, ACTIVATION_CHANGED);
      const there = await Subscriber.join(two, ACTIVATION_CHANGED);
      await workflow.activate(1);
      expect(await there.next()).toMatchObject({ type: 'VERSION_ACTIVATED' });
      const other = new Seed(two.client);
      await other.mutate('deactivate', { workflowId: workflow.id });
      expect((await here.take(2)).map(({ type }) => type)).toEqual([
        'VERSION_ACTIVATED',
        'CHANNEL_DEACTIVATED',
      ]);
      await Promise.all([here.cut(), there.cut()]);
    });

    test('both write, and a reader that goes from one to the other misses and repeats nothing', async () => {
      const { sequence: first } = (
        await workflow.read('events(last: 1) { edges { node { sequence } } }')
      ).events.edges[0]!.node as unknown as { sequence: number };
      const total = 80;
      const writing = Promise.all(
        [one, two].map(async (app, writer) => {
          for (let number = 0; number < total / 2; number++)
            await rename(app, `Name ${writer} ${number}`);
        }),
      );
      const seen: number[] = [];
      let after = String(first);
      for (let turn = 0; seen.length < total; turn++) {
        const app = turn % 2 === 0 ? one : two;
        const variables = { workflowId: workflow.id, after };
        const subscriber = await Subscriber.open(
          app.url,
          app.client.token!,
          WORKFLOW_EVENTS,
          variables,
        );
        for (const event of await subscriber.take(Math.min(turn % 7, total - seen.length))) {
          seen.push(event.sequence);
          after = event.cursor;
        }
        await subscriber.cut();
      }
      await writing;
      expect(seen).toEqual(Array.from({ length: total }, (_, index) => first + index + 1));
    });

    test('subscribers of both see the events of all workflows in one order', async () => {
      const workflows = await Promise.all(
        [one, two, one, two].map((app) => new Seed(app.client).workflowWith(['one', 'two'])),
      );
      const { eventCursor } = await workflow.read('eventCursor');
      const after = eventCursor as string;
      const readers = await Promise.all(
        [one, two].map(({ url, client }) =>
          Subscriber.open(url, client.token!, ACTIVATION_CHANGED, { after }),
        ),
      );
      await Promise.all(
        workflows.map(async (routed) => {
          for (let round = 0; round < 10; round++) await routed.activate((round % 2) + 1);
        }),
      );
      const [here, there] = await Promise.all(readers.map((reader) => reader.take(40)));
      expect(there).toEqual(here);
      expect(new Set(here!.map(({ cursor }) => cursor)).size).toBe(40);
      for (const reader of readers) await reader.cut();
    });

    test('a token revoked on one loses its sockets on the other', async () => {
      const { token, secret } = await one.services.access.tokens.create(one.caller, {
        name: 'To be revoked',
        scopes: ['workflows:read'],
      });
      const variables = { workflowId: workflow.id };
      const subscriber = await Subscriber.join(two, WORKFLOW_EVENTS, variables, secret);
      await one.services.access.tokens.revoke(one.caller, token.id);
      expect(await subscriber.client.closed).toMatchObject({ code: 4403 });
    });

    test('an event whose process died before it gave it a place arrives with the next look', async () => {
      const polling = await createTestApp({ database: one.database, pollInterval: 50 });
      const variables = { workflowId: workflow.id };
      const subscriber = await Subscriber.join(polling, WORKFLOW_EVENTS, variables);
      const { events } = await workflow.read('events(last: 1) { edges { node { sequence } } }');
      const sequence = Number(events.edges[0]!.node.sequence) + 1;
      // what such a process leaves behind: a committed event without a position, told to nobody
      const database = await one.database.open();
      const insert = `INSERT INTO event (workflow_id, sequence, workspace_id, type, occurred_at, actor, facts)
        VALUES (?, ?, ?, 'WORKFLOW_RESUMED', ?, ?, '{}')`;
      const actor = JSON.stringify(one.caller.actor);
      await database.query('UPDATE event_counter SET last_sequence = ? WHERE workflow_id = ?', [
        sequence,
        workflow.id,
      ]);
      await database.query(insert, [
        workflow.id,
        sequence,
        one.caller.workspaceId,
        one.clock.now(),
        actor,
      ]);
      await database.close();
      expect(await subscriber.next()).toMatchObject({ type: 'WORKFLOW_RESUMED', sequence });
      await rename(one, 'the log goes on');
      expect(await subscriber.next()).toMatchObject({ sequence: sequence + 1 });
      await subscriber.cut();
      await polling.close();
    });
  });
}
