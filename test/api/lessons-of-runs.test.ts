import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { greets } from '../support/builders';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { finishedRun, startBuiltIn } from '../support/executed-run';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';
import { schedule, triggeredBy, webhook } from '../support/triggers';

const MINUTE = 60_000;

/** Faults that other systems shipped, of runs and of what starts them: as in lessons.test.ts. */
describe.each(databases)('lessons of other systems on runs, on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind, pollInterval: NEVER });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const post = (path: string): Promise<Response> =>
    fetch(`${app.url}/hooks/default/${path}`, { method: 'POST' });
  /** The version that each of some callers gets, by caller. */
  const assigned = async (workflow: SeededWorkflow): Promise<number[]> => {
    const runs = Array.from({ length: 60 }, (_, caller) => ({ stickyKey: `caller ${caller}` }));
    const started = await workflow.mutate('startRuns', { runs }, 'runs { version { number } }');
    return (started.runs as unknown as Answer[]).map(({ version }) => version.number);
  };

  test('a run that starts while a release happens is recorded with what it executes', async () => {
    const workflow = await seed.workflowWith(['1', '2']);
    await workflow.activate(1);
    const release = async (): Promise<void> => {
      for (let turn = 0; turn < 8; turn++) await workflow.activate(2 - (turn % 2));
    };
    const start = (): Promise<string> => startBuiltIn(workflow);
    const [ids] = await Promise.all([Promise.all(Array.from({ length: 16 }, start)), release()]);
    const digests = { 1: '', 2: '' } as Record<number, string>;
    for (const number of [1, 2])
      digests[number] = (await workflow.version(number, 'digest')).digest;
    for (const id of ids) {
      const run = await finishedRun(seed, id, 'digest version { number }');
      expect([run.version.number, run.digest]).toEqual([
        Number(run['output']),
        digests[run.version.number],
      ]);
    }
  });

  test('a version that a run refers to cannot be deleted, and the run keeps it', async () => {
    const workflow = await seed.workflowWith(['one', 'two']);
    const id = await workflow.start({ version: 1 });
    const { code, message } = await workflow.refusal('deleteVersion', { version: 1 });
    expect([code, message]).toEqual(['VERSION_IN_USE', expect.stringContaining('runs are pinned')]);
    expect((await seed.run(id, 'version { number }')).version).toEqual({ number: 1 });
  });

  test('compacting history never loses what a run refers to', async () => {
    const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
    const id = await workflow.start({ version: 1 });
    const { digest } = await seed.run(id, 'digest');
    for (const expectedRevision of [1, 2, 3]) {
      const definition = greets(`edit ${expectedRevision}`);
      await workflow.mutate('updateVersion', { version: 1, expectedRevision, definition });
    }
    // nor does the draft hold it any more
    await workflow.edit(greets('draft'));
    await workflow.mutate('updateWorkflow', { retention: { keepRevisions: 0 } });
    await workflow.mutate('pruneRevisions');
    const { version } = await seed.run(id, 'version { revisions { edges { node { digest } } } }');
    expect(version.revisions.edges.map(({ node }) => node.digest)).toContain(digest);
    expect(await seed.run(id, 'definition')).toMatchObject({ definition: greets('one') });
  });

  test('triggers of the old version are gone in the transaction that activates the new', async () => {
    const workflow = await seed.workflow();
    await workflow.save(triggeredBy(webhook('hook', 'lesson-1'), schedule('tick-1')));
    await workflow.save(triggeredBy(webhook('hook', 'lesson-2'), schedule('tick-2')));
    await workflow.activate(1);
    let isReleasing = true;
    const seen = new Set<string>();
    const watch = async (): Promise<void> => {
      while (isReleasing) {
        const state = await workflow.read('armedTriggers { nodeKey path }');
        const triggers = state['armedTriggers'] as { nodeKey: string; path: string | null }[];
        seen.add(triggers.map(({ nodeKey, path }) => path ?? nodeKey).join());
      }
    };
    const release = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn++) await workflow.activate(2 - (turn % 2));
      isReleasing = false;
    };
    await Promise.all([watch(), watch(), release()]);
    expect([...seen].sort()).toEqual(['lesson-1,tick-1', 'lesson-2,tick-2']);
    await workflow.activate(2);
    app.clock.advance(MINUTE);
    await app.services.schedules.look();
    const { runs } = await workflow.read('runs { edges { node { triggerKey } } }');
    expect(runs.edges.map(({ node }) => node['triggerKey'])).toEqual(['tick-2']);
    expect([(await post('lesson-1')).status, (await post('lesson-2')).status]).toEqual([404, 202]);
  });

  test('what comes from elsewhere takes over no live webhook path, and stops nothing that is live', async () => {
    const workflow = await seed.workflow();
    const definition = triggeredBy(webhook('hook', 'lesson-3'));
    await workflow.save(definition);
    await workflow.activate(1);
    const other = await seed.workflow({ definition });
    await other.save();
    expect((await other.refusal('activateVersion', { version: 1 })).code).toBe(
      'WEBHOOK_PATH_TAKEN',
    );
    const { runId } = (await (await post('lesson-3')).json()) as { runId: string };
    expect((await seed.run(runId, 'workflow { id }')).workflow.id).toBe(workflow.id);
    expect([await workflow.live(), await other.live()]).toEqual(['v1', 'none']);
  });

  test('a rollout that is restarted assigns callers as before, and a weight that grows moves only who must move', async () => {
    const workflow = await seed.workflowWith(['one', 'two']);
    const split = (weight: number) =>
      workflow.mutate('routeChannel', {
        routes: [
          { version: 1, weight: 10 },
          { version: 2, weight },
        ],
      });
    await split(3);
    const before = await assigned(workflow);
    expect(new Set(before)).toEqual(new Set([1, 2]));
    await workflow.mutate('deactivate');
    await split(3);
    expect(await assigned(workflow)).toEqual(before);
    await split(10);
    const after = await assigned(workflow);
    expect(after).not.toEqual(before);
    // nobody leaves what grew
    expect(after.filter((version, caller) => version === 1 && before[caller] === 2)).toEqual([]);
  });
});

/** The lessons that tests elsewhere prove, each by file and the name of a test. */
const PROVEN: Record<string, [file: string, test: string][]> = {
  'a failed publish set the active version to null': [
    [
      'concurrency/faults.test.ts',
      '$name leaves no trace of a failed try, and the next one succeeds',
    ],
  ],
  'the old version was deactivated before the new one was activated': [
    [
      'concurrency/racing-writers.test.ts',
      'activating: a reader that polls throughout never sees zero or two',
    ],
  ],
  'a rename showed as rewiring; a moved connection, a toggled node as nothing': [
    ['api/diff.test.ts', 'renaming a node does not show as rewiring'],
    ['api/diff.test.ts', 'moving a connection from the true to the false branch shows'],
    ['api/diff.test.ts', 'toggling disabled shows'],
  ],
  'importing took over a live webhook path': [
    [
      'api/triggers.test.ts',
      'is not taken over by a fork or a definition that comes from elsewhere',
    ],
  ],
  'old and new triggers both fired': [
    ['concurrency/triggers.test.ts', 'of two versions never both fire, whoever is faster'],
  ],
  'who disabled a node was forgotten': [
    ['api/retention.test.ts', 'keeps what a line of the blame refers to: who disabled a node'],
  ],
  'clients missed events while reconnecting': [
    [
      'subscription/resume.test.ts',
      'a connection that is cut at random while others write loses nothing and repeats nothing',
    ],
  ],
  'an expired session made clients retry without pause': [
    ['subscription/websocket-protocol.test.ts', 'closes with 4401 when the token expires'],
    ['subscription/resume-example.test.ts', 'ends instead of retrying when its token is refused'],
  ],
  'a reader of a global sequence skipped what was committed late': [
    ['concurrency/two-processes.test.ts', 'a reader following a global sequence skipped rows'],
  ],
  'what happened between query and subscription was missed': [
    ['subscription/cursors.test.ts', 'what happens between a query and the subscription after'],
    [
      'subscription/cursors.test.ts',
      'an eventCursor that is read while others write leaves no gap',
    ],
  ],
  'jobs of a killed worker stayed locked; cron knew no time zones': [
    ['concurrency/run-processes.test.ts', 'take over what a killed one had, within a minute'],
    ['concurrency/triggers.test.ts', 'fire each tick once'],
    ['unit/run/trigger/schedule.test.ts', 'follow the wall clock of the time zone'],
  ],
};

test.each(Object.entries(PROVEN))('the lesson "%s" has its tests', (_lesson, tests) => {
  for (const [file, name] of tests) {
    const text = readFileSync(join(__dirname, '..', file), 'utf8');
    expect(text.includes(`'${name}`) ? name : `${file} has no such test`).toBe(name);
  }
});
