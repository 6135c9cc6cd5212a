import { greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed, type SeededWorkflow } from '../support/seed';

describe.each(databases)('rollback on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  /** Three versions, live having been routed to them one after another. */
  const released = async (...versions: number[]): Promise<SeededWorkflow> => {
    const workflow = await seed.workflowWith(['one', 'two', 'three']);
    await workflow.activate(...versions);
    return workflow;
  };

  describe('with a target', () => {
    test('routes wholly to the digest that was last live of that version', async () => {
      const workflow = await seed.workflowWith(['one', 'two'], { sealing: 'NEVER' });
      await workflow.activate(1, 2);
      const edit = { version: 1, expectedRevision: 1, definition: greets('edited') };
      await workflow.mutate('updateVersion', edit);
      const payload = await workflow.mutate(
        'rollback',
        { targetVersion: 1, note: 'Fault.' },
        'changed activation { kind note previousVersion { number } to { revision version { number } } } gained { number } lost { number }',
      );
      expect(payload).toMatchObject({
        changed: true,
        activation: {
          kind: 'ROLLBACK',
          note: 'Fault.',
          previousVersion: { number: 2 },
          to: [{ revision: 1, version: { number: 1 } }],
        },
        gained: [{ number: 1 }],
        lost: [{ number: 2 }],
      });
      expect(await workflow.version(1, 'revision routes { holdsPresentDigest }')).toEqual({
        revision: 2,
        routes: [{ holdsPresentDigest: false }],
      });
    });

    test('takes the last of several digests of that version that were live', async () => {
      const workflow = await seed.workflowWith(['one', 'two'], { sealing: 'NEVER' });
      await workflow.activate(1);
      const edit = { version: 1, expectedRevision: 1, definition: greets('edited') };
      await workflow.mutate('updateVersion', edit);
      await workflow.activate(1, 2);
      await workflow.mutate('rollback', { targetVersion: 1 });
      expect(await workflow.read('activeRoutes { revision }')).toEqual({
        activeRoutes: [{ revision: 2 }],
      });
    });

    test('refuses a version that was never live on that channel', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('createChannel', { key: 'staging' });
      await workflow.mutate('activateVersion', { version: 3, channel: 'staging' });
      expect(await workflow.refusal('rollback', { targetVersion: 3 })).toMatchObject({
        code: 'NEVER_ACTIVATED',
        field: ['targetVersion'],
      });
    });

    test('takes a version that was live in a split, wholly', async () => {
      const workflow = await released();
      const routes = [{ version: 1, weight: 5, label: 'a' }, { version: 2 }];
      await workflow.mutate('routeChannel', { routes });
      await workflow.activate(3);
      await workflow.mutate('rollback', { targetVersion: 1 });
      expect(await workflow.read('activeRoutes { weight label version { number } }')).toEqual({
        activeRoutes: [{ weight: 1, label: null, version: { number: 1 } }],
      });
    });

    test('writes nothing where that is live already', async () => {
      const workflow = await released(1, 2);
      const { changed } = await workflow.mutate('rollback', { targetVersion: 2 }, 'changed');
      expect(changed).toBe(false);
    });

    test('passes after a rollback: it is not ambiguous', async () => {
      const workflow = await released(1, 2, 3);
      await workflow.mutate('rollback');
      await workflow.mutate('rollback', { targetVersion: 1 });
      expect(await workflow.live()).toBe('v1');
    });

    test('refuses an archived version and one that is not there', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('archiveVersion', { version: 1 });
      expect((await workflow.refusal('rollback', { targetVersion: 1 })).code).toBe(
        'VERSION_ARCHIVED',
      );
      expect((await workflow.refusal('rollback', { targetVersion: 9 })).code).toBe('NOT_FOUND');
    });
  });

  describe('without a target', () => {
    test('restores the routing of the previous activation', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('rollback');
      expect(await workflow.live()).toBe('v1');
      expect((await workflow.events()).at(-1)).toBe('VERSION_ROLLED_BACK');
    });

    test('restores a split whole: weights, labels and the draft', async () => {
      const workflow = await released();
      const routes = [
        { version: 1, weight: 7, label: 'a' },
        { draft: true, weight: 3 },
      ];
      await workflow.mutate('routeChannel', { routes });
      const before = await workflow.read('activeRoutes { weight label digest revision }');
      await workflow.activate(2);
      await workflow.mutate('rollback');
      expect(await workflow.read('activeRoutes { weight label digest revision }')).toEqual(before);
      expect(await workflow.live()).toBe('v1:7 Draft:3');
    });

    test('passes over deactivations', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('deactivate');
      await workflow.activate(3);
      await workflow.mutate('rollback');
      expect(await workflow.live()).toBe('v2');
    });

    test('of a deactivation restores what was live before it', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('deactivate');
      await workflow.mutate('rollback');
      expect(await workflow.live()).toBe('v2');
    });

    test('goes behind what is live already, where a deactivation stood between', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('deactivate');
      await workflow.activate(2);
      await workflow.mutate('rollback');
      expect(await workflow.live()).toBe('v1');
    });

    test.each([
      ['that was never routed', []],
      ['with one activation', [1]],
    ])('refuses a channel %s', async (_, versions) => {
      const workflow = await released(...versions);
      expect(await workflow.refusal('rollback')).toMatchObject({
        code: 'NOTHING_TO_ROLL_BACK',
        field: ['channel'],
      });
    });

    test('refuses where only the present routing ever was, with a deactivation between', async () => {
      const workflow = await released(1);
      await workflow.mutate('deactivate');
      await workflow.activate(1);
      expect((await workflow.refusal('rollback')).code).toBe('NOTHING_TO_ROLL_BACK');
    });

    test('refuses to restore an archived version', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('archiveVersion', { version: 1 });
      expect((await workflow.refusal('rollback')).code).toBe('VERSION_ARCHIVED');
      expect(await workflow.live()).toBe('v2');
    });

    test('rolls back the channel that is named, and no other', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('createChannel', { key: 'staging' });
      for (const version of [2, 3])
        await workflow.mutate('activateVersion', { version, channel: 'staging' });
      await workflow.mutate('rollback', { channel: 'staging' });
      expect([await workflow.live(), await workflow.live('staging')]).toEqual(['v2', 'v2']);
    });
  });

  describe('of a rollback', () => {
    test('is refused with both candidates: what it left, and what came before', async () => {
      const workflow = await released(1, 2, 3);
      await workflow.mutate('rollback');
      expect(await workflow.refusal('rollback')).toMatchObject({
        __typename: 'RollbackAmbiguous',
        code: 'ROLLBACK_AMBIGUOUS',
        field: ['targetVersion'],
        candidates: [
          { sequence: 3, version: { number: 3 } },
          { sequence: 1, version: { number: 1 } },
        ],
      });
      expect(await workflow.live()).toBe('v2');
    });

    test('is refused after a rollback with a target too', async () => {
      const workflow = await released(1, 2, 3);
      await workflow.mutate('rollback', { targetVersion: 2 });
      const { candidates } = await workflow.refusal('rollback');
      expect(candidates).toMatchObject([{ sequence: 3 }, { sequence: 1 }]);
    });

    test('names one candidate where there is but one', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('rollback');
      expect((await workflow.refusal('rollback')).candidates).toMatchObject([{ sequence: 2 }]);
    });

    test('of a deactivation does not name what is live already, nor anything twice', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('deactivate');
      await workflow.mutate('rollback');
      expect((await workflow.refusal('rollback')).candidates).toMatchObject([
        { sequence: 1, version: { number: 1 } },
      ]);
    });

    test.each([{ expectedActivation: 4 }, { expectedCurrentVersion: 2 }])(
      'passes with %j and undoes it',
      async (expectation) => {
        const workflow = await released(1, 2, 3);
        await workflow.mutate('rollback');
        await workflow.mutate('rollback', expectation);
        expect(await workflow.live()).toBe('v3');
      },
    );

    test('is not ambiguous once something was activated since', async () => {
      const workflow = await released(1, 2);
      await workflow.mutate('rollback');
      await workflow.activate(3);
      await workflow.mutate('rollback');
      expect(await workflow.live()).toBe('v1');
    });
  });

  test('never touches the draft', async () => {
    const workflow = await released(1, 2);
    const before = await workflow.version('draft', 'revision digest parent { number }');
    await workflow.mutate('rollback');
    expect(await workflow.version('draft', 'revision digest parent { number }')).toEqual(before);
  });

  test('never revalidates: what was live goes live again although it has errors now', async () => {
    const workflow = await released(1, 2);
    const { id } = await workflow.version(1, 'id');
    const database = await app.database.open();
    const problems = JSON.stringify([{ severity: 'ERROR', code: 'NEW_RULE', message: 'Since.' }]);
    await database.query('UPDATE revision SET problems = ? WHERE version_id = ?', [problems, id]);
    await database.close();
    expect((await workflow.refusal('activateVersion', { version: 1 })).code).toBe(
      'VALIDATION_FAILED',
    );
    await workflow.mutate('rollback', { targetVersion: 1 });
    expect(await workflow.live()).toBe('v1');
  });

  test('restores what was live of a version that an edit has broken since', async () => {
    const workflow = await seed.workflowWith(['one', 'two'], { sealing: 'NEVER' });
    await workflow.activate(1, 2);
    const definition = { nodes: [], edges: [] };
    await workflow.mutate('updateVersion', { version: 1, expectedRevision: 1, definition });
    await workflow.mutate('rollback');
    expect(await workflow.read('activeRoutes { revision version { number } }')).toEqual({
      activeRoutes: [{ revision: 1, version: { number: 1 } }],
    });
  });
});
