import { EventType, eventName, eventTypeName } from '../../src/event/event-type';
import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';
import { Subscriber } from '../support/subscriber';

const VERSION = 'versionId number revision digest version { number }';
const DRAFT = 'revision digest clientId draft { number }';
const ACTIVATION = `channelKey versionIds channel { key }
  activation { kind sequence version { number } to { weight } }`;

const RUN = 'runId versionId digest mode run { input }';

/** Every field that an event type has beyond those of all. */
const FIELDS: Record<EventType, string> = {
  WORKFLOW_CREATED: 'workflowKey workflowName forkedFromWorkflowId importedFromOrigin',
  WORKFLOW_UPDATED: 'changed',
  WORKFLOW_PAUSED: 'reason',
  WORKFLOW_RESUMED: '',
  WORKFLOW_ARCHIVED: '',
  WORKFLOW_UNARCHIVED: '',
  WORKFLOW_DELETED: 'workflowKey workflowName',
  DRAFT_SAVED: DRAFT,
  LAYOUT_SAVED: DRAFT,
  DRAFT_RESTORED: `${DRAFT} fromNumber replacedRevision`,
  DRAFT_DISCARDED: `${DRAFT} fromNumber replacedRevision`,
  VERSION_SAVED: `${VERSION} versionName`,
  VERSION_EDITED: `${VERSION} clientId`,
  VERSION_RENAMED: `${VERSION} versionName`,
  VERSION_SEALED: VERSION,
  VERSION_ARCHIVED: VERSION,
  VERSION_UNARCHIVED: VERSION,
  VERSION_DELETED: VERSION,
  REVISIONS_PRUNED: 'count',
  CHANNEL_CREATED: 'channelKey',
  CHANNEL_DELETED: 'channelKey',
  VERSION_ACTIVATED: ACTIVATION,
  VERSION_ROLLED_BACK: ACTIVATION,
  CHANNEL_DEACTIVATED: ACTIVATION,
  CHANNEL_ROUTED: ACTIVATION,
  RUN_STARTED: `${RUN} selectedBy startedOnChannel variant`,
  RUN_FINISHED: `${RUN} status`,
  RUN_RETRIED: RUN,
};

// versionName and the like are of several types with one shape, so the selections join
const SELECTIONS = Object.entries(FIELDS)
  .filter(([, fields]) => fields !== '')
  .map(([type, fields]) => `... on ${eventTypeName(type as EventType)} { ${fields} }`)
  .join('\n');
const COMMON = `__typename id sequence cursor type name occurredAt
  actor { kind name } workflow { id }`;
const EVENTS = `subscription($id: ID!, $after: String) {
  workflowEvents(workflowId: $id, after: $after) { ${COMMON} ${SELECTIONS} } }`;
const DRAFT_CHANGED = `subscription($id: ID!, $after: String) {
  draftChanged(workflowId: $id, after: $after) { ${COMMON} ${DRAFT} } }`;
const VERSION_CHANGED = `subscription($id: ID!, $after: String) {
  versionChanged(workflowId: $id, after: $after) { ${COMMON} ${VERSION} } }`;
const ACTIVATIONS = `subscription($id: ID!, $after: String) {
  activationChanged(workflowId: $id, after: $after) { ${COMMON} ${ACTIVATION} } }`;

type Expected = [type: EventType, facts: Record<string, unknown>];

describe.each(databases)('events of every type on $name', (kind) => {
  let app: TestApp;
  let workflow: SeededWorkflow;
  let expected: Expected[];
  const seen = new Set<EventType>();

  beforeAll(async () => (app = await createTestApp({ kind })));
  afterAll(() => app.close());
  beforeEach(async () => {
    expected = [];
    workflow = await new Seed(app.client).workflow({ name: 'Greeting', sealing: 'NEVER' });
  });

  const expectEvents = (...events: Expected[]): void => void expected.push(...events);
  /** Reads the whole log by a subscription from the beginning, and compares all of it. */
  const check = async (): Promise<Answer[]> => {
    const subscriber = await Subscriber.open<Answer>(app.url, app.client.token!, EVENTS, {
      id: workflow.id,
      after: '0',
    });
    const [created, ...events] = await subscriber.take(expected.length + 1);
    await subscriber.client.close();
    expect(created).toMatchObject({ type: EventType.WORKFLOW_CREATED, sequence: 1 });
    expect(events.map(({ type }: Answer) => type as string)).toEqual(
      expected.map(([type]) => type),
    );
    for (const [index, [type, facts]] of expected.entries()) {
      expect(events[index]).toMatchObject({
        __typename: eventTypeName(type),
        type,
        name: eventName(type),
        sequence: index + 2,
        occurredAt: app.clock.now(),
        actor: { kind: 'TOKEN' },
        ...facts,
      });
      seen.add(type);
    }
    return [created!, ...events];
  };
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown;

  test('of the workflow: created, updated, paused, resumed, archived, unarchived', async () => {
    await workflow.mutate('updateWorkflow', { name: 'Hello', description: 'Says hello' });
    expectEvents([EventType.WORKFLOW_UPDATED, { changed: ['name', 'description'] }]);
    await workflow.mutate('pauseWorkflow', { reason: 'Holidays' });
    expectEvents([EventType.WORKFLOW_PAUSED, { reason: 'Holidays' }]);
    await workflow.mutate('resumeWorkflow');
    expectEvents([EventType.WORKFLOW_RESUMED, {}]);
    await workflow.mutate('archiveWorkflow');
    expectEvents([EventType.WORKFLOW_ARCHIVED, {}]);
    await workflow.mutate('unarchiveWorkflow');
    expectEvents([EventType.WORKFLOW_UNARCHIVED, { workflow: { id: workflow.id } }]);
    const [created] = await check();
    expect(created).toMatchObject({
      workflowKey: workflow.key,
      workflowName: 'Greeting',
      forkedFromWorkflowId: null,
    });
    seen.add(EventType.WORKFLOW_CREATED);
  });

  test('of a fork: it tells where it came from, and its version', async () => {
    const origin = workflow.id;
    const { workflow: fork } = await workflow.mutate(
      'forkWorkflow',
      { name: 'Fork', version: 'draft' },
      'workflow { id key }',
    );
    workflow = Object.assign(Object.create(workflow) as SeededWorkflow, { id: fork.id });
    const subscriber = await Subscriber.open<Answer>(app.url, app.client.token!, EVENTS, {
      id: workflow.id,
      after: '0',
    });
    const [created, ...saved] = await subscriber.take(2);
    expect(created).toMatchObject({ forkedFromWorkflowId: origin, workflowName: 'Fork' });
    expect(saved.map(({ type }: Answer) => type as string)).toContain(EventType.VERSION_SAVED);
    await subscriber.client.close();
  });

  test('of the draft: saved, moved, restored, discarded, told by draftChanged alike', async () => {
    await workflow.edit(greets('two'), { clientId: 'editor-1' });
    const draft = { draft: { number: 0 }, digest };
    expectEvents([EventType.DRAFT_SAVED, { ...draft, revision: 2, clientId: 'editor-1' }]);
    const layout = { positions: { greet: { x: 1, y: 2 } } };
    await workflow.mutate('saveLayout', { layout, clientId: 'editor-2' });
    expectEvents([EventType.LAYOUT_SAVED, { ...draft, revision: 2, clientId: 'editor-2' }]);
    await workflow.save();
    expectEvents([EventType.VERSION_SAVED, { number: 1, versionName: null }]);
    await workflow.edit(greets('three'));
    expectEvents([EventType.DRAFT_SAVED, { ...draft, revision: 3, clientId: null }]);
    await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 3 });
    const replaced = { ...draft, fromNumber: 1, clientId: null };
    expectEvents([EventType.DRAFT_RESTORED, { ...replaced, revision: 4, replacedRevision: 3 }]);
    await workflow.edit(greets('four'));
    expectEvents([EventType.DRAFT_SAVED, { ...draft, revision: 5 }]);
    await workflow.mutate('discardDraft', { expectedRevision: 5 });
    expectEvents([EventType.DRAFT_DISCARDED, { ...replaced, revision: 6, replacedRevision: 5 }]);
    const events = await check();
    await expectOnly(DRAFT_CHANGED, events, /^(DRAFT|LAYOUT)_/);
  });

  test('of versions: saved, edited, renamed, sealed, archived, deleted, told by versionChanged alike', async () => {
    await workflow.save();
    expectEvents([EventType.VERSION_SAVED, { number: 1, versionName: null }]);
    const direct = { definition: greets('two'), parent: 1, name: 'Second' };
    await workflow.save(undefined, direct);
    const { id } = (await workflow.version(2, 'id')) as { id: string };
    // deleted at the end of this test, before its events are read
    const second = { number: 2, versionId: id, version: null, digest };
    expectEvents([EventType.VERSION_SAVED, { ...second, revision: 1, versionName: 'Second' }]);
    const edit = { version: 2, expectedRevision: 1, definition: greets('other'), clientId: 'me' };
    await workflow.mutate('updateVersion', edit);
    expectEvents([EventType.VERSION_EDITED, { ...second, revision: 2, clientId: 'me' }]);
    const layout = { positions: { greet: { x: 1, y: 2 } } };
    await workflow.mutate('updateVersion', { version: 2, expectedRevision: 2, layout });
    expectEvents([EventType.VERSION_EDITED, { ...second, revision: 2, clientId: null }]);
    await workflow.mutate('updateVersion', { version: 2, name: 'Renamed' });
    expectEvents([EventType.VERSION_RENAMED, { ...second, revision: 2, versionName: 'Renamed' }]);
    await workflow.save(undefined, { definition: greets('three'), parent: 1 });
    expectEvents([EventType.VERSION_SAVED, { number: 3, version: { number: 3 } }]);
    await workflow.mutate('archiveVersion', { version: 2 });
    expectEvents([EventType.VERSION_ARCHIVED, second]);
    await workflow.mutate('unarchiveVersion', { version: 2 });
    expectEvents([EventType.VERSION_UNARCHIVED, second]);
    await workflow.mutate('deleteVersion', { version: 2 });
    expectEvents([EventType.VERSION_DELETED, second]);
    await workflow.mutate('updateWorkflow', { sealing: 'ON_SAVE' });
    expectEvents([EventType.WORKFLOW_UPDATED, { changed: ['sealing'] }]);
    expectEvents([EventType.VERSION_SEALED, { number: 1, version: { number: 1 } }]);
    expectEvents([EventType.VERSION_SEALED, { number: 3, version: { number: 3 } }]);
    const events = await check();
    await expectOnly(VERSION_CHANGED, events, /^VERSION_/);
  });

  test('of channels: created, activated, rolled back, routed, deactivated, deleted, told by activationChanged alike', async () => {
    await workflow.save();
    await workflow.save(greets('two'));
    expectEvents(
      [EventType.VERSION_SAVED, {}],
      [EventType.DRAFT_SAVED, {}],
      [EventType.VERSION_SAVED, {}],
    );
    const one = (await workflow.version(1, 'id')).id;
    const two = (await workflow.version(2, 'id')).id;
    await workflow.activate(1, 2);
    const activation = (kind: string, sequence: number, number: number | null) => ({
      channelKey: 'live',
      channel: { key: 'live' },
      activation: expect.objectContaining({
        kind,
        sequence,
        version: number === null ? null : { number },
      }) as unknown,
    });
    expectEvents(
      [EventType.VERSION_ACTIVATED, { ...activation('ACTIVATE', 1, 1), versionIds: [one] }],
      [EventType.VERSION_ACTIVATED, { ...activation('ACTIVATE', 2, 2), versionIds: [two] }],
    );
    await workflow.mutate('rollback');
    expectEvents([
      EventType.VERSION_ROLLED_BACK,
      { ...activation('ROLLBACK', 3, 1), versionIds: [one] },
    ]);
    const routes = [
      { version: 1, weight: 3 },
      { version: 2, weight: 1 },
    ];
    await workflow.mutate('routeChannel', { routes });
    expectEvents([
      EventType.CHANNEL_ROUTED,
      { ...activation('ROUTE', 4, null), versionIds: [one, two] },
    ]);
    await workflow.mutate('deactivate');
    expectEvents([
      EventType.CHANNEL_DEACTIVATED,
      { ...activation('DEACTIVATE', 5, null), versionIds: [] },
    ]);
    await workflow.mutate('createChannel', { key: 'staging' });
    expectEvents([EventType.CHANNEL_CREATED, { channelKey: 'staging' }]);
    await workflow.mutate('deleteChannel', { channel: 'staging' });
    expectEvents([EventType.CHANNEL_DELETED, { channelKey: 'staging' }]);
    const events = await check();
    await expectOnly(ACTIVATIONS, events, /ACTIVATED|ROLLED|ROUTED/);
  });

  test('of runs: started, and finished however it ended', async () => {
    await workflow.save();
    await workflow.activate(1);
    const start = async (): Promise<string> => {
      const { run } = await workflow.mutate('startRun', { input: { a: 1 } }, 'run { id }');
      return run.id;
    };
    const one = await start();
    const [claim] = (
      await workflow.mutate('claimRun', {}, 'claims { leaseToken run { id versionId: id } }')
    ).claims as [Answer];
    await workflow.seed.mutate('finishRun', { runId: one, leaseToken: claim.leaseToken });
    const two = await start();
    await workflow.seed.mutate('cancelRun', { runId: two });
    const error = { code: 'E', message: 'failed' };
    const three = await workflow.finish({ error });
    await workflow.seed.mutate('retryRun', { runId: three });
    const started = {
      digest,
      mode: 'LIVE',
      selectedBy: 'CHANNEL',
      startedOnChannel: 'live',
      variant: null,
    };
    const run = { run: { input: { a: 1 } } };
    expectEvents(
      [EventType.VERSION_SAVED, {}],
      [EventType.VERSION_ACTIVATED, {}],
      [EventType.RUN_STARTED, { runId: one, ...started, ...run }],
      [EventType.RUN_FINISHED, { runId: one, status: 'SUCCEEDED', mode: 'LIVE', ...run }],
      [EventType.RUN_STARTED, { runId: two, ...started }],
      [EventType.RUN_FINISHED, { runId: two, status: 'CANCELED', digest }],
      [EventType.RUN_STARTED, { runId: three, ...started }],
      [EventType.RUN_FINISHED, { runId: three, status: 'FAILED' }],
      [EventType.RUN_RETRIED, { runId: three, digest, mode: 'LIVE' }],
    );
    await check();
  });

  test('of retention: pruned revisions', async () => {
    for (const greeting of ['two', 'three', 'four']) await workflow.edit(greets(greeting));
    await workflow.mutate('updateWorkflow', { retention: { keepRevisions: 1 } });
    const { prunedCount } = await workflow.mutate('pruneRevisions', {}, 'prunedCount');
    expectEvents(
      [EventType.DRAFT_SAVED, {}],
      [EventType.DRAFT_SAVED, {}],
      [EventType.DRAFT_SAVED, {}],
      [EventType.WORKFLOW_UPDATED, { changed: ['retention'] }],
      [EventType.REVISIONS_PRUNED, { count: prunedCount }],
    );
    expect(prunedCount).toBeGreaterThan(0);
    await check();
  });

  test('of a deletion: whoever listens hears it, and the workflow is null from then on', async () => {
    const subscriber = await Subscriber.join<Answer>(app, EVENTS, { id: workflow.id });
    await workflow.mutate('deleteWorkflow');
    expect(await subscriber.next()).toMatchObject({
      __typename: 'WorkflowDeleted',
      type: EventType.WORKFLOW_DELETED,
      name: 'workflow.deleted',
      workflowKey: workflow.key,
      workflowName: 'Greeting',
      workflow: null,
    });
    seen.add(EventType.WORKFLOW_DELETED);
    await subscriber.client.close();
  });

  test('and no type was left out', () => {
    expect([...seen].sort()).toEqual(Object.values(EventType).sort());
  });

  /** The events of a narrower subscription are those of the whole log that match. */
  async function expectOnly(document: string, all: Answer[], types: RegExp): Promise<void> {
    const wanted = all.filter(({ type }) => types.test(type as string));
    const subscriber = await Subscriber.open<Answer>(app.url, app.client.token!, document, {
      id: workflow.id,
      after: '0',
    });
    const got = await subscriber.take(wanted.length);
    const end = { id: subscriber.id, type: 'complete' };
    expect(got.map(({ cursor }) => cursor)).toEqual(wanted.map(({ cursor }) => cursor));
    for (const [index, event] of got.entries()) expect(wanted[index]).toMatchObject(event);
    expect(subscriber.untaken).not.toContainEqual(end);
    await subscriber.client.close();
  }
});
