import * as fc from 'fast-check';
import { type Database } from '../../src/platform/database/database';
import { type Page } from '../../src/platform/graphql/page';
import { type RunListFilter, type RunParents } from '../../src/run/run-list-plan';
import { RunListStore } from '../../src/run/run-list.store';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';
import { createRunParent, insertRuns, type RunParent, type RunRow } from './run-rows';

const COUNT = 300;

const statuses = fc.constantFrom(
  ...(['QUEUED', 'RUNNING', 'WAITING', 'SUCCEEDED', 'SUCCEEDED', 'FAILED', 'CANCELED'] as const),
);
const modes = fc.constantFrom('LIVE' as const, 'TEST' as const);
const triggers = fc.constantFrom(
  ...(['MANUAL', 'SCHEDULE', 'WEBHOOK', 'WORKFLOW', 'REPLAY'] as const),
);
const channels = fc.constantFrom('live', 'staging');
const variants = fc.constantFrom('control', 'canary');
const numbers = fc.integer({ min: 1, max: 2 });
/** So few that many runs have the same. */
const times = fc
  .integer({ min: 0, max: 20 })
  .map((second) => `2026-01-31T09:00:${String(second).padStart(2, '0')}.000Z`);

const rows = fc.array(
  fc.record({
    version: numbers,
    channel: fc.option(channels),
    variant: fc.option(variants),
    status: statuses,
    mode: modes,
    trigger: triggers,
    isReplay: fc.boolean(),
    createdAt: times,
  }),
  { minLength: COUNT, maxLength: COUNT },
);

const filters: fc.Arbitrary<RunListFilter> = fc.record(
  {
    version: numbers,
    status: fc.array(statuses, { maxLength: 3 }),
    channel: channels,
    variant: variants,
    trigger: triggers,
    mode: modes,
    replayOf: fc.constant('run_0'),
    createdAfter: times,
    createdBefore: times,
  },
  { requiredKeys: [] },
);

const pages: fc.Arbitrary<Page> = fc.record({
  list: fc.constant('runs'),
  limit: fc.integer({ min: 0, max: 8 }),
  backward: fc.boolean(),
  beyond: fc.option(fc.tuple(times, fc.integer({ max: COUNT, min: 0 }).map(String)), {
    nil: undefined,
  }),
});

interface Listed extends RunRow {
  workflowId: string;
  versionId: string;
}

describe.each(databases)('lists of runs on $name', (kind) => {
  let app: TestApp;
  let database: Database;
  let store: RunListStore;
  let parents: RunParent[];
  let all: Listed[];
  beforeAll(async () => {
    app = await createTestApp({ kind });
    database = await app.database.open();
    store = new RunListStore(database);
    const seed = new Seed(app.client);
    parents = [
      await createRunParent(seed),
      await createRunParent(seed),
      await createRunParent(seed),
    ];
    const [drawn] = fc.sample(rows, { numRuns: 1, seed: 7 });
    all = drawn!.map(({ isReplay, ...row }, place) => {
      const { id, versions } = parents[place % parents.length]!;
      return {
        ...row,
        id: `run_${place}`,
        replayOf: isReplay && place > 0 ? 'run_0' : null,
        workflowId: id,
        versionId: versions[row.version]!,
      };
    });
    for (const parent of parents)
      await insertRuns(
        database,
        parent,
        all.filter(({ workflowId }) => workflowId === parent.id),
      );
  });
  afterAll(async () => {
    await database.close();
    await app.close();
  });

  /** One for each set of parents that a list may have. */
  const allParents = (): (RunParents | undefined)[] => {
    const workflows = parents.map(({ id }) => id);
    const versions = parents.flatMap((parent) => Object.values(parent.versions));
    return [
      undefined,
      { kind: 'workflow', ids: workflows.slice(0, 1) },
      { kind: 'workflow', ids: workflows },
      { kind: 'version', ids: versions.slice(0, 1) },
      { kind: 'version', ids: versions },
    ];
  };

  /** The whole list of a parent, newest first, by the definition of each filter. */
  const expected = (parent: [RunParents['kind'], string] | undefined, filter: RunListFilter) =>
    all
      .filter((run) => {
        if (parent && (parent[0] === 'workflow' ? run.workflowId : run.versionId) !== parent[1])
          return false;
        const { status, createdAfter, createdBefore, ...equal } = filter;
        if (status && !status.includes(run.status)) return false;
        if (createdAfter && run.createdAt <= createdAfter) return false;
        if (createdBefore && run.createdAt >= createdBefore) return false;
        return Object.entries(equal).every(([name, value]) => run[name as keyof RunRow] === value);
      })
      .sort((a, b) => compare(b.createdAt, a.createdAt) || compare(b.id, a.id));

  const read = (list: Listed[], { beyond, backward, limit }: Page): string[] => {
    const sign = backward ? -1 : 1;
    const ordered = backward ? list.toReversed() : list;
    const isBeyond = ({ createdAt, id }: Listed): boolean =>
      !beyond ||
      sign * (compare(beyond[0] as string, createdAt) || compare(beyond[1] as string, id)) > 0;
    return ordered
      .filter(isBeyond)
      .slice(0, limit + 1)
      .map(({ id }) => id);
  };

  test('hold what the filter says, in order, page by page and for many parents as for one', async () => {
    await fc.assert(
      fc.asyncProperty(filters, pages, async (filter, { beyond, ...rest }) => {
        const page = { ...rest, beyond: beyond && [beyond[0]!, `run_${beyond[1]}`] };
        for (const given of allParents()) {
          const found = await store.pages(app.caller.workspaceId, given, filter, page);
          const counts = await store.counts(app.caller.workspaceId, given, filter);
          for (const [place, id] of (given?.ids ?? [undefined]).entries()) {
            const list = expected(id === undefined ? undefined : [given!.kind, id], filter);
            const own = found.filter(
              (run) => id === undefined || run.workflowId === id || run.versionId === id,
            );
            expect(own.map((run) => run.id).slice(0, page.limit + 1)).toEqual(read(list, page));
            expect(counts[place]).toBe(list.length);
          }
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
