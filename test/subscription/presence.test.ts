import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases, postgresOnly } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';
import { Subscriber } from '../support/subscriber';

interface ViewerSeen {
  clientId: string;
  selection: string[];
  actor: { kind: string; name: string };
  since: string;
}

const VIEWER = 'clientId selection since actor { kind name }';
const VIEWERS = `subscription Viewers($id: ID!, $clientId: String) {
  viewersChanged(workflowId: $id, clientId: $clientId) { ${VIEWER} } }`;

const clients = (viewers: ViewerSeen[]): string[] => viewers.map(({ clientId }) => clientId);

describe.each(databases)('who has a workflow open, on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let workflow: SeededWorkflow;
  const open: Subscriber<ViewerSeen[]>[] = [];

  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());
  beforeEach(async () => (workflow = await seed.workflow()));
  afterEach(async () => {
    for (const subscriber of open.splice(0)) await subscriber.cut();
  });

  const view = async (clientId?: string, token = app.client.token!) => {
    const variables = { id: workflow.id, clientId };
    const subscriber = await Subscriber.open<ViewerSeen[]>(app.url, token, VIEWERS, variables);
    open.push(subscriber);
    return subscriber;
  };
  /** The first list that a subscriber gets in which something holds. */
  const listWhere = async (
    subscriber: Subscriber<ViewerSeen[]>,
    holds: (viewers: ViewerSeen[]) => boolean,
  ): Promise<ViewerSeen[]> => {
    for (;;) {
      const viewers = await subscriber.next();
      if (holds(viewers)) return viewers;
    }
  };
  const select = (clientId: string, selection: string[]) => ({
    workflowId: workflow.id,
    clientId,
    selection,
  });

  test('a notice that is none harms nobody', async () => {
    const watcher = await view();
    expect(await watcher.next()).toEqual([]);
    const database = await app.database.open();
    if (database.dialect !== 'sqlite')
      for (const text of ['x presence {', 'x presence null', 'presence', ''])
        await database.query('SELECT pg_notify(?, ?)', ['switchyard', text]);
    await database.close();
    await view('ada');
    expect(clients(await watcher.next())).toEqual(['ada']);
    expect(app.log.splice(0)).toHaveLength(kind.name === 'postgres' ? 2 : 0);
  });

  test('is told at once, and whenever somebody comes, selects or goes', async () => {
    const watcher = await view();
    expect(await watcher.next()).toEqual([]);
    const ada = await view('ada');
    expect(clients(await watcher.next())).toEqual(['ada']);
    expect(clients(await ada.next())).toEqual(['ada']);
    app.clock.advance(1000);
    const bob = await view('bob');
    for (const subscriber of [watcher, ada, bob])
      expect(clients(await subscriber.next())).toEqual(['ada', 'bob']);
    await seed.mutate('setSelection', select('bob', ['greet', 'start']));
    const viewers = await ada.next();
    expect(viewers[1]).toEqual({
      clientId: 'bob',
      selection: ['greet', 'start'],
      since: app.clock.now(),
      actor: { kind: 'TOKEN', name: expect.any(String) as string },
    });
    bob.complete();
    expect(clients(await listWhere(ada, (list) => list.length === 1))).toEqual(['ada']);
    await ada.cut();
    expect(await listWhere(watcher, (list) => list.length === 0)).toEqual([]);
    expect(await workflow.read('viewers { clientId }')).toEqual({ viewers: [] });
  });

  test('is a field of the workflow too, and an answer of setSelection', async () => {
    const ada = await view('ada');
    await ada.next();
    const fields = `viewers { ${VIEWER} }`;
    const { viewers } = await seed.mutate('setSelection', select('ada', ['greet']), fields);
    expect(viewers).toMatchObject([{ clientId: 'ada', selection: ['greet'] }]);
    expect((await workflow.read(fields)).viewers).toEqual(viewers);
  });

  test('whoever comes back with the same clientId is there once, and stays when the old socket goes', async () => {
    const old = await view('ada');
    await old.next();
    const ada = await view('ada');
    expect(clients(await ada.next())).toEqual(['ada']);
    await old.cut();
    const bob = await view('bob');
    expect(clients(await bob.next())).toEqual(['ada', 'bob']);
  });

  test('a selection of somebody else, of nobody, or too large a one is refused', async () => {
    await (await view('ada')).next();
    const refusal = async (clientId: string, selection: string[], as = seed): Promise<string> =>
      (await as.refusal('setSelection', select(clientId, selection))).code;
    expect(await refusal('nobody', [])).toBe('NOT_FOUND');
    const other = new Seed(app.client.as(await app.token('workflows:read')));
    expect(await refusal('ada', [], other)).toBe('NOT_FOUND');
    const many = Array.from({ length: 101 }, (_, index) => `n${index}`);
    expect(await refusal('ada', many)).toBe('INVALID_INPUT');
    expect(await refusal('ada', ['x'.repeat(5_000)])).toBe('INVALID_INPUT');
    expect(await (await view('')).refusal()).toBe('INVALID_INPUT');
    expect(await (await view('x'.repeat(129))).refusal()).toBe('INVALID_INPUT');
    expect(await refusal('x'.repeat(129), [])).toBe('INVALID_INPUT');
    expect((await (await view('x'.repeat(128))).next())[1]!.clientId).toHaveLength(128);
  });

  test('large selections of many reach everybody: no notice is too long for the database', async () => {
    const watcher = await view();
    const names = ['ada', 'bob', 'cleo', 'dan'];
    const selection = Array.from({ length: 100 }, (_, index) => `node-${'x'.repeat(25)}-${index}`);
    for (const name of names) await (await view(name)).next();
    for (const name of names) await seed.mutate('setSelection', select(name, selection));
    const viewers = await listWhere(
      watcher,
      (list) => list.length === 4 && list.every((viewer) => viewer.selection.length === 100),
    );
    expect(clients(viewers)).toEqual(names);
    expect(app.log).toEqual([]);
  });

  test('a subscriber that stops reading is told how it is in the end', async () => {
    const slow = await view();
    await slow.next();
    slow.client.socket.pause();
    await (await view('ada')).next();
    for (let round = 0; round < 60; round++)
      await seed.mutate('setSelection', select('ada', [`node-${round}`]));
    slow.client.socket.resume();
    const viewers = await listWhere(slow, ([ada]) => ada?.selection[0] === 'node-59');
    expect(clients(viewers)).toEqual(['ada']);
  });

  test('is known to this workspace only', async () => {
    await (await view('ada')).next();
    const stranger = await app.createWorkspace(`strangers-${workflow.key}`);
    expect(await (await view('eve', stranger.token)).refusal()).toBe('NOT_FOUND');
    const input = select('ada', []);
    expect((await new Seed(stranger).refusal('setSelection', input)).code).toBe('NOT_FOUND');
  });
});

// a loop, as describe.each takes no empty list where PostgreSQL is left out
for (const kind of postgresOnly) {
  test('viewers of two server processes see each other, with selections that take several notices', async () => {
    const one = await createTestApp({ kind });
    const two = await createTestApp({ database: one.database });
    const workflow = await new Seed(one.client).workflow();
    const view = (app: TestApp, clientId?: string): Promise<Subscriber<ViewerSeen[]>> =>
      Subscriber.open<ViewerSeen[]>(app.url, app.client.token!, VIEWERS, {
        id: workflow.id,
        clientId,
      });
    const watcher = await view(two);
    expect(await watcher.next()).toEqual([]);
    const names = ['ada', 'bob', 'cleo'];
    const viewing: Subscriber<ViewerSeen[]>[] = [];
    for (const name of names) viewing.push(await view(one, name));
    const selection = Array.from({ length: 100 }, (_, index) => `node-${'y'.repeat(25)}-${index}`);
    let viewers: ViewerSeen[] = [];
    while (viewers.length < 3) viewers = await watcher.next();
    for (const clientId of names)
      await new Seed(one.client).mutate('setSelection', {
        workflowId: workflow.id,
        clientId,
        selection,
      });
    while (!(viewers.length === 3 && viewers.every((viewer) => viewer.selection.length === 100)))
      viewers = await watcher.next();
    expect(clients(viewers)).toEqual(names);
    await viewing[0]!.cut();
    while (viewers.length !== 2) viewers = await watcher.next();
    expect(clients(viewers)).toEqual(['bob', 'cleo']);
    await two.close();
    await one.close();
  });
}
