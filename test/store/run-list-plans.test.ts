import { type Database } from '../../src/platform/database/database';
import { type Page } from '../../src/platform/graphql/page';
import { type RunListFilter, type RunParents } from '../../src/run/run-list-plan';
import { RunListStore } from '../../src/run/run-list.store';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';
import { createRunParent, insertAlike, insertRuns, type RunParent, type RunRow } from './run-rows';

/** Runs of each workflow that are all alike. */
const ALIKE = 20_000;
const LIMIT = 20;
/** Rows that PostgreSQL may look at for a page of a list: a page of each stream of two workflows, and what it looks up. */
const MOST_EXAMINED = 2 * 10 * (LIMIT + 1);

const TIME = '2026-01-31T';
const ORDINARY: Omit<RunRow, 'id'> = {
  version: 1,
  channel: 'live',
  variant: 'control',
  status: 'SUCCEEDED',
  mode: 'LIVE',
  trigger: 'MANUAL',
  replayOf: null,
  createdAt: TIME,
};
/** Three runs that have nothing in common with the others, older than all but a few of them. */
const RARE: Omit<RunRow, 'id' | 'createdAt'> = {
  version: 2,
  channel: 'staging',
  variant: 'canary',
  status: 'FAILED',
  mode: 'TEST',
  trigger: 'SCHEDULE',
  replayOf: 'run_0',
};
const RARE_TIMES = [1_000_100, 1_000_200, 1_000_300].map((place) => `${TIME}${place}`);

type Kind = RunParents['kind'] | undefined;

/** What a list is of, its filter, the index that it must be read along, by which equal columns, and what it has of a workflow. */
const CASES: [Kind, RunListFilter, string, number][] = [
  [undefined, {}, 'run_by_workspace (workspace_id', LIMIT],
  [undefined, { status: ['FAILED'] }, 'run_by_workspace_status (workspace_id status', 3],
  [undefined, { status: ['FAILED', 'WAITING'] }, 'run_by_workspace_status (workspace_id status', 3],
  [undefined, { version: 2 }, 'run_by_version (version_id', 3],
  [undefined, { channel: 'staging' }, 'run_by_channel (channel_id', 3],
  [undefined, { variant: 'canary' }, 'run_by_variant (workflow_id variant', 3],
  [undefined, { trigger: 'SCHEDULE' }, 'run_by_trigger (workflow_id trigger_kind mode', 3],
  [undefined, { mode: 'TEST' }, 'run_by_trigger (workflow_id trigger_kind mode', 3],
  [undefined, { replayOf: 'run_0' }, 'run_by_origin (replay_of', 3],
  ['workflow', {}, 'run_by_workflow (workflow_id', LIMIT],
  ['workflow', { status: ['SUCCEEDED'] }, 'run_by_status (workflow_id status', LIMIT],
  ['workflow', { status: ['FAILED'] }, 'run_by_status (workflow_id status', 3],
  ['workflow', { status: ['FAILED', 'WAITING'] }, 'run_by_status (workflow_id status', 3],
  ['workflow', { status: ['FAILED'], channel: 'live' }, 'run_by_status (workflow_id status', 0],
  ['workflow', { version: 2 }, 'run_by_version (version_id', 3],
  ['workflow', { channel: 'staging' }, 'run_by_channel (channel_id', 3],
  ['workflow', { variant: 'canary' }, 'run_by_variant (workflow_id variant', 3],
  ['workflow', { trigger: 'SCHEDULE' }, 'run_by_trigger (workflow_id trigger_kind mode', 3],
  [
    'workflow',
    { trigger: 'SCHEDULE', channel: 'live' },
    'run_by_trigger (workflow_id trigger_kind mode',
    0,
  ],
  ['workflow', { mode: 'TEST' }, 'run_by_trigger (workflow_id trigger_kind mode', 3],
  ['version', {}, 'run_by_version (version_id', LIMIT],
  ['version', { status: ['FAILED', 'CANCELED'] }, 'run_by_failure (version_id', 0],
  ['version', { status: ['QUEUED'] }, 'run_by_status (workflow_id status', 0],
  ['version', { mode: 'TEST' }, 'run_by_trigger (workflow_id trigger_kind mode', 0],
  ['version', { version: 2 }, 'run_by_version (version_id', 0],
];

describe.each(databases)('a page of a list of runs on $name', (kind) => {
  let app: TestApp;
  let database: Database;
  let store: RunListStore;
  let parents: RunParent[];
  beforeAll(async () => {
    app = await createTestApp({ kind });
    database = await app.database.open();
    store = new RunListStore(database);
    const seed = new Seed(app.client);
    parents = [await createRunParent(seed), await createRunParent(seed)];
    for (const [place, parent] of parents.entries()) {
      await insertAlike(database, parent, { ...ORDINARY, id: `run_${place}` }, ALIKE);
      const rare = RARE_TIMES.map((createdAt) => ({
        ...RARE,
        createdAt,
        id: `${createdAt}${place}`,
      }));
      await insertRuns(database, parent, rare);
    }
    // as autovacuum does sooner or later; SQLite goes without
    if (kind.name === 'postgres') await database.query('ANALYZE', []);
  }, 120_000);
  afterAll(async () => {
    await database.close();
    await app.close();
  });

  const statement = (of: Kind, filter: RunListFilter, count: number, page: Partial<Page>) => {
    const ids = parents.map(({ id, versions }) => (of === 'version' ? versions[1]! : id));
    const given = of && { kind: of, ids: ids.slice(0, count) };
    const whole = { list: 'runs', limit: LIMIT, backward: false, ...page };
    return store.pagesSql(app.caller.workspaceId, given, filter, whole);
  };
  const forEach = CASES.flatMap(([of, filter, index, found]) =>
    (of ? [1, 2] : [2]).map((count) => ({ of, filter, index, found, count })),
  ).map((one) => ({
    ...one,
    title: `of ${one.of ? `${one.count} ${one.of}` : 'the workspace'}, ${JSON.stringify(one.filter)}`,
  }));

  test.each(forEach)(
    '$title, is read along $index …), whatever lies between',
    async ({ of, filter, index, found, count }) => {
      const first = statement(of, filter, count, {});
      const rows = await database.query(first.sql, first.values);
      expect(rows).toHaveLength(
        found === LIMIT ? (of ? count * (LIMIT + 1) : LIMIT + 1) : found * count,
      );
      if (kind.name === 'postgres') {
        expect(await examined(first)).toBeLessThan(MOST_EXAMINED);
        return;
      }
      const [name, ...equal] = index.replace('(', '').split(' ');
      const range = equal.map((column) => `${column}=?`).join(' AND ');
      const deep = statement(of, filter, count, { beyond: [`${TIME}1010000`, 'run_'] });
      const plan = await planOf(deep);
      expect(plan).toContain(`INDEX ${name} (${range} AND (created_at,id)<(?,?))`);
      expect(plan).not.toContain('SCAN r');
    },
  );

  test.each([
    ['before', { createdBefore: `${TIME}1000050` }, {}],
    ['after, read from the end', { createdAfter: `${TIME}1019950` }, { backward: true }],
    ['before, deep', { createdBefore: `${TIME}1015000` }, { beyond: [`${TIME}1000050`, 'run_'] }],
    [
      'before, with the cursor of a wider list',
      { createdBefore: `${TIME}1000050` },
      { beyond: [`${TIME}1015000`, 'run_'] },
    ],
    [
      'after, with the cursor of a wider list, read from the end',
      { createdAfter: `${TIME}1019950` },
      { backward: true, beyond: [`${TIME}1015000`, 'run_'] },
    ],
  ])('of a time %s begins where the time does', async (_what, filter, page) => {
    const { sql, values } = statement('workflow', filter, 1, page);
    expect(await database.query(sql, values)).toHaveLength(LIMIT + 1);
    if (kind.name === 'postgres')
      expect(await examined({ sql, values })).toBeLessThan(MOST_EXAMINED);
    else
      // one bound of the side that it begins at, so that nothing is left to check run by run
      expect(sql.match(/created_at(, r\.id\))? [<>]/g)).toHaveLength(1);
  });

  async function planOf({ sql, values }: ReturnType<typeof statement>): Promise<string> {
    const plan = await database.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
    return plan.map(({ detail }) => detail).join('\n');
  }

  /** Rows of the table `run` that PostgreSQL looks at, index entries without a row left out. */
  async function examined({ sql, values }: ReturnType<typeof statement>): Promise<number> {
    const [row] = await database.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
      values,
    );
    const count = (node: PlanNode): number =>
      (node['Relation Name'] === 'run'
        ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
        : 0) + (node.Plans ?? []).reduce((sum, inner) => sum + count(inner), 0);
    return count(row!['QUERY PLAN'][0]!.Plan);
  }
});

interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}
