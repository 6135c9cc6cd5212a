import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed } from '../support/seed';

const RUN = 'id status createdAt version { number } channel { key } error { code }';
const STEP = 'id nodeKey status attempt';

/** Pages of runs or steps of each of many: of workflows, of versions, of runs. */
const LISTS: Record<string, [document: string, statements: string[]]> = {
  'the last runs of each workflow': [
    `{ workflows(first: 100) { edges { node { runs(first: 3) { edges { cursor node { ${RUN} } } pageInfo { hasNextPage } } } } } }`,
    ['run'],
  ],
  'how many runs each workflow has, and how many of them failed': [
    `{ workflows(first: 100) { edges { node {
      runs { totalCount } failed: runs(filter: { status: [FAILED] }) { totalCount edges { node { id } } } } } } }`,
    ['count of run', 'count of run', 'run', 'run'],
  ],
  'the runs of each version': [
    `query ($id: ID!) { workflow(id: $id) { versions(first: 100) { edges { node { runs { totalCount edges { node { id } } } } } } } }`,
    ['count of run', 'run'],
  ],
  'the first steps of each run': [
    `query ($id: ID!) { workflow(id: $id) { runs(first: 100) { edges { node {
      id steps(first: 2) { totalCount edges { cursor node { ${STEP} } } pageInfo { hasNextPage } } } } } } }`,
    ['count of step', 'run', 'step'],
  ],
};

describe.each(databases)('lists of runs of many parents on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let seen: string[] = [];
  beforeEach(async () => {
    app = await createTestApp({
      kind,
      pollInterval: NEVER,
      statementObserver: (sql) => void seen.push(sql),
    });
    seed = new Seed(app.client);
  });
  afterEach(() => app.close());

  /** A workflow with `count` versions, each with two runs that have steps. */
  async function workflowWith(count: number): Promise<string> {
    const greetings = Array.from({ length: count }, (_, place) => `greeting ${place}`);
    const workflow = await seed.workflowWith(greetings);
    for (let version = 1; version <= count; version++)
      for (let time = 0; time < 2; time++) {
        await workflow.start({ version });
        const lease = await workflow.claim();
        for (let attempt = 1; attempt <= 3; attempt++) {
          const error = { code: 'AGAIN', message: '' };
          const step = { ...lease, nodeKey: 'greet', attempt, status: 'FAILED', error };
          await seed.mutate('reportStep', step);
        }
      }
    return workflow.id;
  }

  /** What a request reads of runs and steps. */
  async function readsOf(document: string, variables: Record<string, unknown>): Promise<string[]> {
    seen = [];
    await seed.query(document, variables);
    return seen
      .map((sql) => {
        const table = /\bFROM (?:.* )?(run|step) [rs]\b/s.exec(sql)?.[1];
        return `${sql.includes('COUNT(') ? 'count of ' : ''}${table}`;
      })
      .filter((shape) => !shape.endsWith('undefined'))
      .sort();
  }

  test('take one statement each, however many there are', async () => {
    const id = await workflowWith(1);
    const few = await workflowWith(3);
    const reads: string[][] = [];
    for (const variables of [{ id }, { id: few }]) {
      for (const [document] of Object.values(LISTS)) reads.push(await readsOf(document, variables));
      await workflowWith(1);
    }
    const expected = Object.values(LISTS).map(([, statements]) => statements);
    expect(reads).toEqual([...expected, ...expected]);
  });

  test('give each its own page', async () => {
    const workflows = [await workflowWith(1), await workflowWith(3), (await seed.workflow()).id];
    const runs =
      'runs(first: 3) { totalCount edges { cursor node { id } } pageInfo { hasNextPage } }';
    const list = async (args: string) =>
      (await seed.query(`{ workflows(${args}) { edges { node { id ${runs} } } } }`)).workflows
        .edges;
    const together = await list('first: 100');
    expect(together).toHaveLength(3);
    for (const { node } of together) {
      const { workflow } = await seed.query(
        `query ($id: ID!) { workflow(id: $id) { id ${runs} } }`,
        { id: node.id },
      );
      expect(node).toEqual(workflow);
    }
    const counts = workflows.map(
      (id) => together.find(({ node }) => node.id === id)!.node.runs.totalCount,
    );
    expect(counts).toEqual([2, 6, 0]);

    const steps =
      'steps(last: 2) { totalCount edges { node { attempt } } pageInfo { hasPreviousPage } }';
    const { edges } = (
      (await seed.query(
        `query ($id: ID!) { workflow(id: $id) { runs { edges { node { ${steps} } } } } }`,
        {
          id: workflows[1]!,
        },
      )) as { workflow: Answer }
    ).workflow.runs;
    expect(edges).toHaveLength(6);
    for (const { node } of edges)
      expect(node.steps).toEqual({
        totalCount: 3,
        edges: [{ node: { attempt: 2 } }, { node: { attempt: 3 } }],
        pageInfo: { hasPreviousPage: true },
      });
  });
});
