import pino from 'pino';
import { type Actor } from '../../../src/platform/actor';
import { LocalPubSub } from '../../../src/platform/pubsub';
import { Presence, type Viewer } from '../../../src/workflow/presence';
import { FixedClock } from '../../support/fixed-clock';

const ada: Actor = { kind: 'USER', id: 'ada', name: 'Ada' };
const bob: Actor = { kind: 'USER', id: 'bob', name: 'Bob' };
const token: Actor = { kind: 'TOKEN', id: 'ada', name: 'Token' };
const PLACE = ['ws_1', 'wf_1'] as const;

describe('presence of several processes', () => {
  let pubSub: LocalPubSub;
  let clock: FixedClock;
  let started: Presence[];

  beforeEach(() => {
    jest.useFakeTimers();
    [pubSub, clock, started] = [new LocalPubSub(), new FixedClock(), []];
  });
  afterEach(() => {
    for (const presence of started) presence.close();
    jest.useRealTimers();
  });

  const start = (name: string): Presence => {
    const presence = new Presence(name, pubSub, clock, pino({ level: 'silent' }));
    started.push(presence);
    return presence;
  };
  const seenBy = (presence: Presence): [string, string][] =>
    presence.viewers(...PLACE).map(({ clientId, actor }) => [clientId, actor.id]);
  const beat = (): void => {
    clock.advance(15_000);
    jest.advanceTimersByTime(15_000);
  };

  test('one that starts later knows at once who is there', () => {
    const first = start('first');
    first.watch(...PLACE, { clientId: 'tab', actor: ada });
    first.watch('ws_1', 'wf_2', { clientId: 'tab', actor: bob });
    const second = start('second');
    second.watch(...PLACE, { clientId: 'desk', actor: bob });
    const third = start('third');
    for (const presence of [first, second, third])
      expect(seenBy(presence)).toEqual([
        ['desk', 'bob'],
        ['tab', 'ada'],
      ]);
    expect(third.viewers('ws_1', 'wf_2').map(({ actor }) => actor.id)).toEqual(['bob']);
  });

  test('two actors with one clientId are two, each with a selection of its own', () => {
    const presence = start('first');
    const other = start('second');
    const leaving = presence.watch(...PLACE, { clientId: 'tab', actor: ada });
    presence.watch(...PLACE, { clientId: 'tab', actor: token });
    other.watch(...PLACE, { clientId: 'tab', actor: bob });
    expect(presence.select(...PLACE, 'tab', token, ['start'])).toBe(true);
    expect(presence.select(...PLACE, 'tab', bob, ['greet'])).toBe(false);
    const selections = (viewers: Viewer[]): string[] =>
      viewers.map(({ actor, selection }) => `${actor.kind} ${actor.id} ${selection.join()}`).sort();
    for (const seer of [presence, other])
      expect(selections(seer.viewers(...PLACE))).toEqual([
        'TOKEN ada start',
        'USER ada ',
        'USER bob ',
      ]);
    void leaving.return!();
    for (const seer of [presence, other])
      expect(selections(seer.viewers(...PLACE))).toEqual(['TOKEN ada start', 'USER bob ']);
  });

  test('those who watch are told when the last viewer of a dead process is forgotten', async () => {
    const watching = start('alive').watch(...PLACE, undefined);
    expect((await watching.next()).value).toEqual([]);
    const viewer = { clientId: 'tab', actor: ada, selection: [], since: clock.now() };
    const place = { workspaceId: 'ws_1', workflowId: 'wf_1' };
    const notice = { process: 'dead', ...place, viewers: [viewer], isMore: false };
    pubSub.deliver('presence', JSON.stringify(notice));
    expect((await watching.next()).value).toMatchObject([{ clientId: 'tab' }]);
    // such notices may come in between
    beat();
    beat();
    const next = watching.next();
    beat();
    let seen = (await next).value as Viewer[];
    while (seen.length > 0) seen = (await watching.next()).value as Viewer[];
    expect(seen).toEqual([]);
  });
});
