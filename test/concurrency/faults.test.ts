import { type Database } from '../../src/platform/database/database';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { schedule, triggeredBy, webhook } from '../support/triggers';
import {
  attempt,
  createWorkflow,
  definitionOf,
  type Mutation,
  type Payload,
  succeed,
} from './operations';
import { dump, settled } from './tables';

/**
 * Fails statements of the operation that is under way: the n-th one from {@link Injury.arm} on, BEGIN
 * and COMMIT among them. What runs after the commit is not the operation's any more.
 */
class Injury {
  #left = Infinity;
  #isOver = true;
  readonly #alsoRollback: boolean;
  /** The statement that was failed. */
  hit: string | undefined;

  constructor(alsoRollback = false) {
    this.#alsoRollback = alsoRollback;
  }

  arm(place: number): void {
    this.#left = place;
    this.#isOver = false;
    this.hit = undefined;
  }

  readonly observe = (sql: string): void => {
    if (this.#isOver) return;
    if (sql === 'ROLLBACK') {
      this.#isOver = true;
      if (this.#alsoRollback) throw new Error('injected at ROLLBACK');
      return;
    }
    if (--this.#left === 0) {
      this.hit = sql;
      throw new Error('injected: a secret of the database');
    }
    if (sql === 'COMMIT' && this.#left > 0) this.#isOver = true;
  };
}

/** A workflow with two saved versions, the first of them live after the second was. */
async function world(app: TestApp): Promise<string> {
  const workflowId = await createWorkflow(app.client, 'World', { sealing: 'ON_ACTIVATION' });
  for (const content of [1, 2])
    await succeed(app.client, 'saveVersion', { workflowId, definition: definitionOf(content) });
  await succeed(app.client, 'activateVersion', { workflowId, version: 2 });
  await succeed(app.client, 'activateVersion', { workflowId, version: 1 });
  return workflowId;
}

/** An operation, what its success must answer, and what it must not do without. */
interface Operation {
  mutation: Mutation;
  name?: string;
  /** Its input in a world; called once, after which the operation is tried until it passes. */
  input: (app: TestApp, workflowId: string) => Promise<object> | object;
  done: (payload: Payload) => unknown;
  /** Statements that it must have, so that none of them was left out of the test. */
  writes: string[];
}

const OPERATIONS: Operation[] = [
  {
    mutation: 'saveDraft',
    input: (_app, workflowId) => ({
      workflowId,
      expectedRevision: 1,
      definition: { ...definitionOf('new'), settings: { a: 1 } },
      layout: { positions: { start: { x: 1, y: 2 } } },
    }),
    done: ({ changed, draft }) => changed && draft!.revision === 2,
    writes: ['definition', 'version', 'revision', 'version_layout', 'workflow', 'event'],
  },
  {
    mutation: 'saveDraft',
    name: 'saveDraft that is stale, whose content is kept',
    input: async (app, workflowId) => {
      const definition = definitionOf('of another');
      await succeed(app.client, 'saveDraft', { workflowId, expectedRevision: 1, definition });
      return { workflowId, expectedRevision: 1, definition: definitionOf('stale') };
    },
    done: ({ userErrors }) => userErrors[0]?.code === 'DRAFT_CONFLICT',
    writes: ['definition', 'rejected_save'],
  },
  {
    mutation: 'saveDraft',
    name: 'saveDraft that is stale and merged',
    input: async (app, workflowId) => {
      const definition = { ...definitionOf('World'), settings: { region: 'eu' } };
      await succeed(app.client, 'saveDraft', { workflowId, expectedRevision: 1, definition });
      return { workflowId, expectedRevision: 1, definition: definitionOf('ours') };
    },
    done: ({ changed, draft }) => changed && draft!.revision === 3,
    writes: ['definition', 'version', 'revision', 'version_blame', 'diff_summary', 'event'],
  },
  {
    mutation: 'mergeVersions',
    name: 'mergeVersions into the draft',
    input: async (app, workflowId) => {
      const definition = { ...definitionOf('World'), settings: { region: 'eu' } };
      await succeed(app.client, 'saveVersion', { workflowId, definition });
      return { workflowId, theirs: 3, idempotencyKey: 'merge' };
    },
    done: ({ changed, version }) => changed && version!.number === 0,
    writes: ['version', 'revision', 'merge_parent', 'version_blame', 'event', 'idempotency_key'],
  },
  {
    mutation: 'mergeVersions',
    name: 'mergeVersions into a new version',
    input: async (app, workflowId) => {
      const definition = { ...definitionOf(1), settings: { region: 'eu' } };
      await succeed(app.client, 'saveVersion', { workflowId, definition, parent: 1 });
      return { workflowId, ours: 2, theirs: 3, name: 'Both' };
    },
    done: ({ changed, version }) => changed && version!.number === 4,
    writes: ['definition', 'version', 'revision', 'merge_parent', 'version_blame', 'event'],
  },
  {
    mutation: 'saveVersion',
    input: (_app, workflowId) => ({ workflowId, name: 'Third' }),
    done: ({ created, version }) => created && version!.number === 3,
    writes: ['version', 'revision', 'workflow', 'event'],
  },
  {
    mutation: 'saveVersion',
    name: 'saveVersion with activate and a key',
    input: (_app, workflowId) => ({
      workflowId,
      definition: definitionOf('third'),
      activate: true,
      idempotencyKey: 'third',
    }),
    done: ({ created, version }) => created && version!.number === 3,
    writes: ['version', 'revision', 'activation', 'route', 'channel', 'event', 'idempotency_key'],
  },
  {
    mutation: 'activateVersion',
    input: (_app, workflowId) => ({ workflowId, version: 2 }),
    done: ({ changed, activation }) => changed && activation!.sequence === 3,
    writes: ['activation', 'route', 'channel', 'event'],
  },
  {
    mutation: 'activateVersion',
    name: 'activateVersion that changes triggers',
    input: async ({ client }, workflowId) => {
      const old = triggeredBy(webhook('hook', 'old'), schedule('old'));
      const definition = triggeredBy(webhook('hook', 'new'), schedule('new'));
      await succeed(client, 'saveVersion', { workflowId, definition: old, activate: true });
      await succeed(client, 'saveVersion', { workflowId, definition });
      return { workflowId, version: 4 };
    },
    done: ({ changed, activation }) => changed && activation!.sequence === 4,
    writes: ['activation', 'route', 'channel', 'armed_trigger', 'event'],
  },
  {
    mutation: 'unarchiveWorkflow',
    input: async ({ client }, workflowId) => {
      const definition = triggeredBy(webhook('hook', 'released'), schedule('again'));
      await succeed(client, 'saveVersion', { workflowId, definition, activate: true });
      await succeed(client, 'archiveWorkflow', { workflowId });
      return { workflowId };
    },
    done: () => true,
    writes: ['workflow', 'armed_trigger', 'event'],
  },
  {
    mutation: 'rollback',
    input: (_app, workflowId) => ({ workflowId }),
    done: ({ changed, activation }) => changed && activation!.sequence === 3,
    writes: ['activation', 'route', 'channel', 'event'],
  },
  {
    mutation: 'rollback',
    name: 'rollback to a target',
    input: (_app, workflowId) => ({ workflowId, targetVersion: 2 }),
    done: ({ changed, activation }) => changed && activation!.sequence === 3,
    writes: ['activation', 'route', 'channel', 'event'],
  },
  {
    mutation: 'routeChannel',
    input: (_app, workflowId) => ({
      workflowId,
      routes: [{ version: 1, weight: 9 }, { version: 2 }, { draft: true }],
    }),
    done: ({ changed, activation }) => changed && activation!.sequence === 3,
    writes: ['activation', 'route', 'channel', 'event'],
  },
  {
    mutation: 'deactivate',
    input: (_app, workflowId) => ({ workflowId }),
    done: ({ changed, activation }) => changed && activation!.sequence === 3,
    writes: ['activation', 'channel', 'event'],
  },
  {
    mutation: 'forkWorkflow',
    input: (_app, workflowId) => ({ workflowId, version: 2, name: 'Fork', idempotencyKey: 'fork' }),
    done: ({ workflow }) => workflow,
    writes: [
      'workflow',
      'definition',
      'version',
      'revision',
      'channel',
      'event',
      'idempotency_key',
    ],
  },
  {
    mutation: 'createWorkflow',
    input: () => ({ name: 'New', definition: definitionOf('new'), layout: { positions: {} } }),
    done: ({ workflow }) => workflow,
    writes: ['workflow', 'definition', 'version', 'revision', 'version_layout', 'channel', 'event'],
  },
  {
    mutation: 'deleteWorkflow',
    input: async ({ client }) => {
      const workflowId = await createWorkflow(client, 'Abandoned');
      await succeed(client, 'saveVersion', { workflowId });
      return { workflowId };
    },
    done: ({ deletedWorkflowId }) => deletedWorkflowId,
    writes: ['channel', 'version', 'workflow', 'event'],
  },
  {
    mutation: 'archiveWorkflow',
    input: (_app, workflowId) => ({ workflowId }),
    done: () => true,
    writes: ['workflow', 'event'],
  },
  {
    mutation: 'archiveVersion',
    input: async ({ client }, workflowId) => {
      await succeed(client, 'saveVersion', { workflowId, definition: definitionOf(3) });
      await succeed(client, 'saveVersion', { workflowId, definition: definitionOf(4) });
      return { workflowId, version: 3 };
    },
    done: () => true,
    writes: ['version', 'event'],
  },
  {
    mutation: 'createDraftFromVersion',
    input: (_app, workflowId) => ({ workflowId, version: 2, expectedRevision: 1 }),
    done: ({ draft }) => draft!.revision === 2,
    writes: ['version', 'revision', 'workflow', 'event'],
  },
  {
    mutation: 'updateWorkflow',
    name: 'updateWorkflow that seals',
    input: async ({ client }, workflowId) => {
      await succeed(client, 'saveVersion', { workflowId, definition: definitionOf(3) });
      return { workflowId, sealing: 'ON_SAVE' };
    },
    done: () => true,
    writes: ['workflow', 'version', 'event'],
  },
];

describe.each(databases)('an error at each statement, on $name', (kind) => {
  let app: TestApp;
  let database: Database;
  let injury: Injury;

  async function start(alsoRollback: boolean): Promise<void> {
    injury = new Injury(alsoRollback);
    app = await createTestApp({ kind, pollInterval: NEVER, statementObserver: injury.observe });
    database = await app.database.open();
  }
  afterEach(async () => {
    await database.close();
    await app.close();
  });

  /** What `live` of a workflow routes to, as a client sees it. */
  async function routed(workflowId: string): Promise<unknown> {
    return app.client.request(
      'query ($id: ID!) { workflow(id: $id) { activeRoutes { version { number } digest weight } } }',
      { id: workflowId },
    );
  }

  /** Fails the operation at each of its statements, then lets it pass. Answers the statements. */
  async function injure({ mutation, input, done }: Operation): Promise<string[]> {
    const workflowId = await world(app);
    const given = await input(app, workflowId);
    await settled(database);
    const before = await dump(database);
    const routing = await routed(workflowId);
    const statements: string[] = [];
    for (;;) {
      injury.arm(statements.length + 1);
      const answer = await attempt(app.client, mutation, given);
      if (injury.hit === undefined) {
        expect(answer).toMatchObject({ status: 200, data: { [mutation]: {} } });
        expect(answer.errors).toBeUndefined();
        expect(done(answer.data![mutation]!)).toBeTruthy();
        break;
      }
      statements.push(injury.hit);
      expect(answer.errors).toHaveLength(1);
      expect(answer.errors![0]!.extensions).toEqual({
        code: 'INTERNAL_SERVER_ERROR',
        faultId: expect.stringMatching(/^fault_/) as string,
      });
      expect(JSON.stringify(answer)).not.toMatch(/injected|secret|SELECT|INSERT|UPDATE/);
      expect(app.log.join()).toContain(answer.errors![0]!.extensions['faultId']);
      expect(await dump(database)).toEqual(before);
      expect(await routed(workflowId)).toEqual(routing);
    }
    expect(await dump(database)).not.toEqual(before);
    return statements;
  }

  test.each(OPERATIONS.map((operation) => ({ name: operation.mutation, ...operation })))(
    '$name leaves no trace of a failed try, and the next one succeeds',
    async (operation) => {
      await start(false);
      const statements = await injure(operation);
      expect(statements[0]).toBe('BEGIN');
      expect(statements.at(-1)).toBe('COMMIT');
      for (const table of operation.writes)
        expect(statements.some((sql) => writesTo(table).test(sql)) && table).toBe(table);
    },
  );

  test.each(OPERATIONS.filter(({ mutation }) => mutation === 'activateVersion'))(
    '$mutation leaves no trace where the rollback fails as well',
    async (operation) => {
      await start(true);
      await injure(operation);
      await succeed(app.client, 'createWorkflow', { name: 'Afterwards' });
      expect((await dump(database))['workflow']).toHaveLength(2);
    },
  );

  test('what was committed, but could not be read for the answer, is found again by its key', async () => {
    let hasCommitted = false;
    let isInjured = true;
    app = await createTestApp({
      kind,
      pollInterval: NEVER,
      statementObserver: (sql) => {
        if (isInjured && hasCommitted && sql.includes('FROM workflow w'))
          throw new Error('injected');
        hasCommitted ||= sql === 'COMMIT';
      },
    });
    database = await app.database.open();
    hasCommitted = false;
    const input = { name: 'Committed', idempotencyKey: 'committed' };
    const answer = await attempt(app.client, 'createWorkflow', input);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    isInjured = false;
    const { workflow } = await succeed(app.client, 'createWorkflow', input);
    const stored = await database.query<{ id: string }>('SELECT id FROM workflow', []);
    expect(stored.map(({ id }) => id)).toEqual([workflow!.id]);
  });
});

function writesTo(table: string): RegExp {
  return new RegExp(`^(INSERT INTO|UPDATE|DELETE FROM) ${table}\\b`);
}
