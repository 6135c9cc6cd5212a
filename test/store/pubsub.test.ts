import pino from 'pino';
import { PostgresPubSub } from '../../src/platform/postgres-pubsub';
import { LocalPubSub } from '../../src/platform/pubsub';
import { type Database } from '../../src/platform/database/database';
import { describeEach } from '../support/describe-each';
import { until } from '../concurrency/tables';
import { postgresOnly, type TestDatabase } from '../support/databases';

test('notices of one process reach the listeners of their topic until these stop', async () => {
  const pubSub = new LocalPubSub();
  const heard: string[] = [];
  const stop = pubSub.subscribe('topic', (message) => heard.push(message));
  await pubSub.publish('topic', 'first');
  await pubSub.publish('other topic', 'unheard');
  stop();
  await pubSub.publish('topic', 'too late');
  expect(heard).toEqual(['first']);
});

describeEach(postgresOnly, 'notices on PostgreSQL', (kind) => {
  let files: TestDatabase;
  let database: Database;
  let one: PostgresPubSub;
  let two: PostgresPubSub;
  const heard: string[] = [];
  beforeAll(async () => {
    files = await kind.create();
    database = await files.open();
    [one, two] = [1, 2].map(
      () => new PostgresPubSub(files.options.databaseUrl!, pino({ level: 'silent' })),
    ) as [PostgresPubSub, PostgresPubSub];
    await Promise.all([one.connect(), two.connect()]);
    one.subscribe('topic', (message) => heard.push(`one ${message}`));
    two.subscribe('topic', (message) => heard.push(`two ${message}`));
    two.subscribe('other topic', (message) => heard.push(`other ${message}`));
  });
  beforeEach(() => heard.splice(0));
  afterAll(async () => {
    await Promise.all([one.close(), two.close()]);
    await database.close();
    await files.remove();
  });

  const hasHeard = (...messages: string[]): Promise<void> =>
    until(() => messages.every((message) => heard.includes(message)));

  const listeners = (): Promise<{ pid: number }[]> =>
    database.query<{ pid: number }>(
      `SELECT pid AS "pid" FROM pg_stat_activity
       WHERE datname = current_database() AND query ~ '^(LISTEN switchyard|SELECT pg_notify)'`,
      [],
    );

  test('a notice reaches the listeners of its topic in every process', async () => {
    await one.publish('topic', 'with spaces in it');
    await hasHeard('one with spaces in it', 'two with spaces in it');
    expect(heard).toHaveLength(2);
  });

  test('with the connection cut, publishing fails nobody, this process hears, and all do again later', async () => {
    const listening = `SELECT pid AS "pid" FROM pg_stat_activity
      WHERE datname = current_database() AND query ~ '^(LISTEN switchyard|SELECT pg_notify)'`;
    const before = await database.query<{ pid: number }>(listening, []);
    expect(before).toHaveLength(2);
    const cut = database.query(
      listening.replace('pid AS "pid"', 'pg_terminate_backend(pid) AS "cut"'),
      [],
    );
    for (let number = 0; number < 50; number++) await one.publish('topic', String(number));
    await cut;
    await one.publish('topic', 'cut');
    await hasHeard('one cut');
    const isNew = async (): Promise<boolean> => {
      const now = await database.query<{ pid: number }>(listening, []);
      return now.length === 2 && now.every(({ pid }) => before.every((old) => old.pid !== pid));
    };
    await until(isNew);
    await two.publish('topic', 'again');
    await hasHeard('one again', 'two again');
  });

  test('a notice that is too long for the database still reaches this process, and fails nobody', async () => {
    const long = 'x'.repeat(10_000);
    await one.publish('topic', long);
    await hasHeard(`one ${long}`);
  });

  test('a connection that no longer answers keeps nobody waiting here, and is replaced', async () => {
    // as a network does that drops what it is given; the database runs on this machine
    const fresh = new PostgresPubSub(files.options.databaseUrl!, pino({ level: 'silent' }));
    const known = new Set((await listeners()).map(({ pid }) => pid));
    await fresh.connect();
    const own = (await listeners()).find(({ pid }) => !known.has(pid))!.pid;
    fresh.subscribe('topic', (message) => heard.push(`fresh ${message}`));
    process.kill(own, 'SIGSTOP');
    try {
      const sending = fresh.publish('topic', 'stalled');
      expect(heard).toContain('fresh stalled');
      await sending;
      await until(async () =>
        (await listeners()).some(({ pid }) => !known.has(pid) && pid !== own),
      );
      await one.publish('topic', 'again');
      await hasHeard('fresh again');
    } finally {
      process.kill(own, 'SIGCONT');
      await fresh.close();
    }
  });

  test('a connection that no longer answers is closed all the same, with a notice under way or without', async () => {
    for (const isSending of [false, true]) {
      const fresh = new PostgresPubSub(files.options.databaseUrl!, pino({ level: 'silent' }));
      const known = new Set((await listeners()).map(({ pid }) => pid));
      await fresh.connect();
      const own = (await listeners()).find(({ pid }) => !known.has(pid))!.pid;
      process.kill(own, 'SIGSTOP');
      try {
        const sending = isSending ? fresh.publish('topic', 'stalled') : undefined;
        const began = performance.now();
        await fresh.close();
        expect(performance.now() - began).toBeLessThan(4000);
        await sending;
      } finally {
        process.kill(own, 'SIGCONT');
      }
    }
  });

  test('what is closed while it connects again leaves no connection behind', async () => {
    const third = new PostgresPubSub(files.options.databaseUrl!, pino({ level: 'silent' }));
    const connecting = third.connect();
    await third.close();
    await connecting;
    await until(async () => {
      const open = await database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN switchyard'`,
        [],
      );
      return open.length <= 2;
    });
  });
});
