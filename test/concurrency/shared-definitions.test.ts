import { type Database } from '../../src/platform/database/database';
import { DefinitionStore } from '../../src/version/definition.store';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases, postgresOnly } from '../support/databases';
import { describeEach } from '../support/describe-each';
import { attempt, createWorkflow, definitionOf, type Mutation, succeed } from './operations';

const SAVERS = 4;

/** Makes the mutation and answers what became of it: DONE, or the code of its error. */
async function outcome(app: TestApp, mutation: Mutation, input: object): Promise<string> {
  const { data, errors } = await attempt(app.client, mutation, input);
  const code = errors?.[0]?.extensions?.['code'] ?? data?.[mutation]?.userErrors[0]?.code;
  return `${mutation} ${String(code ?? 'DONE')}`;
}

/** A workflow whose draft had each of `contents` in turn, and has the last. */
async function workflowOf(app: TestApp, ...contents: string[]): Promise<string> {
  const workflowId = await createWorkflow(app.client, 'Shares its definitions');
  for (const [place, content] of contents.entries())
    await succeed(app.client, 'saveDraft', {
      workflowId,
      expectedRevision: 1 + place,
      definition: definitionOf(content),
    });
  return workflowId;
}

describe.each(databases)('workflows that hold the same definitions, on $name', (kind) => {
  let app: TestApp;
  beforeAll(async () => (app = await createTestApp({ kind })));
  afterAll(() => app.close());

  const save = (workflowId: string, expectedRevision: number, content: string) =>
    outcome(app, 'saveDraft', { workflowId, expectedRevision, definition: definitionOf(content) });

  test('half go from one to the other while half go back: every save is done', async () => {
    const outcomes: string[] = [];
    for (let round = 0; round < 12; round++) {
      const [one, other] = [`one ${round}`, `other ${round}`];
      const savers = Array.from({ length: SAVERS }, (_, place) =>
        place % 2 ? { from: one, to: other } : { from: other, to: one },
      );
      const ids = await Promise.all(savers.map(({ from }) => workflowOf(app, from)));
      outcomes.push(
        ...(await Promise.all(savers.map(({ to }, place) => save(ids[place]!, 2, to)))),
      );
    }
    expect(outcomes).toEqual(Array<string>(12 * SAVERS).fill('saveDraft DONE'));
  });

  test('some are deleted while others save: every deletion and every save is done', async () => {
    const outcomes: string[] = [];
    for (let round = 0; round < 12; round++) {
      const contents = [0, 1, 2, 3].map((number) => `held ${round} ${number}`);
      const deleted = await Promise.all([0, 1].map(() => workflowOf(app, ...contents)));
      const saving = contents.slice(1).map((from, place) => ({ from, to: contents[place]! }));
      const ids = await Promise.all(saving.map(({ from }) => workflowOf(app, from)));
      const works = [
        ...saving.map(({ to }, place) => save(ids[place]!, 2, to)),
        ...deleted.map((workflowId) => outcome(app, 'deleteWorkflow', { workflowId })),
      ];
      outcomes.push(...(await Promise.all(works)));
    }
    expect(outcomes.filter((text) => !text.endsWith(' DONE'))).toEqual([]);
    expect(outcomes).toHaveLength(12 * 5);
  });
});

describeEach(postgresOnly, 'a definition that is being kept, on PostgreSQL', (kind) => {
  let app: TestApp;
  let database: Database;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    database = await app.database.open();
  });
  afterAll(async () => {
    await database.close();
    await app.close();
  });

  /** Whether another transaction gets a lock on the only definition at once. */
  async function isFree(lock: 'FOR KEY SHARE' | 'FOR UPDATE'): Promise<boolean> {
    try {
      await database.query(`SELECT 1 FROM definition ${lock} NOWAIT`, []);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: '55P03' });
      return false;
    }
  }

  test('may be referred to by others meanwhile, but not be dropped', async () => {
    await workflowOf(app);
    const find = 'SELECT workspace_id AS "workspaceId", digest, content FROM definition';
    const rows = await database.query<Record<'workspaceId' | 'digest' | 'content', string>>(
      find,
      [],
    );
    expect(rows).toHaveLength(1);
    const { workspaceId, digest, content } = rows[0]!;
    expect(await isFree('FOR UPDATE')).toBe(true);
    await database.transaction(async (transaction) => {
      await new DefinitionStore(database).keep(transaction, workspaceId, digest, content);
      expect(await isFree('FOR KEY SHARE')).toBe(true);
      expect(await isFree('FOR UPDATE')).toBe(false);
    });
    expect(await database.query(find, [])).toEqual(rows);
  });
});
