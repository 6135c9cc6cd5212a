import { type EventStore } from '../../../src/event/event.store';
import { EVENTS_TOPIC, Sequencer } from '../../../src/event/sequencer';
import { type Database, type Dialect } from '../../../src/platform/database/database';
import { type Logger } from '../../../src/platform/logger';
import { LocalPubSub } from '../../../src/platform/pubsub';

/** A round that a test ends when it likes. */
interface Round {
  end(workspaces: string[]): void;
  fail(error: Error): void;
}

/** Lets everything that waits for nothing else run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function sequencerOn(dialect: Dialect) {
  const rounds: Round[] = [];
  const notices: string[] = [];
  const errors: object[] = [];
  const database = {
    dialect,
    transaction: (work: (transaction: undefined) => Promise<unknown>) => work(undefined),
  } as unknown as Database;
  const store = {
    givePositions: () => new Promise<string[]>((end, fail) => rounds.push({ end, fail })),
  } as unknown as EventStore;
  const pubSub = new LocalPubSub();
  pubSub.subscribe(EVENTS_TOPIC, (workspaceId) => notices.push(workspaceId));
  const logger = { error: (details: object) => errors.push(details) } as unknown as Logger;
  return { sequencer: new Sequencer(database, store, pubSub, logger), rounds, notices, errors };
}

describe('Sequencer', () => {
  test('on SQLite announces at once: positions are there already', async () => {
    const { sequencer, rounds, notices } = sequencerOn('sqlite');
    sequencer.committed('ws_1');
    await sequencer.run();
    expect(notices).toEqual(['ws_1']);
    expect(rounds).toEqual([]);
  });

  test('on PostgreSQL announces the workspaces that got positions, after they did', async () => {
    const { sequencer, rounds, notices } = sequencerOn('postgres');
    sequencer.committed('ws_1');
    await settle();
    expect(notices).toEqual([]);
    rounds[0]!.end(['ws_1', 'ws_2']);
    await settle();
    expect(notices).toEqual(['ws_1', 'ws_2']);
  });

  test('commits during a round share one more, however many they are', async () => {
    const { sequencer, rounds } = sequencerOn('postgres');
    for (let count = 0; count < 100; count++) sequencer.committed('ws_1');
    await settle();
    expect(rounds).toHaveLength(1);
    for (let count = 0; count < 100; count++) sequencer.committed('ws_1');
    rounds[0]!.end(['ws_1']);
    await settle();
    expect(rounds).toHaveLength(2);
    rounds[1]!.end([]);
    await settle();
    expect(rounds).toHaveLength(2);
  });

  test('run waits for a round that began after it, and not for those that others want', async () => {
    const { sequencer, rounds } = sequencerOn('postgres');
    const ended: string[] = [];
    void sequencer.run().then(() => ended.push('first'));
    await settle();
    void sequencer.run().then(() => ended.push('second'));
    rounds[0]!.end([]);
    await settle();
    expect(ended).toEqual(['first']);
    void sequencer.run().then(() => ended.push('third'));
    rounds[1]!.end([]);
    await settle();
    expect(ended).toEqual(['first', 'second']);
    rounds[2]!.end([]);
    await settle();
    expect(ended).toEqual(['first', 'second', 'third']);
  });

  test('a commit in the very moment in which a round ends gets a round of its own', async () => {
    for (let moment = 0; moment < 20; moment++) {
      const { sequencer, rounds } = sequencerOn('postgres');
      sequencer.committed('ws_1');
      await settle();
      rounds[0]!.end([]);
      for (let tick = 0; tick < moment; tick++) await Promise.resolve();
      sequencer.committed('ws_1');
      await settle();
      expect([moment, rounds.length]).toEqual([moment, 2]);
    }
  });

  test('a round that fails is logged, and the next poll does its work', async () => {
    const { sequencer, rounds, notices, errors } = sequencerOn('postgres');
    sequencer.committed('ws_1');
    await settle();
    const error = new Error('the connection was lost');
    rounds[0]!.fail(error);
    await settle();
    expect(errors).toEqual([{ error }]);
    expect(rounds).toHaveLength(1);
    const poll = sequencer.run();
    await settle();
    rounds[1]!.end(['ws_1']);
    await poll;
    expect(notices).toEqual(['ws_1']);
  });
});
